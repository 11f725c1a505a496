"""``cop-kb new``: begin an entry, after a look at what is there already."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cop_kb.cli import _completion
from cop_kb.cli._asking import ask_about, ask_title, ask_type, at_terminal, find_type, look_alikes, printable
from cop_kb.cli._field_options import FieldOption, FieldsCommand
from cop_kb.cli._loading import at_a_glance, load_knowledge_base, shown_path

if TYPE_CHECKING:
    from cop_kb.model.entry_type import EntryType
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.reading.likeness import Index
    from cop_kb.scaffolding.entry import Draft


@click.command(cls=FieldsCommand, epilog='Example: cop-kb new TYPE "What you saw, in your words" --edit')
@click.argument("type_name", metavar="TYPE", required=False, shell_complete=_completion.types)
@click.argument("title", metavar="TITLE", nargs=-1)
@click.option("--slug", metavar="SLUG", help="The name of the file, and of the address (default: from the title).")
@click.option("--attachments", is_flag=True, help="Make it a folder, for pictures and other files beside it.")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    type_name: str | None,
    title: tuple[str, ...],
    slug: str | None,
    attachments: bool,
    edit: bool,
    yes: bool,
    **_fields: Any,
) -> None:
    """Begin an entry of a TYPE. One sentence in it is enough.

    Entries that look alike are shown first. The file goes to the type's folder, or to its topic's folder in there
    if that exists. Every field is an option; none is needed.
    """
    from cop_kb.reading.opened import entry_of
    from cop_kb.scaffolding.entry import draft, relate, write_draft
    from cop_kb.scaffolding.words import one_line

    asking = at_terminal() and not yes
    _check_use(ctx, type_name, title, edit=edit, asking=asking)
    kb, index = _read(ctx)
    entry_type = find_type(type_name, kb.types) if type_name else ask_type(kb.types)
    words = one_line(" ".join(title), "The title") if title else ask_title()
    values = _values(ctx, entry_type, kb)
    drafted = draft(kb, entry_type, words, values, slug or "", attachments=attachments)
    warnings = _check(kb, drafted) if values else []
    found = [each for each in index.alike([words, *values.get("aka", ())]) if entry_of(kb, each.slug)]
    if found:
        entries = [kb.by_slug[each.slug] for each in found]
        paths = {each.slug: shown_path(kb.settings.root / each.source.path) for each in entries}
        click.echo(look_alikes(kb, found, paths), err=not asking)
        for other in ask_about(entries, kb.settings.root) if asking else ():
            drafted = relate(drafted, other)
    _tell(kb, write_draft(kb, drafted, is_named=bool(slug)), warnings, edit=edit)


def _read(ctx: click.Context) -> tuple[KnowledgeBase, Index]:
    """The knowledge base, at a glance where no field is given that has to be checked; and what looks alike in it."""
    from cop_kb.reading.likeness import build_index, recall_index

    has_values = any(
        isinstance(each, FieldOption) and ctx.params.get(each.name or "") for each in ctx.command.get_params(ctx)
    )
    if not has_values:
        return at_a_glance(ctx.obj, recall_index, build_index)
    kb = load_knowledge_base(ctx.obj)
    return kb, build_index(kb)


def _check_use(ctx: click.Context, type_name: str | None, title: tuple[str, ...], *, edit: bool, asking: bool) -> None:
    """Without a terminal, what is missing is an error: nobody could answer."""
    if asking:
        return
    for value, name in ((type_name, "type_name"), (title, "title")):
        if not value:
            param = next(param for param in ctx.command.params if param.name == name)
            raise click.MissingParameter(ctx=ctx, param=param)
    if edit and not at_terminal() and not (os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        raise click.UsageError("--edit needs a terminal, or an editor named by $VISUAL or $EDITOR.", ctx)


def _values(ctx: click.Context, entry_type: EntryType, kb: KnowledgeBase) -> Mapping[str, Any]:
    """What was given for fields, checked. Raises click.BadParameter with what ``validate`` would say."""
    from cop_kb.model.words import enumerated
    from cop_kb.scaffolding.values import NotTakenError, given_data

    values = {}
    for option in ctx.command.get_params(ctx):
        texts = ctx.params.get(option.name or "") if isinstance(option, FieldOption) else ()
        if not isinstance(option, FieldOption) or not texts:
            continue
        field = option.declared.get(entry_type.name)
        if field is None:
            owners = enumerated(list(option.declared))
            raise click.UsageError(f"{option.opts[0]} is a field of {owners}, not of {entry_type.name}.", ctx)
        try:
            values[field.name] = given_data(field, texts, kb.settings.facets)
        except NotTakenError as error:
            raise click.BadParameter(str(error), ctx, option) from None
    return values


def _check(kb: KnowledgeBase, drafted: Draft) -> list[str]:
    """What ``validate`` will warn of in the draft. Raises click.UsageError for what it will call an error."""
    from cop_kb.model.finding import Severity
    from cop_kb.rules import check
    from cop_kb.scaffolding.drafted import with_draft

    path = f"{kb.settings.content}/{drafted.uri}"
    findings = [finding for finding in check(with_draft(kb, drafted)) if finding.place.path == path]
    said = {
        severity: [f"{each.message}. {each.hint}".strip() for each in findings if each.severity == severity]
        for severity in Severity
    }
    if said[Severity.ERROR]:
        raise click.UsageError("\n".join(said[Severity.ERROR]))
    return said[Severity.WARNING]


def _tell(kb: KnowledgeBase, written: Draft, warnings: list[str], *, edit: bool) -> None:
    path = kb.settings.content_folder / written.uri
    shown = shown_path(path)
    for warning in warnings:
        click.echo(f"{click.style('warning', fg='yellow')} {printable(warning)}", err=True)
    click.echo(click.style(shown, bold=True))
    if edit:
        click.edit(filename=str(path))
    inside = kb.settings.root == Path.cwd() or kb.settings.root in Path.cwd().parents
    where = "" if inside else f"-C {shlex.quote(shown_path(kb.settings.root))} "
    does = "Then" if edit else "Fill it in, then"
    click.echo(f"{does}: cop-kb {where}validate {shlex.quote(shown)}", err=True)
