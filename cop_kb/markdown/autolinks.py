"""Bare addresses, by the rule of GitHub (https://github.github.com/gfm/#autolinks-extension-).

A word becomes a link only if it says ``http://``, ``https://``, ``ftp://`` or ``www.``, or is a mail address:
``README.md`` stays a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

TEXT = re.compile(r"[^\n!#$%&*+\-:<=>@\[\]\\^_`{}~]+")
"""What no rule begins with: https://github.com/executablebooks/markdown-it-py/blob/v3.0.0/markdown_it/rules_inline/text.py"""
WWW = re.compile(r"(?:(?<=[\s*_~(])|\A)www\.", re.IGNORECASE)
SCHEME = re.compile(r"[A-Za-z]+\Z")
SCHEMES = frozenset({"http", "https", "ftp"})
ADDRESS = re.compile(r"[^\s<]+")
HOST = re.compile(r"[^\s<>/?#:@!-,;=\[-^`{-~]*")
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[A-Za-z0-9_-]+\.)+[A-Za-z0-9_-]*[A-Za-z0-9](?![\w@-])")
BRACKETS = re.compile(r"[\[\]]")
TRAILING = frozenset("?!.,:*_~'\"")
ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")


def add_autolinks(reader: MarkdownIt) -> None:
    """Let a reader make links of bare web addresses."""
    reader.inline.ruler.at("text", _text)
    reader.inline.ruler.after("text", "www", _www)
    reader.inline.ruler.after("text", "url", _url)


def mail_links(text: str) -> Iterator[tuple[int, int]]:
    """Where bare mail addresses stand in a text.

    >>> list(mail_links("ask ines@example.org."))
    [(4, 20)]
    """
    if "@" in text:
        for match in MAIL.finditer(text):
            yield match.span()


def _text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
    """Skip what no rule begins with, up to the next ``www.``."""
    match = TEXT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    end = match.end()
    if "www." in match[0].lower():
        if (www := WWW.search(state.src, state.pos, end)) and www.start() == state.pos:
            return False
        end = www.start() if www else end
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _www(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
    if not WWW.match(state.src, state.pos):
        return False
    url = _address(state, state.pos)
    if not silent and _is_host(url) and not _in_brackets(state):
        return _link(state, url, f"http://{url}")
    if not silent:
        state.pending += state.src[state.pos]
    state.pos += 1
    return True


def _url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
    """An address whose scheme has been taken for text already."""
    if silent or not state.src.startswith("://", state.pos) or _in_brackets(state):
        return False
    found = SCHEME.search(state.src, max(0, state.pos - 6), state.pos)
    scheme = found[0] if found else ""
    begin = state.pos - len(scheme)
    if scheme.lower() not in SCHEMES or (begin and state.src[begin - 1].isascii() and state.src[begin - 1].isalpha()):
        return False
    url = _address(state, begin)
    if not _is_host(url.partition("://")[2]):
        return False
    state.pending = state.pending[: -len(scheme)]
    state.pos = begin
    return _link(state, url, url)


def _in_brackets(state: StateInline) -> bool:
    """Whether a bracket is open, within which no address is bare: it may turn out to be a link."""
    depth = state.linkLevel
    texts = (token.content for token in state.tokens if token.type == "text")
    for sign in BRACKETS.findall("".join((*texts, state.pending))):
        depth = depth + 1 if sign == "[" else max(0, depth - 1)
    return depth > 0


def _address(state: StateInline, begin: int) -> str:
    """The address that begins there, without the marks that belong to the sentence around it."""
    match = ADDRESS.match(state.src, begin, state.posMax)
    url = match[0] if match else ""
    while url:
        if url[-1] in TRAILING or (url[-1] == ")" and url.count(")") > url.count("(")):
            url = url[:-1]
        elif url[-1] == ";" and (entity := ENTITY.search(url)):
            url = url[: entity.start()]
        else:
            break
    return url


def _is_host(address: str) -> bool:
    """Whether an address begins with the name of a host, without an underscore in its last two parts."""
    host = HOST.match(address)
    parts = host[0].split(".") if host else []
    return bool(parts and parts[0]) and not any("_" in part for part in parts[-2:])


def _link(state: StateInline, shown: str, target: str) -> bool:
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.markup = {"href": state.md.normalizeLink(target)}, "linkify"
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1).markup = "linkify"
    state.pos += len(shown)
    return True
