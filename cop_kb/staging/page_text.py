"""A page as a file of plain Markdown: a YAML block of ours with all that the theme shows, then the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from markupsafe import escape

from cop_kb.model.page import Page
from cop_kb.model.settings import Settings
from cop_kb.rendering.material_keys import usable
from cop_kb.rendering.mkdocs_plugin import OURS
from cop_kb.safety.sanitiser import safe_data
from cop_kb.staging.yaml_block import yaml_block


def page_text(meta: Mapping[str, Any], markdown: str) -> str:
    """The file of a page."""
    return f"---\n{yaml_block(meta)}---\n\n{markdown}"


def metadata(page: Page, edit_url: str, theme: Iterable[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What templates get, its strings escaped, for they print what they are given; and what they could not take.

    ``theme`` are the folders of the theme.
    """
    title = {"title": str(escape(page.title))}
    if page.template:
        meta = safe_data(page.meta)
        return {**title, "template": page.template, **meta, "kb": {**meta["kb"], "edit_url": edit_url}}, ()
    meta, said = usable(page.meta, theme, OURS, trusted=page.trusted)
    return {**(meta if page.trusted else safe_data(meta)), **title}, tuple(f"{why}, and it is left out" for why in said)


def edit_url(settings: Settings, page: Page) -> str:
    """Where the author's file is edited, as MkDocs reckons it; "" where there is none or nobody said how."""
    prefix = f"{settings.content}/"
    if not (settings.repo_url and settings.edit_uri and page.source_path.startswith(prefix)):
        return ""
    inner = settings.edit_uri.startswith(("?", "#"))
    base = urljoin(settings.repo_url.rstrip("/") + ("" if inner else "/"), f"{settings.edit_uri.rstrip('/')}/")
    return base + quote(page.source_path.removeprefix(prefix))
