"""MkDocs with the settings of another commit: nothing but the content comes from the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from cop_kb.model.settings import Settings
from cop_kb.rendering.other_plugins import blaming


def load_mkdocs(config_file: Path, settings: Settings | None = None, *, site: Path | None = None) -> MkDocsConfig:
    """MkDocs' configuration; with ``settings`` of another commit, for the content that lies here.

    Raises what MkDocs raises where it cannot use it, and CopKbError where a plugin or a hook cannot be loaded.
    """
    content = str(settings.content_folder) if settings and settings.config_folder else None
    with blaming():
        return load_config(str(config_file), docs_dir=content, site_dir=str(site) if site else None, strict=False)


@contextmanager
def beside_the_settings(settings: Settings | None) -> Iterator[None]:
    """Stand beside the settings of another commit: some extensions take paths from the current folder."""
    if settings and settings.config_folder:
        with chdir(settings.config_folder):
            yield
    else:
        yield
