"""Which entries look alike: offline, the same every time, and without comparing each with each.

An entry is known by its *phrases*: its title, its codes, the other words for it, and how its symptom begins. A
phrase is a set of stems, and a stem counts the more the fewer entries have it (idf). Two phrases are as alike as
what they share weighs against what only one of them has (Tversky's index, https://doi.org/10.1037/0033-295X.84.4.327).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.markdown import plain_text

LOOKS_ALIKE = 0.4
"""From here on an entry is worth showing to somebody who is about to write: it has about half of what they said."""
NEAR_DUPLICATE = 0.8
"""From here on, seen from both sides, two entries say nearly the same in nearly the same words."""
MISSING, EXTRA, ELSEWHERE = 0.7, 0.3, 0.5  # weight of a stem: only the query has it, only the phrase, another phrase
NEEDED = MISSING * LOOKS_ALIKE / (1 - (1 - MISSING) * LOOKS_ALIKE)  # share of a query without which none looks alike
SAME_BEGIN, ENDING = 5, 4  # letters that forms of one word share at least, and may have beyond that at most
SYMPTOM_WORDS = 40
BUDGET, CANDIDATES = 2_000, 40  # places of stems that one query looks at, the rarest first; entries it then weighs
MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0dff\u0e31-\u0e4e"  # belong to a letter, yet are none
WORD = re.compile(rf"\d+(?:[.,:]\d+)*|(?:[^\W\d_]|[{MARKS}])+")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")  # scripts without blanks are read in pairs
STOP = re.compile(
    r"an?|and|are|as|at|be|but|by|can|do(?:es)?|for|from|ha(?:s|ve)|how|i[fnst]?|its|my|no|not|o[fnr]|our|s|so|t|to|up|was|we"
    r"|th(?:at|en?|is)|what|when|where|which|why|will|with|you|your|als|a[mu]|au[cs]h?|auf|bei|das|dass|de[mnrs]|die|ich"
    r"|eine?[mnr]?|es|für|im|ist|kann|man|mit|nach|oder|sich|sind|und|vo[mn]|warum|was|welche[rs]?|wenn|wie|wir|wird|zu[mr]?"
)  # idf cannot know them while there are few entries; in other languages it soon does


class Alike(NamedTuple):
    """An entry that looks alike: how much (0 to 1), by which words as it writes them, whether those are all."""

    slug: str
    score: float
    words: tuple[str, ...]
    is_all: bool = False


class Index:
    """All entries by the stems of their words; made by ``build_index``."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._stems: dict[str, str] = {}
        self._kin: dict[str, list[str]] = {}  # the first letters → the stems that begin so
        self._slugs: list[str] = []
        self._phrases: list[tuple[frozenset[str], ...]] = []
        self._written: list[dict[str, str]] = []  # stem → the word that has it; the title's words first
        self._places: dict[str, list[int]] = {}  # stem → the numbers of the entries that have it
        for number, entry in enumerate(entries):
            self._slugs.append(entry.slug)
            self._add(entry)
            for stem in self._written[number]:
                self._places.setdefault(stem, []).append(number)
        self._weights = {stem: self._idf(len(places)) for stem, places in self._places.items()}

    def alike(self, texts: Sequence[str], most: int = 5) -> tuple[Alike, ...]:
        """The entries that look most like any of these texts (a title, another word for it), the most alike first.

        Given are those from ``LOOKS_ALIKE`` on; an entry of the knowledge base finds itself.
        """
        best: dict[int, tuple[float, frozenset[str], frozenset[str]]] = {}
        for text in texts:
            query = frozenset(self._stem(part) for part, _ in _words(text))
            for number in self._candidates(query):
                found = (*self._compare(query, number), query)
                if found[0] >= LOOKS_ALIKE and found[0] > best.get(number, (0.0,))[0]:
                    best[number] = found
        first = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:most]
        return tuple(self._alike(number, *found) for number, found in first)

    def _alike(self, number: int, score: float, phrase: frozenset[str], query: frozenset[str]) -> Alike:
        words = dict.fromkeys(word for stem, word in self._written[number].items() if stem in query)
        return Alike(self._slugs[number], round(score, 3), tuple(words), query <= phrase)

    def _add(self, entry: Entry) -> None:
        written: dict[str, str] = {}
        sets = []
        codes = (code for name, field in entry.type.fields.items() if field.unique for code in entry.texts(name))
        for phrase in (*names(entry), *codes, symptom(entry)):
            stems = [(self._learn(part), word) for part, word in _words(phrase)]
            sets.append(frozenset(stem for stem, _ in stems))
            for stem, word in stems:
                written.setdefault(stem, word)
        self._phrases.append(tuple(dict.fromkeys(filter(None, sets))))
        self._written.append(written)

    def _learn(self, part: str) -> str:
        if part not in self._stems:
            stem = self._stems[part] = self._stem(part)
            kin = self._kin.setdefault(stem[:SAME_BEGIN], [])
            if stem not in kin:
                kin.append(stem)
        return self._stems[part]

    def _stem(self, part: str) -> str:
        """The first word learnt that is a form of this one: a simple plural, or the same begin with short endings."""
        if part in self._stems:
            return self._stems[part]
        bare = part[:-1] if len(part) > 3 and part[-1] == "s" and part[-2] != "s" else part
        for stem in self._kin.get(bare[:SAME_BEGIN], ()) if len(bare) >= SAME_BEGIN and bare.isalpha() else ():
            same = next((at for at, (a, b) in enumerate(zip(stem, bare, strict=False)) if a != b), len(min(stem, bare)))
            if max(len(stem), len(bare)) - same <= min(ENDING, same // 2 + 1):
                return stem
        return bare

    def _idf(self, places: float) -> int:
        return round(1000 * log(1 + len(self._slugs) / places))  # whole: no order of adding up matters

    def _weight(self, stems: Iterable[str]) -> int:
        return sum(self._weights.get(stem) or self._idf(0.5) for stem in stems)

    def _candidates(self, query: frozenset[str]) -> list[int]:
        """The entries that may share enough: who shares none of the rarest stems cannot, and is never looked at."""
        rare = sorted((stem for stem in query if stem in self._places), key=lambda s: (len(self._places[s]), s))
        rest, needed, budget = self._weight(rare), NEEDED * self._weight(query), BUDGET
        shared: dict[int, int] = {}
        for stem in rare:
            if budget <= 0 or (rest < needed and len(shared) > CANDIDATES):
                break
            for number in self._places[stem][:budget]:
                shared[number] = shared.get(number, 0) + self._weights[stem]
            budget -= len(self._places[stem])
            rest -= self._weights[stem]
        likely = [number for number, weight in shared.items() if weight + rest >= needed]
        return sorted(likely, key=lambda number: (-shared[number], number))[:CANDIDATES]

    def _compare(self, query: frozenset[str], number: int) -> tuple[float, frozenset[str]]:
        """How alike the query and the nearest phrase are, and that phrase; what others have counts a little."""
        total, anywhere = self._weight(query), self._weight(query & self._written[number].keys())
        scores = []
        for phrase in self._phrases[number]:
            here = self._weight(query & phrase)
            shared = here + ELSEWHERE * (anywhere - here) if here else 0.0
            weight = shared + MISSING * (total - shared) + EXTRA * (self._weight(phrase) - here)
            scores.append((shared / weight, phrase))
        return max(scores, key=lambda each: each[0])


def build_index(kb: KnowledgeBase) -> Index:
    """The index of all entries of a knowledge base."""
    return Index(kb.by_slug.values())


def names(entry: Entry) -> tuple[str, ...]:
    """What an entry is called: its title and the other words for it."""
    return (entry.title, *entry.aka)


def symptom(entry: Entry) -> str:
    """How the section begins in which readers recognise the entry; "" without one."""
    section = entry.section(entry.type.roles.symptom)
    return plain_text(" ".join(section.text[: SYMPTOM_WORDS * 20].split()[:SYMPTOM_WORDS])) if section else ""


def _words(text: str) -> list[tuple[str, str]]:
    """The words of a text as (part, word): ``GitHubActions`` has three parts; without blanks each pair is one."""
    found: list[tuple[str, str]] = []
    for word in WORD.findall(unicodedata.normalize("NFC", text)):
        pairs = (word[at : at + 2] for at in range(max(1, len(word) - 1)))
        found.extend((part.casefold(), word) for part in (pairs if UNSPACED.search(word) else HUMP.split(word)))
    return [pair for pair in found if not STOP.fullmatch(pair[0])] or found
