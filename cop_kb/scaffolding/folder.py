"""A folder → a knowledge base that builds at once: settings, words, one example of each entry type, and CI."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from cop_kb.model.entry_type import EntryType
from cop_kb.model.error import CopKbError
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Scalar
from cop_kb.model.yaml_text import NotYamlError, read_yaml
from cop_kb.reading.files import read_text
from cop_kb.reading.own_types import types_in
from cop_kb.reading.project import project_of, refuse_links
from cop_kb.reading.settings import named_plugin
from cop_kb.reading.writer import Writer
from cop_kb.scaffolding.requirement import Requirement, requirement
from cop_kb.scaffolding.words import one_line
from cop_kb.scaffolding.yaml_lines import quoted

TEMPLATE = Path(__file__).parent / "knowledge_base"
CONFIG, CONTENT, TYPES, REQUIREMENTS = "mkdocs.yml", "content", "entry_types", "requirements.txt"
NAME, DOT, TODAY = "<site-name>", "dot_", "today-"
MARKS = re.compile(r"[\\`*_<>\[\]]")  # what Markdown makes something of
PLUGIN = "- cop-kb: {markdown: mkdocs}"
GOOD = "good-"
"""How the examples begin that are worth copying; what follows is the slug."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What ``init`` did: the files it wrote and those it kept, as paths in the folder, and the types to write.

    ``requirement`` is what installs cop-kb. ``plugin`` is what a ``mkdocs.yml`` that was there lacks under ``plugins``,
    or "": it keeps the reading of Markdown for which the site was written.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    types: Mapping[str, EntryType]
    requirement: Requirement
    plugin: str = ""


def init(folder: Path, name: str, today: date) -> Begun:
    """Make a knowledge base of a folder, which need not be there. What is there is kept.

    ``name`` is the site's; "" takes the folder's. The examples come only into a knowledge base that is wholly new:
    they need its topics and facets, and somebody who deleted them does not want them back. Raises CopKbError.
    """
    if folder.exists() and not folder.is_dir():
        raise CopKbError(f"{folder} is a file: name a folder.")
    types = types_in(folder / TYPES)
    config = _read(folder / CONFIG)
    content = _content_of(config)
    title = one_line(name, "The name") if name else _title_from(folder)
    needed = requirement()
    files = {**dict(_files(title, today, content)), REQUIREMENTS: needed.text}
    is_new = not any((folder / uri).exists() for uri in (CONFIG, f"{content}/topics.yml", *_places(types, content)))
    if is_new:
        files.update(_examples(types, content))
    else:
        files = {uri: text for uri, text in files.items() if not uri.startswith(f"{content}/tried/")}
    writer = Writer(project_of(folder))
    for uri in files:
        refuse_links(writer.project, (folder / uri).parent)  # before anything is written
    done = {uri: writer.new(folder / uri, files[uri], "a file of the new knowledge base") for uri in sorted(files)}
    written = tuple(uri for uri, is_written in done.items() if is_written)
    plugin = "" if CONFIG in written or (config and named_plugin(config)) else PLUGIN
    return Begun(written, tuple(uri for uri in done if uri not in written), types, needed, plugin)


def _title_from(folder: Path) -> str:
    name = " ".join(folder.resolve().name.replace("-", " ").replace("_", " ").split())
    return name[:1].upper() + name[1:] or "Knowledge base"


def _read(config: Path) -> MappingNode | None:
    """What a ``mkdocs.yml`` says; None where there is none."""
    if not os.path.lexists(config):
        return None
    try:
        root = read_yaml(read_text(config), aliases=True)
    except NotYamlError:
        raise CopKbError(f"{config} cannot be read as YAML: put that right first.") from None
    return root if isinstance(root, MappingNode) else MappingNode(0, 0, ())


def _content_of(config: MappingNode | None) -> str:
    """The content folder that a ``mkdocs.yml`` names (MkDocs' own default is docs); ours where there is none."""
    if config is None:
        return CONTENT
    docs = config.get("docs_dir")
    return docs.text.strip("/") if isinstance(docs, Scalar) and not docs.is_empty else "docs"


def _places(types: Mapping[str, EntryType], content: str) -> Iterator[str]:
    yield from (f"{content}/{entry_type.plural}" for entry_type in types.values())


def _files(title: str, today: date, content: str) -> Iterator[tuple[str, str]]:
    """The template's files, with their paths in a knowledge base. ``dot_`` there is a dot here."""
    for path in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        parts = [
            f".{part.removeprefix(DOT)}" if part.startswith(DOT) else part for part in path.relative_to(TEMPLATE).parts
        ]
        if parts[0] == CONTENT:
            parts[0] = content
        if parts[-1].startswith(TODAY):
            parts[-1] = f"{today}-{parts[-1].removeprefix(TODAY)}"
        shown = quoted(title) if parts[-1] == CONFIG else MARKS.sub(r"\\\g<0>", title)
        yield PurePosixPath(*parts).as_posix(), path.read_text(encoding="utf-8").replace(NAME, shown)


def _examples(types: Mapping[str, EntryType], content: str) -> Iterator[tuple[str, str]]:
    """The first good example of each type, as an entry."""
    for entry_type in types.values():
        good = next((each for each in entry_type.examples if each.name.startswith(GOOD)), None)
        if good:
            yield f"{content}/{entry_type.plural}/{good.name.removeprefix(GOOD)}.md", good.text
