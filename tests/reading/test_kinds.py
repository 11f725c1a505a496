"""Every kind of field: what it takes, what it makes of it, and what it says of what it cannot take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.model.entry_type import Field
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.settings import Facet
from cop_kb.model.source import Trouble
from cop_kb.model.values import Applied, Ref, Result, Review, WebLink, When
from cop_kb.model.yaml_text import NotYamlError, read_yaml
from cop_kb.reading.entries import read_values
from cop_kb.reading.kinds import KINDS

FACETS = {"vehicle": Facet("vehicle", "Vehicle", ("van", "saloon")), "market": Facet("market", "Market")}
FIELDS = {kind: Field(kind, kind, kind.title(), values=("good-practice", "caution"), example="x") for kind in KINDS}


def read(text: str, fields: Mapping[str, Field] = FIELDS) -> tuple[dict[str, Any], tuple[Trouble, ...]]:
    node = read_yaml(text)
    assert node is None or isinstance(node, MappingNode)
    return read_values(node, fields, FACETS)


def taken(kind: str, written: str) -> Any:
    """What a field makes of a value, which it takes without trouble."""
    values, troubles = read(f"{kind}: {written}")
    assert not troubles
    return values.get(kind)


def refused(kind: str, written: str) -> tuple[str, str]:
    """What is wrong with a value, and what to do about it."""
    text = f"{kind}: {written}"
    _, troubles = read(text)
    assert len(troubles) == 1
    assert troubles[0].rule == "invalid-value"
    assert len(kind) <= troubles[0].start <= troubles[0].end <= len(text) + 1
    return troubles[0].detail, troubles[0].hint


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "012", "1:30", "3.10", "0x1F", "1e3", "true", "2026-03-09", "1_000"]
)
def test_a_text_stays_as_written_whatever_yaml_makes_of_it_elsewhere(word: str) -> None:
    assert taken("text", word) == word
    assert taken("texts", f"[{word}]") == (word,)
    assert taken("codes", word) == (word,)
    assert taken("facets", f"{{market: {word}}}") == {"market": (word,)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", ["", "~", "null", "[]", "{}"])
def test_a_field_left_empty_is_absent_and_no_mistake(kind: str, nothing: str) -> None:
    assert taken(kind, nothing) is None


def test_a_text_is_one_text() -> None:
    assert taken("text", "' a  b '") == "a  b"
    assert taken("text", "[a]") == "a"
    assert refused("text", "[a, b]") == ("text takes one text, not a list", "For example: text: x")
    assert refused("text", "{a: b}") == ("text takes one text, not a mapping", "For example: text: x")


@pytest.mark.parametrize("kind", ["texts", "topics", "people", "codes", "paths"])
def test_a_list_of_texts_has_each_once_and_may_be_one_text(kind: str) -> None:
    assert taken(kind, "[a, b, a, ' b ', ~, '']") == ("a", "b")
    assert taken(kind, "a, b") == ("a, b",)


def test_a_colon_in_a_list_is_told_apart_and_the_rest_is_taken() -> None:
    values, troubles = read("texts:\n- fine\n- Error: it broke\n- also")
    assert values["texts"] == ("fine", "also")
    assert [(each.detail, each.hint) for each in troubles] == [
        ("texts takes texts, not a mapping", "Does it hold a colon? Put it in double quotes.")
    ]


def test_a_choice_is_one_of_the_declared_values_in_any_case() -> None:
    assert taken("choice", "Caution") == "caution"
    assert refused("choice", "cautoin") == ("“cautoin” is no choice", "Did you mean “caution”?")
    assert refused("choice", "xyz") == ("“xyz” is no choice", "Take one of: good-practice, caution.")


def test_a_yaml_surprise_is_explained_where_it_is_refused() -> None:
    detail, hint = refused("choice", "yes")
    assert detail == "“yes” is no choice"
    assert "Some YAML readers take a plain yes for true or false; here it stays as written." in hint
    assert "YAML" not in refused("choice", "'yes'")[1]


@pytest.mark.parametrize("tag", ["en", "de", "no", "pt-BR", "zh-Hant-TW"])
def test_a_language_is_a_tag(tag: str) -> None:
    assert taken("language", tag) == tag


@pytest.mark.parametrize("tag", ["e", "german-", "deutsch (Wien)", "012"])
def test_what_is_no_language_tag_is_refused_with_its_value(tag: str) -> None:
    assert refused("language", tag) == (f"“{tag}” is no language tag", "Write it like en, de or pt-BR.")


def test_dates_of_every_kind() -> None:
    day = When("2026-03-09", date(2026, 3, 9), date(2026, 3, 9))
    assert taken("date", "2026-03-09") == taken("when", "2026-03-09") == day
    assert taken("date", "2026-03-09 10:00:00") == day
    assert taken("when", "2026-03") == When("2026-03", date(2026, 3, 1), date(2026, 3, 31))
    assert taken("when", "2026") == When("2026", date(2026, 1, 1), date(2026, 12, 31))
    assert taken("review", "18 months") == Review(months=18)
    assert taken("review", "never") == Review()


@pytest.mark.parametrize(
    ("kind", "written", "detail", "hint"),
    [
        ("date", "2026-02-30", "there is no 2026-02-30", "Write it as YYYY-MM-DD, for example 2026-03-09."),
        ("date", "2026-03", "“2026-03” is no date", "Write it as YYYY-MM-DD, for example 2026-03-09."),
        ("date", "9 March 2026", "“9 March 2026” is no date", "Write 2026-03-09."),
        (
            "date",
            "3/9/26",
            "“3/9/26” is no date",
            "Day or month first? Write it as YYYY-MM-DD, for example 2026-03-09.",
        ),
        ("when", "spring", "“spring” is no date, month or year", "Write 2026-03-09, 2026-03 or 2026."),
        (
            "review",
            "soon",
            "“soon” is no date, duration or never",
            "Write a date (2026-03-09), a duration (18 months) or never.",
        ),
    ],
)
def test_a_bad_date_says_its_value_and_what_to_write(kind: str, written: str, detail: str, hint: str) -> None:
    assert refused(kind, written) == (detail, hint)


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("blade-chatter", "blade-chatter"),
        ("blade-chatter.md", "blade-chatter"),
        ("problems/chatter/blade-chatter.md", "blade-chatter"),
        ("../problems/blade-chatter/", "blade-chatter"),
        ("faqs/gel-pad/index.md", "gel-pad"),
        ("gel-pad/index", "gel-pad"),
        ("v1.5-notes", "v1.5-notes"),
        ("v1.5-notes.md", "v1.5-notes"),
        ("'[[blade-chatter]]'", "blade-chatter"),
        ("012", "012"),
        ("an-index", "an-index"),
    ],
)
def test_a_reference_is_a_slug_and_a_path_is_taken_for_one(written: str, slug: str) -> None:
    assert [ref.slug for ref in taken("refs", written)] == [slug]


def test_references_know_where_they_stand() -> None:
    assert taken("refs", "[a, bb]") == (Ref("a", 7, 8), Ref("bb", 10, 12))


def test_wiki_brackets_without_quotes_are_a_list_in_yaml_and_said_to_be() -> None:
    assert refused("refs", "[[a]]") == ("refs takes texts, not a list", "Write one text on a line.")


REASONS = {"supersedes": Field("supersedes", "refs", "Replaces", reasons=True)}


@pytest.mark.parametrize(
    ("written", "refs"),
    [
        ("[a, {entry: b.md, why: It  leaks.}, {entry: c}]", [("a", ""), ("b", "It leaks."), ("c", "")]),
        ("{entry: b, why: It leaks.}", [("b", "It leaks.")]),
        ("a", [("a", "")]),
    ],
)
def test_where_reasons_are_taken_a_reference_may_have_one(written: str, refs: list[tuple[str, str]]) -> None:
    values, troubles = read(f"supersedes: {written}", REASONS)
    assert ([(ref.slug, ref.why) for ref in values["supersedes"]], troubles) == (refs, ())
    if "{" in written:
        assert read(f"refs: {written}")[1][0].detail == "refs takes texts, not a mapping"


@pytest.mark.parametrize(
    ("written", "detail"),
    [
        ("[{why: x}]", "supersedes needs the entry that is meant"),
        ("[{entry: a, reason: x}]", "“reason” is no key here"),
        ("[{entry: a, why: [x]}]", "a reason is one text"),
    ],
)
def test_a_reference_with_a_reason_has_both_and_nothing_else(written: str, detail: str) -> None:
    [trouble] = read(f"supersedes: {written}", REASONS)[1]
    assert (trouble.rule, trouble.detail) == ("invalid-value", detail)


def test_facets_take_declared_values_in_any_case_and_free_ones_as_written() -> None:
    assert taken("facets", "{vehicle: [Van, saloon, VAN], market: Nordics}") == {
        "vehicle": ("van", "saloon"),
        "market": ("Nordics",),
    }


def test_a_facet_or_value_that_is_none_is_refused_and_the_rest_is_taken() -> None:
    values, troubles = read("facets: {vehicel: van, vehicle: [vann, saloon], weather: rain}")
    assert values["facets"] == {"vehicle": ("saloon",)}
    assert [(each.detail, each.hint) for each in troubles] == [
        ("“vehicel” is no facet", "Did you mean “vehicle”?"),
        ("“vann” is no vehicle", "Did you mean “van”?"),
        ("“weather” is no facet", "Facets are declared in mkdocs.yml: vehicle, market."),
    ]
    assert refused("facets", "van") == ("facets takes facets with their values", "Write it like vehicle: [van].")


def test_links_are_addresses_with_or_without_a_label() -> None:
    assert taken("links", "https://a.b/c") == (WebLink("https://a.b/c", ""),)
    assert taken("links", "[{url: 'mailto:a@b.c', label: Ask}, http://d]") == (
        WebLink("mailto:a@b.c", "Ask"),
        WebLink("http://d", ""),
    )


@pytest.mark.parametrize(
    ("written", "detail"),
    [
        ("a.md", "“a.md” is no web address"),
        ("javascript:alert(1)", "“javascript:alert(1)” is no web address"),
        ("'https://a b'", "“https://a b” is no web address"),
        ("{label: Ticket}", "a link needs an address"),
        ("[[https://a.b]]", "a link needs an address"),
    ],
)
def test_a_link_that_is_no_web_address_is_refused(written: str, detail: str) -> None:
    assert refused("links", written)[0] == detail


def test_applied_says_what_was_used_and_how_it_went() -> None:
    assert taken("applied", "[{entry: a, result: Worked, note: quiet}, {entry: b.md, result: didnt}]") == (
        Applied(Ref("a", 18, 19), Result.WORKED, "quiet"),
        Applied(Ref("b", 59, 63), Result.DIDNT),
    )


@pytest.mark.parametrize(
    ("written", "detail"),
    [
        ("a", "applied needs the entry that was used"),
        ("[{result: worked}]", "applied needs the entry that was used"),
        ("[{entry: a}]", "how did “a” go?"),
        ("[{entry: a, result: workd}]", "“workd” is no result"),
    ],
)
def test_an_incomplete_use_asks_for_the_rest(written: str, detail: str) -> None:
    assert refused("applied", written)[0] == detail


def test_one_bad_value_costs_one_finding_and_not_the_others() -> None:
    values, troubles = read("date: soon\ntext: fine\nwhen: 2026")
    assert set(values) == {"text", "when"}
    assert [each.detail for each in troubles] == ["“soon” is no date"]


def test_a_key_twice_is_one_trouble_and_the_first_counts() -> None:
    values, troubles = read("text: one\ntext: two\nfacets: {market: a, market: b}")
    assert values["text"] == "one"
    assert [(each.rule, each.value) for each in troubles] == [("duplicate-key", "text"), ("duplicate-key", "market")]


def test_an_unknown_key_is_no_trouble_of_values() -> None:
    assert read("nope: 1\nx-own: [2]") == ({}, ())


VALUES = st.recursive(
    st.sampled_from(["a", "2026", "~", "''", "worked", "https://a.b", "van", "012", "true", "'ü b'", "never", "[[x]]"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
        st.lists(st.tuples(st.sampled_from(["entry", "result", "url", "vehicle", "market"]), inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        ),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), VALUES)
def test_any_value_is_taken_or_refused_with_a_word_and_a_place(kind: str, written: str) -> None:
    text = f"{kind}: {written}"
    try:
        _, troubles = read(text)
    except NotYamlError:
        return
    for each in troubles:
        assert each.detail or each.rule == "duplicate-key"
        assert 0 <= each.start <= each.end <= len(text)
