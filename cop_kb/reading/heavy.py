"""Markdown that would take minutes to render, or never end: caught by counting, before anything renders it.

The renderers of Markdown look from every mark for its other half to the end of the paragraph, call themselves for every
level of a list, and copy the paragraph for every mark they take out. What that costs is estimated here in steps (about
ten million a second), in time that is linear in the text. Honest texts need a thousandth of the limits. What stands in
code costs nothing, but what is code to one reader of Markdown may be none to another: so it may cost much more, and
not everything. What is code is told by patterns that are linear in any text, and not by the reader of Markdown: that is
what is guarded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cop_kb.model.source import Trouble

MOST_STEPS = 10_000_000
MOST_SPLITS = 50_000_000
MOST_COPIES = 20_000_000_000
COLUMNS = 2_000
MOST_CELLS = 100_000
MOST_ABBREVIATED = 20_000
IN_CODE = 30
"""How many times as much may stand in code."""
LEVELS = 30
NESTED = re.compile(
    rf"^(?![-* \t]+\r?$)[ \t]*+(?:(?:>[ \t]*+|(?:[-*+:]|\d{{1,9}}[.)])[ \t]++)){{{LEVELS + 1}}}", re.MULTILINE
)
INDENTED = r"^(?: {4}| {0,3}\t){%d}[ \t]*+(?:[-*+:>][ \t]|\d{1,9}[.)][ \t]|!!!|\?\?\?|===|\[\^)"
DEEP, DEEP_IN_CODE = (re.compile(INDENTED % levels, re.MULTILINE) for levels in (LEVELS + 1, 2 * LEVELS + 1))
CODE = re.compile(
    r"\\[\\`]"  # escaped: no code begins here
    r"|^[ \t>]*+(?:[-*+][ \t]++|\d++[.)][ \t]++)?(?P<fence>`{3,}+|~{3,}+)[^\n`]*+\n"
    r".*?(?:^[ \t>]*+(?P=fence)[`~]*+[ \t]*+\r?$|\Z)"
    r"|(?P<comment><!--.*?(?:-->|\Z))"
    r"|(?P<ticks>`++)(?:[^`\n]++|\n(?![ \t]*+(?:\r?\n|`{3}|~{3}))|(?!(?P=ticks)(?!`))`++)*+(?P=ticks)(?!`)"
    r"|`++",  # ticks that nothing closes in their paragraph
    re.MULTILINE | re.DOTALL,
)
INDENTED_CODE = re.compile(
    r"(?:\A|^[ \t]*+\r?\n)(?P<code>(?:(?: {4}|\t)[^\n]*+(?:\n|\Z))++"
    r"(?:(?:[ \t]*+\r?\n)++(?:(?: {4}|\t)[^\n]*+(?:\n|\Z))++)*+)",
    re.MULTILINE,
)
CONTAINER = re.compile(r"[ \t]*(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|\[\^|:[ \t])")
VISIBLE = re.compile(r"\S")
HIDDEN = "\0"
"""Blanks would not do in the place of code: a line that begins with inline code is not indented code."""
ABBREVIATION = re.compile(r"^ {0,3}\*\[([^\]\n]+)\]:", re.MULTILINE)
BLOCK = re.compile(r"[^\n]*\S[^\n]*+(?:\n[^\S\n]*+\S[^\n]*+)*+")
PAIRS = re.compile(r"\\.|\[|\](?P<target>\()?|\)|<(?=[A-Za-z/!?])|>", re.DOTALL)
SPLITS = re.compile(
    r"^ {0,3}(?:#|([-*_])[ \t]*+(?:\1[ \t]*+)++\r?$|=++[ \t]*+\r?$|\*?\[[^\]\n]*+\]:|:[ \t]|</?\w)", re.MULTILINE
)
MARKS = re.compile(r"[`<*_\[!\\&+~^={@]|:(?=\w{1,50}:)")


@dataclass(frozen=True, slots=True)
class Count:
    """Something of which a text may have so many: each costs something for every other."""

    what: str
    most: int
    pattern: re.Pattern[str]
    sign: str
    in_code: int = IN_CODE


COUNTS = (
    Count("items of lists", 20_000, re.compile(r"^[ \t]*+(?:[-*+]|\d{1,9}[.)])[ \t]", re.MULTILINE), "\n"),
    Count("paragraphs", 20_000, re.compile(r"\n[ \t]*\r?\n(?=[^\n]*\S)"), "\n"),
    Count("headings", 2_000, re.compile(r"^ {0,3}(?:#{1,6}[^#\n]|(?:=++|-++)[ \t]*+\r?$)", re.MULTILINE), "\n"),
    Count("footnotes", 1_000, re.compile(r"\[\^[^\]\s]"), "[^"),
    Count("abbreviations", 500, re.compile(r"^ {0,3}\*\[", re.MULTILINE), "*["),
    Count("tabs", 1_000, re.compile(r"^[ \t]*+===[!+]*[ \t]", re.MULTILINE), "==="),
    Count("boxes", 3_000, re.compile(r"^[ \t]*+(?:!!!|\?\?\?)", re.MULTILINE), "\n"),
    Count("definitions", 5_000, re.compile(r"^[ \t]*+:[ \t]", re.MULTILINE), "\n:"),
    Count("fences of code", 10_000, re.compile(r"^[ \t>]*+(?:```|~~~)", re.MULTILINE), "\n", 1),
    Count("lists of attributes", 10_000, re.compile(r"\{:?[ \t]*[.#]"), "{"),
    Count("tags with “markdown”", 1_000, re.compile(r"<[^<>\n]{0,200}\bmarkdown\b"), "markdown"),
    Count("pieces of highlighted code", 3_000, re.compile(r"`#!"), "`#!", 1),
    Count("sections of CDATA", 100, re.compile(r"<!\["), "<!["),
)


@dataclass(frozen=True, slots=True)
class _Scale:
    """How much is too much: in prose, or in a text whose code is counted too."""

    times: int
    deep: re.Pattern[str]


PROSE, WITH_CODE = _Scale(1, DEEP), _Scale(IN_CODE, DEEP_IN_CODE)


def too_heavy(text: str, start: int = 0) -> Trouble | None:
    """Why a text would take too long to render from ``start`` on, with the place; None for any honest one."""
    body = text[start:]
    if next(_excesses(body, PROSE), None) is None:
        return None
    found = next(_excesses(body, WITH_CODE), None) or next(_excesses(_without_code(body), PROSE), None)
    return replace(found, start=found.start + start, end=found.end + start) if found else None


def _without_code(text: str) -> str:
    """The text with code and comments blanked out; every offset stays."""
    text = CODE.sub(_hidden, text)
    text = INDENTED_CODE.sub(lambda match: match[0] if _in_container(text, match.start()) else _hidden(match), text)
    return text.replace(HIDDEN, " ")


def _hidden(match: re.Match[str]) -> str:
    """What was found, hidden from the beginning of the named group on."""
    at = match.start(match.lastgroup) - match.start() if match.lastgroup else len(match[0])
    return match[0][:at] + VISIBLE.sub(HIDDEN, match[0][at:])


def _in_container(text: str, start: int) -> bool:
    """Whether an indented block belongs to a list item, an admonition or the like that begins above it."""
    in_paragraph = False
    while start > 0:
        begin = text.rfind("\n", 0, start - 1) + 1
        line = text[begin:start]
        if line.strip() and not line.startswith(("    ", "\t")):
            if CONTAINER.match(line):
                return True
            in_paragraph = True
        elif in_paragraph and not line.strip():
            return False
        start = begin
    return False


def _excesses(text: str, scale: _Scale) -> Iterator[Trouble]:
    is_indented = " " * 4 * LEVELS in text or "\t" in text
    if found := NESTED.search(text) or (is_indented and scale.deep.search(text)):
        yield _trouble(found.start(), f"a list or quote is nested more than {LEVELS} levels deep")
    if "*[" in text and (named := ABBREVIATION.findall(text)):
        used = sum(text.count(word) for word in set(named[: MOST_ABBREVIATED // 10]))
        if used > MOST_ABBREVIATED * scale.times:
            yield _trouble(0, f"its abbreviations stand in it more than {MOST_ABBREVIATED * scale.times:,} times")
    yield from _wide_lines(text)
    yield from _counted(text, scale)
    yield from _long_blocks(text, scale)


def _wide_lines(text: str) -> Iterator[Trouble]:
    if text.count("|") > COLUMNS:
        at = 0
        for line in text.split("\n"):
            if line.count("|") > COLUMNS:
                yield _trouble(at, f"this line has more than {COLUMNS:,} columns")
            at += len(line) + 1


def _counted(text: str, scale: _Scale) -> Iterator[Trouble]:
    for count in COUNTS:
        most = count.most * min(scale.times, count.in_code)
        if text.count(count.sign) >= count.most:
            for number, found in enumerate(count.pattern.finditer(text), 1):
                if number > most:
                    yield _trouble(found.start(), f"it has more than {most:,} {count.what}")
                    break


def _long_blocks(text: str, scale: _Scale) -> Iterator[Trouble]:
    """The paragraphs that take too long; most texts are so short that nothing in them can."""
    steps, splits, copies = MOST_STEPS * scale.times, MOST_SPLITS * scale.times, MOST_COPIES
    small = (text.count("[") + text.count("<") + text.count("\n")) * len(text) <= steps and len(text) ** 2 <= copies
    if small and text.count("|") * text.count("\n") <= MOST_CELLS:
        return
    for block in BLOCK.finditer(text):
        part, size = block[0], block.end() - block.start()
        if (part.count("[") + part.count("<")) * size > steps and _steps(part) > steps:
            yield _trouble(block.start(), "this paragraph has too many brackets that are open, or inside each other")
        if part.count("\n") * size > splits and size * sum(1 for _ in SPLITS.finditer(part)) > splits:
            why = "too many headings, lines or definitions follow each other without a blank line"
            yield _trouble(block.start(), why)
        if part.count("|") * part.count("\n") > MOST_CELLS and _cells(part) > MOST_CELLS:
            yield _trouble(block.start(), f"this table has more than {MOST_CELLS:,} cells: each row gets all columns")
        if size * size > copies and size * sum(1 for _ in MARKS.finditer(part)) > copies:
            yield _trouble(block.start(), "this paragraph is too long for its many marks")


def _cells(block: str) -> int:
    """How many cells a table has: short rows are filled up."""
    lines = block.split("\n")
    return len(lines) * (1 + max(line.count("|") for line in lines))


def _steps(block: str) -> int:
    """How many characters are looked through for the other halves of brackets: to the end where there is none."""
    steps, squares, rounds, tags = 0, list[int](), list[int](), list[int]()
    for found in PAIRS.finditer(block):
        sign, at = found[0], found.start()
        if sign == "[":
            squares.append(at)
        elif sign == "<":
            tags.append(at)
        elif sign == ">":
            steps += len(tags) * at - sum(tags)
            tags.clear()
        elif sign == ")" and rounds:
            steps += at - rounds.pop()
        elif sign[0] == "]":
            steps += at - squares.pop() if squares else 0
            if found["target"]:
                rounds.append(at)
    left = (*squares, *rounds, *tags)
    return steps + len(left) * len(block) - sum(left)


def _trouble(at: int, why: str) -> Trouble:
    return Trouble("heavy-markdown", at, at + 1, detail=why)
