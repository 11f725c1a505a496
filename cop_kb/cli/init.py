"""``cop-kb init``: a knowledge base that builds at once."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click


@click.command(epilog='Example: cop-kb init wipers --name "What wiper engineers tell each other"')
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option("--name", default="", help="The name of the site (default: from the folder's).")
@click.pass_context
def command(ctx: click.Context, *, folder: Path, name: str) -> None:
    """Begin a knowledge base in DIR (default: the current folder).

    Writes settings, topics, an example of each type of entry, and checks for GitHub and GitLab. Files that are there
    are kept as they are.
    """
    from cop_kb.reading.today import the_day
    from cop_kb.scaffolding.folder import CONFIG, REQUIREMENTS, init

    root = (ctx.obj / folder).resolve()
    begun = init(root, name, the_day())
    where = os.path.relpath(root) if root.is_relative_to(Path.cwd()) else str(root)
    for path in begun.written:
        click.echo(f"{click.style('wrote', fg='green')}  {path}")
    for path in begun.kept:
        click.echo(f"{click.style('kept', fg='yellow')}   {path}")
    if begun.plugin:
        why = "With “markdown: mkdocs” its texts are read as they were, not as GitHub shows them."
        needs = f"Its plugins must have “{begun.plugin}”, its theme “name: cop-kb”."
        click.echo(f"\n{CONFIG} stays as it is. {needs} {why}", err=True)
    needed = begun.requirement
    if REQUIREMENTS in begun.kept:
        line = f" This one is: {needed.line}" if needed.installs else ""
        click.echo(f"\n{REQUIREMENTS} stays as it is. CI installs from it, so it must name cop-kb.{line}", err=True)
    elif needed.notes:
        what = "Look at" if needed.installs else "Complete"
        click.echo(f"\n{what} {REQUIREMENTS}, from which CI installs cop-kb. {' '.join(needed.notes)}", err=True)
    enter = "" if where == os.curdir else f"cd {shlex.quote(where)} && "
    first = next(iter(begun.types))
    click.echo(f"\nSee it:    {enter}cop-kb build", err=True)
    click.echo(f'Then:      cop-kb new {first} "What you saw, in your words"', err=True)
