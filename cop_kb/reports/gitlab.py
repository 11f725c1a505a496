"""Findings as GitLab shows them in a merge request: a Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from typing import Any

from cop_kb.model.finding import Finding, Severity
from cop_kb.reports.code_hosts import fingerprints, path_from_top, sentence
from cop_kb.reports.summary import Summary

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.HINT: "info"}


def gitlab_report(summary: Summary) -> str:
    """The report; of findings with the same fingerprint GitLab would show one."""
    marked = zip(summary.findings, fingerprints(summary), strict=True)
    return json.dumps([_finding(finding, mark, summary) for finding, mark in marked], indent=1)


def _finding(finding: Finding, fingerprint: str, summary: Summary) -> dict[str, Any]:
    return {
        "description": sentence(finding),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {"path": path_from_top(finding.place.path, summary), "lines": {"begin": finding.place.line}},
    }
