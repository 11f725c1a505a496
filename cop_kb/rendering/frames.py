"""The frame around an entry is rendered once for all entries of a folder.

Head, header, navigation and footer are the same but for the title and the like: marks stand there, and are replaced.
The theme's entry page is made for this: what else depends on the entry is in its ``parts``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from jinja2 import Environment
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from cop_kb.safety.sanitiser import DIAGRAM

TEMPLATE = "entry.html"
PARTS = {"container": "partials/kb/entry.html", "toc": "partials/kb/entry-aside.html"}
"""What the frame leaves open for an entry, and the template that fills it."""
WHOLE = "whole"
"""The one part of a page that is no entry: all of it."""
MARK = re.compile(r"\ue000(\w+)\ue001")
"""Characters for private use: they stand in no text, and no filter of a template changes them."""
DIAGRAMS = f'class="{DIAGRAM}"'
"""What a page holds that needs the script which draws diagrams."""
Piece = tuple[str, bool]
"""Text, or the name of a mark."""
Context = Mapping[str, Any]


def parts_of(env: Environment, context: Context) -> dict[str, str]:
    """All that the pages of two entries in a folder differ in."""
    page = context["page"]
    return {
        "title": page.meta["title"],
        "description": page.meta.get("description", ""),
        "canonical_url": page.canonical_url or "",
        "anchor": next((item.id for item in page.toc), ""),
        "slug": page.url,
        "data": page.meta["kb"]["structured_data"],
        "diagrams": DIAGRAMS if DIAGRAMS in page.content else "",
        **{name: env.get_template(template).render(context) for name, template in PARTS.items()},
    }


class Frames:
    """The frames of one build."""

    def __init__(self, env: Environment, finish: Callable[[str, Page], str]) -> None:
        """``finish`` does with a frame what has to be done with every page that was rendered."""
        self._env, self._finish = env, finish
        self._frames: dict[tuple[str, ...], list[Piece]] = {}

    def fill(self, url: str, parts: Mapping[str, str], context: Callable[[], Context]) -> str:
        """What rendering the whole template would give for the page of this address.

        ``context`` is asked for only where there is no such frame yet.
        """
        if WHOLE in parts:
            return parts[WHOLE]
        key = (_folder(url), *(name for name, value in parts.items() if value))
        if key not in self._frames:
            self._frames[key] = self._frame(context(), parts)
        return "".join(parts[piece] if is_mark else piece for piece, is_mark in self._frames[key])

    def _frame(self, context: Context, parts: Mapping[str, str]) -> list[Piece]:
        marks = {name: f"\ue000{name}\ue001" if value else "" for name, value in parts.items()}
        page = copy(context["page"])
        page.file = copy(page.file)
        page.file.url = f"{_folder(page.url)}/{marks['slug']}{'/' if page.url.endswith('/') else '.html'}"
        page.meta = {**page.meta, "title": marks["title"], "description": marks["description"]}
        page.title, page.content = marks["title"], parts["diagrams"]
        page.canonical_url, page.edit_url = marks["canonical_url"], None
        page.toc = TableOfContents([AnchorLink("", marks["anchor"], 1)] if parts["anchor"] else [])
        text = self._env.get_template(TEMPLATE).render({**context, "page": page, "parts": marks})
        text = self._finish(text, page)
        return [(piece, bool(number % 2)) for number, piece in enumerate(MARK.split(text))]


def _folder(url: str) -> str:
    return url.rstrip("/").rpartition("/")[0]
