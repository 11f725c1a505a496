"""Findings in SARIF: valid by its published schema, with help, places that can be found, and fixes that fix."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker

from cop_kb.entry_types import load_types
from cop_kb.fixing import fixed_texts
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.place import Place
from cop_kb.reports.sarif import sarif_report
from cop_kb.reports.summary import Summary, texts_of
from cop_kb.rules import check, load_rules
from tests.cli.running import run
from tests.reports.findings import PATH, finding
from tests.support import read, write

SCHEMA = Path(__file__).parents[1] / "data" / "sarif-2.1.0-rtm.5.json"
"""The published schema as in the npm package @microsoft/jest-sarif 1.0.0-beta.0 (MIT), without its descriptions."""
PUBLISHED = Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=FormatChecker())
PROMPT = next(section.prompt for section in load_types()["case"].sections if section.name == "outcome")
FIXABLE = f"---\ndate: 10.03.2026\n---\n# It hummed\n\n## Outcome\n\n<!-- {PROMPT} -->\n\nAll night.\n"


def reported(*findings: Finding, prefix: str = "", texts: dict[str, str] | None = None) -> dict[str, Any]:
    """The only run of the report."""
    document = json.loads(sarif_report(Summary(findings, 1, prefix, texts or {}), load_rules().values()))
    assert [error.message for error in PUBLISHED.iter_errors(document)] == []
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    return dict(run)


def test_a_finding_has_its_level_its_sentence_and_its_place() -> None:
    (result,) = reported(finding(place=Place("content/cases/a b#1%.md", 2, 10, 4)), prefix="kb/")["results"]
    assert result["ruleId"] == "dangling-ref"
    assert result["level"] == "error"
    assert result["message"] == {"text": "“nope” under problem is no entry. Was it renamed?"}
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "kb/content/cases/a%20b%231%25.md"},
        "region": {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 14},
    }


def test_levels_are_sarifs() -> None:
    found = reported(*(finding(str(each), each) for each in Severity))["results"]
    assert [result["level"] for result in found] == ["error", "warning", "note"]


def test_the_rules_that_found_something_bring_their_own_pages() -> None:
    run = reported(finding(), finding(rule="dead-link"), finding("b"))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["dangling-ref", "dead-link"]
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["shortDescription"]["text"] == load_rules()[rule["id"]].name
        assert rule["help"]["markdown"].startswith("# ")


def test_nothing_found_is_a_valid_report_without_results() -> None:
    run = reported()
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


@given(st.text(min_size=1), st.text(), st.text(min_size=1).filter(lambda name: name not in (".", "..")))
def test_whatever_a_member_writes_is_text_and_the_address_is_relative(message: str, hint: str, name: str) -> None:
    (result,) = reported(finding(message, hint=hint, place=Place(f"content/{name.replace('/', '-')}")))["results"]
    assert "](" not in result["message"]["text"], "no embedded link"
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert unquote(uri).startswith("content/")


def offset(text: str, line: int, column: int) -> int:
    """Lines and columns of SARIF back into an offset."""
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1


def test_applying_the_fixes_gives_what_fix_gives(tmp_path: Path) -> None:
    files = {
        "content/cases/a.md": FIXABLE,
        "content/cases/b.md": FIXABLE.replace("\n", "\r\n").replace("It hummed", "💥 It hummed"),
        "content/cases/c.md": f"\n\n{FIXABLE}",
    }
    kb = read(tmp_path, files)
    findings = [each for each in check(kb) if each.fix]
    assert len({each.rule for each in findings}) >= 2, "there must be something to fix"
    texts = texts_of(kb)
    for one in findings:
        (result,) = reported(one, texts=texts)["results"]
        (fix,) = result["fixes"]
        assert fix["description"]["text"]
        changed = {change.path: change.after for change in fixed_texts(tmp_path, [one])}
        for change in fix["artifactChanges"]:
            path = unquote(change["artifactLocation"]["uri"])
            text = texts[path]
            for each in reversed(change["replacements"]):
                region = each["deletedRegion"]
                start = offset(text, region["startLine"], region["startColumn"])
                end = offset(text, region["endLine"], region["endColumn"])
                text = text[:start] + each.get("insertedContent", {"text": ""})["text"] + text[end:]
            assert text == changed[path]


def test_a_fix_for_a_file_that_is_not_known_is_left_out() -> None:
    assert "fixes" not in reported(finding(fixable=True))["results"][0]
    assert "fixes" in reported(finding(fixable=True), texts={PATH: "text"})["results"][0]


def test_the_command_prints_the_report_and_nothing_else(tmp_path: Path) -> None:
    write(
        tmp_path, {"content/cases/a.md": f"{FIXABLE}\n[[nope]]\n", "content/cases/b.md": "---\nproblem: x\n---\n# B\n"}
    )
    done = run("validate", "--format", "sarif", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    PUBLISHED.validate(json.loads(done.stdout))
    again = run("validate", "--format", "sarif", folder=tmp_path)
    assert again.stdout == done.stdout
