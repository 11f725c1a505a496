"""The plan that engines build from: what publishing makes of a knowledge base, with the rules' own texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Plan
from cop_kb.publishing.entry_pages import EntryPages
from cop_kb.publishing.guide import RuleText
from cop_kb.publishing.plan import plan, plan_jobs, whole_plan
from cop_kb.reading.spreading import spread
from cop_kb.rules import load_rules

Result = TypeVar("Result")


def make_plan(kb: KnowledgeBase, known: EntryPages | None = None) -> Plan:
    """The plan of a knowledge base, with the rules' own texts in its guide. Its entries' pages may be ``known``."""
    return plan(kb, _rules(), known)


def make_plan_and(do: Callable[[], Result], kb: KnowledgeBase, processes: int | None) -> tuple[Plan, Result]:
    """The plan, and the result of something else, by so many processes (None: as many as there are processors)."""
    jobs: list[Callable[[], Any]] = [do, *plan_jobs(kb, _rules())]
    done, *parts = spread(lambda job: job(), jobs, processes, chunk=1)
    return whole_plan(kb, parts), done


def _rules() -> list[RuleText]:
    return [RuleText(rule.id, rule.name, str(rule.severity), rule.text) for rule in load_rules().values()]
