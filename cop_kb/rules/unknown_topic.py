"""A topic that the community has not declared."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.node import Scalar
from cop_kb.rules.shared import Nearest, scalars, yaml_text

SEVERITY = Severity.WARNING
READS_BODIES = False
FILE = "topics.yml"


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    named = list(_named(kb))
    if not kb.topics:
        if named and not any(source.uri == FILE and (source.text or source.troubles) for source in kb.data_files):
            yield _begin(kb, named)
        return
    near = Nearest(kb.topic_words)
    for entry, node in named:
        word = node.text.strip()
        key = kb.topic_words.get(word.casefold())
        if key == word:
            continue
        place = entry.source.place_of(node)
        if key:
            fix = Fix(f"call it {key}", (Edit(entry.source.path, node.start, node.end, yaml_text(key)),))
            yield Finding(place, f"“{word}” is another word for the topic {key}", f"Write {key}.", fix)
        else:
            found = kb.topic_words.get(near.of(word), "")
            declare = f"Is it a new one? Add it to {kb.settings.content}/{FILE}, with a label."
            yield Finding(place, f"“{word}” is no topic", f"Did you mean “{found}”? {declare}" if found else declare)


def _named(kb: KnowledgeBase) -> Iterator[tuple[Entry, Scalar]]:
    """Every topic that a field of an entry names, with its place."""
    for entry in kb.entries:
        for name, field in entry.type.fields.items():
            if field.kind == "topics" and name in entry.values:
                yield from ((entry, node) for node in scalars(entry.source.value(name)))


def _begin(kb: KnowledgeBase, named: list[tuple[Entry, Scalar]]) -> Finding:
    """One finding for all, where the community has no topics at all."""
    entry, node = named[0]
    words = sorted({node.text.strip() for _, node in named})
    count = f"{len(words)} are named and none is declared" if len(words) > 1 else "none is declared yet"
    hint = f"Begin {kb.settings.content}/{FILE} with a line for each, like “{words[0]}: {words[0].capitalize()}”."
    return Finding(entry.source.place_of(node), f"“{node.text.strip()}” is no topic: {count}", hint)
