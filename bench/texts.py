"""The texts of a knowledge base as its peers want them: the same words, so that all have the same to do."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge_base import TYPES

from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.reading.today import the_day
from cop_kb.rendering.planning import make_plan

PLAIN = """\
site_name: Generated
theme:
  name: material
  font: false
plugins:
  - search
not_in_nav: "*"
"""
REF = re.compile(r"\[\[([\w-]+)\]\]")
ADMONITION = re.compile(r'^!!! \w+ "(.*)"\n((?:    .*\n)+)', re.MULTILINE)


def entries(folder: Path) -> list[Path]:
    """The entries of a knowledge base."""
    return [path for name in TYPES for path in sorted((folder / "content" / name).glob("*.md"))]


def portable_entries(folder: Path, target: Path) -> None:
    """The entries in Markdown that every engine knows: their links as links, a warning as a quotation."""
    found = entries(folder)
    url = {path.stem: f"/{path.parent.name}/{path.stem}/" for path in found}

    def link(match: re.Match[str]) -> str:
        return f"[{match[1]}]({url[match[1]]})"

    def quotation(match: re.Match[str]) -> str:
        return f"> **{match[1]}**\n>\n" + re.sub(r"^    ", "> ", match[2], flags=re.MULTILINE)

    for path in found:
        (target / path.parent.name).mkdir(parents=True, exist_ok=True)
        text = REF.sub(link, ADMONITION.sub(quotation, path.read_text(encoding="utf-8")))
        (target / path.parent.name / path.name).write_text(text.replace("(../index.md)", "(/)"), encoding="utf-8")


def plain_peer(ours: Path, peer: Path) -> None:
    """The same page texts for plain MkDocs."""
    plan = make_plan(load(load_settings(ours / "mkdocs.yml"), the_day()))
    for page in plan.pages:
        target = peer / "docs" / page.uri
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"# {page.title}\n\n{page.markdown}", encoding="utf-8")
    extensions = (ours / "mkdocs.yml").read_text(encoding="utf-8").partition("markdown_extensions:")
    nav = "".join(f"  - {title}: {uri}\n" for title, uri in plan.nav if isinstance(uri, str))
    (peer / "mkdocs.yml").write_text(f"{PLAIN}nav:\n{nav}{extensions[1]}{extensions[2]}", encoding="utf-8")
