"""Lists, topics, what is wanted, the home page and the guide: what they hold and in which order."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest

from cop_kb.entry_types import load_types
from cop_kb.publishing.guide import type_text
from tests.publishing.planning import Planned, planned, wiper_engineers

RESOLVED = "## Symptom\n\nIt jumps.\n\n## Workaround\n\nRest.\n\n## Cause\n\nWax.\n\n## Resolution\n\nSoften.\n"


def titles(rows: list[dict[str, Any]]) -> list[str]:
    return [row["title"] for row in rows]


def badges(row: dict[str, Any]) -> list[str]:
    return [badge["text"] for badge in row["badges"]]


def groups(site: Planned, uri: str) -> dict[str, list[str]]:
    """Title of each group → titles of its rows."""
    return {group["title"]: titles(group["rows"]) for group in site.shown(uri)["groups"]}


def rows(site: Planned, uri: str) -> list[dict[str, Any]]:
    """The rows of a list, of all its groups."""
    return [row for group in site.shown(uri)["groups"] for row in group["rows"]]


def cells(site: Planned, uri: str) -> list[dict[str, str]]:
    """Of each row of a list: label of the column → what stands there."""
    found = []
    for row in rows(site, uri):
        special = {"topics": ", ".join(each["label"] for each in row["topics"]), "badges": " ".join(badges(row))}
        columns = zip(site.shown(uri)["columns"], row["cells"], strict=True)
        found.append({column["label"]: special.get(column["kind"], cell) for column, cell in columns})
    return found


# Lists


def test_a_list_has_the_columns_that_its_type_declares(tmp_path: Path) -> None:
    files = {
        "topics.yml": "noise: Noise\nrubber: Rubber\n",
        "problems/p.md": f"---\ntopics: [noise, rubber]\n---\n# P\n\n{RESOLVED}",
        "problems/q.md": "# Q\n\nLead text.\n",
        "cases/c.md": "---\nproblem: [p]\nhappened: 2026-03\n---\n# C\n\n## Outcome\n\nIt is quiet.\n",
        "cases/d.md": "---\nproblem: [p]\ndate: 2025-01-02\n---\n# D\n\nText.\n",
        "faqs/f.md": "# F?\n\nBecause. And so on.\n",
        "lessons/l.md": "## Recommendation\n\nDo.\n",
        "tried/l/2026-01-02-bob-abc123.md": "---\nresult: worked\ncontext: {vehicle: van}\n---\n",
    }
    site = planned(tmp_path, files)
    assert cells(site, "problems/index.md") == [
        {"Symptom": "It jumps.", "State": "resolved", "Seen": "2", "Last seen": "2026-03", "Topics": "Noise, Rubber"},
        {"Symptom": "Lead text.", "State": "reported", "Seen": "", "Last seen": "", "Topics": ""},
    ]
    assert cells(site, "cases/index.md") == [
        {"State": "concluded", "Happened": "2026-03", "Outcome": "It is quiet."},
        {"State": "told", "Happened": "", "Outcome": ""},
    ]
    assert cells(site, "faqs/index.md") == [{"Short answer": "Because. And so on.", "State": "answered"}]
    assert cells(site, "lessons/index.md") == [
        {"Recommendation": "Do.", "Maturity": "tried", "Where it held": "vehicle: van"}
    ]


def test_a_list_begins_with_the_newest_and_ends_with_what_no_longer_holds(tmp_path: Path) -> None:
    files = {
        "cases/a.md": "---\ntitle: B\nhappened: 2024\n---\n",
        "cases/b.md": "---\ntitle: a\nhappened: 2026-02\n---\n",
        "cases/c.md": "---\ntitle: Z\n---\n",
        "cases/d.md": "---\ntitle: y\n---\n",
        "cases/e.md": "---\ntitle: New\nsupersedes: f\ndate: 2020-01-01\n---\n",
        "cases/f.md": "---\ntitle: Old\ndate: 2026-11-01\n---\n",
        "cases/g.md": "---\ntitle: Gone\nretired: no\ndate: 2026-10-01\n---\n",
    }
    site = planned(tmp_path, files)
    found = rows(site, "cases/index.md")
    assert titles(found) == ["a", "B", "New", "y", "Z", "Old", "Gone"]
    assert [group["is_current"] for group in site.shown("cases/index.md")["groups"]] == [True, False]
    assert [badges(row) for row in found][-2:] == [["superseded"], ["retired"]]
    assert titles(rows(site, "all/index.md")) == titles(found)


def test_the_legend_of_a_list_explains_its_states(tmp_path: Path) -> None:
    site = planned(tmp_path, {"problems/p.md": "# P\n"})
    legend = site.shown("problems/index.md")["legend"]
    assert legend[0]["name"] == "resolved"
    assert all(set(state) == {"name", "means", "tone"} for state in legend)
    empty = site.shown("lessons/index.md")
    assert (empty["total"], empty["legend"], empty["filter"]) == (0, [], None)


def test_badges_say_state_maturity_dispute_and_what_is_due(tmp_path: Path) -> None:
    files = {
        "faqs/f.md": "---\ndate: 2020-01-01\nauthors: [ann]\n---\nx\n",
        "tried/f/2020-01-02-bob-abc123.md": "---\nresult: worked\n---\n",
        "tried/f/2020-01-03-bob-abc123.md": "---\nresult: didnt\n---\n",
        "lessons/l.md": "x",
    }
    site = planned(tmp_path, files)
    [row] = rows(site, "faqs/index.md")
    assert badges(row) == ["answered", "tried", "disputed", "due"]
    assert [badge["tone"] for badge in row["badges"]] == ["settled", "tried", "disputed", "due"]
    assert all(badge["means"] for badge in row["badges"])
    assert badges(rows(site, "lessons/index.md")[0]) == ["hunch"]


# Topics

TOPICS = """\
noise: {label: Noise, description: All one hears., synonyms: [NVH]}
chatter: {parent: noise}
squeal: {parent: chatter}
glass: Glass
"""


@pytest.fixture
def topical(tmp_path: Path) -> Planned:
    files = {
        "topics.yml": TOPICS,
        "problems/squeal/p.md": "# P\n",
        "faqs/f.md": "---\ntopics: [chatter, noise]\n---\n# F?\n",
        "faqs/gone.md": "---\ntopics: [noise]\nretired: x\n---\n",
    }
    return planned(tmp_path, files)


def test_a_topic_has_its_own_entries_and_those_of_narrower_topics_each_once(topical: Planned) -> None:
    assert groups(topical, "topics/noise.md") == {"Problems": ["P"], "FAQs": ["F?"], "": ["Gone"]}
    assert groups(topical, "topics/chatter.md") == {"Problems": ["P"], "FAQs": ["F?"]}
    assert groups(topical, "topics/squeal.md") == {"Problems": ["P"]}
    assert topical.shown("topics/glass.md")["empty"] == "Nobody has written anything here yet."


def test_a_topic_knows_the_wider_and_the_narrower_ones(topical: Planned) -> None:
    shown = topical.shown("topics/squeal.md")
    assert [each["label"] for each in shown["parents"]] == ["Noise", "Chatter"]
    noise = topical.shown("topics/noise.md")
    assert [(each["label"], each["url"], each["count"]) for each in noise["children"]] == [
        ("Chatter", "topics/chatter/", 2)
    ]
    assert (noise["text"], noise["synonyms"]) == ("All one hears.", ["NVH"])


def test_all_topics_stand_on_one_page_the_narrower_below_the_wider(topical: Planned) -> None:
    found = [(each["depth"], each["label"], each["count"]) for each in topical.shown("topics/index.md")["children"]]
    assert found == [(0, "Glass", 0), (0, "Noise", 3), (1, "Chatter", 2), (2, "Squeal", 1)]


def test_without_topics_there_is_no_page_of_topics(tmp_path: Path) -> None:
    assert not [uri for uri in planned(tmp_path, {"faqs/a.md": "x"}).pages if uri.startswith("topics/")]


# Wanted


def test_what_hurts_most_often_is_wanted_first(tmp_path: Path) -> None:
    files = {
        "problems/a.md": "# A rare\n",
        "problems/b.md": "# B met twice\n",
        "problems/c.md": "# C contained\n\n## Workaround\n\nx\n",
        "problems/d.md": f"# D resolved\n\n{RESOLVED}",
        "problems/e.md": "---\nretired: x\n---\n# E gone\n",
        "problems/f.md": "# F mentioned\n",
        "cases/one.md": "---\nproblem: [b]\n---\n",
        "cases/two.md": "---\nproblem: [b]\n---\n[[f]]\n",
        "faqs/q.md": "# Who knows?\n",
    }
    found = groups(planned(tmp_path, files), "wanted.md")
    assert list(found) == ["Problems: contained", "Problems: reported", "FAQs: open", "Hunches nobody has tried"]
    assert found["Problems: reported"] == ["B met twice", "F mentioned", "A rare"]
    assert found["Hunches nobody has tried"] == ["C contained", "D resolved"]


def test_pages_that_are_named_and_not_written_are_wanted_the_most_named_first(tmp_path: Path) -> None:
    files = {
        "faqs/a.md": "# A?\n\n[[gel-pad]] [[arm-preload]] [[gel-pad]]\n",
        "faqs/b.md": "# B?\n\n[[gel-pad]]\n",
        "about.md": "[[other]]",
    }
    [*_, group] = [each for each in planned(tmp_path, files).shown("wanted.md")["groups"] if "link to" in each["title"]]
    assert [(row["title"], row["text"], row["url"]) for row in group["rows"]] == [
        ("Gel pad", "Named in “A?”, “B?”", "faqs/a/"),
        ("Arm preload", "Named in “A?”", "faqs/a/"),
        ("Other", "Named in ", ""),
    ]


def test_disputed_and_due_entries_say_why(tmp_path: Path) -> None:
    files = {
        "lessons/l.md": "---\ndate: 2020-01-01\n---\n# L\n\nx\n",
        "tried/l/2021-01-02-bob-abc123.md": "---\nresult: didnt\ncontext: {vehicle: van}\n---\n",
    }
    shown = {
        group["title"]: group["rows"][0]["text"] for group in planned(tmp_path, files).shown("wanted.md")["groups"]
    }
    assert "vehicle: van" in shown["Disputed"]
    assert "2021-01-02" in shown["Disputed"]
    assert shown["Due for another look"] == "Tried 2021-01-02."


def test_where_nothing_is_wanted_the_page_says_so(tmp_path: Path) -> None:
    [group] = planned(tmp_path, {}).shown("wanted.md")["groups"]
    assert (group["rows"], bool(group["empty"])) == ([], True)


# Home


def test_an_empty_knowledge_base_has_a_home(tmp_path: Path) -> None:
    site = planned(tmp_path, {})
    page = site.pages["index.md"]
    assert (page.title, page.template, page.markdown, page.in_nav) == ("Trial", "home.html", "", True)
    shown = site.shown("index.md")
    assert shown["groups"] == []
    assert [(each["label_plural"], each["count"]) for each in shown["types"]] == [
        ("Problems", 0),
        ("FAQs", 0),
        ("Cases", 0),
        ("Lessons", 0),
    ]
    assert [step["title"] for step in shown["steps"]] == ["Search", "Write it down", "Say how it went"]


def test_the_home_of_the_example_shows_a_few_of_each(tmp_path: Path) -> None:
    site = wiper_engineers()
    shown = site.shown("index.md")
    assert [group["title"] for group in shown["groups"]] == [
        "Who knows?",
        "Hunches worth trying",
        "Recently proven",
        "New",
    ]
    assert all(1 <= len(group["rows"]) <= 4 for group in shown["groups"])
    assert sum(each["count"] for each in shown["types"]) == len(site.kb.by_slug)
    assert site.pages["index.md"].markdown.strip()


def test_the_home_has_the_communitys_own_title_and_text(tmp_path: Path) -> None:
    site = planned(tmp_path, {"index.md": "# The wiper engineers\n\nWe wipe.\n"})
    page = site.pages["index.md"]
    assert (page.title, page.markdown) == ("The wiper engineers", "We wipe.\n")


def test_new_and_proven_entries_stand_on_the_home_page_and_gone_ones_do_not(tmp_path: Path) -> None:
    files = {f"faqs/{n}.md": f"---\ntitle: N{n}?\ndate: 2026-01-0{n}\n---\nx\n" for n in range(1, 7)}
    files["people.yml"] = "a:\nb:\n"
    files["faqs/6.md"] = "---\ntitle: N6?\ndate: 2026-01-06\nretired: x\n---\n"
    files |= {f"tried/2/2026-02-0{n}-{who}-abc123.md": "---\nresult: worked\n---\n" for n, who in ((1, "a"), (2, "b"))}
    found = groups(planned(tmp_path, files), "index.md")
    assert found["New"] == ["N5?", "N4?", "N3?", "N2?"]
    assert found["Recently proven"] == ["N2?"]


# Guide


def test_the_guide_has_a_page_for_each_type_and_each_rule(tmp_path: Path) -> None:
    site = planned(tmp_path, {})
    pages = {uri for uri in site.pages if uri.startswith("guide/")}
    assert {f"guide/{name}.md" for name in load_types()} <= pages
    assert {"guide/index.md", "guide/rules/index.md", "guide/rules/dead-link.md"} <= pages
    assert "[A link that leads nowhere](dead-link.md) | `dead-link` | warning" in site.text("guide/rules/index.md")


@pytest.mark.parametrize("entry_type", load_types().values(), ids=lambda each: each.name)
def test_a_types_own_page_shows_all_that_is_declared(entry_type: Any) -> None:
    text = unescape(type_text(entry_type).replace("\\", ""))
    for section in entry_type.sections:
        assert f"| **{section.title}** | {section.prompt} |" in text
    for state in entry_type.states:
        assert f"| **{state.name}** | {state.means} |" in text
    for field in entry_type.fields.values():
        assert f"| `{field.name}` | {field.help} " in text
    assert text.startswith("# ")


def test_words_of_a_declaration_cannot_break_a_table(tmp_path: Path) -> None:
    declared = (Path(__file__).parents[1] / "data/story/type.yml").read_text()
    declared = declared.replace("title: Moral", "title: 'a | b'").replace("How does it go?", "Is it *so* <b> | x?")
    site = planned(tmp_path, {"entry_types/story/type.yml": declared})
    for line in site.text("guide/story.md").splitlines():
        assert line.replace("\\|", "").count("|") in ((3, 4) if line.startswith("|") else (0,))
    assert "\\*so\\* &#60;b\\> &#124; x?" in site.text("guide/story.md")
