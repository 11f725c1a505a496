"""The name of somebody whom ``people.yml`` hides, in a text that readers see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase, Person
from cop_kb.model.source import Source
from cop_kb.reading.given import PEOPLE
from cop_kb.reading.vocabulary import person_of
from cop_kb.rules.shared import scalars, sources

SEVERITY = Severity.WARNING
MESSAGE = "a name that people.yml hides stands here, and readers see it"
HINT = "Tell it without the name, or ask whether it may stand here."
BETWEEN = r"(?:[\s_.*~`\u00ad-]|&(?:nbsp|shy);)+"
"""What may stand between the parts of a name on a page, or in its source."""
WHO = "who"


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each place once, without repeating the name. A field that says no more than who it was is never shown."""
    hidden = {person.id: person for person in kb.people.values() if person.hidden}
    words = {word for person in hidden.values() for word in _words(person)}
    if not words:
        return
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
    fields = {
        WHO,
        *(field.name for each in kb.types.values() for field in each.fields.values() if field.kind == "people"),
    }
    for source in sources(kb):
        if source.uri != PEOPLE:
            unseen = list(_spans(source, fields, kb.people))
            for found in pattern.finditer(source.text):
                if not any(start <= found.start() < end for start, end in unseen):
                    yield Finding(source.place(*found.span()), MESSAGE, HINT)


def _words(person: Person) -> Iterator[str]:
    """Patterns of what somebody may be called in a text; an id alone may be any word, so only one with @ counts."""
    for name in (person.name, *person.was):
        parts = [re.escape(part) for part in name.split()]
        yield BETWEEN.join(parts)
        if len(parts) > 1:
            yield rf"{parts[-1]},\s*{BETWEEN.join(parts[:-1])}"
    yield from map(re.escape, person.emails)
    logins = (account.rpartition(":")[2].lstrip("@") for account in person.accounts)
    yield from (f"@{re.escape(word)}" for word in (person.id, *logins) if word)


def _spans(source: Source, fields: set[str], people: Mapping[str, Person]) -> Iterator[tuple[int, int]]:
    """Where fields name somebody who is hidden, and say nothing more: with “Dr.” or “(lab)” it is a text, and shown."""
    for key, value in source.front_matter or ():
        for item in scalars(value) if key.text in fields else ():
            if (known := person_of(item.text, people)) and known.hidden:
                yield item.start, item.end
