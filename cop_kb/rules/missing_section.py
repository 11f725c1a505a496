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
from cop_kb.rules.shared import entries, shortened

SEVERITY = Severity.HINT
NAME = "sections-asked-once"
"""Under which is remembered what is said of a whole type."""
MANY = 10
"""From so many entries without a section on, it is one question to the maintainer."""
HARDLY_ANY = 0.9
"""A section that such a part of the entries lacks is not looked for in each of them."""
COMMON = 3
"""So many headings are proposed, at most, each of as many entries or more."""
SHORTEST = 4
"""Letters of a heading that is looked for inside a longer one."""


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    types = remembered(kb, NAME, _asked_once)
    if kb.scope is None:
        yield from (_for_all(kb, name, found) for name, found in types.items())
    for entry in entries(kb):
        once = types.get(entry.type.name)
        if once is None:
            yield from (_finding(entry, section) for section in _gaps(entry, kb))
        elif not (once["without"] and _has_no_sections(entry)):
            yield from (_finding(entry, gap) for gap in _gaps(entry, kb) if gap.name not in once["sections"])


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


def _asked_once(kb: KnowledgeBase) -> Mapping[str, Any]:
    """What is asked once for all entries of a type, by its name: their ``sections`` that hardly any has.

    ``without`` says that most have no section at all.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in kb.entries:
        groups.setdefault(entry.type.name, []).append(entry)
    found = {name: _of_type(group, kb) for name, group in sorted(groups.items()) if len(group) >= MANY}
    return {name: each for name, each in found.items() if each}


def _of_type(group: list[Entry], kb: KnowledgeBase) -> Mapping[str, Any]:
    asked = [(entry, {gap.name for gap in _gaps(entry, kb)}) for entry in group]
    lacking = Counter(name for _, names in asked for name in names)
    sections = {name for name, times in lacking.items() if times >= max(MANY, HARDLY_ANY * len(group))}
    those = [entry for entry, names in asked if names and _has_no_sections(entry)]
    is_without = len(those) >= MANY and 2 * len(those) > len(group)
    if not is_without:
        those = [entry for entry, names in asked if names & sections]
    counts = {"entries": len(those), "total": len(group), "headings": _common(those)}
    return {"without": is_without, "sections": sorted(sections), **counts} if those else {}


def _common(group: list[Entry]) -> list[str]:
    """The headings that most of these entries have."""
    times = Counter(text for entry in group for text in {each.text for each in _own_headings(entry)})
    most = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))[:COMMON]
    return [text for text, count in most if count >= COMMON]


def _for_all(kb: KnowledgeBase, name: str, found: Mapping[str, Any]) -> Finding:
    """One question for all; the numbers are not in the message, for one more entry makes it no other one."""
    entry_type = kb.types[name]
    asked = [
        each for each in entry_type.sections if each.expected and (found["without"] or each.name in found["sections"])
    ]
    named = ", ".join(f"“{section.title}”" for section in asked)
    message = f"most {entry_type.label_plural} lack what readers look for: {named}"
    count = f"That is so in {found['entries']:,} of {found['total']:,}."
    off = "set “missing-section: off” under “severities:”"
    if headings := ", ".join(f"“{shortened(text, 40)}”" for text in found["headings"]):
        hint = f"{count} Do they say it below {headings}? Add such headings under “headings:” in mkdocs.yml, or {off}."
    else:
        hint = f"{count} Whoever knows: one sentence is enough. To leave them as they are, {off} in mkdocs.yml."
    return Finding(Place("mkdocs.yml"), message, hint)
