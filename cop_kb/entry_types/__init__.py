"""The entry types: one folder each, declared and nothing else.

``type.yml`` declares name, fields, sections and states; ``template.md`` is the body a new entry begins with;
``about.md`` says when to use it and when not; ``examples/`` hold entries with the findings they must give.
A community adds its own by putting such a folder into ``entry_types/`` beside its ``mkdocs.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cop_kb.entry_types.declaration import read_fields, read_type, texts_of
from cop_kb.model.entry_type import EntryType, Example, Field
from cop_kb.model.error import CopKbError
from cop_kb.model.place import Place, place_in
from cop_kb.model.yaml_text import read_yaml

__all__ = ["Declared", "load_types"]

HERE = Path(__file__).parent
FINDINGS = re.compile(r"^x-findings: \[(.*)\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Declared:
    """The texts of a type's folder; ``shown`` is how messages name the folder, ``examples`` are by name."""

    shown: str
    type_yml: str
    template: str = ""
    about: str = ""
    examples: tuple[tuple[str, str], ...] = ()


def load_types(declared: Iterable[Declared] = ()) -> Mapping[str, EntryType]:
    """All entry types by name, in their order: ours, and those that a community has ``declared``.

    A community's type replaces ours of the same name. Raises CopKbError for a declaration that cannot be used.
    """
    types = {entry_type.name: entry_type for entry_type in _built_in()}
    own: dict[str, Declared] = {}
    for each in declared:
        entry_type = _read(each)
        types[entry_type.name] = entry_type
        own[entry_type.name] = each
    for name, each in own.items():
        _check_beside_others(types[name], types, each)
    ordered = sorted(types.values(), key=lambda entry_type: (entry_type.order, entry_type.name))
    return MappingProxyType({entry_type.name: entry_type for entry_type in ordered})


@cache
def _built_in() -> tuple[EntryType, ...]:
    return tuple(_read(_packaged(path.parent)) for path in sorted(HERE.glob("*/type.yml")))


@cache
def _common_fields() -> tuple[Field, ...]:
    return read_fields(read_yaml((HERE / "fields.yml").read_text(encoding="utf-8")), "fields.yml", "")


@cache
def _common_phrases() -> tuple[str, ...]:
    return texts_of(read_yaml((HERE / "unknown.yml").read_text(encoding="utf-8")))


def _packaged(folder: Path) -> Declared:
    """A type of ours."""
    type_yml, template, about = (
        (folder / name).read_text(encoding="utf-8") for name in ("type.yml", "template.md", "about.md")
    )
    examples = (folder / "examples").glob("*.md")
    texts = tuple((path.stem, path.read_text(encoding="utf-8")) for path in sorted(examples))
    return Declared(folder.name, type_yml, template, about, texts)


def _read(declared: Declared) -> EntryType:
    return read_type(
        declared.type_yml,
        f"{declared.shown}/type.yml",
        common=_common_fields(),
        unknown=_common_phrases(),
        template=declared.template,
        about=declared.about,
        examples=tuple(_example(name, text) for name, text in declared.examples),
    )


def _example(name: str, text: str) -> Example:
    """``x-findings: [rule, …]`` in its front matter lists the rules it must break; a good one has none."""
    listed = FINDINGS.search(text)
    return Example(name, text, tuple(re.findall(r"[a-z-]+", listed[1])) if listed else ())


def _check_beside_others(entry_type: EntryType, types: Mapping[str, EntryType], declared: Declared) -> None:
    """What can be wrong with a community's type only because of the others. Raises CopKbError at the line meant."""
    other = next((each for each in types.values() if each.plural == entry_type.plural and each is not entry_type), None)
    if other:
        message = (
            f"the entry type {other.name} keeps its entries in “{entry_type.plural}” already: take another plural."
        )
        raise CopKbError(f"{_place(declared, 'plural:')}: {message}")
    for field in entry_type.fields.values():
        for name in field.to:
            if name not in types and name != "self":
                raise CopKbError(f"{_place(declared, name)}: {field.name} leads to “{name}”, which is no entry type.")


def _place(declared: Declared, words: str) -> Place:
    """Where words stand in a declaration."""
    text = declared.type_yml
    return place_in(f"{declared.shown}/type.yml", text, max(text.find(words), 0))
