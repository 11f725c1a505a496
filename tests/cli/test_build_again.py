"""After an edit that others do not see, ``build`` makes the entry's page anew, and the site is that of a clean build."""

from __future__ import annotations

import os
import random
import string
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cop_kb.cli import cli
from cop_kb.publishing import instant_index, records
from cop_kb.reading import answers, kept_files, knowledge_base
from cop_kb.reading.opened import NAME
from cop_kb.rendering import build_again, site_folder
from cop_kb.search import BUNDLE, indexing
from tests.support import TODAY, cache_of, write

CONFIG = (
    "site_name: Trial\nsite_url: https://kb.example/\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [cop-kb]\n"
)
TEXT = "---\ntitle: {}\n---\n## Symptom\n\nIt jumps.\n\n## Cause\n\nWax.\n\nDetails of {}, see [[van]].\n"
CHATTER, STREAKS = "content/problems/chatter.md", "content/problems/streaks.md"
FILES = {
    "mkdocs.yml": CONFIG,
    CHATTER: TEXT.format("Blade chatters", "chatter"),
    STREAKS: TEXT.format("Blade streaks", "streaks"),
    "content/cases/van.md": "---\ntitle: The van\nproblem: chatter\n---\nIt stopped.\n",
}
ANEW = "page anew, of"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    for module in (kept_files, answers):
        monkeypatch.setattr(module, "JUST_NOW", 0)
    folder = write(tmp_path / "kb", FILES)
    assert "Built " in call(folder).stdout
    return folder


def call(root: Path, *words: str) -> Result:
    result = CliRunner().invoke(cli, ["-C", str(root), "build", "--today", str(TODAY), *words])
    assert result.exit_code == 0, result.output
    return result


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text()
    assert old in text
    (root / name).write_text(text.replace(old, new))


def expect_clean(root: Path, *words: str) -> None:
    """The site is, byte for byte, the one of a clean build."""
    call(root, "--clean", "--site-dir", str(root / "clean"), *words)
    warm, clean = (
        {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in (root / "site", root / "clean")
    )
    assert warm.keys() == clean.keys()
    assert [name for name in warm if warm[name] != clean[name]] == []


def test_only_the_page_and_what_is_searched_are_made(root: Path) -> None:
    before = {path: path.stat().st_ino for path in (root / "site").rglob("*.html")}
    change(root, CHATTER, "Details of chatter", "Whatever else of it")
    assert f"Built 1 {ANEW}" in call(root).stdout
    other = [
        path.relative_to(root / "site").as_posix() for path, number in before.items() if path.stat().st_ino != number
    ]
    assert other == ["problems/chatter/index.html"]
    assert "Whatever" in (root / "site" / other[0]).read_text()
    assert "whatever" in (root / "site/search/instant.js").read_text()
    assert (root / "site" / BUNDLE / "0/pagefind-entry.json").is_file()
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []
    expect_clean(root)
    assert "Nothing has changed" in call(root).stdout


def test_of_an_index_in_parts_only_one_is_made(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def parts() -> dict[str, int]:
        return {path.name: path.stat().st_ino for path in (root / "site" / BUNDLE).iterdir()}

    monkeypatch.setattr(records, "PART", 1)
    monkeypatch.setattr(records, "ROOM", 2 * records.OF_PART + 100)
    change(root, CHATTER, "title: Blade chatters", "title: Blade judders")
    call(root)
    before = parts()
    assert sorted(before) == ["0", "1"]
    expect_clean(root)
    change(root, CHATTER, "Details of chatter", "More of it")
    assert f"Built 1 {ANEW}" in call(root).stdout
    assert len(set(before.items()) - set(parts().items())) == 1
    expect_clean(root)
    monkeypatch.setattr(records, "PART", 100)
    change(root, CHATTER, "title: Blade judders", "title: Blade hops")
    call(root)
    assert sorted(parts()) == ["0"]
    expect_clean(root)


def test_an_index_that_could_not_be_made_is_made_the_next_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(root, CHATTER, "Details of chatter", "More of it")
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "find_program", lambda: "/bin/false")
        failed = CliRunner().invoke(cli, ["-C", str(root), "build", "--today", str(TODAY)])
    assert "Pagefind could not index the site: it gave the exit code 1." in str(failed.exception)
    assert "More of it" not in (root / "site/problems/chatter/index.html").read_text()
    assert (root / "site" / BUNDLE).is_dir(), "the old site stays"
    assert "Built " in call(root).stdout
    expect_clean(root)


def test_one_edit_after_the_other_and_back(root: Path) -> None:
    change(root, CHATTER, "Details of chatter", "More of it")
    assert f"Built 1 {ANEW}" in call(root).stdout
    change(root, STREAKS, "Details of streaks", "More of this")
    assert "Built 2 pages anew, of" in call(root).stdout
    change(root, CHATTER, "More of it", "Details of chatter")
    assert "Built 2 pages anew, of" in call(root).stdout
    change(root, STREAKS, "More of this", "Details of streaks")
    assert f"Built 1 {ANEW}" in call(root).stdout
    expect_clean(root)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (CHATTER, "title: Blade chatters", "title: Blade judders"),
        (CHATTER, "It jumps", "It hops"),
        (CHATTER, "[[van]]", "[[streaks]]"),
        ("mkdocs.yml", "site_name: Trial", "site_name: Try"),
        ("site/cases/van/index.html", "The van", "A van"),
    ],
)
def test_where_more_is_another_all_of_it_is_built(root: Path, name: str, old: str, new: str) -> None:
    change(root, STREAKS, "Details of streaks", "More of this")
    change(root, name, old, new)
    assert ANEW not in call(root).stdout
    expect_clean(root)


