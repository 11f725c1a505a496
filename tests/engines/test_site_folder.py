"""The old site stands whole until the new one takes its place, and nothing of others is ever deleted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cop_kb.engines.site_folder import MANIFEST, foreign_files, replacing, write_manifest
from cop_kb.model.error import CopKbError
from tests.cli.running import PATIENCE, environment


def make(site: Path, *texts: str) -> None:
    """Build a site of one page for each text."""
    with replacing(site) as new:
        for number, text in enumerate(texts):
            page = new / f"page {number}" / "index.html"
            page.parent.mkdir()
            page.write_text(text)


def pages(site: Path) -> list[str]:
    return [path.read_text() for path in sorted(site.rglob("index.html"))]


def beside(site: Path) -> list[str]:
    """What lies beside a site and is no part of it."""
    return sorted(path.name for path in site.parent.iterdir() if path != site)


@pytest.fixture(params=["site", "my site", "s[i]te", "*", "päge", ".hidden", "a.new-1"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where a site shall be; names that mean something in a pattern among them."""
    return tmp_path / "below" / str(request.param)


@pytest.fixture
def gone() -> int:
    """The number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as started:
        started.wait(PATIENCE)
        return started.pid


def test_it_builds_into_a_fresh_folder_and_leaves_nothing_beside(site: Path) -> None:
    make(site, "one", "two")
    assert pages(site) == ["one", "two"]
    assert beside(site) == []


def test_it_replaces_an_old_site_with_all_its_pages(site: Path) -> None:
    make(site, "one", "two", "three")
    make(site, "new")
    assert pages(site) == ["new"]
    assert beside(site) == []


def test_the_manifest_names_every_file_but_itself(tmp_path: Path) -> None:
    make(tmp_path / "site", "one", "two")
    manifest = json.loads((tmp_path / "site" / MANIFEST).read_text())
    assert manifest == {"version": 1, "files": ["page 0/index.html", "page 1/index.html"]}


def test_an_empty_folder_may_be_taken(tmp_path: Path) -> None:
    (tmp_path / "site" / "empty").mkdir(parents=True)
    make(tmp_path / "site", "one")
    assert pages(tmp_path / "site") == ["one"]


def test_files_of_others_are_refused_and_named(tmp_path: Path) -> None:
    site = tmp_path / "site"
    make(site, "one")
    for name in ("CNAME", "notes/todo.txt"):
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text("mine")
    with pytest.raises(CopKbError) as caught:
        make(site, "new")
    assert "CNAME, notes/todo.txt" in str(caught.value)
    assert "--site-dir" in str(caught.value)
    assert caught.value.exit_code == 2
    assert pages(site) == ["one"]
    assert beside(site) == []


def test_of_many_files_of_others_a_few_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    for number in range(1200):
        (tmp_path / f"{number:04}.txt").write_text("mine")
    with pytest.raises(CopKbError, match=r"0000.txt, .*, 0004.txt and 1,195 more\)"):
        make(tmp_path, "new")
    assert len(list(tmp_path.iterdir())) == 1200


@pytest.mark.parametrize("manifest", ["", "{", "[]", '{"files": 3}', '{"version": 1}', "\x00"])
def test_a_manifest_that_cannot_be_read_vouches_for_nothing(manifest: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    make(site, "one")
    (site / MANIFEST).write_text(manifest)
    assert foreign_files(site) == ["page 0/index.html"]
    with pytest.raises(CopKbError):
        make(site, "new")
    assert pages(site) == ["one"]


def test_a_folder_outside_that_a_site_points_at_is_not_touched(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    make(site, "one")
    outside.mkdir()
    (outside / "keep.txt").write_text("mine")
    (site / "link").symlink_to(outside)
    with pytest.raises(CopKbError, match="link"):
        make(site, "new")
    write_manifest(site)
    with pytest.raises(CopKbError, match="link"):
        make(site, "new")
    assert (outside / "keep.txt").read_text() == "mine"


def test_a_file_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(CopKbError, match="is a file"):
        make(tmp_path / "site", "new")
    assert (tmp_path / "site").read_text() == "mine"


def test_a_link_to_a_folder_stays_a_link_and_its_folder_is_replaced(tmp_path: Path) -> None:
    real = tmp_path / "srv" / "wipers"
    make(real, "one", "two")
    link = tmp_path / "site"
    link.symlink_to(real)
    make(link, "new")
    assert link.is_symlink()
    assert pages(real) == ["new"]
    assert beside(real) == []


def test_a_link_to_nothing_gets_its_folder(tmp_path: Path) -> None:
    link = tmp_path / "site"
    link.symlink_to(tmp_path / "later")
    make(link, "one")
    assert link.is_symlink()
    assert pages(tmp_path / "later") == ["one"]


def test_a_build_that_fails_leaves_the_old_site_whole_and_nothing_beside(site: Path) -> None:
    make(site, "one", "two")
    with pytest.raises(ZeroDivisionError), replacing(site) as new:
        (new / "half.html").write_text("half")
        raise ZeroDivisionError
    assert pages(site) == ["one", "two"]
    assert beside(site) == []


def test_a_first_build_that_fails_leaves_nothing(site: Path) -> None:
    with pytest.raises(ZeroDivisionError), replacing(site) as new:
        (new / "half.html").write_text("half")
        raise ZeroDivisionError
    assert not site.exists()
    assert beside(site) == []


HALF = """
import sys, time
from pathlib import Path
from cop_kb.engines.site_folder import replacing
with replacing(Path(sys.argv[1])) as new:
    (new / "half.html").write_text("half")
    print("half", flush=True)
    time.sleep(60)
