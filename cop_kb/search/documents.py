"""A page of the site → the small document that Pagefind reads: its text, its names, its facets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from html import escape

from cop_kb.model.page import Page, Record

MARK = " data-pagefind-body"
TAG_NAME = re.compile(r"\w+")
WORD = re.compile(r"(?:^|>)[^<]*[^<\s]")
PERMALINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>')
DOCUMENT = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title>{filed}</head>
<body><main data-pagefind-body>{text}</main></body>
</html>
"""


def text_of(html: str) -> str:
    """What of a page is searched: the HTML of its marked elements."""
    return PERMALINK.sub("", "\n".join(bodies(html)))


def digest(html: str) -> str:
    """The same for pages of which the same is searched."""
    return blake2b(text_of(html).encode(), digest_size=16).hexdigest()


def document(page: Page, html: str, language: str) -> str:
    """The document for a page's built ``html``; "" for a page that is not to be found."""
    if page.record is None:
        return ""
    text = text_of(html)
    return DOCUMENT.format(
        language=escape(language),
        title=escape(page.title),
        filed="".join(_filed(page.title, page.record)),
        text=text if WORD.search(text) else escape(page.title),  # a page without words is not indexed at all
    )


def bodies(html: str) -> Iterator[str]:
    """What stands in the elements of a page that are marked with ``data-pagefind-body``.

    >>> list(bodies('<p>a</p><div data-pagefind-body>b<div>c</div></div>d'))
    ['b<div>c</div>']
    >>> list(bodies('<p>&lt;p data-pagefind-body&gt;</p>'))
    []
    """
    at = html.find(MARK)
    while at >= 0:
        opening, end = html.rfind("<", 0, at), at + 1
        tag = TAG_NAME.match(html, opening + 1)
        if tag and ">" not in html[opening:at]:  # else it stands in a text
            start = html.index(">", at) + 1
            end = _end(html, start, tag[0])
            yield html[start:end]
        at = html.find(MARK, end)


def _end(html: str, start: int, tag: str) -> int:
    """Where an element ends whose text begins at ``start``."""
    depth = 1
    for edge in re.compile(rf"<(/?){tag}\b").finditer(html, start):
        depth += -1 if edge[1] else 1
        if not depth:
            return edge.start()
    return start


def _filed(title: str, record: Record) -> Iterator[str]:
    for name, values in record.facets.items():
        for value in values:
            yield _meta("filter", name, value)
    for name, number in record.sorts.items():
        yield _meta("sort", name, str(number))
    shown = json.dumps(dict(record.shown.items()) | {"order": dict(record.sorts.items())}, ensure_ascii=False)
    shown = shown.encode().hex()  # else Pagefind would find its words too
    for name, text in {"title": title, "names": " · ".join(record.names), "shown": shown}.items():
        yield _meta("meta", name, text)


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{escape(name)}[content]" content="{escape(value)}">'
