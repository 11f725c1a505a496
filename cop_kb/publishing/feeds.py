"""Feeds of what changed, as Atom (RFC 4287) and as JSON Feed 1.1: of all entries, of each type, of each topic.

A feed needs absolute addresses, so there are none where ``site_url`` is not set; an entry needs a day, so one without
any is in none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from html import escape
from urllib.parse import urljoin

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import ALL, HOME, SiteFile
from cop_kb.publishing.lists import EntryList
from cop_kb.publishing.rows import Data, entry_url, names, page_url
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
    """The feeds of a list: its entries that changed last, the newest first."""
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


def _newest(entries: Iterable[Entry], kb: KnowledgeBase) -> list[tuple[date, Entry]]:
    if not kb.settings.site_url:
        return []
    dated = [(day, entry) for entry in entries if (day := changed(entry)) and kb.is_current(entry.slug)]
    return sorted(dated, key=lambda each: (-each[0].toordinal(), each[1].slug))[:MOST]


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


def _atom(one: EntryList, newest: list[tuple[date, Entry]], kb: KnowledgeBase) -> str:
    itself = _absolute(kb, page_url(kb, _uri(one, "xml")))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(kb.settings.language)}>',
        f"<title>{_text(_title(one, kb))}</title>",
        f"<id>{_text(itself)}</id>",
        f'<link rel="self" type="{ATOM}" href={_attribute(itself)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(_page_of(one, kb))}/>',
        f"<updated>{_time(newest[0][0])}</updated>",
        f"<author><name>{_text(kb.settings.site_name)}</name></author>",
    ]
    for day, entry in newest:
        url = _absolute(kb, entry_url(kb, entry))
        lines += [
            f"<entry{_language(entry)}>",
            f"<title>{_text(entry.title)}</title>",
            f"<id>{_text(url)}</id>",
            f'<link rel="alternate" type="text/html" href={_attribute(url)}/>',
            f"<updated>{_time(day)}</updated>",
            *([f"<published>{_time(entry.date.first)}</published>"] if entry.date else []),
            *(f"<author><name>{_text(name)}</name></author>" for name in names(kb, entry.authors)),
            *(f"<category term={_attribute(tag)}/>" for tag in _tags(entry, kb)),
            f"<summary>{_text(summary(entry))}</summary>",
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


def _json(one: EntryList, newest: list[tuple[date, Entry]], kb: KnowledgeBase) -> Data:
    """The feed as JSON: https://www.jsonfeed.org/version/1.1 says which keys it has."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(one, kb),
        "home_page_url": _page_of(one, kb),
        "feed_url": _absolute(kb, page_url(kb, _uri(one, "json"))),
        "language": kb.settings.language,
        "items": [_item(day, entry, kb) for day, entry in newest],
    }


def _item(day: date, entry: Entry, kb: KnowledgeBase) -> Data:
    url, lang = _absolute(kb, entry_url(kb, entry)), entry.values.get("lang")
    authors = [{"name": name} for name in names(kb, entry.authors)]
    return {
        "id": url,
        "url": url,
        "title": entry.title,
        "content_text": summary(entry) or entry.title,
        "date_modified": _time(day),
        **({"date_published": _time(entry.date.first)} if entry.date else {}),
        **({"authors": authors} if authors else {}),
        "tags": _tags(entry, kb),
        **({"language": str(lang)} if lang else {}),
    }
