"""Earlier builds of a site: a page, or a part of the index, that is to be the same again is taken from there.

A page is moved from the site before the last, for the last one must stay whole until the new one takes its place. The
sites lie in the checkout, where others may write, too: a file is believed only if the cache knows that very file, by
what the system says of it, and nothing at all of a site that Git tracks, or of which it cannot tell.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from cop_kb.reading.cache_folder import cache_folder, make_cache_folder, tracked_around
from cop_kb.reading.files import signature_of
from cop_kb.reading.git import Answer
from cop_kb.rendering.site_folder import replacing
from cop_kb.rendering.workspace import Workspace
from cop_kb.search import BUNDLE, EarlierIndex

NAME = "sites"
NOTES, PARTS = "pages-2.json", "parts-1.json"
"""The numbers go up with their forms."""
PLACES = 3
"""Sites that are built in turn, each at a place of its own."""


class Noted(NamedTuple):
    """A page: from what it was made, the digest of what is searched of it, and what the system says of its file."""

    key: str
    text: str
    signature: tuple[int, ...] = ()


class EarlierSite:
    """The last site at a place and the one before, for a new one there; without a ``folder`` there is none.

    ``folder`` is where the cache has what is known of them. Where the new one is to be ``clean``, nothing is taken.
    """

    def __init__(self, folder: Path | None, work: Workspace | None = None, *, clean: bool = False) -> None:
        self.folder, self._work, self._clean = folder, work, clean
        self._new: dict[str, Noted] = {}

    @cached_property
    def _noted(self) -> tuple[dict[str, Noted], dict[str, Noted]]:
        """Of the pages of the site before the last, and of the last."""
        before, last = _read(self.folder / NOTES) if self.folder else ({}, {})
        try:
            return _pages(before), _pages(last)
        except (ValueError, TypeError):
            return {}, {}

    @cached_property
    def _parts(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Of the parts of the index in both, what the system said of their files."""
        return _read(self.folder / PARTS) if self.folder else ({}, {})

    @cached_property
    def _may_take(self) -> bool:
        if self._clean or self._work is None:
            return False
        return all(tracked_around(each) is Answer.NO for each in (self._work.target, self._work.folder))

    @property
    def documents(self) -> Path | None:
        """Where the documents of its search may be kept."""
        return self.folder / "documents" if self.folder else None

    @property
    def indexes(self) -> tuple[EarlierIndex, ...]:
        """The full text's index of both sites."""
        if self._work is None:
            return ()
        places = zip((self._work.before, self._work.target), self._parts, (True, False), strict=True)
        return tuple(
            EarlierIndex(site, partial(self._has_part, site, parts), may_be_moved=may_be_moved)
            for site, parts, may_be_moved in places
        )

    def take(self, name: str, key: str, site: Path) -> Noted | None:
        """Move the page of this name into a new site, if it was made from the same; else None."""
        noted = self._noted[0].get(name)
        if noted is None or noted.key != key or self._work is None or not self._may_take:
            return None
        try:
            if _signature(self._work.before / name) != noted.signature:
                return None
            _move(self._work.before / name, site / name)
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
        with replacing(site, self._work, keep=self.folder is not None) as new:
            yield new
        if self.folder:
            with suppress(OSError):
                make_cache_folder(self.folder)
                pages = {name: each._replace(signature=_signature(site / name)) for name, each in self._new.items()}
                _write(self.folder / NOTES, self._noted[1], pages)
                _write(self.folder / PARTS, self._parts[1], _states(site))
                _tidy(self.folder.parent)

    def note_index(self) -> None:
        """Note the index of the last site, some of whose parts were made again in their places."""
        if self.folder and self._work:
            with suppress(OSError):
                _write(self.folder / PARTS, self._parts[0], _states(self._work.target))

    def _has_part(self, site: Path, parts: Mapping[str, Any], part: int) -> bool:
        """Whether the files of a part are those that were written."""
        noted = parts.get(str(part))
        return bool(noted) and self._may_take and noted == _state(site / BUNDLE / str(part))


def earlier_site(root: Path, work: Workspace, *, clean: bool) -> EarlierSite:
    """What there is of a knowledge base for a site that is built at a place."""
    cache = cache_folder(root)
    place = blake2b(os.fsencode(work.target), digest_size=8).hexdigest()
    return EarlierSite(cache / NAME / place if cache else None, work, clean=clean)


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


def _signature(path: Path) -> tuple[int, ...]:
    """What the system says of a regular file; nothing of what else there may be. Raises OSError."""
    status = os.lstat(path)
    return (status.st_dev, *signature_of(status)) if stat.S_ISREG(status.st_mode) else ()


def _states(site: Path) -> dict[str, str]:
    bundle = site / BUNDLE
    return {part.name: _state(part) for part in bundle.iterdir()} if bundle.is_dir() else {}


def _state(folder: Path) -> str:
    """A digest of the names of all files below a folder, and of what the system says of them; "" where it cannot."""
    found = []
    try:
        for path, _, names in os.walk(folder, onerror=_raise):
            found += [(os.path.relpath(path, folder), name, _signature(Path(path, name))) for name in names]
    except OSError:
        return ""
    return blake2b(repr(sorted(found)).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _raise(error: OSError) -> None:
    raise error


def _read(notes: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was noted of the site before the last, and of the last."""
    try:
        before, last = json.loads(notes.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return {}, {}
    return (before, last) if isinstance(before, dict) and isinstance(last, dict) else ({}, {})


def _write(notes: Path, before: Mapping[str, Any], last: Mapping[str, Any]) -> None:
    new = notes.with_suffix(".new")
    new.write_text(json.dumps([before, last]), encoding="utf-8")
    new.replace(notes)


def _pages(noted: Mapping[str, Any]) -> dict[str, Noted]:
    return {name: Noted(key, text, tuple(signed)) for name, (key, text, signed) in noted.items()}
