"""``cop-kb tried``: say how it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cop_kb.cli import _completion
from cop_kb.cli._asking import at_terminal, printable
from cop_kb.cli._entries import find_entry
from cop_kb.cli._loading import (
    keeping_everything,
    load_knowledge_base,
    settings_and_day,
    shown_path,
    today_option,
)

if TYPE_CHECKING:
    from cop_kb.model.entry import Entry, Try
    from cop_kb.model.knowledge_base import KnowledgeBase


@click.command(epilog='Example: cop-kb tried blade-chatters-on-dry-glass worked -m "Quiet again."')
@click.argument("word", metavar="SLUG", shell_complete=_completion.entries)
@click.argument("result", metavar="RESULT", shell_complete=_completion.results)
@click.option("-m", "--message", metavar="TEXT", help="One sentence about it.")
@click.option("--of", metavar="WORKAROUND", shell_complete=_completion.options,
              help="Which way, where the entry describes several.")  # fmt: skip
@click.option("--context", multiple=True, metavar="FACET=VALUE", shell_complete=_completion.facets,
              help="Where it was. Repeatable.")  # fmt: skip
@click.option(
    "--who", metavar="WHO", shell_complete=_completion.people, help="Who tried it (default: you, as Git knows you)."
)
@today_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    word: str,
    result: str,
    message: str | None,
    of: str | None,
    context: tuple[str, ...],
    who: str | None,
    today: date | None,
) -> None:
    """Say how it went when you tried what an entry says.

    RESULT is worked, partly or didnt; trying, as long as it is not over; still-true, if nothing has changed; or
    unclear. Writes one small file, and says how far the entry can be trusted now.
    """
    from cop_kb.scaffolding.try_file import draft_try, with_try, write_try
    from cop_kb.scaffolding.values import NotTakenError

    kb = _with_user(_read(ctx.obj, word, today))
    entry = find_entry(kb, word)
    _check_use(ctx, kb, entry, context)
    given = {"result": [result], "of": [of] if of else [], "context": list(context)}
    name, git_knows = (who, False) if who else _who(ctx, kb)
    draft = partial(draft_try, kb, entry, name, git_knows=git_knows)
    try:
        one = draft(given, message or "")
        if message is None and at_terminal():
            one = draft(*_ask(entry, one, given))
    except NotTakenError as error:
        param = next(each for each in ctx.command.params if each.name == error.field.name)
        raise click.BadParameter(str(error), ctx, param) from None
    after = with_try(kb, one)
    path = shown_path(kb.settings.root / one.source.path) if one.source else ""
    gone = write_try(kb, one)
    click.echo(click.style(path, bold=True))
    for each in gone:
        click.echo(
            f"Took away {shown_path(kb.settings.root / each)}: it said that this was still being tried.", err=True
        )
    click.echo("\n".join(("", *_standing(kb, after, entry))), err=True)


def _read(folder: Path, word: str, today: date | None) -> KnowledgeBase:
    """The knowledge base, at a glance where the word is a slug or an old address."""
    from cop_kb.reading.glance import glance_at

    with keeping_everything():
        seen = glance_at(word.strip(), *settings_and_day(folder, today))
    return seen or load_knowledge_base(folder, today)


def _with_user(kb: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base that knows whoever works here: the commit that they are about to make tells Git, too."""
    from cop_kb.reading.history import user_of
    from cop_kb.reading.persons import git_authors_of

    user, _ = user_of(kb.settings.root)
    return replace(kb, git_authors=kb.git_authors | git_authors_of((), user))


def _check_use(ctx: click.Context, kb: KnowledgeBase, entry: Entry, context: tuple[str, ...]) -> None:
    """Raise click.UsageError for an entry that cannot be tried, and for a context that is no pair."""
    if not entry.type.roles.tried:
        tried = ", ".join(each.label for each in kb.types.values() if each.roles.tried)
        raise click.UsageError(f"“{entry.title}” is of the type {entry.type.label}. Tried are: {tried}.", ctx)
    example = next(
        (f"{each.name}={each.values[0]}" for each in kb.settings.facets.values() if each.values), "FACET=VALUE"
    )
    for text in context:
        if not all(part.strip() for part in text.partition("=")):
            message = f"“{text}” is no facet with its value. Write it like {example}."
            raise click.BadParameter(message, ctx, param_hint="'--context'")


def _who(ctx: click.Context, kb: KnowledgeBase) -> tuple[str, bool]:
    """Whom Git takes for the one who works here, and whether the commit will say that.

    Somebody at a terminal is asked where Git does not know.
    """
    from cop_kb.reading.credited import name_of
    from cop_kb.reading.history import user_of

    git, will_say = user_of(kb.settings.root)
    if name := name_of(git, kb.people):
        return name, will_say and kb.settings.git
    if at_terminal():
        return str(click.prompt("Who are you?", prompt_suffix=" ")), False
    raise click.UsageError("Git does not know who you are: say it with --who.", ctx)


def _ask(entry: Entry, one: Try, given: dict[str, list[str]]) -> tuple[dict[str, list[str]], str]:
    """Ask which of several ways was tried, where that is not said, and for one sentence. Both may be left empty."""
    from cop_kb.reading.tries import options_of

    options = options_of(entry)
    if len(options) > 1 and not one.of:
        click.echo(click.style("Which way did you try?", bold=True))
        for number, option in enumerate(options, 1):
            click.echo(f" {click.style(str(number), fg='cyan', bold=True)}  {printable(option)}")
        chosen = click.prompt("Number", default=0, show_default=False, type=click.IntRange(0, len(options)))
        given = {**given, "of": [options[chosen - 1]] if chosen else []}
    return given, click.prompt("How did it go, in one sentence?", default="", show_default=False, prompt_suffix=" ")


def _standing(before: KnowledgeBase, after: KnowledgeBase, entry: Entry) -> Iterator[str]:
    """How far the entry can be trusted now, and how far before."""
    from cop_kb.cli._terminal import style
    from cop_kb.model.words import ENGLISH
    from cop_kb.publishing.rows import dispute_text, level_word

    slug = entry.slug
    was, now = before.maturities[slug], after.maturities[slug]
    before_now, reads = level_word(was, ENGLISH), level_word(now, ENGLISH)
    change = "still " if before_now == reads else f"{style(before_now, was.level)} → "
    of = f" ({printable(now.of)})" if now.of else ""
    yield f"“{printable(entry.title)}”: {change}{style(reads, now.level)}{of}."
    yield now.reason
    yield from (f"{style('Disputed', 'disputed')}: {printable(dispute_text(after, each))}" for each in now.disputes)
    if was.disputes and not now.disputes:
        yield "It is no longer disputed."
    fresh = after.freshness[slug]
    if fresh.due and fresh.due != before.freshness[slug].due:
        yield f"Somebody should look again on {fresh.due}."
    if later := after.superseded_by(slug):
        yield f"It has been replaced by {', '.join(later)}: was it that one?"
