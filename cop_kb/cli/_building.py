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
from cop_kb.engines.harmless import needs_a_look
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
    read: Callable[[], KnowledgeBase], config_file: Path, jobs: int | None, *, offline: bool, show_all: bool
) -> Checked:
    """Read a knowledge base, check and plan it, and let go of it: rendering needs the memory.

    What of its texts is not published is among the findings, unless there are errors.
    """
    from cop_kb.engines.planning import make_plan

    kb = whole(_for_place(read(), offline=offline))
    checked = alongside(partial(check_again, kb), jobs if len(kb.entries) > MANY else 1)
    with keeping_everything():
        plan = make_plan(kb)
    findings, may_be_other = checked(), False
    if not exit_code(findings, strict=False):
        from cop_kb.engines.rendered import check_rendered, is_known, rendering_config

        with suppress(CopKbError):  # settings that MkDocs cannot use: the build itself says why
            config = rendering_config(config_file)
            removed = check_rendered(kb, plan, config)
            findings, may_be_other = sorted_findings(findings, removed), bool(removed) or not is_known(config)
    return _checked(kb, plan, findings, "" if may_be_other else base_of(kb), show_all=show_all)


def check_and_plan_again(
    read: Callable[[], KnowledgeBase], config_file: Path, last: Mapping[str, Any], *, offline: bool, show_all: bool
) -> Checked | None:
    """As ``check_and_plan``, what is another since the last build; None where that may be all.

    ``last`` are ``base`` and ``edited`` of what was built.
    """
    kb = _for_place(read(), offline=offline)
    plan = plan_again(kb, last["edited"]) if last["base"] == base_of(kb) else None
    if not (plan and plan.pages):
        return None
    findings = check_again(kb)
    if any(needs_a_look(page.markdown) for page in plan.pages) and not exit_code(findings, strict=False):
        from cop_kb.engines.rendered import check_rendered, rendering_config

        if check_rendered(kb, plan, rendering_config(config_file)):
            return None
    return _checked(kb, plan, findings, base_of(kb), show_all=show_all)


def _for_place(kb: KnowledgeBase, *, offline: bool) -> KnowledgeBase:
    """The knowledge base for a server, or for a folder: there the address of a folder shows no page."""
    return replace(kb, settings=replace(kb.settings, directory_urls=False)) if offline else kb


def _checked(kb: KnowledgeBase, plan: Plan, findings: tuple[Finding, ...], base: str, *, show_all: bool) -> Checked:
    told = report(kb, findings, "text", entries=len(kb.entries), show_all=show_all) if findings else ""
    return Checked(plan, findings, told, base, tuple(each.now.source.uri for each in edits(kb)))
