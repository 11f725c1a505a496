"""Findings to report, made by hand."""

from __future__ import annotations

from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.place import Place

PATH = "content/cases/a.md"


def finding(
    message: str = "“nope” under problem is no entry",
    severity: Severity = Severity.ERROR,
    *,
    rule: str = "dangling-ref",
    place: Place = Place(PATH, 2, 10, 4),  # noqa: B008 - frozen
    hint: str = "Was it renamed?",
    fixable: bool = False,
) -> Finding:
    fix = Fix("rename it", (Edit(place.path, 0, 1, "x"),)) if fixable else None
    return Finding(place, message, hint, fix, rule, severity)
