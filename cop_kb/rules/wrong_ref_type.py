"""A field that names an entry of a type it does not lead to."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import Field
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.references import refs_of
from cop_kb.reading.relations import SUPERSEDES

SEVERITY = Severity.ERROR
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in kb.entries:
        for field, ref in refs_of(entry):
            target = kb.by_slug.get(kb.slugs.get(ref.slug, ""))
            wanted = _types(field, entry)
            if target and wanted and target.type.name not in wanted:
                message = f"“{ref.slug}” is a {target.type.name}, but {field.name} leads to: {', '.join(wanted)}"
                yield Finding(entry.source.place(ref.start, ref.end), message, _hint(entry, target))


def _types(field: Field, entry: Entry) -> tuple[str, ...]:
    """The names of the types a field of this entry leads to; none means any."""
    return tuple(entry.type.name if name == "self" else name for name in field.to)


def _hint(entry: Entry, target: Entry) -> str:
    """The field that takes it, if there is one; a field for this type rather than one for any."""
    fields = [field for field in entry.type.fields.values() if field.kind == "refs" and field.name != SUPERSEDES]
    for wanted in ((target.type.name,), ()):
        for field in fields:
            types = _types(field, entry)
            if (target.type.name in types) if wanted else not types:
                return f"Did you mean the field {field.name}?"
    return f"Name it in the text instead, as [[{target.slug}]]."
