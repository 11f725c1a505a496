"""Long lists on several pages, the files from which a script narrows them, and the finder of symptoms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cop_kb.publishing.parts import MOST
from tests.publishing.planning import FLAT, Planned, planned, wiper_engineers
from tests.support import MKDOCS_YML

MANY = 2 * MOST + 50


def titles(site: Planned, uri: str) -> list[str]:
    """The titles of the rows on a page, in all its groups."""
    return [row["title"] for group in site.shown(uri)["groups"] for row in group["rows"]]


def rows_file(site: Planned, plural: str) -> dict[str, Any]:
    """What a script is given of the entries of a type."""
    content = site.files[f"rows/{plural}.js"].content
    assert content
    _, _, data = content.decode().partition("||{},")
    loaded: dict[str, Any] = json.loads(data.rstrip().removesuffix(")"))
    return dict(loaded[plural])


def facets(site: Planned, plural: str, slug: str) -> dict[str, list[str]]:
    """Of an entry in such a file: facet → the values it has, as they are called."""
    data = rows_file(site, plural)
    row = next(row for row in data["rows"] if row[0] == slug)
    named = zip(data["facets"], row[6], strict=True)
    return {facet["key"]: [facet["values"][at][1] for at in places] for facet, places in named}


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    files = {f"problems/p{n}.md": f"---\ntopics: [noise]\ndate: 2026-01-01\n---\n# P {n:03}\n" for n in range(MANY)}
    files |= {"problems/index.md": "Our text.\n", "topics.yml": "noise: Noise\n"}
    return planned(tmp_path_factory.mktemp("long"), files)


# Several pages


@pytest.mark.parametrize("uri", ["problems/{}.md", "all/{}.md", "topics/noise{}.md", "symptoms/{}.md"])
def test_a_long_list_has_every_entry_once_on_pages_of_one_size(long: Planned, uri: str) -> None:
    first = uri.format("" if "noise" in uri else "index")
    pages = [first, *(uri.format(f"{'/' if 'noise' in uri else ''}page/{number}") for number in (2, 3))]
    shown = [titles(long, each) for each in pages]
    assert [len(each) for each in shown] == [MOST, MOST, MANY - 2 * MOST]
    assert sorted(title for each in shown for title in each) == [f"P {n:03}" for n in range(MANY)]
    assert uri.format("page/4") not in long.pages
    parts = [long.shown(each)["part"] for each in pages]
    assert [(part["number"], part["count"]) for part in parts] == [(1, 3), (2, 3), (3, 3)]
    urls = [each["url"] for each in parts[0]["links"]]
    assert [(part["before"], part["next"]) for part in parts] == [("", urls[1]), (urls[0], urls[2]), (urls[1], "")]


def test_only_the_first_page_has_the_introduction_and_is_searched(long: Planned) -> None:
    first, second = long.pages["problems/index.md"], long.pages["problems/page/2.md"]
    assert (first.markdown.strip(), second.markdown) == ("Our text.", "")
    assert (first.title, second.title) == ("Problems", "Problems, page 2")
    assert "search" not in first.meta
    assert second.meta["search"] == {"exclude": True}
    assert long.shown("problems/page/2.md")["heading"] == "Problems"


def test_between_far_pages_the_links_skip(tmp_path: Path) -> None:
    site = planned(tmp_path, {f"faqs/f{n}.md": "x" for n in range(8 * MOST)})
    links = site.shown("faqs/page/5.md")["part"]["links"]
    assert [link["number"] for link in links] == [1, 3, 4, 5, 6, 7, 8]
    assert [link["number"] for link in links if link["skips"]] == [3]
    assert [link["number"] for link in links if link["is_here"]] == [5]


def test_a_short_list_has_one_page_and_no_way_to_others(tmp_path: Path) -> None:
    site = planned(tmp_path, {"faqs/a.md": "x"})
    assert site.shown("faqs/index.md")["part"] is None
    assert site.shown("faqs/index.md")["filter"] is None, "nothing to narrow"


def test_a_column_in_which_nothing_stands_is_left_out(tmp_path: Path) -> None:
    site = planned(tmp_path, {"problems/p.md": "# P\n\nIt jumps.\n"})
    assert [column["label"] for column in site.shown("problems/index.md")["columns"]] == ["Symptom", "State"]


def test_the_community_introduces_the_generated_pages(tmp_path: Path) -> None:
    files = {"topics.yml": "noise: Noise\n", "problems/p.md": "# P\n\n[m](../map.md) [a](../all.md)\n"}
    files |= {f"{name}.md": f"# Ours\n\nAbout {name}.\n" for name in ("all", "map", "symptoms")}
    for site in (planned(tmp_path / "1", files), planned(tmp_path / "2", {**files, "mkdocs.yml": FLAT})):
        for name in ("all", "map", "symptoms"):
            assert site.text(f"{name}/index.md").strip() == f"About {name}."
            assert f"{name}.md" not in site.pages
        assert "[m](../map/index.md) [a](../all/index.md)" in site.text("problems/p.md")


# What the script is given


def test_the_files_hold_what_the_pages_show() -> None:
    site = wiper_engineers()
    for entry_type in site.kb.types.values():
        data = rows_file(site, entry_type.plural)
        shown = {
            row["url"]: row for group in site.shown(f"{entry_type.plural}/index.md")["groups"] for row in group["rows"]
        }
        assert {data["url"].replace("…", row[0]) for row in data["rows"]} == set(shown)
        columns = [column["key"] for column in site.shown(f"{entry_type.plural}/index.md")["columns"]]
        for row in data["rows"]:
            there = shown[data["url"].replace("…", row[0])]
            assert row[1] == there["title"]
            assert [data["badges"][at] for at in row[5]] == [[each["text"], each["tone"]] for each in there["badges"]]
            cells = dict(zip(columns, there["cells"], strict=True))
            assert {key: cells[key] for key in data["columns"] if key in cells} == {
                key: row[7][at] for at, key in enumerate(data["columns"]) if key in cells
            }


def test_an_entry_is_found_by_all_that_is_known_of_it(tmp_path: Path) -> None:
    files = {
        "topics.yml": "noise: Noise\nchatter: {label: Chatter, parent: noise}\n",
        "people.yml": "ann: {name: Ann}\nbob: {name: Bob}\ngus: {name: Gus, hide: true}\n",
        "faqs/f.md": "---\ntopics: [chatter]\nauthors: [ann, gus]\nthanks: [carl, Carl Orff]\ndate: 2020-01-01\n"
        "applies_to: {glass: [coated]}\naka: [judder]\ncodes: [W-1]\n---\nBecause.\n",
        "tried/f/2020-01-02-bob-abc123.md": "---\nresult: didnt\n---\n",
        "faqs/g.md": "---\nretired: gone\n---\n",
    }
    site = planned(tmp_path, files)
    assert facets(site, "faqs", "f") == {
        "type": ["FAQs"],
        "state": ["answered"],
        "maturity": ["tried"],
        "care": ["disputed", "due"],
        "topic": ["Chatter"],
        "vehicle": [],
        "glass": ["coated"],
        "person": ["Ann", "Carl Orff", "Bob"],
    }
    assert facets(site, "faqs", "g")["care"] == ["no longer current"]
    data = rows_file(site, "faqs")
    topics = next(each["values"] for each in data["facets"] if each["key"] == "topic")
    assert topics == [["noise", "Noise", -1, "topics/noise/"], ["chatter", "Chatter", 0, "topics/chatter/"]]
    assert data["rows"][0][4] == "judder · W-1"
    assert "Gus" not in json.dumps(data)


def test_a_list_offers_the_facets_that_its_entries_have(tmp_path: Path) -> None:
    site = planned(
        tmp_path, {"faqs/a.md": "x", "faqs/b.md": "---\napplies_to: {glass: [plain]}\n---\nx", "cases/c.md": "x"}
    )
    offered = {
        uri: [each["key"] for each in site.shown(uri)["filter"]["facets"]] for uri in ("faqs/index.md", "all/index.md")
    }
    assert offered["faqs/index.md"] == ["state", "maturity", "glass"]
    assert offered["all/index.md"] == ["type", "state", "maturity", "glass"]
    assert site.shown("all/index.md")["filter"]["files"] == ["rows/faqs.js", "rows/cases.js"]


def test_a_facet_of_the_community_may_be_called_like_one_of_ours(tmp_path: Path) -> None:
    settings = MKDOCS_YML.replace("vehicle: [van, saloon]", "type: [van, saloon]")
    files = {"mkdocs.yml": settings, "faqs/a.md": "---\napplies_to: {type: [van]}\n---\nx"}
    found = facets(planned(tmp_path, files), "faqs", "a")
    assert (found["type"], found["x-type"]) == (["FAQs"], ["van"])


# Symptoms


def test_a_symptom_stands_with_the_way_that_went_best(tmp_path: Path) -> None:
    text = "## Symptom\n\nIt jumps.\n\n## Workaround\n\n### Pray\n\nTo whom?\n\n### Clean it\n\nDamp *cloth*.\n\n### Wait\n\nLong.\n"
    files = {
        "topics.yml": "noise: Noise\nchatter: {label: Chatter, parent: noise}\n",
        "problems/p.md": f"---\ntopics: [chatter]\n---\n# P\n\n{text}",
        "tried/p/2026-01-02-bob-abc123.md": "---\nresult: worked\nof: Clean it\n---\n",
        "tried/p/2026-01-03-bob-abc123.md": "---\nresult: didnt\nof: Pray\n---\n",
        "problems/q.md": "# Q\n\nIt hums.\n",
        "problems/r.md": "---\nretired: x\n---\n# R\n",
        "faqs/f.md": "# F?\n\nBecause.\n",
        "cases/c.md": "# C\n\nSo it went.\n",
    }
    shown = planned(tmp_path, files).shown("symptoms/index.md")
    found = {
        group["title"]: [(row["title"], row["text"], row["answer"]) for row in group["rows"]]
        for group in shown["groups"]
    }
    assert found == {
        "Noise": [("P", "It jumps.", "Clean it: Damp cloth.")],
        "Everything else": [("Q", "It hums.", "")],
    }
    assert (shown["total"], shown["files"]) == (2, ["rows/problems.js"])


def test_without_symptoms_the_finder_says_so(tmp_path: Path) -> None:
    shown = planned(tmp_path, {}).shown("symptoms/index.md")
    assert (shown["total"], shown["groups"]) == (0, [])
