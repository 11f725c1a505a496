"""Findings as GitLab reads them: an artifact of Code Quality, each finding with a fingerprint that stays its own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.place import Place
from cop_kb.reports.gitlab import gitlab_report
from cop_kb.reports.summary import Summary
from tests.cli.running import run
from tests.reports.findings import PATH, finding
from tests.support import write

DOCUMENTED = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "additionalProperties": False,
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "additionalProperties": False,
                    "properties": {
                        "path": {"type": "string", "pattern": r"^(?!/|\.{1,2}/)"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "additionalProperties": False,
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, nothing missing and nothing added."""


def reported(*findings: Finding, text: str = "", prefix: str = "") -> list[dict[str, Any]]:
    document: list[dict[str, Any]] = json.loads(gitlab_report(Summary(findings, 1, prefix, {PATH: text})))
    DOCUMENTED.validate(document)
    return document


def test_a_finding_has_the_documented_keys_and_no_others() -> None:
    (one,) = reported(finding(place=Place(PATH, 2, 10, 4)), prefix="kb/")
    assert len(one.pop("fingerprint")) == 40
    assert one == {
        "description": "“nope” under problem is no entry. Was it renamed?",
        "check_name": "dangling-ref",
        "severity": "critical",
        "location": {"path": "kb/content/cases/a.md", "lines": {"begin": 2}},
    }


def test_nothing_found_is_an_empty_list() -> None:
    assert gitlab_report(Summary(())) == "[]"


def test_severities_are_gitlabs() -> None:
    found = reported(*(finding(str(each), each) for each in Severity))
    assert [one["severity"] for one in found] == ["critical", "minor", "info"]


def test_a_path_never_leads_above_the_repository() -> None:
    assert reported(finding(), prefix="../../")[0]["location"]["path"] == PATH


def prints(*findings: Finding, text: str = "") -> list[str]:
    return [one["fingerprint"] for one in reported(*findings, text=text)]


def test_a_fingerprint_stays_when_the_line_moves_and_changes_with_anything_else() -> None:
    at = finding(place=Place(PATH, 1, 3))
    before = prints(at, text="  problem: nope\n")
    assert prints(replace(at, place=Place(PATH, 3, 1)), text="a\nb\nproblem: nope\n") == before
    for other in (
        prints(at, text="problem: nope too\n"),
        prints(replace(at, message="x"), text="problem: nope\n"),
        prints(replace(at, rule="x"), text="problem: nope\n"),
        prints(replace(at, place=Place("content/b.md", 1, 3)), text="problem: nope\n"),
    ):
        assert other != before


def test_findings_that_are_alike_have_fingerprints_of_their_own() -> None:
    alike = [finding(place=Place(PATH, 2, column)) for column in (1, 5, 9)]
    assert len(set(prints(*alike, text="\nx x x\n"))) == 3


@given(st.lists(st.builds(finding, st.text(min_size=1), st.sampled_from(Severity), hint=st.text()), max_size=8))
def test_whatever_a_member_writes_it_is_one_document_with_fingerprints_all_different(found: list[Finding]) -> None:
    document = reported(*found)
    assert len({one["fingerprint"] for one in document}) == len(found)
    assert all(one["description"].isprintable() for one in document)


def test_the_command_prints_the_report_and_nothing_else(tmp_path: Path) -> None:
    root = write(tmp_path / "sub", {"content/cases/ünï \u202e.md": "---\nproblem: nope\n---\n# A\n"})
    done = run("-C", "sub", "validate", "--format", "gitlab", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    DOCUMENTED.validate(document)
    assert {one["location"]["path"] for one in document} == {"sub/content/cases/ünï \u202e.md"}
    below = json.loads(run("validate", "--format", "gitlab", folder=root / "content").stdout)
    assert {one["location"]["path"] for one in below} == {"content/cases/ünï \u202e.md"}
