"""What a text says in short, cut to a length."""

from __future__ import annotations

import pytest

from cop_kb.markdown.brief import in_parts
from cop_kb.model.brief import Brief

STEPS = Brief(("First: 1 Close it", " · 2 Open it", " · 3 Wait"))


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Short.", 10, "Short."),
        ("First one. Second one.", 15, "First one."),
        ("First one. Second one. Third one.", 25, "First one. Second one."),
        ("About e.g. this one word more", 17, "About e.g. this …"),
        ("Set it to approx. 5 mm. Then close it.", 25, "Set it to approx. 5 mm."),
        ("one two three four", 12, "one two …"),
        ("one, two three", 8, "one …"),
        ("x" * 30, 10, "x" * 9 + " …"),
        ("Ist das so? Ja. Über alles.", 16, "Ist das so? Ja."),
    ],
)
def test_a_long_text_ends_at_a_sentence_or_a_word(text: str, most: int, short: str) -> None:
    assert Brief(in_parts(text)).within(most) == short
    assert len(short) <= most + 2


@pytest.mark.parametrize(
    ("most", "short"),
    [
        (38, "First: 1 Close it · 2 Open it · 3 Wait"),
        (37, "First: 1 Close it · 2 Open it · …"),
        (32, "First: 1 Close it · …"),
        (21, "First: 1 Close it · …"),
        (12, "First: 1 …"),
    ],
)
def test_steps_are_cut_between_two_of_them_and_say_so(most: int, short: str) -> None:
    assert STEPS.within(most) == short
    assert len(short) <= most


def test_nothing_said_is_nothing_shown() -> None:
    assert (Brief().within(80), bool(Brief()), bool(STEPS)) == ("", False, True)
