"""What several rules need: the troubles that reading noted, the places of texts, and words that are near."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from cop_kb.model.entry import Entry, Outline
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.place import Place
from cop_kb.model.source import Source, Trouble
from cop_kb.reading.entries import slug_of

PLAIN = re.compile(r"(?=.*[^\W\d_]{2})(?!(?:true|false|null|yes|no|on|off)\Z)\w[\w .()/-]*(?<! )", re.IGNORECASE)
NEARBY = 30
RAREST = 8


def entries(kb: KnowledgeBase) -> Iterable[Entry]:
    """The entries that are to be checked."""
    return kb.entries if kb.scope is None else kb.scope


def troubles(kb: KnowledgeBase, rule: str) -> Iterator[tuple[Source, Trouble]]:
    """Everything reading noted for a rule of what is to be checked, with the source in which it stands."""
    for entry in entries(kb):
        yield from ((entry.source, trouble) for trouble in entry.troubles if trouble.rule == rule)
    if kb.scope is not None:
        return
    for source in (*kb.unread, *kb.data_files, *(page.source for page in kb.pages)):
        yield from ((source, trouble) for trouble in source.troubles if trouble.rule == rule)
    for one in (*(one for group in kb.tries.values() for one in group), *kb.stray_tries):
        if one.source:
            yield from ((one.source, trouble) for trouble in one.troubles if trouble.rule == rule)


def sources(kb: KnowledgeBase) -> Iterator[Source]:
    """Every text that is to be checked, once: entries, plain pages, data files, tries, and what could not be read."""
    yield from (entry.source for entry in entries(kb))
    if kb.scope is not None:
        return
    yield from (page.source for page in kb.pages)
    yield from kb.data_files
    yield from kb.unread
    tries = (*(one for group in kb.tries.values() for one in group), *kb.stray_tries)
    yield from (one.source for one in tries if one.source)


def outlines(kb: KnowledgeBase) -> Iterator[tuple[Source, Outline]]:
    """The outline of every entry and every plain page that is to be checked, with its source."""
    yield from ((entry.source, entry.outline) for entry in entries(kb))
    if kb.scope is None:
        yield from ((page.source, page.outline) for page in kb.pages)


def scalars(node: Node | None) -> tuple[Scalar, ...]:
    """The texts of a value, each with its place; a single text is a list of one."""
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(item for item in items if isinstance(item, Scalar) and not item.is_empty)


def place_of_text(entry: Entry, field: str, text: str) -> Place:
    """Where a field of an entry says this text; its whole value where that cannot be told."""
    value = entry.source.value(field)
    node = next((item for item in scalars(value) if item.text.strip() == text), value)
    return entry.source.place_of(node)


def yaml_text(text: str) -> str:
    """A text as YAML takes it anywhere: in quotes, unless it is plain beyond doubt.

    >>> yaml_text("blade-chatter"), yaml_text("Note: 1, 2"), yaml_text("no")
    ('blade-chatter', '"Note: 1, 2"', '"no"')
    """
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def shortened(text: str, most: int = 80) -> str:
    """A text in one line, cut where it is too long for a message."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def folded(text: str) -> str:
    """A text as titles are compared: without case and punctuation."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())) or text.strip()


def unread_slugs(kb: KnowledgeBase) -> frozenset[str]:
    """The slugs of files that are there and cannot be read: what leads to them is no mistake."""
    return frozenset(slug_of(source.uri) for source in kb.unread)


class Nearest:
    """The nearest of thousands of known words, without comparing with each: first those that share rare letters."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = tuple(known)
        self._places: dict[str, list[int]] = {}

    def of(self, word: str) -> str:
        """The known word nearest to this one, or "" where none is near."""
        if not self._places:
            for number, one in enumerate(self._known):
                for part in _parts(one):
                    self._places.setdefault(part, []).append(number)
        rare = sorted((part for part in _parts(word) if part in self._places), key=lambda p: (len(self._places[p]), p))
        shared = Counter(number for part in islice(rare, RAREST) for number in self._places[part])
        near = sorted(shared, key=lambda number: (-shared[number], number))[:NEARBY]
        return nearest(word, (self._known[number] for number in near))

    def hint(self, word: str, otherwise: str) -> str:
        """“Did you mean …?”, or another hint where nothing is near."""
        found = self.of(word)
        return f"Did you mean “{found}”?" if found else otherwise


def _parts(word: str) -> set[str]:
    padded = f"^{word.casefold()}$"
    return {padded[at : at + 3] for at in range(max(1, len(padded) - 2))}
