"""The entry types: one folder each, declared and nothing else.

``type.yml`` declares name, fields, sections and states; ``template.md`` is the body a new entry begins with;
``about.md`` says when to use it and when not; ``examples/`` hold entries with the findings they must give.
A community adds its own by putting such a folder into ``entry_types/`` beside its ``mkdocs.yml``.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cop_kb.entry_types.declaration import read_fields, read_type
from cop_kb.model.entry_type import EntryType, Example, Field
from cop_kb.model.error import CopKbError
from cop_kb.model.place import Place, place_in
from cop_kb.model.yaml_text import read_yaml

__all__ = ["load_types"]

HERE = Path(__file__).parent
MOST_BYTES = 1_000_000
FINDINGS = re.compile(r"^x-findings: \[(.*)\]", re.MULTILINE)


def load_types(community: Path | None = None) -> Mapping[str, EntryType]:
    """All entry types by name, in their order: ours, and those in the folder ``community`` if it exists.

    A community's type replaces ours of the same name. Raises CopKbError for a declaration that cannot be used.
    """
    types = {entry_type.name: entry_type for entry_type in _built_in()}
    folders: dict[str, Path] = {}
    if community is not None and community.is_dir():
        for folder in sorted(path for path in community.iterdir() if os.path.lexists(path / "type.yml")):
            entry_type = _load(folder, f"entry_types/{folder.name}")
            types[entry_type.name] = entry_type
            folders[entry_type.name] = folder
    for name, folder in folders.items():
        _check_beside_others(types[name], types, folder)
    ordered = sorted(types.values(), key=lambda entry_type: (entry_type.order, entry_type.name))
    return MappingProxyType({entry_type.name: entry_type for entry_type in ordered})


@cache
def _built_in() -> tuple[EntryType, ...]:
    return tuple(_load(path.parent, path.parent.name) for path in sorted(HERE.glob("*/type.yml")))


@cache
def _common_fields() -> tuple[Field, ...]:
    return read_fields(read_yaml((HERE / "fields.yml").read_text(encoding="utf-8")), "fields.yml", "")


def _load(folder: Path, shown: str) -> EntryType:
    """The type declared by a folder; ``shown`` is how messages name the folder."""
    try:
        text = _text(folder / "type.yml", shown)
        return read_type(
            text,
            f"{shown}/type.yml",
            common=_common_fields(),
            template=_optional(folder / "template.md", shown),
            about=_optional(folder / "about.md", shown),
            examples=tuple(_example(path, shown) for path in sorted((folder / "examples").glob("*.md"))),
        )
    except (OSError, UnicodeDecodeError) as error:
        raise CopKbError(f"{shown}: cannot be read ({error}).", exit_code=3) from None


def _text(path: Path, shown: str) -> str:
    """The text of a file of a declaration; links are not followed, pipes not waited for. Raises CopKbError, OSError."""
    status = path.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode) or any(folder.is_symlink() for folder in list(path.parents)[:2]):
        raise CopKbError(f"{shown}/{path.name} is no regular file: put the file itself there, no link to it.")
    if status.st_size > MOST_BYTES:
        raise CopKbError(f"{shown}/{path.name} has {status.st_size:,} bytes, more than the {MOST_BYTES:,} it may have.")
    return path.read_text(encoding="utf-8")


def _optional(path: Path, shown: str) -> str:
    return _text(path, shown) if os.path.lexists(path) else ""


def _example(path: Path, shown: str) -> Example:
    """``x-findings: [rule, …]`` in its front matter lists the rules it must break; a good one has none."""
    text = _text(path, shown)
    listed = FINDINGS.search(text)
    return Example(path.stem, text, tuple(re.findall(r"[a-z-]+", listed[1])) if listed else ())


def _check_beside_others(entry_type: EntryType, types: Mapping[str, EntryType], folder: Path) -> None:
    """What can be wrong with a community's type only because of the others. Raises CopKbError at the line meant."""
    other = next((each for each in types.values() if each.plural == entry_type.plural and each is not entry_type), None)
    if other:
        message = (
            f"the entry type {other.name} keeps its entries in “{entry_type.plural}” already: take another plural."
        )
        raise CopKbError(f"{_place(folder, 'plural:')}: {message}")
    for field in entry_type.fields.values():
        for name in field.to:
            if name not in types and name != "self":
                raise CopKbError(f"{_place(folder, name)}: {field.name} leads to “{name}”, which is no entry type.")


def _place(folder: Path, words: str) -> Place:
    """Where words stand in a folder's declaration."""
    text = (folder / "type.yml").read_text(encoding="utf-8")
    return place_in(f"entry_types/{folder.name}/type.yml", text, max(text.find(words), 0))
