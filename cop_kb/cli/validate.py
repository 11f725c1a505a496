"""``cop-kb validate``: say everything there is to say about the entries, without building."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cop_kb.cli import _completion
from cop_kb.cli._answers import open_answers
from cop_kb.cli._loading import cache_dir_option, load_knowledge_base, open_trusted, today_option, trusted_option
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.finding import Finding
    from cop_kb.model.knowledge_base import KnowledgeBase


@click.command(epilog="Example: cop-kb validate --changed origin/main --format github")
@click.argument("paths", nargs=-1, shell_complete=_completion.slugs)
@click.option("--changed", is_flag=False, flag_value="HEAD", metavar="[BASE]",
              help="Only files that differ from BASE (default HEAD), and new ones.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "gitlab", "sarif"]), default="text",
              show_default=True, help="github also adds to the summary of the job.")  # fmt: skip
@click.option("--rendered", is_flag=True, help="Also render all texts, and say what is not published.")
@click.option("--fix", is_flag=True, help="Write the fixes that change nothing an author meant.")
@click.option("--diff", is_flag=True, help="With --fix: only show what would be written.")
@click.option("--all", "show_all", is_flag=True, help="Show every finding, however many there are.")
@cache_dir_option
@trusted_option
@today_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    changed: str | None,
    strict: bool,
    form: str,
    rendered: bool,
    fix: bool,
    diff: bool,
    show_all: bool,
    trusted_from: str | None,
    today: date | None,
) -> None:
    """Check entries and say what is wrong, where, and what to do.

    PATHS are files, folders or slugs; without them everything is checked. Errors are broken, warnings are probably
    mistakes, hints are gaps.
    """
    if diff and not fix:
        raise click.UsageError("--diff shows what --fix would do: give both.")
    is_about_files = changed is None and trusted_from is None and not (fix or rendered)
    answers = open_answers(ctx, today) if is_about_files else None
    if answers and (answer := answers.find()):
        click.echo(answer["text"], nl=bool(answer["text"]))
        ctx.exit(answer["code"])

    from cop_kb.cli._findings import exit_code, report  # only once they are needed: the answer is often known
    from cop_kb.cli._terminal import told
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.settings import load_settings
    from cop_kb.rules import check_again

    sources = answers.sources(load_settings(find_config(ctx.obj)).content_folder) if answers else ()
    trusted = open_trusted(ctx, trusted_from)
    kb = load_knowledge_base(ctx.obj, today, trusted=trusted)
    everything = check_again(kb)
    chosen = _chosen(kb, everything, paths, changed)
    findings = _of(everything, chosen)
    if fix:
        findings = _fix(kb, findings, chosen, only_show=diff)
        if diff:
            return
        kb = load_knowledge_base(ctx.obj, today, trusted=trusted)
    if rendered:
        config_file = trusted.config_file if trusted else find_config(ctx.obj)
        findings = _with_rendered(kb, findings, chosen, config_file)
    for note in kb.settings.notes:
        click.echo(told(note), err=True)
    entries = len(kb.entries) if chosen is None else sum(entry.source.path in chosen for entry in kb.entries)
    text = report(kb, findings, form, entries=entries, show_all=show_all)
    if text:
        click.echo(text)
    code = exit_code(findings, strict=strict)
    if answers and sources:
        answers.keep({"text": text, "code": code}, sources)
    ctx.exit(code)


def _of(findings: Iterable[Finding], chosen: set[str] | None) -> list[Finding]:
    return [finding for finding in findings if chosen is None or finding.place.path in chosen]


def _with_rendered(kb: KnowledgeBase, findings: list[Finding], chosen: set[str] | None, config: Path) -> list[Finding]:
    """The findings, and those about what Markdown makes of the texts."""
    from cop_kb.cli._findings import sorted_findings
    from cop_kb.rendering.planning import make_plan_with_withheld
    from cop_kb.rendering.rendered import check_every_page, rendering_config

    plan, settings = make_plan_with_withheld(kb), rendering_config(config, kb.settings)
    return list(sorted_findings(findings, _of(check_every_page(kb, plan, settings), chosen)))


def _chosen(
    kb: KnowledgeBase, findings: Iterable[Finding], paths: tuple[str, ...], base: str | None
) -> set[str] | None:
    """The paths of the files meant (relative to the folder of mkdocs.yml), or None for all."""
    if not paths and base is None:
        return None
    from cop_kb.reading.changed import changed_files
    from cop_kb.reports.summary import texts_of

    known = {*texts_of(kb), *(each.path for each in kb.attachments), *(source.path for source in kb.unread)}
    chosen = known
    if base is not None:
        chosen = set(changed_files(kb.settings.root, base, known | {each.place.path for each in findings}))
    if paths:
        chosen &= {path for given in paths for path in _meant(kb, given, known)}
    return chosen


def _meant(kb: KnowledgeBase, given: str, known: set[str]) -> list[str]:
    """The files that a path or a slug means."""
    if given in kb.slugs and not Path(given).exists():
        return [kb.by_slug[kb.slugs[given]].source.path]
    path = os.path.relpath(Path(given).resolve(), kb.settings.root).replace(os.sep, "/")
    found = [each for each in known if each == path or path == "." or each.startswith(f"{path}/")]
    if not found and not Path(given).exists():
        from cop_kb.model.nearest import nearest_hint

        raise CopKbError(f"“{given}” is no file here and no entry. {nearest_hint(given, kb.by_slug)}".rstrip())
    return found


def _fix(kb: KnowledgeBase, findings: list[Finding], chosen: set[str] | None, *, only_show: bool) -> list[Finding]:
    """Write the fixes, or show them; what is left is found anew."""
    from cop_kb.cli._terminal import show_diff
    from cop_kb.fixing import PURPOSE, diff, fixed_texts
    from cop_kb.reading.knowledge_base import load
    from cop_kb.reading.project import project_of
    from cop_kb.reading.writer import Writer
    from cop_kb.rules import check

    writer = Writer(project_of(kb.settings.root))
    changes = fixed_texts(kb.settings.root, findings, kb.settings.max_entry_bytes)
    for change in changes:
        if only_show:
            show_diff(diff(change))
        else:
            writer.replace(kb.settings.root / change.path, change.after, PURPOSE)
    cured = sum(change.cured for change in changes)
    verb = "would cure" if only_show else "cured"
    click.echo(f"--fix {verb} {cured} in {len(changes)} file{'' if len(changes) == 1 else 's'}.", err=True)
    return findings if only_show else _of(check(load(kb.settings, kb.today)), chosen)
