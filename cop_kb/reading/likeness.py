"""Which entries look alike: offline, the same every time, and without comparing each with each.

An entry is known by its *phrases*: its title, its codes, the other words for it, and how its symptom begins. A
phrase is a set of stems, and a stem counts the more the fewer entries have it (idf). Two phrases are as alike as
what they share weighs against what only one of them has (Tversky's index, https://doi.org/10.1037/0033-295X.84.4.327).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from math import log
from os.path import commonprefix
from typing import Any, NamedTuple

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.overlaid import overlaid
from cop_kb.reading.excerpts import symptom_words
from cop_kb.reading.kept_values import Lazily, dumped_each, loaded
from cop_kb.reading.opened import come, recalled, remember

NAME = "likeness"
"""Under which it is remembered."""
OF_EACH = ("_written", "_phrases")
LOOKS_ALIKE = 0.4
"""From here on an entry is worth showing to somebody who is about to write: it has about half of what they said."""
NEAR_DUPLICATE = 0.8
"""From here on, seen from both sides, two entries say nearly the same in nearly the same words."""
MISSING, EXTRA, ELSEWHERE = 0.7, 0.3, 0.5  # weight of a stem: only the query has it, only the phrase, another phrase
BEGIN, ENDING = 5, 4  # letters that the forms of a word share at least, and may have beyond that at most
BUDGET, CANDIDATES = 400, 12  # places of stems that one query looks at, the rarest first; entries it then weighs
MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0dff\u0e31-\u0e4e"  # belong to a letter, yet are none
WORD = re.compile(rf"\d+(?:[.,:]\d+)*|(?:[^\W\d_]|[{MARKS}])+")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")  # scripts without blanks are read in pairs
STOP = re.compile(
    r"an?|and|are|as|at|be|but|by|can|do(?:es)?|for|from|ha(?:s|ve)|how|i[fnst]?|its|my|no|not|o[fnr]|our|s|so|t|to|up"
    r"|th(?:at|en?|is)|was|we|what|when|where|which|why|will|with|you|your|als|a[mu]|au[cs]h?|auf|bei|das|dass|de[mnrs]"
    r"|die|eine?[mnr]?|es|für|ich|im|ist|kann|man|mit|nach|oder|sich|sind|und|vo[mn]|warum|wenn|wie|wir|wird|zu[mr]?"
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
        self._written: dict[str, dict[str, str]] = {}  # slug → stem → the word that has it; the title's words first
        self._places: dict[str, list[str]] = {}  # stem → the slugs that have it
        sets = {entry.slug: self._learn(entry) for entry in entries}
        count = len(sets)  # weights are whole numbers: no order of adding them up matters
        self._weights = {stem: round(1000 * log(1 + count / len(slugs))) for stem, slugs in self._places.items()}
        self._unknown = round(1000 * log(1 + 2 * count))
        self._phrases = {slug: [(each, self._weight(each)) for each in found] for slug, found in sets.items()}

    @classmethod
    def of(cls, tables: Mapping[str, Any]) -> Index:
        """The index of which ``tables`` are kept."""
        index = cls(())
        vars(index).update(tables[""])
        vars(index).update((name, overlaid(Lazily(tables[name], loaded), {})) for name in OF_EACH)
        return index

    def learn(self, entry: Entry) -> None:
        """Know one more entry; what a word weighs that others have is as it was."""
        phrases = self._learn(entry)
        self._weights = {**dict.fromkeys(chain(*phrases), self._unknown), **self._weights}
        self._phrases[entry.slug] = [(each, self._weight(each)) for each in phrases]

    @property
    def tables(self) -> Iterator[tuple[str, Any]]:
        """All that it knows, to be kept one by one; what is about one entry as bytes, for few are looked at."""
        yield "", {name: table for name, table in vars(self).items() if name not in OF_EACH}
        for name in OF_EACH:
            yield name, dumped_each(vars(self)[name])

    def alike(self, texts: Iterable[str], most: int = 5, least: float = LOOKS_ALIKE) -> tuple[Alike, ...]:
        """The entries most like any of these texts (titles, other words for it), best first; an entry finds itself."""
        best: dict[str, Alike] = {}
        for text in texts:
            query = frozenset(self._stem(part) for part, _ in _parts(text))
            self._weights.update((stem, self._unknown) for stem in query if stem not in self._weights)
            for slug in self._candidates(query, least):
                score, is_all = self._compare(query, slug)
                if score >= least and (slug not in best or score > best[slug].score):
                    words = dict.fromkeys(word for stem, word in self._written[slug].items() if stem in query)
                    best[slug] = Alike(slug, round(score, 3), tuple(words), is_all)
        return tuple(sorted(best.values(), key=lambda each: (-each.score, each.slug))[:most])

    def _learn(self, entry: Entry) -> list[frozenset[str]]:
        """The phrases of an entry; its words are remembered."""
        written = self._written.setdefault(entry.slug, {})
        codes = (code for name, field in entry.type.fields.items() if field.unique for code in entry.texts(name))
        phrases = [_parts(phrase) for phrase in (entry.title, *entry.aka, *codes, symptom_words(entry))]
        for part, word in (pair for phrase in phrases for pair in phrase):
            stem = self._stems.setdefault(part, self._stem(part))
            if stem not in written:
                written[stem] = word
                self._places.setdefault(stem, []).append(entry.slug)
            if len(self._places[stem]) == 1 and stem not in self._kin.setdefault(stem[:BEGIN], []):
                self._kin[stem[:BEGIN]].append(stem)
        return list(dict.fromkeys(frozenset(self._stems[part] for part, _ in phrase) for phrase in phrases if phrase))

    def _stem(self, part: str) -> str:
        """The first word learnt that is a form of this one: a simple plural, or the same begin with short endings."""
        if part in self._stems:
            return self._stems[part]
        bare = part[:-1] if len(part) > 3 and part[-1] == "s" and part[-2] != "s" else part
        for stem in self._kin.get(bare[:BEGIN], ()) if len(bare) >= BEGIN and bare.isalpha() else ():
            same = len(commonprefix((stem, bare)))  # noqa: RUF071 - of words, not of paths
            if max(len(stem), len(bare)) - same <= min(ENDING, same // 2 + 1):
                return stem
        return bare

    def _weight(self, stems: Iterable[str]) -> int:
        return sum(map(self._weights.__getitem__, stems))

    def _candidates(self, query: frozenset[str], least: float) -> list[str]:
        """The entries that may share enough: who shares none of the rarest stems cannot, and is never looked at."""
        rare = sorted((stem for stem in query if stem in self._places), key=lambda s: (len(self._places[s]), s))
        needed = self._weight(query) * MISSING * least / (1 - (1 - MISSING) * least)
        rest, budget = self._weight(rare), BUDGET
        shared: dict[str, int] = {}
        for stem in rare:
            if rest < needed or budget <= 0:
                break
            weight = self._weights[stem]
            for slug in self._places[stem][:budget]:
                shared[slug] = shared.get(slug, 0) + weight
            budget, rest = budget - len(self._places[stem]), rest - weight
        enough = needed - rest
        likely = sorted([s for s, w in shared.items() if w >= enough], key=shared.__getitem__, reverse=True)
        return [slug for slug in likely[:CANDIDATES] if self._weight(query & self._written[slug].keys()) >= needed]

    def _compare(self, query: frozenset[str], slug: str) -> tuple[float, bool]:
        """How alike query and nearest phrase are, and whether that has all of it; what others have counts less."""
        total, anywhere = self._weight(query), self._weight(query & self._written[slug].keys())
        best = (0.0, False)
        for phrase, weight in self._phrases[slug]:
            if both := query & phrase:
                here = self._weight(both)
                shared = here + ELSEWHERE * (anywhere - here)
                score = shared / (shared + MISSING * (total - shared) + EXTRA * (weight - here))
                best = max(best, (score, both == query))
        return best


def build_index(kb: KnowledgeBase) -> Index:
    """The index of all entries."""
    known = recall_index(kb)
    if known is not None:
        return known
    index = Index(kb.by_slug.values())
    for name, table in index.tables:
        remember(kb, f"{NAME}{name}", table)
    return index


def recall_index(kb: KnowledgeBase) -> Index | None:
    """The index of all entries, if it is remembered; with those that came since."""
    tables = {name: recalled(kb, f"{NAME}{name}") for name in ("", *OF_EACH)}
    if None in tables.values():
        return None
    index = Index.of(tables)
    for entry in come(kb):
        index.learn(entry)
    return index


def _parts(text: str) -> list[tuple[str, str]]:
    """The words of a text as (part, word): ``GitHubActions`` has three parts; without blanks each pair is one."""
    words = WORD.findall(unicodedata.normalize("NFC", text))
    found = [(part, word) for word in words for part in _parts_of(word)]
    return [pair for pair in found if not _is_stop(pair[0])] or found


@lru_cache(maxsize=50_000)  # most words are met again and again
def _parts_of(word: str) -> tuple[str, ...]:
    pairs = (word[at : at + 2] for at in range(max(1, len(word) - 1)))
    return tuple(part.casefold() for part in (pairs if UNSPACED.search(word) else HUMP.split(word)))


@lru_cache(maxsize=50_000)
def _is_stop(part: str) -> bool:
    return STOP.fullmatch(part) is not None
