"""``cop-kb map``: what is known in which topic, and by whom."""

from __future__ import annotations

from datetime import date

import click

from cop_kb.cli._loading import load_knowledge_base, no_git_option, today_option


@click.command(epilog="Example: cop-kb map --format csv > map.csv")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@no_git_option
@today_option
@click.pass_context
def command(ctx: click.Context, *, form: str, no_git: bool, today: date | None) -> None:
    """Show what is known, half-known and open in every topic, by type, and who knows it.

    The entries of narrower topics count for the wider ones too. Who wrote, told or tried something knows it.
    """
    from cop_kb.cli._terminal import columns, show, style
    from cop_kb.publishing.knowledge_map import knowledge_map, map_data
    from cop_kb.publishing.topics import TopicTree
    from cop_kb.reading.published import without_withheld
    from cop_kb.reports.data_json import data_json
    from cop_kb.reports.map_csv import map_csv
    from cop_kb.reports.map_text import map_text

    kb = without_withheld(load_knowledge_base(ctx.obj, today, no_git=no_git))
    data = map_data(kb, knowledge_map(TopicTree(kb)))
    if form == "json":
        click.echo(data_json(data))
    elif form == "csv":
        click.echo(map_csv(data).encode(), nl=False)
    else:
        show(map_text(data, style, columns()))
