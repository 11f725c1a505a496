"""How it went by circumstance, what happened to an entry, what looks alike, and what programs read of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_kb.publishing.structured import script_json
from tests.publishing.planning import planned
from tests.support import MKDOCS_YML


def one_try(result: str, context: str = "", of: str = "", text: str = "") -> str:
    lines = [f"result: {result}", f"context: {{{context}}}" if context else "", f"of: {of}" if of else ""]
    return "---\n" + "\n".join(filter(None, lines)) + f"\n---\n{text}\n"


def test_results_stand_by_circumstance_and_by_way(tmp_path: Path) -> None:
    files = {
        "problems/p.md": "# P\n\n## Workaround\n\n### Wait\n\nx\n\n### Rest\n\nx\n",
        "tried/p/2026-01-01-a-abc123.md": one_try("worked", "glass: plain", "Wait"),
        "tried/p/2026-02-01-b-abc123.md": one_try("didnt", "glass: plain", "wait"),
        "tried/p/2026-02-01-c-abc123.md": one_try("worked", "glass: plain", "Wait"),
        "tried/p/2026-03-01-d-abc123.md": one_try("partly", "", "Wait"),
        "tried/p/2026-03-01-e-abc123.md": one_try("worked", "vehicle: van", "Rest"),
        "tried/p/2026-04-01-f-abc123.md": one_try("trying", "vehicle: van", "Rest"),
    }
    assert planned(tmp_path, files).shown("problems/p.md")["matrix"] == [
        {"of": "Rest", "rows": [{"where": "vehicle: van", "worked": 1, "partly": 0, "didnt": 0, "last": "2026-03-01", "newest": "worked"}]},
        {"of": "Wait", "rows": [
            {"where": "glass: plain", "worked": 2, "partly": 0, "didnt": 1, "last": "2026-02-01", "newest": "worked"},
            {"where": "", "worked": 0, "partly": 1, "didnt": 0, "last": "2026-03-01", "newest": "partly"},
        ]},
    ]  # fmt: skip


@pytest.mark.parametrize("tries", [{}, {1: ("worked", "glass: plain")}, {1: ("worked", ""), 2: ("didnt", "")}])
def test_no_matrix_says_what_the_tries_say(tries: dict[int, tuple[str, str]], tmp_path: Path) -> None:
    files = {f"tried/f/2026-01-0{day}-a-abc123.md": one_try(*each) for day, each in tries.items()}
    assert planned(tmp_path, {"faqs/f.md": "x", **files}).shown("faqs/f.md")["matrix"] == []


def test_a_story_tells_everything_the_newest_first(tmp_path: Path) -> None:
    files = {
        "lessons/l.md": "---\ndate: 2025-01-01\nauthors: [ines]\nadopted_in: [WT-12]\n---\n## Recommendation\n\nx\n",
        "lessons/new.md": "---\ntitle: New\nsupersedes: {entry: l, why: It squeaks.}\ndate: 2026-06-01\n---\n",
        "tried/l/2025-02-01-tom-abc123.md": one_try("worked", text="Fine."),
        "tried/l/2025-03-01-bob-abc123.md": one_try("didnt", "glass: coated"),
        "tried/l/2025-04-01-tom-abc123.md": one_try("still-true"),
        "people.yml": "bob: {name: Bob, hide: true}\ntom: Tom\nines: Inês\n",
    }
    found = planned(tmp_path, files).shown("lessons/l.md")["story"]
    told = [(each["date"], each["kind"], each["label"], " ".join(one["name"] for one in each["who"])) for each in found]
    assert told == [
        ("", "adopted", "Adopted in", ""),
        ("2026-06-01", "superseded", "Replaced by", ""),
        ("2025-04-01", "still-true", "Still true, says", "Tom"),
        ("2025-03-01", "didnt", "Didn't work", ""),
        ("2025-02-01", "tried", "Became tried", ""),
        ("2025-02-01", "worked", "Worked for", "Tom"),
        ("2025-01-01", "written", "Written by", "Inês"),
    ]
    assert [each["is_dispute"] for each in found] == [False, False, False, True, False, False, False]
    assert (found[0]["text"], found[1]["url"], found[-1]["text"]) == ("WT-12", "lessons/new/", "It began as a hunch.")
    assert found[1]["text"] == "It squeaks."


def test_a_story_says_when_it_became_proven_and_adopted(tmp_path: Path) -> None:
    front = "authors: [ines]\ndate: 2020-01-01\n"
    files = {
        "lessons/l.md": f"---\n{front}---\n## Recommendation\n\nx\n",
        "lessons/a.md": f"---\n{front}adopted_in: [WT-12]\n---\n## Recommendation\n\nx\n",
        "people.yml": "tom:\nbob:\nines:\n",
    }
    for slug in "la":  # by now the first two are too old to prove anything
        files |= {
            f"tried/{slug}/2020-0{n}-01-{who}-abc123.md": one_try("worked") for n, who in ((2, "ines"), (3, "tom"))
        }
        files |= {
            f"tried/{slug}/2020-0{n}-01-{who}-abc123.md": one_try("worked") for n, who in ((4, "tom"), (5, "bob"))
        }
    site = planned(tmp_path, files)
    became = {
        slug: [
            (each["date"], each["label"])
            for each in site.shown(f"lessons/{slug}.md")["story"]
            if "Became" in each["label"]
        ]
        for slug in "la"
    }
    assert site.shown("lessons/l.md")["maturity"]["level"] == "tried"
    assert became == {
        "l": [("2020-05-01", "Became proven"), ("2020-02-01", "Became tried")],
        "a": [("2020-05-01", "Became adopted"), ("2020-02-01", "Became tried")],
    }


def test_a_question_begins_with_who_asked(tmp_path: Path) -> None:
    files = {"faqs/f.md": "---\ndate: 2026-01-01\nauthors: [tom]\n---\n", "cases/c.md": "---\ntitle: C\napplied: [{entry: f, result: unclear}]\n---\n"}  # fmt: skip
    assert planned(tmp_path, files).shown("faqs/f.md")["story"][-1]["label"] == "Asked by"


def test_a_single_try_is_a_story_even_where_nobody_knows_when_it_was_written(tmp_path: Path) -> None:
    files = {"faqs/f.md": "x", "tried/f/2026-03-01-tom-abc123.md": one_try("worked", text="Fine.")}
    assert [each["text"] for each in planned(tmp_path, files).shown("faqs/f.md")["story"]] == ["", "Fine."]


def test_writing_alone_is_no_story(tmp_path: Path) -> None:
    assert planned(tmp_path, {"faqs/f.md": "---\ndate: 2026-01-01\n---\nx"}).shown("faqs/f.md")["story"] == []


# Similar


def test_entries_with_the_same_rare_words_look_alike(tmp_path: Path) -> None:
    files = {
        "faqs/a.md": "# Why does the spindle cone slip?\n",
        "faqs/b.md": "# Does a spindle cone wear?\n",
        "faqs/c.md": "# Is the glass coated?\n",
        "faqs/d.md": "---\nretired: gone\n---\n# Which spindle cone?\n",
        "faqs/e.md": "# Where is the spindle cone? [[a]]\n",
    }
    site = planned(tmp_path, files)
    assert [each["url"] for each in site.shown("faqs/a.md")["similar"]] == ["faqs/b/"]
    assert site.shown("faqs/c.md")["similar"] == []


# Structured data


def structured(root: Path, text: str, path: str = "faqs/f.md", settings: str = "") -> Any:
    site = planned(
        root, {"mkdocs.yml": settings + MKDOCS_YML, path: text, "people.yml": "bob: {name: Bob, hide: true}\n"}
    )
    return json.loads(site.shown(path)["structured_data"])


def test_a_question_with_its_answer_is_one_for_programs_too(tmp_path: Path) -> None:
    text = "---\ntitle: Why & how?\nauthors: [ann, bob, x@y.z]\ndate: 2026-01-02\nlang: de\n---\n**So** it is. More.\n"
    assert structured(tmp_path, text, settings="site_url: https://w.example/kb/\n") == {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "headline": "Why & how?",
        "description": "So it is. More.",
        "url": "https://w.example/kb/faqs/f/",
        "inLanguage": "de",
        "datePublished": "2026-01-02",
        "author": [{"@type": "Person", "name": "ann"}, {"@type": "Person", "name": "x"}],
        "mainEntity": [
            {
                "@type": "Question",
                "name": "Why & how?",
                "acceptedAnswer": {"@type": "Answer", "text": "So it is. More."},
            }
        ],
    }


@pytest.mark.parametrize(
    ("path", "kind"), [("faqs/f.md", "TechArticle"), ("problems/p.md", "TechArticle"), ("cases/c.md", "Report")]
)
def test_without_an_answer_no_question_is_claimed_to_be_answered(path: str, kind: str, tmp_path: Path) -> None:
    found = structured(tmp_path, "# Why?\n", path)
    assert found["@type"] == kind
    assert "url" not in found


@given(st.text())
def test_no_text_leaves_its_script(text: str) -> None:
    written = script_json({text: [text]})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {text: [text]}
