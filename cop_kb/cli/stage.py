"""``cop-kb stage``: check the knowledge base and write its site as plain Markdown, for other engines."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import click

from cop_kb.cli._loading import cache_dir_option, load_knowledge_base, no_git_option, progress, today_option


@click.command(epilog="Example: cop-kb stage out && cd out && zensical build")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings stop it too.")
@click.option("--all", "show_all", is_flag=True, help="Show every finding, however many there are.")
@cache_dir_option
@no_git_option
@today_option
@click.pass_context
def command(
    ctx: click.Context, *, folder: Path, strict: bool, show_all: bool, no_git: bool, today: date | None
) -> None:
    """Check the knowledge base and write its site to DIR as plain Markdown.

    MkDocs with Material, ProperDocs and Zensical build the same pages from DIR, without cop-kb. DIR must be new,
    empty, or made by this command before; it is replaced only when the new one is whole.
    """
    from cop_kb.cli._findings import exit_code, report
    from cop_kb.cli._terminal import told
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.settings import load_settings
    from cop_kb.reading.site_place import site_place
    from cop_kb.rules import check
    from cop_kb.staging.folder import MARKER, heal

    heal(site_place(load_settings(find_config(ctx.obj)), folder, manifest=MARKER))
    kb = load_knowledge_base(ctx.obj, today, needs_git=True, no_git=no_git, whole=True)
    findings = check(kb)
    if findings:
        click.echo(report(kb, findings, "text", entries=len(kb.entries), show_all=show_all), err=True)
    if code := exit_code(findings, strict=strict):
        click.echo("Nothing was written; the folder, if it is there, is as it was.", err=True)
        ctx.exit(code)

    from cop_kb.rendering.planning import make_plan
    from cop_kb.staging.stage import stage

    theirs = replace(kb, settings=replace(kb.settings, search="material"))  # each engine brings its own search
    shown = os.path.relpath(folder)  # now: if this is done in the old folder, that is gone afterwards
    plan, config_file = make_plan(theirs), find_config(ctx.obj)
    with progress("Staging") as tell:
        say = partial(click.echo, err=True)
        staged = stage(plan, kb.settings, config_file, folder, strict=strict, progress=tell, tell=say)
    for warning in staged.warnings:
        click.echo(told(f"warning: {warning}"), err=True)
    code = 0
    if staged.faults:
        from cop_kb.rendering.fault_findings import fault_findings
        from cop_kb.rendering.rendered import converter, rendering_config

        found = fault_findings(kb, staged.faults, plan.pages, converter(rendering_config(config_file)))
        click.echo(report(kb, found, "text", entries=len(kb.entries), show_all=True), err=True)
        code = exit_code(found, strict=strict)
    click.echo(f"Staged {staged.pages:,} pages in {shown}.")
    ctx.exit(code)
