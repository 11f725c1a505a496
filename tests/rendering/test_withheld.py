"""What is withheld is part of no output: every file of every kind of site is searched for its words."""

from __future__ import annotations

import gzip
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import get_plugins

from cop_kb.model.error import CopKbError
from cop_kb.rendering.encryption import refuse_encryption
from cop_kb.rendering.mkdocs_plugin import CopKbPlugin
from cop_kb.rules import check
from tests.cli.running import mkdocs, within
from tests.rendering.sites import dead_links, tree
from tests.support import MKDOCS_YML, read, write

WORDS = (
    *(
        "zzqtitle",
        "zzqbody",
        "zzqaka",
        "zzqcode",
        "zzqalias",
        "zzqauthor",
        "zzqthanks",
        "zzqslug",
        "zzqtried",
        "zzqtrier",
        "zzqfile",
    ),
    *("zzqbeside", "zzqpicture", "zzqpage", "zzqabout", "zzqsymptom", "zzqsection", "zzqlink", "zzqapplied"),
)
"""Each stands in what is withheld, and nowhere else but where a public text names the slug."""
SECRET = """\
---
title: Zzqtitle of the new arm
{key}
aka: [Zzqaka noise]
codes: [ZZQCODE-1]
aliases: [old/zzqalias]
authors: [Zzqauthor Prado]
thanks: [Zzqthanks Hill]
topics: [chatter]
applies_to: {{vehicle: van}}
supersedes: [blade-chatters]
links: [https://zzqlink.example/1]
---
## Symptom

Zzqsymptom, see [[never-written-zzqbody]] and ![](zzqbeside.png) and ![](../../zzqpicture.png).

## Workaround

Zzqbody.

### Zzqsection heading
"""
FILES = {
    "content/topics.yml": "chatter: {label: Chatter}\n",
    "content/problems/zzqslug/zzqbeside.png": b"\x89PNG\r\n\x1a\nzzqfile",
    "content/zzqpicture.png": b"\x89PNG\r\n\x1a\nzzqfile",
    "content/problems/zzqslug/deeper/zzqfile.csv": "zzqfile\n",
    "content/shared.csv": "seen by all\n",
    "content/problems/blade-chatters.md": (
        "# Blade chatters\n\nA rattle. [The new arm](zzqslug/index.md), [[zzqslug]], [[zzqslug|so they say]], "
        "[[zzqalias]] and ![its picture](zzqslug/zzqbeside.png), [the table](../shared.csv).\n\n"
        "Also [[Zzqtitle of the new arm]], [[Zzqtitle of the new arm#Zzqsection heading|it]], [[ZZQAKA noise]].\n\n"
        "| a |\n|---|\n| [[zzqtitle of the new arm\\|there]] |\n\n"
        '--8<-- "problems/zzqslug/index.md"\n\n--8<-- "plans/zzqpage.md"\n\n## Workaround\n\nWet it.\n'
    ),
    "content/cases/press-cars.md": (
        "---\nproblem: zzqslug\napplied: [{entry: zzqslug, result: worked, note: fine}]\n---\n# Press cars\n\nIt was loud.\n"
    ),
    "content/cases/secret-car.md": (
        "---\nvisibility: internal\nproblem: blade-chatters\n"
        "applied: [{entry: gel-pad, result: worked, note: Zzqapplied}]\n---\n# Zzqtitle car\n\nZzqbody.\n"
    ),
    "content/lessons/gel-pad.md": "# Glue a gel pad under the arm\n\n## Lesson\n\nDo.\n\n## Recommendation\n\nGlue it.\n",
    "content/tried/zzqslug/2026-03-01-zzqtrier-abcdef.md": "---\nresult: worked\nwho: Zzqtrier Roe\n---\nZzqtried it.\n",
    "content/plans/zzqpage.md": "---\nPublished: No\n---\n# Zzqpage plan\n\nZzqabout the plan. [Table](../shared.csv)\n",
    "content/about.md": "# About\n\nSee [the plan](plans/zzqpage.md) and [[Zzqtitle of the new arm]].\n",
    "content/faqs/index.md": "---\nprivate: true\n---\nZzqabout these questions.\n",
}
KEYS = {
    "content/cases/secret-car.md": "visibility: internal\n",
    "content/plans/zzqpage.md": "Published: No\n",
    "content/faqs/index.md": "private: true\n",
}
NAV = "nav:\n  - index.md\n  - About: about.md\n  - Zzqtitle plans: [{Zzqpage: plans/zzqpage.md}]\n  - Zzqslug: problems/zzqslug.md\n"
SNIPPETS = "markdown_extensions: [pymdownx.snippets, attr_list]\n"
NAMED = frozenset({"zzqslug", "zzqalias", "zzqpage", "zzqbeside"})
"""What public texts call it: these words are theirs."""
ZIPPED = b"\x1f\x8b"


def knowledge_base(root: Path, key: str = "draft: yes", settings: str = "") -> Path:
    head = f"site_url: https://kb.example/\n{settings}{MKDOCS_YML}"
    files = {"mkdocs.yml": head, "content/problems/zzqslug/index.md": SECRET.format(key=key), **FILES}
    return write(root, files)


def readable(name: str, data: bytes) -> str:
    """All words of a file, those of Pagefind's compressed ones too."""
    text = gzip.decompress(data) if data.startswith(ZIPPED) else data
    return f"{name}\n{text.decode('utf-8', 'replace')}".lower()


def leaks(site: Path, *, named: frozenset[str] = NAMED) -> list[str]:
    """Where a word of what is withheld stands, and which; but for what public texts call it."""
    found = {name: readable(name, data) for name, data in tree(site).items()}
    return sorted(f"{name}: {word}" for name, text in found.items() for word in set(WORDS) - named if word in text)


