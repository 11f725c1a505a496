"""Findings for programs: one JSON document. Keys may be added within a version; none changes its meaning."""

from __future__ import annotations

import json
from typing import Any

from cop_kb.model.finding import Finding
from cop_kb.reports.summary import Summary

VERSION = 1


def json_report(summary: Summary) -> str:
    """The report."""
    counts = {str(severity): count for severity, count in summary.counts().items()}
    findings = [_finding(finding, summary.prefix) for finding in summary.findings]
    document = {"version": VERSION, "entries": summary.entries, "counts": counts, "findings": findings}
    return json.dumps(document, indent=1)  # ASCII: a terminal or a pipe may have any encoding


def _finding(finding: Finding, prefix: str) -> dict[str, Any]:
    place = finding.place
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "path": prefix + place.path,
        "line": place.line,
        "column": place.column,
        "end_column": place.column + place.length,
        "message": finding.message,
        "hint": finding.hint,
        "fixable": finding.fix is not None,
    }
