"""Lists of entries: of a type, of a topic, of all. Tables that are whole without a script, long ones on several pages.

A script narrows and sorts them; it takes the rows from files (``list_rows``), which it loads when it is first used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType
from cop_kb.model.knowledge_base import KnowledgeBase, Topic
from cop_kb.model.levels import LEVELS
from cop_kb.model.page import ALL, Page, topic_uri
from cop_kb.model.words import Words
from cop_kb.publishing.columns import BADGES, MIXED, Column
from cop_kb.publishing.facets import TOPIC
from cop_kb.publishing.list_rows import Rows, rows_uri
from cop_kb.publishing.parts import part_links, part_uri, parts
from cop_kb.publishing.people import People
from cop_kb.publishing.rows import MEANS, Data, newest_first, page_url, topic_data, type_data
from cop_kb.publishing.topics import TopicTree
from cop_kb.reading.vocabulary import ancestors


@dataclass(frozen=True, slots=True)
class EntryList:
    """A list before it is divided into pages.

    ``groups`` gives the heading of each entry's group ("" for none); ``fixed`` is what all entries have in common,
    facet and value; ``about`` is what its page shows besides.
    """

    uri: str
    title: str
    entries: Sequence[Entry]
    types: Sequence[EntryType]
    columns: Sequence[Column]
    about: Data
    groups: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, str] = ("", "")
    meta: Data = field(default_factory=dict)


def type_list(entry_type: EntryType, rows: Rows) -> EntryList:
    """All entries of a type, the newest first; what is superseded or retired stands at the end."""
    kb = rows.kb
    entries = current_first(kb, [entry for entry in kb.by_slug.values() if entry.type.name == entry_type.name])
    about = {"kind": "list", "type": type_data(kb, entry_type), "text": entry_type.purpose}
    return EntryList(
        f"{entry_type.plural}/index.md",
        entry_type.label_plural,
        entries,
        (entry_type,),
        rows.columns[entry_type.name],
        about,
        meta={"description": entry_type.purpose},
    )


def all_list(rows: Rows) -> EntryList:
    """All entries, the newest first."""
    kb = rows.kb
    text = kb.settings.say("Everything that is written here, whatever it is.")
    entries = current_first(kb, kb.by_slug.values())
    about = {"kind": "list", "type": None, "text": text}
    return EntryList(
        ALL, kb.settings.say("All entries"), entries, _types(kb, entries), MIXED, about, meta={"description": text}
    )


def topic_list(topic: Topic, tree: TopicTree, people: People, rows: Rows) -> EntryList:
    """The entries of a topic and of its narrower ones, by type."""
    kb = tree.kb
    order = {name: at for at, name in enumerate(kb.types)}
    entries = current_first(kb, tree.entries[topic.key])
    entries.sort(key=lambda entry: (not kb.is_current(entry.slug), order[entry.type.name]))
    about = {
        "kind": "topic",
        "type": None,
        "text": topic.description,
        "synonyms": list(topic.synonyms),
        "parents": [topic_data(kb, key) for key in reversed(ancestors(topic.key, kb.topics))],
        "children": [each for each in tree.below(topic.key) if each["depth"] == 0],
        "to_ask": people.to_ask(newest_first([entry for entry in entries if kb.is_current(entry.slug)])),
        "empty": kb.settings.say("Nobody has written anything here yet."),
    }
    meta: Data = {"tags": list(topic.synonyms)}
    if topic.description:
        meta["description"] = topic.description
    groups = {entry.slug: entry.type.name for entry in entries if kb.is_current(entry.slug)}
    types = _types(kb, entries)
    columns = tuple(each for each in MIXED if each.kind != "topics" or about["children"])
    uri = topic_uri(topic.key)
    return EntryList(uri, topic.label, entries, types, columns, about, groups, (TOPIC, topic.key), meta)


def _types(kb: KnowledgeBase, entries: Iterable[Entry]) -> Sequence[EntryType]:
    names = {entry.type.name for entry in entries}
    return [each for each in kb.types.values() if each.name in names]


def current_first(kb: KnowledgeBase, entries: Iterable[Entry]) -> list[Entry]:
    """Entries by their date, the newest first; those that no longer hold at the end."""
    found = newest_first(list(entries))
    found.sort(key=lambda entry: not kb.is_current(entry.slug))
    return found


def list_pages(one: EntryList, rows: Rows, introduction: str, feeds: Sequence[Data] = ()) -> Iterator[Page]:
    """The pages of a list. ``introduction`` is Markdown; the first page has it, and the front matter's ``tags``."""
    kb, say = rows.kb, rows.kb.settings.say
    cut = list(parts(one.entries))
    columns = _filled(one, rows)
    shared = {
        "columns": [{"key": each.key, "label": say(each.label), "kind": each.kind} for each in columns],
        "types": [{"name": each.name, "label": each.label, "icon": each.icon} for each in one.types],
        "legend": _legend(one.types, say) if one.entries else [],
        "is_dated": not any(each.is_its_date for each in columns),
        "total": len(one.entries),
        "filter": _filter(one, rows) if len(one.entries) > 1 else None,
        "feeds": list(feeds),
    }
    for number, entries in cut:
        first = number == 1
        shown = {
            "synonyms": [], "parents": [], "children": [], "to_ask": [], "empty": say("Nobody has written one yet."),
            **one.about, **shared,
            "groups": [*_groups(one, entries, columns, rows)],
            "part": part_links(kb, one.uri, number, len(cut)),
        }  # fmt: skip
        title = one.title if first else say("{title}, page {n}", title=one.title, n=number)
        apart = {} if first else {"search": {"exclude": True}}
        meta = {"kb": {**shown, "heading": one.title}, **(one.meta if first else {}), **apart}
        yield Page(part_uri(one.uri, number), title, introduction if first else "", "list.html", meta)


