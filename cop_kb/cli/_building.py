"""What ``build`` makes of a knowledge base before it renders: findings, and a plan of all or of what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cop_kb.cli._loading import keeping_everything
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.finding import Finding
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.model.page import Plan

MANY = 500
"""From so many entries on it pays to check and to plan at the same time."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a knowledge base becomes: its plan, the report of the findings and the exit code that follows from them.

    ``base`` is by what the next build may know what was built, besides the entries whose files (by uri) are ``edited``;
    "" where it has to build all of it.
    """

    plan: Plan
    code: int
    report: str
    base: str
    edited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a knowledge base, checks and plans it, and lets go of it: rendering needs the memory.

    What of the texts is not published is among the findings, unless there are errors.
    """

    load: Callable[..., KnowledgeBase]
    reopen: Callable[[], KnowledgeBase | None]
    config_file: Path
    jobs: int | None
    offline: bool
    strict: bool
    show_all: bool

    def check_and_plan(self) -> Checked:
        """All of it."""
        from cop_kb.cli._findings import exit_code, sorted_findings
        from cop_kb.reading.opened import base_of
        from cop_kb.rendering.planning import make_plan_and
        from cop_kb.rules import check_again

        kb = self._as_read(self.load(whole=True))
        with keeping_everything():
            plan, findings = make_plan_and(partial(check_again, kb), kb, self.jobs if len(kb.entries) > MANY else 1)
        may_be_other = False
        if not exit_code(findings, strict=False):
            from cop_kb.rendering.rendered import check_rendered, is_known, rendering_config

            with suppress(CopKbError):  # settings that MkDocs cannot use: the build itself says why
                config = rendering_config(self.config_file, kb.settings)
                removed = check_rendered(kb, plan, config)
                findings, may_be_other = sorted_findings(findings, removed), bool(removed) or not is_known(config)
        return self._checked(kb, plan, findings, "" if may_be_other else base_of(kb))

    def check_and_plan_again(self, last: Mapping[str, Any]) -> Checked | None:
        """What is another since the last build; None where that may be all.

        ``last`` are ``base`` and ``edited`` of what was built.
        """
        from cop_kb.cli._findings import exit_code
        from cop_kb.publishing.plan_again import plan_again
        from cop_kb.reading.opened import base_of
        from cop_kb.rules import check_again
        from cop_kb.safety.harmless import needs_a_look

        kept = self.reopen()
        if kept is None or last["base"] != base_of(kept) or kept.withheld:  # the preview remembers what is withheld
            return None
        kb = self._as_read(kept)
        plan = plan_again(kb, last["edited"])
        if not (plan and plan.pages):
            return None
        findings = check_again(kb)
        looks = bool(kb.settings.severities.get("reads-differently"))
        looks = looks or any(needs_a_look(page.markdown) for page in plan.pages)
        if looks and not exit_code(findings, strict=False):
            from cop_kb.rendering.rendered import check_rendered, rendering_config

            if check_rendered(kb, plan, rendering_config(self.config_file)):
                return None
        return self._checked(kb, plan, findings, base_of(kb))

    def faults(self, plan: Plan, faults: Mapping[str, str]) -> tuple[str, int]:
        """The report of pages that show their source, by uri with the reason, and the exit code that follows."""
        from cop_kb.cli._findings import exit_code, report
        from cop_kb.rendering.fault_findings import fault_findings
        from cop_kb.rendering.rendered import converter, rendering_config

        kb = self._as_read(self.load(whole=True))
        found = fault_findings(kb, faults, plan.pages, converter(rendering_config(self.config_file)))
        told = report(kb, found, "text", entries=len(kb.entries), show_all=True) if found else ""
        return told, exit_code(found, strict=self.strict)

    def _as_read(self, kb: KnowledgeBase) -> KnowledgeBase:
        """For readers with a server or without: then the address of a folder shows no page."""
        return replace(kb, settings=replace(kb.settings, directory_urls=False)) if self.offline else kb

    def _checked(self, kb: KnowledgeBase, plan: Plan, findings: Iterable[Finding], base: str) -> Checked:
        from cop_kb.cli._findings import exit_code, report
        from cop_kb.reading.opened import edits

        found = tuple(findings)
        told = report(kb, found, "text", entries=len(kb.entries), show_all=self.show_all) if found else ""
        edited = tuple(each.now.source.uri for each in edits(kb))
        return Checked(plan, exit_code(found, strict=self.strict), told, base, edited)
