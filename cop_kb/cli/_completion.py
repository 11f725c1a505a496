"""Completion of a knowledge base's own words in the shell. Wrong input completes to nothing, silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from cop_kb.cli._loading import at_a_glance, settings_and_day
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.reading.names import Names

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completing(words: Callable[[Path], Iterable[tuple[str, str]]]) -> Complete:
    """A completion of click's from what the knowledge base of a folder offers: words, each with a short help."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            folder = ctx.find_root().obj or ctx.find_root().params["folder"]  # as written: no command has begun
            found = words(folder.resolve())
            return [CompletionItem(word, help=text) for word, text in found if word.startswith(incomplete)]
        except (CopKbError, OSError, KeyError):
            return []

    return complete


def _declared(words: Callable[[KnowledgeBase], Iterable[tuple[str, str]]]) -> Complete:
    """From what is known before any entry is read."""

    def declared(folder: Path) -> Iterable[tuple[str, str]]:
        from cop_kb.reading.given import given

        return words(given(*settings_and_day(folder)))

    return completing(declared)


def _named(words: Callable[[Names], Iterable[str]]) -> Complete:
    """From what entries are called."""

    def named(folder: Path) -> Iterable[tuple[str, str]]:
        from cop_kb.reading.names import names, recall_names

        _, found = at_a_glance(folder, recall_names, names, no_git=True, quiet=True)
        return ((word, each.title) for each in found for word in words(each))

    return completing(named)


types = _declared(lambda kb: ((each.name, each.purpose) for each in kb.types.values()))
topics = _declared(lambda kb: ((each.key, each.label) for each in kb.topics.values()))
slugs = _named(lambda each: [each.slug])
entries = _named(lambda each: (each.slug, *each.codes))
states = _declared(
    lambda kb: ((state.name.replace(" ", "-"), state.means) for each in kb.types.values() for state in each.states)
)
people = _declared(lambda kb: {each.id: each.name for each in kb.people.values() if not each.hidden}.items())
facets = _declared(
    lambda kb: (
        (f"{name}={value}", facet.label) for name, facet in kb.settings.facets.items() for value in facet.values
    )
)


def results(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """How a try can go."""
    from cop_kb.model.values import Result

    return [CompletionItem(str(each)) for each in Result if each.startswith(incomplete)]


def options(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ways that the entry of the command line describes; click has not sorted the words yet."""
    word = next(filter(None, (ctx.params.get("word"), *ctx.args)), "")

    def ways(kb: KnowledgeBase) -> list[tuple[str, str]]:
        from cop_kb.reading.tries import options_of

        entry = kb.by_slug.get(kb.slugs.get(word, ""))
        return [(option, "") for option in options_of(entry)] if entry else []

    offered = completing(lambda folder: at_a_glance(folder, ways, ways, no_git=True, quiet=True)[1])
    return offered(ctx, param, incomplete)
