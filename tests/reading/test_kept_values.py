"""Values come back as they were; whatever else a file says, it comes to nothing."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_kb.entry_types import load_types
from cop_kb.model.values import Ref, WebLink, When
from cop_kb.reading.kept_values import dumped, loaded

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.binary(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each) | st.tuples(each) | st.frozensets(st.text()),
)


@given(PLAIN)
def test_plain_data_come_back(value: object) -> None:
    assert loaded(dumped(value), {}) == value


def test_values_of_the_model_come_back_and_entry_types_by_name() -> None:
    types = load_types()
    values = [
        When("2026", date(2026, 1, 1), date(2026, 12, 31)),
        WebLink("https://a.example", "a"),
        Ref("a", 0, 1),
        types["faq"],
    ]
    found = loaded(dumped(values), types)
    assert found == values
    assert found[3] is types["faq"]
    with pytest.raises(ValueError, match="faq"):
        loaded(dumped(values), {})


def named(module: str, name: str) -> bytes:
    """What a pickle says that is just this name (https://docs.python.org/3/library/pickletools.html)."""
    parts = (bytes([0x8C, len(word)]) + word.encode() for word in (module, name))
    return b"\x80\x04" + b"".join(parts) + b"\x93."


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("datetime", "sys"),
        ("datetimefoo", "date"),
        ("cop_kb.model.settings", "Path"),
        ("cop_kb.model.yaml_text", "yaml"),
        ("cop_kb.model.yaml_text", "yaml.constructor.types.FunctionType"),
        ("cop_kb.model.entry", "Entry.__init__"),
        ("cop_kb.reading.kept_values", "dumped"),
    ],
)
def test_nothing_else_is_reached(module: str, name: str) -> None:
    with pytest.raises(ValueError, match="no value"):
        loaded(named(module, name), {})


@given(st.binary())
def test_any_bytes_are_a_value_or_none(data: bytes) -> None:
    try:
        loaded(data, {})
    except ValueError:
        return


def test_the_name_of_a_value_would_be_reached() -> None:
    assert loaded(named("cop_kb.model.values", "When"), {}) is When
    assert pickle.loads(named("os", "getpid"))() > 0
