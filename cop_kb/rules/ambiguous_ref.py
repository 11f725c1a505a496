"""A reference by a name that several entries' files have."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.references import refs_of
from cop_kb.rules.shared import entries, outlines

SEVERITY = Severity.ERROR


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in entries(kb) if kb.shared_slugs else ():
        for field, ref in refs_of(entry):
            if ref.slug in kb.shared_slugs:
                message = f"“{ref.slug}” under {field.name} could mean {_files(kb, ref.slug)}"
                yield Finding(entry.source.place(ref.start, ref.end), message, _hint(kb, ref.slug))
    for source, outline in outlines(kb) if kb.shared_slugs else ():
        for link in outline.links:
            slug = link.target.partition("#")[0].strip()
            if link.kind == "wiki" and slug in kb.shared_slugs:
                place = source.place(link.target_start, link.target_start + len(slug))
                yield Finding(place, f"“[[{slug}]]” could mean {_files(kb, slug)}", _hint(kb, slug))


def _files(kb: KnowledgeBase, name: str) -> str:
    return " or ".join(kb.by_slug[slug].source.path for slug in kb.shared_slugs[name])


def _hint(kb: KnowledgeBase, name: str) -> str:
    others = " or ".join(f"“{slug}”" for slug in kb.shared_slugs[name][1:])
    return f"Take {others} for the later one, and rename the first (cop-kb rename) to mean that."
