"""A key of another tool that is read as a field of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.other_words import CHANGED, SUMMARY, WRITTEN, OtherWord, is_outdone, no_topics, other_words
from cop_kb.rules.shared import some_of, topic_line

SEVERITY = Severity.HINT
READS_BODIES = False
AS = {
    SUMMARY.name: ("the summary", "Lists, feeds and the search show it instead of how the text begins."),
    WRITTEN.name: ("the date", "It counts where neither date nor Git says when the entry was written."),
    CHANGED.name: ("the date of the last change", "It counts where Git does not know when the entry was changed."),
}
"""What of an entry is no field of ours: what the key is read as, and what follows."""
PLAIN = re.compile(r"[\w-]+")


@dataclass(slots=True)
class _Found:
    """Where a key stands, the first place first, and the words under it that are no topics."""

    places: list[tuple[Entry, OtherWord]] = field(default_factory=list)
    outdone: list[tuple[Entry, OtherWord]] = field(default_factory=list)
    no_topics: dict[str, None] = field(default_factory=dict)


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each key once in the whole knowledge base, at its first place: a collection that is brought has it everywhere."""
    found: dict[str, _Found] = {}
    for entry in kb.entries:
        for word in other_words(entry.source, entry.type.fields):
            one = found.setdefault(word.key.text, _Found())
            if is_outdone(word, entry.source):
                one.outdone.append((entry, word))
                continue
            one.places.append((entry, word))
            if word.field.kind == "topics":
                one.no_topics.update(dict.fromkeys(no_topics(word, kb.topic_words)))
    for one in found.values():
        yield from _read(one, kb) if one.places else _not_read(one)


def _read(one: _Found, kb: KnowledgeBase) -> Iterator[Finding]:
    entry, word = one.places[0]
    others = f" (and in {len(one.places) - 1} more)" if len(one.places) > 1 else ""
    meant, hint = AS.get(word.field.name, (word.field.name, f"It works as it is. Our own word is {word.field.name}."))
    message = f"“{word.key.text}” is read as {meant}{others}"
    if one.no_topics:
        are = "is no topic" if len(one.no_topics) == 1 else "are no topics"
        message, hint = f"{message}; {some_of(one.no_topics)} {are}", _declare(one, kb)
    elif word.field.kind == "paths":
        message, hint = f"“{word.key.text}” is read as an old address, among aliases{others}", _rename(entry, word)
    yield Finding(entry.source.place_of(word.key), message, hint)


def _not_read(one: _Found) -> Iterator[Finding]:
    entry, word = one.outdone[0]
    others = f" (and in {len(one.outdone) - 1} more)" if len(one.outdone) > 1 else ""
    message = f"“{word.key.text}” is not read, for {word.field.name} stands beside it{others}"
    yield Finding(entry.source.place_of(word.key), message, "Move what is missing there, or take one of the two away.")


def _declare(one: _Found, kb: KnowledgeBase) -> str:
    line = topic_line(next(iter(one.no_topics)))
    return (
        f"What should be a topic gets a line in {kb.settings.content}/topics.yml, like “{line}”, or is a synonym of "
        "one that is there. The rest is kept and not used."
    )


def _rename(entry: Entry, word: OtherWord) -> str:
    said = getattr(word.value, "text", "").strip("/")
    if word.key.text != "slug":
        return f"Whoever follows it comes to the entry. Our own word is {word.field.name}."
    new = said if PLAIN.fullmatch(said) else "its-new-name"
    return f"The name of the file is the slug here. To change it: cop-kb rename {entry.slug} {new}"
