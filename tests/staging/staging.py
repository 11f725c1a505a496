"""A knowledge base → a staged folder → a site, by each engine, in a process that has no cop-kb."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.running import DAY, run_program, within

ENGINES = ("mkdocs", "properdocs", "zensical")
WITHOUT_COP_KB = (
    "import runpy, sys; sys.modules['cop_kb'] = None; runpy.run_module({!r}, run_name='__main__', alter_sys=True)"
)
NO_TEXT = {"script", "style", "form", "button"}
VOID = {"br", "circle", "col", "hr", "img", "input", "line", "link", "meta", "path", "rect", "use", "wbr"}


def engines() -> list[object]:
    """The engines as parameters; one that is not installed is skipped, and named."""
    missing = "{} is not here: pip install '.[test]'"
    return [
        pytest.param(name, marks=pytest.mark.skipif(find_spec(name) is None, reason=missing.format(name)))
        for name in ENGINES
    ]


def stage(root: Path, folder: Path, *arguments: str) -> Path:
    """Stage a knowledge base that has no errors."""
    done = within(root, "stage", str(folder), "--today", DAY, *arguments)
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return folder


def built(engine: str, folder: Path) -> Path:
    """The site that an engine builds from a staged folder, without a warning."""
    code = WITHOUT_COP_KB.format(engine)
    done = run_program(sys.executable, "-c", code, "build", "-f", str(folder / "mkdocs.yml"), folder=folder)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert not re.search(r"\bwarn|\berror|issues? found(?<!No issues found)", said, re.IGNORECASE), said
    return folder / "site"


class Shown(HTMLParser):
    """What a reader of a page sees: its title, and the words of its article."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.parts: dict[str, list[str]] = {"title": [], "article": []}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open[-2:] == ["head", "title"]:
            self.parts["title"].append(data)
        if "article" in self.open and not NO_TEXT & set(self.open):
            self.parts["article"].append(data)

    @property
    def words(self) -> tuple[str, str]:
        title, article = (" ".join("".join(self.parts[name]).split()) for name in ("title", "article"))
        return title, article


def pages(site: Path) -> dict[str, tuple[str, str]]:
    """The title and the words of every page of a site, by its address; redirects have no article."""
    names = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    names = {name: path for name, path in names.items() if not name.startswith("search")}  # each engine has its own
    return {name: Shown(path.read_text(encoding="utf-8")).words for name, path in names.items()}


def other_files(site: Path) -> dict[str, bytes]:
    """What is in a site besides pages and what each engine makes in its own way: assets, search, sitemap."""
    own = re.compile(r"assets/|search|sitemap|\.cop-kb|pagefind/|objects\.inv")
    names = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in names.items() if path.suffix != ".html" and not own.match(name)}