def test_a_build_of_another_state_does_not_stand_for_this_one(root: Path) -> None:
    change(root, CHATTER, "title: Blade chatters", "title: Blade judders")
    CliRunner().invoke(cli, ["-C", str(root), "list", "--today", str(TODAY)])
    change(root, STREAKS, "Details of streaks", "More of this")
    assert ANEW not in call(root).stdout
    expect_clean(root)
    change(root, STREAKS, "More of this", "Less of this")
    assert ANEW in call(root).stdout, "but it is known again"


def test_what_is_searched_is_that_of_the_site(root: Path) -> None:
    change(root, CHATTER, "Details of chatter", "## Another\n\nNobody else says frobnicate")
    call(root)
    change(root, CHATTER, "## Another\n\nNobody else says frobnicate", "Details of chatter")
    call(root)
    change(root, STREAKS, "Details of streaks", "More of this")
    call(root)
    expect_clean(root)


@pytest.mark.parametrize("plugins", ["search, cop-kb", "material/search, cop-kb: {search: material}"])
def test_with_a_plugin_that_collects_pages_all_of_it_is_built(root: Path, plugins: str) -> None:
    change(root, "mkdocs.yml", "plugins: [cop-kb]", f"plugins: [{plugins}]")
    call(root)
    change(root, CHATTER, "Details of chatter", "More of it")
    assert ANEW not in call(root).stdout
    expect_clean(root)


def test_words_may_be_long(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instant_index, "MOST_BYTES", 40_000)
    call(root, "--clean")
    letters = random.Random(1)
    words = ("".join(letters.choices(string.ascii_lowercase, k=4_000)) for _ in range(24))
    change(root, CHATTER, "Details of chatter", " ".join(words))
    call(root)
    expect_clean(root)


@pytest.mark.parametrize("words", [("--clean",), ("--offline",), ("--jobs", "1"), ("--no-git",)])
def test_with_options_too(root: Path, words: tuple[str, ...]) -> None:
    call(root, *words)
    change(root, CHATTER, "Details of chatter", "More of it")
    same = [word for word in words if word != "--clean"]
    assert f"Built 1 {ANEW}" in call(root, *same).stdout
    expect_clean(root, *same)


