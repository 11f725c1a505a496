"""Which of the known words a reader probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word nearest to ``word``, or "" where none is near.

    >>> nearest("titel", ["title", "topics"])
    'title'
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    matches = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.7)
    return by_folded[matches[0]] if matches else ""


def nearest_hint(word: str, known: Iterable[str]) -> str:
    """“Did you mean …?”, or "" where nothing is near."""
    match = nearest(word, known)
    return f"Did you mean “{match}”?" if match else ""
