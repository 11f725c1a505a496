"""Every place where the name of a person can stand, with the switch that empties it. Whoever puts out a name asks here.

The manual lists these places, and ``people`` in the settings has the switches. A hidden person has no name anywhere; no
e-mail address is ever part of a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.vocabulary import name_slug, person_of

PAGES, CREDIT, ASK_SWITCH = "pages", "credit", "ask"
WRITTEN, STORY, DISPUTE, FEEDS, PROGRAMS, READERS = "written", "story", "dispute", "feeds", "programs", "readers"
PERSON_PAGES, FILTER, SEARCH = "person pages", "filter", "search"
ASK, MAP = "ask", "map"


@dataclass(frozen=True, slots=True)
class NamePlace:
    """``switch`` is the key of ``people`` in the settings, ``where`` the place, ``who`` what those did who stand there.

    The texts are keys of their translations, in Markdown.
    """

    switch: str
    where: str
    who: str


PLACES: Mapping[str, NamePlace] = MappingProxyType(
    {
        WRITTEN: NamePlace(
            CREDIT, "An entry, under “People and dates” and beside it; `cop-kb show`", "Wrote, told, asked, tried it"
        ),
        STORY: NamePlace(CREDIT, "An entry, in its story; the tries in `cop-kb show`", "Wrote, asked, tried it"),
        DISPUTE: NamePlace(CREDIT, "An entry, where it is disputed; `cop-kb show`", "Says that it didn't work"),
        FEEDS: NamePlace(CREDIT, "Feeds, as the author of an item; in no title", "Wrote it, or tried it"),
        PROGRAMS: NamePlace(CREDIT, "`kb.json`; `cop-kb list` and `cop-kb show` with `--format`", "Wrote or told it"),
        READERS: NamePlace(CREDIT, "An entry, as structured data for search engines", "Wrote it"),
        PERSON_PAGES: NamePlace(
            PAGES, "The list of people, a page for each, and the links to these pages", "Wrote, told, tried something"
        ),
        FILTER: NamePlace(
            PAGES, "Lists, where they can be narrowed to a person; `cop-kb list --person`", "Wrote, told, tried it"
        ),
        SEARCH: NamePlace(PAGES, "The search page, where it can be narrowed to a person", "Wrote, told, tried it"),
        ASK: NamePlace(ASK_SWITCH, "“Ask” on an entry and on a topic", "Wrote, told, tried it"),
        MAP: NamePlace(
            ASK_SWITCH, "The knowledge map and `cop-kb map`, as who knows a topic", "Wrote, told, tried something there"
        ),
    }
)


def may_stand(kb: KnowledgeBase, place: str) -> bool:
    """Whether names may stand in this place of ``PLACES`` at all."""
    return bool(getattr(kb.settings.people, PLACES[place].switch))


def name_in(place: str, kb: KnowledgeBase, who: str) -> str:
    """The name of somebody as it stands in a place; "" where none may."""
    return name_of(kb, who) if who and may_stand(kb, place) else ""


def names_in(place: str, kb: KnowledgeBase, people: Iterable[str]) -> list[str]:
    """The names of people as they stand in a place, each once; hidden ones are left out."""
    return list(dict.fromkeys(filter(None, (name_in(place, kb, who) for who in people))))


def name_as_id(name: str) -> str:
    """A name as an address has it, and as the file of a try does."""
    return name_slug(name) or "unnamed"


def name_of(kb: KnowledgeBase, who: str) -> str:
    """The name of somebody, "" where they are hidden; never an e-mail address. It may stand in no place yet."""
    person = person_of(who, kb.people)
    if person and person.hidden:
        return ""
    return (person.name if person else who).partition("<")[0].lstrip("@ ").partition("@")[0].strip()
