"""The text of a ``type.yml`` → an entry type. What is wrong with it is said with file, line and nearest match."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from cop_kb.model.entry_type import (
    Condition,
    EntryType,
    Example,
    Field,
    Roles,
    SectionType,
    State,
    folded,
    headings_of,
)
from cop_kb.model.error import CopKbError
from cop_kb.model.file_names import LONGEST_SHOWN, why_unsafe
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Mapping, Node, Scalar, Sequence
from cop_kb.model.place import place_in
from cop_kb.model.yaml_text import NotYamlError, plain, read_yaml

NEVER = "never"


class Declaration:
    """One mapping of a declaration, and how to complain about it."""

    def __init__(self, node: Node | None, path: str, text: str) -> None:
        self.path, self.text = path, text
        if not isinstance(node, Mapping):
            raise self.error(node, "a mapping of keys and values belongs here")
        self.node = node

    def error(self, node: Node | None, message: str) -> CopKbError:
        """A CopKbError at the place of a node."""
        place = place_in(self.path, self.text, node.start if node else 0)
        return CopKbError(f"{place}: {message}.")

    def into(self, kind: type, **given: Any) -> Any:
        """The mapping as a dataclass: every key must be one of its fields, every field without default given."""
        known = {field.name: field for field in fields(kind)}
        values = dict(given)
        for key, value in self.node:
            if key.text not in known:
                raise self.error(key, f"“{key.text}” is no key here. {nearest_hint(key.text, known)}".rstrip(". "))
            if key.text not in given:
                values[key.text] = self.convert(key.text, value, str(known[key.text].type))
        for name, field in known.items():
            if name not in values and field.default is MISSING and field.default_factory is MISSING:
                raise self.error(self.node, f"the key “{name}” is missing")
        return kind(**values)

    def convert(self, name: str, node: Node, wanted: str) -> Any:
        """A value as the annotation of its dataclass field wants it."""
        if wanted.startswith("tuple"):
            return texts_of(node)
        value = plain(node)
        if wanted == "str":
            value = node.text if isinstance(node, Scalar) else None
        accepted = {"str": str, "int": int, "bool": bool, "int | None": int}.get(wanted, object)
        if not isinstance(value, accepted):
            raise self.error(node, f"“{name}” takes a value of the kind {wanted}")
        return value

    def inner(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return self.node.get(key)


def texts_of(node: Node | None) -> tuple[str, ...]:
    """A text, a list of texts, or such lists by language: all of them, for people write in more than one."""
    if isinstance(node, Mapping):
        return tuple(dict.fromkeys(text for _, value in node for text in texts_of(value)))
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(item.text for item in items if isinstance(item, Scalar) and not item.is_empty)


def read_type(
    text: str,
    path: str,
    *,
    common: tuple[Field, ...],
    unknown: tuple[str, ...] = (),
    template: str,
    about: str,
    examples: tuple[Example, ...],
) -> EntryType:
    """The entry type that a text declares. ``path`` is how messages name the file.

    ``common`` fields and the phrases for what is ``unknown`` are those of every type. Raises CopKbError.
    """
    try:
        root = Declaration(read_yaml(text), path, text)
    except NotYamlError as problem:
        raise CopKbError(f"{place_in(path, text, problem.offset)}: not YAML ({problem.detail}).") from None
    own = read_fields(root.inner("fields"), path, text)
    sections = tuple(_section(name, Declaration(node, path, text)) for name, node in _named(root, "sections"))
    clock = root.inner("clock_months")
    never = isinstance(clock, Scalar) and clock.text == NEVER
    entry_type: EntryType = root.into(
        EntryType,
        fields={field.name: field for field in (*common, *own)},
        sections=sections,
        states=tuple(_state(Declaration(node, path, text)) for node in _items(root.inner("states"))),
        roles=Declaration(root.inner("roles"), path, text).into(Roles) if root.inner("roles") else Roles(),
        clock_months=None if never or clock is None else root.convert("clock_months", clock, "int"),
        template=template,
        about=about,
        examples=examples,
        unknown=frozenset(map(folded, (*unknown, *texts_of(root.inner("unknown"))))),
        headings=headings_of(sections),
    )
    _check_sections(root, entry_type)
    for key in ("name", "plural"):
        value = getattr(entry_type, key)
        if why := why_unsafe(value) or ("holds /" if "/" in value else "" if value.strip() else "is empty"):
            raise root.error(root.inner(key) or root.node, f"“{value[:LONGEST_SHOWN]}” {why}: it names files")
    return entry_type


def read_fields(node: Node | None, path: str, text: str) -> tuple[Field, ...]:
    """The fields that a mapping declares."""
    if node is None:
        return ()
    pairs = Declaration(node, path, text).node
    return tuple(Declaration(value, path, text).into(Field, name=key.text) for key, value in pairs)


def _named(root: Declaration, key: str) -> tuple[tuple[str, Node], ...]:
    node = root.inner(key)
    if node is None:
        return ()
    return tuple((name.text, value) for name, value in Declaration(node, root.path, root.text).node)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else (node,) if node else ()


def _section(name: str, declaration: Declaration) -> SectionType:
    variants = {
        meaning: declaration.convert(meaning, headings, "tuple")
        for meaning, headings in _named(declaration, "variants")
    }
    limit = declaration.inner("max_sentences")
    most = declaration.convert("max_sentences", limit, "int") if limit else None
    section: SectionType = declaration.into(SectionType, name=name, variants=variants, max_sentences=most)
    return section


def _state(declaration: Declaration) -> State:
    conditions = _items(declaration.inner("when"))
    when = tuple(Declaration(node, declaration.path, declaration.text).into(Condition) for node in conditions)
    state: State = declaration.into(State, when=when)
    return state


def _check_sections(root: Declaration, entry_type: EntryType) -> None:
    """Every section that a state or a role names must be declared."""
    named = [name for state in entry_type.states for condition in state.when for name in condition.sections]
    roles = entry_type.roles
    for name in (*named, *roles.answer, *filter(None, (roles.symptom, roles.options))):
        if entry_type.section(name) is None:
            known = [section.name for section in entry_type.sections]
            raise root.error(root.node, f"no section “{name}” is declared. {nearest_hint(name, known)}".rstrip(". "))
