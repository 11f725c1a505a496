"""Feeds of what changed, as Atom (RFC 4287) and as JSON Feed 1.1: of all entries, of each type, of each topic.

An item is an entry that was written or changed, or a try of one.

A feed needs absolute addresses, so there are none where ``site_url`` is not set; an entry needs a day, so one without
any is in none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from html import escape
from urllib.parse import urljoin

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import ALL, HOME, SiteFile
from cop_kb.model.words import sentence
from cop_kb.publishing.lists import EntryList
from cop_kb.publishing.name_places import FEEDS, names_in
from cop_kb.publishing.rows import Data, context_text, entry_url, page_url
from cop_kb.publishing.story import RESULTS
from cop_kb.reading.excerpts import summary

MOST = 50
NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://www.w3.org/TR/xml/#charsets"""
ATOM, JSON = "application/atom+xml", "application/feed+json"


def feed_data(one: EntryList, kb: KnowledgeBase) -> list[Data]:
    """The feeds of a list, as its page links to them; none where nothing would be in them."""
    if not _newest(one.entries, kb):
        return []
    title = _title(one, kb)
    return [
        {"label": "Atom", "mime": ATOM, "title": title, "url": page_url(kb, _uri(one, "xml"))},
        {"label": "JSON", "mime": JSON, "title": title, "url": page_url(kb, _uri(one, "json"))},
    ]


def feed_files(one: EntryList, kb: KnowledgeBase) -> list[SiteFile]:
    """The feeds of a list: what was written, changed or tried last, the newest first."""
    newest = _newest(one.entries, kb)
    if not newest:
        return []
    return [
        SiteFile(_uri(one, "xml"), _atom(one, newest, kb).encode()),
        SiteFile(_uri(one, "json"), (json.dumps(_json(one, newest, kb), ensure_ascii=False, indent=1) + "\n").encode()),
    ]


def _uri(one: EntryList, extension: str) -> str:
    """That of all entries stands at the top, any other beside its list."""
    folder = "" if one.uri == ALL else one.uri.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"
    return f"{folder}feed.{extension}"


@dataclass(frozen=True, slots=True)
class _Item:
    """Something in a feed: an entry that was written or changed, or a try of it. No title has a name in it."""

    day: date
    id: str
    url: str
    title: str
    text: str
    entry: Entry
    people: tuple[str, ...]
    first: date | None = None


def _newest(entries: Iterable[Entry], kb: KnowledgeBase) -> list[_Item]:
    if not kb.settings.site_url:
        return []
    current = [entry for entry in entries if kb.is_current(entry.slug)]
    items = [item for entry in current for item in (*_written(entry, kb), *_tried(entry, kb))]
    return sorted(items, key=lambda each: (-each.day.toordinal(), each.entry.slug, each.id))[:MOST]


def _written(entry: Entry, kb: KnowledgeBase) -> Iterator[_Item]:
    if day := changed(entry):
        url = _absolute(kb, entry_url(kb, entry))
        first = entry.date.first if entry.date else None
        yield _Item(day, url, url, entry.title, summary(entry), entry, entry.authors, first)


def _tried(entry: Entry, kb: KnowledgeBase) -> Iterator[_Item]:
    """Its tries that have a file; what a case tells of is in the feed as that case."""
    url, say = _absolute(kb, entry_url(kb, entry)), kb.settings.say
    for one in kb.tries.get(entry.slug, ()):
        if one.date and one.result and one.source:
            title = say("{result}: {title}", result=sentence(say(RESULTS[one.result])), title=entry.title)
            text = ". ".join(filter(None, (one.of, context_text(kb, one.context), one.text)))
            which = blake2b(one.source.uri.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()  # has no name
            yield _Item(one.date, f"{url}#{which}", url, title, text, entry, (one.who,) if one.who else (), one.date)


def changed(entry: Entry) -> date | None:
    """The day of the last change that is known: Git's, else the one that the entry says."""
    days = [entry.changed, entry.created, entry.date.first if entry.date else None]
    return max(filter(None, days), default=None)


def _title(one: EntryList, kb: KnowledgeBase) -> str:
    name = kb.settings.site_name
    return name if one.uri == ALL else f"{one.title} – {name}"


def _absolute(kb: KnowledgeBase, url: str) -> str:
    return urljoin(f"{kb.settings.site_url.rstrip('/')}/", url)


def _time(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _page_of(one: EntryList, kb: KnowledgeBase) -> str:
    return _absolute(kb, page_url(kb, HOME if one.uri == ALL else one.uri))


def _atom(one: EntryList, newest: list[_Item], kb: KnowledgeBase) -> str:
    itself = _absolute(kb, page_url(kb, _uri(one, "xml")))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(kb.settings.language)}>',
        f"<title>{_text(_title(one, kb))}</title>",
        f"<id>{_text(itself)}</id>",
        f'<link rel="self" type="{ATOM}" href={_attribute(itself)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(_page_of(one, kb))}/>',
        f"<updated>{_time(newest[0].day)}</updated>",
        f"<author><name>{_text(kb.settings.site_name)}</name></author>",
    ]
    for each in newest:
        lines += [
            f"<entry{_language(each.entry)}>",
            f"<title>{_text(each.title)}</title>",
            f"<id>{_text(each.id)}</id>",
            f'<link rel="alternate" type="text/html" href={_attribute(each.url)}/>',
            f"<updated>{_time(each.day)}</updated>",
            *([f"<published>{_time(each.first)}</published>"] if each.first else []),
            *(f"<author><name>{_text(name)}</name></author>" for name in names_in(FEEDS, kb, each.people)),
            *(f"<category term={_attribute(tag)}/>" for tag in _tags(each.entry, kb)),
            f"<summary>{_text(each.text)}</summary>",
            "</entry>",
        ]
    return "\n".join((*lines, "</feed>", ""))


def _text(text: str) -> str:
    return escape(NOT_XML.sub("", text), quote=False)


def _attribute(text: str) -> str:
    return f'"{escape(NOT_XML.sub("", text))}"'


def _language(entry: Entry) -> str:
    lang = entry.values.get("lang")
    return f" xml:lang={_attribute(str(lang))}" if lang else ""


def _tags(entry: Entry, kb: KnowledgeBase) -> list[str]:
    return [entry.type.label, *(kb.topics[key].label for key in kb.topics_of(entry))]


def _json(one: EntryList, newest: list[_Item], kb: KnowledgeBase) -> Data:
    """The feed as JSON: https://www.jsonfeed.org/version/1.1 says which keys it has."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(one, kb),
        "home_page_url": _page_of(one, kb),
        "feed_url": _absolute(kb, page_url(kb, _uri(one, "json"))),
        "language": kb.settings.language,
        "items": [_item(each, kb) for each in newest],
    }


def _item(one: _Item, kb: KnowledgeBase) -> Data:
    lang = one.entry.values.get("lang")
    authors = [{"name": name} for name in names_in(FEEDS, kb, one.people)]
    return {
        "id": one.id,
        "url": one.url,
        "title": one.title,
        "content_text": one.text or one.title,
        "date_modified": _time(one.day),
        **({"date_published": _time(one.first)} if one.first else {}),
        **({"authors": authors} if authors else {}),
        "tags": _tags(one.entry, kb),
        **({"language": str(lang)} if lang else {}),
    }
