"""The same value has the same bytes, another value others, and what comes back is what was meant."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_kb.graph import Codec


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    line: int


@dataclass(frozen=True)
class Way:
    path: str
    line: int


@dataclass(frozen=True)
class Single:
    value: Any
    seen: int = field(default=0, init=False)


@dataclass
class Changeable:
    value: int


class Level(StrEnum):
    HIGH = "high"


class Colour(Enum):
    RED = ("r", 1)


codec = Codec([Place, Way, Single, Level, Colour])
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.dates()
    | st.builds(Place, st.text(), st.integers()),
    lambda inner: st.tuples(inner, inner) | st.dictionaries(st.text(), inner) | st.builds(Single, inner),
    max_leaves=8,
)


def same(one: Any, other: Any) -> bool:
    return codec.digest(one) == codec.digest(other)


@given(plain)
def test_what_comes_back_is_what_was_stored(value: Any) -> None:
    back = codec.decode(codec.encode(value))
    assert back == value
    assert codec.encode(back) == codec.encode(value)


def test_values_that_python_takes_for_the_same_are_told_apart() -> None:
    values = [
        1, 1.0, True, "1", b"1", 0, 0.0, -0.0, False, None, "", b"", (), {}, frozenset(), float("inf"), float("nan"),
        Place("a", 1), Way("a", 1), ("a", 1), ("Place", "a", 1), {"path": "a", "line": 1}, Level.HIGH, "high",
        Colour.RED, ("r", 1), date(2026, 1, 2), "2026-01-02", ((1,), 2), (1, (2,)), (1, 2), "a\u0301", "\u00e1",
    ]  # fmt: skip
    for one, other in combinations(values, 2):
        assert not same(one, other), (one, other)


def test_an_order_without_meaning_is_none() -> None:
    assert same({"a": 1, "bb": 2}, {"bb": 2, "a": 1})
    assert same(frozenset("abc"), frozenset("cba"))
    assert same(float("nan"), -float("nan"))
    assert list(codec.decode(codec.encode({"bb": 2, "a": 1}))) == ["a", "bb"]


def test_an_order_with_meaning_is_one() -> None:
    assert not same((1, 2), (2, 1))


def test_other_processes_have_the_same_digests() -> None:
    code = "from cop_kb.graph import Codec; print(Codec().digest((frozenset('abcdef'), {'x': 1.5, 'a': None})).hex())"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_what_comes_back_cannot_be_changed() -> None:
    back = codec.decode(codec.encode({"a": [1, [2]]}))
    assert back["a"] == (1, (2,))
    with pytest.raises(TypeError):
        back["a"] = 2
    hash(back)


@pytest.mark.parametrize("value", [object(), Changeable(1), (1, {"a": object()}), Exception(), int])
def test_other_types_are_refused_by_name(value: Any) -> None:
    with pytest.raises(TypeError, match=r"object|Changeable|Exception|type|tuple"):
        codec.encode(value)


def test_only_frozen_types_with_names_of_their_own_are_taken() -> None:
    with pytest.raises(ValueError, match="Changeable is neither"):
        Codec([Changeable])
    with pytest.raises(ValueError, match="two types are named Place"):
        Codec([Place, type("Place", (), {"__qualname__": "Place"})])


def test_another_field_is_another_schema() -> None:
    other = dataclass(frozen=True)(
        type("Place", (), {"__annotations__": {"line": int, "path": str}, "__qualname__": "Place"})
    )
    assert Codec([Place]).schema != Codec([other]).schema
    assert Codec([Place]).schema == Codec([Place]).schema


@given(st.binary(max_size=40))
def test_other_bytes_are_a_value_or_a_value_error(data: bytes) -> None:
    with suppress(ValueError):
        codec.decode(data)
