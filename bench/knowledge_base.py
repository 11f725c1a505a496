"""A generated knowledge base in Git, as a community has it: built, changed, and made cold again."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from measuring import Cost, cost, lay_out
from tools import ours

HERE = Path(__file__).parent
NO_PAGEFIND = str(HERE / "without_pagefind")
GIT = ("git", "-c", "user.name=Ines", "-c", "user.email=ines@example.org", "-c", "gc.auto=0")
TYPES = ("cases", "faqs", "lessons", "problems")
WORD = re.compile(r"^[A-Z]\w+(?= )", re.MULTILINE)
TITLE = re.compile(r"(?<=^title: )\w+", re.MULTILINE)
SEEN = "search/instant.js"
"""A file of the site in which all titles are."""


class KnowledgeBase:
    """One of N generated entries. Without full text it is built as where Pagefind is not installed.

    With ``as_mkdocs`` its texts are read by Python-Markdown alone.
    """

    def __init__(self, folder: Path, count: int, *, full_text: bool = False, as_mkdocs: bool = False) -> None:
        self.count, self.as_mkdocs = count, as_mkdocs
        name = f"{'full' if full_text else 'bare'}-{count}{'-mkdocs' if as_mkdocs else ''}"
        self.folder = folder.resolve() / name
        self.cache = self.folder.with_name(f"{self.folder.name}-cache")
        self.env = {"COP_KB_CACHE_DIR": str(self.cache)} | ({} if full_text else {"PYTHONPATH": NO_PAGEFIND})
        lay_out(self.folder, self._write)

    def _write(self, folder: Path) -> None:
        subprocess.run([sys.executable, HERE / "generate.py", folder, str(self.count)], check=True)
        if self.as_mkdocs:
            settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
            changed = settings.replace("  - cop-kb:\n", "  - cop-kb:\n      markdown: mkdocs\n")
            (folder / "mkdocs.yml").write_text(changed, encoding="utf-8")
        (folder / ".gitignore").write_text("site/\n", encoding="utf-8")
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
            subprocess.run([*GIT, *words], cwd=folder, check=True)

    @cached_property
    def entry(self) -> Path:
        """The entry that is changed."""
        return min((self.folder / "content" / "lessons").glob("*.md"))

    def run(self, *words: str) -> Cost:
        """A command of cop-kb."""
        return cost(*ours(*words), cwd=self.folder, env=self.env)

    def make_cold(self) -> None:
        """Nothing of an earlier build or validation is left."""
        for folder in (self.folder / "site", self.folder / ".site.cop-kb", self.cache):
            shutil.rmtree(folder, ignore_errors=True)

    def build_cold(self, *options: str) -> Cost:
        """As on a machine that has never built it."""
        self.make_cold()
        took = cost(*ours("build", "--clean", *options), cwd=self.folder, cold=True, env=self.env)
        expect_entries(self.folder / "site", self.count)
        return took

    def build(self) -> Cost:
        """Once more, with what was kept."""
        return self.run("build")

    def build_changed(self) -> Cost:
        """Once more, after a word was changed."""
        word = change_a_word(self.entry)
        took = self.build()
        expect_word(self.folder / "site", self.entry, word)
        return took

    def build_retitled(self) -> Cost:
        """Once more, after a word of a title was changed, which other pages show too."""
        word = change_a_word(self.entry, TITLE)
        took = self.build()
        if word not in (self.folder / "site" / SEEN).read_text(encoding="utf-8"):
            raise RuntimeError(f"{self.folder} does not show {word}")
        return took


def change_a_word(path: Path, where: re.Pattern[str] = WORD) -> str:
    """Another word in the place of the one that begins the last paragraph, or of the last elsewhere; gives it."""
    text = path.read_text(encoding="utf-8")
    *_, last = where.finditer(text)
    word = f"Changed{int(last[0].removeprefix('Changed')) + 1 if last[0].startswith('Changed') else 1}"
    path.write_text(f"{text[: last.start()]}{word}{text[last.end() :]}", encoding="utf-8")
    return word


def expect_entries(site: Path, count: int) -> None:
    """A build that is measured has built what it should. Raises RuntimeError where it has not."""
    found = sum(len(list(site.glob(f"{name}/*/index.html"))) for name in TYPES)
    if found < count:
        raise RuntimeError(f"{site} has {found} pages of {count} entries")


def expect_word(site: Path, entry: Path, word: str) -> None:
    """And shows what was changed. Raises RuntimeError where it does not."""
    if word not in (site / entry.parent.name / entry.stem / "index.html").read_text(encoding="utf-8"):
        raise RuntimeError(f"{site} does not show {word} in {entry.stem}")
