"""How it went: the results of all tries by circumstance, and the story of an entry from its beginning until now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cop_kb.model.entry import Entry, Try
from cop_kb.model.entry_type import heading_key
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.levels import LEVELS
from cop_kb.model.values import FINAL, Result
from cop_kb.model.words import sentence
from cop_kb.publishing.name_places import STORY, name_in
from cop_kb.publishing.people import People
from cop_kb.publishing.rows import Data, context_text, entry_url, happened
from cop_kb.reading.collecting import maturity_on
from cop_kb.reading.excerpts import answer_of
from cop_kb.reading.relations import MENTIONS, SUPERSEDES

RESULTS = {
    Result.WORKED: "worked",
    Result.PARTLY: "partly worked",
    Result.DIDNT: "didn't work",
    Result.TRYING: "is trying it",
    Result.STILL_TRUE: "still true",
    Result.UNCLEAR: "unclear",
}
SAID_BY = {
    Result.WORKED: "Worked for",
    Result.PARTLY: "Partly worked for",
    Result.DIDNT: "Didn't work for",
    Result.TRYING: "Being tried by",
    Result.STILL_TRUE: "Still true, says",
    Result.UNCLEAR: "Unclear to",
}
BECAME = {"tried": "Became tried", "proven": "Became proven", "adopted": "Became adopted"}
LATER = "9"  # than any date: what has none is how it stands today
LEAST_TRIES = 2
WRITING = ("written", "changed")
"""What credit and dates say already."""


def matrix(entry: Entry, kb: KnowledgeBase) -> list[Data]:
    """How often it worked, partly and not, in each circumstance; nothing where that would say no more than the tries.

    Where the entry offers several ways, each is a group of its own.
    """
    final = [one for one in kb.tries.get(entry.slug, ()) if one.result in FINAL]
    groups: dict[str, dict[tuple[tuple[str, str], ...], list[Try]]] = {}
    for one in final:
        groups.setdefault(heading_key(one.of), {}).setdefault(one.context, []).append(one)
    if len(final) < LEAST_TRIES or not any(of or context for of, rows in groups.items() for context in rows):
        return []
    return [
        {
            "of": next((one.of for tries in rows.values() for one in tries), ""),
            "rows": [_row(rows[context], kb) for context in sorted(rows, key=lambda each: (not each, each))],
        }
        for _, rows in sorted(groups.items())
    ]


def _row(tries: list[Try], kb: KnowledgeBase) -> Data:
    """A circumstance; the newest try comes first, and of one day the better (see ``reading.maturity``)."""
    newest = max(tries, key=lambda each: (str(each.date or ""), -FINAL.index(each.result or Result.DIDNT)))
    counts = {str(result): sum(one.result == result for one in tries) for result in FINAL}
    where = context_text(kb, tries[0].context)
    return {"where": where, **counts, "last": str(newest.date or ""), "newest": str(newest.result)}


def story(entry: Entry, kb: KnowledgeBase, people: People, tries: Sequence[Data]) -> list[Data]:
    """Everything that is known to have happened to an entry, the newest first; nothing if that is only its writing.

    ``tries`` is what pages show of the entry's tries, each in its place.
    """
    events = [
        *_standing(entry, kb),
        *_became(entry, kb),
        *(_tried(one, data, kb, people) for one, data in zip(kb.tries.get(entry.slug, ()), tries, strict=True)),
        *_linked(entry, kb),
        *_written(entry, kb, people),
    ]
    if all(each["kind"] in WRITING for each in events):
        return []
    return sorted(events, key=lambda each: str(each["date"]) or LATER, reverse=True)


def _event(
    kind: str,
    label: str,
    date: str = "",
    who: Sequence[Data] = (),
    *,
    text: str = "",
    title: str = "",
    url: str = "",
) -> Data:
    return {
        "kind": kind,
        "label": label,
        "date": date,
        "who": list(who),
        "of": "",
        "where": "",
        "text": text,
        "title": title,
        "url": url,
        "is_dispute": False,
    }


def _standing(entry: Entry, kb: KnowledgeBase) -> Iterator[Data]:
    """What the entry itself says of today: where the practice changed, or why it is no longer needed."""
    if name := entry.type.roles.adopted_in:
        for place in entry.texts(name):
            yield _event("adopted", entry.type.fields[name].label, text=place)
    if reason := entry.values.get("retired"):
        yield _event("retired", kb.settings.say("Retired"), text=str(reason))


def try_data(one: Try, kb: KnowledgeBase) -> Data:
    """A try as pages show it."""
    told = kb.by_slug.get(one.from_entry)
    result = one.result or Result.UNCLEAR
    return {
        "result": str(result),
        "label": kb.settings.say(RESULTS[result]),
        "who": name_in(STORY, kb, one.who),
        "date": str(one.date or ""),
        "of": one.of,
        "where": context_text(kb, one.context),
        "text": one.text,
        "title": told.title if told else "",
        "url": entry_url(kb, told) if told else "",
    }


def _tried(one: Try, data: Data, kb: KnowledgeBase, people: People) -> Data:
    found = kb.maturities.get(one.slug)
    disputes = found.disputes if found and one.result is Result.DIDNT else ()
    who = people.shown(STORY, [one.who]) if one.who else []
    event = _event(
        data["result"], kb.settings.say(SAID_BY[one.result or Result.UNCLEAR]) if who else sentence(data["label"])
    )
    event |= {key: data[key] for key in ("date", "of", "where", "text", "title", "url")}
    event["who"] = who
    event["is_dispute"] = any(
        (each.context, each.date, each.who) == (one.context, one.date, one.who) for each in disputes
    )
    return event


def _became(entry: Entry, kb: KnowledgeBase) -> Iterator[Data]:
    """The days on which it became tried, proven or adopted: the level on the day of each try, by today's thresholds."""
    if not entry.type.roles.tried:
        return
    dated = [one for one in kb.tries.get(entry.slug, ()) if one.date and one.result in FINAL]
    level = LEVELS[0]
    for day in sorted({one.date for one in dated if one.date}):
        now = maturity_on(day, entry, [one for one in dated if one.date and one.date <= day], kb).level
        if LEVELS.index(now) > LEVELS.index(level):
            yield _event(now, kb.settings.say(BECAME[now]), str(day))
        level = now


