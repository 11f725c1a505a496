"""The page of an entry is made anew where something has changed that was looked up for it, and only there."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page
from cop_kb.publishing import entry_pages as module
from cop_kb.publishing.entry_page import around
from cop_kb.publishing.entry_pages import EntryPages, entry_pages_again, page_jobs
from cop_kb.publishing.noted import Notes, changes
from tests.edits import FILES
from tests.support import read, write

CHECKOUT = Path(__file__).parents[2]
CHATTER, VAN = "content/problems/chatter.md", "content/cases/van.md"


def pages(kb: KnowledgeBase) -> dict[str, Page]:
    """The page of every entry, by slug, without a note."""
    made = (page for job in page_jobs(kb, around(kb)) for page in job())
    return dict(zip(kb.by_slug, made, strict=True))


def new_ones(now: EntryPages, before: EntryPages) -> set[str]:
    return {slug for slug, page in now.pages.items() if page is not before.pages.get(slug)}


@pytest.mark.parametrize(
    ("name", "old", "new", "made"),
    [
        (CHATTER, "title: Blade chatter", "title: Blade clatter", {"chatter", "streaks", "van", "newer", "wax"}),
        (VAN, "title: The van", "title: The bus", {"van", "chatter"}),
        ("content/about.md", "Us", "We", set()),
        ("content/people.yml", "Inês", "Inga", None),
        ("content/tried/chatter/2026-11-01-ines-abcdef.md", "Yes.", "No doubt.", {"chatter"}),
        ("content/faqs/wax.md", "[[nobody]]", "[[van]]", {"wax", "van", "chatter"}),
    ],
)
def test_pages_are_made_anew_where_something_has_changed_for_them(
    tmp_path: Path, name: str, old: str, new: str, made: set[str] | None
) -> None:
    before = entry_pages_again(read(tmp_path, FILES))
    assert old in FILES[name]
    kb = read(write(tmp_path, {name: FILES[name].replace(old, new)}))
    now = entry_pages_again(kb, before)
    assert now.pages == pages(kb)
    assert new_ones(now, before) == (set(now.pages) if made is None else made)
    again = entry_pages_again(kb, now)
    assert new_ones(again, now) == set()
    assert again.looks == now.looks


def test_an_entry_that_comes_is_seen_by_those_who_wanted_it_and_one_that_goes_by_those_who_had_it(
    tmp_path: Path,
) -> None:
    before = entry_pages_again(read(tmp_path, FILES))
    kb = read(write(tmp_path, {"content/faqs/nobody.md": "# Who is nobody?\n\nSomebody.\n"}))
    now = entry_pages_again(kb, before)
    assert now.pages == pages(kb)
    assert new_ones(now, before) == {"nobody", "wax"}
    (tmp_path / "content/faqs/nobody.md").unlink()
    kb = read(tmp_path)
    gone = entry_pages_again(kb, now)
    assert gone.pages == before.pages
    assert new_ones(gone, now) == {"wax"}


def test_to_note_what_is_looked_up_changes_no_page() -> None:
    kb = read(CHECKOUT)
    noted = entry_pages_again(kb)
    assert noted.pages == pages(kb)
    assert all(looks for looks in noted.looks.values())


def test_all_that_a_knowledge_base_has_is_noted_or_the_same_or_not_to_be_seen(tmp_path: Path) -> None:
    kb = read(tmp_path, FILES)
    noted, _ = module._noted(kb, around(kb), Notes())
    whole = {each.name: getattr(kb, each.name) for each in fields(KnowledgeBase)}
    hidden = {name for name in whole if getattr(noted, name) in ((), {}, frozenset(), None)}
    assert {*module.LOOKED_UP, "addresses", *module.GIVEN, *hidden} == set(whole)


def test_a_look_is_noted_whether_it_finds_something_or_not() -> None:
    notes = Notes()
    mapping = notes.on("name", {"a": 1, "b": 2})
    assert mapping["a"] == mapping.get("a") == 1
    assert mapping.get("c", 3) == 3
    assert "d" not in mapping
    with pytest.raises(KeyError):
        mapping["e"]
    assert notes.take() == {("name", "a"), ("name", "c"), ("name", "d"), ("name", "e")}
    assert list(mapping.values()) == [1, 2]
    assert (("name", None) in notes.take(), notes.take()) == (True, frozenset())
    assert len(mapping) == 2
    assert notes.take() == {("name", None)}


def test_what_would_be_found_otherwise_now() -> None:
    before = {"one": {"a": 1, "b": 2, "gone": 3}, "two": {"a": 1}}
    now = {"one": {"a": 1, "b": 4, "come": None}, "two": {"a": 1}}
    assert changes(before, now) == {("one", "b"), ("one", "gone"), ("one", "come"), ("one", None)}
    assert changes(before, before) == set()
