"""What ``rename`` and ``retype`` share: which entry is meant, what would follow, and doing it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cop_kb.cli._entries import find_entry

if TYPE_CHECKING:
    from cop_kb.fixing.moving import Moving
    from cop_kb.model.entry import Entry
    from cop_kb.model.knowledge_base import KnowledgeBase

dry_run_option = click.option("--dry-run", is_flag=True, help="Only show the moves, and the changes as a diff.")


def entry_meant(kb: KnowledgeBase, word: str) -> Entry:
    """The entry in a file or folder, else of a slug. Raises click.BadParameter, also where several have the slug."""
    if Path(word).exists():
        path = os.path.relpath(Path(word).resolve(), kb.settings.root).replace(os.sep, "/")
        for entry in kb.entries:
            if entry.source.path in (path, f"{path}/index.md"):
                return entry
    if same := [kb.by_slug[slug].source.path for slug in kb.shared_slugs.get(word, ())]:
        raise click.BadParameter(f"several entries are called “{word}”: name the file, {' or '.join(sorted(same))}.")
    return find_entry(kb, word)


def carry_out_or_show(kb: KnowledgeBase, moving: Moving, what: str, *, dry_run: bool) -> None:
    """Move and write everything, or show it; then the count. ``what`` was done, in a few words."""
    from cop_kb.cli._terminal import told
    from cop_kb.fixing.all_or_nothing import carry_out

    root = kb.settings.root
    changes = [replace(change, path=moving.path(change.path)) for change in moving.changes]
    counted, notes = _count(moving, what, dry_run=dry_run), _notes(kb, moving)  # what can fail comes first
    if not dry_run:
        carry_out(root, moving.moves, changes)
    done = "move" if dry_run else "moved"
    for move in moving.moves:
        click.echo(f"{click.style(done, fg='green')}    {_shown(root, move.before)} → {_shown(root, move.after)}")
    if dry_run:
        _show(moving)
    else:
        for change in changes:
            click.echo(f"{click.style('changed', fg='green')}  {_shown(root, change.path)} ({change.cured})")
    click.echo(counted)
    for note in notes:
        click.echo(told(note), err=True)


def _show(moving: Moving) -> None:
    """The changes as a diff; of a file that moves, from its old to its new path."""
    from cop_kb.cli._terminal import show_diff
    from cop_kb.fixing import diff

    for change in moving.changes:
        new = moving.path(change.path)
        show_diff(diff(change).replace(f"+++ b/{change.path}", f"+++ b/{new}", 1))


def _count(moving: Moving, what: str, *, dry_run: bool) -> str:
    from cop_kb.reports.summary import plural

    edits = sum(change.cured for change in moving.changes)
    files = plural(len(moving.changes), "file")
    kept = f"; the old address {moving.alias} leads there" if moving.alias else ""
    counted = f"{plural(len(moving.moves), 'move')}, {plural(edits, 'change')} in {files}{kept}."
    return f"{'Nothing is written. It would be: ' if dry_run else ''}{what}: {counted}"


def _notes(kb: KnowledgeBase, moving: Moving) -> list[str]:
    """What nobody could follow: files that cannot be read, and the settings, which are the maintainers' own."""
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.files import read_text

    notes = [f"{source.path} could not be read: if it links there, change it by hand." for source in kb.unread]
    config = find_config(kb.settings.root)
    settings = read_text(config)
    paths = [move.before.removeprefix(f"{kb.settings.content}/") for move in moving.moves]
    return notes + [f"{config.name} names {path}: look there." for path in paths if path in settings]


def _shown(root: Path, path: str) -> str:
    return os.path.relpath(root / path).replace(os.sep, "/")