def _filled(one: EntryList, rows: Rows) -> list[Column]:
    """The columns in which something stands."""
    return [
        each
        for each in one.columns
        if each.kind == BADGES or any(rows.has(entry, each) for entry in one.entries) or not one.entries
    ]


def _groups(one: EntryList, entries: Sequence[Entry], columns: Sequence[Column], rows: Rows) -> Iterator[Data]:
    """The rows under their headings; what no longer holds has one of its own."""
    kb = rows.kb
    titles = {each.name: each.label_plural for each in one.types}

    def group(entry: Entry) -> tuple[bool, str]:
        return kb.is_current(entry.slug), one.groups.get(entry.slug, "")

    for (is_current, name), found in groupby(entries, key=group):
        shown = [rows.shown(entry, columns) for entry in found]
        yield {"title": titles.get(name, ""), "icon": name, "is_current": is_current, "rows": shown}


def _filter(one: EntryList, rows: Rows) -> Data:
    """What the script needs to narrow the list: the files with its rows, its facets, what all rows have in common."""
    facets = rows.facets.occurring(one.entries)
    facet, value = one.fixed
    return {
        "files": [page_url(rows.kb, rows_uri(each)) for each in one.types],
        "facets": [{"key": each.key, "label": each.label} for each in facets],
        "facet": facet,
        "value": value,
    }


def _legend(types: Iterable[EntryType], say: Words) -> list[Data]:
    """What the marks mean: the types' states, maturity where something is tried, and what any entry may be."""
    types = list(types)
    found = [
        {"name": say(state.name), "means": state.means, "tone": state.tone} for each in types for state in each.states
    ]
    tried = [each for each in types if each.roles.tried]
    if tried:
        levels = LEVELS[1:] if all(each.states for each in tried) else LEVELS
        found += [{"name": say(level), "means": say(MEANS[level]), "tone": level} for level in levels]
        means = say("Somewhere the newest try says that it didn't work.")
        found.append({"name": say("disputed"), "means": means, "tone": "disputed"})
    if any(each.clock_months for each in types):
        found.append({"name": say("due"), "means": say("Nobody has confirmed it for a long time."), "tone": "due"})
    return found
