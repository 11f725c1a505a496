"""A hostile title, topic, person, try, file name: whatever prints them, they are only words."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.cli.running import DAY, run
from tests.support import write

EVIL = "=cmd|' /C calc'!A0 <img src=x onerror=alert(1)> \x1b]0;owned\x07\x1b[2J \u202egnp.exe ##[error]forged ::error::forged"
QUOTED = json.dumps(EVIL)
BODY = (
    f"## Workaround\n\n::error file=x::forged\n\n ::set-output name=a::b\n\n##[add-mask]x {EVIL}\n\n[x](nowhere.md)\n"
)
JOB = {"GITHUB_ACTIONS": "true", "CI": "true"}
COMMANDS = {
    "validate": ["validate", "--all"],
    "validate --rendered": ["validate", "--rendered", "--all"],
    "validate --fix --diff": ["validate", "--fix", "--diff"],
    "github": ["validate", "--format", "github"],
    "list": ["list"],
    "list of topics": ["list", "--topic", "noise"],
    "csv": ["list", "--format", "csv"],
    "show": ["show", "evil"],
    "show by title": ["show", "=cmd"],
    "show what is not there": ["show", EVIL.replace("\x07", "")],
    "explain what is not there": ["explain", EVIL],
    "tried": ["tried", "evil", "worked", "--who", "ines", "--message", EVIL],
    "rename": ["rename", "evil", "evil-two", "--dry-run"],
    "retype": ["retype", "evil", "faq", "--dry-run"],
    "new": ["new", "problem", EVIL, "--yes"],
    "build": ["build"],
    "stage": ["stage", "staged"],
}
RUNNER = re.compile(r"^\s*::|##\[", re.MULTILINE)
"""What the runner of GitHub takes for a command: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    front = f"title: {QUOTED}\naka: [{QUOTED}]\ntopics: [noise]\nimpact: {QUOTED}\nthanks: [{QUOTED}]\nautors: {QUOTED}\ndate: {QUOTED}\n"
    files: dict[str, str | bytes] = {
        "content/problems/evil.md": f"---\n{front}---\n{BODY}",
        "content/problems/second.md": f"---\ntitle: {QUOTED}\n---\n{BODY}\n[[evil]]\n",
        "content/cases/::error::\x1b[2Jforged.md": f"# {EVIL}\n\n{BODY}",
        "content/topics.yml": f"noise: {{label: {QUOTED}, description: {QUOTED}}}\n",
        "content/people.yml": f"ines: {{name: {QUOTED}}}\n",
        "content/tried/evil/2026-01-01-ines-abcdef.md": f"---\nresult: worked\nof: {QUOTED}\ncontext: {{vehicle: {QUOTED}}}\n---\n{EVIL}\n",
        "mkdocs.yml": "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [material/search, {cop-kb: {git: false}}]\n",
    }
    return write(tmp_path_factory.mktemp("strings"), files)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_drives_a_terminal_or_a_job(name: str, root: Path) -> None:
    arguments = COMMANDS[name]
    today = [] if name.startswith(("explain", "re")) else ["--today", DAY]
    done = run(*arguments, *today, folder=root, **JOB)
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert said.strip()
    if name != "retype":  # a diff in a pipe is for a program that applies it
        assert not [char for char in said if not char.isprintable() and char not in "\r\n\t"], name
    lines = [line for line in said.splitlines() if RUNNER.search(line)]
    if name == "github":
        ours = re.compile(
            r"::(error|warning|notice) file=content/[^\s,]*,line=\d+,col=\d+,endColumn=\d+,title=[a-z-]+::"
        )
        assert [line for line in lines if not ours.match(line)] == []
        assert "##[" not in said
    else:
        assert lines == []


def test_a_cell_is_never_a_formula(root: Path) -> None:
    done = run("list", "--format", "csv", folder=root)
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert len(rows) >= 3
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith("'=cmd") for row in rows for cell in row)


def test_the_summary_of_a_job_names_nobody_and_shows_no_markup(root: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    run("validate", "--format", "github", folder=root, GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text(encoding="utf-8")
    assert "<img" not in text
    assert "onerror" in text
    assert text.isprintable() or not [char for char in text if not char.isprintable() and char != "\n"]


def test_what_programs_read_is_whole(root: Path) -> None:
    listed = json.loads(run("list", "--format", "json", folder=root).stdout)
    assert EVIL in {each["title"] for each in listed["entries"]}, "data is data: who shows it makes it safe"
    for form in ("json", "gitlab", "sarif"):
        assert json.loads(run("validate", "--format", form, folder=root).stdout)
