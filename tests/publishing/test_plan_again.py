"""After an edit that others do not see, what is planned anew and what was there before are what a clean plan gives."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cop_kb.markdown.document import read_document
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Plan
from cop_kb.publishing.plan_again import plan_again
from cop_kb.reading import kept_files, knowledge_base
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.opened import FOLLOWS, edits, with_all_entries
from cop_kb.reading.settings import load_settings
from cop_kb.rendering.planning import make_plan
from cop_kb.rules import check, check_again
from tests.edits import ENTRIES, FILES, SPLICES, Splice, spliced
from tests.support import TODAY, cache_of, write


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    monkeypatch.setattr(kept_files, "JUST_NOW", 0)
    folder = Path(tempfile.mkdtemp())
    yield write(folder, FILES)
    shutil.rmtree(folder)


def opened(root: Path) -> KnowledgeBase:
    return load(load_settings(root / "mkdocs.yml"), TODAY, opening=True)


def begin(root: Path) -> Plan:
    """Read it as it was written, and remember what follows."""
    shutil.rmtree(cache_of(root))
    opened(root)
    kb = with_all_entries(opened(root))
    check_again(kb)
    return make_plan(kb)


def expect_the_same(root: Path, before: Plan) -> bool:
    """Whether others see nothing of what was edited; if so it is as if all had been made anew."""
    kb, clean = opened(root), load(load_settings(root / "mkdocs.yml"), TODAY, clean=True)
    assert tuple(kb.entries) == clean.entries
    assert [name for name in FOLLOWS if getattr(kb, name) != getattr(clean, name)] == []
    if not edits(kb):
        return False
    assert check_again(kb) == check(clean)
    again, all_of_it = plan_again(kb), make_plan(clean)
    if again is not None:
        new = {page.uri: page for page in again.pages}
        assert {page.uri: page for page in before.pages} | new == {page.uri: page for page in all_of_it.pages}
        files = {file.uri: file for file in before.files} | {file.uri: file for file in again.files}
        assert files == {file.uri: file for file in all_of_it.files}
        known = {each.uri for each in (*before.pages, *before.files)}
        others = {page.uri for page in again.others}
        assert others <= known
        assert {page.uri for page in before.pages if page.template != "entry.html"} <= others
        linked = {
            link.target.removeprefix("../") for page in again.pages for link in read_document(page.markdown, 0).links
        }
        assert linked & known <= others | new.keys()
        assert (again.nav, again.today, again.language) == (before.nav, before.today, before.language)
    return True


def try_edits(root: Path, examples: int) -> None:
    plans = {"before": begin(root)}

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(name=st.sampled_from(ENTRIES), splice=SPLICES)
    def edit(name: str, splice: Splice) -> None:
        (root / name).write_text(spliced(FILES[name], splice), encoding="utf-8")
        quiet = expect_the_same(root, plans["before"])
        event("others see nothing" if quiet else "others see it")
        (root / name).write_text(FILES[name], encoding="utf-8")
        if not quiet:
            plans["before"] = begin(root)

    edit()


def test_after_any_edit_it_is_as_if_all_had_been_planned(root: Path) -> None:
    try_edits(root, 60)


@pytest.mark.long
def test_after_many_edits_it_is_as_if_all_had_been_planned(root: Path) -> None:
    try_edits(root, 2_000)


@pytest.mark.parametrize(
    ("old", "new", "quiet"),
    [
        ("More about wax", "Much about wax", True),
        ("- twice", "- twice\n- three times, at most", True),
        ("- ### Inside", "- ### Outside", False),
        ("It helps for a day", "It helps", False),
        ("The chatter comes", "The chatter came", False),
        ("A second sentence of the cause.", "", True),
        ("[[streaks]] says", "[[newer]] says", False),
        ("### Wait", "### Wait a while", False),
        ("### Wait", "### *Wait*", True),
        ("title: Blade chatter", "title: Blades chatter", False),
        ("More about wax", "Mail a@b.example about wax", False),
        ("More about wax", "See [[nobody-yet]] about wax", False),
        ("More about wax", "See plan.pdf about wax", False),
    ],
)
def test_what_others_see(root: Path, old: str, new: str, *, quiet: bool) -> None:
    before = begin(root)
    name = "content/problems/chatter.md"
    assert old in FILES[name]
    (root / name).write_text(FILES[name].replace(old, new), encoding="utf-8")
    assert expect_the_same(root, before) is quiet


def test_several_edits_and_what_is_taken_back(root: Path) -> None:
    before = begin(root)
    for name in ("chatter", "streaks"):
        path = root / f"content/problems/{name}.md"
        path.write_text(path.read_text().replace("More about wax", "Much about tar"), encoding="utf-8")
    assert expect_the_same(root, before)
    write(root, {"content/problems/streaks.md": FILES["content/problems/streaks.md"]})
    assert expect_the_same(root, before)
    again = plan_again(opened(root), ["problems/streaks.md", "problems/chatter.md"])
    assert again
    pages = {page.uri: page for page in before.pages}
    assert [page.uri for page in again.pages] == ["problems/chatter.md", "problems/streaks.md"]
    assert again.pages[1] == pages["problems/streaks.md"]


def test_nothing_is_planned_in_part_before_all_was_planned(root: Path) -> None:
    opened(root)
    assert plan_again(opened(root)) is None


def test_a_rule_finds_the_same_in_one_entry_as_in_all(root: Path) -> None:
    kb = opened(root)
    for entry in kb.entries:
        scoped = check(replace(kb, scope=(entry,)))
        here = {each for each in scoped if each.place.path == entry.source.path}
        assert here == {each for each in check(kb) if each.place.path == entry.source.path}
