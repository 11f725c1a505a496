"""What ``build`` makes of a knowledge base before it renders: findings, and a plan of all or of what is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from cop_kb.cli._findings import exit_code, report, sorted_findings
from cop_kb.cli._loading import keeping_everything
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Finding
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Plan
from cop_kb.publishing.plan_again import plan_again
from cop_kb.reading.opened import base_of, edits, whole
from cop_kb.reading.spreading import alongside
from cop_kb.rules import check_again

MANY = 500
"""From so many entries on it pays to check and to plan at the same time."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a knowledge base becomes: its plan, the findings and their report.

    ``base`` is by what the next build may know what was built, besides the entries whose files (by uri) are ``edited``;
    "" where it has to build all of it.
    """

    plan: Plan
    findings: tuple[Finding, ...]
    report: str
    base: str
    edited: tuple[str, ...]


def check_and_plan(
    read: Callable[[], KnowledgeBase],
    config_file: Path,
    jobs: int | None,
    last: Mapping[str, Any] | None,
    *,
    offline: bool,
    show_all: bool,
) -> Checked:
    """Read a knowledge base, check and plan it, and let go of it: rendering needs the memory.

    ``last`` is what the last build noted: the ``base`` and the ``edited`` of what it built. What of the texts is not
    published is among the findings, unless there are errors.
    """
    kb = read()
    if offline:  # from a folder an address of a folder shows no page
        kb = replace(kb, settings=replace(kb.settings, directory_urls=False))
    plan = plan_again(kb, last["edited"]) if last and last["base"] == base_of(kb) else None
    if plan and plan.pages:
        findings = check_again(kb)
    else:
        from cop_kb.engines.planning import make_plan

        kb = whole(kb)
        checked = alongside(partial(check_again, kb), jobs if len(kb.entries) > MANY else 1)
        with keeping_everything():
            plan = make_plan(kb)
        findings = checked()
    removed: tuple[Finding, ...] = ()
    if not exit_code(findings, strict=False):
        from cop_kb.engines.rendered import check_rendered, rendering_config

        with suppress(CopKbError):  # settings that MkDocs cannot use: the build itself says why
            removed = check_rendered(kb, plan, rendering_config(config_file))
    findings = sorted_findings(findings, removed)
    told = report(kb, findings, "text", entries=len(kb.entries), show_all=show_all) if findings else ""
    return Checked(
        plan, findings, told, "" if removed else base_of(kb), tuple(each.now.source.uri for each in edits(kb))
    )
