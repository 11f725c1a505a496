"""What was read before is taken from there, and only where reading it anew would give the same."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from cop_kb.reading import kept_files, knowledge_base
from cop_kb.reading.kept import fingerprint
from cop_kb.reading.kept_files import NAME
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.rules import check
from tests.support import TODAY, read, write

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
    take = knowledge_base._take

    def noted(found: knowledge_base.Found, *rest: object) -> object:
        taken.append(found.uri)
        return take(found, *rest)  # type: ignore[arg-type]  # passed on as they came

    with monkeypatch.context() as patch:
        patch.setattr(knowledge_base, "_take", noted)
        kept = read(root)
    with monkeypatch.context() as patch:
        patch.setattr(knowledge_base, "FEW", 10_000)
        anew = read(root)
    assert kept == anew
    assert check(kept) == check(anew)
    return taken


def test_nothing_is_read_where_nothing_has_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_files(root, monkeypatch) == []


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("content/")])
def test_a_file_that_was_changed_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Even by as many characters and with its time put back."""
    path = root / name
    before = path.stat()
    path.write_text(FILES[name].swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read_files(root, monkeypatch) == [name.removeprefix("content/")]
    assert read_files(root, monkeypatch) == []


def test_what_is_to_be_clean_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_base, "_take", lambda *_: pytest.fail("it is read"))
    read(root)
    with pytest.raises(pytest.fail.Exception):
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
    assert len(read_files(root, monkeypatch)) == len(FILES) - 1
    assert read_files(root, monkeypatch) == []


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_a_damaged_file_is_as_good_as_none(root: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    (root / ".cop-kb/cache" / NAME).write_bytes(damage)
    assert len(read_files(root, monkeypatch)) == len(FILES) - 1
    assert read_files(root, monkeypatch) == []


def test_what_changed_just_now_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "JUST_NOW", 10_000_000_000)
    (root / "content/about.md").write_text("# About\n\nAll of us.\n")
    assert read_files(root, monkeypatch) == ["about.md"]
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
    monkeypatch.setattr(
        kept_files.KeptFiles, "_dump", lambda *_: pickle.dumps(evil(target) if evil is Bomb else evil())
    )
    (root / ".cop-kb/cache" / NAME).unlink()
    read(root)
    monkeypatch.undo()
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    assert len(read_files(root, monkeypatch)) == len(FILES) - 1
    assert not target.exists()


def test_fingerprints_of_values_are_the_same_in_every_process() -> None:
    assert fingerprint(frozenset({"a", "b", "c"})) == fingerprint(frozenset({"c", "b", "a"}))
