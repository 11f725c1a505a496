"""Days, months, years and durations as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.model.values import Review, When
from cop_kb.reading.dates import add_months, hint, iso, read_day, read_review, read_when


@pytest.mark.parametrize(
    "text",
    ["2026-03-09", "2026-03-09T10:00", "2026-03-09 10:00:59", "2026-03-09T10:00:00.123Z", "2026-03-09 10:00:00 +02:00"],
)
def test_a_day_is_a_day_and_a_time_after_it_is_dropped(text: str) -> None:
    assert read_day(text) == When("2026-03-09", date(2026, 3, 9), date(2026, 3, 9))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-03-09", date(2026, 3, 9), date(2026, 3, 9)),
    ],
)
def test_a_month_or_a_year_is_all_its_days(text: str, first: date, last: date) -> None:
    assert read_when(text) == When(text, first, last)
    assert str(read_when(text)) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-02-30", "there is no 2026-02-30"),
        ("2023-02-29", "there is no 2023-02-29"),
        ("2026-13-01", "there is no 2026-13-01"),
        ("2026-00-01", "there is no 2026-00-01"),
        ("0000-01-01", "there is no 0000-01-01"),
        ("2026-3-9", ""),
        ("09.03.2026", ""),
        ("soon", ""),
        ("", ""),
        ("2026-03-09x", ""),
        ("20260309", ""),
    ],
)
def test_what_is_no_day_is_refused_and_an_impossible_one_by_name(text: str, why: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_day(text)
    assert str(caught.value) == why


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "0000", "26", "20260", "spring 2026"])
def test_what_is_no_month_or_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_when(text)


@pytest.mark.parametrize(
    ("text", "review"),
    [
        ("2026-03-09", Review(on=date(2026, 3, 9))),
        ("never", Review()),
        ("Never", Review()),
        ("18 months", Review(months=18)),
        ("1 month", Review(months=1)),
        ("2 years", Review(months=24)),
        ("2YEARS", Review(months=24)),
        ("P6M", Review(months=6)),
        ("p1y", Review(months=12)),
        ("P90D", Review(months=3)),
        ("26 weeks", Review(months=6)),
        ("3 days", Review(months=1)),
    ],
)
def test_a_review_is_a_day_a_duration_or_never(text: str, review: Review) -> None:
    assert read_review(text) == review


@pytest.mark.parametrize(
    "text", ["18", "months", "1000 years", "P6H", "P1Y6M", "-2 years", "1.5 years", "2026", "soon"]
)
def test_what_is_no_review_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_review(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026/3/9", "2026-03-09"),
        ("2026.03.09", "2026-03-09"),
        ("9 March 2026", "2026-03-09"),
        ("Mon, 9 Mar 2026", "2026-03-09"),
        ("March 9, 2026", "2026-03-09"),
        ("9. mar. 2026", "2026-03-09"),
        ("03/09/2026", ""),
        ("9.3.2026", ""),
        ("30 February 2026", ""),
        ("9 Marshmallow 2026", ""),
        ("9 Ma 2026", ""),
        ("9 Jux 2026", ""),
    ],
)
def test_another_form_is_understood_only_where_it_is_no_guess(text: str, meant: str) -> None:
    assert iso(text) == meant


@pytest.mark.parametrize(
    ("text", "form", "says"),
    [
        ("2026/3/9", "date", "Write 2026-03-09."),
        ("03/09/2026", "date", "Day or month first? Write it as YYYY-MM-DD, for example 2026-03-09."),
        ("soon", "date", "Write it as YYYY-MM-DD, for example 2026-03-09."),
        ("soon", "date, month or year", "Write 2026-03-09, 2026-03 or 2026."),
        ("soon", "date, duration or never", "Write a date (2026-03-09), a duration (18 months) or never."),
    ],
)
def test_the_hint_says_what_to_write(text: str, form: str, says: str) -> None:
    assert hint(text, form) == says


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 21), -36, date(2023, 11, 21)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@settings(deadline=None)
@given(st.dates(), st.integers(0, 12_000))
def test_any_number_of_months_later_is_a_day_and_not_earlier(day: date, months: int) -> None:
    assert add_months(day, months) >= day or day.year > 9997


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_and_never_a_crash(text: str) -> None:
    for read in (read_day, read_when, read_review):
        try:
            read(text)
        except ValueError:
            continue
    assert hint(text, "date")
