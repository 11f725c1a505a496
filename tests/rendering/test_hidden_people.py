"""Somebody who is hidden is named in no byte of any output: every file and every command is searched for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import git, within
from tests.rendering.sites import tree
from tests.rendering.test_withheld import readable
from tests.support import MKDOCS_YML, write

WORDS = ("zzqid", "zzqname", "zzqold", "zzqmail", "zzqlogin", "zzqcontact")
PEOPLE = """\
zzqid:
  name: Zeno Zzqname
  was: [Zeno Zzqold]
  emails: [zzqmail@example.org]
  accounts: ["github:zzqlogin"]
  contact: https://zzqcontact.example/
  hide: yes
wei: Zhang Wei
"""
CALLED = ("zzqid", "@zzqid", "Zeno Zzqname", "zeno-zzqname", "Zeno  ZZQNAME", "Zeno Zzqold", "zzqmail@example.org",
          "Zeno Zzqname <zzqmail@example.org>", "Z <zzqmail@example.org>", "zzqlogin", "github:zzqlogin",
          "1+zzqlogin@users.noreply.github.com")  # fmt: skip
FILES = {
    "mkdocs.yml": f"site_url: https://kb.example/\n{MKDOCS_YML}",
    "content/people.yml": PEOPLE,
    "content/topics.yml": "noise: Noise\n",
    "content/faqs/noise/f.md": "# Why does it hum?\n\nBecause.\n",
    "content/lessons/l.md": f"---\nauthors: {list(CALLED)}\nthanks: {list(CALLED)}\ntopics: [noise]\n---\n# Do\n\nDo it.\n",
    "content/problems/p.md": "---\nsupersedes: [{entry: old, why: Better.}]\nauthors: [wei]\n---\n# P\n\nx\n\n## Workaround\n\nRest.\n",
    "content/problems/old.md": "# Old\n\nx\n",
    **{
        f"content/tried/{slug}/2026-0{n % 9 + 1}-01-x-abcd{n:02}.md": f"---\nresult: {result}\nwho: {who!r}\n---\nFine.\n"
        for slug, result in (("f", "worked"), ("p", "didnt"))
        for n, who in enumerate(CALLED)
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("kb"), FILES)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin", "--author", "Zeno Zzqold <zzqmail@example.org>")
    return folder


def leaks(text: str) -> list[str]:
    return [word for word in WORDS if word in text.lower()]


def test_nothing_of_them_is_in_a_site_nor_in_what_is_staged(root: Path, tmp_path: Path) -> None:
    done = within(root, "build", "--today", "2026-11-21")
    assert done.exit_code == 0, done.output
    assert leaks(done.output) == []
    assert within(root, "stage", str(tmp_path / "out")).exit_code == 0
    for folder in (root / "site", tmp_path / "out"):
        found = {name: leaks(readable(name, data)) for name, data in tree(folder).items()}
        assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "command",
    ["list", "list --format json", "list --format csv", "list --since 2020-01-01", "list --since 2020-01-01 --format json",
     "map", "map --format json", "map --format csv", "show f", "show f --format json", "show l", "show l --format json",
     "show p --format json", "show old", "validate", "validate --format json", "validate --format github",
     "validate --format sarif", "validate --format gitlab", "schema", "explain hidden-name", "list --person nobodyx"],
)  # fmt: skip
def test_no_command_names_them(command: str, root: Path) -> None:
    assert leaks(within(root, *command.split()).output) == []


def test_where_an_author_typed_the_name_a_finding_says_so_and_does_not_repeat_it(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "content/faqs/g.md": "# Who?\n\nAsk Zeno\nZzqname, or @zzqlogin.\n"})
    for form in ("text", "json", "github", "gitlab"):
        said = within(tmp_path, "validate", "--format", form).output
        assert "people.yml hides" in said
        assert leaks(said) == [], form
