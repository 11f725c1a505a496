"""Knowledge base → site, by MkDocs with Material: beside the target, whose place it takes when all is well."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from cop_kb.engines.mkdocs_plugin import CopKbPlugin
from cop_kb.engines.site_folder import replacing
from cop_kb.model.error import CopKbError
from cop_kb.model.page import Plan
from cop_kb.search import index

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the folder, its number of pages, and what MkDocs and its plugins warned of."""

    site: Path
    pages: int
    warnings: tuple[str, ...]


def build(
    plan: Plan, config_file: Path, site: Path, *, strict: bool = False, progress: Progress | None = None
) -> Built:
    """Build the plan of a knowledge base that has been checked into ``site``.

    Raises CopKbError where the target holds files of others, where MkDocs cannot build, and, if ``strict``, for
    its warnings; the old site is then still there.
    """
    with replacing(site) as new:
        warnings = render(plan, config_file, new, progress=progress)
        if strict and warnings:
            told = "\n".join(warnings)
            raise CopKbError(f"MkDocs warned, and --strict takes warnings for errors:\n{told}", exit_code=1)
        if why := index(new, plan, last=site):
            warnings = (*warnings, why)
    return Built(site, len(plan.pages), warnings)


def render(
    plan: Plan, config_file: Path, folder: Path, *, serve_url: str | None = None, progress: Progress | None = None
) -> tuple[str, ...]:
    """Let MkDocs make a plan's site in a folder, which it empties first; gives what MkDocs and its plugins warned of.

    Raises CopKbError where MkDocs cannot build.
    """
    with _listening() as said:
        try:
            config = load_config(str(config_file), site_dir=str(folder), strict=False)
            if serve_url:
                config.site_url = serve_url
            plugin = _plugin(config)
            plugin.given, plugin.progress = plan, progress
            mkdocs_build(config, serve_url=serve_url)
        except (MkDocsException, Abort, TemplateError) as error:
            where = f"{error.filename}:{error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
            told = "\n".join([*said, f"{where}{error}"]).strip()
            raise CopKbError(f"MkDocs could not build the site: {told}", exit_code=1) from None
        return tuple(dict.fromkeys(said))


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
