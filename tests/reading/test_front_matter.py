"""Where front matter begins and ends, what is wrong with it, and that nothing of it is touched."""

from __future__ import annotations

import frontmatter
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cop_kb.model.yaml_text import plain
from cop_kb.reading.files import source_from
from cop_kb.reading.front_matter import split


def troubles(text: str) -> list[tuple[str, str]]:
    """The rules that find something, each with the characters it points at."""
    return [(trouble.rule, text[trouble.start : trouble.end]) for trouble in split(text).troubles]


def keys(text: str) -> list[str] | None:
    found = split(text).front_matter
    return None if found is None else [key.text for key, _ in found]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: a\n---\nbody",
        "---  \ntitle: a\n---\t\nbody",
        "---\r\ntitle: a\r\n---\r\nbody",
        "---\n# a comment\ntitle: a\n---\nbody",
        "---\n\ntitle: a\n\n---\nbody",
        "---\ntitle: |\n  text\n  --- not the end\n---\nbody",
        "---\ntitle: a ---\n---\nbody",
        "---\ntitle: a\n---\nbody\n---\nmore\n---\n",
    ],
)
def test_three_dashes_alone_open_and_close(text: str) -> None:
    found = split(text)
    assert keys(text) == ["title"]
    assert text[found.body_start :].startswith("body")
    assert found.troubles == ()


def test_it_may_be_all_there_is() -> None:
    assert keys("---\ntitle: a\n---") == ["title"]
    assert split("---\ntitle: a\n---").body_start == len("---\ntitle: a\n---")


@pytest.mark.parametrize("text", ["---\n---\nbody", "---\n\n---\nbody", "---\n# nothing\n---\nbody"])
def test_an_empty_block_is_none_and_no_mistake(text: str) -> None:
    found = split(text)
    assert found.front_matter is None
    assert found.troubles == ()
    assert text[found.body_start :] == "body"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "body",
        "Note: this line is text\n\nbody",
        "--- title: a\n---\n",
        "----\n\nNote: a line may open a text.\n\nIt may\n----\n",
        "----\nA sentence: with a colon.\n----\n",
        "{: .box }\n",
        "{a} b",
        "***\n\ntext\n\n***\n",
        "---\n\nA text between two lines.\n\n---\n\nmore",
        "---\n\n# A heading\n\ntext",
        "---\nJust a line under a thematic break, no key.\n",
        "# Title\n\n---\na: b\n---\n",
    ],
)
def test_honest_markdown_is_all_body(text: str) -> None:
    found = split(text)
    assert (found.front_matter, found.body_start, found.troubles) == (None, 0, ())


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("----\ntitle: a\n----\n", 0),
        ("--\ntitle: a\n--\n", 0),
        (" ---\ntitle: a\n---\n", 1),
        ("\t---\ntitle: a\n---\n", 1),
        ("--- yaml\ntitle: a\n---\n", 0),
        ("—\ntitle: a\n—\n", 0),
        ("\u200b---\ntitle: a\ntopics:\n  - b\n\n---\n", 1),
        ("<!-- c -->\n---\ntitle: a\n...\n", 11),
        ("---\rtitle: a\r---\rbody\r", 0),
        ("---\u2028title: a\u2028---\u2028body", 0),
        ("+++\ntitle = 'a'\n+++\n", 0),
        ('{"title": "a"}\n', 0),
        ("---\na: 1\n---\n\n---\ntitle: b\n---\nbody", 14),
    ],
)
def test_keys_in_another_form_are_said(text: str, column: int) -> None:
    found = split(text)
    assert [(trouble.rule, trouble.start) for trouble in found.troubles] == [("front-matter-form", column)]


@pytest.mark.parametrize(
    "text", ["---\ntitle: a\n", "---\ntitle: a\n...\nbody", "---\ntitle: a\n ---\n", "---\ntitle:"]
)
def test_a_block_that_is_not_closed_is_said_and_nothing_of_it_is_published(text: str) -> None:
    assert troubles(text) == [("front-matter-not-closed", "---")]
    assert split(text).body_start == len(text)


@pytest.mark.parametrize(
    "text", ["\n---\ntitle: a\n---\nb", "  \r\n\r\n---\r\ntitle: a\r\n---\r\nb", "\n---\ntitle:\n---\n"]
)
def test_a_block_after_blank_lines_is_said_and_not_read(text: str) -> None:
    assert troubles(text) == [("front-matter-not-first", "---")]
    assert split(text).front_matter is None


