"""Feeds as programs read them that nobody here wrote."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.publishing.planning import Planned, planned
from tests.support import MKDOCS_YML

SETTINGS = f"site_url: https://example.org/teams/wipers\n{MKDOCS_YML}"
HOME = "https://example.org/teams/wipers/"


def atom(site: Planned, uri: str) -> Any:
    content = site.files[uri].content
    assert content
    read = feedparser.parse(content)
    assert not read.bozo, read.get("bozo_exception")
    return read


def json_feed(site: Planned, uri: str) -> dict[str, Any]:
    content = site.files[uri].content
    assert content
    read: dict[str, Any] = json.loads(content)
    return read


@pytest.fixture
def site(tmp_path: Path) -> Planned:
    files = {
        "mkdocs.yml": SETTINGS,
        "topics.yml": "noise: Noise\nchatter: {label: Chatter, parent: noise}\nempty: Empty\n",
        "people.yml": "ann: {name: Ann & Co}\ngus: {name: Gus, hide: true}\n",
        "faqs/a.md": "---\ntitle: A <b> & “c”?\ndate: 2026-02-01\nauthors: [ann, gus]\ntopics: [chatter]\n---\nBecause.\n",
        "problems/b.md": "---\ndate: 2026-03-01\nlang: de\n---\n# B\n\nEs *hüpft*.\n",
        "problems/c.md": "# Nobody knows when\n",
        "problems/d.md": "---\nretired: x\ndate: 2026-04-01\n---\n# D\n",
    }
    return planned(tmp_path, files)


def test_there_are_feeds_of_all_of_each_type_and_of_each_topic_that_has_something(site: Planned) -> None:
    names = {"", "faqs/", "problems/", "topics/noise/", "topics/chatter/"}
    assert {uri for uri in site.files if "feed." in uri} == {
        f"{name}feed.{kind}" for name in names for kind in ("xml", "json")
    }


def test_atom_holds_what_changed_the_newest_first(site: Planned) -> None:
    read = atom(site, "feed.xml")
    assert (read.feed.title, read.feed.id, read.feed.link) == ("Trial", f"{HOME}feed.xml", HOME)
    assert read.feed.updated == "2026-03-01T00:00:00Z"
    assert [each.title for each in read.entries] == ["B", "A <b> & “c”?"]
    second = read.entries[1]
    assert (second.id, second.link, second.summary) == (f"{HOME}faqs/a/", f"{HOME}faqs/a/", "Because.")
    assert [each.name for each in second.authors] == ["Ann & Co"]
    assert [each.term for each in second.tags] == ["FAQ", "Chatter"]
    assert read.entries[0].title_detail.language == "de"
    assert atom(site, "topics/noise/feed.xml").feed.title == "Noise – Trial"


def test_json_feed_says_the_same(site: Planned) -> None:
    read = json_feed(site, "problems/feed.json")
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert (read["home_page_url"], read["feed_url"]) == (f"{HOME}problems/", f"{HOME}problems/feed.json")
    [item] = read["items"]
    assert item == {
        "id": f"{HOME}problems/b/",
        "url": f"{HOME}problems/b/",
        "title": "B",
        "content_text": "Es hüpft.",
        "date_modified": "2026-03-01T00:00:00Z",
        "date_published": "2026-03-01T00:00:00Z",
        "tags": ["Problem"],
        "language": "de",
    }


def test_pages_lead_to_their_feeds(site: Planned) -> None:
    urls = {
        uri: [each["url"] for each in site.shown(uri)["feeds"]]
        for uri in ("index.md", "faqs/index.md", "topics/empty.md")
    }
    assert urls == {
        "index.md": ["feed.xml", "feed.json"],
        "faqs/index.md": ["faqs/feed.xml", "faqs/feed.json"],
        "topics/empty.md": [],
    }


def test_without_an_address_of_the_site_there_are_none(tmp_path: Path) -> None:
    site = planned(tmp_path, {"faqs/a.md": "---\ndate: 2026-02-01\n---\nx"})
    assert [uri for uri in site.files if "feed." in uri] == []
    assert site.shown("index.md")["feeds"] == []


def test_a_feed_has_the_fifty_newest(tmp_path: Path) -> None:
    days = {f"faqs/f{n}.md": f"---\ndate: 2026-{n // 28 + 1:02}-{n % 28 + 1:02}\n---\n# F {n}?\n" for n in range(80)}
    site = planned(tmp_path, {"mkdocs.yml": SETTINGS, **days})
    assert [each.title for each in atom(site, "feed.xml").entries] == [f"F {n}?" for n in range(79, 29, -1)]


def test_signs_that_xml_does_not_have_are_left_out(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": SETTINGS,
        "faqs/a.md": '---\ntitle: "a\\u0001b\\ufffe]]>?"\ndate: 2026-02-01\n---\n\x0b]]>\n',
    }
    content = planned(tmp_path, files).files["feed.xml"].content
    assert content
    assert ET.fromstring(content).findtext(".//{*}entry/{*}title") == "ab]]>?"


def test_tries_are_in_it_and_no_title_has_a_name(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": SETTINGS,
        "people.yml": "ann: Ann Lee\ngus: {name: Gus Hid, hide: yes}\n",
        "faqs/a.md": "---\ntitle: Why?\ndate: 2026-02-01\nauthors: [ann]\n---\nBecause.\n",
        "tried/a/2026-03-01-ann-abc123.md": "---\nresult: worked\ncontext: {vehicle: van}\n---\nQuiet.\n",
        "tried/a/2026-03-02-gus-abc123.md": "---\nresult: didnt\n---\n",
        "faqs/old.md": "---\ntitle: Old?\nretired: x\n---\n",
        "tried/old/2026-03-03-ann-abc123.md": "---\nresult: worked\n---\n",
    }
    site = planned(tmp_path, files)
    read = atom(site, "feed.xml")
    assert [(each.title, each.updated[:10]) for each in read.entries] == [
        ("Didn't work: Why?", "2026-03-02"), ("Worked: Why?", "2026-03-01"), ("Why?", "2026-02-01"),
    ]  # fmt: skip
    assert [[who.name for who in each.get("authors", []) if who] for each in read.entries] == [
        [],
        ["Ann Lee"],
        ["Ann Lee"],
    ]
    assert read.entries[1].summary == "vehicle: van. Quiet."
    assert read.feed.updated == "2026-03-02T00:00:00Z"
    assert len({each.id for each in read.entries}) == 3
    items = json_feed(site, "faqs/feed.json")["items"]
    assert [each["title"] for each in items] == [each.title for each in read.entries]
    assert "gus" not in json.dumps(items).lower()
