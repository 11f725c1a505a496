"""What was rendered before is taken from there, and only where that gives the same bytes."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from cop_kb.reading.kept import RUNS, Kept
from cop_kb.rendering.build import RENDERED, Built, Manner, build
from cop_kb.rendering.planning import make_plan
from tests.cli.running import run
from tests.conftest import whole_guide
from tests.support import TODAY, cache_of, read, write

CONFIG = "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [material/search, cop-kb]\n"
FILES = {
    "mkdocs.yml": CONFIG,
    "content/problems/chatter.md": "---\ntitle: Blade chatters\n---\n## Symptom\n\nIt jumps. See [[streaks]].\n",
    "content/problems/streaks.md": "---\ntitle: Blade streaks\n---\n## Symptom\n\nLines.\n",
    "content/cases/van.md": "---\ntitle: The van\nproblem: chatter\n---\nIt stopped.\n",
    "content/about.md": "# About\n\nUs.\n",
}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base that has been built."""
    root = write(tmp_path_factory.mktemp("once"), FILES)
    built(root)
    return root


@pytest.fixture
def root(once: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    shutil.copytree(cache_of(once), cache_of(tmp_path), dirs_exist_ok=True)
    return tmp_path


def built(root: Path, manner: Manner = Manner()) -> Built:  # noqa: B008  # it is frozen
    return build(make_plan(read(root)), root / "mkdocs.yml", root / "site", manner)


def pages(root: Path) -> dict[str, bytes]:
    site = root / "site"
    return {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def rendered(root: Path) -> set[str]:
    """What the next build renders, the whole guide as one; and that its outcome is that of a clean one."""
    found = {url.partition("/")[0] if url.startswith("guide/") else name(url) for url in built(root).rendered}
    warm = pages(root)
    built(root, Manner(clean=True))
    assert warm == pages(root)
    return found


def entries(made: Built) -> int:
    """How many entries were rendered."""
    return sum(url.startswith(("cases/", "problems/")) for url in made.rendered)


def name(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def test_nothing_is_rendered_where_nothing_has_changed(root: Path) -> None:
    assert rendered(root) == set()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"content/problems/streaks.md": "---\ntitle: Blade streaks\n---\n## Symptom\n\nMore lines.\n"}, {"streaks"}),
        ({"content/problems/chatter.md": "---\ntitle: Chatter\n---\n## Symptom\n\nIt jumps. See [[streaks]].\n"},
         {"chatter", "streaks", "van"}),
        ({"content/tried/streaks/2026-11-01-ines-abcdef.md": "---\nresult: worked\nwho: Ines Prado\n---\n"},
         {"streaks", "guide", "ines-prado", "search"}),
        ({"content/cases/car.md": "---\ntitle: The car\nproblem: streaks\n---\nIt too.\n"}, {"car", "streaks", "search"}),
        ({"content/about.md": "# About\n\nAll of us.\n"}, set()),
        ({"content/about.md": "---\nstatus: new\n---\n# About\n\nUs.\n"}, {"guide", "search"}),
        ({"mkdocs.yml": CONFIG + "markdown_extensions: [admonition]\n"}, {"chatter", "streaks", "van", "guide", "search"}),
    ],
    ids=["text", "title", "try", "new entry", "plain page", "shown in the navigation", "extension"],
)  # fmt: skip
def test_a_change_renders_the_pages_that_show_it(root: Path, change: dict[str, str], expected: set[str]) -> None:
    write(root, {"mkdocs.yml": CONFIG, **change})
    assert rendered(root) == expected


def test_what_is_deleted_leaves_the_site(root: Path) -> None:
    (root / "content/cases/van.md").unlink()
    assert rendered(root) == {"chatter", "search"}
    assert not (root / "site/cases/van").exists()


