"""What somebody says of how it went → the file of a try."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cop_kb.model.entry import Try
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.values import Result
from cop_kb.reading.tries import options_of
from cop_kb.reading.writer import Writer
from cop_kb.rules import check
from cop_kb.scaffolding.try_file import draft_try, is_own_trying, with_try, write_try
from cop_kb.scaffolding.values import NotTakenError
from tests.support import TODAY, read

SEVERAL = """\
# Blade chatters

## Workaround

### Turn the arm

By 2°.

### Degrease: the glass

With alcohol.

## Cause

### Not a way
"""
FILES = {
    "content/people.yml": "ines: {name: Inês Prado, emails: [ines@example.org]}\nZW: {name: Zhang Wei}\n",
    "content/problems/blade-chatters.md": SEVERAL,
    "content/problems/arm-slips.md": "---\naliases: [wiki/old-arm]\n---\n# Arm slips\n\n## Workaround\n\nTighten it.\n",
}


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    return read(tmp_path, FILES)


def drafted(kb: KnowledgeBase, result: str = "worked", text: str = "", who: str = "ines", slug: str = "blade-chatters",
            **given: list[str]) -> Try:  # fmt: skip
    return draft_try(kb, kb.by_slug[slug], who, {"result": [result], **given}, text)


def written(one: Try) -> str:
    assert one.source
    return one.source.text


def test_the_least_is_a_result(kb: KnowledgeBase) -> None:
    one = drafted(kb)
    assert written(one) == "---\nresult: worked\n---\n"
    assert one.source
    assert re.fullmatch(r"tried/blade-chatters/2026-11-21-ines-[a-z0-9]{6}\.md", one.source.uri)
    assert (one.slug, one.date, one.who, one.result) == ("blade-chatters", TODAY, "ines", Result.WORKED)


def test_all_there_is_to_say(kb: KnowledgeBase) -> None:
    one = drafted(
        kb,
        "DIDNT",
        "No: it  didn't.",
        of=["degrease: the glass"],
        context=["vehicle=van", "glass=Plain", "glass=coated"],
    )
    assert written(one) == (
        '---\nresult: didnt\nof: "Degrease: the glass"\ncontext: {vehicle: van, glass: [plain, coated]}\n---\n\n'
        "No: it didn't.\n"
    )
    assert one.of == "Degrease: the glass"
    assert one.context == (("glass", "coated"), ("glass", "plain"), ("vehicle", "van"))
    assert not one.troubles


@pytest.mark.parametrize("result", list(Result))
@pytest.mark.parametrize(
    "text", ["", "--- no: yes", "# 1", "- a", "Quote \" and 'quote' \\ | > !tag &a *b {c} [d] @ `e` %", "雨"]
)
def test_what_is_written_is_what_validate_reads(kb: KnowledgeBase, tmp_path: Path, result: str, text: str) -> None:
    write_try(kb, drafted(kb, result, text, of=["Turn the arm"], context=["vehicle=van"], who="Jürgen: Ünal"))
    again = read(tmp_path)
    (one,) = again.tries["blade-chatters"]
    assert (one.result, one.of, one.context, one.who) == (result, "Turn the arm", (("vehicle", "van"),), "Jürgen: Ünal")
    assert not [finding for finding in check(again) if finding.place.path.startswith("content/tried")]


@pytest.mark.parametrize(
    ("who", "signed", "named"),
    [
        ("ines", "ines", ""),
        ("INES@example.org", "ines", ""),
        ("inês prado", "ines", ""),
        ("Somebody Else <ines@example.org>", "ines", ""),
        ("Zhang Wei", "zw", "ZW"),
        ("lars", "lars", ""),
        ("Lars Nyström", "lars-nystrom", "Lars Nyström"),
        ("Lars <lars@example.org>", "lars", "Lars"),
        ("lars@example.org", "lars", ""),
        ("../../etc", "etc", "../../etc"),
        ("Ли Вэй", "li-vei", "Ли Вэй"),
    ],
)
def test_who_tried_it(kb: KnowledgeBase, who: str, signed: str, named: str) -> None:
    one = drafted(kb, who=who)
    assert one.source
    assert one.source.uri.startswith(f"tried/blade-chatters/2026-11-21-{signed}-")
    assert one.who == (named or signed)
    assert ("who:" in written(one)) == bool(named)
    assert "@" not in written(one) + one.source.uri


@pytest.mark.parametrize("who", ["", " ", "@example.org", "!!!", "a\x1b[1m"])
def test_nobody_cannot_try(kb: KnowledgeBase, who: str) -> None:
    with pytest.raises(CopKbError):
        drafted(kb, who=who)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"result": ["wrked"]}, "result", "“wrked” is no result. Did you mean “worked”?"),
        ({"result": ["good"]}, "result", "Take one of: worked, partly, didnt, trying, still-true, unclear."),
        ({"context": ["vehicel=van"]}, "context", "“vehicel” is no facet. Did you mean “vehicle”?"),
        ({"context": ["vehicle=salon"]}, "context", "“salon” is no vehicle. Did you mean “saloon”?"),
        ({"of": ["turn the arms"]}, "of", "Did you mean “Turn the arm”? It has: Turn the arm; Degrease: the glass."),
        ({"of": ["pray"]}, "of", "“pray” is no way that blade-chatters describes. It has: Turn the arm; Degrease"),
        ({"of": ["Not a way"]}, "of", "is no way that blade-chatters describes"),
        ({"of": ["a\x00b"]}, "of", "control character"),
    ],
)
def test_what_validate_would_not_take_is_not_written(
    kb: KnowledgeBase, given: Mapping[str, list[str]], field: str, said: str
) -> None:
    with pytest.raises(NotTakenError, match=re.escape(said)) as error:
        draft_try(kb, kb.by_slug["blade-chatters"], "ines", {"result": ["worked"], **given})
    assert error.value.field.name == field


def test_ways_are_the_sub_headings_of_one_section(kb: KnowledgeBase) -> None:
    assert options_of(kb.by_slug["blade-chatters"]) == ("Turn the arm", "Degrease: the glass")
    assert options_of(kb.by_slug["arm-slips"]) == ()
    with pytest.raises(NotTakenError, match="It has only one: leave it out"):
        drafted(kb, slug="arm-slips", of=["x"])


def test_nothing_is_overwritten(kb: KnowledgeBase, tmp_path: Path) -> None:
    one = drafted(kb)
    assert one.source
    path = tmp_path / one.source.path
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(CopKbError, match="say it again"):
        write_try(kb, one)
    assert path.read_text() == "mine"


def test_two_tries_of_a_day_are_two_files(kb: KnowledgeBase, tmp_path: Path) -> None:
    for _ in range(20):
        write_try(kb, drafted(kb))
    assert len(list((tmp_path / "content/tried/blade-chatters").iterdir())) == 20


def test_the_knowledge_base_with_it_is_the_one_read_again(kb: KnowledgeBase, tmp_path: Path) -> None:
    write_try(kb, drafted(kb, "trying"))
    kb = read(tmp_path)
    one = drafted(kb, "worked", "Quiet.")
    expected = with_try(kb, one)
    write_try(kb, one)
    again = read(tmp_path)
    assert expected.tries == again.tries
    assert expected.maturities == again.maturities
    assert expected.freshness == again.freshness


@pytest.mark.parametrize(
    ("earlier", "later", "is_replaced"),
    [
        ({"result": "trying"}, {"result": "worked"}, True),
        ({"result": "trying"}, {"result": "partly"}, True),
        ({"result": "trying"}, {"result": "didnt", "who": "Inês Prado"}, True),
        ({"result": "trying"}, {"result": "trying"}, False),
        ({"result": "trying"}, {"result": "unclear"}, False),
        ({"result": "trying"}, {"result": "still-true"}, False),
        ({"result": "worked"}, {"result": "didnt"}, False),
        ({"result": "trying", "who": "wei"}, {"result": "worked"}, False),
        ({"result": "trying", "of": ["Turn the arm"]}, {"result": "worked", "of": ["turn the arm"]}, True),
        ({"result": "trying", "of": ["Turn the arm"]}, {"result": "worked", "of": ["Degrease: the glass"]}, False),
        ({"result": "trying", "of": ["Turn the arm"]}, {"result": "worked"}, False),
        ({"result": "trying", "context": ["vehicle=van"]}, {"result": "worked"}, True),
        ({"result": "trying", "slug": "arm-slips"}, {"result": "worked"}, False),
    ],
)
def test_an_end_replaces_ones_own_trying(
    kb: KnowledgeBase, tmp_path: Path, earlier: Mapping[str, object], later: Mapping[str, object], is_replaced: bool
) -> None:
    first = drafted(kb, **earlier)  # type: ignore[arg-type]
    write_try(kb, first)
    kb = read(tmp_path)
    gone = write_try(kb, drafted(kb, **later))  # type: ignore[arg-type]
    assert first.source
    assert gone == ((first.source.path,) if is_replaced else ())
    assert (tmp_path / first.source.path).exists() != is_replaced


def test_what_an_entry_tells_is_never_taken_away(kb: KnowledgeBase) -> None:
    told = replace(drafted(kb, "trying"), from_entry="press-cars")
    assert not is_own_trying(kb, told, drafted(kb, "worked"))


def test_the_earlier_is_kept_until_the_later_is_written(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_try(kb, drafted(kb, "trying"))
    kb = read(tmp_path)

    def full(*_: object) -> bool:
        raise CopKbError("No space left on device.", exit_code=3)

    monkeypatch.setattr(Writer, "new", full)
    with pytest.raises(CopKbError):
        write_try(kb, drafted(kb, "worked"))
    (kept,) = (tmp_path / "content/tried/blade-chatters").iterdir()
    assert "trying" in kept.read_text()


def test_an_earlier_one_that_cannot_be_removed_is_said(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_try(kb, drafted(kb, "trying"))
    kb = read(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "unlink", refuse)
    one = drafted(kb, "worked")
    monkeypatch.setattr(Writer, "new", lambda *_: True)
    with pytest.raises(CopKbError, match=r"is written, but .* cannot be removed: Permission denied") as error:
        write_try(kb, one)
    assert error.value.exit_code == 3


def test_the_day_is_that_of_the_knowledge_base(tmp_path: Path) -> None:
    kb = read(tmp_path, FILES, today=date(2024, 2, 29))
    assert drafted(kb).date == date(2024, 2, 29)
