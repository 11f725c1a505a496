"""The heading of an entry or a page that the part of a link from ``#`` on means."""

from __future__ import annotations

from cop_kb.markdown.slugs import slug_of, unique_slugs
from cop_kb.model.entry import Entry, Outline
from cop_kb.model.references import name_key


def heading_ids(outline: Outline) -> dict[str, str]:
    """The id of each heading → its words: the one that its author wrote, or the one that the page gives it."""
    own = (heading.anchor for heading in outline.headings)
    made = unique_slugs((heading.text for heading in outline.headings), set())
    return {one or other: heading.text for heading, one, other in zip(outline.headings, own, made, strict=True)}


def heading_meant(anchor: str, outline: Outline) -> str:
    """The id of the heading that an anchor names by its id or by its words; else the anchor as it is.

    ``#Cause#Worn rubber`` names a heading below another, as in Obsidian: the last one counts.
    """
    ids = heading_ids(outline)
    if not anchor or anchor in ids or anchor in outline.anchors:
        return anchor
    words = anchor.rpartition("#")[2].strip()
    if words in ids or (made := slug_of(words)) in ids:
        return words if words in ids else made
    return next((found for found, text in ids.items() if name_key(text) == name_key(words)), anchor)


def part_meant(anchor: str, entry: Entry) -> str:
    """The id of the heading to which a part of an old page has come; else the anchor as it is."""
    to = next((each.to for each in entry.old_addresses if each.to and each.fragment and each.fragment == anchor), "")
    if not to or anchor in entry.outline.anchors or anchor in heading_ids(entry.outline):
        return anchor
    return heading_meant(to, entry.outline)