def test_the_outcome_is_the_same_for_any_number_of_processes(root: Path) -> None:
    many = {f"content/lessons/l{number}.md": f"---\ntitle: Lesson {number}\n---\nText.\n" for number in range(110)}
    write(root, {"mkdocs.yml": CONFIG, **many, "content/lessons/l7.md": "---\ntitle: Seven\n---\n[x](http://[)\n"})
    one = built(root, Manner(processes=1, clean=True))
    alone = pages(root)
    two = built(root, Manner(processes=2, clean=True))
    assert pages(root) == alone
    assert two.rendered == one.rendered
    assert two.warnings == one.warnings


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0" + bytes(4096)])
def test_a_damaged_file_is_as_good_as_none(root: Path, damage: bytes) -> None:
    (cache_of(root) / RENDERED).write_bytes(damage)
    assert entries(built(root)) == 3
    assert rendered(root) == set()


def test_a_page_that_was_damaged_is_rendered_again(root: Path) -> None:
    with sqlite3.connect(cache_of(root) / RENDERED) as file:
        file.execute("UPDATE kept SET data = CAST(replace(data, 'jumps', 'flies') AS BLOB)")
    assert rendered(root) == {"chatter"}


def test_what_no_build_uses_is_let_go(tmp_path: Path) -> None:
    kept = Kept(tmp_path / RENDERED)
    kept.keep({b"old": 1, b"used": 2}, [])
    for number in range(10):
        kept.keep({bytes([number]): number}, [b"used"])
    assert kept.find([b"old", b"used"]) == {b"used": 2}


def test_what_is_kept_piece_by_piece_is_of_one_run(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept-1.sqlite")
    run = None
    for number in range(2 * RUNS):
        run = kept.keep({bytes([number]): number}, [], run)
    assert kept.known(bytes([number]) for number in range(100)) == {bytes([number]) for number in range(2 * RUNS)}
    for _ in range(RUNS + 1):
        kept.keep({b"new": 1}, [])
    assert kept.known([b"\0", b"new"]) == {b"new"}
    assert Kept(kept.path, clean=True).known([b"new"]) == frozenset()
    assert Kept(tmp_path / "none-1.sqlite", shares=[kept.path]).known([b"new"]) == {b"new"}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"mkdocs.yml": CONFIG + "hooks: [hook.py]\n", "hook.py": "def on_page_content(html, **_): return html\n"}, "hook"),
        ({"mkdocs.yml": CONFIG.replace("cop-kb}", "cop-kb, custom_dir: mine}"), "mine/main.html": "x"}, "mine"),
        ({"mkdocs.yml": CONFIG + "markdown_extensions: [pymdownx.snippets]\n"}, "pymdownx.snippets"),
    ],
)  # fmt: skip
def test_what_may_change_any_page_has_every_page_rendered(tmp_path: Path, files: dict[str, str], why: str) -> None:
    done = run("build", folder=write(tmp_path, {**FILES, **files}))
    assert done.returncode == 0, done.stderr
    assert "Every page was rendered: the " in done.stdout
    assert why in done.stdout


@whole_guide()
def test_two_machines_share_the_work_and_a_third_puts_it_together(tmp_path: Path) -> None:
    machines = [write(tmp_path / name, FILES) for name in ("one", "two", "three")]
    for number, machine in enumerate(machines[:2], 1):
        share = str(tmp_path / f"shares/{number}")
        done = run("build", "--shard", f"{number}/2", "--today", str(TODAY), "--cache-dir", share, folder=machine)
        assert done.returncode == 0, done.stderr
        assert re.search(r"Rendered (29|3\d) pages", done.stdout)
        assert not (machine / "site").exists()
    shares = tuple((tmp_path / "shares").rglob(RENDERED))
    assert built(machines[2], Manner(shares=shares)).rendered == ()
    shared = pages(machines[2])
    built(machines[2], Manner(clean=True))
    assert shared == pages(machines[2])


@pytest.mark.parametrize("share", ["3/2", "0/2", "x", "1/", "/2", "1/0"])
def test_what_is_no_share_is_wrong_use(root: Path, share: str) -> None:
    done = run("build", "--shard", share, folder=root)
    assert done.returncode == 2
    assert "is no share" in done.stderr
