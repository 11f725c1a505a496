"""What Git knows of a file: when it came, when it last changed, who wrote it."""

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
    """``created`` and ``changed``: the days of the first and last commit that count; ``writers``: the first first."""

    created: date
    changed: date
    writers: tuple[Writer, ...]
