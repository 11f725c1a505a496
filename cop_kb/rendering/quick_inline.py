"""Python-Markdown's patterns within a text, of which only those are tried that can match: two fifths of converting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from markdown import Markdown, inlinepatterns
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NEEDED: Mapping[str, str] = MappingProxyType(
    {
        inlinepatterns.BACKTICK_RE: "`",
        inlinepatterns.ESCAPE_RE: "\\",
        r"\[\^([^\]]*)\]": "[",  # a footnote
        inlinepatterns.REFERENCE_RE: "[",
        inlinepatterns.LINK_RE: "[",
        inlinepatterns.IMAGE_LINK_RE: "[",
        inlinepatterns.IMAGE_REFERENCE_RE: "[",
        inlinepatterns.AUTOLINK_RE: "<",
        inlinepatterns.AUTOMAIL_RE: "<",
        inlinepatterns.LINE_BREAK_RE: "\n",
        inlinepatterns.HTML_RE: "<",
        inlinepatterns.ENTITY_RE: "&",
        r"\*|_": "*_",
    }
)
"""Patterns, and characters of which every text has one that they match. Others are always tried."""
ALWAYS = ("",)
APPLY = "_InlineProcessor__applyPattern"
"""What Python-Markdown keeps to itself: how it applies one pattern."""


class QuickInline(InlineProcessor):
    """Makes of a text what Python-Markdown makes of it.

    https://github.com/Python-Markdown/markdown/blob/3.9/markdown/treeprocessors.py#L130
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to all texts of a tree."""
        patterns: Iterable[Any] = self.inlinePatterns
        self._patterns = [(each, NEEDED.get(str(each.pattern), ALWAYS)) for each in patterns]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - their names
        if isinstance(data, AtomicString):
            return data
        for number in range(patternIndex, len(self._patterns)):
            pattern, needed = self._patterns[number]
            for each in needed:
                if each in data:
                    data = self._apply(pattern, data, number)
                    break
        return data

    def _apply(self, pattern: Any, data: str, number: int) -> str:
        matched, start = True, 0
        while matched:
            data, matched, start = getattr(self, APPLY)(pattern, data, number, start)
        return data


def make_quick(converter: Markdown) -> Markdown:
    """The converter, with this in the place of Python-Markdown's own."""
    if type(converter.treeprocessors["inline"]) is InlineProcessor:
        converter.treeprocessors.register(QuickInline(converter), "inline", 20)
    return converter
