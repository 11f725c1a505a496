"""Entries → those that somebody asks for, in the order they ask for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cop_kb.model.levels import LEVELS
from cop_kb.reading.likeness import UNSPACED

BASE_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into a letter and its accent."""
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in a list: its ``data`` as ``kb.json`` has them, and what else it is selected, ordered and shown by.

    ``label`` and ``order`` are its type's, ``tone`` its state's, ``level`` is how its maturity reads, ``when`` the day,
    month or year it is about, ``hurts`` how much it does. ``topics`` are its own and all wider ones, ``people`` the ids
    of all who wrote, told or tried it, ``happened`` the days on which it was written, changed and tried, the newest
    first, each with what that was.
    """

    data: Mapping[str, Any]
    label: str = ""
    order: int = 0
    tone: str = ""
    when: str = ""
    hurts: int = 0
    is_draft: bool = False
    is_current: bool = True
    is_due: bool = False
    topics: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    level: str = ""
    happened: tuple[tuple[str, str], ...] = ()
    is_trying: bool = False
    is_untried: bool = False

    def since(self, day: str) -> list[tuple[str, str]]:
        """What happened to it from a day on."""
        return [each for each in self.happened if each[0] >= day]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for: one of each that is given, all of them together. Keys and ids, as the knowledge base has them.

    ``currency`` is *current*, *past* (superseded or retired) or *all*, ``since`` the day from which on something
    happened to them.
    """

    types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    disputed: bool = False
    due: bool = False
    trying: bool = False
    untried: bool = False
    since: str = ""
    currency: str = "current"


def select(listed: Iterable[Listed], asked: Selection) -> list[Listed]:
    """The entries that are asked for."""
    texts = [words_of(text) for text in asked.texts]

    def has(one: Listed) -> bool:
        data = one.data
        return (
            (asked.currency == "all" or one.is_current == (asked.currency == "current"))
            and (not asked.types or data["type"] in asked.types)
            and (not asked.states or data["state"] in asked.states)
            and (not asked.levels or data["maturity"] in asked.levels)
            and (not asked.disputed or data["disputed"])
            and (not asked.due or one.is_due)
            and (not asked.trying or one.is_trying)
            and (not asked.untried or one.is_untried)
            and (not asked.since or bool(one.since(asked.since)))
            and (not asked.topics or not one.topics.isdisjoint(asked.topics))
            and (not asked.people or not one.people.isdisjoint(asked.people))
            and (not texts or _says(one, texts))
        )

    return [one for one in listed if has(one)]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: without case and accents.

    >>> words_of("Gestänge, WIP-041")
    ('gestange', 'wip', '041')
    """
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.casefold()).translate(BASE_LETTERS)
        text = "".join(char for char in apart if not unicodedata.combining(char))
    return tuple(WORD.findall(text.casefold()))


def _says(one: Listed, texts: Iterable[tuple[str, ...]]) -> bool:
    """Whether all words of one of the texts begin a word of the entry's; without blanks between words, stand in one."""
    data = one.data
    own = words_of(" ".join((data["title"], *data["aka"], *data["codes"], data["summary"])))
    return any(all(_stands_in(word, own) for word in words) for words in texts)


def _stands_in(word: str, own: tuple[str, ...]) -> bool:
    if UNSPACED.search(word):
        return any(word in each for each in own)
    return any(each.startswith(word) for each in own)


def _title(one: Listed) -> tuple[Any, ...]:
    return " ".join(words_of(one.data["title"])), one.data["slug"]


def _maturity(one: Listed) -> int:
    level = one.data["maturity"]
    return LEVELS.index(level) + 1 if level else 0


_ORDERS: Mapping[str, tuple[Callable[[Listed], Any], bool]] = MappingProxyType(
    {
        "type": (lambda one: (one.order, one.data["type"]), False),
        "title": (lambda one: 0, False),
        "date": (lambda one: one.when, True),
        "maturity": (_maturity, True),
        "hurts": (lambda one: one.hurts, True),
    }
)
SORTS = tuple(_ORDERS)


def ordered(listed: Iterable[Listed], sort: str, *, reverse: bool = False) -> list[Listed]:
    """Entries in one of the ``SORTS``, then by title: the newest, the most mature, what hurts most stands first."""
    key, most_first = _ORDERS[sort]
    found = sorted(sorted(listed, key=_title), key=key, reverse=most_first)
    return found[::-1] if reverse else found
