"""The answer stands in a section of its own: all of it, and nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from cop_kb.rendering.answer import wrap_answer

OPEN, CLOSE = '<section class="kb-answer">', "</section>"


class Nesting(HTMLParser):
    """Whether every element ends where it began."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.is_right = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "hr", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_right &= bool(self.open) and self.open.pop() == tag


def is_well_nested(html: str) -> bool:
    nesting = Nesting()
    nesting.feed(html)
    return nesting.is_right and not nesting.open


def test_it_goes_from_its_heading_to_the_next_of_the_same_rank() -> None:
    html = "<h2>Workaround</h2><p>Wet it.</p><h3>On coated glass</h3><p>Twice.</p><h2>Cause</h2><p>Wax.</p>"
    head, tail = html.split("<h2>Cause")
    assert wrap_answer(html) == f"{OPEN}{head}{CLOSE}<h2>Cause{tail}"


def test_a_heading_of_a_higher_rank_ends_it_too() -> None:
    assert wrap_answer("<h3>A</h3>x<h2>B</h2>y") == f"{OPEN}<h3>A</h3>x{CLOSE}<h2>B</h2>y"


def test_without_another_heading_it_goes_to_the_end() -> None:
    assert wrap_answer("<p>lead</p><h2>A</h2><p>x</p>") == f"<p>lead</p>{OPEN}<h2>A</h2><p>x</p>{CLOSE}"


def test_it_is_named_by_its_heading() -> None:
    html = '<h2 class="x" id="short-answer">Short answer</h2>'
    assert wrap_answer(html).startswith('<section class="kb-answer" aria-labelledby="short-answer"><h2')


@pytest.mark.parametrize("html", ["", "<p>No heading.</p>", "<hr><header>x</header>"])
def test_a_page_without_a_heading_stays_as_it_is(html: str) -> None:
    assert wrap_answer(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<h2>A</h2><p>x</p><blockquote><h2>said</h2><p>y</p></blockquote><h2>B</h2>",
        "<h2>A</h2><div><p>x</p><h2>in a box</h2></div><p>z</p>",
        "<h2>A</h2><ul><li><h1>in a list</h1></li></ul><p>z</p><h2>B</h2>",
        '<div class="tabbed"><h2>in a tab</h2><p>x</p></div><h2>B</h2>',
        "<details><summary>s</summary><h2>A</h2></details>",
    ],
)
def test_a_heading_inside_a_box_neither_begins_nor_ends_it_amid_the_box(html: str) -> None:
    assert is_well_nested(html), "the test's own"
    assert is_well_nested(wrap_answer(html))


def test_a_greater_than_sign_in_an_attribute_and_an_attribute_ending_in_id_are_not_mistaken() -> None:
    html = '<h2 data-id="wrong" title="a > b" id="right">A</h2><p>x</p>'
    assert 'aria-labelledby="right"' in wrap_answer(html)
    assert is_well_nested(wrap_answer(html))
