"""What the search box knows: titles, other names, codes, topics and symptoms, small enough to be asked while typing.

The file is a script that calls ``kbSearch`` with plain data in columns, so that it can be loaded from ``file://`` too.
The browser works out the rest (stems, misspellings, order); nothing of it is decided here.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.levels import LEVELS
from cop_kb.model.page import Page, SiteFile, topic_uri
from cop_kb.publishing.distinctive import MOST, distinctive, times_again, times_of, words_of
from cop_kb.publishing.rows import Data, badges, foreign, page_url
from cop_kb.reading.excerpts import symptom_in_short
from cop_kb.reading.opened import edits, recalled, remember
from cop_kb.reading.relations import SUPERSEDES

URI = "search/instant.js"
NAME = "instant"
"""Under which its parts are remembered."""
MOST_BYTES = 600_000
"""How big it may be as it is sent, compressed."""
AS_SENT = 6
"""How hard servers compress what they send."""
HARDEST = 6
"""How many times smaller such a text becomes at best: what is bigger need not be tried."""
FEW_WORDS = 30_000
"""By so many bytes, at most, the words of some edited entries make it bigger or smaller."""
LENGTHS = ((240, MOST), (160, 16), (120, 8), (100, 4), (80, 0), (0, 0))
"""Longest symptom, and how many more words of its text an entry is found by: as much as there is room for."""


def index_parts(kb: KnowledgeBase) -> Data:
    """What is in the index of entries and topics: the same as before, if it is remembered."""
    known: Data | None = recalled(kb, NAME, _parts_again)
    return _parts(kb) if known is None else known


def instant_index(kb: KnowledgeBase, parts: Data, pages: Iterable[Page]) -> SiteFile:
    """The index of these ``parts``, and of ``pages``, which are found by their titles."""
    named = sorted([page.title, page_url(kb, page.uri)] for page in pages)
    if parts["data"].get("pages") == named:
        return _file(parts)
    parts = {**parts, "data": {**parts["data"], "pages": named}}
    lengths = _lengths(parts)
    if not edits(kb):
        remember(kb, NAME, {**parts, "lengths": lengths if lengths[1] else None})
    return _file({**parts, "lengths": lengths})


def instant_index_again(kb: KnowledgeBase) -> SiteFile | None:
    """The index after some entries were edited; None where all of it has to be made anew."""
    parts = recalled(kb, NAME, _parts_again)
    return _file(parts) if parts else None


def _parts(kb: KnowledgeBase) -> Data:
    """All of it, and that of which there may be less in the index."""
    entries = [entry for _, entry in sorted(kb.by_slug.items())]
    types = {name: number for number, name in enumerate(kb.types)}
    topics = {key: number for number, key in enumerate(kb.topics)}
    marks: dict[tuple[str, str], int] = {}
    columns: Data = {
        "type": [types[entry.type.name] for entry in entries],
        "slug": [entry.slug for entry in entries],
        "title": [entry.title for entry in entries],
        "aka": [list(entry.aka) for entry in entries],
        "before": [_before(kb, entry) for entry in entries],
        "codes": [list(entry.texts("codes")) for entry in entries],
        "topics": [[topics[key] for key in kb.topics_of(entry)] for entry in entries],
        "marks": [_marks(kb, entry, marks) for entry in entries],
        "trust": [trust(kb, entry) for entry in entries],
    }
    data = {
        "types": [_type(kb, name) for name in kb.types],
        "topics": [_topic(kb, key) for key in kb.topics],
        "marks": [list(mark) for mark in marks],
        "langs": {at: lang for at, entry in enumerate(entries) if (lang := foreign(kb, entry))},
    }
    words = [words_of(entry) for entry in entries]
    times = times_of(words)
    return {
        "data": data,
        "columns": columns,
        "symptoms": [symptom_in_short(entry) for entry in entries],
        "words": [distinctive(entry, own, times, len(entries)) for entry, own in zip(entries, words, strict=True)],
        "times": dict(times),
        "lengths": None,
    }


def _parts_again(kb: KnowledgeBase, parts: Data) -> Data | None:
    edited = edits(kb)
    slugs, words = parts["columns"]["slug"], list(parts["words"])
    now = [words_of(each.now) for each in edited]
    times = times_again(parts["times"], [words_of(each.before) for each in edited], now, len(slugs))
    if times is None:
        return None
    size = 0
    for (_, entry), own in zip(edited, now, strict=True):
        at = slugs.index(entry.slug)
        best = distinctive(entry, own, times, len(slugs))
        size += sum(len(word.encode()) + 1 for word in (*words[at], *best))
        words[at] = best
    return {**parts, "words": words, "lengths": parts["lengths"] if size < FEW_WORDS else None}


def _file(parts: Data) -> SiteFile:
    lengths, _ = parts["lengths"] or _lengths(parts)
    return SiteFile(URI, _content(parts, *lengths))


def _lengths(parts: Data) -> tuple[tuple[int, int], bool]:
    """As long as there is room for; and whether that is so with a few other words, too."""
    is_sure = True
    for lengths in LENGTHS:
        size = _size(_content(parts, *lengths))
        is_sure = is_sure and abs(size - MOST_BYTES) > FEW_WORDS
        if size <= MOST_BYTES:
            break
    return lengths, is_sure


def _content(parts: Data, longest: int, most: int) -> bytes:
    symptoms = [said.within(longest) if longest else "" for said in parts["symptoms"]]
    words = [" ".join(sorted(best[:most])) for best in parts["words"]]
    data = {**parts["data"], "entries": {**parts["columns"], "symptom": symptoms, "words": words}}
    return f"kbSearch({json.dumps(data, ensure_ascii=False, separators=(',', ':'))})\n".encode()


def _size(content: bytes) -> int:
    """How big it is as it is sent; of one that is far too big, at least that."""
    too_big = len(content) > HARDEST * (MOST_BYTES + FEW_WORDS)
    return len(content) // HARDEST if too_big else len(gzip.compress(content, AS_SENT))


def trust(kb: KnowledgeBase, entry: Entry) -> int:
    """How far to trust an entry, where two are as good otherwise: 0 no longer current, 1 a hunch, to 4 adopted."""
    if not kb.is_current(entry.slug):
        return 0
    maturity = kb.maturities.get(entry.slug)
    return LEVELS.index(maturity.level) + 1 if maturity else 1


def _type(kb: KnowledgeBase, name: str) -> Data:
    address = page_url(kb, f"{kb.types[name].plural}/*.md")
    before, _, after = address.replace("%2A", "*").partition("*")
    return {"label": kb.types[name].label, "before": before, "after": after}


def _topic(kb: KnowledgeBase, key: str) -> Data:
    topic = kb.topics[key]
    return {"label": topic.label, "url": page_url(kb, topic_uri(key)), "words": list(topic.synonyms)}


def _before(kb: KnowledgeBase, entry: Entry) -> list[str]:
    """What the entries that it replaces are called: who asks for one of them is led here."""
    replaced = {each.target for each in kb.relations_from.get(entry.slug, ()) if each.field == SUPERSEDES}
    return [name for slug in sorted(replaced) for name in (kb.by_slug[slug].title, *kb.by_slug[slug].aka)]


def _marks(kb: KnowledgeBase, entry: Entry, known: dict[tuple[str, str], int]) -> list[int]:
    """The badges of an entry as numbers of ``known``, to which new ones are added."""
    pairs = [(each["text"], each["tone"]) for each in badges(kb, entry)]
    return [known.setdefault(pair, len(known)) for pair in pairs]
