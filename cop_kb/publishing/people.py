"""People: who wrote, told and tried what, a page for each, and the links that names are. Never a count that ranks.

Somebody who is hidden in ``people.yml`` has no name and no page anywhere; no e-mail address is ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from cop_kb.model.entry import Entry, Try
from cop_kb.model.entry_type import heading_key
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import PEOPLE, Page, person_uri
from cop_kb.model.values import Result
from cop_kb.publishing.name_places import ASK, PERSON_PAGES, may_stand, name_as_id, name_of
from cop_kb.publishing.rows import Data, group_data, newest_first, page_url, row
from cop_kb.reading.patterns import WEB_ADDRESS
from cop_kb.reading.persons import id_of_person
from cop_kb.reading.vocabulary import identity

ASKED, ASKED_ABOUT, NEWEST = 6, 3, 100
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
USED = "What {name} wrote or told was used by others."
USED_SINCE = "What {name} wrote or told was used by others since {since}."


@dataclass(slots=True)
class Part:
    """What one person did: entries by slug, each once; ``used`` are tries by others of what they wrote or told."""

    name: str
    uri: str = ""
    wrote: dict[str, Entry] = field(default_factory=dict)
    told: dict[str, Entry] = field(default_factory=dict)
    tried: dict[str, Entry] = field(default_factory=dict)
    used: dict[str, list[Try]] = field(default_factory=dict)


class People:
    """Everybody who took part and may be named, with what they did, the newest first; worked out once for all pages.

    ``names`` are everybody's name and address, by id: where they are known already, these are enough for the pages of
    entries. A name that is a mere text has no address.
    """

    def __init__(self, kb: KnowledgeBase, names: Mapping[str, Sequence[str]] | None = None) -> None:
        self.kb = kb
        self._ids: dict[str, str] = {}
        self.parts: dict[str, Part] = {}
        self._rows: dict[str, Data] = {}
        is_taken = any(PEOPLE.startswith(f"{each.plural}/") for each in kb.types.values())
        self.has_pages = may_stand(kb, PERSON_PAGES) and not is_taken
        self._texts: dict[str, str] = {}
        if names is None:
            for entry in newest_first(list(kb.by_slug.values())):
                self._take(entry.slug, entry)
            self._address()
            names = {key: (part.name, part.uri) for key, part in self.parts.items()}
            names |= {key: (text, "") for key, text in self._texts.items() if key not in names}
        self.names = names

    def id_of(self, who: str) -> str:
        """By what somebody is told from others: never shown, for it may be the address of a mailbox nobody knows."""
        found = self._ids.get(who)
        if found is None:
            found = self._ids[who] = identity(who, self.kb.people)
        return found

    def shown(self, place: str, people: Iterable[str]) -> list[Data]:
        """Names in a place of the site as links to their pages, each once; hidden ones are left out."""
        if not may_stand(self.kb, place):
            return []
        found = {self.id_of(who): named for who in people if (named := self.names.get(self.id_of(who)))}
        return [{"name": name, "url": self._url(uri)} for name, uri in found.values()]

    def known(self) -> list[Part]:
        """Everybody, by name."""
        return sorted(self.parts.values(), key=lambda each: (each.name.casefold(), each.uri))

    def to_ask_about(self, entry: Entry) -> list[Data]:
        """Whom to ask about an entry, and how: first those for whom its best way worked, the newest first; then others.

        Writers come before those who told it or tried something else.
        """
        best = self.kb.maturities.get(entry.slug)
        way = heading_key(best.of) if best and entry.type.roles.options else ""
        tries = [one for one in self.kb.tries.get(entry.slug, ()) if one.who]
        own = [one for one in tries if not entry.type.roles.options or heading_key(one.of) == way]
        worked = (one.who for one in own if one.result == Result.WORKED)
        others = (one.who for one in tries)
        return self._asked((*worked, *entry.authors, *entry.texts("thanks"), *others))[:ASKED_ABOUT]

    def to_ask(self, entries: Iterable[Entry]) -> list[Data]:
        """Those who wrote or tried one of these entries most recently, by name: not all, and in no other order."""
        last: dict[str, str] = {}
        for entry in entries:
            written = str(entry.changed or (entry.date.last if entry.date else ""))
            done = [(who, written) for who in (*entry.authors, *entry.texts("thanks"))]
            done += [(one.who, str(one.date or "")) for one in self.kb.tries.get(entry.slug, ()) if one.who]
            for who, day in done:
                last[self.id_of(who)] = max(day, last.get(self.id_of(who), ""))
        found = sorted(last, key=lambda who: (last[who], who), reverse=True)
        return sorted(self._asked(found)[:ASKED], key=lambda each: str(each["name"]).casefold())

    def _asked(self, people: Iterable[str]) -> list[Data]:
        """Persons with the way to reach them that they gave, else their page; nobody else can be asked."""
        if not may_stand(self.kb, ASK):
            return []
        known = ((key, self.names.get(key)) for key in dict.fromkeys(map(self.id_of, people)))
        return [
            {"name": named[0], "url": self._url(named[1]), "handle": ""} | self._contact(key)
            for key, named in known
            if named and named[1]
        ]

    def _contact(self, key: str) -> Data:
        """The link, or else the handle, by which somebody wants to be reached; nothing where they gave none."""
        known = self.kb.people.get(key.casefold())
        contact = known.contact if known else ""
        if MAILBOX.fullmatch(contact):
            return {"url": f"mailto:{contact}"}
        return {"url": contact} if re.fullmatch(WEB_ADDRESS, contact) else {"handle": contact}

    def row(self, entry: Entry) -> Data:
        """An entry in the lists of people: only its title and how it stands."""
        if entry.slug not in self._rows:
            self._rows[entry.slug] = row(self.kb, entry, "")
        return self._rows[entry.slug]

    def _take(self, slug: str, entry: Entry) -> None:
        told = entry.texts("thanks")
        owners = {self.id_of(who) for who in (*entry.authors, *told)}
        for who in entry.authors:
            if part := self._part(who):
                part.wrote[slug] = entry
        for who in told:
            if part := self._part(who):
                part.told[slug] = entry
        tries = self.kb.tries.get(slug, ())
        for one in tries:
            if one.who and (part := self._part(one.who)):
                part.tried[slug] = entry
        used = [one for one in tries if (user := id_of_person(self.kb, one.who)) and user not in owners]
        for who in sorted(owners) if used else ():
            if part := self.parts.get(who):
                part.used[slug] = used

    def _part(self, who: str) -> Part | None:
        """The part of a person; None where that is no person, or may not be named."""
        key, name = self.id_of(who), name_of(self.kb, who)
        if not name:
            return None
        if id_of_person(self.kb, who) != key:
            self._texts.setdefault(key, name)
            return None
        part = self.parts.setdefault(key, Part(name))
        if part.name == key:  # as the file of a try has it
            part.name = name
        return part

    def _address(self) -> None:
        """Give everybody an address that nobody else has: first those in ``people.yml``, whose must stay."""
        listed = {each.id for each in self.kb.people.values()}
        taken = {PEOPLE}
        for key in sorted(self.parts, key=lambda each: (each not in listed, "@" in each, each)):
            part = self.parts[key]
            name = name_as_id(part.name if "@" in key else key)
            uris = (person_uri(f"{name}-{number}" if number > 1 else name) for number in count(1))
            part.uri = next(uri for uri in uris if uri not in taken)
            taken.add(part.uri)

    def _url(self, uri: str) -> str:
        return page_url(self.kb, uri) if self.has_pages else ""


def people_pages(people: People, introduction: str) -> list[Page]:
    """The list of everybody, by name, and a page for each."""
    if not people.parts or not people.has_pages:
        return []
    known, say = people.known(), people.kb.settings.say
    shown = _shown("people", say("Who wrote, told and tried what. Ask them; they know more than is written."))
    shown["people"] = [_listed(part, people.kb) for part in known]
    meta = {"kb": shown, "description": str(shown["text"])}
    return [
        Page(PEOPLE, say("People"), introduction, "overview.html", meta),
        *(_person_page(one, people) for one in known),
    ]


def _shown(kind: str, text: str) -> Data:
    return {"kind": kind, "text": text, "synonyms": [], "parents": [], "children": [], "groups": []}


def _listed(part: Part, kb: KnowledgeBase) -> Data:
    """A person in the list: by name, with the topics they know of; no numbers, which would rank."""
    topics: dict[str, int] = {}
    for entry in (part.wrote | part.told | part.tried).values():
        for key in kb.topics_of(entry):
            topics[key] = topics.get(key, 0) + 1
    most = sorted(topics, key=lambda key: (-topics[key], key))[:4]
    labels = sorted((kb.topics[key].label for key in most), key=str.casefold)
    return {"name": part.name, "url": page_url(kb, part.uri), "topics": labels}


def _person_page(part: Part, people: People) -> Page:
    kb, say = people.kb, people.kb.settings.say
    shown = _shown("person", _used_text(part, people))
    shown["parents"] = [{"label": say("People"), "url": page_url(kb, PEOPLE)}]
    used = [row(kb, kb.by_slug[slug], _users(slug, part, people)) for slug in list(part.used)[:NEWEST]]
    groups = [
        _group(say("Wrote"), part.wrote, people),
        _group(say("Told"), part.told, people),
        _group(say("Tried"), part.tried, people),
        group_data(say("Used by others"), "", used),
    ]
    shown["groups"] = [each for each in groups if each["rows"]]
    meta = {"kb": shown, "description": say("What {name} wrote, told and tried.", name=part.name)}
    return Page(part.uri, part.name, "", "overview.html", meta)


def _group(title: str, entries: dict[str, Entry], people: People) -> Data:
    """The newest of what somebody did; not how much, which would rank."""
    rows = [people.row(entry) for entry in list(entries.values())[:NEWEST]]
    return group_data(title, people.kb.settings.say("The newest of them.") if len(entries) > NEWEST else "", rows)


def _used_text(part: Part, people: People) -> str:
    """That others used it, and since when: how many would compare people."""
    if not part.used:
        return ""
    first = min((one.date for used in part.used.values() for one in used if one.date), default=None)
    say = people.kb.settings.say
    return say(USED_SINCE, name=part.name, since=f"{first:%Y-%m}") if first else say(USED, name=part.name)


def _users(slug: str, part: Part, people: People) -> str:
    """Who used an entry, and when last."""
    tries = part.used[slug]
    named = sorted({each["name"] for each in people.shown(PERSON_PAGES, (one.who for one in tries))}, key=str.casefold)
    last = max((str(one.date) for one in tries if one.date), default="")
    say = people.kb.settings.say
    said = ", ".join(named) or say("Somebody")
    return say("{names}; last on {day}", names=said, day=last) if last else said
