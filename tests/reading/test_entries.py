"""A file of a type's folder → an entry: its title, its sections, and what counts as filled."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from cop_kb.entry_types import load_types
from cop_kb.model.entry import Entry
from cop_kb.reading.entries import read_entry, slug_of, title_of_name
from cop_kb.reading.files import source_from

TYPES = load_types()


def entry(text: str, kind: str = "problem", uri: str = "problems/blade-chatter.md") -> Entry:
    return read_entry(source_from(text.encode(), f"content/{uri}", uri), TYPES[kind], {})


def sections(text: str, kind: str = "problem") -> list[tuple[str, str]]:
    """Name and text of the sections that are filled."""
    return [(section.name, section.text) for section in entry(text, kind).sections if section.text]


@pytest.mark.parametrize(
    ("uri", "slug"),
    [
        ("problems/blade-chatter.md", "blade-chatter"),
        ("problems/chatter/blade-chatter.md", "blade-chatter"),
        ("problems/blade-chatter/index.md", "blade-chatter"),
        ("problems/winter/blade-chatter/index.md", "blade-chatter"),
        ("problems/v1.5-notes.md", "v1.5-notes"),
        ("problems/a.markdown", "a"),
        ("problems/Gro\u0308ße.md", "Größe"),
    ],
)
def test_the_slug_is_the_name_of_the_file_or_of_the_folder_around_an_index(uri: str, slug: str) -> None:
    assert slug_of(uri) == slug


def test_the_page_lies_in_the_types_folder_whatever_the_subfolder() -> None:
    assert entry("x", uri="problems/chatter/blade-chatter/index.md").uri == "problems/blade-chatter.md"
    assert entry("x", uri="problems/chatter/blade-chatter/index.md").folder == "problems/chatter/blade-chatter"
    assert entry("x", uri="problems/chatter/blade-chatter.md").folder == ""


@pytest.mark.parametrize(
    ("text", "title", "origin"),
    [
        ("---\ntitle: From front matter\n---\n# From H1\n", "From front matter", "front matter"),
        ("---\ntitle: >\n  Over two\n  lines\n---\n", "Over two lines", "front matter"),
        ("---\ntitle: no\n---\n", "no", "front matter"),
        ("---\ntitle: [One]\n---\n", "One", "front matter"),
        ("---\ntitle:\n---\n# From **H1**\n", "From H1", "heading"),
        ("---\ntitle: '  '\n---\n# From H1\n", "From H1", "heading"),
        ("---\ntitle: [a, b]\n---\n# From H1\n", "From H1", "heading"),
        ("# Why `__init__` in C#?\n", "Why __init__ in C#?", "heading"),
        ("From setext\n===\n", "From setext", "heading"),
        ("## Not this\n\n# But this\n", "But this", "heading"),
        ("# ![logo](a.png)\n\n# Real\n", "logo", "heading"),
        ("# ![](a.png)\n\n# Real\n", "Real", "heading"),
        ("```\n# code\n```\n", "Blade chatter", "file name"),
        ("## Symptom\n", "Blade chatter", "file name"),
        ("", "Blade chatter", "file name"),
    ],
)
def test_the_title_is_said_in_front_matter_or_the_first_h1_or_is_the_files_name(
    text: str, title: str, origin: str
) -> None:
    found = entry(text)
    assert (found.title, found.title_from) == (title, origin)


def test_the_title_knows_where_it_stands() -> None:
    assert str(entry("---\naka: [x]\ntitle: Ü\n---\n").title_place) == "content/problems/blade-chatter.md:3:8"
    assert str(entry("\n\n# Ü\n").title_place) == "content/problems/blade-chatter.md:3:1"
    assert str(entry("text").title_place) == "content/problems/blade-chatter.md:1:1"


@pytest.mark.parametrize(
    ("text", "aka"),
    [
        ("---\ntitle: One\naka: [x]\n---\n# Two\n", ("x", "Two")),
        ("---\ntitle: Blade chatter?\n---\n# blade *Chatter*!\n", ()),
        ("---\ntitle: One\n---\n## Two\n", ()),
        ("# Two\n", ()),
    ],
)
def test_a_first_heading_that_says_something_else_is_another_word_for_it(text: str, aka: tuple[str, ...]) -> None:
    assert entry(text).aka == aka


def test_text_below_the_title_belongs_to_the_first_section() -> None:
    assert sections("# T\n\nIt jumps.\n\n## Cause\n\nWax.\n") == [("symptom", "It jumps."), ("cause", "Wax.")]
    assert sections("It jumps.") == [("symptom", "It jumps.")]
    assert sections("Before.\n\n# T\n\nAfter.\n") == [("symptom", "Before.\n\n\n\nAfter.")]


def test_it_belongs_to_none_where_the_first_section_has_a_text_of_its_own() -> None:
    assert sections("# T\n\nIntro.\n\n## Symptom\n\nIt jumps.\n") == [("", "Intro."), ("symptom", "It jumps.")]
    assert sections("# T\n\nIntro.\n\n## Symptom\n\n<!-- ? -->\n") == [("symptom", "Intro.")]


@pytest.mark.parametrize(
    ("heading", "name", "variant"),
    [
        ("Symptom", "symptom", ""),
        ("SYMPTOMS:", "symptom", ""),
        ("1. What you see", "symptom", ""),
        ("**Root cause**", "cause", ""),
        ("Suspected cause", "cause", "suspected"),
        ("Possible Causes?", "cause", "suspected"),
        ("Fix", "resolution", ""),
        ("Root Causes", "cause", ""),
        ("Root cause(s)", "cause", ""),
        ("Root cause (preliminary):", "cause", ""),
        ("Ursache", "cause", ""),
        ("Vermutete Ursachen", "cause", "suspected"),
        ("Abhilfe", "resolution", ""),
        ("Quick fixes", "workaround", ""),
        ("Troubleshooting", "workaround", ""),
        ("Mitigation", "workaround", ""),
        ("Steps to reproduce", "recognise", ""),
        ("Alert description", "symptom", ""),
        ("TL;DR", "symptom", ""),
        ("Timeline", "", ""),
        ("Symptom of it", "", ""),
    ],
)
def test_a_heading_opens_the_section_it_means(heading: str, name: str, variant: str) -> None:
    found = entry(f"## {heading}\n\ntext\n").sections[-1]
    assert (found.name, found.variant, found.text) == (name, variant, "text")


def test_a_suspected_cause_is_no_known_cause_but_still_what_is_shown() -> None:
    found = entry("## Suspected cause\n\nWax?\n")
    assert not found.has("cause")
    section = found.section("cause")
    assert section is not None
    assert section.text == "Wax?"


def test_a_known_cause_comes_before_a_suspected_one() -> None:
    found = entry("## Suspected cause\n\nWax?\n\n## Cause\n\nOil.\n")
    section = found.section("cause")
    assert section is not None
    assert (section.text, found.has("cause")) == ("Oil.", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "<!-- Why does it happen? -->",
        "<!--\nanything\n\nat all -->\n\n<!-- more -->",
        TYPES["problem"].section("cause").prompt,  # type: ignore[union-attr]
    ],
)
def test_a_section_that_holds_nothing_but_the_prompt_is_absent(text: str) -> None:
    found = entry(f"## Cause\n\n{text}\n")
    assert not found.has("cause")
    assert found.section("cause") is None


@pytest.mark.parametrize(
    "text", ["Nobody knows.", "*Unknown*", "- TBD\n", "> noch nicht bekannt!", "We don’t know (yet)."]
)
def test_a_section_that_says_that_nobody_knows_is_a_gap_and_keeps_its_words(text: str) -> None:
    found = entry(f"# T\n\nIt jumps.\n\n## Cause\n\n{text}\n\n## Fix\n\nWet it.\n")
    assert (found.section("cause"), found.has("cause"), [gap.name for gap in found.gaps]) == (None, False, ["cause"])
    assert [section.text for section in found.sections if section.name == "cause"] == [text.strip()]


@pytest.mark.parametrize(
    "text", ["Unknown to most, it is wax.", "Nobody knows, but wax helps.", "Unknown.\n\nPerhaps wax."]
)
def test_a_section_that_says_more_than_that_nobody_knows_is_filled(text: str) -> None:
    assert entry(f"## Cause\n\n{text}\n").has("cause")


def test_a_suspected_cause_that_nobody_knows_is_none() -> None:
    assert entry("## Suspected cause\n\nUnknown.\n").section("cause") is None


def test_a_prompt_left_beside_text_is_known() -> None:
    prompt = TYPES["problem"].section("cause").prompt  # type: ignore[union-attr]
    assert [section.has_prompt for section in entry(f"## Cause\n\n<!-- {prompt} -->\n\nWax.\n").sections] == [
        False,
        True,
    ]


def test_deeper_headings_stay_inside_their_section() -> None:
    text = "## Workaround\n\n### One\n\na\n\n### Two\n\nb\n"
    assert sections(text) == [("workaround", "### One\n\na\n\n### Two\n\nb")]


@pytest.mark.parametrize("level", ["#", "##", "###"])
def test_sections_are_cut_at_the_topmost_headings_whatever_their_level(level: str) -> None:
    text = f"---\ntitle: T\n---\n# T\n\n{level} Symptom\n\na\n\n{level} Cause\n\nb\n"
    assert sections(text) == [("symptom", "a"), ("cause", "b")]


def test_a_section_is_found_below_a_heading_that_means_nothing() -> None:
    text = "# T\n\n## Analysis\n\na\n\n### Root causes\n\nb\n\n#### Deep\n\nc\n\n### Other\n\nd\n\n## Fix\n\n### Cause\n\ne\n"
    assert sections(text) == [
        ("", "a"),
        ("cause", "b\n\n#### Deep\n\nc"),
        ("", "d"),
        ("resolution", "### Cause\n\ne"),
    ]


def test_a_first_h1_that_names_a_section_is_no_title_beside_others() -> None:
    text = "# Symptom\n\na\n\n# Ursache\n\nb\n"
    for found in (entry(text), entry(f"---\ntitle: Blade chatter\n---\n{text}")):
        assert (found.title, found.h1, found.other_title) == ("Blade chatter", None, "")
        assert [each.name for each in found.sections if each.text] == ["symptom", "cause"]
    assert entry("# Troubleshooting\n\na\n").title == "Troubleshooting"


@pytest.mark.parametrize("name", ["blade-chatter", "How_Can_I-View_Images", "a", "Größe_2", "v1.5-notes", "ÉTÉ"])
def test_the_title_from_a_file_s_name_is_that_of_mkdocs(name: str) -> None:
    file = File(f"{name}.md", "docs", "site", use_directory_urls=True)
    page = Page(None, file, MkDocsConfig())
    page.markdown = ""
    assert page.title == title_of_name(name)


def test_a_second_h1_cuts_and_so_do_the_h2_around_it() -> None:
    text = "# T\n\n## Symptom\n\na\n\n# More\n\nb\n\n## Cause\n\nc\n"
    assert sections(text) == [("symptom", "a"), ("", "b"), ("cause", "c")]


def test_windows_line_ends_change_nothing() -> None:
    text = "# T\n\nlead\n\n```\n# no\n```\n\n## Cause\n\nWax.\n"
    lines = [(name, text.replace("\r\n", "\n")) for name, text in sections(text.replace("\n", "\r\n"))]
    assert lines == sections(text) == [("symptom", "lead\n\n```\n# no\n```"), ("cause", "Wax.")]


def test_sections_cover_the_whole_body() -> None:
    text = "---\na: b\n---\nlead\n\n## Cause\n\nWax.\n\n## More\n"
    found = entry(text)
    assert "".join(text[each.start : each.end] for each in found.sections) == found.source.body


STORY: Mapping[str, str] = {
    "---\ntitle: a: b\n---\n# T\n": "yaml-error",
    "---\ntitle: a\n": "front-matter-not-closed",
    "\n---\ntitle: a\n---\n": "front-matter-not-first",
    "---\n- a\n---\n": "front-matter-not-mapping",
    "---\ndate: soon\n---\n": "invalid-value",
    "---\na: 1\na: 2\n---\n": "duplicate-key",
}


@pytest.mark.parametrize(("text", "rule"), STORY.items(), ids=STORY.values())
def test_a_broken_file_is_still_an_entry_with_one_trouble(text: str, rule: str) -> None:
    found = entry(text)
    assert [trouble.rule for trouble in found.troubles] == [rule]
    assert found.title
