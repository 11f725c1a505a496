"""What ``validate`` and ``build`` share: showing findings, and the exit code that follows from them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from cop_kb.cli._answers import JOB_SUMMARY
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reports.summary import Summary, texts_of

FORMATS = ("text", "json", "github", "gitlab", "sarif")
COLOURS = {
    Severity.ERROR: {"fg": "red", "bold": True},
    Severity.WARNING: {"fg": "yellow", "bold": True},
    Severity.HINT: {"fg": "cyan", "bold": True},
    "place": {"bold": True},
    "quiet": {"dim": True},
    "mark": {"fg": "green", "bold": True},
}


def style(text: str, role: str) -> str:
    """A text as a terminal shows it; click drops the colours in a pipe."""
    return click.style(text, **COLOURS[role])  # type: ignore[arg-type]  # one mapping for several keyword types


def report(kb: KnowledgeBase, findings: Iterable[Finding], form: str, *, entries: int, show_all: bool) -> str:
    """The findings in one of ``FORMATS``; on GitHub they are added to the summary of the job, too."""
    prefix = os.path.relpath(kb.settings.checkout, Path.cwd()).replace(os.sep, "/")
    summary = Summary(tuple(findings), entries, "" if prefix == "." else f"{prefix}/", texts_of(kb))
    if form == "json":
        from cop_kb.reports.json import json_report

        return json_report(summary)
    if form == "gitlab":
        from cop_kb.reports.gitlab import gitlab_report

        return gitlab_report(summary)
    if form == "sarif":
        from cop_kb.reports.sarif import sarif_report
        from cop_kb.rules import load_rules

        return sarif_report(summary, load_rules().values())
    if form == "github":
        from cop_kb.reports.github import github_report
        from cop_kb.reports.job_summary import job_summary

        if file := os.environ.get(JOB_SUMMARY):
            with Path(file).open("a", encoding="utf-8", errors="replace") as stream:
                stream.write(job_summary(summary))
        return github_report(summary)
    from cop_kb.reports.text import text_report

    return text_report(summary, style, show_all=show_all)


def sorted_findings(*groups: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of several checks as one list, by place."""
    return tuple(sorted({finding for group in groups for finding in group}, key=lambda finding: finding.order))


def exit_code(findings: Iterable[Finding], *, strict: bool) -> int:
    """1 if there are errors, or with ``strict`` warnings; else 0."""
    grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return int(any(finding.severity in grave for finding in findings))
