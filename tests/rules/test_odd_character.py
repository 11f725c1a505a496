"""Texts that hold nothing odd are told at a glance, and never one that does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_kb.rules.odd_character import ANY, STACK, SUSPECT, TURNING

PATTERNS = (SUSPECT, STACK, TURNING)


@given(st.text())
def test_a_text_without_any_of_them_need_not_be_looked_at(text: str) -> None:
    assert ANY.search("".join(set(text))) or not any(pattern.search(text) for pattern in PATTERNS)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_character_that_is_looked_for_is_one_of_them(pattern: re.Pattern[str]) -> None:
    every = (chr(number) for number in range(1, 0x110000) if not 0xD800 <= number < 0xE000)
    assert [char for char in every if pattern.search(char * 8) and not ANY.search(char)] == []
