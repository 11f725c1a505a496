"""A knowledge base at a glance: what is there, without reading what was read before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading import glance as glancing
from cop_kb.reading import items, knowledge_base
from cop_kb.reading.glance import glance
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.likeness import build_index, recall_index
from cop_kb.reading.opened import entry_of
from cop_kb.reading.settings import load_settings
from tests.support import TODAY, write

FILES = {
    "content/problems/index.md": "# Problems\n\nAll of them.\n",
    "content/problems/chatter.md": "---\ntitle: Blade chatters\naliases: [rattle]\n---\nIt jumps.\n",
    "content/problems/streaks.md": "---\ntitle: Streaks remain\n---\nIt leaves lines.\n",
    "content/problems/broken.md": "---\ntitle: [\n---\nWho knows.\n",
    "content/lessons/a lesson.md": "---\ntitle: Wipe before frost\n---\nIt pays.\n",
    "content/tried/chatter/2026-11-01-ines-abcdef.md": "---\nresult: worked\n---\nYes.\n",
}


def look(root: Path, today: date = TODAY) -> KnowledgeBase | None:
    return glance(load_settings(root / "mkdocs.yml"), today)


def looked(root: Path) -> KnowledgeBase:
    kb = look(root)
    assert kb is not None
    return kb


def alike(kb: KnowledgeBase, text: str) -> list[str]:
    index = recall_index(kb)
    assert index is not None
    return [each.slug for each in index.alike([text]) if entry_of(kb, each.slug)]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base that was read, by a program that keeps what it reads of few files, too."""
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    kb = load(load_settings(write(tmp_path, FILES) / "mkdocs.yml"), TODAY, opening=True)
    build_index(kb)
    return tmp_path


@pytest.fixture
def texts_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The uris of the files that are read from here on."""
    read: list[str] = []
    take = items.read_source

    def noted(path: Path, shown: str, uri: str, most: int) -> object:
        read.append(uri)
        return take(path, shown, uri, most)

    monkeypatch.setattr(items, "read_source", noted)
    return read


def test_nothing_is_read_until_somebody_asks_for_it(root: Path, texts_read: list[str]) -> None:
    kb, whole = looked(root), load(load_settings(root / "mkdocs.yml"), TODAY, clean=True)
    texts_read.clear()
    assert set(kb.by_slug) == set(whole.by_slug)
    assert dict(kb.slugs) == dict(whole.slugs)
    assert dict(kb.states) == dict(whole.states)
    assert build_index(kb).alike(["blade jumps"]) == build_index(whole).alike(["blade jumps"]) != ()
    assert texts_read == []
    assert kb.by_slug["chatter"].title == "Blade chatters"
    assert texts_read == ["problems/chatter.md"]


def test_another_day_changes_nothing(root: Path) -> None:
    assert look(root, TODAY + timedelta(days=400)) is not None


def test_what_came_is_found(root: Path, texts_read: list[str]) -> None:
    write(root, {"content/problems/wiper/noise.md": "---\ntitle: Linkage squeaks\n---\nIt squeaks.\n"})
    write(root, {"content/faqs/squeak.md": "---\ntitle: Why does the linkage squeak?\n---\n"})
    kb = looked(root)
    assert sorted(texts_read) == ["faqs/squeak.md", "problems/wiper/noise.md"]
    assert set(alike(kb, "linkage squeaks")) == {"noise", "squeak"}
    assert alike(kb, "blade chatters") == ["chatter"]
    assert kb.slugs["noise"] == "noise"
    assert kb.by_slug["noise"].title == "Linkage squeaks"


def test_what_is_gone_is_not_found(root: Path) -> None:
    (root / "content/problems/chatter.md").unlink()
    kb = looked(root)
    assert alike(kb, "blade chatters") == []
    assert "chatter" not in kb.slugs
    assert "rattle" not in kb.slugs


def test_an_entry_says_what_it_says_now(root: Path) -> None:
    write(root, {"content/problems/chatter.md": "---\ntitle: Blade hums\n---\nIt hums.\n"})
    kb = looked(root)
    assert alike(kb, "blade chatters") == ["chatter"], "words that it had"
    assert kb.by_slug["chatter"].title == "Blade hums"


def test_one_that_cannot_be_read_any_more_is_as_good_as_none(root: Path) -> None:
    (root / "content/problems/chatter.md").write_bytes(b"\xff\xfe\xff")
    assert alike(looked(root), "blade chatters") == []


def test_what_came_and_cannot_be_read_keeps_its_name(root: Path) -> None:
    (root / "content/problems/noise.md").write_bytes(b"\xff\xfe\xff")
    assert [each.uri for each in looked(root).unread] == ["problems/noise.md"]


def test_where_too_little_is_known_there_is_no_glance(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glancing, "MANY", 1)
    assert look(root)
    write(root, {f"content/faqs/{number}.md": "# Why?\n" for number in range(2)})
    assert look(root) is None


def test_settings_are_as_they_are_now(root: Path) -> None:
    (root / "mkdocs.yml").write_text(
        "site_name: Wipers\nplugins:\n- cop-kb:\n    max_entry_bytes: 5000\n", encoding="utf-8"
    )
    assert look(root) is None, "what was read with others is not known to be the same"


def test_before_anything_was_read_there_is_no_glance(tmp_path: Path) -> None:
    assert look(write(tmp_path, FILES)) is None
