"""``cop-kb list``: the entries somebody asks for."""

from __future__ import annotations

import csv
import doctest
import importlib
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cop_kb.cli import cli
from cop_kb.cli.list import SORTS
from cop_kb.publishing.data import data
from cop_kb.reports import selection
from cop_kb.reports.list_csv import cell
from cop_kb.reports.list_text import list_text
from cop_kb.reports.selection import Listed, words_of
from cop_kb.reports.text import width
from tests.cli.running import at_terminal, run
from tests.support import read, write


def entry(title: str, text: str, *fields: str) -> str:
    return "\n".join(("---", f"title: {title}", *fields, "---", "", text, ""))


FILES = {
    "content/topics.yml": """\
noise: {label: Noise, synonyms: [NVH, Geräusche]}
chatter: {label: Chatter, parent: noise, synonyms: [judder]}
glass: {label: Glass}
""",
    "content/people.yml": """\
ines: {name: Inês Prado, emails: [ines@example.org]}
wei: {name: Zhang Wei}
lars:
gerd: {name: Gerd Althaus, emails: [gerd@example.org], hide: true}
""",
    "content/problems/blade-chatters.md": """\
---
title: Blade chatters on dry glass
topics: [judder]
aka: [Wischer rubbelt, brrr]
codes: [WIP-041]
authors: [ines]
date: 2025-03-01
aliases: [wiki/rubbeln]
---
## Symptom

It jumps.

## Workaround

Degrease the windscreen.
""",
    "content/problems/arm-slips.md": entry(
        "Arm slips", "It slips.", "topics: [noise]", "authors: [wei]", "date: 2026-01-01"
    ),
    "content/problems/old-relay.md": entry(
        "Relay sticks", "It sticks.", "retired: No longer built.", "date: 2020-01-01"
    ),
    "content/faqs/which-angle.md": entry("Which angle?", "", "topics: [glass]", "thanks: [gerd]", "date: 2024-05-05"),
    "content/faqs/crème.md": entry("Crème on Łódź glass?", "Wipe it off, says Jürgen.", "date: 2026-10-01"),
    "content/lessons/new-way.md": entry("The new way", "Do it so.", "supersedes: [old-way]", "date: 2026-02-01"),
    "content/lessons/old-way.md": entry("The old way", "Do it otherwise.", "date: 2021-01-01"),
    "content/cases/press-cars.md": entry("Press cars", "They came.", "happened: 2025-06", "problem: [blade-chatters]"),
    "content/tried/blade-chatters/2026-05-01-wei-aaaaaa.md": "---\nresult: worked\n---\n",
    "content/tried/blade-chatters/2026-06-01-lars-bbbbbb.md": "---\nresult: didnt\ncontext: {vehicle: van}\n---\n",
    "content/tried/blade-chatters/2026-05-20-ines-cccccc.md": "---\nresult: trying\n---\n",
}
EVERY = ["arm-slips", "blade-chatters", "crème", "which-angle", "press-cars", "new-way"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("kb"), FILES)


def listed(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "list", "--today", "2026-11-21", *arguments])


