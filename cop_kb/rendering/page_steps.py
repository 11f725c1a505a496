"""MkDocs' two steps for a page, its text and its file. What either raises belongs to that page, and no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from jinja2 import Environment
from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from cop_kb.model.writing import writing
from cop_kb.rendering.mkdocs_plugin import CopKbPlugin, plugin_of
from cop_kb.rendering.time_limit import time_limit

Made = TypeVar("Made")


def populate(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Give a page its text: as it is rendered, or its source where that raises."""
    plugin = plugin_of(config)
    plugin.sources.faults.pop(page.file.src_uri, None)
    try:
        with time_limit():
            _populate_page(page, config, files)
    except Exception as error:
        if not plugin.show_source(page, error):
            raise


def build_page(page: Page, config: MkDocsConfig, documents: Sequence[File], nav: Navigation, env: Environment) -> None:
    """Write the file of a page that has its text. Raises CopKbError where the system does not let us."""
    is_draft = page.file.inclusion in (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT)
    with writing(page.file.abs_dest_path, f"the page of {page.file.src_uri}"):
        made_or_plain(
            page, plugin_of(config), lambda: _build_page(page, config, documents, nav, env, excluded=is_draft)
        )


def made_or_plain(page: Page, plugin: CopKbPlugin, make: Callable[[], Made]) -> Made:
    """What a template makes of a page; where it raises for this one, what the plainest makes of its source."""
    try:
        return make()
    except Exception as error:
        if _is_of_file(error, page.file.abs_dest_path) or not plugin.show_source(page, error):
            raise
    page.meta = {"title": page.meta["title"]}
    return make()


def _is_of_file(error: Exception, path: str) -> bool:
    """Whether the system did not let a page's file be written: it names that, a folder above it, or nothing."""
    if not isinstance(error, OSError) or error.errno is None:
        return False
    return not error.filename or path.startswith(str(error.filename))
