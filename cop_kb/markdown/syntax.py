"""Blocks in the syntax of an extension (``!!! note``, ``=== "Tab"``, ``[^1]: …``), recognised beside GitHub's own.

A block rule of markdown-it (https://markdown-it-py.readthedocs.io/en/latest/architecture.html) takes such a stretch
whole: its opening lines as they are, and in place of what is inside it one line that stands for the inner text. So the
extension's own block processor sees what it knows, and the inner text is read by the same reader as all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markdown_it.rules_block import StateBlock

INDENT = 4
"""Columns by which Python-Markdown's extensions indent what is inside a block."""
INNER = "\x02cop-kb-inner:{}\x03"
"""The line that stands for an inner text, by its number. Python-Markdown takes STX and ETX out of every text."""
IS_INNER = re.compile(r"\x02cop-kb-inner:(\d+)\x03")
EXTENSION = "extension"
DEFINITION = re.compile(r":[ \t]{3,}\S")
"""One blank is too little: a line that begins with a colon is common in honest text."""
MOST_TERMS = 10
"""Terms of one definition: more lines are a paragraph, and no time is spent on looking through it."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a block of an extension begins: ``names`` are the block processors, one of which must be registered.

    ``interrupts`` where it may follow a line of a paragraph. ``leads`` where text on the opening line is inner text.
    """

    names: tuple[str, ...]
    pattern: re.Pattern[str]
    interrupts: bool = True
    leads: bool = False


OPENINGS = (
    Opening(("admonition",), re.compile(r"!!! ?[\w-]")),
    Opening(("details",), re.compile(r"\?{3}\+?[ \t]*[\w\"-]")),
    Opening(("tabbed",), re.compile(r"={3}[+!]*[ \t]+[\"']")),
    Opening(("footnote",), re.compile(r"(?P<lead>\[\^[^\]\s]+\]:)[ \t]*"), leads=True),
    Opening(("abbr",), re.compile(r"\*\[[^\]\n]+\]:[ \t]*\S")),
)
BLOCKS = re.compile(r"(?P<slashes>/{3,})[ \t]+[\w-]")
"""``/// name``: the blocks of pymdownx (https://facelessuser.github.io/pymdown-extensions/extensions/blocks/)."""


class Extensions:
    """The block rule for the extensions whose block processors are registered by these ``names``.

    What it takes becomes a token of type ``extension``: ``content`` is for the block processor, with a line for each
    inner text; those are in ``meta["inner"]``, and ``meta["lines"]`` has the line of the block with which each begins.
    """

    def __init__(self, names: Iterable[str]) -> None:
        known = set(names)
        self._openings = tuple(each for each in OPENINGS if known.intersection(each.names))
        self._has_blocks = "blocks" in known
        self._has_definitions = "deflist" in known

    def __call__(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
        """Take the block that begins at the line ``start``; with ``silent`` only say whether one begins there."""
        if state.is_code_block(start):
            return False
        line = _line(state, start)
        for opening in self._openings:
            if match := opening.pattern.match(line):
                return silent or self._take(state, start, end, opening, match)
        if self._has_blocks and (match := BLOCKS.match(line)):
            return silent or _take_slashes(state, start, end, len(match["slashes"]))
        if self._has_definitions and not silent:
            return _take_definitions(state, start, end)
        return False

    def _take(self, state: StateBlock, start: int, end: int, opening: Opening, match: re.Match[str]) -> bool:
        base = state.sCount[start]
        last = _end_of_indented(state, start + 1, end, base + INDENT)
        inner = state.getLines(start + 1, last, base + INDENT, keepLastLF=False)
        line = _line(state, start)
        if opening.leads:
            inner = f"{line[match.end() :]}\n{inner}"
            return _push(state, start, last, f"{match['lead']} {INNER.format(0)}", [inner], [0])
        content = f"{line}\n{' ' * INDENT}{INNER.format(0)}" if inner.strip() else line
        return _push(state, start, last, content, [inner], [1])


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _push(state: StateBlock, start: int, last: int, content: str, inner: list[str], lines: list[int]) -> bool:
    token = state.push(EXTENSION, "", 0)
    token.content, token.map, token.meta = content, [start, last], {"inner": inner, "lines": lines}
    state.line = last
    return True


def _end_of_indented(state: StateBlock, line: int, end: int, columns: int) -> int:
    """The line after the last that is indented by so many columns; blank lines between them belong to it."""
    last = line
    while line < end and (state.isEmpty(line) or state.sCount[line] >= columns):
        line += 1
        if not state.isEmpty(line - 1):
            last = line
    return last


def _take_slashes(state: StateBlock, start: int, end: int, slashes: int) -> bool:
    """A block up to the line with as many slashes; its options, indented below its head, belong to the head."""
    line, closing = start + 1, re.compile(rf"/{{{slashes}}}[ \t]*$")
    while line < end and not (state.sCount[line] <= state.sCount[start] and closing.match(_line(state, line))):
        line += 1
    options = start + 1
    if options < line and not state.isEmpty(options):
        options = max(options, _end_of_indented(state, options, line, state.sCount[start] + INDENT))
    head = state.getLines(start, options, state.sCount[start], keepLastLF=False).rstrip()
    inner = state.getLines(options, line, state.sCount[start], keepLastLF=False)
    mark = "/" * slashes
    content = f"{head}\n\n{INNER.format(0)}\n\n{mark}" if inner.strip() else f"{head}\n{mark}"
    return _push(state, start, min(line + 1, end), content, [inner], [options - start])


def _take_definitions(state: StateBlock, start: int, end: int) -> bool:
    """Terms, each on a line, and their definitions: ``:`` and three blanks, then text that is indented."""
    first, end_of_terms = start, min(end, start + MOST_TERMS + 1)
    while first < end_of_terms and not state.isEmpty(first) and not _defines(state, first):
        if state.sCount[first] - state.blkIndent >= INDENT:
            return False
        first += 1
    if first == start or first >= end_of_terms:
        return False
    if state.isEmpty(first) and not (first + 1 < end and _defines(state, first + 1) and first == start + 1):
        return False
    lines = [_line(state, number) for number in range(start, first)]
    loose = state.isEmpty(first)
    line = first + loose
    inner: list[str] = []
    numbers: list[int] = []
    content = "\n".join(lines) + ("\n" if loose else "")
    while line < end and _defines(state, line):
        last = _end_of_indented(state, line + 1, end, state.sCount[line] + INDENT)
        lazy = line + 1
        while lazy == last and lazy < end and not state.isEmpty(lazy) and not _defines(state, lazy):
            lazy, last = lazy + 1, last + 1
        text = state.getLines(line + 1, last, state.sCount[line] + INDENT, keepLastLF=False)
        content += f"\n:{' ' * (INDENT - 1)}{INNER.format(len(inner))}"
        inner.append(f"{_line(state, line)[1:].lstrip()}\n{text}")
        numbers.append(line - start)
        line = last
        after = line
        while after < end and state.isEmpty(after):
            after += 1
        if after > line and after < end and _defines(state, after):
            content, line = content + "\n", after
    return _push(state, start, line, content, inner, numbers)


def _defines(state: StateBlock, line: int) -> bool:
    return state.sCount[line] - state.blkIndent < INDENT and bool(DEFINITION.match(_line(state, line)))
