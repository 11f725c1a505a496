"""The knowledge base: all entries together and what follows from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from cop_kb.model.addresses import Addresses
from cop_kb.model.entry import Attachment, Entry, PlainPage, Try
from cop_kb.model.entry_type import EntryType, State
from cop_kb.model.place import Place
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source

NOWHERE = Addresses({})


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of ``topics.yml``; ``parent`` is the key of a wider one, or ""."""

    key: str
    label: str
    parent: str = ""
    synonyms: tuple[str, ...] = ()
    description: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wrote, told, asked or tried. A hidden person is counted but not named; a group is neither.

    ``emails``, ``accounts`` (``github:ines-p``) and ``was`` (old names) are for matching and never shown; ``contact``
    is a link or a handle by which the person wants to be reached.
    """

    id: str
    name: str
    emails: tuple[str, ...] = ()
    hidden: bool = False
    accounts: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    contact: str = ""
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A link between two entries. ``field`` is the field that holds it, or "mentions" for a link in the body."""

    field: str
    source: str
    target: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Where the newest final try did not work: its circumstance, its day and who said so."""

    context: tuple[tuple[str, str], ...]
    date: date | None
    who: str


@dataclass(frozen=True, slots=True)
class Maturity:
    """How far an entry can be trusted, with its reason: never one number.

    ``of`` is the option it was computed for (the best workaround of several), ``people`` are those for whom it worked
    who neither wrote nor told it, ``circumstances`` where it did. ``has_adopters`` says whether the practice changed
    somewhere, whatever the level.
    """

    level: str
    reason: str
    worked: int = 0
    partly: int = 0
    didnt: int = 0
    people: tuple[str, ...] = ()
    circumstances: tuple[tuple[tuple[str, str], ...], ...] = ()
    last: date | None = None
    of: str = ""
    disputes: tuple[Dispute, ...] = ()
    has_adopters: bool = False


@dataclass(frozen=True, slots=True)
class Freshness:
    """``due``: when somebody should look again (None: never, or unknown); ``since`` and ``why``: what set the clock."""

    since: date | None
    due: date | None
    why: str
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything that was read, and what follows from it. Same files, same settings, same ``today``: same value.

    ``entries`` are all, sorted by path; no two have one slug. ``slugs`` maps a slug and every old one (the last part of
    an alias) to the slug it means now, ``shared_slugs`` the name of several entries' files to the slugs of these,
    ``topic_words`` every word for a topic to its key, ``uris`` a file of the content folder to its uri on the site,
    ``superseding`` a slug to those that replace it.
    ``withheld`` are the files of entries and pages, by uri, that readers may not see; what is published holds none, and
    ``unpublished`` are the slugs, old ones too, that were left out of it.
    ``persons`` says of the ids of all who are named whether they are persons or mere texts (see ``reading.persons``),
    ``git_authors`` are the ids of those whom Git knows.
    ``unread`` are files that could not be read, ``scope`` the entries that rules look at: None where they look at all.
    """

    settings: Settings
    today: date
    types: Mapping[str, EntryType]
    entries: Sequence[Entry] = ()
    pages: tuple[PlainPage, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[Source, ...] = ()
    topics: Mapping[str, Topic] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    git_authors: frozenset[str] = frozenset()
    persons: Mapping[str, bool] = field(default_factory=dict)
    data_files: tuple[Source, ...] = ()
    tries: Mapping[str, tuple[Try, ...]] = field(default_factory=dict)
    stray_tries: tuple[Try, ...] = ()
    by_slug: Mapping[str, Entry] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)
    shared_slugs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topic_words: Mapping[str, str] = field(default_factory=dict)
    uris: Mapping[str, str] = field(default_factory=dict)
    addresses: Addresses = NOWHERE
    relations_from: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    relations_to: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    superseding: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wanted: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    maturities: Mapping[str, Maturity] = field(default_factory=dict)
    freshness: Mapping[str, Freshness] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    unpublished: frozenset[str] = frozenset()
    scope: tuple[Entry, ...] | None = None

    @property
    def relations(self) -> tuple[Relation, ...]:
        """All relations, each once, sorted."""
        return tuple(chain.from_iterable(self.relations_from.values()))

    def linked_by(self, slug: str, field_name: str) -> tuple[str, ...]:
        """The slugs of the entries whose field of that name refers to this one."""
        return tuple(r.source for r in self.relations_to.get(slug, ()) if r.field == field_name)

    def superseded_by(self, slug: str) -> tuple[str, ...]:
        """The entries that replace this one."""
        return self.superseding.get(slug, ())

    def entry_at(self, uri: str) -> Entry | None:
        """The entry whose page has this uri."""
        found = self.by_slug.get(uri.rpartition("/")[2].removesuffix(".md"))
        return found if found and found.uri == uri else None

    def is_current(self, slug: str) -> bool:
        """Whether an entry is neither superseded nor retired."""
        return slug not in self.superseding and not self.by_slug[slug].values.get("retired")

    def topics_of(self, entry: Entry) -> tuple[str, ...]:
        """The keys of the topics of an entry: its folder's first, then those it names by key, label or synonym."""
        words = (word.casefold() for word in entry.texts("topics"))
        named = (self.topic_words[word] for word in words if word in self.topic_words)
        return tuple(dict.fromkeys((*((entry.folder_topic,) if entry.folder_topic else ()), *named)))
