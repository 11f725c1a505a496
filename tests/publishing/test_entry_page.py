"""The page of an entry as a value: how far it can be trusted, what it hangs together with, who knows more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cop_kb.publishing.entry_page import entry_page
from cop_kb.publishing.rows import badges, level_word
from tests.publishing.planning import FLAT, planned
from tests.support import MKDOCS_YML, read

PEOPLE = "ines: {name: Inês Prado}\nbob: {name: Bob, hide: true}\ntom: {name: Tom}\n"


def shown(root: Path, front: str, files: dict[str, str] | None = None, text: str = "x", path: str = "faqs/a.md") -> Any:
    site = planned(root, {"people.yml": PEOPLE, path: f"---\n{front}\n---\n{text}\n", **(files or {})})
    return site.shown(path)


def test_a_page_has_title_template_and_the_authors_file(tmp_path: Path) -> None:
    page = planned(tmp_path, {"faqs/deep/a.md": "# <b>*Why*</b> & so?\n\nBecause.\n"}).pages["faqs/a.md"]
    assert (page.title, page.template, page.source_path) == ("Why & so?", "entry.html", "content/faqs/deep/a.md")
    assert page.meta["description"] == "Because."
    assert not page.in_nav
    assert not page.trusted


def test_material_keys_in_an_entrys_front_matter_mean_nothing(tmp_path: Path) -> None:
    site = planned(tmp_path, {"faqs/a.md": "---\nhide: [toc]\ntemplate: evil.html\nstatus: new\ntags: [x]\n---\n"})
    page = site.pages["faqs/a.md"]
    assert page.template == "entry.html"
    assert set(page.meta) == {"kb", "tags"}
    assert page.meta["tags"] == []


def test_words_to_find_it_by_are_its_tags(tmp_path: Path) -> None:
    front = "title: One\naka: [judder]\ncodes: [WIP-041]\ntopics: [nvh]"
    files = {"topics.yml": "noise: {label: Noise, synonyms: [NVH]}\n"}
    site = planned(tmp_path, {"faqs/a.md": f"---\n{front}\n---\n# Two\n", **files})
    assert site.pages["faqs/a.md"].meta["tags"] == ["judder", "Two", "WIP-041", "Noise"]
    assert site.shown("faqs/a.md")["topics"] == [{"label": "Noise", "url": "topics/noise/"}]


@pytest.mark.parametrize(
    ("front", "text", "credit"),
    [
        ("authors: [ines, tom]", "x", [{"verb": "Written by", "names": ["Inês Prado", "Tom"]}]),
        ("authors: [ines, Inês Prado, INES]", "x", [{"verb": "Written by", "names": ["Inês Prado"]}]),
        ("authors: [ines]", "", [{"verb": "Asked by", "names": ["Inês Prado"]}]),
        ("authors: [bob]", "x", []),
        ("authors: [Somebody Else]", "x", [{"verb": "Written by", "names": ["Somebody Else"]}]),
        ("thanks: [tom, bob]", "x", [{"verb": "Told by", "names": ["Tom"]}]),
        ("", "x", []),
    ],
)
def test_names_stand_on_the_page_and_hidden_ones_do_not(front: str, text: str, credit: Any, tmp_path: Path) -> None:
    found = shown(tmp_path, front, text=text)["credit"]
    assert [{"verb": each["verb"], "names": each["names"]} for each in found] == credit
    assert [[one["name"] for one in each["people"]] for each in found] == [each["names"] for each in credit]


def test_who_tried_it_is_named_and_a_hidden_person_counted_only(tmp_path: Path) -> None:
    files = {
        f"tried/a/2026-01-0{n}-{who}-abc123.md": "---\nresult: worked\n---\n"
        for n, who in ((1, "bob"), (2, "tom"), (3, "tom"))
    }
    found = shown(tmp_path, "authors: [ines]", files)
    assert found["credit"][-1] == {
        "verb": "Tried by",
        "names": ["Tom"],
        "people": [{"name": "Tom", "url": "people/tom/"}],
    }
    assert [(one["who"], one["date"]) for one in found["tries"]] == [
        ("Tom", "2026-01-03"),
        ("Tom", "2026-01-02"),
        ("", "2026-01-01"),
    ]
    assert (found["maturity"]["level"], found["maturity"]["worked"]) == ("proven", 3)


def test_trust_is_shown_with_reason_counts_and_circumstances(tmp_path: Path) -> None:
    files = {
        "tried/a/2026-01-01-tom-abc123.md": "---\nresult: worked\ncontext: {glass: coated, vehicle: van}\n---\nOk.\n",
        "tried/a/2026-02-01-ines-abc123.md": "---\nresult: didnt\ncontext: {vehicle: saloon}\n---\n",
    }
    found = shown(tmp_path, "authors: [ann]", files)
    assert found["maturity"] == {
        "level": "tried",
        "name": "tried",
        "means": "Somebody tried it and said how it went.",
        "says": "worked for 1 person besides its author (coated; van), didn't 1 ×",
        "reason": "It takes 1 more person for whom it worked to be proven.",
        "worked": 1,
        "partly": 0,
        "didnt": 1,
        "of": "",
        "last": "2026-02-01",
        "circumstances": ["glass: coated, vehicle: van"],
        "disputes": [{"where": "vehicle: saloon", "date": "2026-02-01", "who": "Inês Prado"}],
    }
    assert found["tries"][1] == {
        "result": "worked",
        "label": "worked",
        "who": "Tom",
        "date": "2026-01-01",
        "of": "",
        "where": "glass: coated, vehicle: van",
        "text": "Ok.",
        "title": "",
        "url": "",
    }


def test_a_try_in_a_case_leads_to_the_case(tmp_path: Path) -> None:
    files = {"cases/c.md": "---\ntitle: The van\nhappened: 2026-03\napplied: [{entry: a, result: worked}]\n---\n"}
    [one] = shown(tmp_path, "", files)["tries"]
    assert (one["title"], one["url"], one["date"]) == ("The van", "cases/c/", "2026-03-01")


def test_an_open_question_has_no_maturity_and_asks(tmp_path: Path) -> None:
    found = shown(tmp_path, "title: Why?", text="")
    assert (found["maturity"], found["has_answer"], found["state"]["name"]) == (None, False, "open")
    assert found["gaps"] == [{"question": "What is the short answer?", "section": "Short answer"}]


def test_a_lesson_drawn_from_a_case_need_not_say_what_led_to_it(tmp_path: Path) -> None:
    gaps = [gap["section"] for gap in shown(tmp_path, "from: [c]", path="lessons/a.md")["gaps"]]
    assert gaps == ["Recommendation"]
    assert [gap["section"] for gap in shown(tmp_path / "b", "", path="lessons/a.md")["gaps"]] == [
        "Recommendation",
        "What led to it",
    ]


def test_a_suspected_cause_is_no_gap_but_no_known_cause_either(tmp_path: Path) -> None:
    found = shown(tmp_path, "", text="x\n\n## Suspected cause\n\nWax?\n", path="problems/a.md")
    assert [gap["section"] for gap in found["gaps"]] == ["Workaround", "Resolution"]
    assert found["state"]["name"] == "reported"


def test_what_it_refers_to_and_what_refers_to_it(tmp_path: Path) -> None:
    files = {
        "problems/p.md": "---\ntitle: P\nsupersedes: [old]\n---\n## Fix\n\nx\n",
        "problems/old.md": "# Old\n",
        "cases/c.md": "---\ntitle: C\nproblem: [p]\n---\n",
        "lessons/l.md": "---\ntitle: L\naddresses: [p]\n---\nx\n",
        "faqs/f.md": "---\ntitle: F?\n---\nSee [[p]] and [P](../problems/p.md).\n",
        "about.md": "[[p]]",
    }
    site = planned(tmp_path, files)
    found = {
        group["label"]: [item["title"] for item in group["items"]] for group in site.shown("problems/p.md")["relations"]
    }
    assert found == {"Replaces": ["Old"], "Lessons that help": ["L"], "Happened in": ["C"], "Mentioned in": ["F?"]}
    [old] = site.shown("problems/p.md")["relations"][0]["items"]
    assert (old["url"], old["state"], old["type"]) == ("problems/old/", "replaced", "Problem")
    assert [group["label"] for group in site.shown("cases/c.md")["relations"]] == ["A case of"]


def test_the_old_entry_gets_the_notice_by_itself(tmp_path: Path) -> None:
    files = {"faqs/new.md": "---\ntitle: New?\nsupersedes: [{entry: a, why: It leaves  streaks.}]\n---\n"}
    files["faqs/too.md"] = "---\ntitle: Too?\nsupersedes: a\n---\n"
    assert shown(tmp_path, "", files)["banner"] == {
        "kind": "superseded",
        "text": "This has been replaced by",
        "links": [
            {"title": "New?", "url": "faqs/new/", "why": "It leaves streaks."},
            {"title": "Too?", "url": "faqs/too/", "why": ""},
        ],
    }
    retired = shown(tmp_path / "b", "retired: The pump is no longer built.\ndate: 2020-01-01")
    assert retired["banner"] == {"kind": "retired", "text": "The pump is no longer built.", "links": []}
    assert retired["freshness"] is None, "nobody need look again"


def test_facts_are_the_other_fields_in_their_order(tmp_path: Path) -> None:
    front = """\
