"""``cop-kb show``: an entry in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cop_kb.cli import cli
from cop_kb.publishing.data import data
from cop_kb.publishing.entry_page import entry_page
from cop_kb.reports.entry_text import entry_text
from cop_kb.reports.readable import readable
from cop_kb.reports.related import related
from cop_kb.reports.text import width
from tests.cli.running import at_terminal, run
from tests.support import read, write

BLADE = """\
---
title: Blade chatters on dry glass
topics: [chatter]
aka: [wiper judders]
codes: [WIP-041]
applies_to: {glass: [plain, coated]}
authors: [ines]
thanks: [gerd, lars]
date: 2025-03-01
aliases: [wiki/rubbeln]
links: [{url: "https://tickets.example.org/1", label: Ticket 1}]
---
## Symptom

It jumps. See [[new-way]] and [the other](../lessons/new-way.md#do).

## Cause

Friction.

## Workaround

### Turn the arm

By 2°. Not like [[nobody-wrote-this]].

!!! warning "Mind your fingers"
    It snaps.
"""
FILES = {
    "content/topics.yml": "chatter: {label: Chatter}\n",
    "content/people.yml": "ines: {name: Inês Prado}\nlars:\nwei:\ngerd: {name: Gerd Althaus, hide: true}\n",
    "content/problems/blade-chatters.md": BLADE,
    "content/problems/blade-lifts.md": "---\ntitle: Blade lifts\ncodes: [WIP-042]\n---\n",
    "content/lessons/new-way.md": (
        "---\ntitle: The new way\nsupersedes: [old-way]\naddresses: [blade-chatters]\n---\n\nDo it so.\n"
    ),
    "content/lessons/old-way.md": "---\ntitle: The old way\n---\n\nDo it otherwise.\n",
    "content/lessons/dropped.md": "---\ntitle: Dropped\nretired: The pump is gone.\n---\n\nDo it.\n",
    "content/tried/blade-chatters/2026-05-01-wei-aaaaaa.md": "---\nresult: worked\nof: Turn the arm\n---\n\nQuiet.\n",
    "content/tried/blade-chatters/2026-06-01-lars-bbbbbb.md": (
        "---\nresult: didnt\nof: Turn the arm\ncontext: {vehicle: van}\n---\n"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("kb"), FILES)


def show(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "show", "--today", "2026-11-21", *arguments])


EXPECTED = """\
Blade chatters on dry glass
Problem · Chatter · WIP-041

It jumps. See new-way and the other.

known error  The cause is known and something helps for now; a lasting cure is missing.
tried        It takes 1 more person for whom it worked to be proven.
             Turn the arm: 1 worked, 1 didn't work; last tried 2026-06-01.
disputed     The newest try says it didn't work (vehicle: van, lars, 2026-06-01).
fresh        Until 2027-06-01: tried 2026-06-01 by one person.
applies to   Glass: plain, coated

## Workaround

### Turn the arm

By 2°. Not like nobody-wrote-this.

> **Mind your fingers**
>
> It snaps.

## Symptom

It jumps. See The new way and the other.

## Cause

Friction.

Do you know?
? What makes it go away for good?

← Lessons that help
  The new way  new-way

Tries
  2026-06-01  didn't work  lars · Turn the arm · vehicle: van
  2026-05-01  worked       wei · Turn the arm
              Quiet.

Also called  wiper judders
Links        Ticket 1 (https://tickets.example.org/1)
Written by   Inês Prado
Told by      lars
Tried by     lars, wei
Written      2025-03-01

content/problems/blade-chatters.md
"""


def test_an_entry_in_a_pipe(root: Path) -> None:
    assert show(root, "blade-chatters").stdout == EXPECTED


@pytest.mark.parametrize(
    "name",
    ["blade-chatters", "WIP-041", "wip-041", "wiki/rubbeln", "/wiki/rubbeln/", "rubbeln", "Blade chatters on dry glass",
     "content/problems/blade-chatters.md", "blade-ch", "Blade chatters on…", " blade-chatters "],
)  # fmt: skip
def test_what_an_entry_may_be_called(root: Path, name: str) -> None:
    assert show(root, name).stdout.startswith("Blade chatters on dry glass\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("blade-chaters", "“blade-chaters” is no entry. Did you mean “blade-chatters”?"),
        ("WIP-04X", "Did you mean “wip-04"),
        ("zzz", "“zzz” is no entry. “cop-kb list” shows what is here."),
        ("blade", "“blade” begins 2 of them: blade-chatters and blade-lifts."),
        ("", "is no entry"),
    ],
)
def test_what_is_no_entry_is_wrong_use(root: Path, name: str, said: str) -> None:
    done = show(root, name)
    assert done.exit_code == 2
    assert said in done.stderr


def test_what_is_past_says_so_first(root: Path) -> None:
    assert "\n\nThis has been replaced by: The new way\n" in show(root, "old-way").stdout
    assert "\n\nRetired: The pump is gone.\n" in show(root, "dropped").stdout
    assert "→ Replaces\n  The old way (no longer current)  old-way\n" in show(root, "new-way").stdout


def test_relations_have_a_direction(root: Path) -> None:
    kb = read(root)
    found = {
        (each.arrow, each.label): [entry.slug for entry, _ in each.items] for each in related(kb, kb.by_slug["new-way"])
    }
    assert found == {("→", "Replaces"): ["old-way"], ("→", "Helps with"): ["blade-chatters"]}
    found = {
        (each.arrow, each.label): [entry.slug for entry, _ in each.items] for each in related(kb, kb.by_slug["old-way"])
    }
    assert found == {("←", "Replaced by"): ["new-way"]}


def test_mentions_stand_last_and_both_ways(tmp_path: Path) -> None:
    write(tmp_path, {"content/problems/a.md": "See [[b]].\n", "content/problems/b.md": "Here.\n"})
    assert "→ Mentions\n  B  b\n" in show(tmp_path, "a").stdout
    assert "← Mentioned in\n  A  a\n" in show(tmp_path, "b").stdout


def test_json_is_kb_json_and_more(root: Path) -> None:
    said = json.loads(show(root, "WIP-041", "--format", "json").stdout)
    known = next(each for each in data(read(root))["entries"] if each["slug"] == "blade-chatters")
    assert {key: said[key] for key in known} == known
    assert said["maturity_reason"].startswith("It takes 1 more person")
    assert [each["title"] for each in said["sections"]] == ["Symptom", "Cause", "Workaround"]
    assert [each["question"] for each in said["gaps"]] == ["What makes it go away for good?"]
    assert said["related"] == [
        {"label": "Lessons that help", "from_here": False,
         "entries": [{"slug": "new-way", "title": "The new way", "note": ""}]}
    ]  # fmt: skip
    assert [each["result"] for each in said["tries"]] == ["didnt", "worked"]


def test_nobody_who_is_hidden_is_named(root: Path) -> None:
    for form in ("text", "json"):
        said = show(root, "blade-chatters", "--format", form).stdout
        assert "Gerd Althaus" not in said
        assert '"gerd"' not in said


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_it_is_wrapped(columns: int) -> None:
    kb = read(Path(__file__).parents[2])
    for slug in list(kb.by_slug)[::7]:
        page, groups = entry_page(kb.by_slug[slug], kb), related(kb, kb.by_slug[slug])
        lines = entry_text(page, groups, kb, render=lambda _: "", most=columns).splitlines()
        long = [line for line in lines if width(line) > columns and " " in line.strip()]
        assert not long


def test_at_a_terminal_markdown_is_rendered_within_its_width(root: Path) -> None:
    code, said = at_terminal("show", "blade-chatters", "--today", "2026-11-21", folder=root, LINES="200", NO_COLOR="1")
    assert code == 0
    assert "## Workaround" not in said
    assert "▌ Mind your fingers" in said
    assert "\x1b" not in said.replace("\r\x1b[K", "").replace("\x1b[K", "")
    assert max(map(width, said.splitlines())) <= 80


def test_at_a_terminal_words_are_coloured(root: Path) -> None:
    said = at_terminal("show", "blade-chatters", folder=root, LINES="200")[1]
    assert "\x1b[31m\x1b[1mdisputed" in said
    assert "\x1b[1mBlade chatters on dry glass\x1b[0m" in said


def test_a_long_entry_goes_through_the_pager(root: Path) -> None:
    pager = "sed s/^/paged:/"
    assert "paged:Blade chatters" in at_terminal("show", "blade-chatters", folder=root, PAGER=pager)[1]
    assert "paged:" not in at_terminal("show", "blade-chatters", folder=root, PAGER=pager, LINES="200")[1]
    assert "paged:" not in run("show", "blade-chatters", folder=root, PAGER=pager).stdout


def test_an_entry_of_somebody_else_drives_no_terminal(tmp_path: Path) -> None:
    evil = '---\ntitle: "Red \\e[31m"\naka: ["\\u202Eturned"]\n---\n## Cause\n\nA \x1b[2J\x9b1m \u202e &#8238; &#27;[1m [x](https://e.org/\u202e).\n'
    write(tmp_path, {"content/problems/evil.md": evil})
    for said in (
        show(tmp_path, "evil").stdout,
        at_terminal("show", "evil", folder=tmp_path, NO_COLOR="1", LINES="99")[1],
    ):
        shown = said.replace("\r\x1b[K", "").replace("\x1b[K", "").replace("\r", "")
        shown = shown.replace("&#8238;", "").replace("\n", "")
        if "Reading" in shown:
            shown = shown[shown.index("Red") :]
        assert shown.isprintable(), [char for char in shown if not char.isprintable()]
        assert "Red \\x1b[31m" in shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A [link](../a.md) and [another](https://e.org).", "A link and [another](https://e.org)."),
        ("![A picture](x.png)", "(picture: A picture)"),
        ("[t][l]\n\n[l]: a.md\n", "t\n\n\n"),
        ("[t][l]\n\n[l]: https://e.org\n", "[t][l]\n\n[l]: https://e.org\n"),
        (
            'A <span class="x">word</span>, H<sub>2</sub>O, <https://e.org>, a < b',
            "A word, H2O, <https://e.org>, a < b",
        ),
        ("`<b>` and <!-- no -->\n```\n[a](b.md) <i>\n```", "`<b>` and \n```\n[a](b.md) <i>\n```"),
        ("## Head {: #x .y }", "## Head "),
        ("!!! note\n    One\n\n    Two\n\nAfter", "> **Note**\n>\n> One\n>\n> Two\n\nAfter"),
        ('??? tip "Own"\n    One\nAfter', "> **Own**\n>\n> One\n\nAfter"),
        ('!!! tip ""\n    One', "> One"),
        ("- item\n\n    !!! note\n        One", "- item\n\n    > **Note**\n    >\n    > One"),
        ("```\n!!! note\n    One\n```", "```\n!!! note\n    One\n```"),
    ],
)
def test_markdown_becomes_readable(written: str, shown: str) -> None:
    assert readable(written) == shown


def test_every_entry_of_the_example_can_be_shown() -> None:
    kb = read(Path(__file__).parents[2])
    for entry in kb.by_slug.values():
        text = entry_text(entry_page(entry, kb), related(kb, entry), kb)
        assert text.startswith(entry.title[:20])
        assert "<span" not in text
        assert "](../" not in text


def test_an_entry_is_shown_by_each_of_its_names_and_one_that_several_have_is_refused(tmp_path: Path) -> None:
    files = {"content/problems/edge.md": "---\naka: [the lip]\n---\n# The edge\n", "content/cases/c.md": "# the Edge\n"}
    write(tmp_path, files)
    assert [show(tmp_path, name).stdout.partition("\n")[0] for name in ("EDGE", "The Lip")] == ["The edge", "The edge"]
    refused = show(tmp_path, "The edge")
    assert refused.exit_code == 2
    assert "“The edge” may be one of several: c or edge." in refused.stderr
