"""Titles → slugs: file names and addresses at once, unique in the whole knowledge base."""

from __future__ import annotations

import re
from collections.abc import Collection

from slugify import slugify
from slugify.special import CYRILLIC, GERMAN, GREEK

from cop_kb.model.entry_type import EntryType
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.entries import slug_of

LONGEST, LONGEST_GIVEN = 60, 100
SAFE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHORTENED = re.compile(r"(?<=\w)['’](?=(?:s|t)\b)")
LETTERS = {"de": GERMAN, "el": GREEK, "ru": CYRILLIC}
INDEXES = ("index", "readme")  # such a file introduces a list
DEVICES = ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
"""https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions"""


def slug_from(title: str, language: str = "en") -> str:
    """The slug a title asks for, in any script; "" where no letter or digit is left of it.

    >>> slug_from("The driver’s blade: 20 mm too low!"), slug_from("Wischer läuft", "de")
    ('the-drivers-blade-20-mm-too-low', 'wischer-laeuft')
    """
    letters = LETTERS.get(language.partition("-")[0].lower(), [])
    text = SHORTENED.sub("", title)
    return slugify(text, max_length=LONGEST, word_boundary=True, save_order=True, replacements=letters).strip("-")


def taken_slugs(kb: KnowledgeBase, *, is_folder: bool = False) -> frozenset[str]:
    """What no new entry may be called, without case: slugs, old ones, files that could not be read, reserved names.

    An entry that is a folder (``is_folder``) may not be called like a topic either: its index would introduce that.
    """
    topics = (key.casefold() for key in kb.topics) if is_folder else ()
    unread = (slug_of(source.uri).casefold() for source in kb.unread)
    return frozenset({*(slug.casefold() for slug in kb.slugs), *unread, *INDEXES, *DEVICES, *topics})


def free_slug(title: str, entry_type: EntryType, kb: KnowledgeBase, taken: Collection[str]) -> str:
    """A slug for a title that nothing else has: ``blade-chatter``, then ``blade-chatter-2`` and so on.

    A title without any letter or digit is called after its type and the day. Tries that belong to no entry are not
    taken over by accident.
    """
    used = {*taken, *(one.slug.casefold() for one in kb.stray_tries)}
    wanted = slug_from(title, kb.settings.language)
    wanted = wanted or f"{slug_from(entry_type.name) or 'entry'}-{kb.today}"
    slug, number = wanted, 1
    while slug in used:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def check_slug(slug: str, taken: Collection[str], kb: KnowledgeBase) -> None:
    """Raise CopKbError for a slug that is not safe everywhere, or is taken."""
    if not SAFE.fullmatch(slug) or len(slug) > LONGEST_GIVEN:
        better = slug_from(slug)
        cure = f" Take “{better}”." if better and better != slug else ""
        raise CopKbError(
            f"“{slug}” is not a slug: a slug may only have lower-case letters, digits and hyphens, at most "
            f"{LONGEST_GIVEN}.{cure}"
        )
    if slug in taken:
        path = _owner(kb, slug)
        why = f"it belongs to {path}" if path else "lists, topics or Windows use that name"
        raise CopKbError(f"The slug “{slug}” is taken: {why}.")


def _owner(kb: KnowledgeBase, slug: str) -> str:
    """The path of the file that has a slug, or had it, without case; also of one that could not be read; else ""."""
    unread = next((source.path for source in kb.unread if slug_of(source.uri).casefold() == slug), "")
    now = next((now for each, now in kb.slugs.items() if each.casefold() == slug), "")
    return unread or (kb.by_slug[now].source.path if now else "")
