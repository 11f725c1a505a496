"""A site is never written where somebody writes, nor over what is more than a site."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.reading.settings import load_settings
from cop_kb.reading.site_place import site_place
from tests.support import MKDOCS_YML, cache_of, write

MANIFEST = ".made-by-us"
FILES = {
    "mkdocs.yml": MKDOCS_YML.replace("  name: cop-kb", "  name: cop-kb\n  custom_dir: overrides"),
    "content/cases/a.md": "# A\n",
    "entry_types/story/type.yml": "",
    "overrides/main.html": "",
    ".git/config": "",
    "other/mkdocs.yml": "",
    "staged/mkdocs.yml": "",
    f"staged/{MANIFEST}": "",
}
LINKS = {
    "to-content": "content",
    "to-git": ".git",
    "to-root": ".",
    "to-above": "..",
    "to-new": "content/new",
    "to-site": "out",
    "round": "round",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "work" / "kb", FILES)
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("/", "the root of the file system"),
        (".", "the folder of mkdocs.yml"),
        ("", "the folder of mkdocs.yml"),
        ("..", "the folder of mkdocs.yml"),
        ("../..", "the folder of mkdocs.yml"),
        ("~", "your home folder"),
        ("content", "the content folder"),
        ("content/sub", "in the content folder"),
        ("content/cases/a.md/below", "in the content folder"),
        ("site/../content", "the content folder"),
        ("to-content", "the content folder"),
        ("to-content/sub", "in the content folder"),
        ("to-new", "in the content folder"),
        ("to-root", "the folder of mkdocs.yml"),
        ("to-root/content/sub", "in the content folder"),
        ("to-above", "the folder of mkdocs.yml"),
        (".git", "belongs to Git"),
        (".git/site", "belongs to Git"),
        (".GIT/site", "belongs to Git"),
        ("to-git/hooks", "belongs to Git"),
        ("../.git/site", "belongs to Git"),
        ("entry_types", "the folder of entry types"),
        ("entry_types/story/site", "in the folder of entry types"),
        ("overrides", "custom_dir"),
        ("overrides/assets", "custom_dir"),
        ("other", "holds a mkdocs.yml"),
    ],
)
@pytest.mark.parametrize("is_setting", [False, True], ids=["given", "set"])
def test_what_is_no_place_for_a_site_is_refused(
    place: str, why: str, root: Path, *, is_setting: bool, tmp_path: Path
) -> None:
    place = place.replace("~", str(tmp_path / "home"))
    if is_setting:
        (root / "mkdocs.yml").write_text(f'{FILES["mkdocs.yml"]}site_dir: "{place}"\n')
    with pytest.raises(CopKbError, match=why) as refused:
        site_place(load_settings(root / "mkdocs.yml"), None if is_setting else Path(place), manifest=MANIFEST)
    assert refused.value.exit_code == 2
    assert str(refused.value).startswith("mkdocs.yml:12:11: site_dir: “" if is_setting else "“")


@pytest.mark.parametrize("place", ["site", "a/b/c", "../site", ".git-site", "contents", "staged"])
def test_any_other_folder_is_taken(place: str, root: Path) -> None:
    assert site_place(load_settings(root / "mkdocs.yml"), Path(place), manifest=MANIFEST) == Path(
        os.path.realpath(place)
    )


@pytest.mark.parametrize("place", ["to-site", "round"])
def test_a_link_on_the_way_is_refused(place: str, root: Path) -> None:
    with pytest.raises(CopKbError, match="is a symbolic link"):
        site_place(load_settings(root / "mkdocs.yml"), Path(place), manifest=MANIFEST)


def test_the_cache_is_refused(root: Path) -> None:
    with pytest.raises(CopKbError, match="it is the cache"):
        site_place(load_settings(root / "mkdocs.yml"), cache_of(root), manifest=MANIFEST)


def test_where_nothing_is_named_it_is_site(root: Path) -> None:
    assert site_place(load_settings(root / "mkdocs.yml"), manifest=MANIFEST) == root / "site"


def test_a_checkout_within_a_folder_of_gits_has_its_site_too(tmp_path: Path) -> None:
    root = write(tmp_path / ".git" / "worktree", FILES)
    assert site_place(load_settings(root / "mkdocs.yml"), manifest=MANIFEST) == root / "site"


def test_without_a_home_only_that_is_not_asked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    assert site_place(load_settings(root / "mkdocs.yml"), Path("/srv/site"), manifest=MANIFEST) == Path("/srv/site")
