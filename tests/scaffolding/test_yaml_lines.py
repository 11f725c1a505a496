from __future__ import annotations

from unicodedata import normalize

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.model.error import CopKbError
from cop_kb.model.words import enumerated
from cop_kb.model.yaml_text import plain, read_yaml
from cop_kb.scaffolding.words import one_line
from cop_kb.scaffolding.yaml_lines import key_lines, quoted

TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)
WORDS = st.sampled_from(
    [
        "yes",
        "No",
        "null",
        "~",
        "12",
        "0x1F",
        "1e3",
        "2026-03-09",
        "1_000",
        "12:30:45",
        "=",
        "<<",
        "- a",
        "? b",
        ": c",
        "#",
    ]
)


ADDRESSES = st.text("ab/?&=%+@:-.~_#, ").map("https://".__add__)


def composed(data: object) -> object:
    """As it is read: accents in their letters."""
    return normalize("NFC", data) if isinstance(data, str) else [composed(each) for each in data]  # type: ignore[attr-defined]


@given(text=TEXTS | WORDS | ADDRESSES)
@settings(max_examples=500, deadline=None)
def test_any_text_comes_back_from_any_reader(text: str) -> None:
    for lines in (f"key: {quoted(text)}", f"key: [{quoted(text, in_flow=True)}]"):
        expected = text if "[" not in lines[:6] else [text]
        assert yaml.safe_load(lines) == {"key": expected}
        assert plain(read_yaml(lines)) == {"key": composed(expected)}


@given(data=st.recursive(TEXTS, lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=8))
@settings(max_examples=200, deadline=None)
def test_lists_come_back_in_whatever_lines_they_take(data: object) -> None:
    lines = "\n".join(key_lines("key", data))  # type: ignore[arg-type]
    assert plain(read_yaml(lines)) == {"key": composed(data)}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Blade chatters, on dry glass", "Blade chatters, on dry glass"),
        ("Why does it stop?", "Why does it stop?"),
        ("40 km/h and more", "40 km/h and more"),
        ("18 months", "18 months"),
        ("雨刮器抖动", "雨刮器抖动"),
        ("Error: it broke", '"Error: it broke"'),
        ("wiper #3", '"wiper #3"'),
        ("no", '"no"'),
        ("012", '"012"'),
        ("[draft]", '"[draft]"'),
        ('say "brrr"', '"say \\"brrr\\""'),
        ("a\u202eb", '"a\\u202eb"'),
        ("ends with a colon:", '"ends with a colon:"'),
    ],
)
def test_a_text_stands_bare_where_that_is_safe(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_what_holds_too_much_for_one_line_takes_several() -> None:
    assert key_lines("aka", ["judder", "a, b"]) == ['aka: [judder, "a, b"]']
    assert key_lines("aka", ["x" * 60, "y" * 60]) == ["aka:", f"  - {'x' * 60}", f"  - {'y' * 60}"]
    assert key_lines("applied", [{"entry": "a", "note": "b"}]) == ["applied:", "  - entry: a", "    note: b"]
    assert key_lines("date", "2026-03-09", dated=True) == ["date: 2026-03-09"]


def test_one_line() -> None:
    assert one_line("  Blade\tchatters\r\n on glass ", "The title") == "Blade chatters on glass"


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "is empty"), (" \n", "is empty"), ("a\x1b[31m", "U\\+001B"), ("a\0", "U\\+0000"), ("\udcff", "not UTF-8")],
)
def test_what_is_no_line_is_refused(text: str, why: str) -> None:
    with pytest.raises(CopKbError, match=f"The title .*{why}"):
        one_line(text, "The title")


def test_enumerated() -> None:
    assert enumerated(["a"]) == "a"
    assert enumerated(["a", "b", "c"]) == "a, b and c"