def build(root: Path) -> Path:
    done = within(root, "build", "--no-git", "--today", "2026-11-21")
    assert done.exit_code == 0, done.output
    return root / "site"


def pages(site: Path) -> set[str]:
    """Its files, but for the index of the search and the rules, of which tests write only a few."""
    return {name for name in tree(site) if not name.startswith(("search/", "guide/rules/"))}


@pytest.mark.parametrize("settings", [NAV + SNIPPETS, "use_directory_urls: false\n"])
def test_nothing_of_it_is_in_a_site_that_cop_kb_or_plain_mkdocs_builds(settings: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, settings=settings)
    site = build(root)
    ours = pages(site)
    assert leaks(site) == []
    assert not any(name in f"/{path}" for path in ours for name in ("zzq", "/go/", "/old/", "/people/"))
    assert (site / "shared.csv").is_file()
    assert dead_links(site) == []
    done = mkdocs("build", "-q", folder=root, SOURCE_DATE_EPOCH="1795219200")
    assert done.returncode == 0, done.stderr
    assert leaks(site) == []
    assert pages(site) == ours


def test_all_of_it_is_found_once_it_is_published_and_nothing_of_it_once_it_is_withheld_again(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, key="draft: no", settings=SNIPPETS)
    write(root, {path: text.replace(old, "") for path, old in KEYS.items() if isinstance(text := FILES[path], str)})
    site = build(root)
    found = {each.rpartition(": ")[2] for each in leaks(site, named=frozenset())}
    assert found == set(WORDS)
    knowledge_base(root, settings=SNIPPETS)
    assert leaks(build(root)) == []
    write(root, {"content/problems/zzqslug/index.md": SECRET.format(key="draft: yes") + "\nOne more word.\n"})
    assert leaks(build(root)) == []


def test_nothing_of_it_is_staged_or_given_to_other_programs(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, settings=NAV)
    done = within(root, "stage", str(root / "out"), "--no-git")
    assert done.exit_code == 0, done.output
    assert leaks(root / "out") == []
    for command in ("list --all-entries --format json", "list --format csv", "map --format json", "map --format csv", "map",
                    "show gel-pad --format json", "show blade-chatters --format json"):  # fmt: skip
        done = within(root, *command.split(), "--no-git")
        assert done.exit_code == 0, done.output
        assert not [word for word in set(WORDS) - NAMED if word in done.output.lower()], command
    done = within(root, "show", "zzqslug", "--format", "json", "--no-git")
    assert "is a draft" in str(done.exception)


def test_at_a_terminal_it_is_marked(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    assert "draft" in next(
        line for line in within(root, "list", "--no-git").output.splitlines() if "Zzqtitle of" in line
    )
    shown = within(root, "show", "zzqslug", "--no-git").output
    assert "Draft: not published" in shown
    assert "Zzqbody" in shown
    assert "Zzqtitle car (draft)" in within(root, "show", "gel-pad", "--no-git").output


def test_whoever_names_it_makes_no_mistake(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    found = {(each.rule, each.place.path) for each in check(read(root))}
    assert {rule for rule, path in found if "zzqslug" not in path and "secret" not in path} <= {
        *(
            "missing-section",
            "wanted-page",
            "withheld",
            "old-address",
            "unused-attachment",
            "image-without-alt",
            "missing-image",
        )
    }
    assert [each.message for each in check(read(root)) if each.rule == "wanted-page"] == [
        "“never-written-zzqbody” is wanted here and not yet written"
    ]


def test_mkdocs_serve_shows_it_with_a_mark(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    ours = config.plugins["cop-kb"]
    assert isinstance(ours, CopKbPlugin)
    ours.given = None  # MkDocs has one for all builds of a process
    config.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build(config)
    for name in (
        "problems/zzqslug/index.html",
        "cases/secret-car/index.html",
        "plans/zzqpage/index.html",
        "faqs/index.html",
    ):
        assert "Draft: not published" in (root / "site" / name).read_text(), name
    assert "Draft: not published" not in (root / "site/problems/blade-chatters/index.html").read_text()
    assert (root / "site/problems/zzqslug/zzqbeside.png").is_file()


@pytest.mark.parametrize("name", ["encryptcontent", "encrypteverything"])
def test_a_plugin_that_encrypts_pages_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plugins = {**get_plugins(), name: EntryPoint(name, "mkdocs.contrib.search:SearchPlugin", "mkdocs.plugins")}
    monkeypatch.setattr(MkDocsConfig.plugins, "installed_plugins", plugins)
    settings = MKDOCS_YML.replace("  - cop-kb:", f"  - {name}\n  - cop-kb:")
    root = write(tmp_path, {"mkdocs.yml": settings, "content/faqs/torque.md": "# What torque?\n\n2 Nm.\n"})
    for command in (["build"], ["stage", str(root / "out")], ["serve", "--port", "0"]):
        done = within(root, *command, "--no-git")
        assert f"{name} encrypts pages" in str(done.exception), command
        assert isinstance(done.exception, CopKbError)
        assert done.exception.exit_code == 2
    with pytest.raises(Abort):
        mkdocs_build(load_config(str(root / "mkdocs.yml")))
    assert "encrypts pages" in caplog.text
    assert not (root / "site").exists()


def test_a_second_one_and_one_of_a_theme_are_refused_too() -> None:
    for name in ("encryptcontent #2", "material/encryptcontent"):
        with pytest.raises(CopKbError):
            refuse_encryption(["search", name])
    refuse_encryption(["search", "encrypt-source"])
