"""Pages that are to be the same again are moved from the site before the last; what comes of it is a clean build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cop_kb.rendering.build import Manner, build
from cop_kb.rendering.earlier_site import NAME, NOTES, PLACES
from cop_kb.rendering.planning import make_plan
from cop_kb.search import BUNDLE
from tests.support import cache_of, read, write

FILES = {
    "mkdocs.yml": "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [material/search, cop-kb]\n",
    "content/problems/chatter.md": "---\ntitle: Blade chatters\n---\n## Symptom\n\nIt jumps. See [[streaks]].\n",
    "content/problems/streaks.md": "---\ntitle: Blade streaks\n---\n## Symptom\n\nLines.\n",
    "content/cases/van/index.md": "---\ntitle: The van\nproblem: chatter\n---\nIt stopped.\n",
    "content/cases/van/data.csv": "1,2\n",
}
VAN = "cases/van/index.html"


def built(root: Path, **manner: bool) -> None:
    build(make_plan(read(root)), root / "mkdocs.yml", root / "site", Manner(**manner))  # type: ignore[arg-type]


def numbers(root: Path) -> dict[str, int]:
    """The files of the site, as the system counts them."""
    site = root / "site"
    return {str(path.relative_to(site)): path.stat().st_ino for path in site.rglob("*") if path.is_file()}


def is_as_clean(root: Path) -> bool:
    site = root / "site"
    found = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    built(root, clean=True)
    return found == {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge base that was built twice."""
    built(write(tmp_path, FILES))
    built(tmp_path)
    return tmp_path


def earlier(root: Path) -> Path:
    return root / ".site.cop-kb/before"


def notes(root: Path) -> Path:
    return next((cache_of(root) / NAME).glob(f"*/{NOTES}"))


def test_what_is_the_same_is_moved(root: Path) -> None:
    before = {str(path.relative_to(earlier(root))): path.stat().st_ino for path in earlier(root).rglob("*.*")}
    last = numbers(root)
    (root / "content/problems/streaks.md").write_text(FILES["content/problems/streaks.md"] + "More.\n")
    built(root)
    now = numbers(root)
    assert now[VAN] == before[VAN]
    assert now["problems/chatter/index.html"] == before["problems/chatter/index.html"]
    assert now["problems/streaks/index.html"] != before["problems/streaks/index.html"]
    assert not set(now.values()) & set(last.values())
    assert (root / "site/cases/van/data.csv").read_text() == "1,2\n"
    assert is_as_clean(root)


def test_the_full_text_s_index_is_moved_too(root: Path) -> None:
    number = (earlier(root) / BUNDLE / "0").stat().st_ino
    built(root)
    assert (root / "site" / BUNDLE / "0").stat().st_ino == number


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (earlier(root) / VAN).write_text("Mine"),
        lambda root: (earlier(root) / VAN).unlink(),
        lambda root: (earlier(root) / "cases/van/mine.html").write_text("Mine"),
        lambda root: earlier(root).rename(root / "elsewhere"),
        lambda root: notes(root).write_text("[{}"),
        lambda root: notes(root).write_text('[{"x": 1}, 7]'),
        lambda root: (root / "mkdocs.yml").write_text(FILES["mkdocs.yml"] + "copyright: Us\n"),
        lambda root: (root / "content/problems/chatter.md").unlink(),
        lambda root: (root / "content/problems/chatter.md").rename(root / "content/problems/judder.md"),
    ],
    ids=["written", "deleted", "more", "moved", "half notes", "odd notes", "settings", "entry deleted", "renamed"],
)
def test_what_comes_of_it_is_a_clean_build(root: Path, change: Callable[[Path], object]) -> None:
    change(root)
    built(root)
    assert is_as_clean(root)


def test_only_a_few_places_are_kept(root: Path) -> None:
    for number in range(PLACES + 1):
        build(make_plan(read(root)), root / "mkdocs.yml", root / f"site{number}")
    assert len(list((cache_of(root) / NAME).iterdir())) == PLACES


def test_a_build_that_fails_leaves_the_last_site_whole(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = numbers(root)
    with monkeypatch.context() as patch:
        patch.setattr("cop_kb.search.indexing.Indexing.finish", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            built(root)
    assert numbers(root) == last
    built(root)
    assert is_as_clean(root)
