"""What Git knows of a file: when it came, when its words last changed, who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Writer:
    """The author or co-author of a commit, by the names of ``.mailmap``. The e-mail address is only for matching."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class History:
    """``created`` and ``changed``: the days of the first and last commit that counts; None where none does.

    ``writers`` are those who added words, the first first. ``changes`` are the commits that count, the first first: the
    day, who changed words on it, and whether there were words below the headings by then. ``added`` is the day of the
    commit that brought the file, and ``added_by`` its author, whatever it says.
    """

    created: date | None
    changed: date | None
    writers: tuple[Writer, ...]
    changes: tuple[tuple[date, tuple[Writer, ...], bool], ...] = ()
    added: date | None = None
    added_by: Writer | None = None
