"""The words that say most about the text of an entry: often there, and in few others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from sys import intern

from cop_kb.model.entry import Entry

WORD = re.compile(r"[^\W\d_]{4,}")
MOST = 24
"""So many words of an entry are kept, at most."""


def words_of(entry: Entry) -> Counter[str]:
    """The words of an entry's text, with how often they stand there."""
    found = Counter(WORD.findall(" ".join(section.text for section in entry.sections).casefold()))
    return Counter({intern(word): times for word, times in found.items()})  # most are words of other entries, too


def times_of(words: Iterable[Counter[str]]) -> Counter[str]:
    """In how many of these texts each word stands."""
    return Counter(chain.from_iterable(words))


def distinctive(entry: Entry, words: Counter[str], times: Mapping[str, int], total: int) -> list[str]:
    """The words of an entry, those first that say most; ``times`` is in how many of the ``total`` each stands."""
    said = " ".join((entry.title, *entry.aka)).casefold()
    weights = {word: (1 + math.log(here)) * _rarity(times[word], total) for word, here in words.items()}
    best = sorted((-weight, word) for word, weight in weights.items())
    return [word for _, word in best if word not in said][:MOST]


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
        if elsewhere and _rarity(times[word], total) != _rarity(new[word], total):
            return None
    return new


def _rarity(times: int, total: int) -> float:
    """In steps: that a word stands in one entry more changes nothing for the others that have it, most of the time."""
    return math.log(1 + total / 4 ** ((times.bit_length() + 1) // 2))
