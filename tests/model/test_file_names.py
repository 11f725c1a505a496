"""Values that become names of files: what is refused, and what is shortened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_kb.model.file_names import (
    LONGEST_SHOWN,
    MOST_BYTES,
    MOST_IN_ALL,
    bounded,
    shortened_name,
    why_no_address,
    why_no_old_address,
    why_unsafe,
)
from cop_kb.model.page import code_address, person_uri

LONG = "ж" * 101  # two bytes each


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("blade-chatter", ""),
        ("ワイパーのびびり", ""),
        ("a:b", "holds :"),
        ("a\\b", "holds \\"),
        ("a\x1bb", "holds a control character"),
        ("a\u202eb", "holds the invisible character U+202E"),
        ("50%", "holds %"),
        ("blade.", "ends with a dot or a blank"),
        ("blade ", "ends with a dot or a blank"),
        ("CON.x", "is the name of a device on Windows"),
        (LONG, "is 202 bytes long, more than 200"),
        (LONG[1:], ""),
    ],
)
def test_names_that_not_every_computer_can_hold(name: str, why: str) -> None:
    assert why_unsafe(name).startswith(why)
    assert bool(why_unsafe(name)) == bool(why)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("WIP 041/B", ""),
        ("COM1", ""),
        ("javascript:alert(1)", ""),
        ("../..", ""),
        ("a" * MOST_BYTES, ""),
        ("a" * 260, "is 260 bytes long"),
        ("a\nb", "holds a control character"),
        ("a\u200bb", "holds the invisible character U+200B"),
    ],
)
def test_what_may_be_a_code(code: str, why: str) -> None:
    assert why_no_address(code).startswith(why)
    assert bool(why_no_address(code)) == bool(why)
    assert ".." not in code_address(code)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("wiki/Blade chatter", ""),
        ("/wiki/Blade%20chatter.html?x=1#why", ""),
        ("wiki/File:Blade", ""),
        ("a..b/c", ""),
        ("javascript:alert(1)", "leads to another site"),
        ("//evil.example/x", "leads to another site"),
        ("https://evil.example/x", "leads to another site"),
        ("../../etc/passwd", "leads out of"),
        ("a/%2e%2e/%2e%2e/b", "leads out of"),
        ("a\\b", "holds \\"),
        ("a/%00", "holds a control character"),
        ("a/%0ab", "holds a control character"),
        (f"wiki/{'a' * 201}", "is 201 bytes long"),
        ("/".join(["a" * 100] * 10), f"is 1,009 bytes long, more than {MOST_IN_ALL:,}"),
    ],
)
def test_what_may_be_an_old_address(address: str, why: str) -> None:
    assert why_no_old_address(address).startswith(why)
    assert bool(why_no_old_address(address)) == bool(why)


@given(st.text(max_size=400))
def test_a_bounded_name_fits_and_an_ordinary_one_stays(name: str) -> None:
    assert len(bounded(name).encode("utf-8", "surrogatepass")) <= MOST_BYTES
    if len(name.encode("utf-8", "surrogatepass")) <= MOST_BYTES:
        assert bounded(name) == name


def test_long_names_that_begin_alike_are_told_apart() -> None:
    assert bounded("a" * 3_000) != bounded("a" * 3_001)
    assert person_uri("a" * 3_000) != person_uri("a" * 3_001)
    assert shortened_name("a" * 3_000) != shortened_name("a" * 3_001)
    assert shortened_name("Inês Prado") == "Inês Prado"
    assert shortened_name("a" * 3_000).startswith("a" * LONGEST_SHOWN + "… ")
    assert len(shortened_name("a" * 3_000)) < LONGEST_SHOWN + 12


def test_addresses_of_ordinary_codes_stay() -> None:
    assert code_address("WIP 041/B") == "go/WIP-041-B/"
    assert code_address("é" * 90) == f"go/{'é' * 90}/"
    assert len(code_address("a" * 3_000)) <= MOST_BYTES + len("go//")
