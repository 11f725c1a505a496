"""Entry types → JSON Schema of their front matter, for editors and other programs (https://json-schema.org).

It takes what ``kinds`` takes of values as the YAML 1.2 core schema reads them: ``012`` is the number 12 there, ``no`` a
text, a date a text. A test holds the two together. What a schema cannot know it leaves to ``validate``: whether a
reference leads somewhere, whether a code is unique. One thing it takes that ``validate`` does not: where a declared
value is a number that JSON would write otherwise (3.10), another way to write that number (3.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from cop_kb.model.entry_type import EntryType, Field
from cop_kb.model.node import Scalar
from cop_kb.model.settings import Facet
from cop_kb.model.values import Result
from cop_kb.model.yaml_text import plain, read_yaml
from cop_kb.reading.kinds import NO, YES
from cop_kb.reading.patterns import BY_KIND, WEB, any_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
GIVEN: Schema = {"type": ["string", "number", "boolean"]}
NOTHING: Schema = {"type": ["null", "object"], "maxProperties": 0}
FIRST_YEAR, LAST_YEAR = 1000, 9999
"""Of those that are numbers: 0999 is the number 999, and that is no year."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a community has words for: its facets, and the keys of its topics."""

    facets: Mapping[str, Facet] = field(default_factory=dict)
    topics: tuple[str, ...] = ()


def type_schema(entry_type: EntryType, words: Words) -> Schema:
    """The schema of the front matter of one type. Keys that are no fields may be there: they are kept."""
    return {"$schema": DIALECT, **_front_matter(entry_type, words)}


def types_schema(types: Iterable[EntryType], words: Words) -> Schema:
    """The schema of any front matter: that of one of the types."""
    definitions = {each.name: _front_matter(each, words) for each in types}
    return {
        "$schema": DIALECT,
        "title": "Front matter of an entry",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in definitions],
        "$defs": definitions,
    }


def _front_matter(entry_type: EntryType, words: Words) -> Schema:
    return {
        "title": entry_type.label,
        "description": entry_type.purpose,
        "type": ["object", "null"],
        "properties": {name: _field(declared, words) for name, declared in entry_type.fields.items()},
    }


def _field(declared: Field, words: Words) -> Schema:
    about: Schema = {"title": declared.label}
    if declared.help:
        about["description"] = declared.help
    if declared.example:
        about["examples"] = [plain(read_yaml(declared.example))]
    return {**about, **SCHEMAS[declared.kind](declared, words)}


def _one(value: Schema) -> Schema:
    """One value, alone or as the only item of a list; or nothing."""
    return {**_many(value), "maxItems": 1}


def _many(value: Schema) -> Schema:
    """Values in a list, or one alone; or nothing."""
    if "anyOf" in value:
        return {"anyOf": [*value["anyOf"], {"type": "array", "items": value}, NOTHING]}
    return {**value, "type": [*value["type"], "array", "object"], "items": value, "maxProperties": 0}


def _of(values: Iterable[str]) -> Schema:
    """One of these, in upper or lower case, as YAML reads them: a declared 2019 is a number."""
    texts = tuple(values)
    read = (plain(Scalar(0, 0, text)) for text in texts)
    others = [value for value in read if not isinstance(value, str)]
    return {"anyOf": [{"enum": [*texts, *others]}, {"type": "string", "pattern": any_of(*texts)}]}


def _texts(declared: Field, words: Words) -> Schema:
    return _many(SCALAR)


def _topics(declared: Field, words: Words) -> Schema:
    """Any text: a topic that nobody has declared is only warned of."""
    examples = {"examples": list(words.topics)} if words.topics else {}
    return _many({**SCALAR, **examples})


def _choice(declared: Field, words: Words) -> Schema:
    value = _of(declared.values)
    alone = {"type": "array", "items": {"anyOf": [*value["anyOf"], {"type": "null"}]}, "maxItems": 1}
    return {"anyOf": [*value["anyOf"], alone, NOTHING]}


def _draft(declared: Field, words: Words) -> Schema:
    return _choice(replace(declared, values=(*YES, *NO)), words)


def _when(declared: Field, words: Words) -> Schema:
    year = {"minimum": FIRST_YEAR, "maximum": LAST_YEAR}
    return _one({"type": ["string", "integer", "null"], "pattern": BY_KIND["when"], **year})


def _matching(declared: Field, words: Words) -> Schema:
    return _one({"type": ["string", "null"], "pattern": BY_KIND[declared.kind]})


def _facets(declared: Field, words: Words) -> Schema:
    properties = {facet.name: {"title": facet.label, **_facet(facet)} for facet in words.facets.values()}
    examples = [{facet.name: list(facet.values[:1])} for facet in words.facets.values() if facet.values]
    rest = {"additionalProperties": False, "maxItems": 0, "examples": examples}
    return {"type": ["object", "null", "array"], "properties": properties, **rest}


def _facet(facet: Facet) -> Schema:
    if not facet.values:
        return {"type": [*SCALAR["type"], "array"], "items": SCALAR}
    value = {"anyOf": [*_of(facet.values)["anyOf"], {"type": "null"}]}
    return {"anyOf": [*value["anyOf"], {"type": "array", "items": value}]}


def _links(declared: Field, words: Words) -> Schema:
    address = {"type": "string", "pattern": WEB}
    labelled = {"type": "object", "properties": {"url": address, "label": {"title": "Label"}}, "required": ["url"]}
    return _many({"anyOf": [address, labelled]})


def _refs(declared: Field, words: Words) -> Schema:
    if not declared.reasons:
        return _many(SCALAR)
    properties = {"entry": {"title": "Entry", **GIVEN}, "why": {"title": "Why", **SCALAR}}
    reasoned = {"type": "object", "properties": properties, "required": ["entry"], "additionalProperties": False}
    return _many({"anyOf": [SCALAR, reasoned]})


def _applied(declared: Field, words: Words) -> Schema:
    properties = {"entry": {"title": "Entry", **GIVEN}, "result": _of(Result), "note": {"title": "Note"}}
    return _many({"anyOf": [{"type": "object", "properties": properties, "required": ["entry", "result"]}]})


SCHEMAS: Mapping[str, Callable[[Field, Words], Schema]] = MappingProxyType(
    {
        "text": lambda declared, words: _one(SCALAR),
        "topics": _topics,
        **dict.fromkeys(("texts", "people", "codes", "paths"), _texts),
        "refs": _refs,
        "choice": _choice,
        "draft": _draft,
        **dict.fromkeys(("language", "date", "review"), _matching),
        "when": _when,
        "facets": _facets,
        "links": _links,
        "applied": _applied,
    }
)
