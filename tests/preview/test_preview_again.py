"""After any edit while it is served, the site is that of a preview that has just begun, byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page
from cop_kb.preview import preview
from cop_kb.preview.plan import Watch
from cop_kb.preview.preview import OvertakenError, Preview
from cop_kb.reading import kept_files, knowledge_base
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.rendering.renewing import Renewing
from cop_kb.reports.summary import plural
from cop_kb.search.background import BackgroundIndex
from tests.edits import ENTRIES, FILES, SPLICES, Splice, spliced
from tests.support import TODAY, write

CONFIG = "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [cop-kb]\n"
CHATTER, WAX = "content/problems/chatter.md", "content/faqs/wax.md"
FACETS = "{facets: {vehicle: [van, saloon], glass: [plain, coated]}}"
REORDERED = "{facets: {glass: [plain, coated], vehicle: [van, saloon]}}"


@pytest.fixture(scope="module", autouse=True)
def _alone() -> Iterator[None]:
    """Nothing is indexed, a few files are kept too, and every preview has the same address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knowledge_base, "FEW", 0)
        patch.setattr(kept_files, "JUST_NOW", 0)
        patch.setattr(Preview, "url", "http://127.0.0.1:8000/")
        patch.setattr(BackgroundIndex, "ask", lambda *_: None)
        yield


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield write(Path(folder).resolve() / "kb", {"mkdocs.yml": CONFIG, **FILES})


@contextmanager
def begun(root: Path, said: list[str]) -> Iterator[Preview]:
    def opened(_: Watch | None, *, whole: bool) -> KnowledgeBase:
        return load(load_settings(root / "mkdocs.yml"), TODAY, opening=True, as_edited=not whole)

    with Preview(opened, root / "mkdocs.yml", 0, said.append) as shown:
        yield shown