def slugs(root: Path, *arguments: str) -> list[str]:
    done = listed(root, *arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return [entry["slug"] for entry in json.loads(done.stdout)["entries"]]


def test_what_is_current_stands_by_type_and_title(root: Path) -> None:
    assert slugs(root) == EVERY


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("--type problem", ["arm-slips", "blade-chatters"]),
        ("--type FAQs", ["crème", "which-angle"]),
        ("--type lesson --type case", ["press-cars", "new-way"]),
        ("--topic chatter", ["blade-chatters"]),
        ("--topic noise", ["arm-slips", "blade-chatters"]),
        ("--topic geräusche", ["arm-slips", "blade-chatters"]),
        ("--topic Judder --topic Glass", ["blade-chatters", "which-angle"]),
        ("--state contained", ["blade-chatters"]),
        ("--state open --state reported", ["arm-slips", "which-angle"]),
        ("--maturity tried", ["blade-chatters"]),
        ("--maturity tried --maturity hunch --type problem", ["arm-slips", "blade-chatters"]),
        ("--disputed", ["blade-chatters"]),
        ("--due", ["which-angle"]),
        ("--trying", ["blade-chatters"]),
        ("--untried", ["crème", "new-way"]),
        ("--since 2026-05-21", ["blade-chatters", "crème"]),
        ("--since 2026-06-02", ["crème"]),
        ("--since 2026-11-01", []),
        ("--person ines", ["blade-chatters"]),
        ("--person WEI", ["arm-slips", "blade-chatters"]),
        ("--person lars", ["blade-chatters"]),
        ("--person gerd@example.org", ["which-angle"]),
        ("--person ines --person gerd", ["blade-chatters", "which-angle"]),
        ("--topic noise --person ines", ["blade-chatters"]),
        ("--text chatters", ["blade-chatters"]),
        ("--text CHATT", ["blade-chatters"]),
        ("--text hatters", []),
        ("--text rubbel", ["blade-chatters"]),
        ("--text wip-041", ["blade-chatters"]),
        ("--text windscreen", ["blade-chatters"]),
        ("--text creme", ["crème"]),
        ("--text lodz", ["crème"]),
        ("--text jurgen", ["crème"]),
        ("--text JÜRGEN", ["crème"]),
        ("--text arm --text press", ["arm-slips", "press-cars"]),
        ("--superseded", ["old-relay", "old-way"]),
        ("--all-entries --type lesson", ["new-way", "old-way"]),
        ("--superseded --type lesson", ["old-way"]),
    ],
)
def test_filters(root: Path, asked: str, found: list[str]) -> None:
    assert slugs(root, *asked.split()) == found


def test_since_says_what_happened(root: Path) -> None:
    [row] = [line for line in listed(root, "--since", "2026-05-01").stdout.splitlines() if "blade-chatters" in line]
    assert "didn't work 2026-06-01, is trying it 2026-05-20 and 1 more" in row
    [first, *_] = json.loads(listed(root, "--since", "2026-06-01", "--format", "json").stdout)["entries"]
    assert (first["slug"], first["since"]) == ("blade-chatters", [{"date": "2026-06-01", "what": "didn't work"}])
    assert "since" not in json.loads(listed(root, "--format", "json").stdout)["entries"][0]
    assert "2026-10-01" in listed(root, "--since", "2026-10-01", "--format", "csv").stdout


def test_who_has_said_how_it_ended_is_trying_no_longer(tmp_path: Path) -> None:
    trying, worked = "---\nresult: trying\n---\n", "---\nresult: worked\n---\n"
    files = {f"content/faqs/{slug}.md": "x" for slug in "ab"}
    files |= {f"content/tried/{slug}/2026-05-20-wei-dddddd.md": trying for slug in "ab"}
    write(tmp_path, {**files, "content/tried/a/2026-05-21-wei-eeeeee.md": worked, "content/people.yml": "wei:\n"})
    assert slugs(tmp_path, "--trying") == ["b"]
    assert slugs(tmp_path, "--untried") == ["b"]


def test_all_words_of_a_text_must_be_there(root: Path) -> None:
    assert slugs(root, "--text", "glass blade") == ["blade-chatters"]
    assert slugs(root, "--text", "glass arm") == []


def test_a_script_without_blanks_is_looked_into(tmp_path: Path) -> None:
    write(tmp_path, {"content/problems/a.md": "# 雨刷在干玻璃上抖动\n"})
    assert slugs(tmp_path, "--text", "干玻璃") == ["a"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("title", ["arm-slips", "blade-chatters", "crème", "press-cars", "new-way", "which-angle"]),
        ("date", ["crème", "new-way", "arm-slips", "press-cars", "blade-chatters", "which-angle"]),
        ("type", EVERY),
        ("maturity", ["blade-chatters", "arm-slips", "crème", "new-way", "which-angle", "press-cars"]),
        ("hurts", ["blade-chatters", "arm-slips", "crème", "press-cars", "new-way", "which-angle"]),
    ],
)
def test_orders(root: Path, sort: str, found: list[str]) -> None:
    assert slugs(root, "--sort", sort) == found
    assert slugs(root, "--sort", sort, "--reverse") == found[::-1]


