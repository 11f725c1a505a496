"""Blocks in the syntax of extensions, as their own processors make them, with words that the one reader reads."""

from __future__ import annotations

import pytest
from markdown import Markdown

from cop_kb.markdown.extension import GithubMarkdown
from tests.markdown.converters import converted

NAMES = [
    *("admonition", "attr_list", "def_list", "footnotes", "abbr", "md_in_html", "tables", "pymdownx.tabbed"),
    *("pymdownx.details", "pymdownx.blocks.html", "pymdownx.blocks.admonition", "pymdownx.blocks.caption"),
    *("pymdownx.blocks.details", "pymdownx.blocks.tab"),
]


@pytest.fixture(scope="module")
def md() -> Markdown:
    return Markdown(extensions=[*NAMES, GithubMarkdown()])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('!!! note "**x** `y`"\n    z\n', "<strong>x</strong> <code>y</code></p>\n<p>z</p>"),
        ('??? note "a `b` \\* c"\n    z\n', "<summary>a <code>b</code> * c</summary>"),
        ('=== "*x*"\n\n    z\n', "<em>x</em></label>"),
        ("**Apple** `x`\n:   *def*\n", "<dt><strong>Apple</strong> <code>x</code></dt>\n<dd><em>def</em></dd>"),
        ("**Apple**\n\n:   *def*\n", "<dt><strong>Apple</strong></dt>\n<dd>\n<p><em>def</em></p>\n</dd>"),
        ("/// admonition | T ~~x~~\ny\n///\n", "T <del>x</del></p>\n<p>y</p>"),
        ("/// details | T `x` https://e.example\ny\n///\n", 'T <code>x</code> <a href="https://e.example">'),
        ("/// tab | A *x*\ny\n///\n", "A <em>x</em></label>"),
        ("![x](a.png)\n/// caption\nC **b**\n///\n", "<p>C <strong>b</strong></p>\n</figcaption>"),
        ("/// html | pre\nabc\n\n*d*\n///\n", "<pre>abc\n\n*d*</pre>"),
    ],
)
def test_titles_labels_and_terms_are_read_like_all_else(text: str, shown: str, md: Markdown) -> None:
    assert shown in converted(text, md)


@pytest.mark.parametrize(
    "text",
    [
        "/// nothing\nx\n///\n",
        '=== "A\n\n    x\n',
        "> /// nothing\n> x\n\ny\n",
    ],
)
def test_what_an_extension_does_not_take_is_text(text: str, md: Markdown) -> None:
    words = text.replace("> ", "").replace("- ", "").split()
    shown = converted(text, md)
    assert all(word.replace('"', "&quot;") in shown or word in shown for word in words)
    assert "\x02" not in shown
