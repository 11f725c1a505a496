"""What is quicker says the same: patterns that are not tried would not have matched, code looks as Pygments shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from pygments.formatters.html import HtmlFormatter
from pymdownx import highlight

from cop_kb.rendering.quick_code import quick_code
from cop_kb.rendering.quick_inline import NEEDED, QuickInline, make_quick

EXTENSIONS = ["attr_list", "def_list", "footnotes", "md_in_html", "tables", "pymdownx.superfences", "pymdownx.tilde"]
PARTS = st.sampled_from(
    [
        *(
            "`",
            "``",
            "\\",
            "[",
            "]",
            "(",
            ")",
            "!",
            "<",
            ">",
            "&",
            "&amp;",
            ";",
            "*",
            "**",
            "_",
            "__",
            "~~",
            "\n",
            "  \n",
        ),
        *("[^1]", "\n\n[^1]: note", "[a](b)", "![a](b)", "[a]: b\n", "<b>", "<https://a.b>", "<a@b.c>", "word", " "),
    ]
)


def converter(*more: str) -> Markdown:
    return Markdown(extensions=[*EXTENSIONS, *more])


@given(st.lists(PARTS, max_size=30).map("".join))
def test_any_text_is_converted_to_the_same(text: str) -> None:
    assert make_quick(converter()).convert(text) == converter().convert(text)


def test_an_unknown_pattern_is_always_tried() -> None:
    quick = make_quick(converter("pymdownx.magiclink"))
    assert quick.convert("https://a.example") == converter("pymdownx.magiclink").convert("https://a.example")
    assert "<a " in quick.convert("https://a.example")


def test_most_patterns_are_known() -> None:
    unknown = [each.pattern for each in Markdown(extensions=["footnotes"]).inlinePatterns if each.pattern not in NEEDED]
    assert unknown == []


def test_one_that_has_been_replaced_stays() -> None:
    class Own(type(converter().treeprocessors["inline"])):  # type: ignore[misc]
        pass

    other = converter()
    other.treeprocessors.register(Own(other), "inline", 20)
    assert not isinstance(make_quick(other).treeprocessors["inline"], QuickInline)


@pytest.mark.parametrize("language", ["python", "Python", "py", "console", "yaml", "klingon", "", "text"])
@pytest.mark.parametrize("extra", ["", ' linenums="1"', ' hl_lines="1"', ' title="a.py"'])
def test_code_looks_the_same(language: str, extra: str) -> None:
    text = f"```{{.{language}{extra}}}\ndef f(): return 'a' # b\n```\n" if language else "```\na\n```\n"
    plain = converter().convert(text)
    with quick_code():
        assert [converter().convert(text) for _ in range(2)] == [plain, plain]


def test_afterwards_pygments_is_as_it_was() -> None:
    before = highlight.get_lexer_by_name, HtmlFormatter._create_stylesheet
    with pytest.raises(ZeroDivisionError), quick_code():
        assert highlight.get_lexer_by_name is not before[0]
        raise ZeroDivisionError
    assert (highlight.get_lexer_by_name, HtmlFormatter._create_stylesheet) == before
