"""The example knowledge base shows everything there is, and nothing in it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.model.finding import Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.levels import LEVELS
from cop_kb.reading.knowledge_base import Git, load
from cop_kb.reading.settings import load_settings
from cop_kb.rules import check
from tests.support import TODAY

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(load_settings(CHECKOUT / "mkdocs.yml"), TODAY, git=Git.NOT)


def test_it_has_neither_an_error_nor_a_warning(kb: KnowledgeBase) -> None:
    assert [finding for finding in check(kb) if finding.severity is not Severity.HINT] == []


def test_it_names_nobody_who_is_not_in_its_people(kb: KnowledgeBase) -> None:
    assert [entry.slug for entry in kb.entries if not entry.texts("authors")] == []
    assert {key for key, is_person in kb.persons.items() if is_person} <= {each.id for each in kb.people.values()}


def test_it_is_big_enough_to_show_how_it_feels(kb: KnowledgeBase) -> None:
    assert len(kb.entries) >= 45
    assert sum(map(len, kb.tries.values())) >= 40
    assert len(kb.topics) >= 12
    assert any(topic.parent for topic in kb.topics.values())
    assert len(kb.settings.facets) >= 2
    assert kb.attachments


def test_every_state_and_every_maturity_occurs(kb: KnowledgeBase) -> None:
    declared = {(each.name, state.name) for each in kb.types.values() for state in each.states}
    assert {(kb.by_slug[slug].type.name, state.name) for slug, state in kb.states.items()} == declared
    assert {found.level for found in kb.maturities.values()} == set(LEVELS)
    assert any(found.disputes for slug, found in kb.maturities.items() if kb.is_current(slug))
    assert any(found.is_due for slug, found in kb.freshness.items() if kb.is_current(slug))
    assert any(kb.superseded_by(slug) for slug in kb.by_slug)
    assert any(entry.values.get("retired") for entry in kb.entries)
    assert kb.wanted


def test_every_field_and_every_relation_occurs(kb: KnowledgeBase) -> None:
    for entry_type in kb.types.values():
        own = {name for entry in kb.entries if entry.type is entry_type for name in entry.values}
        everywhere = {name for entry in kb.entries for name in entry.values}
        common = set.intersection(*(set(each.fields) for each in kb.types.values()))
        assert set(entry_type.fields) - common <= own
        assert common - {"draft", "markdown"} <= everywhere, "a draft would not be seen, and all is read in one way"
    references = {name for each in kb.types.values() for name, field in each.fields.items() if field.kind == "refs"}
    assert references <= {relation.field for relation in kb.relations}
