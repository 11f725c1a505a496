"""A knowledge base that is opened is the one that is read, and reads only what somebody asks for."""

from __future__ import annotations

import subprocess
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.data import data, json_lines
from cop_kb.publishing.entry_page import entry_page
from cop_kb.reading import given, items, kept_entries, kept_files, knowledge_base
from cop_kb.reading.cache_folder import VARIABLE
from cop_kb.reading.kept_entries import BySlug
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.likeness import build_index
from cop_kb.reading.opened import NAME, remembered
from cop_kb.reading.settings import load_settings
from cop_kb.rules import check
from tests.support import TODAY, cache_of, write

FILES = {
    "content/problems/chatter.md": "---\ntitle: Blade chatters\naka: [jumps]\n---\nSee [[streaks]], [[gone]].\n",
    "content/problems/streaks.md": "---\ntitle: Streaks\nsupersedes: [chatter]\n---\nIt leaves lines.\n",
    "content/cases/van.md": "---\ntitle: The van\nproblem: chatter\n---\nIt stopped.\n",
    "content/cases/deep/van.md": "---\ntitle: The same name\n---\nIt goes.\n",
    "content/about.md": "# About\n\nUs.\n",
    "content/tried/chatter/2026-11-01-ines-abcdef.md": "---\nresult: worked\n---\nYes.\n",
    "content/data.csv": "1\n",
    "content/odd.exe": "MZ",
}


def open_it(root: Path, today: date = TODAY) -> KnowledgeBase:
    return load(load_settings(root / "mkdocs.yml"), today, opening=True)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    open_it(write(tmp_path, FILES))
    return tmp_path


def is_opened(kb: KnowledgeBase) -> bool:
    return isinstance(kb.by_slug, BySlug)


def test_it_is_the_one_that_is_read(root: Path) -> None:
    kb, anew = open_it(root), load(load_settings(root / "mkdocs.yml"), TODAY, clean=True)
    assert is_opened(kb)
    for name in (each.name for each in fields(KnowledgeBase) if each.name not in ("entries", "by_slug")):
        assert getattr(kb, name) == getattr(anew, name), name
    assert tuple(kb.entries) == anew.entries
    assert kb.entries[1:3] == list(anew.entries[1:3])
    assert kb.entries[-1] == anew.entries[-1]
    assert dict(kb.by_slug) == anew.by_slug
    assert dict(kb.by_slug.items()) == anew.by_slug
    assert list(kb.by_slug.values()) == list(anew.by_slug.values())
    assert list(json_lines(data(kb))) == list(json_lines(data(anew)))
    assert check(kb) == check(anew)
    assert build_index(kb).alike(["blade jumps"]) == build_index(anew).alike(["blade jumps"]) != ()


def test_an_entry_is_read_once_it_is_asked_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    find = kept_files.KeptFiles.find

    def noted(kept: kept_files.KeptFiles, uris: object = None) -> object:
        asked.extend(listed := list(uris))  # type: ignore[call-overload]  # never all of them
        return find(kept, listed)

    monkeypatch.setattr(kept_files.KeptFiles, "find", noted)
    kb = open_it(root)
    assert ("chatter" in kb.by_slug, "nobody" in kb.by_slug, len(kb.entries), len(kb.by_slug)) == (True, False, 4, 4)
    assert asked == []
    entry_page(kb.by_slug["van"], kb)
    assert set(asked) <= {"cases/deep/van.md", "problems/chatter.md", "problems/streaks.md"}
    assert len(asked) == len(set(asked))


def test_who_asks_for_many_gets_all_at_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_entries, "MANY", 2)
    kb = open_it(root)
    assert [kb.entries[number].slug for number in range(4)] == ["van", "cases-van", "chatter", "streaks"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/cases/van.md", "---\ntitle: The other van\n---\n"),
        ("content/new.md", "# New\n"),
        ("content/cases/van.md", None),
        ("content/data.csv", "1,2\n"),
        ("content/topics.yml", "blade: {label: Blade}\n"),
        ("content/people.yml", "ines: {name: Ines, hidden: true}\n"),
        ("mkdocs.yml", "site_name: Other\ndocs_dir: content\nplugins: [cop-kb]\n"),
    ],
)
def test_after_a_change_it_is_read(root: Path, name: str, text: str | None) -> None:
    (root / name).unlink(missing_ok=True)
    if text is not None:
        (root / name).write_text(text)
    assert not is_opened(open_it(root))
    assert is_opened(open_it(root))


def test_on_another_day_it_is_another(root: Path) -> None:
    assert not is_opened(open_it(root, TODAY + timedelta(1)))
    assert is_opened(open_it(root))


def test_after_a_commit_it_is_read(root: Path) -> None:
    for words in (["init", "-q"], ["add", "content"], ["-c", "user.name=I", "-c", "user.email=i@i", "commit", "-qmx"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    assert not is_opened(open_it(root))
    kb = open_it(root)
    assert is_opened(kb)
    assert kb.by_slug["chatter"].writers == ("I",)


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_a_damaged_file_is_as_good_as_none(root: Path, damage: bytes) -> None:
    (cache_of(root) / NAME).write_bytes(damage)
    assert not is_opened(open_it(root))
    assert is_opened(open_it(root))


def test_an_entry_that_is_not_kept_is_read_from_its_file(root: Path) -> None:
    (cache_of(root) / kept_files.ITEMS).unlink()
    kb = open_it(root)
    assert is_opened(kb)
    assert kb.by_slug["chatter"].title == "Blade chatters"


def test_one_that_changes_meanwhile_is_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache_of(root) / kept_files.ITEMS).unlink()
    kb = open_it(root)
    (root / "content/cases/van.md").write_bytes(b"\xff")
    with pytest.raises(CopKbError, match=r"cases/van\.md was changed"):
        list(kb.entries)


def test_what_was_made_of_it_is_made_once(root: Path) -> None:
    made: list[int] = []

    def make(kb: KnowledgeBase) -> list[int]:
        made.append(len(kb.entries))
        return [*made]

    assert [remembered(open_it(root), "made", make) for _ in range(2)] == [[4], [4]]
    (root / "content/cases/van.md").unlink()
    assert [remembered(open_it(root), "made", make) for _ in range(3)] == [[4, 3]] * 3


def test_it_is_not_kept_where_nothing_may_be(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/dev/null/cache")
    assert not is_opened(open_it(root))
    assert items.take is given.take
