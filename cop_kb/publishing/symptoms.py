"""“What do you see?”: all symptoms with what helps, for somebody who does not know yet what the thing is called."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cop_kb.model.entry import Entry
from cop_kb.model.page import SYMPTOMS, Page
from cop_kb.publishing.list_rows import Rows, rows_uri
from cop_kb.publishing.parts import part_links, part_uri, parts
from cop_kb.publishing.rows import Data, page_url
from cop_kb.publishing.wanted import by_hurt
from cop_kb.reading.vocabulary import ancestors

TITLE = "What do you see?"
TEXT = "Describe it in your own words: what one sees, hears or measures. Every symptom stands here with what helps."
ELSEWHERE = "Everything else"


def symptom_pages(rows: Rows, introduction: str) -> Iterator[Page]:
    """The symptom finder; none where no type declares a symptom that is something else than its answer."""
    kb, say = rows.kb, rows.kb.settings.say
    heading, text, elsewhere = say(TITLE), say(TEXT), say(ELSEWHERE)
    types = [each for each in kb.types.values() if each.roles.has_finder]
    if not types:
        return
    names = {each.name for each in types}
    found = [each for slug, each in kb.by_slug.items() if each.type.name in names and kb.is_current(slug)]
    groups = {entry.slug: _group(entry, rows) for entry in found}
    entries = sorted(
        by_hurt(kb, found), key=lambda entry: (groups[entry.slug] == elsewhere, groups[entry.slug].casefold())
    )
    cut = list(parts(entries))
    for number, here in cut:
        shown = {
            "kind": "symptoms",
            "text": text,
            "heading": heading,
            "total": len(entries),
            "files": [page_url(kb, rows_uri(each)) for each in types],
            "groups": [
                {"title": title, "rows": [_row(entry, rows) for entry in found]}
                for title, found in groupby(here, key=lambda entry: groups[entry.slug])
            ],
            "part": part_links(kb, SYMPTOMS, number, len(cut)),
        }
        title = heading if number == 1 else say("{title} Page {n}", title=heading, n=number)
        meta: Data = {"kb": shown} | ({"description": text} if number == 1 else {"search": {"exclude": True}})
        own = introduction if number == 1 else ""
        yield Page(part_uri(SYMPTOMS, number), title, own, "symptoms.html", meta)


def _group(entry: Entry, rows: Rows) -> str:
    """The widest topic above the first that an entry has."""
    kb = rows.kb
    own = kb.topics_of(entry)
    if not own:
        return kb.settings.say(ELSEWHERE)
    return kb.topics[(own[0], *ancestors(own[0], kb.topics))[-1]].label


def _row(entry: Entry, rows: Rows) -> Data:
    row = rows.rows[entry.slug]
    cells = row["cells"]
    return {key: row[key] for key in ("title", "lang", "url", "badges")} | {
        "text": cells["symptom"],
        "answer": cells["answer"],
    }
