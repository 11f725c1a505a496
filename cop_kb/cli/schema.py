"""``cop-kb schema``: what front matter may hold, for editors and other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from cop_kb.cli import _completion
from cop_kb.cli._asking import find_type

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cop_kb.model.entry_type import EntryType
    from cop_kb.model.settings import Settings
    from cop_kb.reading.schema import Words

NOTE = """
To have front matter checked while you write, keep a type's schema in a file,
    cop-kb schema {name} > .vscode/{name}.schema.json
and bind it to {content}/{plural}/**/*.md in an extension that looks into front matter; VS Code's own for YAML does not
look into Markdown. One is unifiedjs.vscode-remark with remark-lint-frontmatter-schema. Should it know no draft newer
than 7, take the line with $schema away: nothing else in it is newer."""


@click.command(epilog="Example: cop-kb schema problem > problem.schema.json")
@click.argument("type_name", metavar="[TYPE]", required=False, shell_complete=_completion.types)
@click.option("--vscode", is_flag=True, help="Show files for VS Code: snippets, and a task that lists what is found.")
@click.option("--write", is_flag=True, help="With --vscode: write them to .vscode/. What is there is kept.")
@click.pass_context
def command(ctx: click.Context, *, type_name: str | None, vscode: bool, write: bool) -> None:
    """Print the JSON Schema (2020-12) of the front matter of a TYPE; without it, of any entry.

    It follows from the types' declarations, the facets in mkdocs.yml and the topics in topics.yml, and takes what
    “cop-kb validate” takes. Whether a reference leads somewhere only validate knows.
    """
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.given import TYPES
    from cop_kb.reading.own_types import types_in
    from cop_kb.reading.schema import type_schema, types_schema
    from cop_kb.reading.settings import load_settings

    _check_use(type_name, vscode=vscode, write=write)
    settings = load_settings(find_config(ctx.obj))
    types, words = types_in(settings.root / TYPES), _words(settings)
    if vscode:
        _vscode(settings, types, words, write=write)
        return
    schema = type_schema(find_type(type_name, types), words) if type_name else types_schema(types.values(), words)
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))


def _check_use(type_name: str | None, *, vscode: bool, write: bool) -> None:
    if write and not vscode:
        raise click.UsageError("--write writes the files for VS Code: give --vscode too.")
    if vscode and type_name:
        raise click.UsageError("--vscode is for all types: leave TYPE out.")


def _words(settings: Settings) -> Words:
    """The facets and topics; a topics.yml that is not there, or cannot be read, has none."""
    from cop_kb.reading.files import read_source
    from cop_kb.reading.given import TOPICS
    from cop_kb.reading.schema import Words
    from cop_kb.reading.vocabulary import read_data, read_topics

    source = read_source(settings.content_folder / TOPICS, TOPICS, TOPICS, settings.max_entry_bytes)
    return Words(settings.facets, tuple(read_topics(read_data(source))[0]))


def _vscode(settings: Settings, types: Mapping[str, EntryType], words: Words, *, write: bool) -> None:
    from cop_kb.scaffolding.vscode import vscode_files

    files = vscode_files(types.values(), words)
    if write:
        _write(settings.root, files)
    else:
        for path, text in files.items():
            click.echo(f"// {path}\n{text}")
    first = next(iter(types.values()))
    click.echo(NOTE.format(name=first.name, plural=first.plural, content=settings.content), err=True)


def _write(root: Path, files: Mapping[str, str]) -> None:
    from cop_kb.reading.project import project_of
    from cop_kb.reading.writer import Writer

    writer = Writer(project_of(root))
    for path, text in files.items():
        if writer.new(root / path, text, "settings of VS Code"):
            click.echo(f"{click.style('wrote', fg='green')}  {path}")
        else:
            click.echo(f"{click.style('kept', fg='yellow')}   {path}")
            click.echo(f"{path} is yours: “cop-kb schema --vscode” shows what could stand in it.", err=True)
