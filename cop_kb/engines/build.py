"""Knowledge base → site, by MkDocs with Material: beside the target, whose place it takes when all is well."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from cop_kb.engines.mkdocs_plugin import CopKbPlugin
from cop_kb.engines.site_folder import replacing
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the folder, its number of pages, and what MkDocs and its plugins warned of."""

    site: Path
    pages: int
    warnings: tuple[str, ...]


def build(
    kb: KnowledgeBase, config_file: Path, site: Path, *, strict: bool = False, progress: Progress | None = None
) -> Built:
    """Build a knowledge base that has been checked into ``site``.

    Raises CopKbError where the target holds files of others, where MkDocs cannot build, and, if ``strict``, for
    its warnings; the old site is then still there.
    """
    with replacing(site) as new, _listening() as said:
        try:
            config = load_config(str(config_file), site_dir=str(new), strict=False)
            plugin = _plugin(config)
            plugin.given, plugin.progress = kb, progress
            mkdocs_build(config)
        except (MkDocsException, Abort) as error:
            told = "\n".join([*said, str(error)]).strip()
            raise CopKbError(f"MkDocs could not build the site: {told}", exit_code=1) from None
        warnings = tuple(dict.fromkeys(said))
        if strict and warnings:
            told = "\n".join(warnings)
            raise CopKbError(f"MkDocs warned, and --strict takes warnings for errors:\n{told}", exit_code=1)
    return Built(site, len(plugin.pages), warnings)


def _plugin(config: MkDocsConfig) -> CopKbPlugin:
    found = next((plugin for plugin in config.plugins.values() if isinstance(plugin, CopKbPlugin)), None)
    if found is None:
        raise CopKbError("mkdocs.yml: the plugin cop-kb is not there. Add “- cop-kb” under plugins.")
    return found


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What MkDocs logs as a warning or worse, in place of its own output."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    listener = Listener(logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        yield said
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate
