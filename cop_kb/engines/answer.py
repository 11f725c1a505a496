"""The answer of a page in a section of its own, so that a theme can make it what a reader sees first."""

from __future__ import annotations

import re

HEADING = re.compile(r"<h([1-6])(?:\s[^>]*?\bid=\"([^\"]*)\")?[^>]*>")


def wrap_answer(html: str) -> str:
    """The HTML of a page whose first heading begins its answer, with the answer in a ``<section>``.

    >>> wrap_answer('<h2 id="a">Workaround</h2>Wet it.<h2>Cause</h2>')
    '<section class="kb-answer" aria-labelledby="a"><h2 id="a">Workaround</h2>Wet it.</section><h2>Cause</h2>'
    """
    first = HEADING.search(html)
    if first is None:
        return html
    later = (match for match in HEADING.finditer(html, first.end()) if match[1] <= first[1])
    end = next(later, None)
    stop = end.start() if end else len(html)
    label = f' aria-labelledby="{first[2]}"' if first[2] else ""
    answer = html[first.start() : stop]
    return f'{html[: first.start()]}<section class="kb-answer"{label}>{answer}</section>{html[stop:]}'
