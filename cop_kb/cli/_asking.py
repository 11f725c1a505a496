"""What ``new`` asks at a terminal: the type, the title, and what to do about entries that look alike."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cop_kb.model.error import CopKbError
from cop_kb.model.nearest import nearest_hint

if TYPE_CHECKING:
    from cop_kb.model.entry import Entry
    from cop_kb.model.entry_type import EntryType
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.reading.likeness import Alike

ANSWER = re.compile(r"(?P<what>[orgs]?)\s*(?P<number>\d*)", re.IGNORECASE)


def at_terminal() -> bool:
    """Whether there is somebody who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def find_type(word: str, types: Mapping[str, EntryType]) -> EntryType:
    """The type somebody means by its name, plural or label. Raises click.BadParameter."""
    words = {name: each for each in types.values() for name in (each.plural, each.label, each.label_plural, each.name)}
    folded = {name.casefold(): each for name, each in words.items()}
    if found := folded.get(word.strip().casefold()):
        return found
    hint = nearest_hint(word, types) or f"Take one of: {', '.join(types)}."
    raise click.BadParameter(f"“{word}” is no entry type. {hint}", param_hint="TYPE")


def ask_type(types: Mapping[str, EntryType]) -> EntryType:
    """Ask for a type, with what each is for."""
    formatter = click.HelpFormatter()
    with formatter.indentation():
        formatter.write_dl([(each.name, each.purpose) for each in types.values()])
    click.echo(f"{click.style('What do you want to write?', bold=True)}\n\n{formatter.getvalue()}")
    chosen: EntryType = click.prompt("Type", value_proc=lambda word: find_type(word, types))
    return chosen


def ask_title() -> str:
    """Ask for a title until there is one."""
    from cop_kb.scaffolding.words import one_line

    def checked(text: str) -> str:
        try:
            return one_line(text, "The title")
        except CopKbError as error:
            raise click.BadParameter(str(error)) from None

    title: str = click.prompt("Title", value_proc=checked)
    click.echo()
    return title


def look_alikes(kb: KnowledgeBase, found: Iterable[Alike], paths: Mapping[str, str]) -> str:
    """The entries that look alike, for the screen. ``paths`` says by slug how to name their files."""
    lines = [click.style("This is here already, and looks alike:", bold=True), ""]
    for number, alike in enumerate(found, 1):
        entry = kb.by_slug[alike.slug]
        about = ", ".join((entry.type.label, *_standing(kb, entry)))
        lines += [
            f" {click.style(str(number), fg='cyan', bold=True)}  {click.style(printable(entry.title), bold=True)}",
            f"    {about}; matches: {printable(', '.join(alike.words))}",
            f"    {paths[alike.slug]}",
        ]
    return "\n".join((*lines, ""))


def _standing(kb: KnowledgeBase, entry: Entry) -> Iterable[str]:
    """State, maturity, and whether it still holds, or not yet."""
    from cop_kb.model.words import ENGLISH
    from cop_kb.publishing.rows import level_word
    from cop_kb.reading.withholding import is_withheld

    if state := kb.states.get(entry.slug):
        yield state.name
    if maturity := kb.maturities.get(entry.slug):
        yield level_word(maturity, ENGLISH)
        if maturity.disputes:
            yield "disputed"
    if not kb.is_current(entry.slug):
        yield "no longer current"
    if is_withheld(entry.source):
        yield "draft"


def printable(text: str) -> str:
    """A text of somebody else's without anything that would drive a terminal."""
    return "".join(char if char.isprintable() or char == " " else "�" for char in text)


def ask_about(entries: list[Entry], root: Path) -> list[Entry]:
    """Let somebody open entries that look alike; gives those to relate the new one to. Exits on “stop”."""
    keys = (("o 1", "open number 1"), ("r 1", "relate yours to it"), ("g", "go on"), ("s", "stop"))
    menu = "   ".join(f"{click.style(key, fg='cyan', bold=True)} {text}" for key, text in keys)
    related: list[Entry] = []
    click.echo(menu)
    while True:
        answer = click.prompt("What now?", default="g", prompt_suffix=" ")
        match = ANSWER.fullmatch(answer.strip())
        what = (match["what"].lower() or "o") if match else ""
        number = int((match and match["number"]) or (1 if len(entries) == 1 else 0))
        if what == "g":
            click.echo()
            return related
        if what == "s":
            click.echo("Nothing was written.")
            raise click.exceptions.Exit(0)
        if what and 1 <= number <= len(entries):
            entry = entries[number - 1]
            if what == "r":
                related.append(entry)
                click.echo(f"Yours will refer to “{printable(entry.title)}”.")
            else:
                click.edit(filename=str(root / entry.source.path))
        else:
            click.echo(f"Take o or r with a number from 1 to {len(entries)}, g or s.")
