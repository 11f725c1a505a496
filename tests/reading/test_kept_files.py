"""What was read before is taken from there, and only where reading it anew would give the same."""

from __future__ import annotations

import os
import pickle
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from cop_kb.reading import files, given, kept_files, knowledge_base
from cop_kb.reading.kept import fingerprint
from cop_kb.reading.kept_files import ITEMS
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.rules import check
from tests.support import TODAY, cache_of, read, write

STORY = Path(__file__).parents[1] / "data/story"
FILES = {
    "mkdocs.yml": "site_name: Trial\ndocs_dir: content\nplugins: [cop-kb: {facets: {vehicle: [van, car]}}]\n",
    "content/problems/chatter.md": "---\ntitle: Blade chatters\ndate: 2026\napplies_to: {vehicle: van}\n---\n"
    "## Symptom\n\nIt jumps. See [[streaks]], ![](no.png).\n\n### One {#a}\n",
    "content/cases/van.md": "---\ntitle: The van\nhappened: 2026-05\nproblem: chatter\n"
    "applied: [{entry: chatter, result: worked}]\nlinks: [https://a.example]\nreview: 3 months\n---\nIt stopped.\n",
    "content/problems/broken.md": "---\ntitle: a: b\n---\n",
    "content/about.md": "# About\n\nUs.\n",
    "content/tried/chatter/2026-11-01-ines-abcdef.md": "---\nresult: worked\ncontext: {vehicle: van}\n---\nYes.\n",
    "content/tried/README.md": "Tries.\n",
    "content/data.csv": "1\n",
    "content/odd.exe": "MZ",
}
KEPT = [name.removeprefix("content/") for name in [*FILES, "content/faqs.md"] if name.endswith(".md")]
"""Other files say nothing that would have to be read."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base of which everything is kept, though it is small and new."""
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    monkeypatch.setattr(kept_files, "JUST_NOW", 0)
    read(write(tmp_path, FILES))
    return tmp_path


def read_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that had to be read; what comes of it is what comes of reading all."""
    taken: list[str] = []
    take = given.take

    def noted(found: knowledge_base.Found, **rest: object) -> object:
        if found.uri in KEPT:
            taken.append(found.uri)
        return take(found, **rest)  # type: ignore[arg-type]  # passed on as they came

    with monkeypatch.context() as patch:
        patch.setattr(given, "take", noted)
        kept = read(root)
    with monkeypatch.context() as patch:
        patch.setattr(knowledge_base, "FEW", 10_000)
        anew = read(root)
    assert kept == anew
    assert check(kept) == check(anew)
    return taken


def test_nothing_is_read_where_nothing_has_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_files(root, monkeypatch) == []


@pytest.mark.parametrize("name", [f"content/{name}" for name in KEPT[:-1]])
def test_a_file_that_was_changed_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Even by as many characters and with its time put back."""
    path = root / name
    before = path.stat()
    path.write_text(FILES[name].swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read_files(root, monkeypatch) == [name.removeprefix("content/")]
    assert read_files(root, monkeypatch) == []


def test_what_is_to_be_clean_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(found: knowledge_base.Found, **_: object) -> None:
        assert found.uri not in KEPT, "it is read"

    monkeypatch.setattr(given, "take", take)
    read(root)
    with pytest.raises(AssertionError, match="it is read"):
        load(load_settings(root / "mkdocs.yml"), TODAY, clean=True)


def test_what_is_gone_is_gone_and_what_is_new_is_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "content/cases/van.md").unlink()
    assert read_files(root, monkeypatch) == []
    (root / "content/about.md").rename(root / "content/faqs.md")
    assert read_files(root, monkeypatch) == ["faqs.md"]


@pytest.mark.parametrize("name", ["mkdocs.yml", "content/topics.yml", "entry_types/story/type.yml"])
def test_with_other_settings_everything_is_read(root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    texts = {
        "mkdocs.yml": FILES["mkdocs.yml"].replace("van", "bus"),
        "content/topics.yml": "about: {title: About}\n",
        "entry_types/story/type.yml": (STORY / "type.yml").read_text(),
    }
    write(root, {"mkdocs.yml": FILES["mkdocs.yml"], name: texts[name]})
    assert len(read_files(root, monkeypatch)) == len(KEPT) - 1
    assert read_files(root, monkeypatch) == []


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_a_damaged_file_is_as_good_as_none(root: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    (cache_of(root) / ITEMS).write_bytes(damage)
    assert len(read_files(root, monkeypatch)) == len(KEPT) - 1
    assert read_files(root, monkeypatch) == []


def test_what_changed_just_now_is_looked_at_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have changed once more in the same moment, and the system says the same of it."""
    now = time.time_ns()
    monkeypatch.setattr(kept_files, "JUST_NOW", 10_000_000_000)
    monkeypatch.setattr(files, "signature_of", lambda _: (1, 1, now, now))
    for text in ("# About\n\nAll of us.\n", "# About\n\nMost of us.\n"):
        (root / "content/about.md").write_text(text)
        assert read_files(root, monkeypatch) == ["about.md"]
        assert read_files(root, monkeypatch) == []


def test_what_says_the_same_is_not_read_again(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written anew, or in another clone."""
    (root / "content/about.md").write_text(FILES["content/about.md"])
    assert read_files(root, monkeypatch) == []
    clone = tmp_path / "clone"
    shutil.copytree(root / "content", clone / "content", copy_function=shutil.copyfile)
    shutil.copytree(cache_of(root), cache_of(clone), dirs_exist_ok=True)
    assert read_files(write(clone, {"mkdocs.yml": FILES["mkdocs.yml"]}), monkeypatch) == []


def test_what_changes_while_it_is_read_is_not_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about, take = root / "content/about.md", given.take

    def meddling(found: knowledge_base.Found, **rest: Any) -> object:
        if found.uri == "about.md":
            about.write_text("# Something else\n")
        return take(found, **rest)

    about.write_text("# Us\n")
    with monkeypatch.context() as patch:
        patch.setattr(given, "take", meddling)
        read(root)
    about.write_text("# Us\n")
    assert read_files(root, monkeypatch) == ["about.md"]


class Bomb:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> object:
        return os.mkdir, (str(self.target),)


class Walker:
    """Reaches a function through a class that may be read."""

    def __reduce__(self) -> object:
        return getattr, (str, "upper")


@pytest.mark.parametrize("evil", [Bomb, Walker])
def test_nothing_is_run_that_the_file_says(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, evil: type
) -> None:
    """The file is checked for damage, not for intent: whoever can write it can write its checksums too."""
    target = tmp_path / "run"
    monkeypatch.setattr(kept_files, "dumped", lambda _: pickle.dumps(evil(target) if evil is Bomb else evil()))
    (cache_of(root) / ITEMS).unlink()
    read(root)
    monkeypatch.undo()
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    assert len(read_files(root, monkeypatch)) == len(KEPT) - 1
    assert not target.exists()


def test_fingerprints_of_values_are_the_same_in_every_process() -> None:
    assert fingerprint(frozenset({"a", "b", "c"})) == fingerprint(frozenset({"c", "b", "a"}))
