"""The frame around an entry is rendered once for all entries of a folder.

Head, header, navigation and footer are the same but for the title and the like: marks stand there, and are replaced.

The theme's entry page is made for this: what else depends on the entry is in its ``parts``. A community's own
templates may do anything, so with them every page is rendered whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

import mkdocs
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_theme_dir

from cop_kb.engines.theme import FOLDER

TEMPLATE = "entry.html"
PARTS = {"container": "partials/kb/entry.html", "toc": "partials/kb/entry-aside.html"}
"""What the frame leaves open for an entry, and the template that fills it."""
MARK = re.compile(r"\ue000(\w+)\ue001")
"""Characters for private use: they stand in no text, and no filter of a template changes them."""
Piece = tuple[str, bool]
"""Text, or the name of a mark."""
KNOWN = (FOLDER, Path(get_theme_dir("material")), Path(mkdocs.__file__).parent)


class Frames:
    """The frames of one build."""

    def __init__(self, env: Environment, config: MkDocsConfig) -> None:
        self._env = env
        self._ours = all(
            any(Path(folder).is_relative_to(known) for known in KNOWN) or not any(Path(folder).rglob("*.html"))
            for folder in config.theme.dirs
        )
        self._frames: dict[tuple[str, ...], list[Piece]] = {}

    def fit(self, page: Page) -> bool:
        """Whether a page can be rendered in a frame."""
        return self._ours and page.meta.get("template") == TEMPLATE and page.parent is None

    def render(self, context: Mapping[str, Any]) -> str:
        """What rendering the whole template would give."""
        page = context["page"]
        parts = {name: self._env.get_template(part).render(context) for name, part in PARTS.items()}
        values = {**_own(page), **parts}
        key = (_folder(page.url), *(name for name, value in values.items() if value))
        if key not in self._frames:
            self._frames[key] = self._frame(context, values)
        return "".join(values[piece] if is_mark else piece for piece, is_mark in self._frames[key])

    def _frame(self, context: Mapping[str, Any], values: Mapping[str, str]) -> list[Piece]:
        marks = {name: f"\ue000{name}\ue001" if value else "" for name, value in values.items()}
        page = copy(context["page"])
        page.file = copy(page.file)
        page.file.url = f"{_folder(page.url)}/{marks['slug']}{'/' if page.url.endswith('/') else '.html'}"
        page.meta = {**page.meta, "title": marks["title"], "description": marks["description"]}
        page.title, page.content, page.canonical_url, page.edit_url = marks["title"], "", marks["canonical_url"], None
        page.toc = TableOfContents([AnchorLink("", marks["anchor"], 1)] if values["anchor"] else [])
        parts = {name: marks[name] for name in PARTS}
        text = self._env.get_template(TEMPLATE).render({**context, "page": page, "parts": parts})
        return [(piece, bool(number % 2)) for number, piece in enumerate(MARK.split(text))]


def _own(page: Page) -> dict[str, str]:
    """What Material itself prints of an entry."""
    return {
        "title": page.meta["title"],
        "description": page.meta.get("description", ""),
        "canonical_url": page.canonical_url or "",
        "anchor": next((item.id for item in page.toc), ""),
        "slug": page.url,
    }


def _folder(url: str) -> str:
    return url.rstrip("/").rpartition("/")[0]
