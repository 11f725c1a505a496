"""The name of somebody whom ``people.yml`` hides, in a text that readers see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase, Person
from cop_kb.model.source import Source
from cop_kb.reading.given import PEOPLE
from cop_kb.rules.shared import sources

SEVERITY = Severity.WARNING
MESSAGE = "a name that people.yml hides stands here, and readers see it"
HINT = "Tell it without the name, or ask whether it may stand here."
BETWEEN = r"[\s_.-]+"
WHO = "who"


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each place once. Fields that only say who it was are read, and never shown; the name itself is not repeated."""
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
            unseen = list(_spans(source, fields))
            for found in pattern.finditer(source.text):
                if not any(start <= found.start() < end for start, end in unseen):
                    yield Finding(source.place(*found.span()), MESSAGE, HINT)


def _words(person: Person) -> Iterator[str]:
    """Patterns of what somebody may be called in a text; an id alone may be any word, so only one with @ counts."""
    for name in (person.name, *person.was):
        yield BETWEEN.join(map(re.escape, re.split(BETWEEN, name)))
    yield from map(re.escape, person.emails)
    logins = (account.rpartition(":")[2].lstrip("@") for account in person.accounts)
    yield from (f"@{re.escape(word)}" for word in (person.id, *logins) if word)


def _spans(source: Source, fields: set[str]) -> Iterator[tuple[int, int]]:
    for key, value in source.front_matter or ():
        if key.text in fields:
            yield value.start, value.end
