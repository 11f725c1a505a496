"""``cop-kb retype``: another type for an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cop_kb.cli import _completion
from cop_kb.cli._asking import find_type
from cop_kb.cli._loading import load_knowledge_base
from cop_kb.cli._moving import carry_out_or_show, dry_run_option, entry_meant
from cop_kb.cli._terminal import told
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.fixing.retyping import Retyping
    from cop_kb.model.entry import Entry
    from cop_kb.model.entry_type import EntryType


@click.command(epilog="Example: cop-kb retype arm-slipped-in-the-car-wash problem --dry-run")
@click.argument("slug", metavar="SLUG", shell_complete=_completion.slugs)
@click.argument("type_name", metavar="TYPE", shell_complete=_completion.types)
@click.option("--x-fields", is_flag=True, help="Call fields that TYPE does not have x-…: kept, and never mentioned.")
@click.option("--force", is_flag=True, help="Even if references no longer fit; “cop-kb validate” calls them errors.")
@dry_run_option
@click.pass_context
def command(ctx: click.Context, *, slug: str, type_name: str, x_fields: bool, force: bool, dry_run: bool) -> None:
    """Make the entry SLUG (or in that file) one of another TYPE: it moves to that type's folder.

    Sections are known by their headings and stay as they are; headings and fields that TYPE does not know are kept
    and listed. Its old address stays among its aliases, so references and links by it go on leading there.
    References that may not lead to a TYPE are listed, and then nothing is changed.
    """
    from cop_kb.fixing.moving import plan_moving
    from cop_kb.fixing.places import Target, folder_of
    from cop_kb.fixing.retyping import key_edits, look_ahead

    kb = load_knowledge_base(ctx.obj, no_git=True)
    entry, entry_type = entry_meant(kb, slug), find_type(type_name, kb.types)
    if entry_type is entry.type:
        raise CopKbError(f"{entry.source.path} is a {entry_type.name} already.")
    seen = look_ahead(kb, entry, entry_type)
    if seen.misfits and not force:
        listed = "".join(f"\n  {each}" for each in seen.misfits)
        raise CopKbError(f"These would no longer fit, so nothing is changed (--force does it all the same):{listed}")
    target = Target(entry_type, entry.slug, folder_of(entry))
    moving = plan_moving(kb, entry, target, key_edits(entry, entry_type, mark=x_fields))
    carry_out_or_show(kb, moving, f"{entry.slug} is now a {entry_type.name}", dry_run=dry_run)
    _tell(entry, entry_type, seen, x_fields=x_fields)
    if kb.tries.get(entry.slug) and not entry_type.roles.tried:
        click.echo(f"A {entry_type.name} has no maturity: its tries are kept, and count for nothing.", err=True)


def _tell(entry: Entry, entry_type: EntryType, seen: Retyping, *, x_fields: bool) -> None:
    """What was kept without being known."""
    fields = "called x-… now" if x_fields else "“cop-kb validate” warns of them; --x-fields calls them x-…"
    lists = (
        ("Sections it knows", seen.known),
        ("Sections it does not know, kept as they are", seen.unknown),
        (f"Fields it does not have, kept ({fields})", seen.fields),
        ("Values it cannot take", seen.values),
        ("References that no longer fit", seen.misfits),
    )
    for title, words in lists:
        if words:
            click.echo(told(f"{title}: {', '.join(words)}."), err=True)
