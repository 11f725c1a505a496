"""Texts that people type at a command line → texts that may stand in a file: one line, no control characters."""

from __future__ import annotations

import unicodedata

from cop_kb.model.error import CopKbError

REFUSED = frozenset({"Cc", "Cs"})
"""Control characters, and the surrogates Python makes of bytes that are not UTF-8 (Unicode's general categories)."""


def one_line(text: str, what: str) -> str:
    r"""The text without margins, every run of white space one blank. ``what`` names it in messages.

    Raises CopKbError where it is empty, or holds a control character.

    >>> one_line(" Blade  chatters\n", "The title")
    'Blade chatters'
    """
    for char in text:
        if unicodedata.category(char) in REFUSED and char not in "\t\n\r":
            shown = "a byte that is not UTF-8" if unicodedata.category(char) == "Cs" else f"U+{ord(char):04X}"
            raise CopKbError(f"{what} holds a control character ({shown}): leave it out.")
    line = " ".join(text.split())
    if not line:
        raise CopKbError(f"{what} is empty.")
    return line