def test_the_orders_offered_are_those_there_are() -> None:
    assert set(SORTS) == set(selection.SORTS)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--topic", "chater"], "“chater” is no topic. Did you mean “chatter”?"),
        (["--topic", "zzz"], "“zzz” is no topic. Known: chatter, glass, noise."),
        (["--state", "reprted"], "Did you mean “reported”?"),
        (["--maturity", "provn"], "provn"),
        (["--person", "zhang wie"], "Did you mean “Zhang Wei”?"),
        (["--person", "xx"], "“xx” is nobody here. Known: ines, lars, wei."),
        (["--type", "porblem"], "Did you mean “problem”?"),
        (["--text", "?!"], "“?!” has no word in it."),
        (["--superseded", "--all-entries"], "give one of them"),
        (["--sort", "size"], "size"),
        (["--format", "xml"], "xml"),
    ],
)
def test_what_means_nothing_is_wrong_use(root: Path, asked: list[str], said: str) -> None:
    done = listed(root, *asked)
    assert done.exit_code == 2
    assert said in done.stderr


def test_no_hint_names_who_is_hidden(root: Path) -> None:
    said = listed(root, "--person", "gerdd").stderr + listed(root, "--person", "Gerd Althus").stderr
    assert "gerd," not in said
    assert "Did you mean" not in said
    assert "Althaus" not in said


# As a table


def test_the_table_has_aligned_columns_a_head_and_a_count(root: Path) -> None:
    lines = listed(root).stdout.splitlines()
    head = lines[0]
    assert head.split() == ["TYPE", "STATE", "MATURITY", "NOTE", "TITLE", "DATE", "SLUG"]
    row = next(line for line in lines if "Blade chatters" in line)
    assert row[head.index("STATE") :].startswith("contained ")
    assert row[head.index("NOTE") :].startswith("disputed ")
    assert row[head.index("TITLE") :].startswith("Blade chatters on dry glass ")
    assert row[head.index("DATE") :].startswith("2025-03-01 ")
    assert row.endswith("  blade-chatters")
    assert lines[-1] == "6 entries; 2 more are superseded or retired (--all-entries)."
    assert not any(line.endswith(" ") for line in lines)
    assert "\x1b" not in listed(root).stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--topic", "noise"], "2 of 6 entries."),
        (["--topic", "glass", "--disputed"], "None of 6 entries."),
        (["--all-entries"], "8 entries."),
        (["--text", "way"], "1 of 6 entries; 1 more is superseded or retired (--all-entries)."),
        (["--superseded"], "2 entries."),
    ],
)
def test_the_count(root: Path, asked: list[str], said: str) -> None:
    assert listed(root, *asked).stdout.splitlines()[-1] == said


def test_what_is_past_says_so(root: Path) -> None:
    said = listed(root, "--superseded").stdout
    assert " retired " in said
    assert " superseded " in said


def table(root: Path, columns: int) -> list[str]:
    kb = read(root)
    rows = [Listed(each, when="2026-01-01") for each in data(kb)["entries"]]
    return list_text(rows, "", columns=columns).splitlines()


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120, 200])
def test_it_fits_the_terminal(tmp_path: Path, columns: int) -> None:
    titles = ["雨刷在干玻璃上抖动，声音很大，谁都不知道为什么会这样，" * 5, "Blade " * 30, "Short", "e\u0301" * 90]
    write(tmp_path, {f"content/problems/an-entry-with-a-long-name-{n}.md": f"# {t}" for n, t in enumerate(titles)})
    lines = table(tmp_path, columns)
    assert max(map(width, lines)) <= columns
    assert any("…" in line for line in lines)
    assert any("Short" in line for line in lines)


def test_room_goes_to_the_title_first(tmp_path: Path) -> None:
    write(tmp_path, {"content/problems/a-slug.md": "# A title of about fifty characters, which is quite long\n"})
    assert "TITLE" in table(tmp_path, 80)[0]
    assert "SLUG" not in table(tmp_path, 60)[0]
    assert "DATE" not in table(tmp_path, 50)[0]
    assert "DATE  " in table(tmp_path, 120)[0]
    assert "SLUG" in table(tmp_path, 120)[0]


def test_a_title_of_somebody_else_drives_no_terminal(tmp_path: Path) -> None:
    write(tmp_path, {"content/problems/evil.md": '---\ntitle: "Red \\e[31m and \\u202Eturned \\x9b1m"\n---\n'})
    for form in ("text", "csv"):
        assert "Red \\x1b[31m and \\u202eturned \\x9b1m" in listed(tmp_path, "--format", form).stdout
    said = listed(tmp_path, "--format", "json").stdout
    assert all(char.isprintable() or char == "\n" for char in said)
    assert json.loads(said)["entries"][0]["title"] == "Red \x1b[31m and \u202eturned \x9b1m"