title: T
happened: 2026-03
impact: Two days
links: [{url: https://a.b, label: Ticket}, https://c.d]
lang: de
review: never
x-own: 1
"""
    assert shown(tmp_path, front, path="cases/a.md")["facts"] == [
        {
            "label": "Links",
            "items": [{"text": "Ticket", "url": "https://a.b"}, {"text": "https://c.d", "url": "https://c.d"}],
        },
        {"label": "Happened", "items": [{"text": "2026-03", "url": ""}]},
        {"label": "Impact", "items": [{"text": "Two days", "url": ""}]},
    ]


def test_dates_are_absolute(tmp_path: Path) -> None:
    found = shown(tmp_path, "date: 2026-01-31")
    assert found["dates"] == [{"label": "Written", "date": "2026-01-31"}]
    assert found["freshness"] == {
        "is_due": False,
        "due": "2027-01-31",
        "since": "2026-01-31",
        "why": "written 2026-01-31",
    }


def test_where_it_holds_is_said_in_the_communitys_words(tmp_path: Path) -> None:
    assert shown(tmp_path, "applies_to: {vehicle: [van, saloon]}")["applies_to"] == [
        {"label": "Vehicle", "values": ["van", "saloon"]}
    ]


@pytest.mark.parametrize(
    ("codes", "flat", "url"),
    [("", False, "faqs/a/"), ("codes: [W 1]", False, "go/W-1/"), ("codes: [W 1]", True, "go/W-1.html")],
)
def test_the_address_to_write_on_paper_is_that_of_a_code(codes: str, flat: bool, url: str, tmp_path: Path) -> None:
    files = {"mkdocs.yml": FLAT} if flat else {}
    assert shown(tmp_path, f"title: A?\n{codes}", files)["short_url"] == url


def test_a_terminal_is_shown_no_page_of_the_site(tmp_path: Path) -> None:
    kb = planned(tmp_path, {"faqs/a.md": "---\nauthors: [tom]\n---\n"}).kb
    page = entry_page(kb.by_slug["a"], kb)
    assert page.markdown.strip() == ""
    assert page.meta["kb"]["credit"] == [{"verb": "Asked by", "names": ["tom"]}]
    assert page.meta["kb"]["gaps"] == [{"question": "What is the short answer?", "section": "Short answer"}]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "adopted, not yet proven here"), ("de", "übernommen, hier noch nicht bewährt")]
)
@pytest.mark.parametrize("tries", [(), ("tom",)])
def test_adopted_before_it_is_proven_says_so_wherever_its_level_stands(
    language: str, word: str, tries: tuple[str, ...], tmp_path: Path
) -> None:
    lesson = "---\ntitle: L\nauthors: [ines]\nadopted_in: [WT-12]\n---\n## {}\n\nDo it.\n"
    files = {
        "mkdocs.yml": MKDOCS_YML.replace("  name: cop-kb\n", f"  name: cop-kb\n  language: {language}\n"),
        "people.yml": "ines:\ntom:\nbob:\n",
        "lessons/l.md": lesson.format("Recommendation"),
        "faqs/f.md": "See [[l]].\n",
    }
    files |= {f"tried/l/2026-03-01-{who}-abc123.md": "---\nresult: worked\n---\n" for who in tries}
    site = planned(tmp_path, files)
    page = site.shown("lessons/l.md")
    assert page["maturity"]["name"] == word
    assert page["maturity"]["level"] == ("tried" if tries else "hunch")
    assert word in [each["text"] for each in badges(site.kb, site.kb.by_slug["l"])]
    [group] = [each for each in site.shown("lessons/index.md")["groups"] if each["rows"]]
    assert word in [each["text"] for each in group["rows"][0]["badges"]]
    proven = {f"content/tried/l/2026-04-01-{who}-abc123.md": "---\nresult: worked\n---\n" for who in ("tom", "bob")}
    kb = read(tmp_path, proven)
    assert level_word(kb.maturities["l"], kb.settings.say) == kb.settings.say("adopted")
