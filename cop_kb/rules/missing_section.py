"""A section that readers expect is not there yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cop_kb.model.entry import Entry, Heading
from cop_kb.model.entry_type import SectionType, heading_key, singular
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest
from cop_kb.model.place import Place
from cop_kb.reading.front_matter import has_lost_front_matter
from cop_kb.reading.opened import remembered
from cop_kb.rules.shared import published, shortened

SEVERITY = Severity.HINT
NAME = "types-without-sections"
"""Under which is remembered what is said of a whole type."""
MANY = 10
"""From so many entries without a section on, it is one question to the maintainer."""
COMMON = 3
"""So many headings are proposed, at most, each of as many entries or more."""
SHORTEST = 4
"""Letters of a heading that is looked for inside a longer one."""


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    types = remembered(kb, NAME, _types_without_sections)
    if kb.scope is None:
        yield from (_for_all(kb, name, found) for name, found in types.items())
    for entry in published(kb):
        if not (entry.type.name in types and _has_no_sections(entry)):
            yield from (_finding(entry, section) for section in _gaps(entry, kb))


def _gaps(entry: Entry, kb: KnowledgeBase) -> tuple[SectionType, ...]:
    """What is to be asked: what seems to be missing may only not have been read."""
    return () if not kb.is_current(entry.slug) or has_lost_front_matter(entry.source) else entry.gaps


def _has_no_sections(entry: Entry) -> bool:
    return not any(section.heading and section.name for section in entry.sections)


def _finding(entry: Entry, section: SectionType) -> Finding:
    message = f"{section.ask} ({entry.type.label} without “{section.title}”)"
    empty = next((each.heading for each in entry.sections if each.name == section.name and each.heading), None)
    if empty:
        how = "Write below this heading. One sentence is enough."
    elif meant := _meant(entry, section):
        empty = meant
        how = f"Is this the {section.title}? Rename it, or add it under “headings:” in mkdocs.yml."
    else:
        how = f"Add the section “## {section.title}”. One sentence is enough."
    place = entry.source.place(empty.start, empty.end) if empty else entry.title_place
    return Finding(place, message, how)


def _meant(entry: Entry, section: SectionType) -> Heading | None:
    """A heading that means nothing to the type, and is nearly one of the section."""
    known = {singular(heading_key(each)): each for each in (section.title, *section.headings)}
    for heading in _own_headings(entry):
        key = singular(heading_key(heading.text))
        has_known = any(f" {each} " in f" {key} " for each in known if len(each) >= SHORTEST)
        if has_known or nearest(key, known):
            return heading
    return None


def _own_headings(entry: Entry) -> list[Heading]:
    """The headings that mean nothing to the type, and those below them."""
    own = [section for section in entry.sections if section.heading and not section.name]
    return [each for each in entry.outline.headings if any(here.start <= each.start < here.end for here in own)]


def _types_without_sections(kb: KnowledgeBase) -> Mapping[str, Any]:
    """The types of which most entries have no section: of how many that is so, and what headings they have."""
    without: dict[str, list[Entry]] = {}
    total: Counter[str] = Counter()
    for entry in kb.by_slug.values():
        total[entry.type.name] += 1
        if _has_no_sections(entry) and _gaps(entry, kb):
            without.setdefault(entry.type.name, []).append(entry)
    return {
        name: {"entries": len(entries), "total": total[name], "headings": _common(entries)}
        for name, entries in sorted(without.items())
        if len(entries) >= MANY and 2 * len(entries) > total[name]
    }


def _common(entries: list[Entry]) -> list[str]:
    """The headings that most of these entries have."""
    times = Counter(text for entry in entries for text in {each.text for each in _own_headings(entry)})
    most = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))[:COMMON]
    return [text for text, times in most if times >= COMMON]


def _for_all(kb: KnowledgeBase, name: str, found: Mapping[str, Any]) -> Finding:
    """One question for all; the numbers are not in the message, for one more entry makes it no other one."""
    entry_type = kb.types[name]
    expected = ", ".join(f"“{section.title}”" for section in entry_type.sections if section.expected)
    message = f"most {entry_type.label_plural} have none of the sections that readers look for: {expected}"
    headings = " and ".join(f"“{shortened(text, 40)}”" for text in found["headings"])
    how = f"add what they are called ({headings}, for instance)" if headings else "add what they are called"
    hint = (
        f"So it is with {found['entries']:,} of {found['total']:,}. If their headings say it in other words, {how} under "
        f"“headings:” in mkdocs.yml; if they are to stay as they are, set “missing-section: off” under “severities:”."
    )
    return Finding(Place("mkdocs.yml"), message, hint)
