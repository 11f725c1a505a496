"""Entries and tries → what follows from having them together: relations, states, maturity, freshness."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePosixPath

from cop_kb.model.addresses import address_table
from cop_kb.model.entry import Attachment, Entry, PlainPage, Try
from cop_kb.model.entry_type import State
from cop_kb.model.knowledge_base import Freshness, KnowledgeBase, Maturity
from cop_kb.model.overlaid import overlaid
from cop_kb.model.page import (
    ALL,
    GUIDE,
    HOME,
    MAP,
    PEOPLE,
    SYMPTOMS,
    TOPICS,
    WANTED,
    code_address,
    guide_uri,
    topic_uri,
)
from cop_kb.model.references import Names, names_table
from cop_kb.model.source import Trouble
from cop_kb.reading.entries import slug_of
from cop_kb.reading.maturity import freshness, maturity
from cop_kb.reading.persons import id_of_person, owners, persons_in
from cop_kb.reading.relations import SUPERSEDES, grouped, relations, wanted
from cop_kb.reading.shared_slugs import shared_slugs, with_own_slugs
from cop_kb.reading.tries import tries_in
from cop_kb.reading.withholding import withheld_uris

A_DAY = timedelta(days=1)
"""It may be tomorrow already for who tried it."""
EXTENSION = re.compile(r"\.(?:md|html?)$")
INDEXES, README = ("index.md", "_index.md"), "README.md"


def collect(kb: KnowledgeBase, tries: Iterable[Try]) -> KnowledgeBase:
    """The knowledge base with everything that follows from its entries, pages, attachments and these tries."""
    withheld = withheld_uris((*kb.entries, *kb.pages))
    entries = with_own_slugs(kb.entries, withheld)
    by_slug = {entry.slug: entry for entry in entries}
    kb = replace(kb, entries=entries, by_slug=by_slug, shared_slugs=shared_slugs(entries), withheld=withheld)
    kb = _with_relations(_with_addresses(kb))
    told = (one for entry in by_slug.values() if _counts(entry, kb) for one in tries_in(entry))
    every = [_not_later(one, kb.today) for one in (*tries, *told)]
    kb = replace(kb, persons=persons_in(kb, by_slug.values(), every))
    return _with_standing(_with_tries(kb, every))


def _not_later(one: Try, today: date) -> Try:
    """The try; one of the future counts as of today: else nothing newer could answer it for years."""
    if one.date is None or one.date <= today + A_DAY:
        return one
    detail = f"it says that it was on {one.date}, which is yet to come, so it counts as of today"
    hint = "Correct the day in its name, or say date: in its front matter."
    trouble = Trouble("invalid-try", detail=detail, hint=hint)
    return replace(one, date=today, troubles=(*one.troubles, trouble))


def _counts(entry: Entry, kb: KnowledgeBase) -> bool:
    """Whether others stand as they do because of what an entry says: not before it is published."""
    return entry.source.uri not in kb.withheld


def _with_addresses(kb: KnowledgeBase) -> KnowledgeBase:
    """Where each file goes, and every address that leads there."""
    entries = kb.by_slug.values()
    uris = {entry.source.uri: entry.uri for entry in entries}
    taken = frozenset(entry.uri for entry in entries)
    uris.update((page.source.uri, _page_uri(page, kb, taken)) for page in kb.pages)
    folders = {entry.folder: entry for entry in entries if entry.folder}
    uris.update((each.uri, _attachment_uri(each, folders)) for each in kb.attachments)
    lists = [f"{each.plural}/index.md" for each in kb.types.values()]
    topics = [*(topic_uri(key) for key in kb.topics), TOPICS, MAP] if kb.topics else []
    lists += [SYMPTOMS] if any(each.roles.has_finder for each in kb.types.values()) else []
    generated = [HOME, *lists, *topics, ALL, WANTED, PEOPLE, GUIDE, *(guide_uri(name) for name in kb.types)]
    aliases, parts = _old_addresses(entries)
    slugs = {old_slug(alias): entry.slug for alias, entry in aliases.items()}
    slugs.update((slug, slug) for slug in kb.by_slug)
    codes = {code_address(code): entry.uri for entry in entries for code in _codes(entry)}
    old = {alias: entry.uri for alias, entry in {**aliases, **parts}.items()}
    plurals = (each.plural for each in kb.types.values())
    table = address_table({**{uri: uri for uri in generated}, **uris, **codes}, old, plurals)
    texts: list[Entry | PlainPage] = [*entries, *kb.pages]
    left_out = frozenset(_beside_an_index(each.source.uri for each in texts))
    return replace(kb, uris=uris, slugs=slugs, names=_names(kb), addresses=table, left_out=left_out)


def _old_addresses(entries: Collection[Entry]) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Old addresses of pages, and of parts of pages, with the entry at which each leads now: the first that has it.

    A page of which only parts were kept leads where the first of them does.
    """
    every = [(each, entry) for entry in entries for each in entry.old_addresses]
    pages: dict[str, Entry] = {}
    for each, entry in sorted(every, key=lambda one: bool(one[0].fragment)):
        pages.setdefault(each.path.strip("/"), entry)
    parts: dict[str, Entry] = {}
    for each, entry in every:
        if each.fragment:
            parts.setdefault(each.written.strip("/"), entry)
    return pages, parts


