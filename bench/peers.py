"""What the peers build and check: the same texts, each laid out as the peer wants them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from knowledge_base import KnowledgeBase, change_a_word, expect_entries, expect_word
from measuring import Cost, cost, lay_out
from texts import entries, plain_peer, portable_entries
from tools import Tools, ours

HERE = Path(__file__).parent


class Peer:
    """A site engine, with the texts of a knowledge base in a folder of its own."""

    name: str
    made: tuple[str, ...] = ("site",)
    env: Mapping[str, str] = MappingProxyType({})

    def __init__(self, folder: Path, kb: KnowledgeBase, tools: Tools) -> None:
        self.folder, self.kb, self.tools = folder.resolve() / f"{self.name}-{kb.count}", kb, tools
        lay_out(self.folder, self.write)

    def write(self, folder: Path) -> None:
        """Write what it builds from: its frame, which is committed beside this file, and the entries."""
        shutil.copytree(HERE / self.name, folder, dirs_exist_ok=True)
        portable_entries(self.kb.folder, folder / "content")

    def command(self) -> tuple[str | Path, ...]:
        """What builds the site."""
        raise NotImplementedError

    def make_cold(self) -> None:
        """Nothing of an earlier build is left."""
        for name in self.made:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def build_cold(self) -> Cost:
        """As on a machine that has never built it."""
        self.make_cold()
        took = cost(*self.command(), cwd=self.folder, cold=True, env=self.env)
        expect_entries(self.folder / self.made[0], self.kb.count)
        return took

    def build_changed(self) -> Cost:
        """Once more, after a word was changed in the entry in which the knowledge base changes it."""
        if not (self.folder / self.made[0]).exists():
            self.build_cold()
        word = change_a_word(next(self.folder.glob(f"*/lessons/{self.kb.entry.name}")))
        took = cost(*self.command(), cwd=self.folder, env=self.env)
        expect_word(self.folder / self.made[0], self.kb.entry, word)
        return took


class PlainMkDocs(Peer):
    """Plain MkDocs + Material: the Markdown of every page that cop-kb plans, and lunr's index of the full text."""

    name = "mkdocs"

    def write(self, folder: Path) -> None:
        plain_peer(self.kb.folder, folder)

    def command(self) -> tuple[str | Path, ...]:
        return sys.executable, "-m", "mkdocs", "build", "-q"


class MkDocsWithoutSearch(PlainMkDocs):
    """The same without an index of any kind."""

    def command(self) -> tuple[str | Path, ...]:
        config = self.folder / "without-search.yml"
        config.write_text("INHERIT: mkdocs.yml\nplugins: []\n", encoding="utf-8")
        return *super().command(), "-f", config


class OnePage(MkDocsWithoutSearch):
    """The entry that is changed as the only page: what MkDocs takes to start and to render one."""

    name = "one-page"

    def write(self, folder: Path) -> None:
        super().write(folder)
        for path in (folder / "docs").rglob("*.md"):
            if path.name != self.kb.entry.name:
                path.unlink()

    def build(self) -> Cost:
        """The site of that page."""
        return cost(*self.command(), cwd=self.folder, env=self.env)


class DirtyMkDocs(PlainMkDocs):
    """The same, where only the file that was changed is built, whatever depends on it."""

    def command(self) -> tuple[str | Path, ...]:
        whole = not (self.folder / self.made[0]).exists()
        return (*super().command(), *(() if whole else ("--dirty",)))


class Hugo(Peer):
    """Hugo with bench/hugo/: the entries, lists of types, topics and authors, related entries, a JSON index."""

    name, made = "hugo", ("public", "resources")

    def command(self) -> tuple[str | Path, ...]:
        return self.tools.hugo(), "--quiet"


class HugoWithoutRelated(Hugo):
    """The same without related entries, which are about half of what its build takes."""

    env: Mapping[str, str] = MappingProxyType({"HUGO_PARAMS_RELATED": "false"})


class Eleventy(Peer):
    """Eleventy with bench/eleventy/: the entries, lists of types and topics, entries of the same topics, an index."""

    name = "eleventy"

    def write(self, folder: Path) -> None:
        super().write(folder)
        for name in ("node_modules", "package.json"):
            (folder / name).symlink_to(self.tools.folder / name)

    def command(self) -> tuple[str | Path, ...]:
        return *self.tools.script("eleventy"), "--quiet"


class Linters:
    """markdownlint-cli2 on the entries, and check-jsonschema on their front matter, here as files of its own."""

    def __init__(self, folder: Path, kb: KnowledgeBase, tools: Tools) -> None:
        self.folder, self.kb, self.tools = folder.resolve() / f"linters-{kb.count}", kb, tools
        lay_out(self.folder, self._write)

    def _write(self, folder: Path) -> None:
        shutil.copy(HERE / ".markdownlint-cli2.jsonc", folder)
        schema = subprocess.run(ours("schema"), cwd=self.kb.folder, check=True, capture_output=True).stdout
        (folder / "schema.json").write_bytes(schema)
        for path in entries(self.kb.folder):
            text = path.read_text(encoding="utf-8")
            front = text.removeprefix("---\n").partition("\n---\n")[0]
            (folder / path.name).write_text(text, encoding="utf-8")
            (folder / path.name).with_suffix(".yml").write_text(f"{front}\n", encoding="utf-8")

    def check(self) -> Cost:
        """Both, one after the other; one schema for all types, as four starts would take longer."""
        fronts = sorted(path.name for path in self.folder.glob("*.yml"))
        marks = cost(*self.tools.script("markdownlint-cli2"), "*.md", cwd=self.folder)
        program = self.tools.program("check-jsonschema")
        fields = cost(program, "--schemafile", "schema.json", *fronts, cwd=self.folder)
        return Cost(marks.cpu + fields.cpu, marks.wall + fields.wall)
