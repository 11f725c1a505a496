"""Markdown extensions and plugins of others: what members write brings in no file from outside, and runs nothing.

Where that can be seen to, it is; the rest is refused, unless a maintainer lists it under ``extra`` as
``trusted_extensions``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from pymdownx.superfences import fence_code_format

from cop_kb.model.error import CopKbError
from cop_kb.model.settings import MKDOCS
from cop_kb.rendering.symbolic_links import first_link
from cop_kb.safety.sanitiser import TAGS

TRUSTED = "trusted_extensions"
SNIPPETS, FENCES = "pymdownx.snippets", "pymdownx.superfences"
READS = frozenset(
    {"markdown_include", "markdown_include.include", "mdx_include", "mdx_include.mdx_include", "pymdownx.b64"}
)
"""Extensions that bring in files from anywhere, and can not be kept from it."""
RUNS: Mapping[str, str] = {
    "macros": "runs templates in what members write",
    "markdown-exec": "runs code in what members write",
    "mkdocs-jupyter": "runs notebooks",
    "include-markdown": "brings files from anywhere into what members write",
    "table-reader": "brings files from anywhere into what members write",
}
"""Plugins by which a text is more than a text."""
MERMAID = "mermaid"
GITHUB, IDS = "cop_kb.markdown", "cop_kb.markdown.headings"
"""Our extensions: the reader, and the ids of headings, to which links lead whoever reads the text."""


def confine(config: MkDocsConfig, *, is_trusted: bool = True) -> tuple[str, ...]:
    """Keep extensions inside the content folder; gives what a maintainer should know.

    Where the content is not trusted, as that of a merge request, what a maintainer allows it otherwise is refused, too.
    Raises CopKbError for what would read other files, or run what members write.
    """
    trusted = _listed(config.extra.get(TRUSTED))
    for name in (*config.markdown_extensions, *config.plugins):
        short = str(name).rpartition("/")[2]
        why = "brings files from anywhere into what members write" if short in READS else RUNS.get(short)
        if why and not is_trusted:
            raise CopKbError(
                f"mkdocs.yml: {short} {why}, so --trusted-from cannot keep a merge request from it. Leave {short} out, "
                "or check requests with “cop-kb validate” without --rendered."
            )
        if why and short not in trusted:
            raise CopKbError(
                f"mkdocs.yml: {short} {why}, and cop-kb cannot confine it. Leave it out, or, if every author may do "
                f"that, write extra: {{{TRUSTED}: [{short}]}}."
            )
    if SNIPPETS in config.markdown_extensions and not (is_trusted and SNIPPETS in trusted):
        return tuple(_confine_snippets(config.mdx_configs.setdefault(SNIPPETS, {}), config))
    return ()


def draw_diagrams(config: MkDocsConfig) -> None:
    """Let a fence ``mermaid`` be a diagram, where a maintainer has not said what it is."""
    if FENCES not in config.markdown_extensions:
        return
    options = config.mdx_configs.setdefault(FENCES, {})
    fences = options.get("custom_fences") or []
    if not any(isinstance(each, Mapping) and each.get("name") == MERMAID for each in fences):
        options["custom_fences"] = [*fences, {"name": MERMAID, "class": MERMAID, "format": fence_code_format}]


def read_as_github(config: MkDocsConfig) -> None:
    """Let texts be read as GitHub reads them, with the extensions that the maintainer has named."""
    config.markdown_extensions.append(GITHUB)
    config.mdx_configs[GITHUB] = {"elements": sorted(TAGS)}


def config_for(config: MkDocsConfig, read_as: str) -> MkDocsConfig:
    """The configuration with which a text is rendered that is to be read so (see ``Settings.read_as``)."""
    if read_as != MKDOCS:
        return config
    plain = copy(config)
    plain.markdown_extensions = [IDS if each == GITHUB else each for each in config.markdown_extensions]
    return plain


def _confine_snippets(options: dict[str, Any], config: MkDocsConfig) -> Iterator[str]:
    """Snippets come from the content folder and from folders that a maintainer names for them; none is downloaded."""
    root, content = Path(config.config_file_path).parent.resolve(), Path(config.docs_dir).resolve()
    named = [(root / each).resolve() for each in _listed(options.get("base_path"))]
    folders = [each for each in named if not root.is_relative_to(each)]
    if len(folders) < len(named):
        yield f"mkdocs.yml: {SNIPPETS} would show any file beside mkdocs.yml; it shows those in {content.name}/"
    if options.get("url_download"):
        yield f"mkdocs.yml: {SNIPPETS} would download what members name; url_download is off"
    appended = _listed(options.get("auto_append"))
    ours = [root / each for each in appended if not (content / each).is_file() and (root / each).is_file()]
    options["auto_append"] = [Path(each).name if root / each in ours else each for each in appended]
    options["base_path"] = [str(each) for each in dict.fromkeys([content, *folders, *ours])]
    options["restrict_base_path"], options["url_download"] = True, False
    for folder in (content, *folders):
        if link := first_link(folder):
            raise CopKbError(
                f"{link}: a symbolic link, which {SNIPPETS} would follow out of {folder.name}/: remove it."
            )


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)] if value else []
