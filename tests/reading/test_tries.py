"""A try's file: its name says when and who, its front matter how it went."""

from __future__ import annotations

from datetime import date

import pytest

from cop_kb.model.entry import Try
from cop_kb.model.settings import Facet
from cop_kb.reading.files import source_from
from cop_kb.reading.tries import read_try

FACETS = {"vehicle": Facet("vehicle", "Vehicle", ("van", "saloon")), "glass": Facet("glass", "Glass", ("plain",))}
NAME = "2026-03-24-mehmet-z43h5x.md"


def tried(text: str, name: str = NAME, slug: str = "a") -> Try:
    uri = f"tried/{slug}/{name}" if slug else f"tried/{name}"
    return read_try(source_from(text.encode(), f"content/{uri}", uri), FACETS)


def test_only_the_result_is_required() -> None:
    one = tried("---\nresult: worked\n---\n")
    assert (one.slug, one.date, one.who, one.result) == ("a", date(2026, 3, 24), "mehmet", "worked")
    assert (one.of, one.context, one.text, one.troubles) == ("", (), "", ())


def test_all_that_may_be_said() -> None:
    head = "result: Didnt\nof: Rest the blade\ncontext: {vehicle: [van, saloon], glass: plain}"
    one = tried(f"---\n{head}\n---\nIt **jumps**\nstill.\n")
    assert (one.result, one.of, one.text) == ("didnt", "Rest the blade", "It jumps still.")
    assert one.context == (("glass", "plain"), ("vehicle", "saloon"), ("vehicle", "van"))


@pytest.mark.parametrize("result", ["worked", "partly", "didnt", "trying", "still-true", "unclear"])
def test_every_result_is_taken(result: str) -> None:
    assert tried(f"---\nresult: {result}\n---\n").result == result


@pytest.mark.parametrize(
    ("name", "day", "who"),
    [
        ("2026-03-24-inês-do-carmo-z43h5x.md", date(2026, 3, 24), "inês-do-carmo"),
        ("2026-03-24-x-y-123456-abcdef.md", date(2026, 3, 24), "x-y-123456"),
        ("2026-03-24-abc123.md", date(2026, 3, 24), ""),
    ],
)
def test_the_name_says_when_and_who(name: str, day: date, who: str) -> None:
    one = tried("---\nresult: worked\n---\n", name)
    assert (one.date, one.who, one.troubles) == (day, who, ())


def test_the_front_matter_may_say_it_otherwise() -> None:
    one = tried("---\nresult: worked\ndate: 2025-01-02\nwho: Inês Prado\n---\n")
    assert (one.date, one.who) == (date(2025, 1, 2), "Inês Prado")
    assert tried("---\nresult: worked\ndate: 2025-01-02\nwho: x\n---\n", "any name.md").troubles == ()


@pytest.mark.parametrize(
    ("text", "name", "detail"),
    [
        ("", NAME, "it does not say how it went"),
        ("---\nresult:\n---\n", NAME, "it does not say how it went"),
        ("---\nresult: great\n---\n", NAME, "“great” is no result"),
        ("---\nresult: worked\n---\n", "2026-02-30-x-abc123.md", "there is no 2026-02-30"),
        ("---\nresult: worked\n---\n", "note.md", "its name does not say when"),
        ("---\nresult: worked\nwho: x\n---\n", "2026-03-24.md", "its name does not say when"),
    ],
)
def test_what_makes_a_try_worthless_is_said(text: str, name: str, detail: str) -> None:
    assert [(each.rule, each.detail) for each in tried(text, name).troubles] == [("invalid-try", detail)]


def test_a_context_that_is_none_is_said_and_the_try_still_counts() -> None:
    one = tried("---\nresult: worked\ncontext: {vehicle: bike}\n---\n")
    assert (one.result, one.context, [each.rule for each in one.troubles]) == ("worked", (), ["invalid-value"])


def test_broken_front_matter_is_one_trouble() -> None:
    assert [each.rule for each in tried("---\nresult: a: b\n---\n").troubles] == ["yaml-error"]


def test_a_try_beside_the_folders_belongs_to_nothing() -> None:
    assert tried("---\nresult: worked\n---\n", slug="").slug == ""
