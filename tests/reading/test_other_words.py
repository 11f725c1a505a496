"""Keys of other tools: what they are read as, what wins, and what cannot be taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.excerpts import summary
from cop_kb.rules import check, load_rules
from tests.cli.running import git
from tests.publishing.planning import planned
from tests.support import read

TOPICS = "ice: {label: Black ice, synonyms: [frost]}\nroad-salt: {label: Road salt}\nnoise: Noise\n"
RULES = ("borrowed-key", "unknown-key", "invalid-value", "duplicate-alias", "unknown-topic")


def base(root: Path, front: str, **more: str) -> KnowledgeBase:
    files = {"content/topics.yml": TOPICS, "content/problems/p.md": f"---\n{front}\n---\n# P\n\nText.\n"}
    return read(root, files | {f"content/{path.replace('__', '/')}.md": text for path, text in more.items()})


def entry(root: Path, front: str) -> Entry:
    return base(root, front).by_slug["p"]


def findings(kb: KnowledgeBase, *rules: str) -> list[str]:
    return [f"{each.rule}: {each.message}" for each in check(kb, [load_rules()[rule] for rule in rules or RULES])]


@pytest.mark.parametrize(
    ("front", "name", "value"),
    [
        ("tags: [ICE, black-ice, Frost, wind]", "topics", ("ice",)),
        ("tags: frost, road salt", "topics", ("ice", "road-salt")),
        ("keywords: road_salt", "topics", ("road-salt",)),
        ("categories: noise\ntags: ['#ice']", "topics", ("noise", "ice")),
        ("Tags: [ice]", "topics", ("ice",)),
        ("tags: [ice]\ntopics: [noise]", "topics", ("noise",)),
        ("tags: [ice]\ntopics:", "topics", ("ice",)),
        ("tags: {a: b}", "topics", None),
        ("author: Ines Prado", "authors", ("Ines Prado",)),
        ("author: [Ines, Wei]", "authors", ("Ines", "Wei")),
        ("author: Ines Prado <ines@example.org>", "authors", ("Ines Prado",)),
        ("author: Ines\nauthors: [Wei]", "authors", ("Wei",)),
        ("permalink: /wiki/p.html", "aliases", ("/wiki/p.html",)),
        ("slug: other", "aliases", ("problems/other",)),
        ("slug: /docs/other", "aliases", ("/docs/other",)),
        ("slug: p\npermalink: /problems/p/\nredirect_from: /problems/P2/index.html", "aliases", ("/problems/P2/index.html",)),
        ("aliases: [a]\nredirect_from: [b, c, a]\npermalink: c", "aliases", ("a", "problems/b", "problems/c", "problems/a")),
        ("permalink: /:categories/:title/", "aliases", None),
        ("permalink: pretty", "aliases", None),
        ("permalink: /", "aliases", None),
        ("redirect_from: [../x, 'https://a.example/b', ok]", "aliases", ("problems/ok",)),
    ],
)  # fmt: skip
def test_a_key_of_another_tool_is_read_as_the_field_of_ours(front: str, name: str, value: Any, tmp_path: Path) -> None:
    assert (entry(tmp_path, front).texts(name) or None) == value


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("author: {name: Ines}", "author takes texts, not a mapping"),
        (f"author: {'I' * 300}", "is 300 bytes long"),
        ("permalink: /:title/", "“/:title/” is a pattern, no address"),
        ('redirect_from: ["a/\\u0007b"]', "holds a control character"),
        ("redirect_from: [../../etc/passwd]", "leads out of the folder"),
        (f"slug: {'s' * 300}", "is 300 bytes long"),
        (f"permalink: /{'s/' * 600}", "bytes long, more than 1,000"),
        ("description: [a, b]", "description takes one text, not a list"),
        ("created: yesterday", "“yesterday” is no date"),
        ("last_modified_at: 2024-02-30", "there is no 2024-02-30"),
    ],
)
def test_its_value_is_checked_like_that_of_the_field(front: str, message: str, tmp_path: Path) -> None:
    (found,) = findings(base(tmp_path, front), "invalid-value")
    assert message in found


def test_a_description_is_the_summary_wherever_one_is_shown(tmp_path: Path) -> None:
    site = planned(tmp_path, {"problems/p.md": "---\ndescription: |\n  What lifts\n  <b>it</b>.\n---\n# P\n\nText.\n"})
    assert summary(site.kb.by_slug["p"]) == "What lifts <b>it</b>."
    files = b"".join(file.content or b"" for file in site.files.values())
    assert b"What lifts" in files
    assert b"<b>it" not in b"".join(file.content or b"" for uri, file in site.files.items() if uri.endswith(".html"))


def test_dates_of_another_tool_count_until_git_knows_of_later_changes(tmp_path: Path) -> None:
    front = "created: 2024-05-01\nlast_modified_at: 2024-06-02T10:00:00Z"
    kb = base(tmp_path, front)
    found = kb.by_slug["p"]
    assert (found.created, found.changed) == (date(2024, 5, 1), date(2024, 6, 2))
    assert str(found.date) == "2024-05-01"
    assert kb.freshness["p"].since == date(2024, 6, 2)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "x", "--date", "2026-11-01T10:00:00Z")
    known = base(tmp_path, front).by_slug["p"]
    assert (known.created, known.changed) == (date(2024, 5, 1), date(2024, 6, 2)), "the commit only brought it here"
    assert str(base(tmp_path, f"date: 2023-01-01\n{front}").by_slug["p"].date) == "2023-01-01"


def test_each_key_is_told_once_with_what_is_no_topic(tmp_path: Path) -> None:
    texts = {f"faqs__q{n}": f"---\ntags: [Ice, wind, w{n}]\nauthor: Ines\n---\n# Q{n}?\n" for n in range(6)}
    kb = base(tmp_path, "topics: [noise]", **texts)
    assert findings(kb) == [
        "borrowed-key: “tags” is read as topics (and in 5 more); “wind”, “w0”, “w1”, “w2”, “w3” and 2 more are no topics",
        "borrowed-key: “author” is read as authors (and in 5 more)",
    ]
    first = check(kb, [load_rules()["borrowed-key"]])[0]
    assert "a line in content/topics.yml, like “wind: {label: Wind}”, or is a synonym" in first.hint


@pytest.mark.parametrize(
    ("front", "others"),
    [
        ("permalink: /problems/p/", {}),
        ("permalink: /faqs/q/", {"faqs__q": "# Q?\n"}),
        ("permalink: /wiki/x", {"faqs__q": "---\npermalink: /wiki/x\n---\n# Q?\n"}),
        ("slug: same", {"problems__q": "---\nslug: same\n---\n# Q\n"}),
    ],
)
def test_addresses_of_another_tool_are_no_mistake(front: str, others: dict[str, str], tmp_path: Path) -> None:
    found = findings(base(tmp_path, front, **others))
    assert [each.partition(":")[0] for each in found] == ["borrowed-key"]


def test_a_field_of_the_types_own_wins(tmp_path: Path) -> None:
    types = "name: recipe\nplural: recipes\nlabel: Recipe\nlabel_plural: Recipes\npurpose: x\nicon: material/food\norder: 9\n"
    own = types + "fields:\n  tags: {kind: texts, label: Tags}\nsections:\n  how: {title: How, prompt: How.}\n"
    files = {
        "entry_types/recipe/type.yml": own,
        "entry_types/recipe/template.md": "## How\n",
        "content/topics.yml": TOPICS,
    }
    kb = read(tmp_path, files | {"content/recipes/r.md": "---\ntags: [ice]\n---\n# R\n"})
    assert (kb.by_slug["r"].texts("tags"), kb.by_slug["r"].texts("topics")) == (("ice",), ())
    assert findings(kb) == []


def test_a_slip_in_such_a_key_proposes_the_field(tmp_path: Path) -> None:
    (found,) = check(base(tmp_path, "catagories: [ice]"), [load_rules()["unknown-key"]])
    assert found.hint == "Did you mean “topics”?"


def test_the_guide_names_them(tmp_path: Path) -> None:
    text = planned(tmp_path, {"topics.yml": TOPICS}).text("guide/problem.md")
    assert "Other tools call it `tags`, `tag`, `categories`, `category`, `keywords`." in text
    assert "Other tools call it `author`." in text


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("status: draft", True),
        ("status: Work-in-Progress", True),
        ("hidden: true", True),
        ("sitemap: false", True),
        ("robots: noindex, nofollow", True),
        ("public: no", True),
        ("status: [draft]\ndraft: true", False),
        ("hidden: true\npublished: false", False),
        ("status: open", False),
        ("hidden: false", False),
        ("sitemap: {priority: 1}", False),
    ],
)
def test_what_seems_to_withhold_and_does_not_is_told(front: str, told: bool, tmp_path: Path) -> None:
    found = check(base(tmp_path, front, about=f"---\n{front}\n---\n# Us\n"), [load_rules()["not-withheld"]])
    said = front.partition("\n")[0]
    expected = [
        f"“{said}” withholds nothing: this {what} is published, and every reader sees it" for what in ("page", "entry")
    ]
    assert [each.message for each in found] == (expected if told else [])
    assert all("Write “draft: true” to keep it back." in each.hint for each in found)


def test_a_try_has_no_such_words(tmp_path: Path) -> None:
    tried = "---\nresult: worked\ndescription: x\nstatus: draft\n---\n"
    kb = read(tmp_path, {"content/problems/p.md": "# P\n", "content/tried/p/2026-01-01-ines-abcdef.md": tried})
    assert findings(kb, "unknown-key", "borrowed-key", "not-withheld") == [
        "unknown-key: “description” is no field of a try",
        "unknown-key: “status” is no field of a try",
    ]
