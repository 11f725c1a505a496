"""The folder of a ``mkdocs.yml`` → the knowledge base: every file is read once, as what its place says it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.overlaid import overlaid
from cop_kb.model.settings import Settings
from cop_kb.reading.collecting import collect
from cop_kb.reading.credited import completed, credited, is_silent
from cop_kb.reading.files import Found, content_files
from cop_kb.reading.given import PEOPLE, TOPICS, given, kept_files, reader
from cop_kb.reading.history import Log, NoCreditError, find_log, next_committer
from cop_kb.reading.items import Item, Items
from cop_kb.reading.kept_files import FEW, KeptFiles
from cop_kb.reading.opened import Opened, entry_in
from cop_kb.reading.persons import git_authors_of, joined_by
from cop_kb.reading.project import project_of
from cop_kb.reading.writer import Writer

Progress = Callable[[int, int], None]


class Git(StrEnum):
    """Whether credit is taken from Git: *needed* stops where Git cannot tell it, as in a shallow clone."""

    NEEDED = "needed"
    IF_WHOLE = "if whole"
    NOT = "not"


def load(
    settings: Settings,
    today: date,
    progress: Progress | None = None,
    git: Git = Git.IF_WHOLE,
    *,
    clean: bool = False,
    opening: bool = False,
    as_edited: bool = True,
    processes: int | None = None,
) -> KnowledgeBase:
    """Read everything below the content folder. ``progress`` is told how many files of how many are read.

    It is read by so many ``processes``, at most; None: as many as there are processors.
    Where it is to be ``clean``, files are read that have not changed since they were read before, too. With
    ``opening``, a knowledge base in which nothing has changed reads an entry only once it is asked for; so does one of
    which entries were edited and others see nothing of that, if it may be given ``as_edited``.

    Raises CopKbError for settings or declarations that cannot be used and NoCreditError where ``git`` is needed and
    cannot tell, never for content.
    """
    begun = _begin(settings, today, git, clean=clean)
    base, kept, log = begun.given, begun.kept, begun.log
    opened = begun.opened if opening else None
    if opened and (kb := opened.find(base, as_edited=as_edited)):
        return kb
    items = _read(begun.found, begun.read, kept, progress, processes)
    is_kept = kept.keep() if kept else False
    try:
        histories = log.read(prompts_of(base)) if log else {}
    except NoCreditError:
        if git is Git.NEEDED:
            raise
        return load(settings, today, progress, Git.NOT, clean=clean, opening=opening, processes=processes)
    entries = tuple(credited(each, histories.get(each.source.path), base.people) for each in items.entries)
    unread, pages, attachments = tuple(items.unread), tuple(items.pages), tuple(items.attachments)
    kb = replace(base, entries=entries, pages=pages, attachments=attachments, unread=unread)
    user = log.user if log else next_committer(settings.root) if _has_silent(items) and _asks(git, settings) else None
    kb = replace(kb, git_authors=git_authors_of(histories.values(), user))
    kb = collect(kb, [completed(each, kb, histories, user) for each in items.tries])
    return opened.keep(kb, has_credit=log is not None) if opened and is_kept else kb


def reopen(settings: Settings, today: date, git: Git = Git.IF_WHOLE) -> KnowledgeBase | None:
    """The knowledge base as it was kept, with the entries that were edited; None where others may see what is new.

    Raises as ``load`` does.
    """
    begun = _begin(settings, today, git)
    return begun.opened.find(begun.given) if begun.opened else None


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is known before a text is read: what reads it, the files, and what is kept of them."""

    given: KnowledgeBase
    log: Log | None
    found: list[Found]
    read: Callable[[Found], Item]
    kept: KeptFiles | None
    opened: Opened | None


def _begin(settings: Settings, today: date, git: Git, *, clean: bool = False) -> _Begun:
    log = find_log(settings.root, may_be_absent=git is Git.IF_WHOLE) if _asks(git, settings) else None
    base = given(settings, today)
    base = replace(base, people=joined_by(base.people, log.mailmap)) if log else base
    read = reader(base)
    tidy = Writer(project_of(settings.root)).tidy
    found = [each for each in content_files(settings.content_folder, tidy) if each.uri not in (TOPICS, PEOPLE)]
    kept = kept_files(base, found, clean=clean) if len(found) > FEW else None
    depends = (today, [(each.text, each.troubles) for each in base.data_files], log.key if log else "")
    opened = Opened(kept, depends, lambda uri: read(Found(uri))) if kept else None
    return _Begun(base, log, found, read, kept, opened)


def _asks(git: Git, settings: Settings) -> bool:
    return settings.git and git is not Git.NOT


def _has_silent(items: Items) -> bool:
    return any(map(is_silent, items.tries))


def with_entry_again(kb: KnowledgeBase, path: Path) -> tuple[KnowledgeBase, Entry | None]:
    """A knowledge base for the page of one entry, which is read anew from its file; None where it is no sound one.

    What follows from all entries together, as relations and states, is as it was: only ``load`` works that out.
    """
    old = entry_in(kb, os.path.relpath(path, kb.settings.content_folder).replace(os.sep, "/"))
    if old is None or not path.is_file():
        return kb, None
    new = reader(kb)(Found(old.source.uri, path.stat().st_size))
    if not isinstance(new, Entry) or new.troubles or new.source.troubles:
        return kb, None
    new = replace(new, slug=old.slug).with_credit(old.credit)
    return replace(kb, by_slug=overlaid(kb.by_slug, {new.slug: new})), new


def _read(
    found: Collection[Found],
    read: Callable[[Found], Item],
    kept: KeptFiles | None,
    progress: Progress | None,
    processes: int | None,
) -> Items:
    """Every file; what says the same as before, from what was kept."""
    known = kept.find() if kept else {}
    missing = [each for each in found if each.uri not in known]
    new = kept.read(missing, read, processes) if kept else map(read, missing)
    items = Items()
    for number, each in enumerate(found, 1):
        items.put(known[each.uri] if each.uri in known else next(new))
        if progress:
            progress(number, len(found))
    return items


def prompts_of(kb: KnowledgeBase) -> frozenset[str]:
    """What the templates ask: a line of an entry that says this says nothing."""
    prompts = (section.prompt for each in kb.types.values() for section in each.sections)
    return frozenset(filter(None, prompts))
