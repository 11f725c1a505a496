"""A page of the site → the small document that Pagefind reads: its text, its names, its facets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape

from cop_kb.model.page import Page, Record

BODY = re.compile(r"<(?P<tag>\w+)\b[^>]*\sdata-pagefind-body\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
PERMALINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>')
DOCUMENT = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title>{filed}</head>
<body><main data-pagefind-body>{text}</main></body>
</html>
"""


def document(page: Page, html: str, language: str) -> str:
    """The document for a page's built ``html``; "" for a page that is not to be found."""
    if page.record is None:
        return ""
    text = PERMALINK.sub("", "\n".join(bodies(html)))
    return DOCUMENT.format(
        language=escape(language),
        title=escape(page.title),
        filed="".join(_filed(page.title, page.record)),
        text=text if TAG.sub("", text).strip() else escape(page.title),  # a page without words is not indexed at all
    )


def bodies(html: str) -> Iterator[str]:
    """What stands in the elements of a page that are marked with ``data-pagefind-body``.

    >>> list(bodies('<p>a</p><div data-pagefind-body>b<div>c</div></div>d'))
    ['b<div>c</div>']
    """
    for found in BODY.finditer(html):
        depth, tag = 1, found["tag"]
        for edge in re.finditer(rf"<(/?){tag}\b", html[found.end() :]):
            depth += -1 if edge[1] else 1
            if not depth:
                yield html[found.end() : found.end() + edge.start()]
                break


def _filed(title: str, record: Record) -> Iterator[str]:
    for name, values in record.facets.items():
        for value in values:
            yield _meta("filter", name, value)
    for name, number in record.sorts.items():
        yield _meta("sort", name, str(number))
    shown = json.dumps(record.shown, ensure_ascii=False).encode().hex()  # else Pagefind would find its words too
    for name, text in {"title": title, "names": " · ".join(record.names), "shown": shown}.items():
        yield _meta("meta", name, text)


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{escape(name)}[content]" content="{escape(value)}">'
