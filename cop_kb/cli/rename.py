"""``cop-kb rename``: another slug for an entry, and everything that refers to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cop_kb.cli import _completion
from cop_kb.cli._loading import load_knowledge_base
from cop_kb.cli._moving import carry_out_or_show, dry_run_option, entry_meant
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.entry import Entry
    from cop_kb.model.knowledge_base import KnowledgeBase


@click.command(epilog="Example: cop-kb rename blade-rattles blade-chatters-on-dry-glass --dry-run")
@click.argument("old", metavar="OLD", shell_complete=_completion.slugs)
@click.argument("new", metavar="NEW")
@dry_run_option
@click.pass_context
def command(ctx: click.Context, *, old: str, new: str, dry_run: bool) -> None:
    """Give the entry OLD (a slug, or its file) the slug NEW; folder/NEW also moves it to a folder of its type.

    Moves its file, or its folder with all that is in it, and keeps the old address among its aliases: so references,
    links, [[slugs]] and tries by the old name go on leading there, and other files stay as they are. Links that would
    break are changed, all of it or nothing. “cop-kb validate --fix” writes the new name everywhere.
    """
    from cop_kb.fixing.moving import plan_moving
    from cop_kb.fixing.places import target_from

    kb = load_knowledge_base(ctx.obj, no_git=True)
    entry = entry_meant(kb, old)
    target = target_from(kb, entry, new)
    if target.slug != entry.slug:
        _check_slug(kb, entry, target.slug)
    moving = plan_moving(kb, entry, target)
    if not moving.moves:
        raise CopKbError(f"{entry.source.path} is there already: nothing to do.")
    carry_out_or_show(kb, moving, f"{entry.slug} is now {target.slug}", dry_run=dry_run)


def _check_slug(kb: KnowledgeBase, entry: Entry, slug: str) -> None:
    """Raise CopKbError for a slug that is not safe, or means something else. What the entry was called is free."""
    from cop_kb.scaffolding.slugs import check_slug, taken_slugs

    others = {name: meant for name, meant in kb.slugs.items() if meant != entry.slug}
    check_slug(slug, taken_slugs(replace(kb, slugs=others), is_folder=bool(entry.folder)), kb)
