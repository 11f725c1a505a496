"""The home page: what this community is, what hurts, what is worth trying, and how to take part."""

from __future__ import annotations

from collections.abc import Sequence

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.levels import LEVELS
from cop_kb.model.page import ALL, GUIDE, HOME, MAP, SYMPTOMS, WANTED, Page
from cop_kb.publishing.rows import Data, group_data, page_url, row, type_data
from cop_kb.publishing.wanted import by_hurt, hunches

SHOWN = 4


def home_page(kb: KnowledgeBase, title: str, introduction: str, feeds: Sequence[Data] = ()) -> Page:
    """The home page; ``introduction`` is the community's own text, in Markdown."""
    count = {name: sum(entry.type.name == name for entry in kb.by_slug.values()) for name in kb.types}
    groups = [_open(kb), _untried(kb), _proven(kb), _new(kb)]
    shown = {
        "kind": "home",
        "text": "",
        "children": [],
        "types": [type_data(kb, each) | {"count": count[each.name]} for each in kb.types.values()],
        "groups": [group for group in groups if group["rows"]],
        "steps": _steps(kb),
        "ways": _ways(kb),
        "feeds": list(feeds),
    }
    return Page(HOME, title or kb.settings.site_name, introduction, "home.html", {"kb": shown}, in_nav=True)


def _open(kb: KnowledgeBase) -> Data:
    found = [
        kb.by_slug[slug]
        for slug, state in kb.states.items()
        if state.name in kb.by_slug[slug].type.roles.open_when and kb.is_current(slug)
    ]
    say = kb.settings.say
    more = {"text": say("All that is wanted"), "url": page_url(kb, WANTED)}
    rows = [row(kb, entry) for entry in by_hurt(kb, found)[:SHOWN]]
    return group_data(say("Who knows?"), say("Open, and met most often."), rows, more=more)


def _untried(kb: KnowledgeBase) -> Data:
    rows = [row(kb, entry) for entry in hunches(kb)[:SHOWN]]
    return group_data(kb.settings.say("Hunches worth trying"), kb.settings.say("Try one, and say how it went."), rows)


def _proven(kb: KnowledgeBase) -> Data:
    """What is proven, by its latest try."""
    proven = [(found.last, slug) for slug, found in kb.maturities.items() if found.level in LEVELS[2:] and found.last]
    newest = sorted(proven, key=lambda each: (-each[0].toordinal() if each[0] else 0, each[1]))
    rows = [row(kb, kb.by_slug[slug]) for _, slug in newest if kb.is_current(slug)][:SHOWN]
    return group_data(kb.settings.say("Recently proven"), kb.settings.say("It worked for several people."), rows)


def _new(kb: KnowledgeBase) -> Data:
    current = [entry for entry in kb.by_slug.values() if entry.date and kb.is_current(entry.slug)]
    current.sort(key=lambda entry: (-entry.date.last.toordinal() if entry.date else 0, entry.slug))
    rows = [row(kb, entry) for entry in current[:SHOWN]]
    return group_data(kb.settings.say("New"), kb.settings.say("Written last."), rows)


def _ways(kb: KnowledgeBase) -> list[Data]:
    """Other ways in than the search."""
    finder = [("What do you see?", SYMPTOMS)] if any(each.roles.has_finder for each in kb.types.values()) else []
    ways = [*finder, ("All entries", ALL), *([("Knowledge map", MAP)] if kb.topics else [])]
    return [{"label": kb.settings.say(label), "url": page_url(kb, uri)} for label, uri in ways]


def _steps(kb: KnowledgeBase) -> list[Data]:
    first = next(iter(kb.types.values()), None)
    say, guide = kb.settings.say, page_url(kb, GUIDE)
    command = f'cop-kb new {first.name} "{say("What you saw, in your words")}"' if first else "cop-kb new"
    steps = (
        ("Search", "Somebody may have met it before.", "", ""),
        ("Write it down", "One sentence is a valid entry.", command, guide),
        ("Say how it went", "Every try helps the next reader to trust it.", "", guide),
    )
    return [{"title": say(title), "text": say(text), "code": code, "url": url} for title, text, code, url in steps]