@pytest.mark.parametrize("text", ["\n---\n\ntext\n\n---\n", "\n---\ntext: is long\n", "\n\n---\nnot keys\n---\n"])
def test_thematic_breaks_after_blank_lines_are_not_taken_for_it(text: str) -> None:
    assert troubles(text) == []


@pytest.mark.parametrize(
    ("text", "written"), [("---\n- a\n- b\n---\nx", "- a\n- b"), ("---\nonly words\n---\nx", "only words")]
)
def test_a_block_that_is_no_mapping_is_said(text: str, written: str) -> None:
    rule, at = troubles(text)[0]
    assert (rule, at.strip()) == ("front-matter-not-mapping", written)
    assert text[split(text).body_start :] == "x"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("---\ntitle: Error: it broke\n---\nbody", "Error: it broke"),
        ("---\r\ntitle: Fehler: ü\r\n---\r\nbody", "Fehler: ü"),
        ("---\na: 1\n- key: a: b\n---\nbody", "-"),
        ("---\ntitle: [a\n---\nbody", ""),
        ("---\ntitle: a\n\tb: c\n---\nbody", "\t"),
        ("---\ntitle: a\nno colon\n---\nbody", ""),
        ("---\na: *b\n---\nbody", "*"),
        ("---\ntitle: a\n...\nmore: b\n---\nbody", ""),
    ],
)
def test_broken_yaml_is_one_trouble_at_its_place_and_the_body_stays(text: str, at: str) -> None:
    found = split(text)
    assert [trouble.rule for trouble in found.troubles] == ["yaml-error"]
    assert troubles(text)[0][1].startswith(at)
    assert found.front_matter is None
    assert text[found.body_start :] == "body"


def test_a_key_named_content_is_a_key_like_any_other() -> None:
    assert keys("---\ncontent: a\ntitle: b\n---\nbody") == ["content", "title"]


def test_a_key_that_stands_twice_is_kept_twice() -> None:
    assert keys("---\na: 1\na: 2\n---\n") == ["a", "a"]


def test_a_byte_order_mark_is_not_text() -> None:
    source = source_from(b"\xef\xbb\xbf---\ntitle: a\n---\nbody", "content/a.md", "a.md")
    assert source.front_matter is not None
    assert (source.body, source.troubles) == ("body", ())
    assert str(source.place_of(source.value("title"))) == "content/a.md:2:8"


def test_the_body_is_kept_to_the_last_blank() -> None:
    text = "---\na: b\n---\n\n\n  body \n\n"
    assert text[split(text).body_start :] == "\n\n  body \n\n"


NEARLY = st.lists(
    st.sampled_from(
        ["---", "----", "...", " ", "\n", "\r\n", "a: b", "title: x: y", "- c", "#", "text", ":", "\t", "ü", "\ufeff"]
    ),
    max_size=14,
).map("".join)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), NEARLY, NEARLY.map(lambda text: f"---\n{text}\n---\nbody")))
@example("---\n\ufeff")
def test_any_text_is_split_into_two_parts_and_every_place_lies_in_it(text: str) -> None:
    found = split(text)
    assert 0 <= found.body_start <= len(text)
    if found.front_matter is not None:
        head = text[: found.body_start]
        assert head.startswith("---")
        assert head.rstrip().endswith("---")
        assert found.troubles == ()
        assert found.front_matter.end <= found.body_start
    for trouble in found.troubles:
        assert 0 <= trouble.start <= len(text)


SIMPLE = st.from_regex(r"[a-z]{1,8}", fullmatch=True)


@settings(deadline=None)
@given(
    st.dictionaries(
        SIMPLE.filter(lambda key: key not in ("content", "y", "n", "yes", "no", "on", "off", "true", "false", "null")),
        st.sampled_from(["text", "ü ß", "3", "-4", "[a, b]", "{c: d}", '"q: r"', "~"]),
        max_size=4,
    ),
    st.sampled_from(["body", "# T\n\ntext", "", "a\n---\nb"]),
)
def test_python_frontmatter_agrees_on_what_is_well_formed(values: dict[str, str], body: str) -> None:
    text = "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + f"---\n\n{body}"
    theirs = frontmatter.loads(text)
    ours = split(text)
    assert (plain(ours.front_matter) or {}) == theirs.metadata
    assert text[ours.body_start :].strip() == theirs.content
