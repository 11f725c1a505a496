"""``cop-kb validate``: say everything there is to say about the entries, without building."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cop_kb.cli import _completion
from cop_kb.cli._answers import open_answers
from cop_kb.cli._changed import merged_findings
from cop_kb.cli._loading import cache_dir_option, load_knowledge_base, open_trusted, today_option, trusted_option
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.finding import Finding
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.reading.trusted import Trusted

UNREAD = "unreadable-file"


@click.command(epilog="Example: cop-kb validate --changed origin/main --format github")
@click.argument("paths", nargs=-1, shell_complete=_completion.slugs)
@click.option("--changed", is_flag=False, flag_value="HEAD", metavar="[BASE]",
              help="Only what merging the branch, with all that is not committed, would add to the findings of BASE "
              "(default HEAD).")  # fmt: skip
@click.option("--staged", is_flag=True,
              help="As --changed, of what is staged for a commit in place of what lies in the folder.")  # fmt: skip
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
    staged: bool,
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
    _check_options(fix=fix, diff=diff, staged=staged)
    base = "HEAD" if staged and changed is None else changed
    is_about_files = base is None and trusted_from is None and not (fix or rendered)
    answers = open_answers(ctx, today) if is_about_files else None
    if answers and (answer := answers.find()):
        click.echo(answer["text"], nl=bool(answer["text"]))
        ctx.exit(answer["code"])

    from cop_kb.cli._findings import (
        exit_code,
        report,
        sorted_findings,
    )  # only once they are needed: the answer is often known
    from cop_kb.cli._terminal import told
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.settings import load_settings

    sources = answers.sources(load_settings(find_config(ctx.obj)).content_folder) if answers else ()
    trusted = open_trusted(ctx, trusted_from)

    def look(*, rendered: bool) -> tuple[KnowledgeBase, Sequence[Finding]]:
        if base is None:
            return _look(ctx, today, trusted, rendered=rendered)
        return merged_findings(ctx, base, today, trusted, staged=staged, rendered=rendered)

    kb, everything = look(rendered=rendered and not fix)
    chosen = _chosen(kb, everything, paths) if everything or base is None else None
    if fix:
        _fix(kb, _of(everything, chosen), only_show=diff)
        if diff:
            return
        unread = [each for each in everything if each.rule == UNREAD]
        kb, everything = look(rendered=rendered)
        # what could not be read a moment ago was not fixed, even where it can be read by now
        everything = sorted_findings(everything, unread)
    findings = _of(everything, chosen)
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


def _check_options(*, fix: bool, diff: bool, staged: bool) -> None:
    if diff and not fix:
        raise click.UsageError("--diff shows what --fix would do: give both.")
    if fix and staged:
        raise click.UsageError("--fix writes files, and --staged is about what is staged of them: give only one.")


def _of(findings: Iterable[Finding], chosen: set[str] | None) -> list[Finding]:
    return [finding for finding in findings if chosen is None or finding.place.path in chosen]


def _look(
    ctx: click.Context, today: date | None, trusted: Trusted | None, *, rendered: bool
) -> tuple[KnowledgeBase, Sequence[Finding]]:
    """What lies here, with what there is to say about it; where ``rendered``, also about what Markdown makes of it."""
    from cop_kb.rules import check_again

    kb = load_knowledge_base(ctx.obj, today, trusted=trusted)
    if not rendered:
        return kb, check_again(kb)
    from cop_kb.cli._findings import sorted_findings
    from cop_kb.reading.config_file import find_config
    from cop_kb.rendering.planning import make_plan_with_withheld
    from cop_kb.rendering.rendered import check_every_page, rendering_config

    settings = rendering_config(trusted.config_file if trusted else find_config(ctx.obj), kb.settings)
    more = check_every_page(kb, make_plan_with_withheld(kb), settings)
    return kb, sorted_findings(check_again(kb), more)


def _chosen(kb: KnowledgeBase, findings: Iterable[Finding], paths: tuple[str, ...]) -> set[str] | None:
    """The paths of the files meant (relative to the folder of mkdocs.yml), or None for all."""
    if not paths:
        return None
    from cop_kb.reports.summary import texts_of

    known = {*texts_of(kb), *(each.path for each in kb.attachments), *(source.path for source in kb.unread)}
    known |= {each.place.path for each in findings}
    return {path for given in paths for path in _meant(kb, given, known)}


def _meant(kb: KnowledgeBase, given: str, known: set[str]) -> list[str]:
    """The files that a path or a slug means."""
    if given in kb.slugs and not Path(given).exists():
        return [kb.by_slug[kb.slugs[given]].source.path]
    named = Path(os.path.abspath(given))  # noqa: PTH100 - what is named may be a link, about which there is something to say
    named = named if named.is_relative_to(kb.settings.checkout) else named.parent.resolve() / named.name
    path = os.path.relpath(named, kb.settings.checkout).replace(os.sep, "/")
    found = [
        each for each in known if path in (each, ".") or each.startswith(f"{path}/") or path.startswith(f"{each}/")
    ]
    if not found and not os.path.lexists(given):
        from cop_kb.model.nearest import nearest_hint

        raise CopKbError(f"“{given}” is no file here and no entry. {nearest_hint(given, kb.by_slug)}".rstrip())
    if not found:
        from cop_kb.cli._terminal import told

        click.echo(told(f"{given} is not part of the knowledge base, so nothing of it was checked."), err=True)
    return found


def _fix(kb: KnowledgeBase, findings: Iterable[Finding], *, only_show: bool) -> None:
    """Write the fixes, or show them."""
    from cop_kb.cli._terminal import show_diff
    from cop_kb.fixing import diff, fixed_texts
    from cop_kb.fixing.all_or_nothing import carry_out

    root = kb.settings.checkout
    changes = fixed_texts(root, _about_files_here(kb, findings), kb.settings.max_entry_bytes)
    if only_show:
        for change in changes:
            show_diff(diff(change))
    else:
        carry_out(root, (), changes)
    cured = sum(change.cured for change in changes)
    verb = "would cure" if only_show else "cured"
    click.echo(f"--fix {verb} {cured} in {len(changes)} file{'' if len(changes) == 1 else 's'}.", err=True)


def _about_files_here(kb: KnowledgeBase, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those about files that say something else here than they will once they are merged."""
    from cop_kb.reading.files import read_text
    from cop_kb.reports.summary import texts_of

    texts = texts_of(kb)
    for finding in findings:
        if finding.fix and kb.settings.copy_of:
            with suppress(CopKbError, KeyError):
                paths = {edit.path for edit in finding.fix.edits}
                if all(
                    read_text(kb.settings.copy_of / path, kb.settings.max_entry_bytes) == texts[path] for path in paths
                ):
                    yield finding
        else:
            yield finding
