"""``cop-kb list``: the entries somebody asks for, as a table, or for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cop_kb.cli import _completion
from cop_kb.cli._asking import find_type
from cop_kb.cli._loading import Day, load_knowledge_base, no_git_option, today_option
from cop_kb.model.levels import LEVELS
from cop_kb.model.nearest import nearest_hint

if TYPE_CHECKING:
    from cop_kb.model.entry_type import State
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.reports.selection import Listed, Selection

VERSION, MOST = 1, 12
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
@click.option("--trying", is_flag=True, help="Entries that somebody is trying, and has not said how it ended.")
@click.option("--untried", is_flag=True, help="Entries that say what to do, and nobody has said how that went.")
@click.option("--since", type=Day(), metavar="DATE", help="Entries written, changed or tried since that day, and how.")
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
    /,
    *,
    sort: str,
    reverse: bool,
    form: str,
    no_git: bool,
    today: date | None,
    superseded: bool,
    all_entries: bool,
    since: date | None,
    **asked: Any,
) -> None:
    """List entries.

    An option that is given twice takes either; different options must all hold. Without options, all entries that
    are current are listed. Drafts are listed, too, but not for other programs.
    """
    from cop_kb.cli._terminal import columns, in_a_job, show, style
    from cop_kb.publishing.listed import listed_data
    from cop_kb.reading.opened import remembered
    from cop_kb.reading.published import without_withheld
    from cop_kb.reports.data_json import data_json
    from cop_kb.reports.list_csv import list_csv
    from cop_kb.reports.list_text import counted, list_text
    from cop_kb.reports.selection import Listed, Selection, ordered, select

    if superseded and all_entries:
        raise click.UsageError("--superseded is a part of --all-entries: give one of them.")
    kb = load_knowledge_base(ctx.obj, today, no_git=no_git)
    if form != "text":
        kb = without_withheld(kb)
    currency = "past" if superseded else "all" if all_entries else "current"
    listed = [Listed(**each) for each in remembered(kb, "listed", listed_data)]
    day = since.isoformat() if since else ""
    asked_for = _selection(kb, listed, currency=currency, since=day, **asked)
    found = ordered(select(listed, asked_for), sort, reverse=reverse)
    rows = [{**one.data, "since": _events(one.since(day))} if day else one.data for one in found]
    if form == "json":
        click.echo(data_json({"version": VERSION, "today": kb.today.isoformat(), "entries": rows}))
    elif form == "csv":
        click.echo(in_a_job(list_csv(rows, listed[0].data if listed else ())).encode(), nl=False)
    else:
        past = len(select(listed, replace(asked_for, currency="past"))) if currency == "current" else 0
        every = len(select(listed, Selection(currency=currency)))
        show(list_text(found, counted(len(found), every, past), style, columns(), day))


def _events(happened: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"date": day, "what": what} for day, what in happened]


def _selection(
    kb: KnowledgeBase,
    listed: Iterable[Listed],
    *,
    types: tuple[str, ...],
    topics: tuple[str, ...],
    states: tuple[str, ...],
    people: tuple[str, ...],
    **others: Any,
) -> Selection:
    """What the options mean here. Raises click.BadParameter for words that mean nothing, with the nearest that does."""
    from cop_kb.reports.selection import Selection, words_of

    states_by_word = {word: each.name for each in _states(kb) for word in (each.name.replace(" ", "-"), each.name)}
    for text in others["texts"]:
        if not words_of(text):
            raise click.BadParameter(f"“{text}” has no word in it.", param_hint="'--text'")
    return Selection(
        types=tuple(find_type(word, kb.types).name for word in types),
        topics=tuple(_meant(word, kb.topic_words, "--topic", "no topic") for word in topics),
        states=tuple(_meant(word, states_by_word, "--state", "no state") for word in states),
        people=_ids(kb, listed, people),
        **others,
    )


def _states(kb: KnowledgeBase) -> Iterable[State]:
    return (state for each in kb.types.values() for state in each.states)


def _ids(kb: KnowledgeBase, listed: Iterable[Listed], people: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of these people, who may be called by anything ``people.yml`` knows; no hint names who is hidden."""
    from cop_kb.publishing.name_places import FILTER, may_stand, name_of
    from cop_kb.reading.vocabulary import identity, person_of

    if people and not may_stand(kb, FILTER):
        raise click.UsageError("Nothing is listed by person here: mkdocs.yml has people: {pages: no}.")
    here = {who for one in listed for who in one.people} if people else set()
    here |= {each.id for each in kb.people.values()}
    known = {who.casefold(): who for who in here}
    open_to_all = {word: who for who in here if (name := name_of(kb, who)) for word in (who, name)}
    meant = {who: person.id if (person := person_of(who, kb.people)) else identity(who, kb.people) for who in people}
    return tuple(
        meant[who] if meant[who] in here else _meant(who, known, "--person", "nobody here", open_to_all)
        for who in people
    )


def _meant(word: str, known: Mapping[str, str], option: str, what: str, shown: Mapping[str, str] | None = None) -> str:
    """What a word means, without case; else a usage error with the nearest of the words that may be ``shown``."""
    if found := known.get(word.strip().casefold()):
        return found
    shown = known if shown is None else shown
    every = sorted(set(shown.values()))
    hint = (
        nearest_hint(word, shown) or f"Known: {', '.join([*every[:MOST], *(['…'] if every[MOST:] else [])]) or 'none'}."
    )
    raise click.BadParameter(f"“{word}” is {what}. {hint}", param_hint=f"'{option}'")
