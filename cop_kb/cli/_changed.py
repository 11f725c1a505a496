"""``validate --changed``: what a branch adds to the findings of the commit that it is meant for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cop_kb.cli._loading import keeping_everything, progress
from cop_kb.cli._terminal import told
from cop_kb.model.error import CopKbError

WRONG_USE = 2

if TYPE_CHECKING:
    from cop_kb.model.finding import Finding
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.model.page import Page, Plan
    from cop_kb.model.settings import Settings
    from cop_kb.reading.trusted import Trusted


def merged_findings(
    ctx: click.Context, base: str, today: date | None, trusted: Trusted | None, *, staged: bool, rendered: bool
) -> tuple[KnowledgeBase, Sequence[Finding]]:
    """The knowledge base as it will be once the branch is merged into ``base``, with the findings that are new in it.

    Where it is ``rendered``, they are also about what Markdown makes of the texts.

    Raises CopKbError where Git cannot tell, and for settings that cannot be used.
    """
    from cop_kb.cli._findings import sorted_findings
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.given import given
    from cop_kb.reading.settings import load_settings
    from cop_kb.reading.today import the_day
    from cop_kb.reading.two_trees import own_settings, two_trees
    from cop_kb.rules import check, check_again
    from cop_kb.rules.known_findings import known_findings
    from cop_kb.rules.new_findings import new_findings

    def load(folder: Path) -> Settings | None:
        return load_settings(trusted.config_file, folder) if trusted else own_settings(folder)

    root, day = (trusted.root if trusted else find_config(ctx.obj).parent), the_day(today)
    trees = ctx.with_resource(two_trees(root, base, load, staged=staged))
    if not trees.tree.is_changed:
        return given(load(root) or trees.lay_over(), day), ()
    with keeping_everything():
        before: KnowledgeBase | None = None
        known: Sequence[Finding] = ()
        try:
            settings = trees.write_base()
            if settings and rendered:
                before = _read(settings, day)
                known = check(before)
            elif settings:
                known = known_findings(settings, day, trees.tree.base_facts, lambda: check(_read(settings, day)))
        except CopKbError as error:
            if error.exit_code != WRONG_USE:
                raise
            click.echo(told(f"{base} cannot be read, so whatever is found is shown: {error}"), err=True)
        after = _read(trees.lay_over(), day)
        found = check_again(after)
    if rendered:
        config = trusted.config_file if trusted else find_config(ctx.obj)
        more_known, more_found = _rendered(before, after, config)
        known, found = (*known, *more_known), sorted_findings(found, more_found)
    new = new_findings(found, known, trees.was)
    return after, tuple(_seen_from_here(each, trees.here) for each in new)


def _read(settings: Settings, day: date) -> KnowledgeBase:
    """Without credit: a copy has no history, and who wrote what is the same on both sides."""
    from cop_kb.reading.knowledge_base import Git, load

    with progress("Reading") as tell:
        return load(settings, day, tell, Git.NOT, opening=settings.copy_of is None)


def _rendered(
    before: KnowledgeBase | None, after: KnowledgeBase, config_file: Path
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What rendering tells on both sides of the pages that are not the same on both."""
    from cop_kb.rendering.planning import make_plan_with_withheld
    from cop_kb.rendering.rendered import check_every_page, rendering_config

    config = rendering_config(config_file, after.settings)
    plans = [make_plan_with_withheld(each) if each else None for each in (before, after)]
    texts = [{_text(page) for page in plan.pages} if plan else set() for plan in plans]
    same = texts[0] & texts[1]

    def differing(kb: KnowledgeBase | None, plan: Plan | None) -> tuple[Finding, ...]:
        if not (kb and plan):
            return ()
        pages = tuple(page for page in plan.pages if _text(page) not in same)
        return check_every_page(kb, replace(plan, pages=pages), config)

    return differing(before, plans[0]), differing(after, plans[1])


def _text(page: Page) -> tuple[str, str, str, bool]:
    """What is rendered of a page, and how."""
    return page.uri, page.markdown, page.read_as, page.trusted


def _seen_from_here(finding: Finding, here: Mapping[str, str]) -> Finding:
    """The finding, with the path that the file has in the checkout."""
    path = here.get(finding.place.path)
    return replace(finding, place=replace(finding.place, path=path)) if path else finding
