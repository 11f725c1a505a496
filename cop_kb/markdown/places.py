"""Where the parts of a text stand in its file: markdown-it names lines, and drops what stands before a text in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

END_OF_LINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A text that was taken out of a file: from ``starts[n]`` on it stands at ``offsets[n]`` in the file."""

    starts: tuple[int, ...]
    offsets: tuple[int, ...]

    def at(self, position: int) -> int:
        """The offset in the file of a position in the text."""
        part = max(0, bisect_right(self.starts, position) - 1)
        return self.offsets[part] + position - self.starts[part]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a file, or what is left of them inside a block, and where each begins in the file."""

    texts: tuple[str, ...]
    offsets: tuple[int, ...]

    @property
    def text(self) -> str:
        """All of them, each ended as Markdown wants it."""
        return "\n".join(self.texts)

    def inside(self, first: int, text: str) -> Lines:
        """The lines of a text that was taken from these, from the line ``first`` on: each is the end of its line."""
        texts = tuple(text.split("\n"))
        numbers = (min(first + each, len(self.texts) - 1) for each in range(len(texts)))
        return Lines(texts, tuple(self._offset(number, line) for number, line in zip(numbers, texts, strict=True)))

    def _offset(self, number: int, line: str) -> int:
        whole, at = self.texts[number], self.offsets[number]
        if not whole.endswith(line):
            whole, line = whole.rstrip(), line.strip()  # a tab before it has become blanks
        return at + max(0, len(whole) - len(line))

    def stretch(self, first: int, text: str) -> Stretch:
        """Where a text of one or more lines stands; on one line it may end before the line does."""
        if "\n" not in text:
            at = self.texts[first].rfind(text)
            return Stretch((0,), (self.offsets[first] + max(0, at),))
        lines = self.inside(first, text)
        last = self.texts[min(first + len(lines.texts) - 1, len(self.texts) - 1)].rstrip()
        starts, position = [], 0
        for line in lines.texts:
            starts.append(position)
            position += len(line) + 1
        end = self.offsets[first + len(starts) - 1] + max(0, len(last) - len(lines.texts[-1]))
        return Stretch(tuple(starts), (*lines.offsets[:-1], end))

    def cell(self, row: int, text: str, begin: int) -> tuple[Stretch, int]:
        r"""Where the text of a table's cell stands in its row, from ``begin`` on, and where it ends.

        A bar within a cell is written ``\|``: https://github.github.com/gfm/#example-200
        """
        line = self.texts[row]
        found = re.compile(re.escape(text).replace(r"\|", r"\\?\|")).search(line, begin)
        if found is None:
            return Stretch((0,), (self.offsets[row] + min(begin, len(line)),)), begin
        first = self.offsets[row] + found.start()
        starts, offsets = [0], [first]
        for number, bar in enumerate(re.finditer(r"\\\|", found[0])):
            starts.append(bar.start() - number)
            offsets.append(first + bar.start() + 1)
        return Stretch(tuple(starts), tuple(offsets)), found.end()


def lines_of(text: str, start: int = 0) -> Lines:
    """The lines of a file from an offset on."""
    texts, offsets, at = [], [], start
    for end in END_OF_LINE.finditer(text, start):
        texts.append(text[at : end.start()])
        offsets.append(at)
        at = end.end()
    return Lines((*texts, text[at:]), (*offsets, at))
