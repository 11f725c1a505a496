"""Broken files in the preview: each page as it last was, below what is wrong with it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from cop_kb.model.finding import Finding
from cop_kb.model.page import Page, Plan


def with_findings(plan: Plan, errors: Iterable[Finding], good: dict[str, Page]) -> Plan:
    """The plan with each broken page as it last was (``good``, by uri), below what is wrong with it now."""
    by_path: dict[str, list[Finding]] = {}
    for finding in errors:
        by_path.setdefault(finding.place.path, []).append(finding)
    pages = {page.uri: page for page in plan.pages}
    last = {page.source_path: page for page in good.values()}
    for path, found in by_path.items():
        now = next((page for page in plan.pages if page.source_path == path), None)
        page = last.get(path) or now
        if page is not None:
            pages[page.uri] = replace(page, markdown=f"{_notice(found, is_last=path in last)}\n\n{page.markdown}")
    return replace(plan, pages=tuple(pages[uri] for uri in sorted(pages)))


def _notice(findings: list[Finding], *, is_last: bool) -> str:
    below = " Below is its last good version." if is_last else ""
    items = "".join(
        f"<li><code>{escape(str(each.place))}</code> {escape(each.message)}<br>{escape(each.hint)}</li>"
        for each in findings
    )
    head = f"<p><strong>This file is broken.</strong>{below}</p>"
    return f'<div class="kb-findings" role="note">{head}<ul>{items}</ul></div>'
