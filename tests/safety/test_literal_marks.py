"""Honest text that looks like broken HTML is shown as it was written, whatever Python's html.parser makes of it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files

from cop_kb.rendering.quick_page import Converter, QuickPage
from cop_kb.safety.literal_marks import MARK, with_marks
from cop_kb.safety.sanitiser import safe_html

ROOT = Path(__file__).parents[2]
PIECES = (
    *(
        "<![",
        "<![CDATA[",
        "]]>",
        "<![if",
        "<![endif]",
        "<!",
        "<!DOCTYPE",
        "<?",
        "<?php",
        "?>",
        "<!--",
        "<!-->",
        "<!--->",
    ),
    *("-->", "--!>", "--", "</", "</>", "<>", "<", ">", "/>", "<b", "<b>", "</b>", "<div>", "</div", "</div>", "<br/>"),
    *(
        "<a title=",
        '"',
        "'",
        "=",
        "<p\n",
        "<p class='x'>",
        "<x:y>",
        "<https://a.example>",
        "<a@b.example>",
        "&lt;",
        "&#",
        "&",
    ),
    *(
        "`",
        "``",
        "\\",
        "*",
        "_",
        "[",
        "](",
        ")",
        "\n",
        "\n\n",
        "    ",
        "\n    ",
        "- ",
        "> ",
        "# ",
        "{",
        "}",
        "|",
        "~~~\n",
    ),
)
ATTRIBUTE = r"""\s+[A-Za-z_:][A-Za-z0-9_.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
MARKUP = re.compile(
    rf"<[A-Za-z][A-Za-z0-9-]*(?:{ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>|<!--.*?-->|<[^\s<>]*[:@][^\s<>]*>",
    re.DOTALL,
)
"""What is no text to a reader: HTML as CommonMark defines it, and autolinks."""


class Pages:
    """Pages as a build renders them, with the extensions of the example's settings."""

    def __init__(self) -> None:
        self.config = load_config(str(ROOT / "mkdocs.yml"))
        self.config = self.config.plugins.on_config(self.config)
        self.converter = Converter(self.config)

    def html(self, text: str) -> str:
        file = File.generated(self.config, "cases/a.md", content=text)
        page = QuickPage(file, self.config, self.converter, date(2026, 3, 9))
        page.markdown = text
        page.render(self.config, Files([file]))
        return safe_html(page.content or "")


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages()


def texts() -> st.SearchStrategy[str]:
    """Pieces in any order, with words of their own between them."""
    return st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(
        lambda pieces: "".join(f"{piece}w{number}w" if number % 3 else piece for number, piece in enumerate(pieces))
    )


def words(text: str) -> set[str]:
    return set(re.findall(r"w\d+w", text))


def words_to_read(source: str) -> set[str]:
    """The words of a text that stand in no tag, comment, address or definition."""
    return words(re.sub(r"\]\([^\n]*|\[[^\n]*", "", MARKUP.sub("", source)))


@given(text=texts())
@example(text="text <![ and w1w")
@example(text="`<![x[ w1w`")
@example(text="- a\n\n        <![x[ w1w")
@example(text="<![CDATA[ w1w")
@example(text="<div>\n<b w1w\n</div>")
@example(text="a <!-- w1w\n\nw2w")
@settings(deadline=None, max_examples=300)
def test_no_text_raises_and_no_word_is_lost(text: str, pages: Pages) -> None:
    shown = unescape(re.sub(r"<[^<>]*>", "", pages.html(text)))
    read = re.sub(r"(`{3,}|~{3,})[^`\n]*", r"\1", text)  # behind a fence stands a language, which nobody reads
    assert words_to_read(read) <= words(shown)


class Strict(HTMLParser):
    """Raises at all that one version of ``html.parser`` reads otherwise than another."""

    def refuse(self, *_: Any) -> int:
        raise AssertionError(self.rawdata)

    parse_html_declaration = parse_bogus_comment = parse_pi = parse_marked_section = refuse  # type: ignore[assignment]


@given(text=texts())
@settings(deadline=None, max_examples=500)
def test_what_is_left_is_read_in_the_same_way_by_all_versions(text: str) -> None:
    left = with_marks(text)
    assert left.replace(MARK, "<") == text, "nothing else is changed"
    parser = Strict()
    parser.feed(left)
    parser.close()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("text <![ and", "<p>text &lt;![ and</p>"),
        ("`<![x[`", "<p><code>&lt;![x[</code></p>"),
        ("see <![CDATA[a]]>", "<p>see &lt;![CDATA[a]]&gt;</p>"),
        ("<!DOCTYPE html> <?php ?>", "<p>&lt;!DOCTYPE html&gt; &lt;?php ?&gt;</p>"),
        ("a <!-- b", "<p>a &lt;!-- b</p>"),
        ("a <!--> b", "<p>a &lt;!--&gt; b</p>"),
        ("a </ b <b c", "<p>a &lt;/ b &lt;b c</p>"),
        ('a <b title="x"y> c', '<p>a &lt;b title="x"y&gt; c</p>'),
        ('a <b title="<![ \'>">c</b>', '<p>a <b title="&lt; ![ \'&gt;">c</b></p>'),
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("[a](</b c.md>)", '<p><a href="/b%20c.md">a</a></p>'),
        ("[a][b]\n\n[b]: </b/c.md>", '<p><a href="/b/c.md">a</a></p>'),
        ("[a][b]\n\n[b]: </b c.md>", '<p><a href="/b%20c.md">a</a></p>'),
        ('<https://a.example/?b="c>', '<p><a href="https://a.example/?b=%22c">https://a.example/?b="c</a></p>'),
    ],
)
def test_it_is_shown_as_it_was_written(text: str, html: str, pages: Pages) -> None:
    assert pages.html(text) == html


def test_a_script_of_a_trusted_page_is_left_alone() -> None:
    text = "<script>\nif (a <b && c </d/.x) {}\n</script>\n\na <b"
    assert with_marks(text) == text[:-2] + f"{MARK}b"


def test_a_heading_keeps_its_anchor(pages: Pages) -> None:
    assert '<h2 id="cause-x">Cause &lt;!x' in pages.html("## Cause <!x")


def test_many_marks_take_no_time() -> None:
    for piece in ("<!--", "<a b='", "<script>", '<a b="\n', "</", "](<a"):
        with_marks(piece * 100_000)
