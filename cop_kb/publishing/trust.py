"""How far an entry can be trusted and why, to be read in a glance; where it holds; when to look again."""

from __future__ import annotations

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase, Maturity
from cop_kb.model.words import Words
from cop_kb.publishing.name_places import DISPUTE, name_in
from cop_kb.publishing.rows import Data, context_text, level_means, level_word
from cop_kb.reading.excerpts import answer_of

LISTED = 3
WORKED_FOR = ("worked for {n} person besides its author", "worked for {n} people besides its author")


def state(entry: Entry, kb: KnowledgeBase) -> Data | None:
    """The state that follows from what is filled in."""
    found = kb.states.get(entry.slug)
    return {"name": kb.settings.say(found.name), "means": found.means, "tone": found.tone} if found else None


def maturity(entry: Entry, kb: KnowledgeBase) -> Data | None:
    """The level with its reason; None also for an entry that has nothing yet that could be tried."""
    found = kb.maturities.get(entry.slug)
    if found is None or (found.level == "hunch" and entry.type.states and answer_of(entry) is None):
        return None
    return {
        "level": found.level,
        "name": level_word(found, kb.settings.say),
        "means": level_means(found, kb.settings.say),
        "says": _says(found, kb.settings.say),
        "reason": found.reason,
        "worked": found.worked,
        "partly": found.partly,
        "didnt": found.didnt,
        "of": found.of,
        "last": str(found.last or ""),
        "circumstances": [context_text(kb, context) for context in found.circumstances],
        "disputes": [
            {
                "where": context_text(kb, each.context),
                "date": str(each.date or ""),
                "who": name_in(DISPUTE, kb, each.who),
            }
            for each in found.disputes
        ],
    }


def _says(found: Maturity, say: Words) -> str:
    """Why it stands where it stands, in a few words: “worked for 3 people: compact, saloon; plain”."""
    if not (found.worked or found.partly or found.didnt):
        return found.reason
    values: dict[str, dict[str, None]] = {}
    for context in found.circumstances:
        for facet, value in context:
            values.setdefault(facet, {})[value] = None
    where = "; ".join(_few(list(each), say) for each in values.values())
    count = len(found.people)
    times = say("worked {n} ×", n=found.worked) if found.worked else ""
    worked = say.number(count, *WORKED_FOR) if count else times
    others = [
        say("partly {n} ×", n=found.partly) if found.partly else "",
        say("didn't {n} ×", n=found.didnt) if found.didnt else "",
    ]
    return ", ".join(filter(None, (f"{worked} ({where})" if worked and where else worked, *others)))


def _few(values: list[str], say: Words) -> str:
    more = len(values) - LISTED
    listed = ", ".join(values[:LISTED])
    return say("{values} and {n} more", values=listed, n=more) if more > 0 else listed


def freshness(entry: Entry, kb: KnowledgeBase) -> Data | None:
    """When somebody should look again, and what set the clock; None where nobody need."""
    found = kb.freshness.get(entry.slug)
    if found is None or found.due is None or not kb.is_current(entry.slug):
        return None
    return {"is_due": found.is_due, "due": str(found.due), "since": str(found.since or ""), "why": found.why}


def applies_to(entry: Entry, kb: KnowledgeBase) -> list[Data]:
    """The environment in which it holds, in the community's words."""
    given = entry.values.get("applies_to", {})
    return [{"label": kb.settings.facets[name].label, "values": list(values)} for name, values in given.items()]
