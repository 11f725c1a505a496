"""What two readers make of one text, compared: as elements and words, block by block.

Ids, classes and blanks do not count, nor elements that no reader of the page sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html.parser import HTMLParser
from urllib.parse import unquote

from markdown.util import BLOCK_LEVEL_ELEMENTS

from cop_kb.markdown.placed import PLACE
from cop_kb.markdown.tree import RAW

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "wbr"})
UNSEEN = frozenset({"span", "thead", "tbody"})
COUNTS = ("checked", "href", "open", "src", "start", "type")
"""Attributes that a reader of the page meets."""
BLOCKS = frozenset(BLOCK_LEVEL_ELEMENTS) | {"input"}
AROUND = re.compile(rf"</?{RAW}[^<>]*>")
LINES = re.compile(r"([0-9]+)-([0-9]+)")
BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Block:
    """A top-level block as it was rendered, with its ``lines`` in the source, where they are known."""

    lines: tuple[int, int] | None
    html: str = ""
    elements: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its elements."""
        return tuple(each[0].strip("<>").partition(" ")[0] for each in self.elements)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading and nothing else."""
        return len(self.tags) == 1 and re.fullmatch("h[1-6]", self.tags[0]) is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """Blocks that follow each other and are rendered otherwise by the other reader: as elements with these tags.

    Where only the other reader has something there, ``blocks`` are those beside it.
    """

    blocks: tuple[Block, ...]
    otherwise: tuple[str, ...]


def blocks_of(html: str) -> tuple[Block, ...]:
    """The top-level blocks of what was rendered, perhaps with ``PlacedMarkdown``."""
    reader = _Blocks(html)
    reader.feed(html)
    reader.close()
    reader.end()
    return tuple(reader.blocks)


def differences(blocks: Sequence[Block], others: Sequence[Block]) -> Iterator[Difference]:
    """Where two readings of a text differ."""
    ours = [(each, number) for number, block in enumerate(blocks) for each in block.elements]
    theirs = [each for block in others for each in block.elements]
    matcher = SequenceMatcher(None, [each for each, _ in ours], theirs, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        spans = [(first, last, start, end)]
        if last - first == end - start:
            spans = [(first + at, first + at + 1, start + at, start + at + 1) for at in range(last - first)]
        elif first == last:
            spans = [(max(0, first - 1), last + 1, start, end)]
        for first, last, start, end in spans:
            numbers = dict.fromkeys(number for _, number in ours[first:last])
            otherwise = Block(None, elements=theirs[start:end]).tags
            yield Difference(tuple(blocks[number] for number in numbers), otherwise)


class _Blocks(HTMLParser):
    """Elements that are not closed end with the text; end tags that close nothing are left out."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._html = html
        self._lines = [0, *(found.end() for found in re.finditer("\n", html))]
        self._open: list[str] = []
        self._element: list[str] = []
        self._begin = -1
        """Where the HTML of the block begins that is open; -1 where none is."""
        self._is_placed = self._is_paragraph = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == RAW:
            self._place(dict(attrs).get(PLACE))
            return
        if not self._open:
            self._begin_element(is_paragraph=tag not in BLOCKS)
        if tag not in UNSEEN:
            counts = sorted(f" {name}={unquote(value or '')}" for name, value in attrs if name in COUNTS)
            self._element.append(f"<{tag}{''.join(counts)}>" if (tag, counts) != ("ol", [" start=1"]) else "<ol>")
        if tag not in VOID:
            self._open.append(tag)
        elif not self._open and not self._is_paragraph:
            self._end_element(self._at() + len(self.get_starttag_text() or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == RAW and not self._open and self._is_placed:
            self._end_block(self._at())
        if tag not in self._open:
            return
        while (last := self._open.pop()) != tag:
            self._close(last)
        self._close(tag)
        if not self._open and not self._is_paragraph:
            self._end_element(self._html.find(">", self._at()) + 1)

    def handle_data(self, data: str) -> None:
        text = data.rstrip() if "pre" in self._open else BLANKS.sub("", data)
        if not text:
            return
        if not self._open:
            self._begin_element(is_paragraph=True)
        if self._element and not self._element[-1].startswith("<"):
            self._element[-1] += text
        else:
            self._element.append(f"\u200b{text}")

    def end(self) -> None:
        """End what is open."""
        while self._open:
            self._close(self._open.pop())
        self._end_block(len(self._html))

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _place(self, said: str | None) -> None:
        if not (found := LINES.fullmatch(said or "")):
            return
        first, last = int(found[1]), int(found[2])
        if self._open and self.blocks:  # HTML that was begun in a block and goes on over others
            if lines := self.blocks[-1].lines:
                self.blocks[-1].lines = min(first, lines[0]), max(last, lines[1])
            return
        self._end_block(self._at())
        self.blocks.append(Block((first, last)))
        self._begin, self._is_placed = self._at(), True

    def _begin_element(self, *, is_paragraph: bool) -> None:
        """An element at the top; text and inline elements there are as good as a paragraph."""
        if self._is_paragraph and is_paragraph:
            return
        self._end_element(self._at())
        if self._begin < 0:
            self.blocks.append(Block(None))
            self._begin = self._at()
        if is_paragraph:
            self._element, self._is_paragraph = ["<p>"], True

    def _close(self, tag: str) -> None:
        if tag not in UNSEEN:
            self._element.append(f"</{tag}>")

    def _end_element(self, at: int) -> None:
        if self._element:
            self.blocks[-1].elements.append((*self._element, *["</p>"] * self._is_paragraph))
        self._element, self._is_paragraph = [], False
        if not self._is_placed:
            self._end_html(at)

    def _end_block(self, at: int) -> None:
        self._end_element(at)
        self._end_html(at)
        self._is_placed = False

    def _end_html(self, at: int) -> None:
        if self._begin >= 0:
            self.blocks[-1].html = AROUND.sub("", self._html[self._begin : at]).strip()
        self._begin = -1
