"""Findings as the summary of a job on GitHub: counts, and a table of the gravest, in Markdown.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
"""

from __future__ import annotations

import re

from cop_kb.model.finding import Finding
from cop_kb.reports.code_hosts import path_from_top, sentence
from cop_kb.reports.summary import Summary, plural
from cop_kb.reports.text import visible

MOST = 50
LONGEST = 300
MARK = re.compile(r"[!-/:-@\[-`{-~]")
MENTION = re.compile("&#64;")


def job_summary(summary: Summary) -> str:
    """The Markdown text. Nothing that a member wrote means anything in it: every mark is an entity."""
    counts = [plural(count, severity) for severity, count in summary.counts().items() if count]
    where = f" in {plural(summary.entries, 'entry')}" if summary.entries else ""
    lines = ["### cop-kb validate", "", f"{', '.join(counts) or 'Nothing found'}{where}."]
    ordered = sorted(summary.findings, key=lambda finding: finding.severity.rank)
    if ordered:
        lines += ["", "| | Where | What | Rule |", "|---|---|---|---|"]
        lines += [_row(finding, summary) for finding in ordered[:MOST]]
    if len(ordered) > MOST:
        lines += ["", f"And {len(ordered) - MOST:,} more."]
    return "\n".join(lines) + "\n\n"


def _row(finding: Finding, summary: Summary) -> str:
    place = finding.place
    where = f"{path_from_top(place.path, summary)}:{place.line}"
    cells = (str(finding.severity), where, sentence(finding), finding.rule)
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    text = visible(text)
    shown = " ".join((text if len(text) <= LONGEST else f"{text[:LONGEST]} …").split())
    escaped = MARK.sub(lambda match: f"&#{ord(match[0])};", shown)
    return MENTION.sub("&#64;&#8203;", escaped)  # an entity alone would still name somebody
