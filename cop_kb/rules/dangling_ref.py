"""A field that names an entry which is not there."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Fix, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.values import Ref
from cop_kb.model.words import enumerated
from cop_kb.reading.references import ref_edit, refs_of
from cop_kb.rules.shared import Nearest, shortened, unread_slugs

SEVERITY = Severity.ERROR
READS_BODIES = False
OTHERWISE = "Was it renamed? Take its new slug, or add the old address to its aliases."


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    near, unread = Nearest(kb.slugs), unread_slugs(kb)
    for entry in kb.entries:
        for field, ref in refs_of(entry):
            if ref.slug not in kb.slugs and ref.slug not in unread:
                meant = kb.refer(ref.slug).slugs
                message = f"“{ref.slug}” under {field.name} is no entry"
                hint = _hint(kb, meant) if meant else near.hint(ref.slug, OTHERWISE)
                yield Finding(entry.source.place(ref.start, ref.end), message, hint, _fix(entry, ref, meant))


def _hint(kb: KnowledgeBase, meant: tuple[str, ...]) -> str:
    """What to write where a title, or another name, stands in place of a slug."""
    called = enumerated([f"{slug} (“{shortened(kb.by_slug[slug].title)}”)" for slug in meant], "or")
    return f"A reference is the slug of an entry. Write {called}."


def _fix(entry: Entry, ref: Ref, meant: tuple[str, ...]) -> Fix | None:
    """The slug instead of the name, where only one entry is called so."""
    if len(meant) != 1:
        return None
    return Fix(f"refer to {meant[0]}", (ref_edit(entry, ref, meant[0]),))
