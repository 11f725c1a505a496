"""The staged folder as MkDocs reads it: where its theme lies, and what its Markdown becomes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from cop_kb.model.error import CopKbError
from cop_kb.rendering.two_readings import TwoReadings, two_readings

FENCES = "pymdownx.superfences"


@dataclass(frozen=True, slots=True)
class Rendering:
    """``theme`` are the folders of the theme; ``engines`` the ways in which a text may be rendered.

    ``readings`` compare what MkDocs makes of a text with what our own build makes of it.
    """

    theme: tuple[str, ...]
    engines: tuple[Markdown, ...]
    readings: TwoReadings

    def html(self, text: str) -> str:
        """What the engines make of a text, one after another."""
        return "".join(engine.reset().convert(text) for engine in self.engines)


def read_rendering(config_file: Path) -> Rendering:
    """What a staged ``mkdocs.yml`` says. Raises CopKbError where MkDocs cannot read it."""
    try:
        config = load_config(str(config_file))
    except (MkDocsException, Abort) as error:
        raise CopKbError(f"MkDocs cannot use what stage made of mkdocs.yml: {error}", exit_code=1) from None
    ways = [config.markdown_extensions]
    if FENCES not in config.markdown_extensions:
        ways.append([*config.markdown_extensions, FENCES])  # as Zensical does
    engines = tuple(Markdown(extensions=extensions, extension_configs=config.mdx_configs) for extensions in ways)
    readings = two_readings(config.markdown_extensions, config.mdx_configs)
    return Rendering(tuple(config.theme.dirs), engines, readings)
