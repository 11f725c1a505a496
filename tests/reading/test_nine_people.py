"""Nine people over two years, with every verb: what each entry must say in the end, written down beforehand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run
from tests.reading.test_credit import CHATTER, cop_kb, only_what_the_tests_say, rewritten
from tests.repository import INES, LARS, WEI, Repository

__all__ = ["only_what_the_tests_say"]  # a fixture for every test here, too
ZOE, ANN, BOB = "Zoe Zimmer <zoe@x.invalid>", "Ann Alder <ann@x.invalid>", "Bob Birch <bob@x.invalid>"
CY, DEE, EVE = "Cy Cedar <cy@x.invalid>", "Dee Dorn <dee@x.invalid>", "Eve Elm <eve@x.invalid>"
WARM = "# Warm the lip before the first wipe\n\nIt is stiff below five degrees.\n\n## Recommendation\n\nHold it for a minute.\n"
HOW = "# How warm has the lip to be?\n"
ANSWER = f"{HOW}\nAs warm as a hand, which is what everybody has with them.\n"
OLD = "---\nx-source: https://wiki.invalid/wax\n---\n# Wax of the wash\n\nIt stays for a week.\n"
TABLE = """
warm-lip | Wei Zhang             | 10 | 10  | 300 | proven | Ann Alder, Eve Elm, Lars Ny
chatter  | Ines Prado, Dee Dorn  | 1  | 200 | 200 | hunch  |
how      | Bob Birch, Cy Cedar   | 40 | 400 | 400 | hunch  |
wax      |                       |    |     |     | hunch  |
"""
"""Slug, writers, the days on which it came, changed and was proved fresh, maturity, and who tried it."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = Repository(tmp_path_factory.mktemp("nine"))
    (found.root / "mkdocs.yml").write_text(
        "site_name: Nine\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [cop-kb]\n"
    )

    def on(day: int, who: str, files: dict[str, str | None] | None = None) -> None:
        found.day = day - 1
        found.commit(files, who)

    def told(result: str, name: str) -> dict[str, str | None]:
        return {f"content/tried/warm/{name}.md": f"---\nresult: {result}\n---\n"}

    on(1, INES, {"content/problems/chatter.md": CHATTER, "content/topics.yml": "rubber: Rubber\nglass: Glass\n"})
    on(10, WEI, {"content/lessons/warm.md": WARM})
    on(20, LARS, told("worked", "2026-01-20-abc123"))
    on(30, ANN, told("worked", "2026-01-30-abc124"))
    on(40, BOB, {"content/faqs/how.md": HOW})
    on(50, CY, {"content/faqs/how.md": ANSWER})
    _upkeep(found)
    text = (found.root / "content/problems/glass/chatter.md").read_text()
    on(
        200,
        DEE,
        {"content/problems/glass/chatter.md": text.replace("with a clean cloth", "with a clean cloth of cotton")},
    )
    found.git("checkout", "-q", "-b", "eve")
    on(300, EVE, told("worked", "2026-10-27-abc125"))
    found.git("checkout", "-q", "main")
    found.day = 301
    found.git("merge", "-q", "--no-ff", "-m", "Both", "eve", who=ZOE)
    found.git("checkout", "-q", "-b", "cy")
    on(390, CY, {"content/faqs/how.md": ANSWER.replace("hand,", "hand in a glove,")})
    found.git("checkout", "-q", "main")
    found.git("merge", "-q", "--squash", "cy")
    on(400, CY)
    on(500, ZOE, {"content/lessons/wax.md": OLD})
    return found.root


def _upkeep(found: Repository) -> None:
    """What Zoe does in spring: nothing that says anything new."""
    cop_kb(found, "rename", "warm", "warm-lip")
    found.day = 59
    found.commit(who=ZOE)
    found.move("content/problems/chatter.md", "content/problems/glass/chatter.md")
    found.commit(who=ZOE)
    rewritten(found, lambda text: text.replace("\n\n", "\n\n\n").replace("[rubber]", "[rubber, glass]"))
    found.commit(who=ZOE)
    rewritten(found, lambda text: text.replace("degrees", "degreees"))
    found.commit(who=ZOE)
    cop_kb(found, "validate", "--fix")
    found.commit(who=ZOE)


def entries(root: Path) -> dict[str, Any]:
    done = run("list", "--format", "json", "--today", "2027-12-01", folder=root)
    assert done.returncode == 0, done.stderr
    return {each["slug"]: each for each in json.loads(done.stdout)["entries"]}


@pytest.mark.parametrize("row", TABLE.strip().splitlines(), ids=lambda row: row.split()[0])
def test_every_entry_says_what_the_table_says(root: Path, row: str) -> None:
    slug, writers, came, changed, since, level, tried = (cell.strip() for cell in row.split("|"))
    said = entries(root)[slug]
    assert ", ".join(said["authors"]) == writers
    assert (said["date"] or "", said["changed"] or "") == (_day(came), _day(changed))
    assert said["maturity"] == level
    shown = json.loads(run("show", slug, "--format", "json", "--today", "2027-12-01", folder=root).stdout)
    assert ((shown["freshness"] or {}).get("since") or "") == _day(since)
    assert ", ".join(sorted(each["who"] for each in shown["tries"])) == tried
    assert {key: shown[key] for key in ("authors", "date", "changed", "maturity")} == {
        key: said[key] for key in ("authors", "date", "changed", "maturity")
    }


def _day(number: str) -> str:
    return str(date(2025, 12, 31) + timedelta(days=int(number))) if number else ""


def test_who_only_kept_it_in_order_is_nowhere(root: Path) -> None:
    done = run("show", "chatter", folder=root)
    assert "Zoe" not in done.stdout + run("list", "--format", "json", folder=root).stdout
