"""Pages of people: what each wrote, told and tried; who may not be named is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cop_kb.publishing.people import People
from tests.publishing.planning import Planned, planned

PEOPLE = """\
ines: {name: Inês Prado, emails: [ines@example.org]}
bob: {name: Bob Secret, emails: [bob@example.org], hide: true}
tom: Tom
"""
TRY = "---\nresult: worked\n---\n"


def site_of(root: Path, files: dict[str, str]) -> Planned:
    return planned(root, {"people.yml": PEOPLE, "topics.yml": "noise: Noise\n", **files})


def groups(site: Planned, uri: str) -> dict[str, list[tuple[str, str]]]:
    return {each["title"]: [(row["title"], row["text"]) for row in each["rows"]] for each in site.shown(uri)["groups"]}


def test_a_person_has_a_page_with_what_they_did_and_who_used_it(tmp_path: Path) -> None:
    files = {
        "faqs/a.md": "---\nauthors: [ines]\ndate: 2026-01-01\n---\n# A?\n\nx\n",
        "faqs/b.md": "---\nauthors: [tom]\nthanks: [Inês Prado]\ndate: 2026-02-01\n---\n# B?\n\nx\n",
        "tried/a/2026-03-02-tom-abc123.md": TRY,
        "tried/a/2026-03-05-bob-abc123.md": TRY,
        "tried/a/2026-04-01-ines-prado-abc123.md": TRY,
        "tried/b/2026-05-01-ruth-okafor-abc123.md": "---\nresult: worked\nwho: Ruth Okafor\n---\n",
        "tried/b/2026-05-02-x-abc123.md": "---\nresult: worked\nwho: forty patient colleagues\n---\n",
    }
    site = site_of(tmp_path, files)
    page = site.pages["people/ines.md"]
    assert (page.title, site.shown(page.uri)["text"]) == (
        "Inês Prado",
        "What Inês Prado wrote or told was used by others since 2026-03.",
    )
    assert groups(site, page.uri) == {
        "Wrote": [("A?", "")],
        "Told": [("B?", "")],
        "Tried": [("A?", "")],
        "Used by others": [("B?", "Ruth Okafor; last on 2026-05-01"), ("A?", "Tom; last on 2026-03-05")],
    }
    assert [each["name"] for each in site.shown("people/index.md")["people"]] == ["Inês Prado", "Ruth Okafor", "Tom"]


def test_the_name_somebody_gives_stands_for_that_in_the_name_of_a_file(tmp_path: Path) -> None:
    files = {
        "faqs/a.md": "x",
        "tried/a/2026-03-02-ruth-okafor-abc123.md": TRY,
        "faqs/b.md": "---\nauthors: [Ruth Okafor]\n---\nx\n",
    }
    site = site_of(tmp_path, files)
    assert site.pages["people/ruth-okafor.md"].title == "Ruth Okafor"
    assert site.shown("faqs/a.md")["to_ask"] == [{"name": "Ruth Okafor", "url": "people/ruth-okafor/", "handle": ""}]


def test_somebody_hidden_and_any_address_of_a_mailbox_are_nowhere(tmp_path: Path) -> None:
    files = {
        "faqs/a.md": "---\nauthors: [bob, BOB@example.org, bob-secret, someone@example.com]\nthanks: [Bob  Secret]\n---\nx\n",
        "tried/a/2026-03-02-bob-secret-abc123.md": TRY,
        "tried/a/2026-03-03-ines-abc123.md": "---\nresult: didnt\nwho: ines@example.org\n---\n",
    }
    site = site_of(tmp_path, files)
    said: list[Any] = [
        (page.uri, page.title, page.markdown, page.meta)
        for page in site.plan.pages
        if not page.uri.startswith("guide/")
    ]
    text = json.dumps(said, default=str) + (site.files["kb.json"].content or b"").decode()
    for word in ("bob", "example.org", "example.com", "@example", "example-"):
        assert word not in text.lower(), word
    assert [each["name"] for each in site.shown("people/index.md")["people"]] == ["Inês Prado"]


def test_a_mailbox_nobody_knows_is_nobody_else(tmp_path: Path) -> None:
    files = {"faqs/a.md": "---\nauthors: [tom@example.com, Tom, '@tom']\n---\n"}
    [credit] = site_of(tmp_path, files).shown("faqs/a.md")["credit"]
    assert credit["people"] == [
        {"name": "tom", "url": ""},
        {"name": "Tom", "url": "people/tom/"},
    ]


def test_people_stand_by_name_and_without_numbers(tmp_path: Path) -> None:
    files = {f"faqs/noise/{n}.md": f"---\nauthors: [{'tom' if n else 'ines'}]\n---\nx\n" for n in range(5)}
    assert site_of(tmp_path, files).shown("people/index.md")["people"] == [
        {"name": "Inês Prado", "url": "people/ines/", "topics": ["Noise"]},
        {"name": "Tom", "url": "people/tom/", "topics": ["Noise"]},
    ]


def test_a_topic_says_whom_to_ask_those_who_did_something_last(tmp_path: Path) -> None:
    files = {f"faqs/noise/{n}.md": f"---\nauthors: [p{n}]\ndate: 2026-01-0{n}\n---\nx\n" for n in range(1, 9)}
    files["people.yml"] = PEOPLE + "".join(f"p{n}:\n" for n in range(1, 9))
    files["tried/1/2026-02-01-tom-abc123.md"] = TRY
    assert [each["name"] for each in site_of(tmp_path, files).shown("topics/noise.md")["to_ask"]] == [
        "p4", "p5", "p6", "p7", "p8", "Tom",
    ]  # fmt: skip


def test_without_people_there_is_no_page_and_two_of_the_same_address_have_one_each(tmp_path: Path) -> None:
    site = planned(tmp_path / "a", {"faqs/a.md": "x"})
    assert not [uri for uri in site.pages if uri.startswith("people/")]
    assert "People" not in [title for title, _ in site.plan.nav]
    files = {
        "people.yml": "index: {name: Index}\na b: {name: One}\na-b: {name: Two}\n",
        "faqs/a.md": "---\nauthors: [index, a b, a-b]\n---\n",
    }
    kb = planned(tmp_path / "b", files).kb
    uris = {part.name: part.uri for part in People(kb).known()}
    assert uris == {"Index": "people/index-2.md", "One": "people/a-b.md", "Two": "people/a-b-2.md"}


def test_somebody_who_wrote_very_much_has_a_page_that_can_be_read(tmp_path: Path) -> None:
    files = {
        f"faqs/{n}.md": f"---\nauthors: [tom]\ndate: 20{10 + n // 12}-{n % 12 + 1:02}-01\n---\n# Q{n}?\n"
        for n in range(120)
    }
    site = site_of(tmp_path, files)
    [wrote] = site.shown("people/tom.md")["groups"]
    assert (len(wrote["rows"]), wrote["rows"][0]["title"], wrote["text"]) == (100, "Q119?", "The newest of them.")
    [open_] = [group for group in site.shown("wanted.md")["groups"] if group["title"].startswith("FAQs")]
    assert (len(open_["rows"]), open_["text"]) == (60, "Nobody has written the answer yet. These are the first 60.")


def test_whom_to_ask_first_are_those_for_whom_the_best_way_worked_then_writers(tmp_path: Path) -> None:
    people = "w: Wera Writer\no: Otto Other\nb1: Bea Best\nb2: Bo Best\nt: Tilo Teller\n"
    way = "---\nresult: {}\nof: {}\n---\n"
    files = {
        "people.yml": people,
        "problems/p.md": "---\nauthors: [w]\nthanks: [t]\n---\n# P\n\nx\n\n## Workaround\n\n### Wait\n\nx\n\n### Rest\n\nx\n",
        "tried/p/2026-06-01-o-abc123.md": way.format("didnt", "Rest"),
        "tried/p/2026-02-01-b1-abc123.md": way.format("worked", "Wait"),
        "tried/p/2026-03-01-b2-abc123.md": way.format("worked", "Wait"),
        "faqs/f.md": "---\nauthors: [w]\nthanks: [forty patient colleagues]\n---\nx\n",
        "tried/f/2026-06-01-o-abc123.md": "---\nresult: didnt\n---\n",
    }
    site = planned(tmp_path, files)
    assert [each["name"] for each in site.shown("problems/p.md")["to_ask"]] == ["Bo Best", "Bea Best", "Wera Writer"]
    assert [each["name"] for each in site.shown("faqs/f.md")["to_ask"]] == ["Wera Writer", "Otto Other"]


@pytest.mark.parametrize(
    ("contact", "url", "handle"),
    [
        ("https://chat.example/ines", "https://chat.example/ines", ""),
        ("mailto:i@example.org", "mailto:i@example.org", ""),
        ("i@example.org", "mailto:i@example.org", ""),
        ("'@ines in the channel'", "people/ines/", "@ines in the channel"),
        ("javascript:alert(1)", "people/ines/", "javascript:alert(1)"),
        ("", "people/ines/", ""),
    ],
)
def test_asking_leads_to_the_contact_that_somebody_gave_else_to_their_page(
    contact: str, url: str, handle: str, tmp_path: Path
) -> None:
    people = f"ines:\n  name: Inês Prado\n  emails: [never@example.org]\n  contact: {contact}\n"
    site = planned(tmp_path, {"people.yml": people, "faqs/f.md": "---\nauthors: [ines]\n---\nx\n"})
    assert site.shown("faqs/f.md")["to_ask"] == [{"name": "Inês Prado", "url": url, "handle": handle}]
    assert "never@" not in json.dumps([page.meta for page in site.plan.pages], default=str)


def test_a_group_and_a_text_stand_as_written_and_have_no_page(tmp_path: Path) -> None:
    people = f"{PEOPLE}night: {{name: Night Shift, group: yes}}\n"
    files = {"people.yml": people, "faqs/f.md": "---\nauthors: [night]\nthanks: [forty patient colleagues]\n---\nx\n"}
    site = planned(tmp_path, files)
    names = [each for credit in site.shown("faqs/f.md")["credit"] for each in credit["people"]]
    assert names == [{"name": "Night Shift", "url": ""}, {"name": "forty patient colleagues", "url": ""}]
    assert site.shown("faqs/f.md")["to_ask"] == []
    assert not [uri for uri in site.pages if uri.startswith("people/")]
    assert People(site.kb).known() == []
