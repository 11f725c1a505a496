"""An entry → its page: the answer, how far it can be trusted and why, what it hangs together with, who knows."""

from __future__ import annotations

from dataclasses import dataclass

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import Field
from cop_kb.model.knowledge_base import KnowledgeBase, Relation
from cop_kb.model.page import Page, code_address
from cop_kb.model.values import WebLink
from cop_kb.publishing import trust
from cop_kb.publishing.body import body, lead
from cop_kb.publishing.forge import Forge, forge_of
from cop_kb.publishing.name_places import WRITTEN, names_in
from cop_kb.publishing.people import People
from cop_kb.publishing.records import record
from cop_kb.publishing.rows import NOT_PUBLISHED, Data, entry_url, foreign, level_word, topic_data, type_data
from cop_kb.publishing.similar import Similar
from cop_kb.publishing.story import matrix, story, try_data
from cop_kb.publishing.structured import structured_data
from cop_kb.publishing.taking_part import taking_part
from cop_kb.reading.excerpts import answer_of, summary
from cop_kb.reading.opened import recalled, remember
from cop_kb.reading.relations import MENTIONS, why_replaced
from cop_kb.reading.withholding import is_withheld

AROUND = "around"
"""Under which is remembered what pages have in common."""
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
SHOWN_ELSEWHERE = frozenset({"title", "topics", "aka", "applies_to", "codes", "date", "authors", "thanks", "retired"})
SHOWN_ELSEWHERE_KINDS = frozenset({"refs", "applied", "paths", "review", "language", "draft"})


@dataclass(frozen=True, slots=True)
class Around:
    """What is worked out once for all pages: who is known, what is alike, where the files are edited."""

    people: People
    similar: Similar
    forge: Forge


def around(kb: KnowledgeBase) -> Around:
    """What the pages of a knowledge base have in common."""
    found = Around(People(kb), Similar(kb), forge_of(kb.settings))
    remember(kb, AROUND, (found.people.names, found.similar.places))
    return found


def around_again(kb: KnowledgeBase) -> Around | None:
    """The same for the pages of entries that were edited, as it is remembered; None where it is not."""
    found = recalled(kb, AROUND)
    return Around(People(kb, found[0]), Similar(kb, found[1]), forge_of(kb.settings)) if found else None


def entry_page(entry: Entry, kb: KnowledgeBase, around: Around | None = None) -> Page:
    """The page of an entry, complete: nothing is left for the theme or the engine to find out.

    Without ``around`` it is what a terminal shows of it: no ways to take part, and the gaps only as a list.
    """
    topics = kb.topics_of(entry)
    description = summary(entry)
    tries = [try_data(one, kb) for one in kb.tries.get(entry.slug, ())]
    shown = {
        "kind": "entry",
        "short_url": _short_url(entry, kb),
        "type": type_data(kb, entry.type),
        "slug": entry.slug,
        "path": entry.source.path,
        "topics": [topic_data(kb, key) for key in topics],
        "codes": list(entry.texts("codes")),
        "aka": list(entry.aka),
        "lead": lead(entry),
        "state": trust.state(entry, kb),
        "maturity": trust.maturity(entry, kb),
        "freshness": trust.freshness(entry, kb),
        "applies_to": trust.applies_to(entry, kb),
        "banner": _banner(entry, kb),
        "facts": _facts(entry, kb),
        "relations": _relations(entry, kb),
        "tries": tries,
        "credit": _credit(entry, kb, around.people if around else None),
        "dates": _dates(entry, kb),
        "gaps": [{"question": section.ask, "section": section.title} for section in entry.gaps],
        "has_answer": answer_of(entry) is not None,
        "lang": entry.values.get("lang", ""),
        "dir": "rtl" if entry.values.get("lang", "").partition("-")[0].lower() in RIGHT_TO_LEFT else "",
    }
    if around:
        shown |= {
            "to_ask": around.people.to_ask_about(entry),
            "similar": [_brief(other, kb) for other in around.similar.to(entry)],
            "matrix": matrix(entry, kb),
            "story": story(entry, kb, around.people, tries),
            "taking_part": taking_part(entry, kb, around.forge),
            "structured_data": structured_data(entry, kb, description),
        }
    meta: Data = {"kb": shown, "tags": [*entry.aka, *entry.texts("codes"), *(kb.topics[key].label for key in topics)]}
    if description:
        meta["description"] = description
    return Page(
        entry.uri,
        entry.title,
        body(entry, kb, around.forge if around else None),
        "entry.html",
        meta,
        source_path=entry.source.path,
        record=record(entry, kb) if kb.settings.has_own_search else None,
    )


