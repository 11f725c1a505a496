"""What is not known, as prominently as what is: open entries, wanted pages, untried hunches, disputes, what is due."""

from __future__ import annotations

from collections.abc import Iterable

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import WANTED, Page
from cop_kb.model.words import Words, sentence
from cop_kb.publishing.rows import Data, dispute_text, entry_url, group_data, hurts, row
from cop_kb.reading.excerpts import answer_of

MOST = 60
NOTHING_OPEN = "Nothing is open: every question has its answer."
NOTHING_YET = "Nobody has written anything yet. One sentence is a valid entry."


def wanted_page(kb: KnowledgeBase, introduction: str) -> Page:
    """The page of everything somebody could complete, what hurts most often first."""
    say = kb.settings.say
    groups = [
        *open_groups(kb),
        group_data(
            say("Pages that others already link to"),
            say("Somebody named them; nobody has written them yet."),
            _missing(kb),
        ),
        group_data(
            say("Hunches nobody has tried"),
            say("Try one, and say how it went."),
            [row(kb, entry) for entry in hunches(kb)],
        ),
        group_data(say("Disputed"), say("The newest try says it didn't work somewhere."), _disputed(kb)),
        group_data(say("Due for another look"), say("Nobody has confirmed them for a long time."), _due(kb)),
    ]
    shown = {
        "kind": "wanted",
        "text": say("What this knowledge base does not know yet. If you know one of them, a sentence is enough."),
        "children": [],
        "groups": [_first(group, say) for group in groups if group["rows"]]
        or [group_data("", "", [], empty=say(NOTHING_OPEN if kb.by_slug else NOTHING_YET))],
    }
    meta = {"kb": shown, "description": str(shown["text"])}
    return Page(WANTED, say("Wanted"), introduction, "overview.html", meta)


def _first(group: Data, say: Words) -> Data:
    """A group of a length that somebody reads."""
    if len(group["rows"]) <= MOST:
        return group
    text = f"{group['text']} {say('These are the first {n}.', n=MOST)}".strip()
    return group | {"rows": group["rows"][:MOST], "text": text}


def by_hurt(kb: KnowledgeBase, entries: Iterable[Entry]) -> list[Entry]:
    """Entries ordered by how often somebody met them, then by title."""
    return sorted(entries, key=lambda entry: (-hurts(kb, entry), entry.title.casefold(), entry.slug))


def open_groups(kb: KnowledgeBase) -> list[Data]:
    """The entries in a state that their type declares open, a group for each such state."""
    groups = []
    for entry_type in kb.types.values():
        for state in entry_type.states:
            if state.name in entry_type.roles.open_when:
                found = [
                    entry
                    for slug, entry in kb.by_slug.items()
                    if entry.type.name == entry_type.name and kb.states.get(slug) == state and kb.is_current(slug)
                ]
                rows = [row(kb, entry) for entry in by_hurt(kb, found)]
                title = f"{entry_type.label_plural}: {kb.settings.say(state.name)}"
                groups.append(group_data(title, state.means, rows, icon=entry_type.icon))
    return groups


def hunches(kb: KnowledgeBase) -> list[Entry]:
    """Entries that say what to do, and nobody has reported a try."""
    return by_hurt(
        kb,
        (entry for slug, entry in kb.by_slug.items() if is_untried(entry, kb) and kb.is_current(slug)),
    )


def is_untried(entry: Entry, kb: KnowledgeBase) -> bool:
    """Whether it says what to do, and nobody has said how that went."""
    found = kb.maturities.get(entry.slug)
    return bool(found and found.level == "hunch" and answer_of(entry))


def _missing(kb: KnowledgeBase) -> list[Data]:
    by_path = {entry.source.path: entry for entry in kb.by_slug.values()}
    rows = []
    for slug, places in sorted(kb.wanted.items(), key=lambda each: (-len(each[1]), each[0])):
        paths = dict.fromkeys(place.path for place in places)
        naming = [by_path[path] for path in paths if path in by_path]
        rows.append(
            {
                "title": slug.replace("-", " ").capitalize(),
                "url": entry_url(kb, naming[0]) if naming else "",
                "type": "",
                "icon": "material/help-circle-outline",
                "text": kb.settings.say(
                    "Named in {titles}", titles=", ".join(f"“{each.title}”" for each in naming[:3])
                ),
                "date": "",
                "badges": [],
            }
        )
    return rows


def _disputed(kb: KnowledgeBase) -> list[Data]:
    disputed = [kb.by_slug[slug] for slug, found in kb.maturities.items() if found.disputes and kb.is_current(slug)]
    return [row(kb, each, dispute_text(kb, kb.maturities[each.slug].disputes[0])) for each in by_hurt(kb, disputed)]


def _due(kb: KnowledgeBase) -> list[Data]:
    due = [slug for slug, found in kb.freshness.items() if found.is_due and kb.is_current(slug)]
    entries = by_hurt(kb, (kb.by_slug[slug] for slug in due))
    return [row(kb, entry, sentence(kb.freshness[entry.slug].why) + ".") for entry in entries]
