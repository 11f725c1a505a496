"""Text in columns of a terminal, where a character may take none, one or two."""

from __future__ import annotations

from collections.abc import Sequence

from cop_kb.reports.text import width

GAP = "  "


def fitted(text: str, most: int) -> str:
    """A text in at most so many columns, ended with … where something is left out.

    >>> fitted("Blade chatters", 8), fitted("雨刷抖动", 6)
    ('Blade c…', '雨刷…')
    """
    if width(text) <= most:
        return text
    taken, used = 0, 1
    for char in text:
        used += width(char)
        if used > most:
            break
        taken += 1
    return text[:taken].rstrip() + "…"


def padded(text: str, columns: int) -> str:
    """A text with blanks after it, up to so many columns."""
    return text + " " * max(0, columns - width(text))


def widest(texts: Sequence[str]) -> int:
    """The columns that the widest of some texts takes."""
    return max(map(width, texts), default=0)


def wrapped(text: str, most: int) -> list[str]:
    """A text in lines of at most so many columns, broken between words; a longer word is broken anywhere.

    >>> wrapped("the blade jumps instead of gliding", 16)
    ['the blade jumps', 'instead of', 'gliding']
    """
    lines = [""]
    for word in text.split():
        if lines[-1] and width(lines[-1]) + 1 + width(word) <= most:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for char in word:
            if lines[-1] and width(lines[-1]) + width(char) > most:
                lines.append("")
            lines[-1] += char
    return [line for line in lines if line] or [""]


def hanging(text: str, before: str, most: int) -> list[str]:
    """A text wrapped beside ``before``, its further lines indented as much."""
    room = max(10, most - width(before))
    first, *rest = wrapped(text, room)
    return [before + first, *(" " * width(before) + line for line in rest)]
