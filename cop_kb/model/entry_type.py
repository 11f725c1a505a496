"""An entry type as data: everything cop-kb knows about cases, questions and the like is declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PLURAL_IN_BRACKETS = re.compile(r"\((?:s|es|n|en)\)")
ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*:?\Z")
PLURAL = re.compile(r"(?<=[^\W\d_]{3})(?:(?<=[xz])e|(?<=[sc]h)e|(?<=ss)e|(?<!s))s\b")
EDGES = re.compile(r"\A[\W\d_]++(?!\Z)|(?<![\W_])[\W_]++\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """A key of the front matter.

    ``kind`` names how its text is read (see ``cop_kb.reading.kinds``). ``to`` are the entry types a
    reference may lead to, by name; empty means any, ``self`` the entry's own type. ``inverse`` is the
    label of the relation seen from the other side; ``reasons`` says whether a reference may be written with its reason,
    ``{entry, why}``. ``scaffold`` says whether ``new`` writes the key.
    """

    name: str
    kind: str
    label: str
    help: str = ""
    values: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    inverse: str = ""
    reasons: bool = False
    unique: bool = False
    scaffold: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class SectionType:
    """A section an entry may have. ``ask`` is the colleague's question when an expected one is missing.

    ``headings`` are other headings that mean the same; ``variants`` map a meaning (*suspected*) to the
    headings that carry it. ``unless`` names a field or a section whose presence makes this one unnecessary.
    """

    name: str
    title: str
    prompt: str
    ask: str = ""
    expected: bool = False
    unless: str = ""
    headings: tuple[str, ...] = ()
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    max_sentences: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """True for an entry that has all these sections filled, all these fields, and is linked by all these."""

    sections: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    linked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """``when`` holds if any of its conditions does; a state without conditions always holds.

    ``means`` explains the state to a reader; ``tone`` (open, partial, settled) is what a theme may colour by.
    """

    name: str
    means: str
    when: tuple[Condition, ...] = ()
    tone: str = "open"


@dataclass(frozen=True, slots=True)
class Roles:
    """What pages, lists and rules may ask of a type without knowing it.

    answer
        sections that answer the reader, the best first.
    symptom
        the section that says how the reader meets it.
    in_short
        headings below which authors say in short what it is about: the summary comes from there, if not from an answer.
    options
        the section whose sub-headings are alternatives that are tried separately.
    tried
        whether tries are reported and a maturity is computed.
    adopted_in
        the field that lists where the practice changed.
    open_credit
        what its authors did while it has no answer ("Asked by").
    answer_credit
        what whoever first wrote below an open one did ("Answered by").
    open_when
        states that make an entry *wanted*: somebody should complete it.
    columns
        columns of its list: names of fields and sections, ``state``, ``maturity``, ``occurrences``, ``last_seen``,
        ``held`` (where it worked), ``answer``, ``symptom``, ``date``.
    occurrences
        the reference field, in other types, that counts how often this one happened.
    schema_org
        the type in structured data (https://schema.org).
    """

    answer: tuple[str, ...] = ()
    symptom: str = ""
    in_short: tuple[str, ...] = ()
    options: str = ""
    tried: bool = False
    adopted_in: str = ""
    open_credit: str = ""
    answer_credit: str = ""
    open_when: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    occurrences: str = ""
    schema_org: str = "TechArticle"

    @property
    def has_finder(self) -> bool:
        """Whether a reader meets it by a symptom that is something else than the answer."""
        return bool(self.symptom and self.answer) and self.symptom not in self.answer


@dataclass(frozen=True, slots=True)
class Example:
    """A file of a type's ``examples/``: the text of an entry and the rules whose findings it must give."""

    name: str
    text: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryType:
    """A type of entry. ``plural`` names its folder under the content folder and its part of an address.

    ``headings`` says which section, in which meaning, a heading opens (by its key, see ``heading_key``).
    ``unknown`` are the phrases, folded, that say of a section that nobody knows.
    ``clock_months`` is how long an entry stays fresh without a try, a confirmation or a change; None is for ever.
    """

    name: str
    plural: str
    label: str
    label_plural: str
    purpose: str
    icon: str
    order: int
    fields: Mapping[str, Field]
    sections: tuple[SectionType, ...]
    states: tuple[State, ...]
    roles: Roles = Roles()
    clock_months: int | None = None
    title_ends_with: str = ""
    template: str = ""
    about: str = ""
    examples: tuple[Example, ...] = ()
    unknown: frozenset[str] = frozenset()
    headings: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def meaning_of(self, heading: str) -> tuple[str, str]:
        """The section that a heading opens, and in which meaning; two empty texts where it opens none."""
        for text in dict.fromkeys((heading, ASIDE.sub("", heading))):
            key = heading_key(text)
            if found := self.headings.get(key) or self.headings.get(singular(key)):
                return found
        return "", ""

    def section(self, name: str) -> SectionType | None:
        """The declared section of that name, or None."""
        return next((section for section in self.sections if section.name == name), None)


def heading_key(text: str) -> str:
    """A heading as it is compared: without case, numbering and final punctuation.

    >>> heading_key("2. Root cause:")
    'root cause'
    """
    return EDGES.sub("", EDGES.sub("", PLURAL_IN_BRACKETS.sub("", text.casefold().replace("’", "'"))))


def singular(key: str) -> str:
    """The key of a heading without the ``s`` of a plural, or of anything else: as good to compare by.

    >>> singular("root causes"), singular("quick fixes")
    ('root cause', 'quick fix')
    """
    return PLURAL.sub("", key)


def folded(text: str) -> str:
    """The words of a text, without case and all that is not a word.

    >>> folded("*Nobody knows.*")
    'nobody knows'
    """
    return " ".join(re.findall(r"\w+", text.casefold().replace("’", "'")))


def headings_of(sections: Iterable[SectionType]) -> dict[str, tuple[str, str]]:
    """Heading key → (section, variant) for every heading that the sections know; a title wins over a synonym."""
    declared = tuple(sections)
    names: dict[str, tuple[str, str]] = {}
    for section in declared:
        for meaning, headings in section.variants.items():
            names.update((heading_key(heading), (section.name, meaning)) for heading in headings)
    for section in declared:
        names.update((heading_key(heading), (section.name, "")) for heading in section.headings)
    for section in declared:
        names[heading_key(section.title)] = (section.name, "")
    return {**{singular(key): meaning for key, meaning in names.items()}, **names}
