"""Bare addresses, by the rule of GitHub (https://github.github.com/gfm/#autolinks-extension-).

A word becomes a link only if it says ``http://``, ``https://``, ``www.`` or is a mail address: ``README.md`` stays a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BEFORE = r"(?:(?<=^)|(?<=[\s*_~(]))"
DOMAIN = r"[^\s<>/?#:@\x02\x03!-,;=\[-^`{-~]+"
FOUND = re.compile(
    rf"{BEFORE}(?P<url>(?:https?://|ftp://|www\.){DOMAIN}[^\s<\x02\x03]*)"
    r"|(?<![\w.+@-])(?P<mail>[\w.+-]+@(?:[A-Za-z0-9_-]+\.)+[A-Za-z0-9_-]*[A-Za-z0-9])(?![\w@-])",
    re.IGNORECASE,
)
HOST = re.compile(r"(?:https?://|ftp://|www\.)?([^/?#:]*)", re.IGNORECASE)
TRAILING = frozenset("?!.,:*_~'\"")
ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")
SIGNS = ("://", "www.", "@")
"""One of them stands wherever ``FOUND`` finds something."""


def autolinks(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a bare address stands in a text, and where it leads.

    >>> list(autolinks("see www.example.org/a_(b). README.md"))
    [(4, 25, 'http://www.example.org/a_(b)')]
    """
    if not any(sign in text for sign in SIGNS):
        return
    for match in FOUND.finditer(text):
        if match["mail"]:
            yield match.start(), match.end(), f"mailto:{match['mail']}"
            continue
        url = _without_trailing(match["url"])
        if _is_host(url):
            is_whole = "://" in url[:8]
            yield match.start(), match.start() + len(url), url if is_whole else f"http://{url}"


def _without_trailing(url: str) -> str:
    """The address without the marks that belong to the sentence around it."""
    while url:
        if url[-1] in TRAILING:
            url = url[:-1]
        elif url[-1] == ")" and url.count(")") > url.count("("):
            url = url[:-1]
        elif url[-1] == ";" and (entity := ENTITY.search(url)):
            url = url[: entity.start()]
        else:
            break
    return url


def _is_host(url: str) -> bool:
    """No underscore in the last two parts; a dot is needed after ``www`` only."""
    host = HOST.match(url)
    parts = host[1].split(".") if host else []
    named = bool(parts and all(parts)) and not any("_" in part for part in parts[-2:])
    return named and (not url.lower().startswith("www.") or len(parts) >= 1)
