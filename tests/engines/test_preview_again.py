"""After any edit while it is served, the site is that of a preview that has just begun, byte for byte."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cop_kb.engines.preview import Preview, Watch
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading import kept_files, knowledge_base
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.reports.summary import plural
from cop_kb.search.background import BackgroundIndex
from tests.edits import ENTRIES, FILES, SPLICES, Splice, spliced
from tests.support import TODAY, write

CONFIG = "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [cop-kb]\n"
CHATTER, STREAKS, WAX = "content/problems/chatter.md", "content/problems/streaks.md", "content/faqs/wax.md"


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(knowledge_base, "FEW", 0)
        patch.setattr(kept_files, "JUST_NOW", 0)
        patch.setattr(BackgroundIndex, "ask", lambda *_: None)
        yield write(Path(folder).resolve(), {"mkdocs.yml": CONFIG, **FILES})


@contextmanager
def begun(root: Path, said: list[str]) -> Iterator[Preview]:
    def opened(_: Watch | None, *, whole: bool) -> KnowledgeBase:
        return load(load_settings(root / "mkdocs.yml"), TODAY, opening=True, as_edited=not whole)

    with Preview(opened, root / "mkdocs.yml", 8000, said.append) as preview:
        yield preview


def site_of(preview: Preview) -> dict[str, bytes]:
    assert preview.shown
    folder = preview.shown.folder
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def expect_the_same(preview: Preview, root: Path, files: dict[str, str | None]) -> None:
    """Write files, or remove them, and have them shown."""
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    assert preview.rebuild(frozenset(root / name for name in files))
    if preview.planned and not preview.planned.errors:  # else the last good version is shown
        with begun(root, []) as clean:
            here, there = site_of(preview), site_of(clean)
        assert here.keys() == there.keys()
        assert [name for name in here if here[name] != there[name]] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "pages"),
    [
        (CHATTER, "More about wax", "Much about tar", 1),
        (CHATTER, "title: Blade chatter", "title: Blade clatter", 11),
        (CHATTER, "It helps for a day.", "It helps.", 3),
        (CHATTER, "### Inside", "### Outside", 1),
        (WAX, "[[chatter#cause]]", "[[van]]", 7),
        (WAX, "# How do I see wax?", "---\nauthors: [ines]\n---\n# How do I see wax?", 2),
        ("content/about.md", "Us, and", "We, and", 1),
        ("content/about.md", "# About", "# About us", 0),
        ("content/data.csv", "1", "2", 0),
        ("content/topics.yml", "label: Rubber", "label: Gum", 10),
        ("mkdocs.yml", "Trial", "Trials", 0),
    ],
)
def test_only_what_depends_on_an_edit_is_made_anew(root: Path, name: str, old: str, new: str, pages: int) -> None:
    said: list[str] = []
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    with begun(root, said) as preview:
        try:
            expect_the_same(preview, root, {name: text.replace(old, new)})
            assert said[1:] == [f"Built {plural(pages, 'page')} anew, of 31" if pages else "Built 31 pages"]
        finally:
            expect_the_same(preview, root, {name: text})


def try_edits(root: Path, examples: int) -> None:
    with begun(root, []) as preview:

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(edits=st.lists(st.tuples(st.sampled_from(ENTRIES), SPLICES), min_size=1, max_size=2))
        def edit(edits: list[tuple[str, Splice]]) -> None:
            before = preview.shown
            expect_the_same(preview, root, {name: spliced(FILES[name], splice) for name, splice in edits})
            event("written anew" if preview.shown is before else "all of it")
            expect_the_same(preview, root, {name: FILES[name] for name, _ in edits})

        edit()


def test_after_any_edit_the_site_is_that_of_a_new_preview(root: Path) -> None:
    try_edits(root, 8)


@pytest.mark.long
def test_after_many_edits_the_site_is_that_of_a_new_preview(root: Path) -> None:
    try_edits(root, 300)