def _banner(entry: Entry, kb: KnowledgeBase) -> Data | None:
    if is_withheld(entry.source):
        return {"kind": "draft", "text": kb.settings.say(NOT_PUBLISHED), "links": []}
    if superseding := kb.superseded_by(entry.slug):
        links = [
            {
                "title": kb.by_slug[slug].title,
                "url": entry_url(kb, kb.by_slug[slug]),
                "why": why_replaced(kb, entry.slug, slug),
            }
            for slug in superseding
        ]
        return {"kind": "superseded", "text": kb.settings.say("This has been replaced by"), "links": links}
    if reason := entry.values.get("retired"):
        return {"kind": "retired", "text": reason, "links": []}
    return None


def _facts(entry: Entry, kb: KnowledgeBase) -> list[Data]:
    """The entry's other fields, in the order of their declaration."""
    return [
        {"label": field.label, "items": items}
        for name, field in entry.type.fields.items()
        if name not in SHOWN_ELSEWHERE
        and field.kind not in SHOWN_ELSEWHERE_KINDS
        and (items := _items(entry, field, kb))
    ]


def _items(entry: Entry, field: Field, kb: KnowledgeBase) -> list[Data]:
    value = entry.values.get(field.name)
    found = value if isinstance(value, tuple) else (value,) if value else ()
    return [
        {"text": each.label or each.url, "url": each.url}
        if isinstance(each, WebLink)
        else {"text": kb.settings.say(str(each)) if field.kind == "choice" else str(each), "url": ""}
        for each in found
    ]


def _relations(entry: Entry, kb: KnowledgeBase) -> list[Data]:
    """What the entry refers to, then what refers to it, grouped by kind; plain mentions come last."""
    groups: dict[tuple[str, str], list[Data]] = {}
    named: set[str] = set()
    incoming = kb.relations_to.get(entry.slug, ())
    for relation in kb.relations_from.get(entry.slug, ()):
        if relation.field != MENTIONS:
            label = entry.type.fields[relation.field].label
            groups.setdefault((label, "to"), []).append(_item(kb.by_slug[relation.target], relation, kb))
            named.add(relation.target)
    for relation in incoming:
        other = kb.by_slug[relation.source]
        if relation.field != MENTIONS:
            field = other.type.fields[relation.field]
            groups.setdefault((field.inverse or field.label, "from"), []).append(_item(other, relation, kb))
            named.add(relation.source)
    mentioned = [each for each in incoming if each.field == MENTIONS and each.source not in named]
    if mentioned:
        groups[kb.settings.say("Mentioned in"), "from"] = [
            _item(kb.by_slug[each.source], each, kb) for each in mentioned
        ]
    return [{"label": label, "direction": direction, "items": items} for (label, direction), items in groups.items()]


def _item(entry: Entry, relation: Relation, kb: KnowledgeBase) -> Data:
    return _brief(entry, kb) | {"note": relation.note}


def _word(entry: Entry, kb: KnowledgeBase) -> str:
    """How an entry stands, in a word."""
    say = kb.settings.say
    if not kb.is_current(entry.slug):
        return say("replaced" if kb.superseded_by(entry.slug) else "retired")
    state, maturity = kb.states.get(entry.slug), kb.maturities.get(entry.slug)
    return say(state.name) if state else level_word(maturity, say) if maturity else ""


def _brief(entry: Entry, kb: KnowledgeBase) -> Data:
    return {
        "title": entry.title,
        "lang": foreign(kb, entry),
        "url": entry_url(kb, entry),
        "type": entry.type.label,
        "icon": entry.type.icon,
        "state": _word(entry, kb),
    }


def _short_url(entry: Entry, kb: KnowledgeBase) -> str:
    """The address to write on paper: that of its first code, which stays when the entry is renamed."""
    codes = (code for name, field in entry.type.fields.items() if field.kind == "codes" for code in entry.texts(name))
    code = next(codes, None)
    if code is None:
        return entry_url(kb, entry)
    return code_address(code) if kb.settings.directory_urls else f"{code_address(code).rstrip('/')}.html"


def _dates(entry: Entry, kb: KnowledgeBase) -> list[Data]:
    say = kb.settings.say
    dates = [{"label": say("Written"), "date": str(entry.date)}] if entry.date else []
    if entry.changed and entry.changed != entry.created and entry.date and entry.changed > entry.date.last:
        dates.append({"label": say("Changed"), "date": str(entry.changed)})
    return dates


def _credit(entry: Entry, kb: KnowledgeBase, people: People | None) -> list[Data]:
    """All who wrote it, told it and tried it, by name and as links: never a count."""
    opened = entry.type.roles.open_credit if answer_of(entry) is None else ""
    tried = tuple(sorted({one.who for one in kb.tries.get(entry.slug, ()) if one.who}))
    found = ((opened or "Written by", entry.authors), ("Told by", entry.texts("thanks")), ("Tried by", tried))
    return [
        {"verb": kb.settings.say(verb), "names": shown} | ({"people": people.shown(WRITTEN, who)} if people else {})
        for verb, who in found
        if (shown := names_in(WRITTEN, kb, who))
    ]
