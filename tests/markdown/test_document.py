"""The outline of Markdown: what is a heading and a link, what is only code, and where each stands."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cop_kb.markdown.document import plain_text, read_document, without_code
from cop_kb.model.entry import Outline
from cop_kb.model.entry_type import heading_key


def outline(text: str, start: int = 0) -> Outline:
    return read_document(text, start).outline


def headings(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in outline(text).headings]


def links(text: str) -> list[tuple[str, str, str]]:
    """Kind, target and text of every link."""
    return [(link.kind, link.target, link.text) for link in outline(text).links]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# One\n\ntext\n\n## Two", [(1, "One"), (2, "Two")]),
        ("# One\r\n\r\n## Two\r\n", [(1, "One"), (2, "Two")]),
        ("#nospace\n###also", []),
        ("## closed ##\n### so  #  ", [(2, "closed"), (3, "so")]),
        ("# C#\n# F# and C#\n# not \\#", [(1, "C#"), (1, "F# and C#"), (1, "not #")]),
        ("####### seven\n \n#\n##  ##", []),
        ("## With {#an-id .and-class}\n## So {: #too }", [(2, "With"), (2, "So")]),
        ("## Use `lin.send()`\n## `all code`", [(2, "Use lin.send()"), (2, "all code")]),
        ("# **Bold** [link](a.md) <b>tag</b> &amp; `code`", [(1, "Bold link tag & code")]),
        ("# a <!-- not said -->", [(1, "a")]),
        ("One\n===\n\nTwo\n---\n\nThree  \n-", [(1, "One"), (2, "Two"), (2, "Three")]),
        ("One\r\n===\r\n\r\nTwo\r\n---\r\n", [(1, "One"), (2, "Two")]),
        ("`code` first\n---", [(2, "code first")]),
        ("two\nlines\n---", [(2, "two lines")]),
        ("text\n\n---\n\ntext", []),
        ("- `a`\n- `b`\n\ntext", []),
        ("| a |\n---", []),
        ("> # quoted\n\n- # in a list", []),
        ("<!-- a -->\n---", []),
        ("a # b\n\\# c", []),
        ("# 🚗 Größe", [(1, "🚗 Größe")]),
    ],
)
def test_headings_are_found_as_the_site_shows_them(text: str, found: list[tuple[int, str]]) -> None:
    assert headings(text) == found


@pytest.mark.parametrize(
    "code",
    [
        "```\n{}\n```",
        "~~~\n{}\n~~~",
        '```py title="a"\n{}\n```',
        "````\n```\n{}\n```\n````",
        "```\n~~~\n{}\n```",
        "~~~ an info string\n{}\n~~~",
        "```\n{}\n`````",
        "> ```\n> {}\n> ```",
        "- item\n\n    ```\n    {}\n    ```",
        "1. ```\n   {}\n   ```",
        "- ```\n  {}\n  ```",
        "   ```\n   {}\n   ```",
        "text\n\n    {}",
        "text\n\n\t{}",
        "text\n  \n    {}",
        "# H0\n\ntext\n\n    {}\n\n    {}",
        "<!-- {} -->",
        "<!--\n{}\n\n```\n-->",
        "<!-- ` -->\n<!--\n{}\n-->",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_nothing_is_found_in_code_and_comments_and_all_behind_them(code: str, end: str) -> None:
    text = (
        code.replace("{}", "# no [no](no.md) [[no]] ![no](no.png) <a href='no'> {#no}")
        + "\n\n## Yes\n\n[yes](yes.md)\n"
    )
    found = outline(text.replace("\n", end))
    assert [heading.text for heading in found.headings if heading.text != "H0"] == ["Yes"]
    assert [link.target for link in found.links] == ["yes.md"]
    assert found.anchors == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "`[no](no)` [yes](yes)",
        "`` ` [no](no) `` [yes](yes)",
        "`` [no](no) ` `` [yes](yes)",
        "`[no](no)\nstill [no](no)` [yes](yes)",
        "``` [no](no) ``` [yes](yes)",
        "`a` `[no](no)` [yes](yes)",
        "use `<!--` to open, [yes](yes) and `-->` to close",
        "`\\` [yes](yes) `\\`",
        "\\`[yes](yes)\\`",
        "a ` alone\n\n[yes](yes) ` b",
        "a ` alone\r\n\r\n[yes](yes) ` b",
        "`` a ` [yes](yes)",
        "a ` b\n```\n[no](no) ` c\n```\n[yes](yes)",
    ],
)
def test_inline_code_is_left_alone_and_nothing_else_is(text: str) -> None:
    assert [link.target for link in outline(text).links] == ["yes"]


@pytest.mark.parametrize(
    "text",
    [
        "- item\n\n    [yes](yes)",
        "1. item\n\n    [yes](yes)",
        "- item\nthat goes on without blanks\n\n    [yes](yes)",
        "- a\n\n    ```\n    no\n    ```\n\n    [yes](yes)",
        "- a\n    - b\n\n        [yes](yes)",
        "!!! note\n\n    [yes](yes)",
        "??? tip\n    text\n\n    [yes](yes)",
        '=== "Van"\n\n    [yes](yes)',
        "[^1]: Note\n\n    [yes](yes)",
        "Term\n\n:   Meaning\n\n    [yes](yes)",
        "`code` [yes](yes)",
    ],
)
def test_what_belongs_to_a_list_or_a_box_is_no_code(text: str) -> None:
    assert [link.target for link in outline(text).links] == ["yes"]


@pytest.mark.parametrize(
    "text", ["- item\n\nparagraph\n\n    [no](no)", "# - no list\n\n    [no](no)", "    [no](no)\n\ntext"]
)
def test_indented_text_below_a_paragraph_is_code(text: str) -> None:
    assert links(text) == []


def test_a_fence_that_nobody_closes_reaches_to_the_end() -> None:
    assert headings("# Yes\n\n```\n# no\n\n# no") == [(1, "Yes")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](b.md)", [("link", "b.md", "a")]),
        ("![a](b.png)", [("image", "b.png", "a")]),
        ("[a](<b c.md>)", [("link", "b c.md", "a")]),
        ("[a](b_(c)_d.md)", [("link", "b_(c)_d.md", "a")]),
        ("[a](b \"t\") [a](b 't') [a](b (t))", [("link", "b", "a")] * 3),
        ('[a](\n  b\n  "t"\n)', [("link", "b", "a")]),
        ('[a](b "t" x)', []),
        ("[a](b c)", []),
        ("[a] (b)", []),
        ("[a](b\n\nc)", []),
        ("[a\nb](c)", [("link", "c", "a\nb")]),
        ("[a\n\nb](c)", []),
        ("[a\r\n \r\n](c) [b](d)", [("link", "d", "b")]),
        ("\\[a](b) [a\\](b)", []),
        ("[a \\] b](c)", [("link", "c", "a \\] b")]),
        ("[a [b] c](d)", [("link", "d", "a [b] c")]),
        ("[a](b\\_c.md) [a](b&amp;c.md)", [("link", "b_c.md", "a"), ("link", "b&c.md", "a")]),
        ("[a](https://x/y\\_z)", [("link", "https://x/y\\_z", "a")]),
        ("[`a]`](b)", [("link", "b", "`a]`")]),
        ("[![alt](i.png)](l.md)", [("link", "l.md", "![alt](i.png)"), ("image", "i.png", "alt")]),
        ("[]() [](b)", [("link", "", ""), ("link", "b", "")]),
        ('[a]({{< ref "b.md" >}})', [("link", "b.md", "a")]),
        ("<https://a.b> <a@b.c> https://a.b", []),
        ("- [ ] open\n- [x] done", []),
        ("text[^1]\n\n[^1]: See [a](b).", [("link", "b", "a")]),
    ],
)
def test_inline_links(text: str, found: list[tuple[str, str, str]]) -> None:
    assert links(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a][b]\n\n[b]: c.md", [("reference", "b", "a"), ("definition", "c.md", "b")]),
        ("[a][]\n\n[A]: c.md", [("reference", "a", "a"), ("definition", "c.md", "A")]),
        ("[a]\n\n[a]: <c d.md> 'T'", [("reference", "a", "a"), ("definition", "c d.md", "a")]),
        ("[a\nb]\n\n[A  b]: c", [("reference", "a b", "a\nb"), ("definition", "c", "A  b")]),
        ("![a][b]\n\n[b]: c.png", [("reference", "b", "a"), ("definition", "c.png", "b")]),
        ("[a][nope] [nope]\n\n[b]: c", [("definition", "c", "b")]),
        ("[a]: b (c) d", []),
        ("[a]: b c", []),
        ("[^1]: note", []),
        ("text [a]: b", []),
        ("[a](b)[c]\n\n[c]: d", [("link", "b", "a"), ("reference", "c", "c"), ("definition", "d", "c")]),
    ],
)
def test_reference_links_and_their_definitions(text: str, found: list[tuple[str, str, str]]) -> None:
    assert links(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[[blade-chatter]]", [("wiki", "blade-chatter", "")]),
        (
            "[[a|the words]] [[a#cause]] [[a#cause|words]]",
            [("wiki", "a", "the words"), ("wiki", "a#cause", ""), ("wiki", "a#cause", "words")],
        ),
        ("| x | y |\n|---|---|\n| [[a\\|words]] | [[b]] |", [("wiki", "a", "words"), ("wiki", "b", "")]),
        ("| [[a#b\\|words]] |", [("wiki", "a#b", "words")]),
        ("[[a|`code`]]", [("wiki", "a", "`code`")]),
        ("\\[[a]] [[a] [a]] [[]] [[|a]] [[#a]] [[a\nb]]", []),
        ("[[a]](b)", [("link", "b", "[a]")]),
        ("[[a]][[b]] ![[c]]", [("wiki", "a", ""), ("wiki", "b", ""), ("wiki", "c", "")]),
        ("[[Größe-1]]", [("wiki", "Größe-1", "")]),
    ],
)
def test_wiki_links(text: str, found: list[tuple[str, str, str]]) -> None:
    assert links(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a href="b.md">x</a>', [("html-link", "b.md", "")]),
        ("<img src='b.png' alt='The B'>", [("html-image", "b.png", "The B")]),
        ('<A class="x"\n HREF="b.md" id="y">', [("html-link", "b.md", "")]),
        ('<a name="x"> <abbr href="b"> <imgx src="c"> <a data-href="d">', []),
        ('<a href="b.md"', []),
    ],
)
def test_links_in_html(text: str, found: list[tuple[str, str, str]]) -> None:
    assert links(text) == found


def test_anchors_that_an_author_wrote_are_known() -> None:
    text = "## Heading {#one}\n\n<a name=\"two\"></a> <div id='three'>\n\ntext\n{: .class #four }\n"
    found = outline(text)
    assert found.anchors == {"one", "two", "three", "four"}
    assert found.headings[0].anchor == "one"


def test_a_body_has_the_places_of_its_file() -> None:
    head = "---\ntitle: [no](no)\n---\n"
    text = f"{head}# One\n\n[ä](b.md) [[c|d]]\n"
    found = outline(text, len(head))
    assert [text[heading.start : heading.end] for heading in found.headings] == ["# One"]
    assert [text[link.start : link.end] for link in found.links] == ["[ä](b.md)", "[[c|d]]"]
    assert [text[link.target_start : link.target_end] for link in found.links] == ["b.md", "c"]


def test_the_first_line_of_the_body_begins_a_line() -> None:
    head = "---\na: b\n---\n"
    assert [heading.level for heading in outline(f"{head}One\n===", len(head)).headings] == [1]


MARKS = [
    *"[]()`~<>#|!\\*_-= \n\t\"':{}.1a",
    *("```", "~~~", "<!--", "-->", "\n\n", "\r\n", "](", "[[", "]]", "[a](b)", "![a](<b>)", "[a]: b\n", "[a][b]"),
    *("\n# h\n", "\n===\n", "\n- ", "\n    ", "<a href='", '<img src="', "{#a}", "> ", "1. ", "&amp;"),
]
MARKDOWN = st.lists(st.sampled_from(MARKS), max_size=40).map("".join)


@settings(deadline=None)
@given(st.one_of(MARKDOWN, st.text(max_size=80)), st.sampled_from(["", "---\na: b\n---\n"]))
@example("`` ` ```", "")
@example("\0[a](b)", "")
@example("# ", "")
def test_every_place_holds_what_is_said_to_be_there(body: str, head: str) -> None:
    text = head + body
    found = outline(text, len(head))
    for heading in found.headings:
        assert len(head) <= heading.start < heading.end <= len(text)
        assert heading.text
    for link in found.links:
        assert len(head) <= link.start <= link.target_start <= link.target_end <= link.end <= len(text)
        whole, target = text[link.start : link.end], text[link.target_start : link.target_end]
        assert link.text.strip() in whole or link.kind.startswith("html")
        if link.kind in ("link", "image", "definition") and not {"\\", "&", "{"} & set(target):
            assert link.target == target
        if link.kind in ("link", "image"):
            assert whole.startswith("![" if link.kind == "image" else "[")
            assert whole.endswith(")")
        if link.kind == "wiki":
            assert (whole[:2], whole[-2:]) == ("[[", "]]")
    assert without_code(text).count("\n") == text.count("\n")
    assert len(without_code(text)) == len(text)


@settings(deadline=None)
@given(st.one_of(MARKDOWN, st.text(max_size=80)))
def test_plain_text_is_one_line_of_any_text(text: str) -> None:
    said = plain_text(text)
    assert said == " ".join(said.split())
    heading_key(said)


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("**Blade** *chatter* on _dry_ __glass__", "Blade chatter on dry glass"),
        ("***both***, **a *b* c** and *a **b** c*", "both, a b c and a b c"),
        ("**over\ntwo lines**", "over two lines"),
        ("snake_case_name and 2*3*4 and 5 * 3 * 2", "snake_case_name and 234 and 5 * 3 * 2"),
        ("`__init__` and `*args` and `<wipe>`", "__init__ and *args and <wipe>"),
        ("`` a ` b `` **`c`**", "a ` b c"),
        ("an odd ` tick", "an odd ` tick"),
        ("\\*not\\* \\`code\\` \\[x\\](y)", "*not* `code` [x](y)"),
        ("[words](a.md) ![alt](b.png) [![in](b.png)](c)", "words alt in"),
        ('[words](a_(b).md "T") [w](a (t)){.class}', "words w"),
        ("[words][label] ![alt][label] note[^1]", "words alt note"),
        ("[[slug]] [[slug|words]] [[slug#a]] [[slug\\|words]]", "slug words slug words"),
        ("<b>x</b> <https://a.b> a < b > c x<y", "x https://a.b a < b > c x<y"),
        ("a <!-- b --> c <!-- d", "a c <!-- d"),
        ("R&amp;D &lt;b&gt; &#228; &copy 3 & 4", "R&D <b> ä &copy 3 & 4"),
        ("  many \t blanks\n\nand lines ", "many blanks and lines"),
        ("a \\| b", "a | b"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_would_say(markdown: str, said: str) -> None:
    assert plain_text(markdown) == said


UNITS = (
    *(
        "{{< ",
        "[a]({{< ",
        "$a$ ",
        "[[a",
        "$",
        "\\(",
        "![",
        "<b ",
        "[^a]: ",
        "*a ",
        "`",
        "{: .a ",
        '=== "A\n',
        "/// a\n",
    ),
    *("- {{% ", "~~", ":a:", "http://a ", "|a", "> ", "1. ", "* ", "&a;", "{{<x>}} ", "<!-- ", "](", "!!! a\n    "),
)


@pytest.mark.parametrize("unit", UNITS)
def test_the_same_over_and_over_is_read_in_a_moment_and_without_an_end_of_the_stack(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    began = time.process_time()
    assert read_document(text).text == text
    assert time.process_time() - began < 5, "what grows with the square of the text takes a minute"
