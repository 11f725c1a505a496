"""``cop-kb build``: check the knowledge base and make the site."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from cop_kb.cli._loading import keeping_everything, load_knowledge_base, no_git_option, progress, today_option


@click.command(epilog="Example: cop-kb build --strict")
@click.option("--strict", is_flag=True, help="Warnings stop the build too.")
@click.option("--all", "show_all", is_flag=True, help="Show every finding, however many there are.")
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Build into this folder (default: site_dir of mkdocs.yml, else site).",
)
@no_git_option
@today_option
@click.pass_context
def command(
    ctx: click.Context, *, strict: bool, show_all: bool, site_dir: Path | None, no_git: bool, today: date | None
) -> None:
    """Check the knowledge base and build its site.

    Errors stop the build, and everything found is shown. The new site is built beside the old one and takes its
    place only when it is whole.
    """
    from cop_kb.cli._findings import exit_code, report, sorted_findings
    from cop_kb.cli._terminal import told
    from cop_kb.model.error import CopKbError
    from cop_kb.reading.settings import find_config
    from cop_kb.rules import check

    kb = load_knowledge_base(ctx.obj, today, needs_git=True, no_git=no_git)
    findings = check(kb)
    plan = None
    if not exit_code(findings, strict=False):
        from cop_kb.engines.build import build  # MkDocs takes its time to import: only once it is needed
        from cop_kb.engines.planning import make_plan
        from cop_kb.engines.rendered import check_rendered

        with keeping_everything():
            plan = make_plan(kb)
        with suppress(CopKbError):  # settings that MkDocs cannot use: the build itself says why
            findings = sorted_findings(findings, check_rendered(kb, plan, find_config(ctx.obj)))
    if findings:
        click.echo(report(kb, findings, "text", entries=len(kb.entries), show_all=show_all), err=True)
    if plan is None or exit_code(findings, strict=strict):
        click.echo("Nothing was built; the old site, if there is one, is as it was.", err=True)
        ctx.exit(exit_code(findings, strict=strict))

    site = site_dir.resolve() if site_dir else kb.settings.root / kb.settings.site
    shown = os.path.relpath(site)  # now: if this is done in the old site's folder, that is gone afterwards
    with progress("Building") as tell:
        built = build(plan, find_config(ctx.obj), site, strict=strict, progress=tell)
    for warning in built.warnings:
        click.echo(told(f"MkDocs: {warning}"), err=True)
    click.echo(f"Built {built.pages:,} pages in {shown}.")
