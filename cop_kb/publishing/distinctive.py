"""The words that say most about the text of an entry: often there, and in few others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain, islice
from sys import intern

from cop_kb.model.entry import Entry

WORD = re.compile(r"[^\W\d_]{4,}")
MOST = 24
"""So many words of an entry are kept, at most."""


def words_of(entry: Entry) -> Counter[str]:
    """The words of an entry's text, with how often they stand there."""
    text = " ".join(section.text for section in entry.sections).casefold()
    return Counter(map(intern, WORD.findall(text)))  # most are words of other entries, too


def times_of(words: Iterable[Counter[str]]) -> Counter[str]:
    """In how many of these texts each word stands."""
    return Counter(chain.from_iterable(words))


def distinctive(entry: Entry, words: Counter[str], times: Mapping[str, int], total: int) -> list[str]:
    """The words of an entry, those first that say most; ``times`` is in how many of the ``total`` each stands."""
    said = " ".join((entry.title, *entry.aka)).casefold()
    alike: dict[float, list[str]] = {}  # there are few weights, and to sort these is quicker
    for word, here in words.items():
        alike.setdefault(_weight(here, _step(times[word]), total), []).append(word)
    best = (word for weight in sorted(alike, reverse=True) for word in sorted(alike[weight]) if word not in said)
    return list(islice(best, MOST))


def times_again(
    times: Mapping[str, int], before: Iterable[Counter[str]], now: Iterable[Counter[str]], total: int
) -> Counter[str] | None:
    """In how many each stands after some texts were edited; None where the others would have other words."""
    gone, come = times_of(before), times_of(now)
    new = Counter(times)
    new.update(come)
    new.subtract(gone)
    for word in gone.keys() | come.keys():
        elsewhere = new[word] - come[word]
        if elsewhere and _step(times[word]) != _step(new[word]):
            return None
    return new


def _step(times: int) -> int:
    """In steps: that a word stands in one entry more changes nothing for the others that have it, most of the time."""
    return (times.bit_length() + 1) // 2


@lru_cache(maxsize=10_000)
def _weight(here: int, step: int, total: int) -> float:
    return (1 + math.log(here)) * math.log(1 + total / 4**step)
