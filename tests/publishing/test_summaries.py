"""What an entry says in short is the same everywhere, whatever it is written in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cop_kb.publishing.list_rows import rows_uri
from tests.publishing.planning import Planned, planned
from tests.support import MKDOCS_YML

SETTINGS = f"site_url: https://example.org/\n{MKDOCS_YML}"
FORMS = {
    "list": ("1. Close it\n2. Open *it*\n", "1 Close it · 2 Open it"),
    "after-a-heading": ("### Prime it by hand\nOpen the [cap](x.md).\n", "Open the cap."),
    "table": ("| Turn | Way |\n|---|---|\n| left | `two` |\n", "left: two"),
    "code": ("```toml\n[pump]\n\nspeed = 2\n```\n", "[pump] · speed = 2"),
    "code-and-prose": ("```toml\n[pump]\n\nspeed = 2\n```\n\nSlow it down.\n", "Slow it down."),
    "quotation": ("> Wait.\n> Then open it.\n", "Wait. Then open it."),
    "alert": ("> [!WARNING]\n> Close it first.\n", "Close it first."),
    "admonition": ('!!! note "Mind"\n    Close it first.\n', "Close it first."),
    "picture": ("![The pump, opened](pump.png)\n", "The pump, opened"),
}
MARKS = ("###", "```", "| ", "](", "[!", "!!!", "> W", "1. C", "*it*")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    files: dict[str, str | bytes] = {"mkdocs.yml": SETTINGS, "problems/pump.png": b"\x89PNG\r\n\x1a\n"}
    for name, (text, _) in FORMS.items():
        files[f"problems/{name}.md"] = f"---\ndate: 2026-03-01\n---\n# The {name}\n\n{text}\n## Workaround\n\n{text}"
        files[f"faqs/q-{name}.md"] = f"---\ndate: 2026-03-01\n---\n# The {name}?\n\n## Answer\n\n{text}"
    return planned(tmp_path_factory.mktemp("kb"), files)


def data(site: Planned, uri: str) -> Any:
    content = site.files[uri].content
    assert content
    return json.loads(content)


def finder(site: Planned) -> dict[str, tuple[str, str]]:
    rows = [row for group in site.shown("symptoms/index.md")["groups"] for row in group["rows"]]
    return {row["title"].removeprefix("The "): (row["text"], row["answer"]) for row in rows}


@pytest.mark.parametrize(("name", "short"), [(name, short) for name, (_, short) in FORMS.items()])
def test_it_is_the_same_everywhere(site: Planned, name: str, short: str) -> None:
    assert finder(site)[name] == (short, short)
    assert {each["slug"]: each["summary"] for each in data(site, "kb.json")["entries"]}[name] == short
    assert {each["title"]: each["content_text"] for each in data(site, "feed.json")["items"]}[f"The {name}"] == short
    page = site.pages[f"problems/{name}.md"]
    assert page.meta["description"] == page.meta["kb"]["lead"] == short
    structured = json.loads(site.shown(f"faqs/q-{name}.md")["structured_data"])
    assert structured["description"] == short
    assert short.split(" · ")[-1] in structured["mainEntity"][0]["acceptedAnswer"]["text"]
    index = site.files["search/instant.js"].content
    assert index
    assert json.dumps(short, ensure_ascii=False) in index.decode()
    rows = site.files[rows_uri(site.kb.types["problem"])].content
    assert rows
    assert json.dumps(short, ensure_ascii=False) in rows.decode()


def test_no_line_of_an_entry_elsewhere_holds_markup(site: Planned) -> None:
    for name in ("kb.json", "feed.json", "search/instant.js"):
        content = site.files[name].content
        assert content
        assert [mark for mark in MARKS if mark in content.decode()] == [], name


def test_an_answer_that_is_only_a_picture_without_words_is_there(tmp_path: Path) -> None:
    files = {"problems/a.md": "# A\n\nIt leaks.\n\n## Workaround\n\n![](a.png)\n", "problems/a.png": b"x"}
    assert finder(planned(tmp_path, files)) == {"A": ("It leaks.", "…")}


def test_an_answer_that_nobody_knows_is_none(tmp_path: Path) -> None:
    site = planned(tmp_path, {"problems/a.md": "# A\n\nIt leaks.\n\n## Workaround\n\nNobody knows.\n"})
    assert finder(site) == {"A": ("It leaks.", "")}
    assert site.kb.states["a"].name == "reported"
    assert "## Workaround\n\nNobody knows." in site.text("problems/a.md")
    assert "nobody" not in json.dumps(site.shown("problems/a.md")["lead"]).lower()


def test_a_case_is_summed_up_by_its_author_s_summary(tmp_path: Path) -> None:
    text = "# Outage\n\n## Timeline\n\nAll times in UTC.\n\n## Summary\n\nThe pump froze.\n"
    site = planned(tmp_path, {"cases/a.md": text})
    assert site.pages["cases/a.md"].meta["description"] == "The pump froze."


def test_of_several_ways_the_one_that_went_best_is_named_and_said(tmp_path: Path) -> None:
    ways = "# A\n\nIt leaks.\n\n## Workaround\n\n### Rest it\n\nAn hour.\n\n### Prime it\n1. Open it\n2. Fill it\n"
    tried = "---\nresult: worked\nof: Prime it\n---\n"
    site = planned(tmp_path, {"problems/a.md": ways, "tried/a/2026-03-01-ann-aaaaaa.md": tried})
    assert finder(site)["A"] == ("It leaks.", "Prime it: 1 Open it · 2 Fill it")
