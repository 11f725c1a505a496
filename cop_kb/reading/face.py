"""What others see of an entry: all of it that anything but its own page, its own findings and the search may show.

Where that stays the same when an entry is edited, everything that was made of the others holds.
"""

from __future__ import annotations

from typing import Any

from cop_kb.model.entry import Entry
from cop_kb.reading.excerpts import file_names, headings_inside, summary_of, symptom_words


def face(entry: Entry) -> tuple[Any, ...]:
    """Equal for two states of an entry of which others see the same: its front matter, headings, links and excerpts.

    Where in the body something stands is no part of it.
    """
    source, roles, outline = entry.source, entry.type.roles, entry.outline
    shown = [entry.section(name) for name in dict.fromkeys((roles.symptom, *roles.answer, *roles.columns))]
    return (
        (entry.type.name, entry.slug, source.path, source.uri, source.text[: source.body_start]),
        (entry.title, entry.title_place, entry.title_from, entry.other_title, entry.folder_topic),
        (entry.credit, entry.troubles),
        [(each.name, each.variant, bool(each.text), each.is_unknown, each.has_prompt) for each in entry.sections],
        [(each.level, each.text, each.anchor) for each in outline.headings],
        [(each.kind, each.target, each.text) for each in outline.links],
        (outline.anchors, headings_inside(source.body)),
        (summary_of(entry).parts, symptom_words(entry), file_names(source.text)),
        source.text if "@" in source.text else "",  # mail addresses are counted in all texts together
        [(each.brief.parts, [(name, way.parts) for name, way in each.ways]) for each in shown if each],
    )
