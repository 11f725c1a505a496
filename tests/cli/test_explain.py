"""``cop-kb explain``: a page for every rule and every type, and the nearest name for a wrong one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cop_kb.entry_types import load_types
from cop_kb.rules import load_rules
from tests.cli.running import at_terminal, run, within
from tests.support import write

STORY = Path(__file__).parents[1] / "data" / "story"


def test_every_rule_has_a_page_that_says_what_why_and_how(tmp_path: Path) -> None:
    for rule in load_rules().values():
        done = within(tmp_path, "explain", rule.id)
        assert done.exit_code == 0, rule.id
        assert done.stdout.startswith(f"# {rule.name}\n")
        assert "\n## Bad\n" in done.stdout
        assert done.stdout.endswith(f"Rule `{rule.id}`, {rule.default}.\n")


def test_every_type_has_a_page_with_its_sections_and_fields(tmp_path: Path) -> None:
    for each in load_types().values():
        done = within(tmp_path, "explain", each.name)
        assert done.exit_code == 0, each.name
        for section in each.sections:
            assert section.title in done.stdout
        for field in each.fields:
            assert f"`{field}`" in done.stdout


def test_without_a_name_all_are_listed(tmp_path: Path) -> None:
    listed = [line.split()[0] for line in within(tmp_path, "explain").stdout.splitlines()]
    assert listed == [*load_types(), *load_rules()]


@pytest.mark.parametrize(
    ("name", "said"),
    [("dead-lnik", "dead-link"), ("problm", "problem"), ("zzzzzzzz", "“cop-kb explain” lists all."), ("", "lists all")],
)
def test_a_wrong_name_is_said_with_the_nearest_or_where_to_look(name: str, said: str, tmp_path: Path) -> None:
    done = run("explain", name, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"cop-kb: “{name}” is neither a rule nor an entry type.")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_type_of_a_community_s_own_is_explained_in_its_knowledge_base(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {})
    shutil.copytree(STORY, root / "entry_types" / "story")
    assert "## Sections" in within(root / "content", "explain", "story").stdout
    assert type(within(tmp_path, "explain", "story").exception).__name__ == "CopKbError", "not elsewhere"


def test_a_page_goes_through_a_pager_at_a_terminal_and_through_none_in_a_pipe(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nexec sed s/^/paged:/\n")
    pager.chmod(0o755)
    code, said = at_terminal("explain", "problem", folder=tmp_path, PAGER=str(pager))
    assert code == 0
    assert said.count("paged:") > 24
    code, said = at_terminal("explain", "wanted-page", folder=tmp_path, PAGER="false", LINES="500")
    assert code == 0
    assert "wanted-page" in said
    piped = run("explain", "problem", folder=tmp_path, PAGER=str(pager)).stdout
    assert "paged:" not in piped
    assert "\x1b[" not in piped