def test_errors_stop_it_and_the_site_is_as_it_was(root: Path) -> None:
    page = root / "site/problems/chatter/index.html"
    before = page.read_bytes()
    change(root, CHATTER, "see [[van]].", "see [[van]].\n\n<<<<<<< ours")
    result = CliRunner().invoke(cli, ["-C", str(root), "build", "--today", str(TODAY)])
    assert (result.exit_code, page.read_bytes()) == (1, before)
    assert f"{CHATTER}:" in result.stderr


def test_an_error_that_comes_meanwhile_is_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: object, **__: object) -> None:
        change(root, STREAKS, "Details", "<<<<<<< ours\n\nDetails")

    monkeypatch.setattr(build_again, "build_again", gives_up)
    change(root, CHATTER, "Details of chatter", "More of it")
    result = CliRunner().invoke(cli, ["-C", str(root), "build", "--today", str(TODAY)])
    assert result.exit_code == 1
    assert f"{STREAKS}:" in result.stderr
    assert "Nothing was built" in result.stderr


def test_what_mkdocs_has_to_say_is_said_of_all(root: Path) -> None:
    change(root, "mkdocs.yml", "plugins: [cop-kb]", "plugins: [cop-kb]\nnav: [{Chatter: problems/chatter.md}]")
    first = call(root)
    change(root, CHATTER, "Details of chatter", "More of it")
    second = call(root)
    assert ANEW not in second.stdout, "its page is in the navigation"
    assert second.stderr == first.stderr
    expect_clean(root)


def test_one_that_is_killed_is_made_good(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by a build that then ends with errors."""
    place = site_folder._place

    def killed(site: Path, name: str, new: Path) -> None:
        if not name.endswith(".html"):
            raise KeyboardInterrupt
        place(site, name, new)

    change(root, CHATTER, "Details of chatter", "More of it")
    with monkeypatch.context() as patch:
        patch.setattr(site_folder, "_place", killed)
        CliRunner().invoke(cli, ["-C", str(root), "build", "--today", str(TODAY)])
    assert "more" not in (root / "site/search/instant.js").read_text()
    change(root, STREAKS, "Details", "<<<<<<< ours\n\nDetails")
    assert CliRunner().invoke(cli, ["-C", str(root), "build", "--today", str(TODAY)]).exit_code == 1
    assert "more" in (root / "site/search/instant.js").read_text()
    change(root, STREAKS, "<<<<<<< ours\n\nDetails", "Details")
    expect_clean(root)
    call(root)
    expect_clean(root)


def test_one_that_is_killed_while_the_index_is_put_there_is_made_good(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = site_folder._place

    def killed(site: Path, name: str, new: Path) -> None:
        if name.startswith(BUNDLE):
            raise KeyboardInterrupt
        place(site, name, new)

    change(root, CHATTER, "Details of chatter", "More of it")
    with monkeypatch.context() as patch:
        patch.setattr(site_folder, "_place", killed)
        CliRunner().invoke(cli, ["-C", str(root), "build", "--today", str(TODAY)])
    assert "Built " in call(root).stdout
    expect_clean(root)


def test_findings_in_data_files_come_and_go(root: Path) -> None:
    write(root, {"mkdocs.yml": CONFIG, "content/topics.yml": "# Topics\n"})
    words = ["-C", str(root), "validate", "--strict", "--today", str(TODAY)]
    assert CliRunner().invoke(cli, words).exit_code == 0
    write(root, {"mkdocs.yml": CONFIG, "content/topics.yml": "# AKIAIOSFODNN7EXAMPLF\n"})
    assert "looks like a key" in CliRunner().invoke(cli, words).stdout
    write(root, {"mkdocs.yml": CONFIG, "content/topics.yml": "# Topics\n"})
    assert CliRunner().invoke(cli, words).exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be locked so there")
def test_without_a_cache_it_is_built_as_ever(root: Path) -> None:
    (cache_of(root) / NAME).write_bytes(b"no database")
    change(root, CHATTER, "Details of chatter", "More of it")
    assert ANEW not in call(root).stdout
    expect_clean(root)
