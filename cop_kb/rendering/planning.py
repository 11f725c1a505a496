"""The plan that engines build from: what publishing makes of a knowledge base, with the rules' own texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Plan
from cop_kb.publishing.entry_pages import EntryPages
from cop_kb.publishing.guide import RuleText
from cop_kb.publishing.plan import plan, plan_jobs, whole_plan
from cop_kb.reading.published import without_withheld
from cop_kb.reading.spreading import spread
from cop_kb.rules import load_rules

Result = TypeVar("Result")


def make_plan(kb: KnowledgeBase) -> Plan:
    """The plan of what is published of a knowledge base, with the rules' own texts in its guide."""
    public = without_withheld(kb)
    return replace(plan(public, _rules()), withheld=_uris(kb) - _uris(public))


def make_plan_with_withheld(kb: KnowledgeBase, known: EntryPages | None = None) -> Plan:
    """The plan of all of it, for its authors: what is withheld has a mark. Its entries' pages may be ``known``."""
    return plan(kb, _rules(), known)


def make_plan_and(do: Callable[[], Result], kb: KnowledgeBase, processes: int | None) -> tuple[Plan, Result]:
    """``make_plan``, and what ``do`` gives, by so many processes (None: as many as there are processors)."""
    public = without_withheld(kb)
    jobs: list[Callable[[], Any]] = [do, *plan_jobs(public, _rules())]
    done, *parts = spread(lambda job: job(), jobs, processes, chunk=1)
    return replace(whole_plan(public, parts), withheld=_uris(kb) - _uris(public)), done


def _uris(kb: KnowledgeBase) -> frozenset[str]:
    """Every file of a knowledge base, by its uri in the content folder and by that on the site."""
    return frozenset(kb.uris) | frozenset(kb.uris.values())


def _rules() -> list[RuleText]:
    return [RuleText(rule.id, rule.name, rule.default, rule.text) for rule in load_rules().values()]
