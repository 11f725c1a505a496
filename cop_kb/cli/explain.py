"""``cop-kb explain``: the page of a rule or an entry type in the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from cop_kb.cli import _completion
from cop_kb.model.error import CopKbError
from cop_kb.model.nearest import nearest_hint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cop_kb.model.entry_type import EntryType

WIDEST = 100


def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rules and entry types that begin so."""
    from cop_kb.rules import load_rules

    rules = [CompletionItem(rule.id, help=rule.name) for rule in load_rules().values()]
    return [item for item in rules if item.value.startswith(incomplete)] + _completion.types(ctx, param, incomplete)


@click.command(epilog="Example: cop-kb explain missing-section")
@click.argument("name", metavar="[RULE|TYPE]", required=False, shell_complete=complete)
@click.pass_context
def command(ctx: click.Context, *, name: str | None) -> None:
    """Explain a rule or an entry type; without a name, list them all."""
    from cop_kb.publishing.guide import type_text
    from cop_kb.rules import load_rules

    types = _types(ctx.obj)
    rules = load_rules()
    if name is None:
        rows = [(each.name, each.purpose) for each in types.values()]
        rows += [(rule.id, f"{rule.default}: {rule.name}") for rule in rules.values()]
        wide = max(len(word) for word, _ in rows)
        click.echo("\n".join(f"{click.style(f'{word:<{wide}}', bold=True)}  {text}" for word, text in rows))
    elif name in types:
        show(type_text(types[name]))
    elif name in rules:
        show(f"{rules[name].text.rstrip()}\n\n---\n\nRule `{name}`, {rules[name].default}.\n")
    else:
        known = nearest_hint(name, [*types, *rules]) or "“cop-kb explain” lists all."
        raise CopKbError(f"“{name}” is neither a rule nor an entry type. {known}")


def _types(folder: Path) -> Mapping[str, EntryType]:
    """The entry types of the knowledge base here; ours where there is none."""
    from cop_kb.entry_types import load_types
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.given import TYPES
    from cop_kb.reading.own_types import types_in

    try:
        return types_in(find_config(folder).parent / TYPES)
    except CopKbError:
        return load_types()


def show(markdown: str) -> None:
    """Markdown as a terminal shows it, through a pager when it is long; as it is in a pipe."""
    if not sys.stdout.isatty():
        click.echo(markdown, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    from cop_kb.publishing.guide import named_blocks

    console = Console(width=min(WIDEST, Console().width))
    with console.capture() as captured:
        console.print(Markdown(named_blocks(markdown)))
    text = captured.get()
    if text.count("\n") < console.height:
        click.echo(text, nl=False)
    else:
        click.echo_via_pager(text)
