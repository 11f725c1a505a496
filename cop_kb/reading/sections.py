"""The text of an entry cut into its sections: what each means to its type, and what it says in short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from cop_kb.markdown.brief import brief
from cop_kb.markdown.document import Document
from cop_kb.model.brief import Brief
from cop_kb.model.entry import Heading, Section
from cop_kb.model.entry_type import EntryType, folded

LONGEST_PHRASE = 100
"""Characters of a text that may say no more than that nobody knows."""


def h1_of(headings: Iterable[Heading], entry_type: EntryType, *, has_title: bool) -> Heading | None:
    """The heading that is the title, or was meant as one.

    One that names a section (“# Cause”) is none where the title stands elsewhere, or where there are more like it.
    """
    found = [heading for heading in headings if heading.level == 1 and heading.text]
    own = [heading for heading in found if entry_type.meaning_of(heading.text) == ("", "")]
    if own and own[0] is found[0]:
        return own[0]
    return None if has_title or len(found) > 1 else next(iter(found), None)


def sections_of(document: Document, entry_type: EntryType, h1: Heading | None) -> Iterator[Section]:
    """The body cut at its headings. What stands above the first belongs to the type's first section."""
    cuts = list(_cuts([each for each in document.headings if each is not h1], entry_type))
    bounds = [*(heading.start for heading in cuts), len(document.text)]
    first = entry_type.sections[0] if entry_type.sections else None
    start, end = document.start, bounds[0]
    above = ((start, h1.start), (h1.end, end)) if h1 and h1.end <= end else ((start, end),)
    sections = _Sections(document, entry_type)
    head = sections.make(above, first.name if first else "", "", None, start, end)
    found = [
        sections.make(((heading.end, end),), *entry_type.meaning_of(heading.text), heading, heading.start, end)
        for heading, end in zip(cuts, bounds[1:], strict=True)
    ]
    if first and any(section.name == first.name and section.text for section in found):
        head = replace(head, name="")
    yield from (head, *found)


def _cuts(headings: Sequence[Heading], entry_type: EntryType) -> Iterator[Heading]:
    """The topmost headings, and deeper ones that name a section where the one that they stand in names none.

    What is below the heading of a section belongs to it, down to the next heading that is not deeper.
    """
    top = max(2, min((heading.level for heading in headings), default=2))
    inside = 0
    for heading in headings:
        names_section = entry_type.meaning_of(heading.text) != ("", "")
        if heading.level <= top or (heading.level <= inside if inside else names_section):
            yield heading
            inside = heading.level if names_section else 0


@dataclass(frozen=True, slots=True)
class _Sections:
    """Makes the sections of a text."""

    document: Document
    entry_type: EntryType

    def _says_nothing(self, text: str) -> bool:
        """Whether a text says no more than that nobody knows: in words, or as “?”."""
        is_short = 0 < len(text) < LONGEST_PHRASE
        return is_short and (folded(text) in self.entry_type.unknown or not any(map(str.isalnum, text)))

    def make(
        self,
        stretches: Sequence[tuple[int, int]],
        name: str,
        variant: str,
        heading: Heading | None,
        start: int,
        end: int,
    ) -> Section:
        """A section of its stretches without the heading: a prompt that was left alone is no text."""
        document, declared = self.document, self.entry_type.section(name)
        raw = "".join(document.text[first:last] for first, last in stretches)
        text = "".join(document.without_comments(first, last) for first, last in stretches).strip()
        prompt = declared.prompt if declared else ""
        if prompt and text == prompt:
            text = ""
        said = next(filter(None, (brief(document, *each) for each in stretches)), Brief()) if text else Brief()
        return Section(
            name,
            variant,
            heading,
            start,
            end,
            text,
            bool(prompt) and prompt in raw,
            said,
            tuple(self._ways(heading, end)) if name and heading and name == self.entry_type.roles.options else (),
            bool(name) and self._says_nothing(text),
        )

    def _ways(self, heading: Heading, end: int) -> Iterator[tuple[str, Brief]]:
        """What stands below each heading inside a section."""
        inside = [each for each in self.document.headings if heading.start < each.start < end]
        for each, following in zip_longest(inside, inside[1:]):
            yield each.text, brief(self.document, each.end, following.start if following else end)