def site_of(preview: Preview) -> dict[str, bytes]:
    assert preview.shown
    folder = preview.shown.folder
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def expect_the_same(preview: Preview, root: Path, files: dict[str, str]) -> None:
    """Write files, have them shown, and compare with a new preview that knows nothing of an earlier one."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    assert preview.rebuild(frozenset(root / name for name in files))
    if preview.plan.last and not preview.plan.last.errors:  # else the last good version is shown
        copy = root.with_name("copy")
        shutil.copytree(root, copy)
        with begun(copy, []) as clean:
            here, there = site_of(preview), site_of(clean)
        shutil.rmtree(copy)
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
        ("content/about.md", "# About", "---\nstatus: new\n---\n# About", 0),
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
            assert said[1:] == [f"Built {plural(pages, 'page')} anew, of 32" if pages else "Built 32 pages"]
        finally:
            expect_the_same(preview, root, {name: text})


@pytest.mark.parametrize(
    ("config", "name", "old", "new"),
    [
        ("nav: [index.md, about.md, {Chat: problems/chatter.md}]\n", CHATTER, "title: Blade", "title: Windscreen"),
        ("nav: [index.md, about.md, problems/chatter.md]\n", CHATTER, "title: Blade", "title: Windscreen"),
        ("nav: [index.md, about.md]\n", "content/about.md", "# About", "---\nicon: material/car\n---\n# About"),
        ("exclude_docs: kb.json\n", CHATTER, "title: Blade", "title: Windscreen"),
        ("exclude_docs: search/\n", CHATTER, "title: Blade", "title: Windscreen"),
        ("repo_url: https://github.com/w/kb\n", "mkdocs.yml", FACETS, REORDERED),
        ("use_directory_urls: false\n", WAX, "[[chatter#cause]]", "[[van]]"),
    ],
)
def test_settings_that_change_what_an_edit_changes(tmp_path: Path, config: str, name: str, old: str, new: str) -> None:
    config = f"{CONFIG.replace('cop-kb]', f'cop-kb: {FACETS}]')}{config}"
    root = write(tmp_path.resolve() / "kb", {"mkdocs.yml": config, **FILES})
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    with begun(root, []) as preview:
        expect_the_same(preview, root, {name: text.replace(old, new)})
        expect_the_same(preview, root, {name: text})


def test_a_page_that_was_shown_before_the_others_is_written_once(root: Path) -> None:
    said: list[str] = []
    path, page = root / CHATTER, frozenset({"problems/chatter/index.html"})
    with begun(root, said) as preview:
        path.write_text(FILES[CHATTER].replace("More about wax", "Much about tar"), encoding="utf-8")
        assert preview.show_page(frozenset({path}), page)
        assert preview.shown
        written = (preview.shown.folder / "problems/chatter/index.html").stat().st_mtime_ns
        expect_the_same(preview, root, {})
        assert (preview.shown.folder / "problems/chatter/index.html").stat().st_mtime_ns == written
        path.write_text(FILES[CHATTER].replace("title: Blade", "title: Windscreen"), encoding="utf-8")
        assert preview.show_page(frozenset({path}), page)
        expect_the_same(preview, root, {CHATTER: FILES[CHATTER]})
    assert said[1:] == ["Built 1 page anew, of 32", "Built 1 page anew, of 32"]


def test_the_page_that_is_written_is_shown_at_once_where_all_has_to_be_rendered_for_it(tmp_path: Path) -> None:
    said: list[str] = []
    config = f"{CONFIG}hooks: [hook.py]\n"
    root = write(
        tmp_path.resolve() / "kb", {"mkdocs.yml": config, "hook.py": "def on_page_content(html, **_): pass", **FILES}
    )
    path = root / CHATTER
    with begun(root, said) as preview:
        path.write_text(FILES[CHATTER].replace("More about wax", "Much about tar"), encoding="utf-8")
        assert preview.show_page(frozenset({path}), frozenset({"problems/chatter/index.html"}))
        assert preview.shown
        assert "Much about tar" in (preview.shown.folder / "problems/chatter/index.html").read_text()
        expect_the_same(preview, root, {})
    assert said == ["Built 32 pages"] * 2


def test_what_is_overtaken_or_fails_midway_is_made_good_by_the_next(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = Renewing.render
    with begun(root, []) as preview:
        for error in (OvertakenError(), CopKbError("no"), OSError(28, "No space left on device")):
            calls = count()

            def stop(it: Renewing, page: Page, error: Exception = error, calls: Iterator[int] = calls) -> None:
                if next(calls) == 3:
                    raise error
                render(it, page)

            text = FILES[CHATTER].replace("Blade chatter", f"Blade {type(error).__name__}")
            (root / CHATTER).write_text(text, encoding="utf-8")
            with monkeypatch.context() as patch:
                patch.setattr(Renewing, "render", stop)
                assert not preview.rebuild(frozenset({root / CHATTER}))
            expect_the_same(preview, root, {CHATTER: FILES[CHATTER]})


def test_a_site_is_what_it_was_after_another_that_was_overtaken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = f"{CONFIG}nav: [about.md, problems/chatter.md]\n"
    root = write(tmp_path.resolve() / "kb", {"mkdocs.yml": config, **FILES})
    retitled = FILES[CHATTER].replace("title: Blade", "title: Windscreen")
    with begun(root, []) as shown:
        (root / CHATTER).write_text(retitled, encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(preview, "ShownSite", Mock(side_effect=OvertakenError))
            assert not shown.rebuild(frozenset({root / CHATTER}))
        expect_the_same(shown, root, {CHATTER: retitled.replace("It helps for a day.", "It helps.")})


def test_what_mkdocs_says_of_a_page_does_not_come_raw_to_the_terminal(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    about = "content/about.md"
    with begun(root, []) as preview:
        expect_the_same(preview, root, {about: FILES[about] + "\n[x](<pro blem\x1b[31m.md>)\n"})
        expect_the_same(preview, root, {about: FILES[about]})
    assert "\x1b" not in capfd.readouterr().err


def test_an_entry_that_the_navigation_shows_is_not_written_before_all_is_rendered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = f"{CONFIG}nav: [index.md, problems/chatter.md]\n"
    root = write(tmp_path.resolve() / "kb", {"mkdocs.yml": config, **FILES})
    with begun(root, []) as preview:
        monkeypatch.setattr(Renewing, "render", lambda *_: pytest.fail("written"))
        expect_the_same(preview, root, {CHATTER: FILES[CHATTER].replace("title: Blade", "title: Windscreen")})


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