"""


def test_a_build_that_is_killed_leaves_the_old_site_whole_and_the_next_clears_up(site: Path) -> None:
    make(site, "one", "two")
    with subprocess.Popen(
        [sys.executable, "-c", HALF, str(site)], stdout=subprocess.PIPE, env=environment(), cwd=site.parent
    ) as started:
        assert started.stdout
        assert started.stdout.readline() == b"half\n"
        assert len(beside(site)) == 1, "the new site is made beside the old one"
        started.send_signal(signal.SIGKILL)
    assert pages(site) == ["one", "two"]
    assert len(beside(site)) == 1
    make(site, "new")
    assert pages(site) == ["new"]
    assert beside(site) == []


def test_a_build_in_another_process_is_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    make(site, "one")
    others = site.with_name(f".site.new-{os.getppid()}")
    others.mkdir()
    make(site, "new")
    assert others.is_dir()


def test_what_only_looks_like_a_leftover_is_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for name in (".site.new-mine", ".site.old-", ".site.new", "site.new-1"):
        (tmp_path / name).mkdir()
    make(site, "one")
    assert beside(site) == [".site.new", ".site.new-mine", ".site.old-", "site.new-1"]


def between_the_renames(site: Path, gone: int) -> None:
    """What a build leaves that was killed when the old site had made place and the new one had not taken it."""
    make(site.with_name("unborn"), "unborn")
    make(site, "one", "two")
    site.rename(site.with_name(f".{site.name}.old-{gone}"))
    site.with_name("unborn").rename(site.with_name(f".{site.name}.new-{gone}"))
    assert not site.exists()


def test_after_a_kill_between_the_renames_the_next_build_is_as_ever(site: Path, gone: int) -> None:
    between_the_renames(site, gone)
    make(site, "new")
    assert pages(site) == ["new"]
    assert beside(site) == []


def test_after_a_kill_between_the_renames_the_old_site_is_back_even_if_the_next_build_fails(
    site: Path, gone: int
) -> None:
    between_the_renames(site, gone)
    with pytest.raises(ZeroDivisionError), replacing(site):
        raise ZeroDivisionError
    assert pages(site) == ["one", "two"]
    assert beside(site) == []


def test_a_second_rename_that_fails_brings_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    make(site, "one", "two")
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(PermissionError):
        make(site, "new")
    assert pages(site) == ["one", "two"]
    assert beside(site) == []