def _linked(entry: Entry, kb: KnowledgeBase) -> Iterator[Data]:
    """What later entries had to do with it; those that used it are told as tries."""
    for relation in kb.relations_to.get(entry.slug, ()):
        other = kb.by_slug[relation.source]
        field = other.type.fields.get(relation.field)
        if field and relation.field != MENTIONS and field.kind == "refs":
            kind = "superseded" if relation.field == SUPERSEDES else "linked"
            label = field.inverse or field.label
            url = entry_url(kb, other)
            yield _event(kind, label, happened(other), text=relation.note, title=other.title, url=url)


def _written(entry: Entry, kb: KnowledgeBase, people: People) -> Iterator[Data]:
    say, roles, answered = kb.settings.say, entry.type.roles, answer_of(entry) is not None
    was_open = bool(roles.answer_credit and entry.changes and not entry.changes[0][2])
    yield from _changed(entry, kb, people, roles.answer_credit if was_open and answered else "")
    if entry.date:
        opened = "" if answered and not was_open else roles.open_credit
        text = say("It began as a hunch.") if entry.type.roles.tried and answered else ""
        who = people.shown(STORY, entry.authors)
        label = (opened or "Written by") if who else (opened or "Written by").removesuffix(" by")
        yield _event("written", say(label), str(entry.date), who=who, text=text)


def _changed(entry: Entry, kb: KnowledgeBase, people: People, answer: str) -> Iterator[Data]:
    """Who changed words after it was written, and when. Who first wrote below an open question gave its ``answer``."""
    say, since = kb.settings.say, entry.date.last if entry.date else None
    for day, names, has_text in dict.fromkeys(entry.changes[1:]):
        who = people.shown(STORY, names)
        if answer and has_text:
            label = answer if who else answer.removesuffix(" by")
            yield _event("answered", say(label), str(day), who=who)
            answer = ""
        elif since is None or day > since:
            yield _event("changed", say("Words changed by") if who else say("Words changed"), str(day), who=who)
