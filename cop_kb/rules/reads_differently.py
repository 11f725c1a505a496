"""Texts that GitHub and Python-Markdown read differently. Found where Markdown is rendered: rendering/two_readings.py.

It is off until somebody turns it on: to read texts as GitHub shows them is what cop-kb is for.
"""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = None


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    yield from ()
