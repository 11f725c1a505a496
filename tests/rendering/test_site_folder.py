"""The old site stands whole until the new one takes its place, and nothing of others is ever deleted."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.rendering import workspace
from cop_kb.rendering.site_folder import MANIFEST, foreign_files, heal, put, replacing, working_on, write_manifest
from cop_kb.rendering.workspace import COMING, OLD, Workspace
from cop_kb.search import BUNDLE
from tests.cli.running import PATIENCE, environment, run_program


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
import sys
from pathlib import Path
from cop_kb.rendering.site_folder import replacing
with replacing(Path(sys.argv[1])) as new:
    (new / "half.html").write_text("half")
    print("half", flush=True)
    sys.stdin.read()
"""


def test_a_build_that_is_killed_leaves_the_old_site_whole_and_the_next_clears_up(site: Path) -> None:
    make(site, "one", "two")
    with subprocess.Popen(
        [sys.executable, "-c", HALF, str(site)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=site.parent,
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


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A build in another process, half done; it ends well once its input does."""
    site = tmp_path / "site"
    make(site, "one")
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HALF, str(site)], stdin=pipe, stdout=pipe, env=environment(), cwd=tmp_path
    ) as started:
        assert started.stdout
        assert started.stdout.readline() == b"half\n"
        yield started


def test_a_build_in_another_process_is_waited_for(tmp_path: Path, other: subprocess.Popen[bytes]) -> None:
    told: list[str] = []

    def tell(text: str) -> None:
        assert pages(tmp_path / "site") == ["one"]
        told.append(text)
        assert other.stdin
        other.stdin.close()

    with working_on(tmp_path / "site", Workspace(tmp_path / "site", tell)) as work:
        assert told == [f"Another command is writing {tmp_path / 'site'}: waiting until it has finished."]
        assert [path.name for path in work.target.rglob("*.html")] == ["half.html"], "the other has finished"
        with replacing(work.target, work) as new:
            (new / "index.html").write_text("new")
    assert pages(tmp_path / "site") == ["new"]
    assert beside(tmp_path / "site") == []


def test_a_build_in_another_process_is_not_disturbed(tmp_path: Path, other: subprocess.Popen[bytes]) -> None:
    heal(tmp_path / "site")
    assert other.stdin
    other.stdin.close()
    assert other.wait(PATIENCE) == 0
    assert (tmp_path / "site/half.html").read_text() == "half"


def test_one_that_does_not_end_is_waited_for_no_longer(
    tmp_path: Path, other: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "PATIENCE", 0)
    with pytest.raises(CopKbError, match="try again later") as caught:
        make(tmp_path / "site", "new")
    assert caught.value.exit_code == 3
    other.kill()


def test_what_a_killed_build_left_running_holds_nothing(tmp_path: Path) -> None:
    """Its child has the lock's file open."""
    site = tmp_path / "site"
    program = HALF.replace("import sys", "import os, sys").replace(
        "    sys.stdin.read()", "    os.fork() and os._exit(1)\n    sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(site)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as started:
        assert started.wait(PATIENCE) == 1
        make(site, "new")
        assert pages(site) == ["new"]


def test_what_only_looks_like_a_leftover_is_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for name in (".site.new-mine", ".site.old-", ".site.new", "site.new-1"):
        (tmp_path / name).mkdir()
    make(site, "one")
    assert beside(site) == [".site.new", ".site.new-mine", ".site.old-", "site.new-1"]


def between_the_renames(site: Path) -> None:
    """What a build leaves that was killed when the old site had made place and the new one had not taken it."""
    make(site.with_name("unborn"), "unborn")
    make(site, "one", "two")
    folder = Workspace(site).folder
    folder.mkdir()
    site.rename(folder / OLD)
    site.with_name("unborn").rename(folder / COMING)
    assert not site.exists()


def test_after_a_kill_between_the_renames_the_next_build_is_as_ever(site: Path) -> None:
    between_the_renames(site)
    make(site, "new")
    assert pages(site) == ["new"]
    assert beside(site) == []


def test_after_a_kill_between_the_renames_the_old_site_is_back_even_if_the_next_build_fails(site: Path) -> None:
    between_the_renames(site)
    with pytest.raises(ZeroDivisionError), replacing(site):
        raise ZeroDivisionError
    assert pages(site) == ["one", "two"]
    assert beside(site) == []


def test_after_a_kill_between_the_renames_any_command_brings_the_old_site_back(site: Path) -> None:
    between_the_renames(site)
    heal(site)
    assert pages(site) == ["one", "two"]
    assert beside(site) == []


@pytest.fixture(params=["swapped", "renamed"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How the new site takes its place; the second, where the system cannot do it in one step."""
    if request.param == "renamed":
        monkeypatch.setattr(workspace, "exchange", lambda *_: False)
    return str(request.param)


def steps(monkeypatch: pytest.MonkeyPatch, site: Path, stop_at: int = -1) -> list[bool]:
    """Has every step on the disk noted, by whether a site is there before it, and one of them stop the process.

    As after a kill, nothing of what follows happens.
    """
    seen: list[bool] = []

    def stopping(do: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **options: object) -> object:
            if len(seen) == stop_at:
                raise KeyboardInterrupt
            seen.append((site / "index.html").exists() or (site / "page 0/index.html").exists())
            return do(*args, **options)

        return step

    for owner, name in ((Path, "rename"), (Path, "replace"), (workspace, "exchange"), (shutil, "rmtree")):
        monkeypatch.setattr(owner, name, stopping(getattr(owner, name)))
    return seen


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system may not be able to")
def test_the_site_is_never_absent(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(site, "one", "two")
    with monkeypatch.context() as patch:
        seen = steps(patch, site)
        make(site, "new")
    assert len(seen) > 3
    assert all(seen)


def test_killed_at_any_step_the_old_or_the_new_site_is_there(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert way
    for number in range(100):
        site = tmp_path / str(number) / "site"
        make(site, "one", "two")
        with monkeypatch.context() as patch:
            seen = steps(patch, site, stop_at=number)
            try:
                make(site, "new")
            except KeyboardInterrupt:
                stopped = True
            else:
                stopped = False
        heal(site)
        assert pages(site) in (["one", "two"], ["new"]), number
        assert beside(site) == []
        if not stopped:
            break
    assert 4 < len(seen) < 100


def test_a_second_rename_that_fails_brings_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    make(site, "one", "two")
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name == COMING:
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(workspace, "exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(PermissionError):
        make(site, "new")
    assert pages(site) == ["one", "two"]
    assert beside(site) == []


READ_ONLY = """
import ctypes, os, sys
from pathlib import Path
from cop_kb.rendering.site_folder import replacing
site = Path(sys.argv[1])
if os.geteuid() == 0:
    os.chown(site.parent, 65534, 65534)
    os.setgid(65534), os.setuid(65534)
for text in "one", "two":
    with replacing(site) as new:
        (new / "below").mkdir()
        (new / "below/index.html").write_text(text)
    for folder in site / "below", site:
        folder.chmod(0o555)
print((site / "below/index.html").read_text(), os.listdir(site.parent))
"""


def test_a_site_that_is_not_to_be_written_is_replaced_and_swept() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        place = Path(folder, "place")
        place.mkdir()
        done = run_program(sys.executable, "-c", READ_ONLY, str(place / "site"), folder=Path(folder))
    assert done.stdout == "two ['site']\n", done.stderr


@pytest.mark.parametrize("what", ["a file", "a link", "a link to nothing"])
def test_a_place_beside_the_site_that_is_taken_is_named(what: str, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / ".site.cop-kb", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    if what == "a file":
        folder.write_text("mine")
    else:
        folder.symlink_to(elsewhere if what == "a link" else tmp_path / "nothing")
    with pytest.raises(CopKbError, match=r"\.site\.cop-kb is not a folder"):
        make(tmp_path / "site", "one")
    heal(tmp_path / "site")
    assert [path.name for path in elsewhere.iterdir()] == ["mine.txt"]


def test_files_are_put_in_their_places_and_known(tmp_path: Path) -> None:
    site = tmp_path / "site"
    make(site, "one", "two")
    replace_pages(site)
    assert (site / "page 0/index.html").read_text() == "new"
    assert foreign_files(site) == []
    assert beside(site) == []


def replace_pages(site: Path) -> None:
    """Put a new page and a new index in their places."""
    with working_on(site) as work, work.new() as new:
        for name in ("page 0/index.html", "more.js", f"{BUNDLE}/0/a", f"{BUNDLE}/1/b"):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_text("new")
        put(work, new)


def contents(site: Path) -> dict[str, str]:
    return {str(path.relative_to(site)): path.read_text() for path in site.rglob("*") if path.is_file()}


def test_killed_at_any_step_the_next_command_puts_all_files_in_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped, number, outcomes = True, 0, set()
    while stopped:
        site = tmp_path / str(number) / "site"
        make(site, "one", "two")
        replace_pages(site)
        with working_on(site) as work, work.new() as new:
            for name in ("page 0/index.html", f"{BUNDLE}/0/other"):
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                (new / name).write_text("newer")
            before = contents(site)
            with monkeypatch.context() as patch:
                steps(patch, site, stop_at=number)
                try:
                    put(work, new)
                except KeyboardInterrupt:
                    pass
                else:
                    stopped = False
        heal(site)
        now = contents(site)
        assert foreign_files(site) == []
        assert beside(site) == []
        if now == before:
            outcomes.add("old")
        else:
            outcomes.add("new")
            assert now["page 0/index.html"] == now[f"{BUNDLE}/0/other"] == "newer"
            assert f"{BUNDLE}/0/a" not in now
            assert now[f"{BUNDLE}/1/b"] == "new"
        number += 1
    assert outcomes == {"old", "new"}
    assert number > 5


def test_files_are_put_through_no_link(tmp_path: Path) -> None:
    site = tmp_path / "site"
    make(site, "one")
    (tmp_path / "elsewhere").mkdir()
    (site / "away").symlink_to(tmp_path / "elsewhere")
    with working_on(site) as work, work.new() as new:
        (new / "away/deep").mkdir(parents=True)
        (new / "away/deep/index.html").write_text("new")
        put(work, new)
    assert list((tmp_path / "elsewhere").iterdir()) == []
