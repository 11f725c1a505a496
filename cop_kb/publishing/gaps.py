"""What nobody has written yet, asked where its section would stand, with the way to write it."""

from __future__ import annotations

from html import escape

from cop_kb.model.entry import Entry, Section
from cop_kb.model.entry_type import SectionType
from cop_kb.model.words import Words
from cop_kb.publishing.forge import Forge
from cop_kb.publishing.links import escape_markdown

TOP = 2


def with_gaps(entry: Entry, shown: list[Section], parts: list[str], forge: Forge, say: Words) -> list[str]:
    """The parts of a page, each the text of a section, with a question for every section that is expected and missing.

    It stands behind the sections that its type declares before it; the answer stays first.
    """
    order = {section.name: number for number, section in enumerate(entry.type.sections)}
    levels = [each.heading.level for each in shown if each.heading]
    level = max(TOP, min(levels, default=TOP))
    first = 1 if shown and shown[0].name in entry.type.roles.answer else 0
    found: list[tuple[int, str]] = []
    for gap in entry.gaps:
        before = [at for at, each in enumerate(shown) if order.get(each.name, len(order)) < order[gap.name]]
        found.append((max([each + 1 for each in before], default=first), question(entry, gap, level, forge, say)))
    for at, text in reversed(found):
        parts.insert(at, text)
    return parts


def question(entry: Entry, gap: SectionType, level: int, forge: Forge, say: Words) -> str:
    """A gap as Markdown: the section's heading, its question, and where to answer it."""
    path = entry.source.path
    if url := forge.edit(path):
        way = f'<a href="{escape(url)}">{escape(say("Do you know? One sentence helps."))}</a>'
    else:
        where = {"heading": f"<code>## {escape(gap.title)}</code>", "file": f"<code>{escape(path)}</code>"}
        way = say("Do you know? One sentence helps, below {heading} in {file}", **where)
    asked = escape(" ".join(gap.ask.split()))
    return (
        f"{'#' * level} {escape_markdown(gap.title)}\n\n"
        f'<div class="kb-gap" data-pagefind-ignore="all">\n<p class="kb-gap__question">{asked}</p>\n'
        f'<p class="kb-gap__way">{way}</p>\n</div>'
    )
