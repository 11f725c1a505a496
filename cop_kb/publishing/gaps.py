"""What nobody has written yet, asked where its section would stand, with the way to write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from cop_kb.model.entry import Entry, Section
from cop_kb.model.entry_type import SectionType
from cop_kb.model.words import Words
from cop_kb.publishing.forge import Forge
from cop_kb.publishing.links import escape_markdown

TOP = 2


def with_gaps(entry: Entry, shown: Sequence[Section], parts: list[str], forge: Forge, say: Words) -> list[str]:
    """The parts of a page, each the text of a section, with a question for every section that is expected and missing.

    It stands behind the sections that its type declares before it; the answer stays first. Where a section is there and
    says that nobody knows, it stands in that one. Where most of the text has headings that the type does not know, all
    questions stand together below: what is asked may well be in the text.
    """
    if is_foreign(entry):
        return [*parts, question(entry, entry.gaps, forge, say)] if entry.gaps else parts
    order = {section.name: number for number, section in enumerate(entry.type.sections)}
    first = 1 if shown and shown[0].name in entry.type.roles.answer else 0
    found: list[tuple[int, str]] = []
    for gap in entry.gaps:
        asked = question(entry, [gap], forge, say)
        at = next((number for number, each in enumerate(shown) if each.name == gap.name and each.heading), None)
        if at is not None:
            parts[at] += f"\n\n{asked}"
            continue
        before = [number for number, each in enumerate(shown) if order.get(each.name, len(order)) < order[gap.name]]
        at = max([number + 1 for number in before], default=first)
        while at < len(shown) and is_nested(shown[at], shown):
            at += 1
        found.append((at, f"{'#' * top_level(shown)} {escape_markdown(gap.title)}\n\n{asked}"))
    for at, text in reversed(found):
        parts.insert(at, text)
    return parts


def is_foreign(entry: Entry) -> bool:
    """Whether most of the text stands below headings that mean nothing to its type."""
    sizes = [(len(section.text), section.heading and not section.name) for section in entry.sections]
    return 2 * sum(size for size, foreign in sizes if foreign) > sum(size for size, _ in sizes)


def top_level(sections: Iterable[Section]) -> int:
    """The level of the topmost headings of sections."""
    return max(TOP, min((each.heading.level for each in sections if each.heading), default=TOP))


def is_nested(section: Section, sections: Iterable[Section]) -> bool:
    """Whether a section stands below the heading of another."""
    return section.heading is not None and section.heading.level > top_level(sections)


def question(entry: Entry, gaps: Sequence[SectionType], forge: Forge, say: Words) -> str:
    """Gaps as Markdown: their questions, and where to answer them."""
    path = entry.source.path
    if url := forge.edit(path):
        way = f'<a href="{escape(url)}">{escape(say("Do you know? One sentence helps."))}</a>'
    else:
        headings = ", ".join(f"<code>## {escape(gap.title)}</code>" for gap in gaps)
        where = {"heading": headings, "file": f"<code>{escape(path)}</code>"}
        way = say("Do you know? One sentence helps, below {heading} in {file}", **where)
    asked = "\n".join(f'<p class="kb-gap__question">{escape(" ".join(gap.ask.split()))}</p>' for gap in gaps)
    return f'<div class="kb-gap" data-pagefind-ignore="all">\n{asked}\n<p class="kb-gap__way">{way}</p>\n</div>'