def test_at_a_terminal_words_are_coloured_and_titles_shortened(root: Path) -> None:
    code, said = at_terminal("list", "--today", "2026-11-21", folder=root)
    assert code == 0
    assert "\x1b[31m\x1b[1mdisputed\x1b[0m" in said
    assert "cop-kb show SLUG" in said
    code, said = at_terminal("list", folder=root, NO_COLOR="1")
    assert "\x1b[3" not in said


def test_a_long_list_goes_through_the_pager(tmp_path: Path) -> None:
    write(tmp_path, {f"content/problems/entry-{number}.md": f"# Entry {number}\n" for number in range(40)})
    assert "paged:" in at_terminal("list", folder=tmp_path, PAGER="sed s/^/paged:/")[1]
    assert "paged:" not in at_terminal("list", "--text", "7", folder=tmp_path, PAGER="sed s/^/paged:/")[1]
    assert "paged:" not in run("list", folder=tmp_path, PAGER="sed s/^/paged:/").stdout


def test_an_empty_knowledge_base(tmp_path: Path) -> None:
    write(tmp_path, {})
    assert listed(tmp_path).stdout == "0 entries.\n"
    assert slugs(tmp_path) == []
    assert listed(tmp_path, "--format", "csv").stdout.strip() == ""


# For other programs


def test_json_has_what_kb_json_has(root: Path) -> None:
    said = json.loads(listed(root, "--format", "json").stdout)
    known = {each["slug"]: each for each in data(read(root))["entries"]}
    assert said["entries"] == [known[slug] for slug in EVERY]
    assert (said["version"], said["today"]) == (1, "2026-11-21")


def test_csv_is_rfc_4180(root: Path) -> None:
    done = listed(root, "--format", "csv")
    assert done.stdout_bytes.count(b"\r\n") == 7
    assert done.stdout_bytes.count(b"\n") == 7
    rows = list(csv.DictReader(io.StringIO(done.stdout_bytes.decode(), newline="")))
    blade = next(row for row in rows if row["slug"] == "blade-chatters")
    assert blade["aka"] == "Wischer rubbelt; brrr"
    assert blade["disputed"] == "true"
    assert blade["relations"] == ""
    assert next(row for row in rows if row["slug"] == "press-cars")["relations"] == "problem: blade-chatters"
    assert list(rows[0]) == list(next(data(read(root))["entries"]))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text).startswith("'")
    assert cell([text, "b"]).startswith("'")


def test_titles_that_are_formulas_or_have_quotes(tmp_path: Path) -> None:
    title = '=HYPERLINK("http://x", "a,b")'
    write(tmp_path, {"content/problems/a.md": f"---\ntitle: '{title}'\n---\n"})
    (row,) = csv.DictReader(io.StringIO(listed(tmp_path, "--format", "csv").stdout))
    assert row["title"] == f"'{title}"


def test_the_examples_in_the_texts_of_functions_hold() -> None:
    for name in ("columns", "data_json", "list_csv", "selection"):
        assert doctest.testmod(importlib.import_module(f"cop_kb.reports.{name}")).failed == 0


def test_words_are_compared_without_case_and_accents() -> None:
    assert words_of("ÅNGSTRÖM Œuvre Iıİ ŁØĐ ß naïve_x-1") == words_of("angstrom oeuvre iii lod ss naive x 1")


def test_completion_knows_the_words(root: Path) -> None:
    def completed(words: str) -> str:
        count = str(len(words.split(" ")) - 1)
        return run(folder=root, _COP_KB_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=count).stdout

    assert "plain,blade-chatters" in completed("cop-kb show bl")
    assert "plain,WIP-041" in completed("cop-kb show WIP")
    assert "plain,chatter" in completed("cop-kb list --topic ch")
    assert "plain,known-error" in completed("cop-kb list --state kn")
    assert "plain,ines" in completed("cop-kb list --person i")
    assert completed("cop-kb list --person g").strip() == ""
