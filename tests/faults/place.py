"""A small knowledge base in Git, with a home, a cache and a folder for temporary files of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMMAND = (str(Path(sys.executable).with_name("cop-kb")),)
PATIENCE, SETTLED = 60.0, 2.1
Tree = dict[str, str]
"""The digests of the files below a folder, by their names with ``/``."""
LEFT = re.compile(r"\.cop-kb-(?!site\.json$|stage\.json$|cache$).*|\..+\.(?:new|old|stage-new|stage-old)-.*")
"""Names of files and folders that only a command at work may have."""
WORKSPACE, STAYING = ".site.cop-kb", {"lock", ".gitignore", "before"}
"""The folder in which a build prepares a site, and what may be there afterwards."""

MKDOCS_YML = """\
site_name: Faults
docs_dir: content
theme:
  name: cop-kb
plugins:
  - cop-kb
markdown_extensions: [admonition, attr_list, tables, toc]
"""
PROBLEM = """\
---
title: Blade {name}
topics: [rubber]
---
The {name} comes at low speed. See [[{other}]] and [the list](../faqs/wax.md).

## Cause

Wax on the glass.

## Workaround

### Wet the glass

### Wait

It goes by itself.
"""
FILES = {
    ".gitignore": "site/\n.cop-kb/\n",
    "mkdocs.yml": MKDOCS_YML,
    "content/topics.yml": "rubber: {label: Rubber}\n",
    "content/people.yml": "ines: {name: Inês, emails: [ines@kb.example]}\n",
    "content/problems/chatter.md": PROBLEM.format(name="chatter", other="streaks"),
    "content/problems/streaks.md": PROBLEM.format(name="streaks", other="chatter"),
    "content/problems/squeal.md": PROBLEM.format(name="squeal", other="streaks"),
    "content/problems/newer.md": "---\ntitle: Blade judders\nsupersedes: [streaks]\n---\nIt judders, [[chatter]].\n",
    "content/faqs/wax.md": "# How do I see wax?\n\nBreathe on it. See [[chatter#cause]] and ![a blade](blade.png).\n",
    "content/faqs/blade.png": "not much of a picture",
    "content/cases/van.md": "---\ntitle: The van\nproblem: chatter\napplied: [{chatter: worked}]\n---\nIt stood.\n",
    "content/cases/bus.md": "---\ntitle: The bus\nproblem: streaks\n---\nIt ran. [Streaks](../problems/streaks.md).\n",
    "content/lessons/care.md": "---\ntitle: Care for wax\n---\nKeep it off, or [[chatter]] comes.\n",
    "content/tried/chatter/2026-11-01-ines-abcdef.md": "---\nresult: worked\nof: Wait\n---\nYes.\n",
    "content/tried/chatter/2026-11-02-robin-ghijkl.md": "---\nresult: trying\n---\n",
    "content/about.md": "# About\n\nUs, and [[chatter]], [there](problems/chatter.md#cause).\n",
}
BODY = {"content/problems/squeal.md": FILES["content/problems/squeal.md"].replace("by itself", "in a day")}
AGAIN = {"content/problems/squeal.md": FILES["content/problems/squeal.md"].replace("by itself", "in a week")}
TITLE = {"content/faqs/wax.md": FILES["content/faqs/wax.md"].replace("How do I see wax?", "What shows wax?")}
ENTRY = {"content/cases/tram.md": "---\ntitle: The tram\nproblem: chatter\n---\nIt slid.\n"}
MANY = {f"content/faqs/q-{number}.md": f"# What is number {number}?\n\nIt is {number}.\n" for number in range(100)}
"""So many entries that a build may take them as they were."""
VERSIONS: dict[str, dict[str, str]] = {
    f"{many}{name}": {path: text for path, text in (FILES | more | files).items() if path.startswith("content/")}
    for many, more in (("", {}), ("many ", MANY))
    for name, files in (("first", {}), ("body", BODY), ("again", AGAIN), ("title", TITLE), ("entry", ENTRY))
}
"""Contents to build from: as committed, one text edited, the same again (then only its page is another), one title,
one entry more."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (below 0: a signal) and what it wrote."""

    code: int
    out: str
    err: str


