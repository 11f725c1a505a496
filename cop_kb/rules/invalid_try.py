"""A try that does not say what it must, or names a way that its entry does not have."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry_type import heading_key
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest_hint
from cop_kb.reading.tries import options_of
from cop_kb.rules.shared import troubles

SEVERITY = Severity.WARNING
READS_BODIES = False
NAMED_SO = "A try's file is called <date>-<6 letters or digits>.md, or says date: in its front matter."


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "invalid-try"):
        named = f": “{trouble.value}”" if trouble.value and trouble.value not in trouble.detail else ""
        yield Finding(source.place(trouble.start, trouble.end), trouble.detail + named, trouble.hint or NAMED_SO)
    for slug, tries in kb.tries.items():
        if not kb.settings.git:
            for one in tries:
                if one.source and not one.who:
                    message = "it does not say who, and mkdocs.yml says git: false, so nobody knows"
                    yield Finding(one.source.place(0, 1), message, "Add who: with a name, or an id of people.yml.")
        options = options_of(kb.by_slug[slug]) if any(one.of for one in tries) else ()
        for one in tries:
            if one.of and one.source and heading_key(one.of) not in map(heading_key, options):
                otherwise = (
                    f"It has: {'; '.join(options)}." if options else "It does not describe several: leave “of” out."
                )
                message = f"“{one.of}” is no way that {slug} describes"
                hint = nearest_hint(one.of, options) or otherwise
                yield Finding(one.source.place_of(one.source.value("of")), message, hint)
