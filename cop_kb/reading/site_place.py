"""Where a site may be: nowhere that somebody writes or cop-kb reads, and nowhere that holds more than a site."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.model.settings import Settings
from cop_kb.reading.cache_folder import DEEP, DEEPEST, cache_folder
from cop_kb.reading.config_file import CONFIG
from cop_kb.reading.given import TYPES
from cop_kb.reading.project import project_of, refuse_links

GIT = ".git"


def site_place(settings: Settings, given: Path | None = None, *, manifest: str) -> Path:
    """The folder that a site is written to, as its real path: ``given``, or ``site_dir`` of the settings.

    ``manifest`` is the file by which cop-kb knows a folder that it wrote itself. Looks at names only, so that it can be
    asked before anything is read. Raises CopKbError for a folder that holds, or lies in, something else than a site,
    and for a link on the way below the project.
    """
    asked = settings.root / settings.site if given is None else given
    site = Path(os.path.realpath(asked))
    if why := _hindrance(site, settings, manifest):
        where = f"{settings.site_place}: site_dir: " if given is None and settings.site_place else ""
        shown = settings.site if given is None else given
        raise CopKbError(f"{where}“{shown}” cannot hold a site: {why}. Name a folder of its own, such as “site”.")
    refuse_links(project_of(settings.root), asked)
    return site


def _hindrance(site: Path, settings: Settings, manifest: str) -> str:
    """What stands against a site in a folder; "" where nothing does."""
    if site == Path(site.anchor):
        return "it is the root of the file system"
    if len(site.parts) > DEEPEST:
        return DEEP
    if GIT in map(str.casefold, _below(site, settings.root)):
        return "it belongs to Git"
    for folder, what in _taken(settings):
        real = Path(os.path.realpath(folder))
        if real == site:
            return f"it is {what}"
        if real.is_relative_to(site):
            return f"it holds {what} ({folder})"
    for folder, what in _read_whole(settings):
        if site.is_relative_to(os.path.realpath(folder)):
            return f"it lies in {what} ({folder})"
    found = next((name for name in CONFIG if os.path.lexists(site / name)), "")
    return f"it holds a {found}" if found and not (site / manifest).is_file() else ""


def _below(site: Path, root: Path) -> tuple[str, ...]:
    """The names on the way to a site, from the knowledge base if it lies there: the checkout itself may be in Git's."""
    return site.relative_to(root).parts if site.is_relative_to(root) else site.parts


def _taken(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Folders that neither are nor lie in a site."""
    yield settings.root, "the folder of mkdocs.yml"
    yield Path(os.path.expanduser("~")), "your home folder"  # noqa: PTH111 - Path.home() raises where there is none
    yield from _read_whole(settings)


def _read_whole(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Folders in which whatever lies there is taken for a part of them."""
    yield settings.content_folder, "the content folder"
    yield settings.root / TYPES, "the folder of entry types"
    if settings.custom_dir:
        yield settings.root / settings.custom_dir, "the theme’s custom_dir"
    if kept := cache_folder(settings.root):
        yield kept, "the cache"
