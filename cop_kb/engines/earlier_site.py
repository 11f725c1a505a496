"""The site before the last: a page of it that is to be the same again is moved into the new site, not written.

The last site must stay whole until the new one takes its place; nobody needs the one before it any more. A page is
believed to be what was noted of it if the system says of its file what it said when it was noted.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from cop_kb.engines.site_folder import replacing
from cop_kb.reading.cache_folder import cache_folder, make_cache_folder
from cop_kb.reading.files import signature_of

NAME = "sites"
NOTES = "pages-1.json"
"""The number goes up with their form."""
PLACES = 3
"""Sites that are built in turn, each at a place of its own."""


class Noted(NamedTuple):
    """A page: from what it was made, the digest of what is searched of it, and what the system says of its file."""

    key: str
    text: str
    signature: tuple[int, ...] = ()


class EarlierSite:
    """The site that was at a place before the last one, for a new one there; without a ``folder`` there is none.

    Where the new one is to be ``clean``, nothing is taken.
    """

    def __init__(self, folder: Path | None, *, clean: bool = False) -> None:
        self.folder, self._clean = folder, clean
        self._new: dict[str, Noted] = {}

    @cached_property
    def _noted(self) -> tuple[dict[str, Noted], dict[str, Noted]]:
        return _read(self.folder / NOTES) if self.folder else ({}, {})

    @property
    def site(self) -> Path | None:
        """Where it lies; it may not be there."""
        return self.folder / "site" if self.folder else None

    @property
    def documents(self) -> Path | None:
        """Where the documents of its search may be kept."""
        return self.folder / "documents" if self.folder else None

    def take(self, name: str, key: str, site: Path) -> Noted | None:
        """Move the page of this name into a new site, if it was made from the same; else None."""
        noted = self._noted[0].get(name)
        if noted is None or noted.key != key or self.site is None or self._clean:
            return None
        try:
            if signature_of(os.lstat(self.site / name)) != noted.signature:
                return None
            _move(self.site / name, site / name)
        except OSError:
            return None
        self._new[name] = noted
        return noted

    def note(self, name: str, key: str, text: str) -> None:
        """Note of a page of the new site from what it was made."""
        self._new[name] = Noted(key, text)

    @contextmanager
    def replacing(self, site: Path) -> Iterator[Path]:
        """As ``replacing``; the site that is replaced becomes the one before the last."""
        with replacing(site, self.site) as new:
            yield new
        if self.folder:
            with suppress(OSError):
                make_cache_folder(self.folder)
                pages = {
                    name: each._replace(signature=signature_of(os.lstat(site / name)))
                    for name, each in self._new.items()
                }
                (self.folder / NOTES).write_text(json.dumps([self._noted[1], pages]), encoding="utf-8")
                _tidy(self.folder.parent)


def earlier_site(root: Path, site: Path, *, clean: bool) -> EarlierSite:
    """What there is of a knowledge base for a site that is built at a place."""
    kept = cache_folder(root)
    place = blake2b(os.fsencode(site.resolve()), digest_size=8).hexdigest()
    return EarlierSite(kept.parent / NAME / place if kept else None, clean=clean)


def _tidy(folder: Path) -> None:
    """Let go what was kept for other places than the last few."""
    kept = sorted(folder.glob(f"*/{NOTES}"), key=lambda notes: notes.stat().st_mtime_ns, reverse=True)
    for notes in kept[PLACES:]:
        shutil.rmtree(notes.parent, ignore_errors=True)


def _move(page: Path, target: Path) -> None:
    """Move a page, with its folder where there is nothing else in it. Raises OSError."""
    if page.name == "index.html" and os.listdir(page.parent) == [page.name] and not target.parent.exists():  # noqa: PTH208
        target.parent.parent.mkdir(parents=True, exist_ok=True)
        page.parent.rename(target.parent)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        page.rename(target)


def _read(notes: Path) -> tuple[dict[str, Noted], dict[str, Noted]]:
    """Of the pages of the site before the last, and of the last."""
    try:
        before, last = json.loads(notes.read_text(encoding="utf-8"))
        pages = [
            {name: Noted(key, text, tuple(signed)) for name, (key, text, signed) in each.items()}
            for each in (before, last)
        ]
    except (OSError, ValueError, TypeError, AttributeError):
        return {}, {}
    return pages[0], pages[1]
