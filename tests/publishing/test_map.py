"""The knowledge map: what counts as known, who knows it, and the picture of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_kb.publishing.knowledge_map import KNOWN, STANDINGS, TopicOnMap, knowledge_map
from cop_kb.publishing.map_drawing import MOST_DOTS, RADIUS, WIDTH, card, fitted, unit_of
from cop_kb.publishing.topics import TopicTree
from tests.publishing.planning import Planned, planned

TOPICS = "noise: Noise\nchatter: {label: Chatter, parent: noise}\nglass: Glass\nempty: Empty\n"
RESOLVED = "## Symptom\n\nIt jumps.\n\n## Workaround\n\nRest.\n\n## Cause\n\nWax.\n\n## Resolution\n\nSoften.\n"
WORKED = "---\nresult: worked\n---\n"


def on_map(site: Planned) -> dict[str, TopicOnMap]:
    return {each.key: each for each in knowledge_map(TopicTree(site.kb))}


@pytest.fixture
def site(tmp_path: Path) -> Planned:
    head = "---\ntopics: [chatter]\nauthors: [{}]\n---\n"
    files = {
        "topics.yml": TOPICS,
        "people.yml": "ann: {name: Ann}\nbob: {name: Bob}\ncat: {name: Cat}\ndan:\ngus: {name: Gus, hide: true}\n",
        "problems/proven.md": head.format("ann") + RESOLVED,
        "tried/proven/2026-01-01-bob-abc123.md": WORKED,
        "tried/proven/2026-01-02-cat-abc123.md": WORKED,
        "problems/untried.md": head.format("ann") + RESOLVED,
        "problems/reported.md": head.format("ann") + "It hums.\n",
        "problems/gone.md": "---\ntopics: [chatter]\nretired: x\nauthors: [zoe]\n---\n" + RESOLVED,
        "lessons/hunch.md": "---\ntopics: [glass]\nauthors: [gus]\n---\n## Recommendation\n\nPolish.\n",
        "cases/learned.md": "---\ntopics: [noise]\nauthors: [dan]\n---\n## Outcome\n\nx\n\n## What we take from it\n\ny\n",
    }
    return planned(tmp_path, files)


def test_known_half_known_and_open(site: Planned) -> None:
    found = on_map(site)
    assert found["chatter"].cells["problem"] == {"known": 1, "half_known": 1, "open": 1}
    assert found["glass"].cells["lesson"] == {"known": 0, "half_known": 0, "open": 1}
    assert found["noise"].cells["case"] == {"known": 1, "half_known": 0, "open": 0}
    assert found["noise"].cells["problem"] == found["chatter"].cells["problem"], (
        "narrower topics are a part of wider ones"
    )
    assert found["empty"].count == 0


def test_what_is_disputed_is_not_known(tmp_path: Path) -> None:
    files = {"topics.yml": TOPICS, "problems/p.md": f"---\ntopics: [noise]\n---\n{RESOLVED}"}
    files["people.yml"] = "ann:\nbob:\ncat:\n"
    files |= {f"tried/p/2026-01-0{n}-{who}-abc123.md": WORKED for n, who in enumerate(("ann", "bob", "cat"), 1)}
    assert on_map(planned(tmp_path / "1", files))["noise"].cells["problem"][KNOWN] == 1
    files["tried/p/2026-02-01-dan-abc123.md"] = "---\nresult: didnt\nwho: Dan Day\n---\n"
    assert on_map(planned(tmp_path / "2", files))["noise"].cells["problem"][KNOWN] == 0


def test_who_knows_it_wrote_told_or_tried_it(site: Planned) -> None:
    found = on_map(site)
    assert (found["chatter"].people, found["chatter"].knowing) == (("Ann", "Bob", "Cat"), 3)
    assert found["noise"].people == ("Ann", "Bob", "Cat", "dan")
    assert (found["glass"].people, found["glass"].knowing) == ((), 1), "somebody hidden is counted and not named"


def test_what_stands_out_is_said(site: Planned) -> None:
    shown = site.shown("map/index.md")
    said = {each["title"]: [(item["label"], item["note"]) for item in each["items"]] for each in shown["remarks"]}
    assert said == {"Known to one person only": [("Glass", "")], "Nothing written": [("Empty", "")]}
    assert [row["who"] for each in shown["cards"] for row in each["rows"]] == [
        "",
        "only one person",
        "4 people",
        "3 people",
    ]


def test_the_picture_leads_to_the_lists_and_the_table_says_the_same(site: Planned) -> None:
    shown = site.shown("map/index.md")
    rows = {row["label"]: row for each in shown["cards"] for row in each["rows"]}
    first = rows["Chatter"]["cells"][0]
    assert first["url"] == "topics/chatter/#type=problem"
    assert first["label"] == "Chatter, Problems: 1 known, 1 half-known, 1 open"
    assert (rows["Chatter"]["cells"][1]["url"], bool(rows["Chatter"]["cells"][1]["nothing"])) == ("", True)
    assert [row["cells"][0] for row in shown["rows"] if row["label"] == "Chatter"] == ["1 known, 1 half-known, 1 open"]


def test_without_topics_there_is_no_map(tmp_path: Path) -> None:
    assert "map/index.md" not in planned(tmp_path, {"faqs/a.md": "x"}).pages


COUNTS = st.fixed_dictionaries({name: st.integers(0, 3000) for name in STANDINGS})


@given(st.lists(st.tuples(st.text(max_size=60), COUNTS, COUNTS), min_size=1, max_size=4))
def test_the_dots_stay_in_their_cells_and_what_is_there_has_one(
    given: list[tuple[str, dict[str, int], dict[str, int]]],
) -> None:
    from cop_kb.entry_types import load_types

    types = list(load_types().values())[:2]
    topics = [
        TopicOnMap(str(at), label, min(at, 1), "", dict(zip((each.name for each in types), cells, strict=True)), (), at)
        for at, (label, *cells) in enumerate(given)
    ]
    unit = unit_of(topics)
    drawn = card(topics, types, unit)
    for row, topic in zip(drawn["rows"], topics, strict=True):
        for cell in row["cells"]:
            counts = topic.cells[cell["type"]]
            dots = {"known": cell["known"], "half_known": cell["half"], "open": cell["open"]}
            for name, path in dots.items():
                places = [float(part.split()[0]) for part in path.split("M")[1:]]
                assert len(places) == -(-counts[name] // unit)
                assert all(cell["x"] <= x <= cell["x"] + cell["width"] - 2 * RADIUS for x in places)
            assert sum(-(-number // unit) for number in counts.values()) <= MOST_DOTS + len(STANDINGS)
            assert cell["y"] + cell["height"] <= drawn["height"]
            assert bool(cell["nothing"]) == (not any(counts.values()))


@given(st.text(), st.floats(0, WIDTH))
def test_a_label_is_cut_to_its_room(text: str, room: float) -> None:
    shown = fitted(text, room, 6)
    assert shown == text or (
        shown.endswith("…") and text.startswith(shown[:-1]) and 6 * (len(shown) - 1) <= max(room, 0)
    )
