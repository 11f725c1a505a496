"""An entry, the other files beside it, and the parts of its Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cop_kb.model.brief import NOTHING, Brief
from cop_kb.model.entry_type import EntryType, SectionType
from cop_kb.model.place import Place
from cop_kb.model.source import Source, Trouble
from cop_kb.model.values import OldAddress, Ref, Result, When


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body; ``start`` and ``end`` are offsets in the file, ``text`` is without Markdown."""

    level: int
    text: str
    start: int
    end: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the body.

    ``kind`` is *link*, *image*, *wiki* (``[[slug]]``), *html-link*, *html-image*, *definition*
    (``[label]: target``), or *reference* (``[text][label]``, whose target is the label).

    ``start`` to ``end`` is the whole of it in the file, ``target_start`` to ``target_end`` its address.
    """

    kind: str
    target: str
    text: str
    start: int
    end: int
    target_start: int
    target_end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What the body of a Markdown file consists of, found without rendering it."""

    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    anchors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the body. ``name`` is the declared section it is, or "" where the declaration knows none.

    ``text`` is without the heading and without comments. ``variant`` is the meaning of its heading where that differs
    (*suspected*). ``heading`` is None for the text before the first heading; ``start`` and ``end`` include it.
    ``brief`` is what it says in short; of a section that offers ways, ``ways`` has the same of each, by its heading.
    ``is_unknown`` where all it says is that nobody knows.
    """

    name: str
    variant: str
    heading: Heading | None
    start: int
    end: int
    text: str
    has_prompt: bool = False
    brief: Brief = NOTHING
    ways: tuple[tuple[str, Brief], ...] = ()
    is_unknown: bool = False

    @property
    def is_filled(self) -> bool:
        """Whether it says something: one that says that nobody knows is as good as absent."""
        return bool(self.text) and not self.is_unknown


WordChange = tuple[date, tuple[str, ...], bool]
"""The day on which words changed, who changed them, and whether there were words below the headings by then."""
Credit = tuple[date | None, date | None, tuple[str, ...], tuple[WordChange, ...]]
"""Of an entry, when it came, when its words last changed, who wrote them, and all of their changes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the knowledge base.

    ``h1`` is the heading that is the title, or was meant as one: the page's own heading takes its place.
    ``values`` holds, by field name, what each field's declaration made of its text; a field that is absent,
    empty or cannot be taken has none. ``title_start``/``title_end`` say where the title stands, ``title_from``
    whether that is the *front matter*, a *heading* or the *file name*. ``created``, ``changed`` and ``writers`` are
    what Git knows; where it does not, what the text says under another tool's word. ``summary`` is what its author says
    it is about, "" where that follows from the text.
    """

    type: EntryType
    slug: str
    source: Source
    title: str
    title_start: int
    title_end: int
    title_from: str
    values: Mapping[str, Any]
    sections: tuple[Section, ...]
    outline: Outline
    h1: Heading | None = None
    folder_topic: str = ""
    created: date | None = None
    changed: date | None = None
    writers: tuple[str, ...] = ()
    changes: tuple[WordChange, ...] = ()
    other_title: str = ""
    summary: str = ""
    troubles: tuple[Trouble, ...] = ()

    @property
    def credit(self) -> Credit:
        """What Git knows of it."""
        return self.created, self.changed, self.writers, self.changes

    def with_credit(self, credit: Credit) -> Entry:
        """The entry with what Git knows of it."""
        created, changed, writers, changes = credit
        return replace(self, created=created, changed=changed, writers=writers, changes=changes)

    @property
    def folder(self) -> str:
        """The content folder that holds the files beside the entry, or "" where it is a single file."""
        folder, _, name = self.source.uri.rpartition("/")
        return folder if name == "index.md" else ""

    @property
    def uri(self) -> str:
        """The page's own file in the site's sources, whatever subfolder the entry lies in."""
        return f"{self.type.plural}/{self.slug}.md"

    @property
    def title_place(self) -> Place:
        """Where the title stands; the first line if it is the file's name."""
        return self.source.place(self.title_start, self.title_end)

    def texts(self, name: str) -> tuple[str, ...]:
        """The value of a field that holds several texts; empty where there is none."""
        return tuple(dict.fromkeys(map(str, self.values.get(name, ()))))

    def refs(self, name: str) -> tuple[Ref, ...]:
        """The references a field holds; empty where there are none."""
        return tuple(self.values.get(name, ()))

    @property
    def old_addresses(self) -> tuple[OldAddress, ...]:
        """Where it, or a part of it, once was."""
        return tuple(self.values.get("aliases", ()))

    @property
    def aka(self) -> tuple[str, ...]:
        """Other words for it; an H1 that differs from the title is one of them."""
        return self.texts("aka") + ((self.other_title,) if self.other_title else ())

    @property
    def date(self) -> When | None:
        """When it was written: what the entry says comes before what Git knows."""
        said: When | None = self.values.get("date")
        return said or (When(self.created.isoformat(), self.created, self.created) if self.created else None)

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote it: what the entry says comes before what Git knows. The first is its first author."""
        return self.texts("authors") or self.writers

    def section(self, name: str) -> Section | None:
        """The filled section of that name; one whose heading gives it another meaning only if there is no plain one."""
        other = None
        for section in self.sections:
            if section.name == name and section.is_filled:
                if not section.variant:
                    return section
                other = other or section
        return other

    @property
    def gaps(self) -> tuple[SectionType, ...]:
        """The sections a reader expects and does not find."""
        return tuple(
            each
            for each in self.type.sections
            if each.expected
            and self.section(each.name) is None
            and each.unless not in self.values
            and not (each.unless and self.has(each.unless))
        )

    def has(self, name: str) -> bool:
        """Whether the section is filled under a heading that says exactly this."""
        return any(section.name == name and section.is_filled and not section.variant for section in self.sections)


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody tried it and says how it went. ``context`` is facet → value, sorted; ``of`` the option tried."""

    slug: str
    date: date | None
    who: str
    result: Result | None
    of: str = ""
    context: tuple[tuple[str, str], ...] = ()
    text: str = ""
    source: Source | None = None
    from_entry: str = ""
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainPage:
    """Any other Markdown under the content folder, and the introductions of lists.

    ``introduces`` is the type's or the topic's key for an introduction, else "". ``meta`` is its front matter
    as plain data.
    """

    source: Source
    title: str
    outline: Outline
    meta: Mapping[str, Any]
    introduces: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file under the content folder that is not Markdown: ``uri`` relative to it, ``size`` in bytes."""

    uri: str
    path: str
    size: int
