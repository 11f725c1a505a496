"""What follows from having all entries together: addresses, relations and their inverses, states, tries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.values import Result
from cop_kb.rules import check
from tests.support import TODAY, read

TRY = "---\nresult: worked\n---\n"


def related(kb: KnowledgeBase) -> set[tuple[str, str, str]]:
    """Source, field and target of every relation."""
    return {(each.source, each.field, each.target) for each in kb.relations}


# Addresses


def test_attachments_move_with_their_entry_and_others_stay(tmp_path: Path) -> None:
    files = {
        "content/topics.yml": "chatter: Chatter\n",
        "content/problems/chatter/a/index.md": "# A\n",
        "content/problems/chatter/a/one.png": "x",
        "content/problems/chatter/a/deep/er/two.png": "x",
        "content/problems/chatter/b.md": "# B\n",
        "content/problems/chatter/three.png": "x",
        "content/four.png": "x",
    }
    kb = read(tmp_path, files)
    assert {each.uri: kb.uris[each.uri] for each in kb.attachments} == {
        "problems/chatter/a/one.png": "problems/a/one.png",
        "problems/chatter/a/deep/er/two.png": "problems/a/deep/er/two.png",
        "problems/chatter/three.png": "problems/chatter/three.png",
        "four.png": "four.png",
    }


def test_generated_pages_can_be_linked_to_before_there_is_a_plan(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/faqs/a.md": "x", "content/topics.yml": "rubber: Rubber\n"})
    for target in ("/", "/problems/", "/topics/", "/topics/rubber/", "/wanted/", "/guide/", "/guide/faq/"):
        assert kb.addresses.find(target, "faqs/a.md"), target


def test_without_topics_there_is_no_page_of_topics(tmp_path: Path) -> None:
    assert read(tmp_path, {"content/faqs/a.md": "x"}).addresses.find("/topics/", "faqs/a.md") is None


@pytest.mark.parametrize("name", ["index.md", "_index.md", "README.md"])
def test_the_page_of_a_folder_has_the_folders_address(name: str, tmp_path: Path) -> None:
    kb = read(tmp_path, {f"content/{name}": "# Home\n", f"content/tools/{name}": "# Tools\n"})
    assert kb.uris == {name: "index.md", f"tools/{name}": "tools/index.md"}


# Relations


def test_every_reference_is_a_relation_with_its_inverse(tmp_path: Path) -> None:
    files = {
        "content/problems/p.md": "# P\n",
        "content/problems/q.md": "---\nsupersedes: p\n---\n# Q\n",
        "content/cases/c.md": "---\nproblem: [q]\napplied: [{entry: l, result: worked, note: quiet}]\n---\n# C\n",
        "content/lessons/l.md": "---\nfrom: c\naddresses: q\n---\n# L\n",
        "content/faqs/f.md": "---\nbased_on: [q, l]\n---\n# F?\n\nSee [L](../lessons/l.md) and [[c]].\n",
    }
    kb = read(tmp_path, files)
    assert related(kb) == {
        ("q", "supersedes", "p"),
        ("c", "problem", "q"),
        ("c", "applied", "l"),
        ("l", "from", "c"),
        ("l", "addresses", "q"),
        ("f", "based_on", "q"),
        ("f", "based_on", "l"),
        ("f", "mentions", "c"),
    }
    for each in kb.relations:
        assert each in kb.relations_from[each.source]
        assert each in kb.relations_to[each.target]
    assert kb.linked_by("q", "problem") == ("c",)
    assert [each.note for each in kb.relations if each.field == "applied"] == ["quiet"]


def test_the_newer_entry_replaces_the_older(tmp_path: Path) -> None:
    files = {"content/faqs/old.md": "# Old?\n", "content/faqs/new.md": "---\nsupersedes: [old]\n---\n# New?\n"}
    kb = read(tmp_path, files | {"content/faqs/gone.md": "---\nretired: no such part\n---\n"})
    assert kb.superseded_by("old") == ("new",)
    assert {slug: kb.is_current(slug) for slug in kb.by_slug} == {"gone": False, "new": True, "old": False}


@pytest.mark.parametrize(
    "link",
    [
        "[b](b.md)",
        "[b](../faqs/b.md#x)",
        "[b](/faqs/b/)",
        "[[b]]",
        "[[b|words]]",
        "[[b#answer]]",
        '<a href="b.md">b</a>',
        "[b][x]\n\n[x]: b.md",
        "[[old-b]]",
        "[b](/wiki/old-b)",
        "![b](b.md)",
    ],
)
def test_any_link_in_the_text_is_a_mention(link: str, tmp_path: Path) -> None:
    files = {"content/faqs/a.md": f"{link}\n", "content/faqs/b.md": "---\naliases: [wiki/old-b]\n---\n"}
    assert related(read(tmp_path, files)) == {("a", "mentions", "b")}


@pytest.mark.parametrize(
    "text",
    [
        "`[[b]]`",
        "[a](a.md) [[a]]",
        "[x](https://faqs/b.md)",
        "[b](nope.md)",
        "---\nbased_on: [a, nope]\n---\n",
        "<!-- [[b]] -->",
    ],
)
def test_code_itself_other_sites_and_nothing_are_none(text: str, tmp_path: Path) -> None:
    assert related(read(tmp_path, {"content/faqs/a.md": text, "content/faqs/b.md": "x"})) == set()


def test_a_link_to_what_a_field_names_already_is_no_second_relation(tmp_path: Path) -> None:
    files = {"content/faqs/a.md": "---\nbased_on: b\n---\n[[b]] and [b](b.md)\n", "content/faqs/b.md": "x"}
    assert related(read(tmp_path, files)) == {("a", "based_on", "b")}


def test_references_follow_aliases(tmp_path: Path) -> None:
    files = {
        "content/faqs/b.md": "---\naliases: [/wiki/Old-Name, faq-1.5, old/x.html, old/y.md]\n---\n",
        "content/faqs/a.md": "---\nbased_on: [Old-Name, faq-1.5, x, y]\n---\n",
    }
    kb = read(tmp_path, files)
    assert related(kb) == {("a", "based_on", "b")}
    assert kb.slugs == {"a": "a", "b": "b", "Old-Name": "b", "faq-1.5": "b", "x": "b", "y": "b"}


def test_an_alias_never_takes_the_name_of_an_entry_that_is_there(tmp_path: Path) -> None:
    files = {"content/faqs/a.md": "---\naliases: [old/b, x]\n---\n", "content/faqs/b.md": "---\naliases: [x]\n---\n"}
    kb = read(tmp_path, files)
    assert (kb.slugs["b"], kb.slugs["x"]) == ("b", "a")


def test_what_nobody_has_written_is_wanted_with_every_place_that_names_it(tmp_path: Path) -> None:
    files = {
        "content/faqs/a.md": "[[nope]] [[nope#x|words]] [[a]] `[[code]]` [[other]]\n",
        "content/about.md": "See [[nope]].\n",
    }
    kb = read(tmp_path, files)
    assert {slug: [str(place) for place in places] for slug, places in kb.wanted.items()} == {
        "nope": ["content/faqs/a.md:1:1", "content/faqs/a.md:1:10", "content/about.md:1:5"],
        "other": ["content/faqs/a.md:1:44"],
    }


# States


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("## Symptom\n\nx\n", "reported"),
        ("## Suspected cause\n\nx\n", "reported"),
        ("## Cause\n\nx\n", "understood"),
        ("## Workaround\n\nx\n", "contained"),
        ("## Workaround\n\nx\n\n## Suspected cause\n\nx\n", "contained"),
        ("## Workaround\n\nx\n\n## Cause\n\nx\n", "known error"),
        ("## Resolution\n\nx\n", "resolved"),
        ("## Workaround\n\n<!-- What helps for now? -->\n", "reported"),
    ],
)
def test_the_state_of_a_problem_follows_from_what_is_filled(text: str, state: str, tmp_path: Path) -> None:
    assert read(tmp_path, {"content/problems/a.md": text}).states["a"].name == state


@pytest.mark.parametrize(("text", "state"), [("# Why?\n", "open"), ("# Why?\n\nSo.\n", "answered")])
def test_the_state_of_a_question_follows_from_its_answer(text: str, state: str, tmp_path: Path) -> None:
    assert read(tmp_path, {"content/faqs/a.md": text}).states["a"].name == state


def test_a_case_is_learned_from_when_a_lesson_was_drawn(tmp_path: Path) -> None:
    files = {"content/cases/a.md": "## Outcome\n\nx\n", "content/cases/b.md": "x", "content/cases/c.md": "x"}
    kb = read(tmp_path, files | {"content/lessons/l.md": "---\nfrom: [b]\n---\n"})
    assert {slug: kb.states[slug].name for slug in "abc"} == {"a": "concluded", "b": "learned from", "c": "told"}


def test_a_lesson_has_no_state(tmp_path: Path) -> None:
    assert read(tmp_path, {"content/lessons/l.md": "x"}).states == {}


# Tries


def test_tries_follow_aliases_and_stand_newest_first(tmp_path: Path) -> None:
    files = {
        "content/faqs/new.md": "---\naliases: [faqs/old]\n---\n",
        "content/tried/old/2026-01-01-ines-abc123.md": TRY,
        "content/tried/new/2026-03-01-tom-abc123.md": TRY,
        "content/tried/new/2026-03-01-ada-abc123.md": TRY,
        "content/tried/gone/2026-01-01-ines-abc123.md": TRY,
    }
    kb = read(tmp_path, files)
    assert [(one.who, one.slug, str(one.date)) for one in kb.tries["new"]] == [
        ("ada", "new", "2026-03-01"),
        ("tom", "new", "2026-03-01"),
        ("ines", "new", "2026-01-01"),
    ]
    assert [one.slug for one in kb.stray_tries] == ["gone"]


def test_what_a_case_used_counts_as_a_try_by_its_author_on_its_day(tmp_path: Path) -> None:
    case = """\
