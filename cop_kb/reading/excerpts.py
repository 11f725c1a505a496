"""What of an entry's text stands elsewhere than on its page: its answer and its symptom in a line."""

from __future__ import annotations

import re

from cop_kb.markdown.document import plain_text
from cop_kb.model.brief import CUT, Brief
from cop_kb.model.entry import Entry, Section
from cop_kb.model.entry_type import heading_key

ANY_HEADING = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?#{1,6}[ \t]+(?P<text>[^\n]+)", re.MULTILINE)
WORD = re.compile(r"[^\s\"'`()<>\[\]{}|/\\,;:=]+")
SHORT = 160
SYMPTOM = 40  # words


def answer_of(entry: Entry) -> Section | None:
    """The section that answers the reader: the best that is filled."""
    for name in entry.type.roles.answer:
        if found := entry.section(name):
            return found
    return None


def symptom_of(entry: Entry) -> Section | None:
    """The section that says how the reader meets it, if it is filled."""
    return entry.section(entry.type.roles.symptom) if entry.type.roles.symptom else None


def summary(entry: Entry, most: int = SHORT) -> str:
    """What a list shows of an entry in a line or two."""
    return summary_of(entry).within(most)


def summary_of(entry: Entry) -> Brief:
    """What an entry says in short.

    That is what its author says it is about in the front matter, else its answer, else what its author calls a summary,
    else its symptom, else the first section with words.
    """
    if entry.summary:
        return Brief((" ".join(entry.summary.split()),))
    filled = [section for section in entry.sections if section.is_filled]
    named = set(map(heading_key, entry.type.roles.in_short))
    own = [section for section in filled if section.heading and heading_key(section.heading.text) in named]
    sections = (answer_of(entry), *own, symptom_of(entry), *filled)
    return next((section.brief for section in sections if section and section.brief), Brief())


def symptom_in_short(entry: Entry) -> Brief:
    """What the reader meets; where nobody has written that, what the entry says."""
    symptom = symptom_of(entry)
    return symptom.brief if symptom and symptom.brief else summary_of(entry)


def answer_in_short(entry: Entry, way: str = "") -> Brief:
    """What the answer says in short; of several ways, what that one says, with its name before it.

    An answer that cannot be said in words, as a picture, is “…”: there is something to be seen.
    """
    answer = answer_of(entry)
    if answer is None:
        return Brief()
    first, *rest = next((below.parts for name, below in answer.ways if is_way(name, way) and below), ("",))
    return Brief((f"{way}: {first}", *rest)) if first else answer.brief or Brief((CUT,))


def is_way(heading: str, way: str) -> bool:
    """Whether a heading is that of a way."""
    return bool(way) and heading_key(heading) == heading_key(way)


def headings_inside(text: str) -> frozenset[str]:
    """Whatever looks like a heading, be it inside a list, a quotation or a box."""
    return frozenset(plain_text(match["text"].rstrip(" \t#")) for match in ANY_HEADING.finditer(text))


def symptom_words(entry: Entry) -> str:
    """How the section begins in which readers recognise the entry; "" without one."""
    section = entry.section(entry.type.roles.symptom)
    return plain_text(" ".join(section.text[: SYMPTOM * 20].split()[:SYMPTOM])) if section else ""


def file_names(text: str) -> frozenset[str]:
    """All in a text that may be the name of a file: words with a dot in them."""
    words = (word.rstrip(".!?") for word in WORD.findall(text) if "." in word)
    return frozenset(word for word in words if "." in word)
