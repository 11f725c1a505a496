from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from cop_kb.entry_types import load_types
from cop_kb.model.entry_type import Field
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.settings import Facet
from cop_kb.model.yaml_text import NotYamlError, plain, read_yaml
from cop_kb.reading.entries import read_values
from cop_kb.reading.kinds import KINDS
from cop_kb.reading.other_words import OTHER_WORDS
from cop_kb.reading.schema import SCHEMAS, Words, type_schema, types_schema

TYPES = load_types()
FACETS = {
    "vehicle": Facet("vehicle", "Vehicle", ("van", "Saloon", "2019", "3.1")),
    "heated": Facet("heated", "Heated", ("true", "no", "a|b (c).")),
    "market": Facet("market", "Market"),
}
WORDS = Words(FACETS, ("chatter", "rubber"))
EVERY_KIND = replace(
    next(iter(TYPES.values())),
    fields={
        kind: Field(
            kind, kind, kind, values=("good", "Straße", "2019", "false") if kind in ("choice", "reader") else ()
        )
        for kind in KINDS
    },
)
SCHEMA = type_schema(EVERY_KIND, WORDS)
VALIDATOR = Draft202012Validator(SCHEMA)
NAMES_OF_FILES = ("codes", "paths", "people")
"""How many bytes a text has, and where an old address leads, a schema cannot say: it takes more of these."""

NEAR = {
    "date": "2026-03-09 2024-02-29 2023-02-29 2026-04-31 2026-13-01 0000-01-01 2026-3-9 2026-03-09T10:00 20260309",
    "when": "2026 0999 02026 2026.0 +2026 2.026e3 12 99999 -2026 999 1000 0x7EA 2_026 2026-03 2026-13 2026-03-09 0000",
    "review": "never NEVER P6M p999d P1000D P6H 18months 1day 1000days 7weeK 3yearſ 2026-03-09 18 months",
    "language": "en pt-BR de-1996 e x-klingon1 no-thing german- true TRUE false null no 012",
    "choice": "good GOOD Straße STRAßE STRASSE 2019 2019.0 02019 +2019 false False 20 goo",
    "links": "https://example.org HTTPS://EXAMPLE.org/x?y=1 mailto:a@b.org ftp://x httpſ://x https:// example.org",
    "facets": "van VAN saloon 2019 2019.0 3.1 3.10 3.2 true TRUE no a|b",
    "applied": "worked Worked partly didnt didn't trying still-true unclear",
    "other": "012 3.10 .5 +inf .inf 1e3 ~ null Null yes on slug problems/slug.md ٢٠٢٦ 2026-٠٣",
}
ODD = ["a|b (c).", "A|B (C).", "18 months", " 2  years ", "18\u00a0Months", "", " ", "two words", "van\n", "2026\n"]
DAYS = st.builds(
    lambda year, month, day: f"{year:04}-{month:02}-{day:02}",
    st.sampled_from([0, 1, 4, 1900, 2000, 2023, 2024, 2026, 2100, 9999]),
    st.integers(0, 13),
    st.sampled_from([0, 1, 9, 28, 29, 30, 31, 32]),
)
CLOCKS = st.sampled_from(["", "T10:00", " 10:00:00Z", "  10:00:00.123 +02:00", "T10", "T10:00 UTC", " 1:00"])
ANY = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(" ".join(NEAR.values()).split()),
    st.builds("".join, st.tuples(DAYS, CLOCKS)),
    st.text("ab1-. :/\n\t\u00a0", max_size=6),
)


