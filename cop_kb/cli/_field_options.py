"""Options made from declarations: one for every field of every entry type, a community's own included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cop_kb.cli import _completion
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.entry_type import EntryType, Field

TYPES = f"{__name__}.types"
TITLE = "title"  # is an argument
TAKES = {
    "topics": "TOPIC",
    "people": "PERSON",
    "codes": "CODE",
    "paths": "PATH",
    "language": "LANGUAGE",
    "draft": "[yes|no]",
    "date": "DATE",
    "when": "DATE",
    "review": "WHEN",
    "refs": "ENTRY",
    "facets": "FACET=VALUE",
    "links": "'URL LABEL'",
    "applied": "ENTRY=RESULT",
}
REPEATABLE = ("texts", "topics", "people", "codes", "paths", "refs", "facets", "links", "applied")
COMPLETIONS = {"topics": _completion.topics, "refs": _completion.slugs, "applied": _completion.slugs}


class FieldOption(click.Option):
    """The option of a field; ``declared`` has its declaration by the name of each type that has it."""

    def __init__(self, number: int, names: list[str], declared: Mapping[str, Field]) -> None:
        self.declared = declared
        field = next(iter(declared.values()))
        repeat = " Repeatable." if field.kind in REPEATABLE else ""
        super().__init__(
            [f"field_{number}", *names],
            multiple=True,  # whether a field takes one text or several is for its declaration to say
            metavar=f"[{'|'.join(field.values)}]" if field.values else TAKES.get(field.kind, "TEXT"),
            help=f"{field.help or field.label}{repeat}",
            shell_complete=COMPLETIONS.get(field.kind),
        )


class FieldsCommand(click.Command):
    """A command that takes every declared field as an option; their values are parameters ``field_0``, ``field_1``."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own parameters and an option for each field."""
        own = super().get_params(ctx)
        used = {name for each in own for name in each.opts}
        return [*own, *field_options(types_of(ctx), used)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The types, the command's own options, then the fields by the types that have them."""
        types = types_of(ctx)
        with formatter.section("Types"):
            formatter.write_dl([(each.name, each.purpose) for each in types.values()])
        params = self.get_params(ctx)
        options = [each for each in params if isinstance(each, FieldOption)]
        others = [each for each in params if isinstance(each, click.Option) and not isinstance(each, FieldOption)]
        with formatter.section("Options"):
            formatter.write_dl(_records(ctx, others))
        for names, group in groupby(sorted(options, key=_commonest), key=lambda option: tuple(option.declared)):
            whose = "every type" if len(names) == len(types) else " and ".join(names)
            with formatter.section(f"Fields of {whose}"):
                formatter.write_dl(_records(ctx, group))


def _records(ctx: click.Context, params: Iterable[click.Parameter]) -> list[tuple[str, str]]:
    return [record for each in params if (record := each.get_help_record(ctx))]


def _commonest(option: FieldOption) -> tuple[int, tuple[str, ...]]:
    return -len(option.declared), tuple(option.declared)


def types_of(ctx: click.Context) -> Mapping[str, EntryType]:
    """The entry types where the command works: a knowledge base's, or ours outside of any."""
    if TYPES not in ctx.meta:
        from cop_kb.entry_types import load_types
        from cop_kb.reading.config_file import find_config
        from cop_kb.reading.own_types import types_in

        root = ctx.find_root()
        folder = Path(root.obj or root.params.get("folder") or ".").resolve()
        try:
            community = find_config(folder).parent / "entry_types"
        except CopKbError:
            community = None
        try:
            ctx.meta[TYPES] = types_in(community) if community else load_types()
        except CopKbError:
            if not ctx.resilient_parsing:  # a shell that completes wants silence
                raise
            ctx.meta[TYPES] = load_types()
    types: Mapping[str, EntryType] = ctx.meta[TYPES]
    return types


def field_options(types: Mapping[str, EntryType], used: set[str]) -> list[FieldOption]:
    """An option for every field but the title. One whose name is ``used`` begins with ``--field-``."""
    declared: dict[str, dict[str, Field]] = {}
    for entry_type in types.values():
        for name, field in entry_type.fields.items():
            if name != TITLE:
                declared.setdefault(name, {})[entry_type.name] = field
    options = []
    for number, (name, fields) in enumerate(declared.items()):
        option = "--" + "-".join(name.replace("_", " ").split())
        names = [option if option not in used else option.replace("--", "--field-", 1)]
        if option == "--topics":
            names.append("--topic")  # most entries have one
        options.append(FieldOption(number, names, fields))
    return options