def _beside_an_index(uris: Iterable[str]) -> Iterator[str]:
    """Every README.md in whose folder another page is the index."""
    every = frozenset(uris)
    for uri in every:
        folder, name = posixpath.split(uri)
        if name == README and any(posixpath.join(folder, index) in every for index in INDEXES):
            yield uri


def _names(kb: KnowledgeBase) -> Names:
    """What entries are called; what readers may see comes before what is withheld from them."""
    withheld = [entry for entry in kb.by_slug.values() if not _counts(entry, kb)]
    public = [entry for entry in kb.by_slug.values() if _counts(entry, kb)]
    return {**called(withheld), **called(public)}


def called(entries: Iterable[Entry]) -> Names:
    """The names of entries, as ``names_table`` has them: an old address counts whole, and by its last part."""
    every = list(entries)
    old = {entry.slug: [EXTENSION.sub("", alias.strip("/")) for alias in entry.texts("aliases")] for entry in every}
    files = {entry.slug: slug_of(entry.source.uri) for entry in every}
    return names_table(every, {slug: (*aliases, *map(old_slug, aliases)) for slug, aliases in old.items()}, files)


def old_slug(alias: str) -> str:
    """What an entry with this old address was called.

    >>> old_slug("wiki/Rubbeln.html")
    'Rubbeln'
    """
    return EXTENSION.sub("", posixpath.basename(alias.strip("/")))


def names_of(entry: Entry) -> Iterator[str]:
    """What an entry is called by others: its slug, and what that was."""
    yield entry.slug
    yield from map(old_slug, entry.texts("aliases"))


def _codes(entry: Entry) -> Iterator[str]:
    for name, field in entry.type.fields.items():
        if field.kind == "codes":
            yield from entry.texts(name)


def _page_uri(page: PlainPage, kb: KnowledgeBase, taken: Collection[str]) -> str:
    """Where a plain page goes: an introduction to its list's page; a folder's page to its address; others stay.

    ``taken`` are the uris of entries: the folder of one has its address already.
    """
    if page.introduces:
        if any(page.introduces == each.plural for each in kb.types.values()):
            return f"{page.introduces}/index.md"
        return topic_uri(page.introduces)
    path = PurePosixPath(page.source.uri)
    if path.name not in (*INDEXES, README):
        listed = f"{path.with_suffix('')}/index.md"
        return listed if listed in (ALL, MAP, SYMPTOMS) else page.source.uri
    return (path.parent / ("readme.md" if f"{path.parent}.md" in taken else "index.md")).as_posix()


def _attachment_uri(attachment: Attachment, folders: Mapping[str, Entry]) -> str:
    """Where an attachment goes: to the address of the entry in whose folder it lies; others stay."""
    folder = posixpath.dirname(attachment.uri)
    while folder:
        if entry := folders.get(folder):
            return f"{entry.type.plural}/{entry.slug}/{posixpath.relpath(attachment.uri, folder)}"
        folder = posixpath.dirname(folder)
    return attachment.uri


