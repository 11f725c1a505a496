"""``cop-kb show``: an entry in the terminal."""

from __future__ import annotations

from datetime import date

import click

from cop_kb.cli import _completion
from cop_kb.cli._entries import find_entry
from cop_kb.cli._loading import load_knowledge_base, no_git_option, today_option
from cop_kb.model.error import CopKbError


@click.command(epilog="Example: cop-kb show blade-chatters-on-dry-glass")
@click.argument("word", metavar="SLUG", shell_complete=_completion.entries)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@no_git_option
@today_option
@click.pass_context
def command(ctx: click.Context, *, word: str, form: str, no_git: bool, today: date | None) -> None:
    """Show an entry: the answer first, how far it can be trusted and why, and who knows more.

    SLUG may also be a code, an old address, the path of its file, or its title, and the beginning of any of these.
    """
    from cop_kb.cli._terminal import WIDEST, columns, renderer, show, style
    from cop_kb.publishing.data import data
    from cop_kb.publishing.entry_page import entry_page
    from cop_kb.reading.published import without_withheld
    from cop_kb.reading.withholding import is_withheld
    from cop_kb.reports.data_json import data_json
    from cop_kb.reports.entry_data import entry_data
    from cop_kb.reports.entry_text import entry_text
    from cop_kb.reports.related import related

    kb = load_knowledge_base(ctx.obj, today, no_git=no_git)
    entry = find_entry(kb, word, beginning=True)
    if form == "json":
        if is_withheld(entry.source):
            raise CopKbError(f"“{entry.slug}” is a draft, which no other program is given: leave --format json away.")
        kb = without_withheld(kb)
        entry = kb.by_slug[entry.slug]
    page, groups = entry_page(entry, kb), related(kb, entry)
    if form == "json":
        known = next(each for each in data(kb)["entries"] if each["slug"] == entry.slug)
        click.echo(data_json(entry_data(entry, known, page, groups)))
    else:
        show(entry_text(page, groups, kb, style, renderer(), min(WIDEST, columns() or WIDEST)))
