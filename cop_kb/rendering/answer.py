"""The answer of a page in a section of its own, so that a theme can make it what a reader sees first."""

from __future__ import annotations

import re
from collections.abc import Iterator

TAG = re.compile(r'<(?P<closes>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:"[^"]*"|[^">])*)>', re.IGNORECASE)
ATTRIBUTE = re.compile(r'\s(?P<name>[^\s=]+)(?:="(?P<value>[^"]*)")?')
HEADING = re.compile(r"h[1-6]")
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "wbr"})
"""Elements without an end (https://html.spec.whatwg.org/#void-elements), of those that are let through."""


def wrap_answer(html: str) -> str:
    """The HTML of a page whose first heading begins its answer, with the answer in a ``<section>``.

    The HTML has been made safe, so every element in it ends. A heading inside another element is no border.

    >>> wrap_answer('<h2 id="a">Workaround</h2>Wet it.<h2>Cause</h2>')
    '<section class="kb-answer" aria-labelledby="a"><h2 id="a">Workaround</h2>Wet it.</section><h2>Cause</h2>'
    """
    headings = _headings(html)
    first = next(headings, None)
    if first is None:
        return html
    end = next((each for each in headings if each["name"] <= first["name"]), None)
    stop = end.start() if end else len(html)
    name = dict(ATTRIBUTE.findall(first["attributes"])).get("id")
    label = f' aria-labelledby="{name}"' if name else ""
    answer = html[first.start() : stop]
    return f'{html[: first.start()]}<section class="kb-answer"{label}>{answer}</section>{html[stop:]}'


def _headings(html: str) -> Iterator[re.Match[str]]:
    """The headings that stand in no other element."""
    depth = 0
    for tag in TAG.finditer(html):
        if tag["closes"]:
            depth -= 1
        elif tag["name"] not in VOID:
            if depth == 0 and HEADING.fullmatch(tag["name"]):
                yield tag
            depth += 1
