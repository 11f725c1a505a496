"""Entries that share rare words of their titles: what a reader may have meant instead.

Nothing is compared with everything: an entry asks only for its rarest words, and only those that few others have, so
all of them together cost no more than reading their titles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.likeness import STOP, WORD

RAREST, SHARED_BY, SHOWN = 6, 24, 4
"""Words an entry is asked for; entries that may have one; entries shown."""
LEAST, TOPIC = 2, "#"
"""Words two entries share at least; a topic counts as one, but only beside a word."""


class Similar:
    """The entries by the words of their titles, other names, codes and topics.

    ``places`` are the slugs of those that have a word, where that is known already.
    """

    def __init__(self, kb: KnowledgeBase, places: Mapping[str, Sequence[str]] | None = None) -> None:
        self.kb = kb
        self.places = self._all_places() if places is None else places

    def to(self, entry: Entry) -> list[Entry]:
        """The entries most like this one, best first, without those it is tied to already."""
        own = self._words_of(entry)
        tied = {entry.slug}
        tied.update(each.target for each in self.kb.relations_from.get(entry.slug, ()))
        tied.update(each.source for each in self.kb.relations_to.get(entry.slug, ()))
        scores: dict[str, list[float]] = {}
        named: set[str] = set()
        known = [word for word in own if 1 < len(self.places.get(word, ())) <= SHARED_BY]
        for word in sorted(known, key=lambda each: (len(self.places[each]), each))[:RAREST]:
            weight = log(1 + SHARED_BY / len(self.places[word]))
            for slug in self.places[word]:
                if slug not in tied:
                    scores.setdefault(slug, []).append(weight)
                    named.update([slug] if not word.startswith(TOPIC) else [])
        alike = [slug for slug, found in scores.items() if len(found) >= LEAST and slug in named]
        return [self.kb.by_slug[slug] for slug in sorted(alike, key=lambda s: (-sum(scores[s]), s))[:SHOWN]]

    def _all_places(self) -> dict[str, list[str]]:
        places: dict[str, list[str]] = {}
        for slug, entry in self.kb.by_slug.items():
            for word in self._words_of(entry) if self.kb.is_current(slug) else ():
                places.setdefault(word, []).append(slug)
        return places

    def _words_of(self, entry: Entry) -> frozenset[str]:
        phrases = (entry.title, *entry.aka)
        words = {word.casefold() for phrase in phrases for word in WORD.findall(phrase)}
        topics = {TOPIC + key for key in self.kb.topics_of(entry)}
        return frozenset({word.removesuffix("s") for word in words if not STOP.fullmatch(word)} | topics)
