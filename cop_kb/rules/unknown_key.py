"""A key in the front matter that no field has."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping

from cop_kb.model.entry_type import Field
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest
from cop_kb.model.node import Node, Scalar
from cop_kb.model.source import Source
from cop_kb.reading.other_words import OTHER_WORDS, meaning
from cop_kb.reading.tries import FIELDS
from cop_kb.reading.withholding import KEYS, seems_to_withhold

SEVERITY = Severity.WARNING
READS_BODIES = False
NOT_FIELDS = ("type",)  # has a rule of its own
LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝɡıαορνικτυ", "aeopcyxijshdqwgiaopviktu")
"""Cyrillic and Greek letters that look like Latin ones."""


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each unknown key once in the whole knowledge base, at its first place: a habit is one finding, not a hundred."""
    seen: dict[str, list[tuple[Source, Scalar, str, Mapping[str, Field]]]] = {}
    for source, what, fields in _known(kb):
        for key, value in source.front_matter or ():
            if key.text not in fields and not _has_a_meaning(key.text, value, fields):
                seen.setdefault(key.text, []).append((source, key, what, fields))
    for name, places in seen.items():
        source, key, what, fields = places[0]
        others = f" (and in {len(places) - 1} more)" if len(places) > 1 else ""
        hint = _look_alike(name, fields) or _nearest(name, fields)
        hint = hint or f"It is kept and not used. If it is yours, call it x-{name} and it is never mentioned again."
        yield Finding(source.place_of(key), f"“{name}” is no field of a {what}{others}", hint)


def _has_a_meaning(name: str, value: Node, fields: Mapping[str, Field]) -> bool:
    """Whether a key that is no field is known: there is a rule for it, or it is the author's own."""
    is_read = fields is not FIELDS and (meaning(name, fields) is not None or seems_to_withhold(name, value))
    return is_read or name in NOT_FIELDS or name.startswith("x-") or name.strip().casefold() in KEYS


def _nearest(name: str, fields: Mapping[str, Field]) -> str:
    """The field that was probably meant: by its own name, or by another tool's word for it."""
    words = {word: meant.name for word in OTHER_WORDS if (meant := meaning(word, fields)) and meant.name in fields}
    found = nearest(name, [*fields, *words])
    return f"Did you mean “{words.get(found, found)}”?" if found else ""


def _known(kb: KnowledgeBase) -> Iterator[tuple[Source, str, Mapping[str, Field]]]:
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
