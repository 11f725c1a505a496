"""Findings as GitHub shows them beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from cop_kb.model.finding import Finding, Severity
from cop_kb.reports.summary import Summary
from cop_kb.reports.text import visible

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def github_report(summary: Summary) -> str:
    """One workflow command a finding, the gravest first: GitHub shows only the first ten of each level."""
    ordered = sorted(summary.findings, key=lambda finding: finding.severity.rank)
    return "\n".join(_command(finding, summary.prefix) for finding in ordered)


def _command(finding: Finding, prefix: str) -> str:
    place = finding.place
    properties = {
        "file": visible(prefix + place.path),
        "line": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.column + place.length),
        "title": finding.rule,
    }
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = "\n".join(visible(each) for each in (finding.message, finding.hint) if each)
    return f"::{LEVELS[finding.severity]} {shown}::{_data(text)}"


def _data(text: str) -> str:
    """https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: what begins a line is a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
