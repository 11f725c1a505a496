"""A staged folder: every engine makes the same pages of it, without cop-kb; and nothing of others is lost for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import pytest
import yaml

from cop_kb.rendering.workspace import OLD, Workspace
from cop_kb.staging.folder import MARKER
from tests.cli.running import DAY, build, run, within
from tests.conftest import Example, whole_guide
from tests.rendering.sites import dead_links, tree
from tests.staging.staging import built, engines, other_files, pages, stage
from tests.support import write

WORDS = (Path(__file__).parents[2] / "theme/partials/kb/words.html").read_text(encoding="utf-8")
OWN = {
    "mkdocs.yml": """\
site_name: 'Trial & "Error": 1e3'
site_url: https://kb.example.org/wiki/
repo_url: https://github.com/acme/kb
edit_uri: edit/main/content/
docs_dir: content
copyright: © A & B
theme:
  name: cop-kb
  custom_dir: overrides
  features: [navigation.tabs]
nav:
  - Start: index.md
  - Über uns: about.md
  - What recurs: problems/index.md
  - Deep: [{A: guides/index.md}, guides/deep.md]
extra_css: [assets/own.css]
extra: {from_outside: !ENV [COP_KB_NOT_SET, fallback]}
plugins:
  - material/search: {separator: ' '}
  - cop-kb: {trusted: [about.md]}
