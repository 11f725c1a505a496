"""The plan that engines build from: what publishing makes of a knowledge base, with the rules' own texts."""

from __future__ import annotations

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Plan
from cop_kb.publishing.entry_pages import EntryPages
from cop_kb.publishing.guide import RuleText
from cop_kb.publishing.plan import plan
from cop_kb.rules import load_rules


def make_plan(kb: KnowledgeBase, known: EntryPages | None = None) -> Plan:
    """The plan of a knowledge base, with the rules' own texts in its guide. Its entries' pages may be ``known``."""
    rules = load_rules().values()
    return plan(kb, [RuleText(rule.id, rule.name, str(rule.severity), rule.text) for rule in rules], known)
