"""The reader, with the lines of the source on each top-level block that it renders: to compare it with another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown_it.token import Token

from cop_kb.markdown.extension import GithubBlocks, GithubMarkdown
from cop_kb.markdown.html import Elements
from cop_kb.markdown.tree import RAW

PLACE = "lines"
"""The attribute of the element ``RAW`` around a block: its first line, and the one after its last, from 0."""


class PlacedMarkdown(GithubMarkdown):
    """As ``GithubMarkdown``, but every top-level block stands in an element ``RAW`` that says its lines."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's own name
        """Register, and leave the elements around blocks."""
        super().extendMarkdown(md)
        md.postprocessors.deregister("cop-kb-unwrap")

    def _new_blocks(self, md: Markdown, elements: Elements) -> GithubBlocks:
        return _PlacedBlocks(md, elements)


class _PlacedBlocks(GithubBlocks):
    def parse_document(self, lines: Iterable[str]) -> ElementTree[Element]:
        """A whole text as a tree. Places are put in last, for blocks look at those before them: tabs, captions."""
        self._md.parser.root = root = Element(self._md.doc_tag)
        places: dict[Element, tuple[int, int]] = {}
        tokens = self._reader.parse("\n".join(lines), self._definitions)
        for block, (first, last) in _top_level(tokens):
            before, size = set(root), _size(root)
            self._tree.add_blocks(root, block)
            changed = [each for each in root if each not in before] or [*root][-1:] * (_size(root) != size)
            for each in changed:
                first = min((places[inner][0] for inner in each.iter() if inner in places), default=first)
                places[each] = first, last
        for number, each in enumerate(root):
            around = Element(RAW, {PLACE: "{}-{}".format(*places[each])} if each in places else {})
            around.append(each)
            around.tail, each.tail = "\n", None
            root[number] = around
        return ElementTree(root)


def _size(root: Element) -> int:
    """How many elements there are in the last block, to which what follows may be added."""
    return sum(1 for _ in root[-1].iter()) if len(root) else 0


def _top_level(tokens: list[Token]) -> Iterator[tuple[list[Token], tuple[int, int]]]:
    """Each top-level block, with its first line and the one after its last."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting != 1:
            first, last = block[0].map or (0, 0)
            yield block, (first, last)
            block = []
