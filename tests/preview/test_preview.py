"""The live preview: what is on the page after a change, good or broken."""

from __future__ import annotations

import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import Mock

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.preview.plan import Watch
from cop_kb.preview.preview import Preview
from cop_kb.reading import knowledge_base
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.search import BUNDLE, indexing
from tests.support import MKDOCS_YML, TODAY, read, write

GOOD = "# Blade chatters\n\nA loud rattle.\n\n## Workaround\n\nWet the glass.\n"
FILE = "content/problems/blade-chatters.md"
PATIENCE = 30.0


@contextmanager
def preview_of(root: Path, said: list[str]) -> Iterator[Preview]:
    with Preview(lambda _, *, whole: read(root), root / "mkdocs.yml", 0, said.append) as preview:
        threading.Thread(target=preview.serve, daemon=True).start()
        yield preview


def page(preview: Preview, address: str) -> str:
    try:
        with urllib.request.urlopen(preview.url + address, timeout=10) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError):
        return ""


def wait_for(preview: Preview, address: str, text: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if text in (found := page(preview, address)):
            return found
        time.sleep(0.1)
    raise AssertionError(f"“{text}” never came to {address}")


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_change_is_shown_and_a_broken_file_shows_its_findings_above_its_last_good_version(tmp_path: Path) -> None:
    said: list[str] = []
    root = write(tmp_path, {FILE: GOOD})
    with preview_of(root, said) as preview:
        wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        write(root, {FILE: GOOD.replace("Wet the glass", "Wipe it")})
        wait_for(preview, "problems/blade-chatters/", "Wipe it.")
        wait_until(lambda: len(said) > 1)  # all is built with it
        write(root, {FILE: "---\ntitle: a: b\n---\nnothing\n"})
        broken = wait_for(preview, "problems/blade-chatters/", "kb-findings")
        assert "a colon inside" in broken
        assert "Wipe it." in broken
        write(root, {FILE: GOOD})
        assert "kb-findings" not in wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        write(
            root, {"content/tried/blade-chatters/2026-11-01-ines-abc123.md": "---\nresult: worked\n---\nQuiet now.\n"}
        )
        wait_for(preview, "problems/blade-chatters/", "Quiet now.")
        write(root, {"mkdocs.yml": (root / "mkdocs.yml").read_text().replace("site_name: Trial", "site_name: Renamed")})
        wait_for(preview, "", "Renamed")
        (root / "new.yml").write_text((root / "mkdocs.yml").read_text().replace("Renamed", "Saved by an editor"))
        (root / "new.yml").replace(root / "mkdocs.yml")
        wait_for(preview, "", "Saved by an editor")
        write(root, {"mkdocs.yml": "site_name: [\n"})
        time.sleep(1)
        assert "Saved" in wait_for(preview, "", "Saved"), "the last good site is still shown"
    assert any("last good site" in text for text in said)


def test_the_terminal_names_every_broken_file(tmp_path: Path) -> None:
    said: list[str] = []
    broken = {f"content/problems/p{number}.md": b"# \xff\n" for number in range(7)}
    with preview_of(write(tmp_path, {FILE: GOOD, **broken}), said) as preview:
        wait_for(preview, "", "Trial")
        first, *lines = said[0].splitlines()
    assert first.endswith(", 7 errors:")
    assert [line.split(":")[0] for line in lines[:5]] == [f"  content/problems/p{number}.md" for number in range(5)]
    assert lines[5:] == ["  and 2 more"]


def test_the_page_that_somebody_looks_at_is_shown_before_everything_is_built(tmp_path: Path) -> None:
    root, may_read = write(tmp_path, {FILE: GOOD}), threading.Event()
    may_read.set()

    def slowly(watch: Watch | None, *, whole: bool) -> KnowledgeBase:
        may_read.wait(PATIENCE)
        return read(root)

    with Preview(slowly, root / "mkdocs.yml", 0, lambda _: None) as preview:
        threading.Thread(target=preview.serve, daemon=True).start()
        wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        may_read.clear()
        for word in ("Wipe", "Dry"):
            epoch = preview.server.epoch
            (root / FILE).write_text(GOOD.replace("Wet", word))
            wait_for(preview, "problems/blade-chatters/", f"{word} the glass.")
            with urllib.request.urlopen(f"{preview.url}livereload/{epoch}/1", timeout=PATIENCE) as answer:
                now, how = answer.read().split()
                assert int(now) > epoch, "the browser is told"
                assert how == b"text"
        may_read.set()
        wait_for(preview, "problems/", "Blade chatters")
        write(root, {FILE: GOOD.replace("Blade chatters", "Blade judders")})
        wait_for(preview, "problems/", "Blade judders")


def test_words_that_others_do_not_see_are_built_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    said: list[str] = []
    text = GOOD + "\n## Cause\n\nWax.\n\nMore of that.\n"
    root = write(tmp_path, {FILE: text, "content/faqs/wax.md": "# What is wax?\n\nWax.\n"})

    def opened(_: Watch | None, *, whole: bool) -> KnowledgeBase:
        return load(load_settings(root / "mkdocs.yml"), TODAY, opening=True, as_edited=not whole)

    with Preview(opened, root / "mkdocs.yml", 0, said.append) as preview:
        threading.Thread(target=preview.serve, daemon=True).start()
        wait_for(preview, "problems/blade-chatters/", "More of")
        (root / FILE).write_text(text.replace("More of", "Whatever is of"))
        wait_for(preview, "problems/blade-chatters/", "Whatever")
        wait_for(preview, "search/instant.js", "whatever")
        wait_until(lambda: said[1:] == ["Built 1 page anew, of 22"])
        (root / FILE).write_text(text)
        wait_for(preview, "problems/blade-chatters/", "More of")
        (root / FILE).write_text(text.replace("Blade chatters", "Blade judders"))
        wait_for(preview, "problems/", "Blade judders")
        wait_until(lambda: said[-1] == "Built 6 pages anew, of 22")
        mkdocs_yml = (root / "mkdocs.yml").read_text()
        (root / "mkdocs.yml").write_text(f"{mkdocs_yml}copyright: Inês and others\n")
        wait_for(preview, "problems/blade-chatters/", "Inês and others")
        (root / FILE).write_text(text.replace("Blade chatters", "Blade judders") + "[[wax\n\n<<<<<<< ours\n")
        wait_for(preview, "problems/blade-chatters/", "kb-findings")


def test_what_an_editor_writes_beside_a_file_is_no_change(tmp_path: Path) -> None:
    root = write(tmp_path, {FILE: GOOD})
    said: list[str] = []
    with preview_of(root, said) as preview:
        wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        for name in (".blade-chatters.md.swp", "4913", "blade-chatters.md~", "#blade-chatters.md#"):
            (root / "content/problems" / name).write_text("x")
        time.sleep(1)
        assert len(said) == 1
        (root / FILE).write_text(GOOD.replace("Wet", "Wipe"))
        wait_for(preview, "problems/blade-chatters/", "Wipe the glass.")


def test_any_address_may_be_asked_for(tmp_path: Path) -> None:
    root = write(tmp_path, {FILE: GOOD})
    with preview_of(root, []) as preview:
        wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        page(preview, "%00.html")
        (root / FILE).write_text(GOOD.replace("Wet", "Wipe"))
        wait_for(preview, "problems/blade-chatters/", "Wipe the glass.")


def test_a_browser_need_not_ask_again_for_what_is_named_by_its_content(tmp_path: Path) -> None:
    with preview_of(write(tmp_path, {FILE: GOOD}), []) as preview:
        home = wait_for(preview, "", "</html>")
        name = re.search(r"assets/stylesheets/main\.[0-9a-f]+\.min\.css", home)
        assert name
        for address, kept in ((name[0], True), ("", False), ("assets/stylesheets/cop-kb.css", False)):
            with urllib.request.urlopen(preview.url + address, timeout=10) as answer:
                assert ("max-age" in answer.headers.get("Cache-Control", "")) is kept


def test_the_full_text_is_found_in_the_preview_too(tmp_path: Path) -> None:
    root = write(tmp_path, {FILE: GOOD})
    with preview_of(root, []) as preview:
        assert '"page_count":1' in wait_for(preview, f"{BUNDLE}/0/pagefind-entry.json", "version")
        write(root, {FILE: GOOD, "content/problems/streaks.md": "# Blade streaks\n"})
        wait_for(preview, f"{BUNDLE}/0/pagefind-entry.json", '"page_count":2')


def test_where_all_is_rendered_anew_the_index_of_the_same_texts_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Mock(wraps=indexing.make_index)
    monkeypatch.setattr(indexing, "make_index", make)
    root = write(tmp_path, {FILE: GOOD})
    with preview_of(root, []) as preview:
        wait_for(preview, f"{BUNDLE}/0/pagefind-entry.json", "version")
        before = preview.shown
        write(root, {"mkdocs.yml": f"{MKDOCS_YML}copyright: Inês\n"})
        wait_for(preview, "", "Inês")
        assert preview.shown is not before
        wait_for(preview, f"{BUNDLE}/0/pagefind-entry.json", "version")
        assert make.call_count == 1


def test_what_the_last_page_is_like_is_not_what_another_file_changes(tmp_path: Path) -> None:
    """Only the file of an entry that is sound, and that somebody looks at, is shown at once."""
    other = "content/problems/streaks.md"
    root = write(tmp_path, {FILE: GOOD, other: "# Blade streaks\n"})
    page, path = frozenset({"problems/blade-chatters/index.html"}), (root / FILE).resolve()
    with Preview(lambda _, *, whole: read(root), root / "mkdocs.yml", 0, lambda _: None) as preview:
        shown = preview.shown
        for changed, looked_at, expected in (
            ({path}, page, True),
            ({path}, frozenset(), False),
            ({path, root / other}, page, False),
            ({root / "mkdocs.yml"}, page, False),
            ({root / "content/problems/none.md"}, page, False),
        ):
            preview.shown = shown
            assert preview.show_page(frozenset(changed), looked_at) is expected
        path.write_text("---\ntitle: a: b\n---\n")
        preview.shown = shown
        assert not preview.show_page(frozenset({path}), page)


def test_a_port_that_is_taken_is_said_before_anything_is_built(tmp_path: Path) -> None:
    root = write(tmp_path, {FILE: GOOD})
    with preview_of(root, []) as preview:
        wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        with pytest.raises(CopKbError, match="--port"):
            Preview(lambda _, *, whole: read(root), root / "mkdocs.yml", preview.server.server_port, print)


def test_a_draft_is_shown_with_a_mark_and_its_page_keeps_it_while_it_is_written(tmp_path: Path) -> None:
    draft = f"---\ndraft: yes\n---\n{GOOD}"
    root = write(tmp_path, {FILE: draft, "content/plan.md": "---\nprivate: true\n---\n# Plan\n"})
    with preview_of(root, []) as preview:
        assert "Draft: not published" in wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        assert "kb-badge--draft" in page(preview, "problems/")
        assert "Draft: not published" in page(preview, "plan/")
        write(root, {FILE: draft.replace("Wet", "Wipe")})
        assert "Draft: not published" in wait_for(preview, "problems/blade-chatters/", "Wipe the glass.")
        write(root, {FILE: GOOD})
        assert "Draft: not published" not in wait_for(preview, "problems/blade-chatters/", "Wet the glass.")


def test_what_cannot_be_built_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    root = write(tmp_path / "kb", {"mkdocs.yml": "site_name: [\n"})
    with pytest.raises(CopKbError), Preview(lambda _, *, whole: read(root), root / "mkdocs.yml", 0, print):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["kb"]
