"""A repository brings a cache and a site with it: nothing of either gets into the next site."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.reading.cache_folder import VARIABLE
from cop_kb.rendering.build import RENDERED
from cop_kb.rendering.site_folder import MANIFEST
from cop_kb.search import BUNDLE
from tests.cli.running import DAY, build, git, run, within
from tests.support import cache_of, write

CONFIG = "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [material/search, cop-kb]\n"
FILES = {
    "mkdocs.yml": CONFIG,
    "content/problems/chatter.md": "---\ntitle: Blade chatters\ndate: 2026-11-01\n---\n## Symptom\n\nIt jumps.\n",
    "content/cases/van.md": "---\ntitle: The van\ndate: 2026-11-01\nproblem: chatter\n---\nIt stopped.\n",
}
PAGE, PROGRAM = "problems/chatter/index.html", f"{BUNDLE}/0/pagefind.js"
EVIL = "<script>evil</script>"


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base that was built twice, with all that belongs to it in it; then its pages were changed."""
    with pytest.MonkeyPatch.context() as patch:
        root = write(tmp_path_factory.mktemp("stranger"), FILES)
        patch.setenv(VARIABLE, str(root.with_name("stranger-cache")))
        build(root)
        build(root, "--clean")
        shutil.copytree(root.with_name("stranger-cache"), root / ".cop-kb/cache")
        shutil.copytree(root.with_name("stranger-cache"), root / ".cop-kb-cache")
    for folder in (".cop-kb/cache", ".cop-kb-cache"):
        with sqlite3.connect(root / folder / RENDERED) as file:
            file.execute(f"UPDATE kept SET data = CAST(replace(data, 'jumps', '{EVIL}') AS BLOB), sum = NULL")
        (root / folder).chmod(0o700)
    for site in (root / "site", root / ".site.cop-kb/before"):
        spoil(site)
    return root


def spoil(site: Path) -> None:
    """Change a page and the program of the search, so that they are as big and as old as before."""
    for name in (PAGE, PROGRAM):
        path = site / name
        status, data = path.stat(), path.read_bytes()
        path.write_bytes(data[: -len(EVIL)] + EVIL.encode())
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def commit(root: Path) -> None:
    git(root, "init", "-q")
    git(root, "add", "-f", ".")
    git(root, "commit", "-qm", "All")


def no_program(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(root)
    monkeypatch.setenv("PATH", "/nowhere")


def no_answer(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(root)
    (root / ".git/HEAD").write_text("nothing")


def of_another_user(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    commit(root)
    for path in (root, *root.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)


WAYS: dict[str, Callable[[Path, pytest.MonkeyPatch], object]] = {
    "committed": lambda root, _: commit(root),
    "committed without its manifest": lambda root, _: ((root / "site" / MANIFEST).unlink(), commit(root)),
    "an archive": lambda *_: None,
    "no git program": no_program,
    "git gives no answer": no_answer,
    "of another user": of_another_user,
}


def expect_ours(site: Path) -> None:
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in site.rglob("*") if path.is_file()]
    assert len(texts) > 50
    assert [text for text in texts if EVIL in text] == []
    assert "jumps" in (site / PAGE).read_text()


@pytest.mark.parametrize("named", ["", ".cop-kb-cache"])
@pytest.mark.parametrize("way", WAYS)
def test_a_stranger_s_checkout(
    stranger: Path, tmp_path: Path, way: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is built, twice, by somebody who has never built it before."""
    root = tmp_path / "kb"
    shutil.copytree(stranger, root, symlinks=True)
    WAYS[way](root, monkeypatch)
    option = ("--cache-dir", str(root / named)) if named else ()
    if not (root / "site" / MANIFEST).exists():
        done = within(root, "build", "--no-git", "--today", DAY, *option)
        assert isinstance(done.exception, CopKbError)
        assert "site holds files that cop-kb did not make" in str(done.exception)
        shutil.rmtree(root / "site")
    for _ in range(2):
        done = within(root, "build", "--no-git", "--today", DAY, *option)
        assert done.exit_code == 0, done.output
        if named:
            assert done.stderr.count(f"{named} is not used: ") == 1
        expect_ours(root / "site")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge base in Git that was built twice by who works here; neither its site nor its cache is in Git."""
    root = write(tmp_path / "kb", {**FILES, ".gitignore": "/site/\n"})
    commit(root)
    build(root)
    build(root, "--clean")
    return root


@pytest.mark.parametrize("options", [(), ("--jobs", "1")], ids=["an edit", "no edit"])
@pytest.mark.parametrize("where", ["site", ".site.cop-kb/before"])
def test_a_file_that_was_changed_since_is_not_taken_over(root: Path, where: str, options: tuple[str, ...]) -> None:
    """As by the files of a branch that is checked out: Git overwrites what it ignores."""
    spoil(root / where)
    if not options:
        path = root / "content/problems/chatter.md"
        path.write_text(path.read_text() + "\nMore.\n")
    build(root, *options)
    expect_ours(root / "site")


@pytest.mark.parametrize("what", ["site", ".site.cop-kb"])
def test_nothing_is_taken_over_from_what_git_tracks(root: Path, what: str) -> None:
    git(root, "add", "-f", what)
    earlier = numbers(root / "site") | numbers(root / ".site.cop-kb/before")
    path = root / "content/problems/chatter.md"
    path.write_text(path.read_text() + "\nMore.\n")
    build(root)
    assert not earlier & numbers(root / "site")


def numbers(folder: Path) -> set[int]:
    """The files of a folder, as the system counts them."""
    return {path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def test_else_it_would_be_taken_over(root: Path) -> None:
    before = numbers(root / ".site.cop-kb/before")
    path = root / "content/problems/chatter.md"
    path.write_text(path.read_text() + "\nMore.\n")
    build(root)
    assert before & numbers(root / "site")


def test_it_is_said_that_nothing_is_taken_over(root: Path) -> None:
    git(root, "add", "-f", "site")
    assert "site: Git tracks files in it." in within(root, "build", "--today", DAY).stderr
    (root / ".git/HEAD").write_text("nothing")
    done = within(root, "build", "--no-git", "--today", DAY)
    assert "site: Git cannot tell whether it tracks files in it." in done.stderr


def test_a_site_that_is_a_link_is_refused_and_what_it_leads_to_is_left_alone(root: Path, tmp_path: Path) -> None:
    (root / "site").rename(tmp_path / "elsewhere")
    (root / "site").symlink_to(tmp_path / "elsewhere")
    before = {path: path.read_bytes() for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()}
    done = run("build", "--no-git", "--today", DAY, folder=root)
    assert (done.returncode, "site is a symbolic link" in done.stderr) == (2, True), done.stderr
    assert before == {path: path.read_bytes() for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()}


def test_a_manifest_without_end_is_as_good_as_none(root: Path) -> None:
    (root / "site/.cop-kb-site.json").unlink()
    (root / "site/.cop-kb-site.json").symlink_to("/dev/zero")
    done = run("build", "--no-git", "--today", DAY, folder=root)
    assert (done.returncode, "holds files that cop-kb did not make" in done.stderr) == (2, True), done.stderr


def test_the_old_cache_in_the_checkout_is_left_alone(root: Path) -> None:
    (root / ".cop-kb/cache").mkdir(parents=True)
    (root / ".cop-kb/cache/rendered-3.sqlite").write_text("old")
    build(root, "--clean")
    assert [path.name for path in (root / ".cop-kb").rglob("*.*")] == ["rendered-3.sqlite"]
    assert cache_of(root).parent.name == "cop-kb"
