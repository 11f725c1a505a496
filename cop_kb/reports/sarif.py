"""Findings in SARIF 2.1.0, which code hosts and editors read; with the rules' own pages as help, and the fixes.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any, Protocol
from urllib.parse import quote

from cop_kb import __version__
from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.place import place_in
from cop_kb.reports.code_hosts import fingerprints, path_from_top, sentence
from cop_kb.reports.summary import Summary

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
Data = dict[str, Any]


class RulePage(Protocol):
    """What a report shows of a rule."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def severity(self) -> Severity | None: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


def sarif_report(summary: Summary, rules: Iterable[RulePage]) -> str:
    """The report, with those rules that found something."""
    used = {finding.rule for finding in summary.findings}
    shown = [rule for rule in rules if rule.id in used]
    numbers = {rule.id: number for number, rule in enumerate(shown)}
    marked = zip(summary.findings, fingerprints(summary), strict=True)
    driver = {"name": "cop-kb", "semanticVersion": __version__, "rules": [_rule(rule) for rule in shown]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, mark, numbers, summary) for finding, mark in marked],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rule(rule: RulePage) -> Data:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.name},
        "help": {"text": rule.text, "markdown": rule.text},
        "defaultConfiguration": {"level": LEVELS[rule.severity]} if rule.severity else {"enabled": False},
    }


def _result(finding: Finding, fingerprint: str, numbers: dict[str, int], summary: Summary) -> Data:
    place = finding.place
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.line,
        "endColumn": place.column + place.length,
    }
    result: Data = {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "message": {"text": _without_links(sentence(finding))},
        "locations": [{"physicalLocation": {"artifactLocation": _file(place.path, summary), "region": region}}],
        "partialFingerprints": {"copKb/v1": fingerprint},
    }
    if finding.rule in numbers:
        result["ruleIndex"] = numbers[finding.rule]
    if finding.fix and all(edit.path in summary.texts for edit in finding.fix.edits):
        result["fixes"] = [_fix(finding.fix, summary)]
    return result


def _without_links(text: str) -> str:
    """Text in which nothing is taken for an embedded link (SARIF 3.11.6)."""
    return text.replace("](", "] (")


def _file(path: str, summary: Summary) -> Data:
    return {"uri": quote(path_from_top(path, summary), errors="surrogateescape")}


def _fix(fix: Fix, summary: Summary) -> Data:
    edits = sorted(fix.edits, key=lambda edit: (edit.path, edit.start, edit.end))
    changes = [
        {
            "artifactLocation": _file(path, summary),
            "replacements": [_replacement(edit, summary.texts[path]) for edit in group],
        }
        for path, group in groupby(edits, key=lambda edit: edit.path)
    ]
    return {"description": {"text": fix.does}, "artifactChanges": changes}


def _replacement(edit: Edit, text: str) -> Data:
    start, end = (place_in(edit.path, text, offset) for offset in (edit.start, edit.end))
    region = {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}
    return {"deletedRegion": region} | ({"insertedContent": {"text": edit.text}} if edit.text else {})
