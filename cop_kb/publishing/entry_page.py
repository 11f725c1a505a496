"""An entry → its page: the answer, how far it can be trusted and why, what it hangs together with, who knows."""

from __future__ import annotations

from cop_kb.model.entry import Entry, Try
from cop_kb.model.entry_type import Field
from cop_kb.model.knowledge_base import KnowledgeBase, Relation
from cop_kb.model.page import Page
from cop_kb.model.settings import MATERIAL
from cop_kb.model.values import Result, WebLink
from cop_kb.publishing.body import answer_of, body, lead, summary
from cop_kb.publishing.records import record
from cop_kb.publishing.rows import MEANS, Data, context_text, entry_url, names, topic_data, type_data
from cop_kb.reading.relations import MENTIONS

RESULTS = {
    Result.WORKED: "worked",
    Result.PARTLY: "partly worked",
    Result.DIDNT: "didn't work",
    Result.TRYING: "is trying it",
    Result.STILL_TRUE: "still true",
    Result.UNCLEAR: "unclear",
}
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
SHOWN_ELSEWHERE = frozenset({"title", "topics", "aka", "applies_to", "codes", "date", "authors", "thanks", "retired"})
SHOWN_ELSEWHERE_KINDS = frozenset({"refs", "applied", "paths", "review", "language"})


def entry_page(entry: Entry, kb: KnowledgeBase) -> Page:
    """The page of an entry, complete: nothing is left for the theme or the engine to find out."""
    topics = kb.topics_of(entry)
    shown = {
        "kind": "entry",
        "type": type_data(kb, entry.type),
        "slug": entry.slug,
        "path": entry.source.path,
        "topics": [topic_data(kb, key) for key in topics],
        "codes": list(entry.texts("codes")),
        "aka": list(entry.aka),
        "lead": lead(entry),
        "state": _state(entry, kb),
        "maturity": _maturity(entry, kb),
        "freshness": _freshness(entry, kb),
        "applies_to": _applies_to(entry, kb),
        "banner": _banner(entry, kb),
        "facts": _facts(entry),
        "relations": _relations(entry, kb),
        "tries": [_try(one, kb) for one in kb.tries.get(entry.slug, ())],
        "credit": _credit(entry, kb),
        "dates": _dates(entry),
        "gaps": [{"question": section.ask, "section": section.title} for section in entry.gaps],
        "has_answer": answer_of(entry) is not None,
        "lang": entry.values.get("lang", ""),
        "dir": "rtl" if entry.values.get("lang", "").partition("-")[0].lower() in RIGHT_TO_LEFT else "",
    }
    meta: Data = {"kb": shown, "tags": [*entry.aka, *entry.texts("codes"), *(kb.topics[key].label for key in topics)]}
    if description := summary(entry):
        meta["description"] = description
    return Page(
        entry.uri,
        entry.title,
        body(entry, kb),
        "entry.html",
        meta,
        source_path=entry.source.path,
        record=record(entry, kb) if kb.settings.search != MATERIAL else None,
    )


def _state(entry: Entry, kb: KnowledgeBase) -> Data | None:
    state = kb.states.get(entry.slug)
    return {"name": state.name, "means": state.means, "tone": state.tone} if state else None


def _maturity(entry: Entry, kb: KnowledgeBase) -> Data | None:
    """None also for an entry that has nothing yet that could be tried."""
    found = kb.maturities.get(entry.slug)
    if found is None or (found.level == "hunch" and entry.type.states and answer_of(entry) is None):
        return None
    return {
        "level": found.level,
        "means": MEANS[found.level],
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
                "who": next(iter(names(kb, (each.who,))), ""),
            }
            for each in found.disputes
        ],
    }


def _freshness(entry: Entry, kb: KnowledgeBase) -> Data | None:
    found = kb.freshness.get(entry.slug)
    if found is None or found.due is None or not kb.is_current(entry.slug):
        return None
    return {"is_due": found.is_due, "due": str(found.due), "since": str(found.since or ""), "why": found.why}


def _applies_to(entry: Entry, kb: KnowledgeBase) -> list[Data]:
    given = entry.values.get("applies_to", {})
    return [{"label": kb.settings.facets[name].label, "values": list(values)} for name, values in given.items()]


