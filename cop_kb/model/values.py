"""What the text of a field becomes once its declaration has taken it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class When:
    """A day, a month or a year: ``text`` as written, and the first and last day it can mean."""

    text: str
    first: date
    last: date

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to another entry by its slug, where it was written (offsets in the file), and perhaps why."""

    slug: str
    start: int
    end: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class WebLink:
    """A ticket, a drawing, a norm, a thread."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Review:
    """When somebody should look again: on a day, after some months, or never (both None)."""

    on: date | None = None
    months: int | None = None


class Result(StrEnum):
    """How a try went. Only the first three are final and count for maturity."""

    WORKED = "worked"
    PARTLY = "partly"
    DIDNT = "didnt"
    TRYING = "trying"
    STILL_TRUE = "still-true"
    UNCLEAR = "unclear"

    @property
    def is_final(self) -> bool:
        """Whether it says how the try ended."""
        return self in FINAL


FINAL = (Result.WORKED, Result.PARTLY, Result.DIDNT)


@dataclass(frozen=True, slots=True)
class Applied:
    """An entry that was used in what happened, with how it went: counts as a try."""

    entry: Ref
    result: Result
    note: str = ""
