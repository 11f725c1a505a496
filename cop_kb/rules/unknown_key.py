"""A key in the front matter that no field has."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Scalar
from cop_kb.model.source import Source
from cop_kb.reading.tries import FIELDS
from cop_kb.reading.withholding import KEYS

SEVERITY = Severity.WARNING
READS_BODIES = False
NOT_FIELDS = ("type",)  # has a rule of its own
LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝɡıαορνικτυ", "aeopcyxijshdqwgiaopviktu")
"""Cyrillic and Greek letters that look like Latin ones."""


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each unknown key once in the whole knowledge base, at its first place: a habit is one finding, not a hundred."""
    seen: dict[str, list[tuple[Source, Scalar, str, Collection[str]]]] = {}
    for source, what, fields in _known(kb):
        for key, _ in source.front_matter or ():
            if key.text not in fields and not _has_a_meaning(key.text):
                seen.setdefault(key.text, []).append((source, key, what, fields))
    for name, places in seen.items():
        source, key, what, fields = places[0]
        others = f" (and in {len(places) - 1} more)" if len(places) > 1 else ""
        hint = _look_alike(name, fields) or nearest_hint(name, fields)
        hint = hint or f"It is kept and not used. If it is yours, call it x-{name} and it is never mentioned again."
        yield Finding(source.place_of(key), f"“{name}” is no field of a {what}{others}", hint)


def _has_a_meaning(name: str) -> bool:
    """Whether a key that is no field is known: there is a rule for it, or it is the author's own."""
    return name in NOT_FIELDS or name.startswith("x-") or name.strip().casefold() in KEYS


def _known(kb: KnowledgeBase) -> Iterator[tuple[Source, str, Collection[str]]]:
    """Every source with fields: what it is, and which fields it may have."""
    yield from ((entry.source, entry.type.name, entry.type.fields) for entry in kb.entries)
    tries = (*(one for group in kb.tries.values() for one in group), *kb.stray_tries)
    yield from ((one.source, "try", FIELDS) for one in tries if one.source)


def _look_alike(name: str, fields: Collection[str]) -> str:
    """What to do about a key that looks like a field and is written with other letters; "" for others."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(LOOK_ALIKES)
    meant = "".join(char for char in folded if unicodedata.category(char) not in ("Cf", "Zs"))
    if name.isascii() or meant not in fields:
        return ""
    odd = next(char for char in name if not char.isascii())
    return f"Write “{meant}” anew: it holds U+{ord(odd):04X} ({unicodedata.name(odd, 'no name').capitalize()})."
