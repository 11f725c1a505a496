"""The source of a formula, looked at before a library sees it: how long, how deep, and what it may not ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

MOST_SIGNS = 3_000
MOST_LEVELS = 40
"""Far more than anybody reads. The library calls itself for each level, about three times."""
COMMENT = re.compile(r"(?<!\\)%[^\n]*")
TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\S", re.DOTALL)
REFUSED = frozenset({
    r"\DeclareMathOperator", r"\class", r"\cssId", r"\def", r"\href", r"\newcommand", r"\newenvironment",
    r"\renewcommand", r"\rule", r"\style", r"\unicode",
})  # fmt: skip
"""What would name other commands (which may double with each line), lead elsewhere, or draw over the page."""
ENVIRONMENTS = {
    "align": "align*", "aligned": "align*", "equation": "", "equation*": "", "gather": "matrix", "gather*": "matrix",
    "gathered": "matrix",
}  # fmt: skip
"""Environments as the library knows them. As on GitHub, no line has a number."""
ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{(\w+\*?)\}")
OPENS, CLOSES = frozenset({"{", r"\left", r"\begin"}), frozenset({"}", r"\right", r"\end"})
REST = frozenset({
    r"\over", r"\atop", r"\above", r"\choose", r"\brace", r"\brack", r"\overwithdelims", r"\atopwithdelims",
    r"\abovewithdelims", r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\scriptscriptstyle", r"\Huge", r"\huge",
    r"\LARGE", r"\Large", r"\large", r"\footnotesize", r"\normalsize", r"\scriptsize", r"\small", r"\tiny", r"\Tiny",
})  # fmt: skip
"""Commands that take all that follows in their group."""
GROUP, TAIL = 0, -1
"""Stand for what its end closes, and for all that follows in it, among numbers of arguments still to come."""


class CannotBeSetError(ValueError):
    """A formula that stays as it was written; the message says why."""


def checked(tex: str) -> str:
    """A formula as the library may see it. Raises CannotBeSetError.

    >>> checked("a  %b")
    'a'
    """
    if len(tex) > MOST_SIGNS:
        raise CannotBeSetError(f"it has more than {MOST_SIGNS:,} characters")
    tex = " ".join(COMMENT.sub("", tex).split())
    for token in TOKEN.findall(tex):
        if token in REFUSED:
            raise CannotBeSetError(f"“{token}” is not supported")
    if any(level > MOST_LEVELS for level in _levels(tex)):
        raise CannotBeSetError(f"it is nested more than {MOST_LEVELS} levels deep")
    return ENVIRONMENT.sub(_known, tex)


def _known(found: re.Match[str]) -> str:
    name = ENVIRONMENTS.get(found[2], found[2])
    return rf"\{found[1]}{{{name}}}" if name else " "


def _levels(tex: str) -> Iterator[int]:
    """How deep each sign of a formula stands: in groups, and in arguments of commands that stand in each other."""
    arguments = _arguments()
    opened: list[int] = []
    for token in TOKEN.findall(tex):
        if token in OPENS or token in REST:
            opened.append(GROUP if token in OPENS else TAIL)
        elif token in CLOSES:
            while opened and opened.pop() != GROUP:
                pass
            _fill(opened)
        elif token in arguments:
            opened.append(arguments[token])
        else:
            _fill(opened)
        yield len(opened)


def _fill(opened: list[int]) -> None:
    """An argument is there; who has all of them is an argument itself."""
    while opened and opened[-1] > GROUP:
        opened[-1] -= 1
        if opened[-1]:
            return
        opened.pop()


@cache
def _arguments() -> Mapping[str, int]:
    """How many arguments a command takes."""
    from latex2mathml import commands

    one = (*commands.COMMANDS_WITH_ONE_PARAMETER, r"\not", r"\sqrt", "^", "_", *commands.LOCAL_FONTS)
    return {
        **dict.fromkeys(one, 1),
        **dict.fromkeys(commands.COMMANDS_WITH_TWO_PARAMETERS, 2),
        r"\genfrac": 4,
        r"\sideset": 3,
    }
