"""Why a text is not YAML, in words of our own.

The parser says where it stopped; what it calls that differs between libyaml and PyYAML, and between their versions. So
the words come from what stands at that place. The limit on nesting is ours as well, wherever the parser has its own.
"""

from __future__ import annotations

import re

MAX_DEPTH = 20
TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"
UNQUOTED_COLON = "a colon stands where no key can begin; a value with a colon needs quotes"
ELSE = "this cannot be read as YAML"
AT = {
    "\t": "a tab stands where only blanks may indent",
    "@": "no value begins with @; put it in quotes",
    "`": "no value begins with `; put it in quotes",
    "]": "this ] closes nothing",
    "}": "this } closes nothing",
    ",": "a comma stands where a value belongs",
    "*": "the * is followed by no name; put the value in quotes",
    "&": "the & is followed by no name; put the value in quotes",
    "%": "no value begins with %; put it in quotes",
}
"""What is wrong where the parser stops at a character."""
OPENED = {
    '"': 'the quote that begins here (") is not closed',
    "'": "the quote that begins here (') is not closed",
}
ESCAPE = r"this \ begins no character; write \\ or take single quotes"
LONGEST_ESCAPE = len(r"\U0010ffff")
CLOSES = {
    "[": "the list in [ ] is not closed, or lacks a comma",
    "{": "the mapping in { } is not closed, or lacks a comma",
}
FLOW = re.compile(
    r"""(?<![^\s\[{,:])(?:"(?:[^"\\]|\\.)*+"|'[^']*+')|(?:\A|(?<=\s))\#[^\n]*+|(?P<opens>[\[{])|[\]}]""", re.DOTALL
)
IN_BLOCK = re.compile(rf"^[ \t]*+(?:[-?:][ \t]++){{{MAX_DEPTH + 1}}}", re.MULTILINE)


def fault(text: str, at: int, begun: int | None) -> tuple[int, str]:
    """Where a text is wrong, and how, if a parser stopped ``at`` a character in what had ``begun`` at another."""
    if found := IN_BLOCK.search(text, 0, at):
        return found.start(), TOO_DEEP
    brackets = _open_brackets(text, at)
    if len(brackets) > MAX_DEPTH:
        return brackets[MAX_DEPTH], TOO_DEEP
    sign, first = text[at : at + 1], text[begun : begun + 1] if begun is not None else ""
    is_over = at >= len(text.rstrip())
    if first in OPENED and is_over:
        return begun or 0, OPENED[first]
    if first == '"' and "\\" in text[max(at - LONGEST_ESCAPE, 0) : at + 1]:
        return at, ESCAPE
    if brackets and (is_over or (first in CLOSES and begun != at)):
        return at, CLOSES[text[brackets[-1]]]
    if first in ("*", "&", "%"):
        return begun or 0, AT[first]
    if sign == ":":
        return at, UNQUOTED_COLON
    return at, AT.get(sign, ELSE)


def _open_brackets(text: str, end: int) -> list[int]:
    """Where the brackets begin that are open at ``end``; no more than tell that they are too many."""
    opened: list[int] = []
    for found in FLOW.finditer(text, 0, end):
        if found["opens"]:
            opened.append(found.start())
            if len(opened) > MAX_DEPTH:
                break
        elif found[0] in "]}" and opened:
            opened.pop()
    return opened
