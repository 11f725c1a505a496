"""A knowledge base at a glance: what is there, without reading what was read before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading import glance as glancing
from cop_kb.reading import items, knowledge_base
from cop_kb.reading.glance import glance, glance_at
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.likeness import build_index, recall_index
from cop_kb.reading.opened import come, entry_of
from cop_kb.reading.settings import load_settings
from tests.cli.running import git
from tests.support import TODAY, write

FILES = {
    "content/problems/index.md": "# Problems\n\nAll of them.\n",
    "content/problems/chatter.md": "---\ntitle: Blade chatters\naliases: [rattle]\n---\nIt jumps.\n",
    "content/problems/streaks.md": "---\ntitle: Streaks remain\n---\nIt leaves lines.\n",
    "content/problems/broken.md": "---\ntitle: [\n---\nWho knows.\n",
    "content/lessons/a lesson.md": "---\ntitle: Wipe before frost\n---\nIt pays.\n",
    "content/cases/van.md": "---\ntitle: The van\nhappened: 2026-10-01\napplied: [{entry: chatter, result: worked}]\n---\n",
    "content/tried/chatter/2026-11-01-ines-abcdef.md": "---\nresult: worked\n---\nYes.\n",
    "content/tried/Cafe\u0301/2026-11-02-wei-abcdef.md": "---\nresult: partly\n---\nIn a folder named otherwise.\n",
    "content/problems/caf\u00e9.md": "---\ntitle: Coffee on the glass\naliases: [x/.., ../Caf\u00e9, wiki/Caf\u00e9]\n---\nIt is brown.\n",
    "content/tried/rattle/2026-11-02-wei-abcdef.md": "---\nresult: didnt\n---\nNo.\n",
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
    assert dict(kb.names) == dict(whole.names)
    assert dict(kb.states) == dict(whole.states)
    assert build_index(kb).alike(["blade jumps"]) == build_index(whole).alike(["blade jumps"]) != ()
    assert texts_read == []
    assert kb.by_slug["chatter"].title == "Blade chatters"
    assert texts_read == ["problems/chatter.md"]


def test_another_day_changes_nothing(root: Path) -> None:
    assert look(root, TODAY + timedelta(days=400)) is not None


def test_what_came_is_found(root: Path, texts_read: list[str]) -> None:
    write(root, {"content/problems/wiper/noise.md": "---\ntitle: Linkage squeaks\naliases: [x/Din.html]\n---\nOh.\n"})
    write(root, {"content/faqs/squeak.md": "---\ntitle: Why does the linkage squeak?\n---\n"})
    kb = looked(root)
    assert sorted(texts_read) == ["faqs/squeak.md", "problems/wiper/noise.md"]
    assert set(alike(kb, "linkage squeaks")) == {"noise", "squeak"}
    assert alike(kb, "blade chatters") == ["chatter"]
    assert kb.slugs["noise"] == kb.slugs["Din"] == "noise"
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


def test_what_tools_leave_there_is_no_entry(root: Path) -> None:
    write(root, {"content/problems/.obsidian/noise.md": "# Noise\n", "content/problems/.draft.md": "# Draft\n"})
    assert set(looked(root).by_slug) == set(load(load_settings(root / "mkdocs.yml"), TODAY, clean=True).by_slug)


def expect_standing(root: Path, slug: str, word: str, today: date = TODAY) -> None:
    """At a glance an entry stands as it does where all is read."""
    settings = load_settings(root / "mkdocs.yml")
    kb, whole = glance_at(word, settings, today), load(settings, today, clean=True)
    assert kb is not None
    assert kb.tries.get(slug, ()) == whole.tries.get(slug, ())
    for name in ("states", "maturities", "freshness"):
        assert getattr(kb, name).get(slug) == getattr(whole, name).get(slug), name


@pytest.mark.parametrize("word", ["chatter", "rattle"])
def test_an_entry_stands_as_it_does_now(word: str, root: Path) -> None:
    expect_standing(root, "chatter", word)
    write(root, {"content/tried/chatter/2026-11-03-tom-abcdef.md": "---\nresult: partly\n---\nNearly.\n"})
    write(root, {"content/tried/chatter/2026-11-01-ines-abcdef.md": "---\nresult: still-true\n---\n"})
    (root / "content/tried/rattle/2026-11-02-wei-abcdef.md").unlink()
    expect_standing(root, "chatter", word, TODAY + timedelta(days=800))
    assert {each.who for each in looked_at(root, word).tries["chatter"]} == {"ines", "tom", ""}


def looked_at(root: Path, word: str) -> KnowledgeBase:
    kb = glance_at(word, load_settings(root / "mkdocs.yml"), TODAY)
    assert kb is not None
    return kb


def test_odd_names_lead_to_no_other_tries(root: Path) -> None:
    expect_standing(root, "caf\u00e9", "caf\u00e9")
    assert [each.who for each in looked_at(root, "caf\u00e9").tries["caf\u00e9"]] == ["wei"]


def test_one_that_nobody_has_tried_is_a_hunch(root: Path) -> None:
    expect_standing(root, "streaks", "streaks")
    assert looked_at(root, "streaks").maturities["streaks"].level == "hunch"


def test_of_what_came_since_or_is_none_nothing_is_said_at_a_glance(root: Path) -> None:
    write(root, {"content/problems/noise.md": "---\ntitle: Linkage squeaks\n---\n"})
    (root / "content/problems/streaks.md").unlink()
    for word in ("noise", "streaks", "nobody", "Blade chatters"):
        assert glance_at(word, load_settings(root / "mkdocs.yml"), TODAY) is None


def test_credit_is_right_or_there_is_no_glance(root: Path) -> None:
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "All")
    settings = load_settings(root / "mkdocs.yml")
    assert glance_at("chatter", settings, TODAY) is None, "what was read has none"
    load(settings, TODAY, opening=True)
    assert looked_at(root, "chatter").by_slug["chatter"].writers == ("ines",)
    expect_standing(root, "chatter", "chatter")


CHANGES: dict[str, dict[str, str | None]] = {
    "one comes": {"content/problems/noise.md": "---\ntitle: Linkage squeaks\naliases: [x/din]\n---\n"},
    "one comes into a folder": {"content/faqs/why/index.md": "# Why?\n"},
    "one goes": {"content/problems/streaks.md": None},
    "one moves": {"content/problems/chatter.md": None, "content/problems/wiper/chatter.md": "# Blade chatters\n"},
    "one breaks": {"content/problems/broken.md": "\0"},
    "a page comes": {"content/lessons/_index.md": "# Lessons\n"},
    "a try comes": {"content/tried/chatter/2026-11-09-tom-abcdef.md": "---\nresult: didnt\n---\n"},
    "a try comes to what comes": {"content/tried/din/2026-11-09-tom-abcdef.md": "---\nresult: partly\n---\n"},
    "a try goes": {"content/tried/chatter/2026-11-01-ines-abcdef.md": None},
    "a tool leaves something": {"content/problems/.trash/old.md": "# Old\n"},
}
"""What may happen to the files of a knowledge base; None: it is taken away."""


@settings(max_examples=30, deadline=None)
@given(happened=st.permutations(sorted(CHANGES)), count=st.integers(1, len(CHANGES)))
def test_whatever_comes_and_goes_it_is_seen(
    happened: list[str], count: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = write(tmp_path_factory.mktemp("kb"), FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knowledge_base, "FEW", 0)
        build_index(load(load_settings(root / "mkdocs.yml"), TODAY, opening=True))
    for change in happened[:count]:
        for name, text in CHANGES[change].items():
            (root / name).unlink(missing_ok=True)
            write(root, {name: text} if text is not None else {})
    kb, whole = looked(root), load(load_settings(root / "mkdocs.yml"), TODAY, clean=True)
    there = {slug for slug in kb.by_slug if entry_of(kb, slug)}
    assert there == set(whole.by_slug)
    assert {old: now for old, now in kb.slugs.items() if now in there} == dict(whole.slugs)
    for slug in whole.by_slug.keys() - {each.slug for each in come(kb)}:
        expect_standing(root, slug, slug)
