r"""Where formulas stand: ``$a$``, ``$$a$$``, GitHub's ``$`a`$``, and fences named *math*.

https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions

A dollar is money unless the other one is there and no blank stands inside of either, nor a letter or digit outside. A
formula has no code, link, address or tag in it. Where a site names an extension for formulas, that one finds and shows
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

BLOCK, INLINE = "math_block", "math_inline"
"""The types of tokens for formulas; ``content`` is the source with its dollars."""
THEIRS = "math_extension"
"""The type of the token for what another extension takes; ``meta`` holds its match."""
WORD = r"[^\W\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]"
"""A letter or digit of a script that has blanks between its words."""
BEFORE = re.compile(rf"(?:{WORD}|\$)\Z")
FORMULA = re.compile(
    r"(?:\$\$(?!\$)(?P<shown>(?:\\.|[^\\$`]|\$(?!\$))+)\$\$"
    r"|\$(?P<ticks>`+)(?P<code>[^`]+)(?P=ticks)\$"
    r"|\$(?![\s$])(?P<tex>(?:\\.|[^\\$`])+)(?<!\s)\$)"
    rf"(?!{WORD}|\$)",
    re.DOTALL,
)
NO_FORMULA = re.compile(r"\]\(|://")
TEX_SIGN = re.compile(r"[\\^_{}=+*<>|]")
LETTERS = re.compile(r"[^\W\d_]{2}")
TAG = re.compile(r"<[A-Za-z/!?]")
LONGEST_TAG = 500
"""A tag that is longer is looked at so far: it may end behind the formula."""
FENCE = "math"


@dataclass(frozen=True, slots=True)
class OtherMath:
    """An extension for formulas: its pattern within texts, and whether it takes a block."""

    inline: re.Pattern[str] | None
    takes: Callable[[str], bool]


def add_math(reader: MarkdownIt) -> None:
    """Let a reader find formulas as GitHub does."""
    reader.inline.ruler.before("backticks", INLINE, find_math)
    reader.block.ruler.before("fence", BLOCK, _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    reader.core.ruler.after("block", BLOCK, _fences)


def add_other_math(reader: MarkdownIt, other: OtherMath, block_type: str) -> None:
    """Let a reader leave formulas to another extension: blocks as tokens of ``block_type``."""

    def inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
        if other.inline is None or state.src[state.pos] not in "$\\":
            return False
        match = other.inline.match(state.src, state.pos)
        if match is None or match[0].startswith("\\\\"):
            return False
        if not silent:
            state.push(THEIRS, "", 0).meta = {"match": match}
        state.pos = match.end()
        return True

    def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
        begin = state.bMarks[start] + state.tShift[start]
        if silent or state.is_code_block(start) or not state.src.startswith(("$$", "\\[", "\\begin"), begin):
            return False
        last = start
        while last < end and not state.isEmpty(last) and state.sCount[last] >= state.blkIndent:
            last += 1
        text = state.getLines(start, last, state.sCount[start], keepLastLF=False).rstrip()
        if not other.takes(text):
            return False
        token = state.push(block_type, "", 0)
        token.content, token.map, token.meta = text, [start, last], {"inner": [], "lines": []}
        state.line = last
        return True

    reader.inline.ruler.before("escape", THEIRS, inline)
    reader.block.ruler.before("fence", THEIRS, block)


def find_formula(text: str, start: int, end: int) -> re.Match[str] | None:
    """The formula that begins there, or None.

    >>> find_formula("$x$", 0, 3)[0], find_formula("$5 and $10", 0, 10)
    ('$x$', None)
    """
    if start and BEFORE.match(text, start - 1, start):
        return None
    found = FORMULA.match(text, start, end)
    if found is None or found["code"]:
        return found
    inside = found[0].strip("$")
    if not inside.strip() or NO_FORMULA.search(inside) or (found["tex"] and _is_money(inside)):
        return None
    starts = (tag.start() for tag in TAG.finditer(text, *found.span()))
    return None if any(HTML_TAG_RE.match(text[at : at + LONGEST_TAG]) for at in starts) else found


def _is_money(inside: str) -> bool:
    """Whether it is prose: ``$5 or 9 US$`` begins with a number, has words, and nothing of TeX; ``$5 mm$`` is none."""
    if not inside[0].isdigit() or TEX_SIGN.search(inside) or not LETTERS.search(inside):
        return False
    first, *others = inside.split()
    return len(others) > 1 or bool(others and first[-1] in ",;.")


def find_math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
    """The rule for formulas within a text."""
    if state.src[state.pos] != "$":
        return False
    found = find_formula(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push(INLINE, "", 0).content = found[0]
    state.pos = found.end()
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
    """Lines from one that begins with two dollars to one that ends with two, and no blank line between."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("$$", begin):
        return False
    line, at = start, begin + 2
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        closing = state.src.find("$$", at, state.eMarks[line])
        if closing >= 0:
            source = state.getLines(start, line + 1, state.sCount[start], keepLastLF=False).strip()
            found = FORMULA.fullmatch(source)
            if state.src[closing + 2 : state.eMarks[line]].strip() or not found or not found["shown"].strip():
                return False
            if not silent:
                token = state.push(BLOCK, "", 0)
                token.content, token.map = source, [start, line + 1]
                state.line = line + 1
            return True
        line += 1
        at = state.bMarks[line] if line < end else at
    return False


def _fences(state: StateCore) -> None:
    """Fences named *math* are formulas."""
    for token in state.tokens:
        if token.type == "fence" and token.info.strip().partition(" ")[0] == FENCE:
            token.type = BLOCK
