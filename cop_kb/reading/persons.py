"""Who of the names that stand in entries and tries is a person, and who is not independent of an entry.

A name that is no id of ``people.yml``, no Git author and no name of two capitalised words is text: it is shown as it
was written, and has no page, is nobody to ask, and proves nothing. The same holds for a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from cop_kb.model.entry import Entry, Try
from cop_kb.model.entry_type import heading_key
from cop_kb.model.history import History, Writer
from cop_kb.model.knowledge_base import KnowledgeBase, Person
from cop_kb.model.values import FINAL, Result
from cop_kb.reading.git import clean_name
from cop_kb.reading.mailmap import Mailmap
from cop_kb.reading.vocabulary import identity, name_slug, person_of

WORD = re.compile(r"[^\W\d_][\w.'’-]*")
LEAST_WORDS, MOST_PARTICLES = 2, 2


def persons_in(kb: KnowledgeBase, entries: Iterable[Entry], tries: Iterable[Try]) -> dict[str, bool]:
    """Whether those who wrote, told or tried something are persons, by id; one way of writing somebody suffices."""
    found: dict[str, bool] = {}
    for who in dict.fromkeys((*_named(entries), *(one.who for one in tries if one.who))):
        key = identity(who, kb.people)
        found[key] = found.get(key, False) or is_person(who, kb.people, kb.git_authors)
    return found


def _named(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from entry.authors
        yield from entry.texts("thanks")


def is_person(who: str, people: Mapping[str, Person], git_authors: frozenset[str]) -> bool:
    """Whether a name means somebody."""
    known = person_of(who, people)
    if known:
        return not known.is_group
    return identity(who, people) in git_authors or is_full_name(who)


def is_full_name(text: str) -> bool:
    """Whether it reads as the name of a person: two words or more, the first and the last with a capital letter.

    Scripts without capital letters have names, too.

    >>> is_full_name("Inês Prado"), is_full_name("Ludwig van Beethoven"), is_full_name("김 철수")
    (True, True, True)
    >>> is_full_name("forty patient colleagues"), is_full_name("The two valeters of that night"), is_full_name("aiko")
    (False, False, False)
    """
    words = text.partition("<")[0].split()
    if len(words) < LEAST_WORDS or not all(map(WORD.fullmatch, words)):
        return False
    particles = [word for word in words[1:-1] if word[0].islower()]
    return not (words[0][0].islower() or words[-1][0].islower()) and len(particles) <= MOST_PARTICLES


def id_of_person(kb: KnowledgeBase, who: str) -> str:
    """The id of a person; "" for a text."""
    key = identity(who, kb.people) if who else ""
    return key if kb.persons.get(key) else ""


def owners(kb: KnowledgeBase, entry: Entry) -> frozenset[str]:
    """The ids of those who are not independent of an entry: they wrote it, or told it."""
    return frozenset(identity(who, kb.people) for who in (*entry.authors, *entry.texts("thanks")))


def git_authors_of(histories: Iterable[History], user: Writer | None) -> frozenset[str]:
    """The ids of those whom Git knows: who wrote or added something, and who is about to."""
    writers = (who for each in histories for who in (*each.writers, each.added_by) if who)
    return frozenset(filter(None, (name_slug(who.name) for who in (*writers, *((user,) if user else ())))))


def is_end_of(one: Try, other: Try, people: Mapping[str, Person]) -> bool:
    """Whether a try says how it ended for somebody who was still trying it before."""
    return (
        other.result == Result.TRYING
        and one.result in FINAL
        and identity(other.who, people) == identity(one.who, people)
        and heading_key(other.of) == heading_key(one.of)
    )


def still_trying(tries: Sequence[Try], people: Mapping[str, Person]) -> bool:
    """Whether somebody is trying it, and has not said how it ended."""
    trying = (one for one in tries if one.result == Result.TRYING)
    return any(
        not any(is_end_of(later, one, people) and (later.date or date.min) >= (one.date or date.min) for later in tries)
        for one in trying
    )


def joined_by(people: Mapping[str, Person], mailmap: Mailmap) -> dict[str, Person]:
    """People by all these words, and by the names and addresses that ``.mailmap`` joins with them.

    A short name (*root*) may be that of several people: Git joins it only where the address is known, too.
    """
    found = dict(people)
    pairs = [((name, address), to) for (name, address), to in mailmap.by_both.items()]
    pairs += [(("", address), to) for address, to in mailmap.by_address.items()]
    for (old_name, old_address), (name, address) in pairs:
        known = person_of(f"{name} <{address}>", found) or person_of(old_address, found)
        person = known or Person(clean_name(name), clean_name(name))
        words = (name, address, old_address, old_name if len(old_name.split()) > 1 else "")
        for word in filter(None, words if person.id else ()):
            found.setdefault(word.casefold(), person)
            if "@" not in word and (slug := name_slug(word)):
                found.setdefault(slug, person)
    return found
