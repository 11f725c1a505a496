"""Two readings of a text compared: by blocks, as elements and words, each block with its lines."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from cop_kb.markdown.comparison import blocks_of, differences
from cop_kb.markdown.placed import PlacedMarkdown
from tests.markdown.converters import converted
from tests.markdown.html import structure
from tests.markdown.test_extensions import NAMES
from tests.markdown.test_specification import PIECES

EXAMPLES = json.loads((Path(__file__).parents[1] / "data" / "commonmark-0.31.2.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def github() -> Markdown:
    return Markdown(extensions=["fenced_code", *NAMES, PlacedMarkdown()])


@pytest.fixture(scope="module")
def stock() -> Markdown:
    return Markdown(extensions=["fenced_code", *NAMES])


def differing(
    text: str, github: Markdown, stock: Markdown
) -> list[tuple[list[tuple[int, int] | None], tuple[str, ...]]]:
    found = differences(blocks_of(converted(text, github)), blocks_of(converted(text, stock)))
    return [([block.lines for block in each.blocks], each.otherwise) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One *two*\n\n- a\n- b\n\n    c = 1\n\n## H\n", [([(2, 7)], ("ul",))]),
        ("One *two*\n\n- a\n    - b\n\n## H\n\n    c = 1\n", []),
        ("1. a\n   - b\n2. c\n\nx\n", [([(0, 4)], ("ol",))]),
        ("x\n\nDo:\n- a\n\ny\n", [([(2, 3), (3, 5)], ("p",))]),
        ("- a\n\n* b\n", [([(0, 2), (2, 3)], ("ul",))]),
        ("> [!NOTE]\n> x\n\n~~y~~\n", [([(0, 2)], ("blockquote",)), ([(3, 4)], ("p",))]),
        (
            '=== "A"\n\n    x\n\n=== "B"\n\n    - y\n    - z\n\n!!! note\n    1. a\n       - b\n',
            [([(9, 12)], ("div",))],
        ),
        ("<details>\n<summary>S</summary>\n\n- a\n- b\n\n</details>\n\nend\n", [([(0, 7)], ("details",))]),
        ("![x](a.png)\n/// caption\nC\n///\n\ny https://e.example\n", [([(5, 6)], ("p",))]),
        ("a[^1]\n\n[^1]: b\n\n*[c]: d\n\n<!-- e -->\n\n[f]: g\n\n<b>h</b> [f]\n", []),
        ('<img src="a.png">\n\nx\n', []),
        ("#no\n", [([(0, 1)], ("h1",))]),
    ],
)
def test_the_blocks_that_differ_are_named_by_their_lines(
    text: str, found: list[object], github: Markdown, stock: Markdown
) -> None:
    assert differing(text, github, stock) == found


@settings(deadline=None)
@given(
    text=st.lists(
        st.sampled_from([*PIECES, "\n\n=== x", '\n\n=== "x"\n', "<div>", "</p>", "\n\n:   t"]), max_size=20
    ).map("".join)
)
def test_a_reading_never_differs_from_itself_and_keeps_its_elements(
    text: str, github: Markdown, stock: Markdown
) -> None:
    blocks = blocks_of(converted(text, github))
    assert list(differences(blocks, blocks)) == []
    places = [block.lines for block in blocks if block.lines]
    assert places == sorted(places)
    assert all(one[1] <= other[0] for one, other in pairwise(places)), "they do not overlap"
    differing(text, github, stock)


def test_each_block_has_its_own_html(github: Markdown) -> None:
    unlike = [
        each["example"]
        for each in EXAMPLES
        for blocks in [blocks_of(converted(each["markdown"], github))]
        if structure("\n".join(block.html for block in blocks)) != structure(converted(each["markdown"]))
    ]
    assert unlike == []