def flow_map(pairs: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"


def flow_list(items: list[str]) -> str:
    return f"[{', '.join(items)}]"


def values_for(kind: str) -> st.SearchStrategy[str]:
    """YAML that is the value of a field of this kind, or nearly so, or something else."""
    near = st.sampled_from(NEAR.get(kind, NEAR["other"]).split())
    if kind in ("date", "when", "review"):
        near = st.one_of(near, st.builds("".join, st.tuples(DAYS, CLOCKS)))
    written = st.one_of(near, near, near, ANY)
    scalars = st.one_of(written, written, written.map(json.dumps))
    lists = st.lists(scalars, max_size=2).map(flow_list)
    links = st.fixed_dictionaries({"url": scalars}, optional={"label": st.one_of(scalars, lists)})
    uses = st.fixed_dictionaries({"entry": st.one_of(scalars, lists), "result": scalars}, optional={"note": lists})
    facets = st.dictionaries(st.sampled_from(list(FACETS)), st.one_of(scalars, lists), min_size=1)
    loose = st.dictionaries(st.sampled_from(["entry", "result", "note", "url", *FACETS, "other"]), scalars, max_size=3)
    parts = st.fixed_dictionaries({"from": st.one_of(scalars, lists)}, optional={"to": scalars})
    maps = {"links": links, "applied": uses, "facets": facets, "paths": parts}.get(kind, loose).map(flow_map)
    leaves = st.one_of(scalars, maps)
    items = st.one_of(leaves, leaves, leaves, st.sampled_from(["[]", "{}", "~", "[a]"]))
    return st.one_of(leaves, maps, st.lists(items, max_size=2).map(flow_list), loose.map(flow_map))


VALUES = st.sampled_from(sorted(KINDS)).flatmap(lambda kind: st.tuples(st.just(kind), values_for(kind)))


def verdicts(text: str, fields: Mapping[str, Field] = EVERY_KIND.fields) -> tuple[bool, Any, list[str]]:
    """Whether ``read_values`` takes a front matter, its data as YAML 1.2 core reads it, and the troubles."""
    node = read_yaml(text)
    assert isinstance(node, MappingNode)
    troubles = [each for each in read_values(node, fields, FACETS)[1] if each.rule == "invalid-value"]
    return not troubles, plain(node), [each.detail for each in troubles]


@settings(max_examples=1000, deadline=None)
@given(VALUES)
@example(("when", "02026"))
@example(("when", "0999"))
@example(("choice", "[~]"))
@example(("language", "true"))
@example(("applied", "[{entry: ~, result: worked}]"))
@example(("facets", "{vehicle: {}}"))
@example(("text", "{}"))
@example(("links", "[~]"))
@example(("paths", "[a, {from: b#c, to: d}]"))
@example(("paths", "{from: b, to: ~}"))
def test_the_schema_takes_what_read_values_takes(field: tuple[str, str]) -> None:
    kind, value = field
    try:
        taken, data, troubles = verdicts(f"{kind}: {value}")
    except NotYamlError:
        assume(False)
    for validator in (VALIDATOR, Draft7Validator({**SCHEMA, "$schema": None})):  # nothing in it is newer than draft 7
        is_valid = validator.is_valid(data)
        assert is_valid == taken or (kind in NAMES_OF_FILES and is_valid), (data, troubles)


@pytest.mark.parametrize(
    "value",
    ["a", "[a, b]", "{entry: a}", "{entry: a, why: b}", "[{entry: a, why: b}, c]", "[{entry: a, why: ~}]", "{}", "[{}]",
     "{why: b}", "{entry: ~}", "{entry: a, because: b}", "[{entry: a, why: [b]}]", "[[a]]", "[{entry: [a]}]"],
)  # fmt: skip
def test_the_schema_takes_the_reasons_that_read_values_takes(value: str) -> None:
    declared = {"supersedes": TYPES["lesson"].fields["supersedes"]}
    taken, data, troubles = verdicts(f"supersedes: {value}", declared)
    assert Draft202012Validator(type_schema(TYPES["lesson"], WORDS)).is_valid(data) == taken, troubles


def test_every_kind_has_a_schema() -> None:
    assert SCHEMAS.keys() == KINDS.keys()


@pytest.mark.parametrize("name", TYPES)
def test_types_have_schemas_that_are_schemas_with_the_words_of_their_declarations(name: str) -> None:
    entry_type = TYPES[name]
    schema = type_schema(entry_type, WORDS)
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema, "plain data"
    assert schema["title"] == entry_type.label and schema["description"] == entry_type.purpose
    others = [word for word, said in schema["properties"].items() if said.get("deprecated")]
    assert list(schema["properties"]) == [*entry_type.fields, *others]
    assert others == list(OTHER_WORDS)
    for field in entry_type.fields.values():
        said = schema["properties"][field.name]
        assert (said["title"], said.get("description", "")) == (field.label, field.help)
        validator = Draft202012Validator(schema)
        for value in said.get("examples", ()):
            assert validator.is_valid({field.name: value}), (field.name, value)


def test_the_schema_of_all_types_takes_what_one_of_them_takes() -> None:
    schema = types_schema(TYPES.values(), WORDS)
    Draft202012Validator.check_schema(schema)
    assert list(schema["$defs"]) == list(TYPES)
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"title": "x", "unknown": [1]}) and validator.is_valid(None)
    assert not validator.is_valid({"date": "2023-02-29"}) and not validator.is_valid([])


def test_examples_of_the_types_are_valid_as_they_say() -> None:
    facets = {"vehicle": Facet("vehicle", "Vehicle", ("van",)), "glass": Facet("glass", "Glass", ("coated",))}
    for entry_type in TYPES.values():
        validator = Draft202012Validator(type_schema(entry_type, Words(facets)))
        for each in entry_type.examples:
            if not each.text.startswith("---\n"):
                continue
            try:
                node = read_yaml(each.text.split("---\n", 2)[1])
            except NotYamlError:
                continue
            troubles = read_values(node, entry_type.fields, facets)[1] if isinstance(node, MappingNode) else ()
            valid = not any(trouble.rule == "invalid-value" for trouble in troubles)
            assert validator.is_valid(plain(node)) == valid, each.name


def test_topics_are_offered_and_not_demanded() -> None:
    topics = type_schema(TYPES["problem"], WORDS)["properties"]["topics"]
    assert topics["items"]["examples"] == ["chatter", "rubber"]
    assert Draft202012Validator(topics).is_valid(["something else"])


def test_a_number_that_json_writes_otherwise_is_the_one_difference() -> None:
    facets = {"version": Facet("version", "Version", ("3.10",))}
    validator = Draft202012Validator(type_schema(TYPES["problem"], Words(facets)))
    assert validator.is_valid({"applies_to": {"version": 3.1}})
    node = read_yaml("applies_to: {version: 3.1}")
    assert isinstance(node, MappingNode)
    assert read_values(node, TYPES["problem"].fields, facets)[1]
