"""Where a link inside the knowledge base leads, and where it was probably meant to lead."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property

from cop_kb.model.addresses import Addresses, address_table, is_external, split_anchor
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.opened import files_of
from cop_kb.rules.shared import Nearest

TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
OTHER_SITE = re.compile(
    r"(?:www\.[\w-]|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|io|dev|eu|de|at|ch|fr|uk|nl|it|es|pl|cz|jp|cn)(?:/|$))"
)
MADE_LATER = ("topics/", "guide/", "go/", "search/")
"""Parts of the site that are made with it: what will be there is not known here."""


def is_inside(target: str) -> bool:
    """Whether an address is meant to lead into the knowledge base; a placeholder of a template engine is none."""
    return not is_external(target) and not TEMPLATE.search(target)


class Targets:
    """The files and pages of a knowledge base as the targets of its links."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def leads_nowhere(self, target: str, base: str) -> bool:
        """Whether a link in the file ``base`` leads nowhere. What another rule reports already does lead somewhere."""
        if self._kb.addresses.find(target, base) is not None:
            return False
        path = split_anchor(target)[0]
        folders = ("", posixpath.dirname(base), posixpath.splitext(base)[0])
        places = (posixpath.normpath(posixpath.join(folder, path.lstrip("/"))) for folder in folders)
        return not any(f"{place}/".startswith(MADE_LATER) for place in places) and not self._unpublished.find(
            target, base
        )

    @cached_property
    def _unpublished(self) -> Addresses:
        """Files that are there, and in trouble of their own: not readable, or with a slug that is taken."""
        uris = (*(source.uri for source in self._kb.unread), *files_of(self._kb))
        return address_table({uri: uri for uri in uris if uri not in self._kb.uris}, {})

    def hint(self, target: str, base: str) -> str:
        """What was probably meant."""
        path = split_anchor(target)[0]
        if MAIL.fullmatch(path):
            return f"Is it a mail address? Then write mailto:{path}."
        if OTHER_SITE.match(path):
            return f"Is it another site? Then write https://{target}."
        near = (uri for uri in self._by_stem.get(self._nearest.of(_stem(path)), ()) if uri != base)
        if meant := min(near, key=lambda uri: (posixpath.basename(uri) != posixpath.basename(path), uri), default=""):
            return f"Did you mean {posixpath.relpath(meant, posixpath.dirname(base) or '.')}?"
        return "Correct the address, or take it away: the page shows only the words."

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        """The names that files go by → their paths."""
        names: dict[str, list[str]] = {}
        for uri in self._kb.uris:
            names.setdefault(_stem(uri), []).append(uri)
        return names

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self._by_stem)


def _stem(path: str) -> str:
    """What a file goes by: its name without extension, or its folder's for an index.

    >>> _stem("faqs/torque.md"), _stem("faqs/gel-pad/index.md"), _stem("faqs/gel-pad/")
    ('torque', 'gel-pad', 'gel-pad')
    """
    folder, stem = posixpath.split(posixpath.splitext(path.rstrip("/"))[0])
    return posixpath.basename(folder) or stem if stem == "index" else stem
