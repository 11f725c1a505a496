"""A plan from a few files, its pages and files by uri."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page, Plan, SiteFile
from cop_kb.publishing.guide import RuleText
from cop_kb.publishing.plan import plan
from cop_kb.reading.knowledge_base import Git, load
from cop_kb.reading.settings import load_settings
from tests.support import MKDOCS_YML, TODAY, read

CHECKOUT = Path(__file__).parents[2]
RULES = [RuleText("dead-link", "A link that leads nowhere", "warning", "# A link that leads nowhere\n\nText.\n")]
FLAT = f"use_directory_urls: false\n{MKDOCS_YML}"
NOWHERE = '<span class="kb-nowhere" title="This link leads nowhere">{}</span>'
WANTED = '<span class="kb-wanted" title="Nobody has written this yet">{}</span>'


@dataclass(frozen=True, slots=True)
class Planned:
    """A knowledge base with its plan."""

    kb: KnowledgeBase
    plan: Plan

    @property
    def pages(self) -> dict[str, Page]:
        return {page.uri: page for page in self.plan.pages}

    @property
    def files(self) -> dict[str, SiteFile]:
        return {file.uri: file for file in self.plan.files}

    def text(self, uri: str) -> str:
        """The Markdown of a page."""
        return self.pages[uri].markdown

    def shown(self, uri: str) -> Mapping[str, Any]:
        """What the theme is given of a page."""
        shown: Mapping[str, Any] = self.pages[uri].meta["kb"]
        return shown


def planned(root: Path, files: Mapping[str, str | bytes]) -> Planned:
    """The plan for the files (below ``content/`` unless they say so) in a new knowledge base."""
    own = ("mkdocs.yml", "content/", "entry_types/")
    kb = read(root, {path if path.startswith(own) else f"content/{path}": text for path, text in files.items()})
    return Planned(kb, plan(kb, RULES))


def wiper_engineers() -> Planned:
    """The plan of the example knowledge base in this checkout."""
    kb = load(load_settings(CHECKOUT / "mkdocs.yml"), TODAY, git=Git.NOT)
    return Planned(kb, plan(kb, RULES))