class Running:
    """A command at work, the first of a session of processes."""

    def __init__(self, words: Sequence[str], folder: Path, env: Mapping[str, str], said: Path) -> None:
        self._out, self._err = said.with_suffix(".out"), said.with_suffix(".err")
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                words, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
            )
        self.pid = self.process.pid

    def ends(self, patience: float = PATIENCE) -> Ended:
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, 9)
            self.process.wait()
            raise
        out, err = (each.read_text(encoding="utf-8", errors="replace") for each in (self._out, self._err))
        return Ended(code, out, err)

    def waits_for(self, text: str) -> None:
        """Wait until it has said something."""
        end = time.monotonic() + PATIENCE
        while text not in self._out.read_text(encoding="utf-8", errors="replace"):
            assert self.process.poll() is None, self._err.read_text(encoding="utf-8", errors="replace")
            assert time.monotonic() < end, f"it does not say “{text}”"
            time.sleep(0.05)

    def others(self) -> list[int]:
        """The other processes of its session that are not yet dead."""
        found = []
        for each in Path("/proc").glob("[0-9]*/stat"):
            try:
                number, _, rest = each.read_text().rpartition(")")
            except OSError:
                continue
            state, _, _, session, *_ = rest.split()
            pid = int(number.split()[0])
            if int(session) == self.pid and pid != self.pid and state not in "ZX":
                found.append(pid)
        return found


class Place:
    """``root`` is the knowledge base; ``home`` and ``temporary`` are what its commands get for their own."""

    def __init__(self, folder: Path, template: Path | None = None, said: Path | None = None) -> None:
        self.folder, self.root, self.home, self.temporary = folder, folder / "kb", folder / "home", folder / "tmp"
        self.said = said or folder
        for each in (folder, self.home, self.temporary):
            each.mkdir(parents=True, exist_ok=True)
        if template:
            shutil.copytree(template, self.root, symlinks=True)

    @property
    def site(self) -> Path:
        return self.root / "site"

    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "VIRTUAL_ENV")}
        return kept | {
            "HOME": str(self.home),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "TMPDIR": str(self.temporary),
            "SOURCE_DATE_EPOCH": "1795262400",  # 2026-11-21
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_MKDOCS_2_WARNING": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }

    def start(self, *arguments: str, before: Sequence[str] = (), said: str = "said") -> Running:
        """Start a command, ``before`` it another program that runs it; ``said`` is where it may write what it says."""
        return Running([*before, *COMMAND, *arguments], self.root, self.env(), self.said / said)

    def run(self, *arguments: str, before: Sequence[str] = ()) -> Ended:
        return self.start(*arguments, before=before).ends()

    def write(self, files: Mapping[str, str]) -> None:
        """Make the content consist of these files; what is so already stays untouched."""
        for name in self.content():
            if name not in files:
                (self.root / name).unlink()
        for path in sorted((self.root / "content").rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_bytes() != text.encode():
                path.with_name("~edited").write_text(text, encoding="utf-8")
                path.with_name("~edited").replace(path)

    def content(self) -> dict[str, str]:
        """The files in the content folder with their texts, but for what commands leave while they are at work."""
        paths = (
            path for path in (self.root / "content").rglob("*") if path.is_file() and not LEFT.fullmatch(path.name)
        )
        return {path.relative_to(self.root).as_posix(): path.read_bytes().decode() for path in paths}

    def leftovers(self) -> list[str]:
        """What a command that is no longer at work should not have left in the project and among temporary files."""
        work = self.root / WORKSPACE
        skipped = {self.root / ".git", self.site, work}
        found = [path for path in self.root.rglob("*") if LEFT.fullmatch(path.name) and not skipped & set(path.parents)]
        found += [path for path in work.glob("*") if path.name not in STAYING]
        found += [path for path in self.root.parent.glob(".*") if LEFT.fullmatch(path.name)]
        return sorted(str(path.relative_to(self.folder)) for path in (*found, *self.temporary.iterdir()))

    def let_it_be_old(self) -> None:
        """Let the files that a killed command left be older than any that a command at work may have."""
        for path in (self.root / "content").rglob(".cop-kb-*"):
            os.utime(path, (0, 0))

    def clean_up(self) -> None:
        """Begin again: neither site nor store, and nothing left by a command."""
        for each in (self.site, self.root / ".cop-kb", self.root / WORKSPACE, self.home, self.temporary):
            shutil.rmtree(each, ignore_errors=True)
        self.home.mkdir()
        self.temporary.mkdir()
        for name in self.leftovers():
            path = self.folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def wait_until_settled(self) -> None:
        """Let the time pass in which a file could be changed again without another time of change."""
        time.sleep(SETTLED)


def make_template(folder: Path) -> Path:
    """A knowledge base in a Git repository with one commit."""
    for name, text in (FILES | MANY).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    who = ["-c", "user.name=Ines", "-c", "user.email=ines@kb.example", "-c", "commit.gpgsign=false"]
    env = Place(folder.parent / "template").env() | dict.fromkeys(
        ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-11-20T12:00:00Z"
    )
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", *who, *words], cwd=folder, env=env, check=True)
    for name in MANY:
        (folder / name).unlink()
    return folder


def tree(folder: Path) -> Tree:
    """All files below a folder."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {
        path.relative_to(folder).as_posix(): blake2b(path.read_bytes(), digest_size=8).hexdigest() for path in paths
    }