markdown_extensions:
  - attr_list
  - md_in_html
  - admonition
  - toc: {permalink: true, slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
      options: {custom_icons: [overrides/.icons]}
  - pymdownx.superfences
""",
    "overrides/partials/kb/words.html": WORDS.replace("People and dates", "Leute"),
    "overrides/.icons/own/x.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9z"/></svg>',
    "content/assets/own.css": "a {}",
    "content/index.md": '# Hello & "World"\n\nText **here**, [there](about.md).\n',
    "content/about.md": "---\ntitle: About <us> & them\ndescription: a & b\nhide: [toc]\n---\n"
    '<video controls></video>\n\nTrusted <u style="color: red">text</u>.\n',
    "content/guides/README.md": "# Guides\n\n[deep](deep.md), [a](../problems/a.md#why)\n",
    "content/guides/deep.md": "# Deep *one*\n\n:own-x: and ++x++.\n\n!!! note\n    Inside.\n",
    "content/guides/with space.md": "---\ntags: [a]\n---\nNote: it opens like metadata.\n",
    "content/topics.yml": "noise: {label: Noise & <rattle>, synonyms: ['a \"b\"'], description: What <is> & 'not'}\n",
    "content/problems/a.md": "---\ntitle: '1e3'\ntopics: [noise]\naliases: [wiki/old page]\n"
    "aka: [0o14, 'yes', '~', '12:30', <x>, 'a: b', '#no', '2026-01-01', 'a\\b']\ncodes: ['0x10', '1_000']\n"
    "links: [{url: 'https://x.example/?a=1&b=2', label: L & <M>}]\n---\n"
    "## Symptom\n\nIt *rattles*, a < b & c. See [[lost page]] and [[b]] ![far](https://far.example/x.png)\n\n"
    "## Cause\n\nUnknown, [dead](nowhere.md).\n\n### Why? {: #why }\n\n"
    '<div class="grid cards" markdown>\n\n- One\n- Two\n\n</div>\n\n<!-- not shown -->\n\n'
    '![Near](a.png){ width="300" }\n',
    "content/problems/a.png": b"png",
    "content/problems/noise/b/index.md": '---\nlang: de\n---\n# B & "b" — it _x_ ☃ 💥\n\n'
    "Schnarrt, [Datei](p.txt), [auf](../../a.md#why).\n\n"
    "    <indented code>\n\n`<inline>` and ``<two `x>``.\n\n```html\n<script>alert(1)</script>\n```\n",
    "content/problems/noise/b/p.txt": b"hi",
    "content/faqs/q.md": "# Why?\n\nBecause\u00a0of\u2028that.\n\n1. one <br> two\n\n        <code in a list>\n\n"
    "2. H<sub>2</sub>O\n",
    "content/tried/a/2026-01-01-ines-abcdef.md": "---\nresult: worked\n---\nA & <b>\n",
}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def build_there(root: Path) -> Path:
    """The site, built in the folder of ``mkdocs.yml``, from where Material looks for icons."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        return build(root)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """A knowledge base with settings, templates and texts of the difficult kind, and its site."""
    root = write(tmp_path_factory.mktemp("own") / "kb", OWN)
    return Example(root, build_there(root))


@pytest.fixture(scope="module")
def own_of_files(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """The same, where pages are files and not folders."""
    settings = OWN["mkdocs.yml"].replace("docs_dir", "use_directory_urls: false\ndocs_dir")
    root = write(tmp_path_factory.mktemp("files") / "kb", {**OWN, "mkdocs.yml": settings})
    return Example(root, build_there(root))


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Example], Path]:
    """Stages a knowledge base, once; the folder is for reading. The example was built with its whole guide."""

    @cache
    def once(made: Example) -> Path:
        with whole_guide() if made.root.name == "example" else nullcontext():
            return stage(made.root, tmp_path_factory.mktemp("staged") / "out")

    return once


@pytest.fixture(scope="module")
def built_by(
    staged: Callable[[Example], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Example], Path]:
    """Builds the site of a staged knowledge base by an engine, once."""

    @cache
    def once(engine: str, made: Example) -> Path:
        return built(engine, shutil.copytree(staged(made), tmp_path_factory.mktemp(engine) / "out"))

    return once


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("which", ["example", "own"])
def test_every_engine_makes_the_same_pages_as_build(
    engine: str, which: str, request: pytest.FixtureRequest, built_by: Callable[[str, Example], Path]
) -> None:
    made: Example = request.getfixturevalue(which)
    site = built_by(engine, made)
    ours, theirs = pages(made.site), pages(site)
    assert sorted(theirs) == sorted(ours)
    assert {name: shown for name, shown in theirs.items() if shown != ours[name]} == {}
    assert other_files(site) == other_files(made.site)
    assert [link for link in dead_links(site, "/wiki/") if not link.startswith("404.html")] == []
    assert (site / "assets/stylesheets/cop-kb.css").is_file()


@pytest.mark.parametrize("engine", engines())
def test_pages_may_be_files_and_not_folders(
    engine: str, own_of_files: Example, built_by: Callable[[str, Example], Path]
) -> None:
    ours, theirs = pages(own_of_files.site), pages(built_by(engine, own_of_files))
    assert "problems/a.html" in ours
    assert theirs == ours


def test_an_entry_is_edited_where_it_was_written(own: Example, built_by: Callable[[str, Example], Path]) -> None:
    site = built_by("mkdocs", own)
    address = 'href="https://github.com/acme/kb/edit/main/content/problems/noise/b/index.md"'
    for each in (site, own.site):
        assert address in (each / "problems/b/index.html").read_text(encoding="utf-8")
    assert "/edit/" not in (site / "problems/index.html").read_text(encoding="utf-8")


def test_pages_are_plain_markdown_below_a_block_of_ours(own: Example, staged: Callable[[Example], Path]) -> None:
    text = (staged(own) / "docs/problems/a.md").read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: ")
    _, block, markdown = text.split("---\n", 2)
    meta = yaml.safe_load(block)
    assert meta["title"] == "1e3"
    assert meta["template"] == "entry.html"
    assert meta["kb"]["aka"] == ["0o14", "yes", "~", "12:30", "&lt;x&gt;", "a: b", "#no", "2026-01-01", "a\\b"]
    assert meta["kb"]["topics"] == [{"label": "Noise &amp; &lt;rattle&gt;", "url": "topics/noise/"}]
    assert markdown.startswith("\n## Symptom\n\nIt *rattles*, a < b & c.")
    assert '<div class="grid cards" markdown>' in markdown


def test_the_settings_are_the_communitys_own_without_cop_kb(own: Example, staged: Callable[[Example], Path]) -> None:
    text = (staged(own) / "mkdocs.yml").read_text(encoding="utf-8")
    assert "cop-kb:" not in text
    assert "name: cop-kb" not in text
    for kept in (
        "!!python/name:material.extensions.emoji.twemoji",
        "!!python/object/apply:pymdownx.slugs.slugify",
        "!ENV [COP_KB_NOT_SET, fallback]",
        "search: {separator: ' '}",
        "custom_icons: [theme/.icons]",
        "site_url: https://kb.example.org/wiki/",
    ):
        assert kept in text
    assert (staged(own) / "theme/partials/kb/words.html").read_text(encoding="utf-8").count("Leute") == 1


def test_what_cannot_be_carried_over_is_said_and_strict_refuses_it(tmp_path: Path) -> None:
    settings = OWN["mkdocs.yml"].replace("docs_dir", "hooks: [hook.py]\ndocs_dir").replace(
        "- admonition", "- admonition\n  - pymdownx.snippets"
    )  # fmt: skip
    root = write(tmp_path / "kb", {"mkdocs.yml": settings, "overrides/x": "", "content/faqs/q.md": "# Q?\n\nA.\n",
                                   "content/page.md": "---\ntemplate: nothere.html\n---\n# P\n",
                                   "hook.py": ""})  # fmt: skip
    done = within(root, "stage", str(tmp_path / "out"))
    assert done.exit_code == 0
    assert "mkdocs.yml: hooks is left out" in done.stderr
    assert "pymdownx.snippets is left out" in done.stderr
    assert (
        "content/page.md: “template” is for pages that mkdocs.yml lists as trusted, and it is left out." in done.stderr
    )
    strict = within(root, "stage", str(tmp_path / "other"), "--strict")
    assert "hooks is left out" in str(strict.exception)
    assert not (tmp_path / "other").exists()


def test_another_theme_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"mkdocs.yml": OWN["mkdocs.yml"].replace("name: cop-kb", "name: material")})
    assert "stage copies the theme cop-kb" in run("stage", str(tmp_path / "out"), folder=root).stderr


def test_errors_stop_it_and_warnings_with_strict(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"content/cases/a.md": "---\nproblem: none-such\n---\n# A\n"})
    done = run("stage", str(tmp_path / "out"), folder=root)
    assert done.returncode == 1
    assert "dangling-ref" in done.stderr
    write(root, {"content/cases/a.md": "# A\n\n[x](nowhere.md)\n"})
    assert run("stage", str(tmp_path / "out"), "--strict", folder=root).returncode == 1
    assert not (tmp_path / "out").exists()
    assert run("stage", str(tmp_path / "out"), folder=root).returncode == 0


# The folder


def test_staging_again_gives_the_same_bytes_and_leaves_what_engines_made(own: Example, tmp_path: Path) -> None:
    folder = stage(own.root, tmp_path / "out")
    before = tree(folder)
    write(folder, {"mkdocs.yml": before["mkdocs.yml"], "site/index.html": "built", ".cache/x": "kept", "CNAME": "mine"})
    (folder / "content").rmdir()
    stage(own.root, folder)
    after = tree(folder)
    assert {name: text for name, text in after.items() if name in before} == before
    assert set(after) - set(before) == {"site/index.html", ".cache/x", "CNAME"}
    assert names_in(tmp_path) == ["out"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"mine.txt": b"x"}, "is not empty, and stage did not make it"),
        ({MARKER: b'{"files": ["mkdocs.yml"]}', "mkdocs.yml": b"x", "docs/mine.md": b"x"}, "docs/mine.md"),
        ({MARKER: b"[]", "mkdocs.yml": b"x"}, "is not empty, and stage did not make it"),
    ],
    ids=["files of others", "a page of others", "a broken marker"],
)
def test_a_folder_with_files_of_others_is_refused_and_stays(
    files: dict[str, bytes], said: str, own: Example, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    done = within(own.root, "stage", str(folder))
    assert said in str(done.exception)
    assert tree(folder) == files
    assert names_in(tmp_path) == ["out"]


@pytest.mark.parametrize("where", ["content/out", "content", "."])
def test_the_folders_people_write_in_are_refused(where: str, tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/a.md": "# A\n\nx\n"})
    done = run("stage", where, folder=root)
    assert done.returncode == 2
    assert "cannot hold a site: it " in done.stderr
    assert not (root / "content/out").exists()


def test_a_stage_that_fails_or_was_killed_leaves_the_old_folder(own: Example, tmp_path: Path) -> None:
    folder = stage(own.root, tmp_path / "out")
    before = tree(folder)
    broken = write(tmp_path / "kb", {**OWN, "mkdocs.yml": OWN["mkdocs.yml"].replace("- admonition", "- no.such")})
    assert "MkDocs cannot use" in str(within(broken, "stage", str(folder)).exception)
    assert tree(folder) == before
    beside = Workspace(folder).folder
    (beside / "new-1").mkdir(parents=True)
    folder.rename(beside / OLD)
    assert within(broken, "stage", str(folder)).exit_code != 0
    assert tree(folder) == before
    assert names_in(tmp_path) == ["kb", "out"]


def test_the_day_and_git_are_as_for_build(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"content/lessons/l.md": "---\ndate: 2020-01-01\n---\n# L\n\nDo.\n"})
    text = (stage(root, tmp_path / "out", "--no-git") / "docs/lessons/l.md").read_text(encoding="utf-8")
    assert DAY > "2022" and "is_due: true" in text
