"""Where names may stand: the manual's list is true, and each switch empties its places and no other."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from cop_kb.cli import cli
from cop_kb.publishing import name_places
from cop_kb.publishing.name_places import PLACES
from tests.publishing.planning import CHECKOUT, Planned, planned
from tests.support import MKDOCS_YML

NAMES = {"writer": "Wera Writer", "teller": "Tilo Teller", "trier": "Tara Trier"}
FILES = {
    "topics.yml": "noise: Noise\n",
    "people.yml": "".join(f"{key}: {name}\n" for key, name in NAMES.items()),
    "faqs/noise/f.md": "---\nauthors: [writer]\nthanks: [teller]\ndate: 2026-01-01\n---\n# Why?\n\nBecause.\n",
    "faqs/noise/g.md": "---\nauthors: [writer]\ndate: 2026-01-01\n---\n# How?\n\nSo.\n",
    "tried/f/2026-02-01-trier-abc123.md": "---\nresult: didnt\n---\n",
    "tried/g/2026-02-01-trier-abc123.md": "---\nresult: worked\n---\n",
}
SITE = f"site_url: https://kb.example/\n{MKDOCS_YML}"


def site_of(root: Path, *off: str) -> Planned:
    switches = ", ".join(f"{each}: no" for each in off)
    return planned(root, {**FILES, "mkdocs.yml": f"{SITE}      people: {{{switches}}}\n" if off else SITE})


def shown(site: Planned, *keys: str) -> str:
    return json.dumps([site.shown("faqs/f.md")[key] for key in keys], ensure_ascii=False)


def file(site: Planned, uri: str) -> str:
    return (site.files[uri].content or b"").decode()


def told(site: Planned, *command: str) -> str:
    done = CliRunner().invoke(cli, ["-C", str(site.kb.settings.root), *command, "--no-git", "--today", "2026-11-21"])
    return done.output


def people_pages(site: Planned) -> str:
    links = [each["url"] for credit in site.shown("faqs/f.md")["credit"] for each in credit["people"]]
    pages = [page.title for uri, page in site.pages.items() if uri.startswith("people/") and uri != "people/index.md"]
    return " ".join([*pages, *(NAMES[url.split("/")[1]] for url in links if url)])


WHERE: Mapping[str, Callable[[Planned], str]] = {
    name_places.WRITTEN: lambda site: shown(site, "credit") + told(site, "show", "f").partition("Told by")[2],
    name_places.STORY: lambda site: shown(site, "story", "tries"),
    name_places.DISPUTE: lambda site: shown(site, "maturity"),
    name_places.FEEDS: lambda site: file(site, "feed.xml") + file(site, "faqs/feed.json"),
    name_places.PROGRAMS: lambda site: file(site, "kb.json") + told(site, "list", "--format", "json"),
    name_places.READERS: lambda site: shown(site, "structured_data"),
    name_places.PERSON_PAGES: people_pages,
    name_places.FILTER: lambda site: file(site, "rows/faqs.js"),
    name_places.SEARCH: lambda site: str([each.record.facets if each.record else "" for each in site.plan.pages]),
    name_places.ASK: lambda site: shown(site, "to_ask") + str(site.shown("topics/noise.md")["to_ask"]),
    name_places.MAP: lambda site: str(site.shown("map/index.md")) + told(site, "map", "--format", "json"),
}
SWITCHES = sorted({each.switch for each in PLACES.values()})


def named(text: str) -> bool:
    return any(name in text for name in NAMES.values())


def test_every_place_is_tried_here() -> None:
    assert WHERE.keys() == PLACES.keys()


@pytest.mark.parametrize("off", SWITCHES)
def test_a_switch_empties_its_places_and_no_other(off: str, tmp_path: Path) -> None:
    site = site_of(tmp_path, off)
    assert {place: named(text(site)) for place, text in WHERE.items()} == {
        place: each.switch != off for place, each in PLACES.items()
    }


def test_with_all_of_them_off_no_name_is_in_any_byte(tmp_path: Path) -> None:
    site = site_of(tmp_path, *SWITCHES)
    pages = json.dumps(
        [(page.uri, page.markdown, page.meta) for page in site.plan.pages], default=str, ensure_ascii=False
    )
    files = " ".join((each.content or b"").decode("utf-8", "replace") for each in site.plan.files)
    assert not named(pages + files)
    for command in (("show", "f"), ("show", "f", "--format", "json"), ("list",), ("list", "--format", "csv"), ("map",)):
        assert not named(told(site, *command)), command
    assert "people: {pages: no}" in told(site, "list", "--person", "writer")


def test_the_manual_lists_every_place_with_its_switch_and_how_it_stands(tmp_path: Path) -> None:
    rows = [line for line in site_of(tmp_path, "ask").text("guide/names.md").splitlines() if "people: {" in line]
    assert len(rows) == len(PLACES)
    for each, row in zip(PLACES.values(), rows, strict=True):
        assert each.where in row
        assert f"`people: {{{each.switch}: no}}` | {'no' if each.switch == 'ask' else 'yes'} |" in row


def test_a_name_is_put_out_in_a_place_of_the_list_and_nowhere_else() -> None:
    """Who asks for a name without a place only holds it: those are named here."""
    may_hold = {"publishing/name_places.py", "publishing/people.py", "cli/list.py", "reading/vocabulary.py"}
    may_hold |= {"reading/credited.py", "cli/tried.py"}  # another function: what Git calls somebody
    held, used = set(), set()
    for path in sorted((CHECKOUT / "cop_kb").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id == "name_of":
                held.add(path.relative_to(CHECKOUT / "cop_kb").as_posix())
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "name_in",
                "names_in",
                "people_of",
                "may_stand",
            ):
                used |= {getattr(name_places, each.id, "") for each in node.args if isinstance(each, ast.Name)}
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "shown":
                used |= {getattr(name_places, each.id, "") for each in node.args if isinstance(each, ast.Name)}
    assert held <= may_hold
    assert PLACES.keys() <= used
