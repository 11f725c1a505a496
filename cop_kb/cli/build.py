"""``cop-kb build``: check the knowledge base and make the site."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cop_kb.cli._answers import open_answers
from cop_kb.cli._loading import (
    cache_dir_option,
    load_knowledge_base,
    no_git_option,
    open_trusted,
    progress,
    reopen_knowledge_base,
    settings_and_day,
    today_option,
    trusted_option,
)
from cop_kb.cli._terminal import told

if TYPE_CHECKING:
    from cop_kb.cli._building import Checked


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
    help="Use what other machines have rendered: a folder with the --cache-dir of each.",
)
@cache_dir_option
@trusted_option
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
    trusted_from: str | None,
    no_git: bool,
    today: date | None,
) -> None:
    """Check the knowledge base and build its site.

    Errors stop the build, and everything found is shown; only a text that cannot be rendered is published as its
    source, and the exit code is 1. The new site is built beside the old one and takes its
    place only when it is whole. Where no more than the pages of some entries are others, these take the place of the
    old ones.
    """
    answers = None if shard or trusted_from is not None else open_answers(ctx, today)
    if answers and not clean and (answer := answers.find()) and _is_ours(Path(answer["site"])):
        click.echo(answer["found"], nl=bool(answer["found"]), err=True)
        click.echo(answer["warned"], nl=False, err=True)
        click.echo(f"Nothing has changed: {answer['site']} is as it was built, {answer['pages']:,} pages.")
        return

    from cop_kb.cli._building import Reader  # only once it is needed: the answer is often known
    from cop_kb.reading.answers import see, see_again
    from cop_kb.reading.cache_folder import cache_folder
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.site_place import site_place
    from cop_kb.reading.spreading import alongside
    from cop_kb.rendering.site_folder import MANIFEST, working_on
    from cop_kb.rendering.workspace import Workspace

    trusted = open_trusted(ctx, trusted_from)
    config_file = trusted.config_file if trusted else find_config(ctx.obj)
    settings, _ = settings_and_day(ctx.obj, today, trusted)
    site = site_place(settings, site_dir, manifest=MANIFEST)
    work = None if shard else ctx.with_resource(working_on(site, Workspace(site, _say)))
    began = time.time_ns()
    named = site_dir or settings.root / settings.site
    shown = os.path.relpath(named)  # now: if this is done in the old site's folder, that is gone afterwards
    load = partial(load_knowledge_base, ctx.obj, today, needs_git=True, no_git=no_git, clean=clean, processes=jobs)
    load = partial(load, trusted=trusted)
    reopen = partial(reopen_knowledge_base, ctx.obj, today, no_git=no_git)
    reader = Reader(load, reopen, config_file, jobs, offline=offline, strict=strict, show_all=show_all)
    last = answers.about(str(site), offline) if answers else None
    known = last.last() if last and not clean and _may_read(site, shown) else None
    begun = alongside(partial(reader.check_and_plan_again, known), jobs) if known else None
    known = known if last and known and last.holds(known) else None  # looked at while the other is at work
    sources = answers.sources(settings.content_folder, began) if answers else ()

    from cop_kb.rendering.build import Manner, build, render_share  # MkDocs takes its time, while the other is at work
    from cop_kb.rendering.build_again import build_again
    from cop_kb.reports.summary import plural
    from cop_kb.search import BUNDLE

    again = begun() if begun else None
    checked = _told(again if again and known else reader.check_and_plan())
    shares = _shares(settings.root, merge) if merge else ()
    theirs = settings if trusted else None
    manner = Manner(jobs, clean, offline, share=shard or (1, 1), shares=shares, settings=theirs)
    with progress("Building") as tell:
        if shard:
            built = render_share(checked.plan, config_file, manner, progress=tell)
        elif renewed := known and build_again(checked.plan, config_file, site, manner, work):
            built = replace(renewed, pages=known["pages"])
        else:
            checked = _told(reader.check_and_plan(), checked.report) if checked.plan.others else checked
            built = build(checked.plan, config_file, site, manner, work, strict=strict, progress=tell)
    warned = "".join(told(f"MkDocs: {warning}") + "\n" for warning in built.warnings)
    click.echo(warned, nl=False, err=True)
    unrendered, code = reader.faults(checked.plan, built.faults) if built.faults else ("", 0)
    click.echo(unrendered, nl=bool(unrendered), err=True)
    if shard:
        where = cache_folder(settings.root)
        click.echo(told(f"Rendered {plural(len(built.rendered), 'page')} into {where}, for “cop-kb build --merge”."))
        ctx.exit(code)
    if answers and last and built.is_closed and not built.faults:
        made = see_again(known["files"][-1][0], site / BUNDLE) if known and checked.plan.others else see(site)
        answers.keep({"found": checked.report, "warned": warned, "site": shown, "pages": built.pages}, sources, made)
        if checked.base and built.may_be_renewed:
            last.keep({"base": checked.base, "edited": checked.edited, "pages": built.pages}, sources[1:], made)
    why = f" Every page was rendered: {built.obstacle}." if built.obstacle else ""
    some = f"{plural(len(built.rendered), 'page')} anew, of " if checked.plan.others else ""
    click.echo(told(f"Built {some}{built.pages:,} pages in {shown}.{why}"))
    ctx.exit(code)


def _is_ours(site: Path) -> bool:
    """Whether a site, which is as it was built, may be read, and nobody else is at work there."""
    from cop_kb.reading.cache_folder import tracked_around
    from cop_kb.reading.git import Answer
    from cop_kb.rendering.workspace import Workspace

    return Workspace(site).is_idle and tracked_around(site) is Answer.NO


def _may_read(site: Path, shown: str) -> bool:
    """Whether the last site is no part of what others bring; says so where it is not, or nobody can tell."""
    from cop_kb.reading.cache_folder import TRACKED, tracked_around

    why_not = TRACKED.get(tracked_around(site))
    if why_not and site.exists():
        _say(f"Nothing is taken over from {shown}: {why_not}.")
    return not why_not


def _shares(root: Path, merge: Path) -> tuple[Path, ...]:
    """What other machines have rendered, if it can be trusted."""
    from cop_kb.reading.cache_folder import is_own_file, why_not_trusted

    why_not = why_not_trusted(root, Path(os.path.abspath(merge)))  # noqa: PTH100 - links must stay
    if why_not:
        _say(f"--merge: {merge} is not used: {why_not}.")
        return ()
    return tuple(sorted(each for each in merge.rglob("rendered-*.sqlite") if is_own_file(each)))


def _say(text: str) -> None:
    click.echo(told(text), err=True)


def _told(checked: Checked, before: str = "") -> Checked:
    """What was found, which is shown unless it was before. Ends the command where there are errors."""
    if checked.report != before:
        click.echo(checked.report, nl=bool(checked.report), err=True)
    if checked.code:
        click.echo("Nothing was built; the old site, if there is one, is as it was.", err=True)
        raise click.exceptions.Exit(checked.code)
    return checked