---
authors: [ines, tom]
happened: 2026-03
applies_to: {vehicle: [van], glass: [plain, coated]}
applied: [{entry: l, result: partly, note: better}, {entry: nope, result: worked}]
---
"""
    kb = read(tmp_path, {"content/cases/c.md": case, "content/lessons/l.md": "x"})
    [one] = kb.tries["l"]
    assert (one.who, one.date, one.result, one.text) == ("ines", date(2026, 3, 1), Result.PARTLY, "better")
    assert (one.from_entry, one.context) == ("c", (("vehicle", "van"),))
    assert kb.stray_tries == ()  # the reference to a missing entry is a finding of its own


def test_an_entry_without_a_try_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, {"content/faqs/a.md": "x"}).tries == {}


# Order


def test_the_same_files_give_the_same_knowledge_base(tmp_path: Path) -> None:
    files = {f"content/faqs/{name}.md": f"---\naka: [{name}]\n---\n[[b]] [[zz]]\n" for name in "dbca"}
    files |= {f"content/tried/b/2026-01-0{number}-x-abc123.md": TRY for number in (3, 1, 2)}
    one = read(tmp_path / "kb", files)
    for path in sorted((tmp_path / "kb").rglob("*.md")):
        path.unlink()
    other = read(tmp_path / "kb", dict(reversed(files.items())))
    assert one == other


def test_a_try_of_the_future_counts_as_of_today_and_is_said(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/lessons/l.md": "# Warm the lip\n\nWith a hand.\n",
        "content/tried/l/2099-01-01-ann-abc123.md": "---\nresult: didnt\n---\n",
        f"content/tried/l/{TODAY}-bob-abc124.md": "---\nresult: worked\n---\n",
    }
    kb = read(tmp_path, files)
    assert {one.date for one in kb.tries["l"]} == {TODAY}
    assert not kb.maturities["l"].disputes, "of one day the better counts"
    found = [each for each in check(kb) if each.rule == "invalid-try"]
    assert len(found) == 1 and "2099-01-01, which is yet to come" in found[0].message
