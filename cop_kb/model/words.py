"""What cop-kb itself says to readers, in the language of the site. The English text is the key of its translation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PLACE = re.compile(r"\{(\w+)\}")
KEEPS_CAPITALS = ("de", "lb")
"""Languages that write every noun with a capital letter."""


@dataclass(frozen=True, slots=True)
class Words:
    """``texts`` maps an English text to its translation; one that is not there stays English.

    >>> say = Words("de", {"Page {n}": "Seite {n}", "{n} entries": "{n} Einträge"})
    >>> say("Page {n}", n=2), say.number(1, "1 entry", "{n} entries"), say.number(3, "1 entry", "{n} entries")
    ('Seite 2', '1 entry', '3 Einträge')
    """

    language: str = "en"
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __call__(self, text: str, **named: object) -> str:
        """A text in this language, its ``{places}`` filled in."""
        said = self.texts.get(text, text)
        return PLACE.sub(lambda place: str(named.get(place[1], place[0])), said) if named else said

    def number(self, n: int, one: str, other: str, **named: object) -> str:
        """A text with a number in it, ``{n}``: one text for exactly one, another for all else."""
        return self(one if n == 1 else other, n=n, **named)

    def within(self, label: str) -> str:
        """A label inside a sentence.

        >>> Words().within("Glass"), Words("de").within("Glas")
        ('glass', 'Glas')
        """
        return label if self.language.partition("-")[0] in KEEPS_CAPITALS else label.lower()


ENGLISH = Words()


def sentence(text: str) -> str:
    """A text with a capital letter at its beginning.

    >>> sentence("last tried on Monday")
    'Last tried on Monday'
    """
    return text[:1].upper() + text[1:]


def enumerated(words: list[str], last: str = "and") -> str:
    """Words as a sentence lists them.

    >>> enumerated(["arm", "blade", "motor"], "or")
    'arm, blade or motor'
    """
    return " ".join((", ".join(words[:-1]), last, words[-1])) if len(words) > 1 else "".join(words)
