"""The block at the top of a staged page: whatever reads YAML reads the same data from it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from cop_kb.staging.yaml_block import BIGGEST, yaml_block

SCALARS = st.none() | st.booleans() | st.integers(-BIGGEST + 1, BIGGEST - 1) | st.text()
DATA = st.dictionaries(st.text(), st.recursive(SCALARS, lambda each: st.lists(each) | st.dictionaries(st.text(), each)))


@given(DATA)
@settings(deadline=None, max_examples=50)
def test_what_is_written_is_read(data: dict[str, Any]) -> None:
    text = yaml_block(data)
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        assert (yaml.load(text, loader) or {}) == data
    assert not [line for line in text.split("\n") if line.startswith(("---", "..."))], "MkDocs ends the block there"


@pytest.mark.parametrize("text", ["1e3", "no", "012", "0o14", "12:30", "2026-01-01", "~", "", " a", "a: b", "#", "on"])
def test_a_text_stays_one(text: str) -> None:
    assert yaml_block({"title": text}) == f'title: "{text}"\n'


def test_numbers_that_not_every_reader_has_become_texts() -> None:
    assert yaml_block({"aa": float("-inf"), "bb": 10**400, "cc": 1.5}) == f'aa: "-inf"\nbb: "{10**400}"\ncc: 1.5\n'


def test_escaped_texts_stay_escaped() -> None:
    assert yaml.safe_load(yaml_block({"title": escape('<b> & "c"')})) == {"title": "&lt;b&gt; &amp; &#34;c&#34;"}
