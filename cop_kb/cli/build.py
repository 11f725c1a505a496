"""``cop-kb build``: check the knowledge base and make the site."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cop_kb.cli._answers import open_answers
from cop_kb.cli._loading import keeping_everything, load_knowledge_base, no_git_option, progress, today_option
from cop_kb.cli._terminal import told
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.finding import Finding
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.model.page import Plan


MANY = 500
"""From so many entries on it pays to check and to plan at the same time."""


class Share(click.ParamType):  # type: ignore[type-arg]  # generic in newer click only
    """A share of some work: the first of two is ``1/2``."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Which one, of how many; or a usage error."""
        if isinstance(value, tuple):
            return value
        number, slash, count = str(value).partition("/")
        if not (slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
            self.fail(f"{value!r} is no share. Write the first of two as 1/2, the second as 2/2.", param, ctx)
        return int(number), int(count)


@click.command(epilog="Example: cop-kb build --strict")
@click.option("--strict", is_flag=True, help="Warnings stop the build too.")
@click.option("--all", "show_all", is_flag=True, help="Show every finding, however many there are.")
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Build into this folder (default: site_dir of mkdocs.yml, else site).",
)
@click.option("--offline", is_flag=True, help="Make a site to be read without a server, from its folder.")
@click.option("--clean", is_flag=True, help="Read and render everything anew, also what is as it was.")
@click.option("--jobs", type=click.IntRange(min=1), help="Use so many processes (default: one per processor).")
@click.option("--shard", type=Share(), metavar="I/N", help="Only render a share of the pages: 1/2, or 2/2.")
@click.option(
    "--merge",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Use what other machines have rendered: a folder with the .cop-kb of each.",
)
@no_git_option
@today_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    strict: bool,
    show_all: bool,
    site_dir: Path | None,
    offline: bool,
    clean: bool,
    jobs: int | None,
    shard: tuple[int, int] | None,
    merge: Path | None,
    no_git: bool,
    today: date | None,
) -> None:
    """Check the knowledge base and build its site.

    Errors stop the build, and everything found is shown. The new site is built beside the old one and takes its
    place only when it is whole.
    """
    answers = None if shard else open_answers(ctx, today)
    if answers and not clean and (answer := answers.find()):
        click.echo(answer["found"], nl=bool(answer["found"]), err=True)
        click.echo(answer["warned"], nl=False, err=True)
        click.echo(f"Nothing has changed: {answer['site']} is as it was built, {answer['pages']:,} pages.")
        return

    from cop_kb.cli._findings import exit_code  # only once they are needed: the answer is often known
    from cop_kb.reading.answers import see
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.settings import load_settings
    from cop_kb.reports.summary import plural

    config_file = find_config(ctx.obj)
    sources = answers.sources(load_settings(config_file).content_folder) if answers else None
    read = partial(
        load_knowledge_base, ctx.obj, today, needs_git=True, no_git=no_git, clean=clean, whole=True, processes=jobs
    )
    checked = _check_and_plan(read, config_file, jobs, offline=offline, show_all=show_all)
    plan, findings, found = checked.plan, checked.findings, checked.report
    click.echo(found, nl=bool(found), err=True)
    if exit_code(findings, strict=strict):
        click.echo("Nothing was built; the old site, if there is one, is as it was.", err=True)
        ctx.exit(exit_code(findings, strict=strict))

    from cop_kb.engines.build import Manner, build, render_share  # MkDocs takes its time: only once it is needed

    site = site_dir.resolve() if site_dir else checked.site
    shown = os.path.relpath(site)  # now: if this is done in the old site's folder, that is gone afterwards
    shares = tuple(sorted(merge.rglob("rendered-*.sqlite"))) if merge else ()
    manner = Manner(jobs, clean, offline, share=shard or (1, 1), shares=shares)
    with progress("Building") as tell:
        if shard:
            built = render_share(plan, config_file, manner, progress=tell)
        else:
            built = build(plan, config_file, site, manner, strict=strict, progress=tell)
    warned = "".join(told(f"MkDocs: {warning}") + "\n" for warning in built.warnings)
    click.echo(warned, nl=False, err=True)
    if shard:
        rendered = plural(len(built.rendered), "page")
        click.echo(f"Rendered {rendered} into .cop-kb/cache, for “cop-kb build --merge”.")
        return
    if answers and sources and built.is_closed:
        answers.keep({"found": found, "warned": warned, "site": shown, "pages": built.pages}, sources, see(site))
    why = f" Every page was rendered: {built.obstacle}." if built.obstacle else ""
    click.echo(told(f"Built {built.pages:,} pages in {shown}.{why}"))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a knowledge base becomes: its plan, the findings and their report, and where its site belongs."""

    plan: Plan
    findings: tuple[Finding, ...]
    report: str
    site: Path


def _check_and_plan(
    read: Callable[[], KnowledgeBase], config_file: Path, jobs: int | None, *, offline: bool, show_all: bool
) -> Checked:
    """Read a knowledge base, check and plan it, and let go of it: rendering needs the memory.

    What of its texts is not published is among the findings, unless there are errors.
    """
    from cop_kb.cli._findings import exit_code, report, sorted_findings
    from cop_kb.engines.planning import for_folders, make_plan
    from cop_kb.reading.spreading import alongside
    from cop_kb.rules import check

    kb = read()
    checked = alongside(partial(check, kb), jobs if len(kb.entries) > MANY else 1)
    with keeping_everything():
        plan = make_plan(for_folders(kb) if offline else kb)
    findings = checked()
    if not exit_code(findings, strict=False):
        from cop_kb.engines.rendered import check_rendered, rendering_config

        with suppress(CopKbError):  # settings that MkDocs cannot use: the build itself says why
            findings = sorted_findings(findings, check_rendered(kb, plan, rendering_config(config_file)))
    told = report(kb, findings, "text", entries=len(kb.entries), show_all=show_all) if findings else ""
    return Checked(plan, findings, told, kb.settings.root / kb.settings.site)
