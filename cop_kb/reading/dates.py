"""Days, months, years and durations as people write them in front matter."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from cop_kb.model.values import Review, When

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?[ ]?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?")
MONTH = re.compile(r"(\d{4})-(\d{2})")
YEAR = re.compile(r"(\d{4})")
DURATION = re.compile(r"(\d{1,3})\s*(day|week|month|year)s?", re.IGNORECASE)
ISO_DURATION = re.compile(r"P(\d{1,3})([DWMY])")
UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
MONTHS_IN = {"month": 1, "year": 12}
SLASHED = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
OTHER_ORDER = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
NAMED = re.compile(
    r"(?:\w+,? )?(?P<day>\d{1,2})\.? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})"
    r"|(?P<month2>[A-Za-z]{3,9})\.? (?P<day2>\d{1,2}),? (?P<year2>\d{4})"
)


def read_day(text: str) -> When:
    """A date ``YYYY-MM-DD``; a time after it is dropped. Raises ValueError."""
    match = DAY.fullmatch(text)
    if not match:
        raise ValueError
    day = _day(*map(int, match.groups()[:3]))
    return When(day.isoformat(), day, day)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"there is no {year:04}-{month:02}-{day:02}") from None


def read_when(text: str) -> When:
    """A date, a month ``YYYY-MM`` or a year ``YYYY``. Raises ValueError."""
    if match := MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        first = _day(year, month, 1)
        return When(text, first, date(year, month, calendar.monthrange(year, month)[1]))
    if match := YEAR.fullmatch(text):
        return When(text, _day(int(text), 1, 1), date(int(text), 12, 31))
    return read_day(text)


def read_review(text: str) -> Review:
    """A date, a duration (``18 months``, ``2 years``, ``P6M``) or ``never``. Raises ValueError."""
    if text.lower() == "never":
        return Review()
    if match := ISO_DURATION.fullmatch(text.upper()):
        return _duration(int(match[1]), UNITS[match[2]])
    if match := DURATION.fullmatch(text):
        return _duration(int(match[1]), match[2].lower())
    return Review(on=read_day(text).first)


def _duration(count: int, unit: str) -> Review:
    if unit in MONTHS_IN:
        return Review(months=count * MONTHS_IN[unit])
    return Review(months=max(1, round(count * (7 if unit == "week" else 1) / 30)))


def iso(text: str) -> str:
    """The date meant by a text in another common form, as ``YYYY-MM-DD``; "" where that would be a guess.

    >>> iso("2026/3/9"), iso("9 March 2026"), iso("03/09/2026")
    ('2026-03-09', '2026-03-09', '')
    """
    try:
        if match := SLASHED.fullmatch(text):
            return _day(*map(int, match.groups())).isoformat()
        if match := NAMED.fullmatch(text):
            name = (match["month"] or match["month2"]).lower()
            months = [n for n in range(1, 13) if calendar.month_name[n].lower().startswith(name[:3])]
            if len(months) == 1 and calendar.month_name[months[0]].lower().startswith(name):
                return _day(
                    int(match["year"] or match["year2"]), months[0], int(match["day"] or match["day2"])
                ).isoformat()
    except ValueError:
        return ""
    return ""


def hint(text: str, form: str) -> str:
    """What to write instead of a text that is no date of this form."""
    if meant := iso(text):
        return f"Write {meant}."
    if OTHER_ORDER.fullmatch(text):
        return "Day or month first? Write it as YYYY-MM-DD, for example 2026-03-09."
    if "duration" in form:
        return "Write a date (2026-03-09), a duration (18 months) or never."
    if "month" in form:
        return "Write 2026-03-09, 2026-03 or 2026."
    return "Write it as YYYY-MM-DD, for example 2026-03-09."


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9998:
        return date.max - timedelta(days=365)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
