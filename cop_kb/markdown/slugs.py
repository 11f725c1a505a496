"""The anchors of headings, as GitHub makes them from their words in every script."""

from __future__ import annotations

from collections.abc import Iterator, MutableSet
from unicodedata import category

LETTERS = frozenset({"L", "M"})
OTHERS = frozenset({"Nd", "Nl", "Pc"})
"""Categories of characters: https://www.unicode.org/reports/tr44/#General_Category_Values"""


def slug_of(heading: str) -> str:
    """The anchor of a heading, before it is told from others of the same words.

    As github.com does: https://github.com/gjtorikian/html-pipeline/blob/v2.14.3/lib/html/pipeline/toc_filter.rb

    >>> slug_of("What happened?"), slug_of("解决方法"), slug_of("Über & Größe"), slug_of("---")
    ('what-happened', '解决方法', 'über--größe', '---')
    """
    return "".join(
        "-" if char == " " else char
        for char in heading.strip().lower()
        if char in " -" or (kind := category(char))[0] in LETTERS or kind in OTHERS
    )


def unique_slugs(headings: Iterator[str], used: MutableSet[str]) -> Iterator[str]:
    """The ids of headings in the order of the text: from the second of the same words on with ``-1``, ``-2``."""
    for heading in headings:
        slug, number, found = slug_of(heading), 0, ""
        while (found := f"{slug}-{number}" if number else slug) in used or not found:
            number += 1
        used.add(found)
        yield found