def _banner(entry: Entry, kb: KnowledgeBase) -> Data | None:
    if superseding := kb.superseded_by(entry.slug):
        links = [{"title": kb.by_slug[slug].title, "url": entry_url(kb, kb.by_slug[slug])} for slug in superseding]
        return {"kind": "superseded", "text": "This has been replaced by", "links": links}
    if reason := entry.values.get("retired"):
        return {"kind": "retired", "text": reason, "links": []}
    return None


def _facts(entry: Entry) -> list[Data]:
    """The entry's other fields, in the order of their declaration."""
    return [
        {"label": field.label, "items": items}
        for name, field in entry.type.fields.items()
        if name not in SHOWN_ELSEWHERE and field.kind not in SHOWN_ELSEWHERE_KINDS and (items := _items(entry, field))
    ]


def _items(entry: Entry, field: Field) -> list[Data]:
    value = entry.values.get(field.name)
    found = value if isinstance(value, tuple) else (value,) if value else ()
    return [
        {"text": each.label or each.url, "url": each.url}
        if isinstance(each, WebLink)
        else {"text": str(each), "url": ""}
        for each in found
    ]


def _relations(entry: Entry, kb: KnowledgeBase) -> list[Data]:
    """What the entry refers to, then what refers to it, grouped by kind; plain mentions come last."""
    groups: dict[str, list[Data]] = {}
    named: set[str] = set()
    incoming = kb.relations_to.get(entry.slug, ())
    for relation in kb.relations_from.get(entry.slug, ()):
        if relation.field != MENTIONS:
            label = entry.type.fields[relation.field].label
            groups.setdefault(label, []).append(_item(kb.by_slug[relation.target], relation, kb))
            named.add(relation.target)
    for relation in incoming:
        other = kb.by_slug[relation.source]
        if relation.field != MENTIONS:
            field = other.type.fields[relation.field]
            groups.setdefault(field.inverse or field.label, []).append(_item(other, relation, kb))
            named.add(relation.source)
    mentioned = [each for each in incoming if each.field == MENTIONS and each.source not in named]
    if mentioned:
        groups["Mentioned in"] = [_item(kb.by_slug[each.source], each, kb) for each in mentioned]
    return [{"label": label, "items": items} for label, items in groups.items()]


def _item(entry: Entry, relation: Relation, kb: KnowledgeBase) -> Data:
    state = kb.states.get(entry.slug)
    maturity = kb.maturities.get(entry.slug)
    word = state.name if state else maturity.level if maturity else ""
    return {
        "title": entry.title,
        "url": entry_url(kb, entry),
        "type": entry.type.label,
        "icon": entry.type.icon,
        "note": relation.note,
        "state": word if kb.is_current(entry.slug) else "replaced" if kb.superseded_by(entry.slug) else "retired",
    }


def _try(one: Try, kb: KnowledgeBase) -> Data:
    told = kb.by_slug.get(one.from_entry)
    return {
        "result": str(one.result or Result.UNCLEAR),
        "label": RESULTS[one.result or Result.UNCLEAR],
        "who": next(iter(names(kb, (one.who,) if one.who else ())), ""),
        "date": str(one.date or ""),
        "of": one.of,
        "where": context_text(kb, one.context),
        "text": one.text,
        "title": told.title if told else "",
        "url": entry_url(kb, told) if told else "",
    }


def _dates(entry: Entry) -> list[Data]:
    dates = [{"label": "Written", "date": str(entry.date)}] if entry.date else []
    if entry.changed and entry.changed != entry.created and entry.date and entry.changed > entry.date.last:
        dates.append({"label": "Changed", "date": str(entry.changed)})
    return dates


def _credit(entry: Entry, kb: KnowledgeBase) -> list[Data]:
    """The names of all who wrote it, told it and tried it: never a count."""
    opened = entry.type.roles.open_credit if answer_of(entry) is None else ""
    tried = tuple(sorted({one.who for one in kb.tries.get(entry.slug, ()) if one.who}))
    found = (
        (opened or "Written by", names(kb, entry.authors)),
        ("Told by", names(kb, entry.texts("thanks"))),
        ("Tried by", names(kb, tried)),
    )
    return [{"verb": verb, "names": who} for verb, who in found if who]
