"""Completion of a knowledge base's own words in the shell. Wrong input completes to nothing, silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from cop_kb.cli._loading import load_knowledge_base
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.knowledge_base import KnowledgeBase

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completing(words: Callable[[KnowledgeBase], Iterable[tuple[str, str]]]) -> Complete:
    """A completion of click's from what a knowledge base offers: words, each with a short help."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            folder = ctx.find_root().obj or ctx.find_root().params["folder"]  # as written: no command has begun
            kb = load_knowledge_base(folder.resolve(), no_git=True, quiet=True)
            return [CompletionItem(word, help=text) for word, text in words(kb) if word.startswith(incomplete)]
        except (CopKbError, OSError, KeyError):
            return []

    return complete


types = completing(lambda kb: ((each.name, each.purpose) for each in kb.types.values()))
topics = completing(lambda kb: ((each.key, each.label) for each in kb.topics.values()))
slugs = completing(lambda kb: ((each.slug, each.title) for each in kb.by_slug.values()))
entries = completing(
    lambda kb: (
        (word, each.title)
        for each in kb.by_slug.values()
        for word in (each.slug, *(code for name in each.type.fields if name == "codes" for code in each.texts(name)))
    )
)
states = completing(
    lambda kb: ((state.name.replace(" ", "-"), state.means) for each in kb.types.values() for state in each.states)
)
people = completing(lambda kb: {each.id: each.name for each in kb.people.values() if not each.hidden}.items())
facets = completing(
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

    def ways(kb: KnowledgeBase) -> Iterable[tuple[str, str]]:
        from cop_kb.reading.tries import options_of

        entry = kb.by_slug.get(kb.slugs.get(word, ""))
        return [(option, "") for option in options_of(entry)] if entry else []

    return completing(ways)(ctx, param, incomplete)
