"""``cop-kb list``: the entries somebody asks for, as a table, or for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from cop_kb.cli import _completion
from cop_kb.cli._asking import find_type
from cop_kb.cli._loading import load_knowledge_base, no_git_option, today_option
from cop_kb.model.knowledge_base import LEVELS
from cop_kb.model.nearest import nearest_hint

if TYPE_CHECKING:
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.reports.selection import Listed, Selection

SORTS = ("type", "title", "date", "maturity", "hurts")


@click.command(epilog="Example: cop-kb list --topic chatter --maturity proven --sort date")
@click.option("--type", "types", multiple=True, metavar="TYPE", shell_complete=_completion.types,
              help="Entries of this type.")  # fmt: skip
@click.option("--topic", "topics", multiple=True, metavar="TOPIC", shell_complete=_completion.topics,
              help="Entries of this topic, by key, label or synonym, and of all narrower ones.")  # fmt: skip
@click.option("--state", "states", multiple=True, metavar="STATE", shell_complete=_completion.states,
              help="Entries in this state.")  # fmt: skip
@click.option("--maturity", "levels", multiple=True, type=click.Choice(LEVELS), help="Entries of this maturity.")
@click.option("--disputed", is_flag=True, help="Entries whose newest try somewhere says it didn't work.")
@click.option("--due", is_flag=True, help="Entries that somebody should look at again.")
@click.option("--person", "people", multiple=True, metavar="PERSON", shell_complete=_completion.people,
              help="Entries that this person wrote, told or tried.")  # fmt: skip
@click.option("--text", "texts", multiple=True, metavar="WORDS",
              help="Entries with words that begin so in title, other words for it, codes or summary.")  # fmt: skip
@click.option("--superseded", is_flag=True, help="Only entries that are superseded or retired.")
@click.option("--all-entries", is_flag=True, help="Those that are superseded or retired too.")
@click.option("--sort", type=click.Choice(SORTS), default="type", show_default=True,
              help="The newest, the most mature, what is met most often first.")  # fmt: skip
@click.option("--reverse", is_flag=True, help="The other way round.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@no_git_option
@today_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    sort: str,
    reverse: bool,
    form: str,
    no_git: bool,
    today: date | None,
    superseded: bool,
    all_entries: bool,
    **asked: Any,
) -> None:
    """List entries.

    An option that is given twice takes either; different options must all hold. Without options, all entries that
    are current are listed.
    """
