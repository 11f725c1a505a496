from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cop_kb.entry_types import load_types
from cop_kb.model.settings import Facet
from cop_kb.rules import check
from cop_kb.scaffolding.values import NotTakenError, given_data, lines_of
from tests.support import read

FIELDS = {name: field for each in load_types().values() for name, field in each.fields.items()}
FACETS = {"vehicle": Facet("vehicle", "Vehicle", ("van", "saloon")), "plant": Facet("plant", "Plant")}


@pytest.mark.parametrize(
    ("name", "texts", "lines"),
    [
        ("topics", ["chatter", "rubber"], ["topics: [chatter, rubber]"]),
        ("aka", ["no", "a: b"], ['aka: ["no", "a: b"]']),
        ("applies_to", ["vehicle=van", "plant=Kolín 2", "vehicle=saloon"],
         ["applies_to: {vehicle: [van, saloon], plant: [Kolín 2]}"]),
        ("happened", ["2026-03"], ["happened: 2026-03"]),
        ("review", ["18 months"], ["review: 18 months"]),
        ("impact", [" two   days "], ["impact: two days"]),
        ("kind", ["good-practice"], ["kind: good-practice"]),
        ("lang", ["no"], ['lang: "no"']),
        ("codes", ["012"], ['codes: ["012"]']),
        ("links", ["https://example.org/4?a=1"], ['links: ["https://example.org/4?a=1"]']),
        ("links", ["https://example.org Ticket: 4"],
         ["links:", "  - url: https://example.org", '    label: "Ticket: 4"']),
        ("applied", ["soften-the-edge=worked", "a=partly only on vans"],
         ["applied:", "  - entry: soften-the-edge", "    result: worked",
          "  - entry: a", "    result: partly", "    note: only on vans"]),
    ],
)  # fmt: skip
def test_what_is_given_becomes_what_an_author_would_write(name: str, texts: list[str], lines: list[str]) -> None:
    field = FIELDS[name]
    assert lines_of(field, given_data(field, texts, FACETS)) == lines


@pytest.mark.parametrize(
    ("name", "texts", "why"),
    [
        ("happened", ["yesterday"], "“yesterday” is no date, month or year. Write 2026-03-09, 2026-03 or 2026."),
        ("happened", ["2026-02-30"], "there is no 2026-02-30. Write"),
        ("happened", ["2026", "2025"], "happened takes one text, not a list."),
        ("kind", ["caushion"], "“caushion” is no kind. Did you mean “caution”?"),
        ("applies_to", ["vehicle=vann"], "“vann” is no vehicle. Did you mean “van”?"),
        ("applies_to", ["vehicel=van"], "“vehicel” is no facet. Did you mean “vehicle”?"),
        ("applies_to", ["van"], "applies_to takes facets with their values."),
        ("links", ["ticket 4"], "“ticket” is no web address. It begins with"),
        ("applied", ["soften-the-edge"], "how did “soften-the-edge” go? Add result: worked"),
        ("applied", ["a=well"], "“well” is no result. Take one of: worked"),
        ("lang", ["the language"], "“the language” is no language tag."),
        ("aka", [" "], "The value of aka is empty."),
        ("aka", ["a\x07"], "The value of aka holds a control character (U+0007)"),
    ],
)
def test_what_cannot_be_taken_is_said_as_validate_says_it(name: str, texts: list[str], why: str) -> None:
    with pytest.raises(NotTakenError) as error:
        given_data(FIELDS[name], texts, FACETS)
    assert str(error.value).startswith(why)
    assert error.value.field is FIELDS[name]


@pytest.mark.parametrize(
    ("type_name", "name", "text", "line"),
    [
        ("case", "happened", "yesterday", "happened: yesterday"),
        ("lesson", "kind", "caushion", "kind: caushion"),
        ("problem", "applies_to", "glass=cracked", "applies_to: {glass: [cracked]}"),
        ("faq", "links", "nowhere", "links: [nowhere]"),
        ("case", "applied", "a=well", "applied: [{entry: a, result: well}]"),
    ],
)
def test_the_words_are_those_of_validate(tmp_path: Path, type_name: str, name: str, text: str, line: str) -> None:
    kb = read(tmp_path, {f"content/{load_types()[type_name].plural}/a.md": f"---\ntitle: A?\n{line}\n---\n"})
    said = [f"{each.message}. {each.hint}" for each in check(kb) if each.rule == "invalid-value"]
    with pytest.raises(NotTakenError) as error:
        given_data(FIELDS[name], [text], kb.settings.facets)
    assert [str(error.value)] == said


def test_every_kind_of_field_can_be_given() -> None:
    examples: dict[str, Any] = {
        "facets": "vehicle=van",
        "links": "https://example.org",
        "applied": "a=worked",
        "when": "2026",
        "date": "2026-03-09",
        "review": "never",
        "language": "de",
        "draft": "yes",
    }
    for field in FIELDS.values():
        text = field.values[0] if field.values else examples.get(field.kind, "something")
        assert given_data(field, [text], FACETS)
