"""The folder ``entry_types`` beside a ``mkdocs.yml`` → the entry types of a knowledge base."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from cop_kb.entry_types import Declared, load_types
from cop_kb.model.entry_type import EntryType
from cop_kb.reading.files import read_text
from cop_kb.reading.project import refuse_links


def types_in(folder: Path) -> Mapping[str, EntryType]:
    """All entry types by name, in their order: ours, and those of a community's ``folder``, which need not be there.

    Raises CopKbError for a link on the way to a file of a declaration, and for what cannot be read or used.
    """
    return load_types(_declared(folder))


def _declared(folder: Path) -> Iterator[Declared]:
    refuse_links(folder.parent, folder)
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        if os.path.lexists(each / "type.yml"):
            refuse_links(folder.parent, each / "examples")
            examples = sorted((each / "examples").glob("*.md"))
            yield Declared(
                f"{folder.name}/{each.name}",
                read_text(each / "type.yml"),
                _optional(each / "template.md"),
                _optional(each / "about.md"),
                tuple((path.stem, read_text(path)) for path in examples),
            )


def _optional(path: Path) -> str:
    return read_text(path) if os.path.lexists(path) else ""
