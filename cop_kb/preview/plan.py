"""What the preview plans: all of a knowledge base, then what may be another; broken files as they last were."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page, Plan
from cop_kb.preview.findings_on_pages import with_findings
from cop_kb.publishing.entry_pages import EntryPages, entry_pages_again
from cop_kb.publishing.plan_again import plan_again
from cop_kb.reading.opened import base_of, edits, with_all_entries
from cop_kb.rendering.planning import make_plan_with_withheld
from cop_kb.rules import check_again

Watch = Callable[[int, int], None]


class Read(Protocol):
    """Reads the knowledge base as it is now."""

    def __call__(self, watch: Watch | None, *, whole: bool) -> KnowledgeBase:
        """All of it, or as it was with what was edited; ``watch`` is told how far that is."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A knowledge base as it was read, its plan, and the errors in it.

    ``entries`` are the pages of its entries; after edits that others do not see, as they were before these.
    """

    kb: KnowledgeBase
    entries: EntryPages
    plan: Plan
    errors: tuple[Finding, ...]


class PreviewPlan:
    """Plans a knowledge base again and again. ``go_on`` is called between the steps, and may end it by raising."""

    def __init__(self, read: Read, go_on: Watch) -> None:
        self.last: Planned | None = None
        """What was planned and is shown."""
        self._read, self._go_on = read, go_on
        self._good: dict[str, Page] = {}

    def begin(self) -> Planned:
        """All of it."""
        return self._whole(self._read(None, whole=True))

    def again(self, changed: Iterable[Path]) -> Planned:
        """What is planned after some files were changed, of which no more is made anew than may be another."""
        kb = self._read(self._go_on, whole=False)
        if self.last and (new := _with_edits(self.last, kb, changed)):
            return new
        return self._whole(self._read(self._go_on, whole=True) if edits(kb) else with_all_entries(kb))

    def keep(self, planned: Planned) -> None:
        """Remember what is shown, for the next plan, and for files that will be broken then."""
        self.last = planned
        broken = {finding.place.path for finding in planned.errors}
        pages = planned.plan.pages
        self._good |= {page.uri: page for page in pages if page.source_path and page.source_path not in broken}

    def _whole(self, kb: KnowledgeBase) -> Planned:
        errors = check_again(kb, Severity.ERROR)
        self._go_on(0, 0)
        entries = entry_pages_again(kb, self.last.entries if self.last else None)
        self._go_on(0, 0)
        return Planned(kb, entries, with_findings(make_plan_with_withheld(kb, entries), errors, self._good), errors)


def _with_edits(last: Planned, kb: KnowledgeBase, changed: Iterable[Path]) -> Planned | None:
    """What is planned after entries were edited so that others see the same of them; None where they may not."""
    content = kb.settings.content_folder.resolve()
    if last.errors or not base_of(kb) or base_of(kb) != base_of(last.kb):
        return None
    before = [each.now.source.uri for each in edits(last.kb)]
    now = [path.relative_to(content).as_posix() for path in changed if path.is_relative_to(content)]
    new = plan_again(kb, [*before, *now])
    if not (new and new.pages) or check_again(kb, Severity.ERROR):
        return None
    pages = {page.uri: page for page in (*last.plan.pages, *new.pages)}
    files = {file.uri: file for file in (*last.plan.files, *new.files)}
    plan = replace(last.plan, pages=tuple(pages.values()), files=tuple(files.values()))
    return Planned(kb, last.entries, plan, ())