def _with_relations(kb: KnowledgeBase) -> KnowledgeBase:
    entries = tuple(kb.by_slug.values())
    found = relations(entries, kb)
    replacing = [each for each in found if each.field == SUPERSEDES and _counts(kb.by_slug[each.source], kb)]
    return replace(
        kb,
        relations_from=grouped(found, "source"),
        relations_to=grouped(found, "target"),
        superseding={
            target: tuple(each.source for each in those) for target, those in grouped(replacing, "target").items()
        },
        wanted=wanted((*entries, *kb.pages), kb),
    )


def _with_tries(kb: KnowledgeBase, tries: Iterable[Try]) -> KnowledgeBase:
    """The tries by the slug they belong to (aliases are followed), the newest first; and those of no entry."""
    groups: dict[str, list[Try]] = {}
    stray: list[Try] = []
    for one in tries:
        slug = kb.slugs.get(one.slug)
        if slug:
            groups.setdefault(slug, []).append(replace(one, slug=slug))
        elif not one.from_entry:  # a dangling reference of an entry is a finding of its own
            stray.append(one)
    by_slug = {slug: tuple(sorted(groups[slug], key=_newest_first)) for slug in sorted(groups)}
    return replace(kb, tries=by_slug, stray_tries=tuple(stray))


def with_tries_of(kb: KnowledgeBase, slug: str, tries: Iterable[Try]) -> KnowledgeBase:
    """The knowledge base where these are the tries of an entry; nothing else follows from them but its standing."""
    entry, own = kb.by_slug[slug], tuple(sorted(tries, key=_newest_first))
    here = ((key, is_one or kb.persons.get(key, False)) for key, is_one in persons_in(kb, (), own).items())
    kb = replace(kb, persons=overlaid(kb.persons, dict(here)))
    maturities = {slug: _maturity(entry, own, kb)} if entry.type.roles.tried else {}
    fresh = _freshness(entry, own, kb)
    return replace(
        kb,
        tries=overlaid(kb.tries, {slug: own}),
        maturities=overlaid(kb.maturities, maturities),
        freshness=overlaid(kb.freshness, {slug: fresh}),
    )


def _newest_first(one: Try) -> tuple[int, str, str]:
    return (-(one.date or date.min).toordinal(), one.who, one.source.uri if one.source else one.from_entry)


def _with_standing(kb: KnowledgeBase) -> KnowledgeBase:
    """State, maturity and freshness of every entry."""
    entries = kb.by_slug
    tries = {slug: kb.tries.get(slug, ()) for slug in entries}
    return replace(
        kb,
        states={slug: state for slug, entry in entries.items() if (state := _state(entry, kb))},
        maturities={
            slug: _maturity(entry, tries[slug], kb) for slug, entry in entries.items() if entry.type.roles.tried
        },
        freshness={slug: _freshness(entry, tries[slug], kb) for slug, entry in entries.items()},
    )


def _maturity(entry: Entry, tries: Collection[Try], kb: KnowledgeBase) -> Maturity:
    return maturity_on(kb.today, entry, tries, kb)


def maturity_on(day: date, entry: Entry, tries: Collection[Try], kb: KnowledgeBase) -> Maturity:
    """How far an entry can be trusted on a day with these tries: by the thresholds and people of today."""
    return maturity(entry, tries, kb.settings, day, lambda who: id_of_person(kb, who), owners(kb, entry))


def _freshness(entry: Entry, tries: Collection[Try], kb: KnowledgeBase) -> Freshness:
    return freshness(entry, tries, kb.settings, kb.today, lambda who: id_of_person(kb, who))


def _state(entry: Entry, kb: KnowledgeBase) -> State | None:
    """The first declared state one of whose conditions holds."""
    for state in entry.type.states:
        if not state.when or any(
            all(entry.has(name) for name in condition.sections)
            and all(name in entry.values for name in condition.fields)
            and all(_is_linked_by(entry, name, kb) for name in condition.linked_by)
            for condition in state.when
        ):
            return state
    return None


def _is_linked_by(entry: Entry, name: str, kb: KnowledgeBase) -> bool:
    return any(_counts(kb.by_slug[slug], kb) for slug in kb.linked_by(entry.slug, name))
