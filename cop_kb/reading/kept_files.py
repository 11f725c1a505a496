"""What reading made of the files, kept from one run to the next: a file that says the same is not read again.

What a file says is known by a digest of its bytes: so it is known in another clone, too. The bytes are looked at where
the system says of the file something else than before, as Git does (https://git-scm.com/docs/racy-git): its size, its
number, when it was written and, but for Windows, when anything of it was changed. One that was changed just now is
looked at again: it may change once more in the same moment.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from cop_kb import __version__
from cop_kb.model.addresses import is_markdown
from cop_kb.model.entry_type import EntryType
from cop_kb.model.settings import Settings
from cop_kb.reading.cache_folder import cache_folder
from cop_kb.reading.files import Found, read_bytes
from cop_kb.reading.kept import JUST_NOW, Kept, fingerprint
from cop_kb.reading.kept_values import dumped, loaded
from cop_kb.reading.spreading import spread

ITEMS, DIGESTS = "read-2.sqlite", "digests-2.sqlite"
"""The numbers go up with the form of what is kept."""
FEW = 100
"""So many files are read as quickly as this."""
VERSIONS = (yaml.__version__, version("markdown-it-py"))
"""Of the libraries that read."""
PACKAGE = Path(__file__).parents[1]
Noted = Mapping[str, tuple[tuple[int, ...], str]]
"""By uri what the system said of a file, and the digest of its bytes."""
NEW: tuple[tuple[int, ...], str] = ((), "")
"""What was noted of a file that nobody has seen."""


class KeptFiles:
    """What is kept of the files ``found``. ``read_with`` is all that reading a file depends on besides the file.

    Where it is to be ``clean``, nothing of what is there is used.
    """

    def __init__(
        self,
        settings: Settings,
        types: Mapping[str, EntryType],
        read_with: Any,
        found: Iterable[Found],
        *,
        clean: bool = False,
    ) -> None:
        self._settings, self._clean, self._folder = settings, clean, cache_folder(settings.checkout)
        self.load = partial(loaded, types=types)
        """What makes a value of what ``dumped`` made of it."""
        self.base = fingerprint(__version__, platform.python_version(), *VERSIONS, _code(), read_with).hex()
        """The same where files are read the same way."""
        self._items = self.file(ITEMS, bytes)
        self._new: dict[str, bytes] = {}
        found = list(found)
        self.digests = self._take_digests([each for each in found if each.signature and is_markdown(each.uri)])
        """What each text says, as a digest by uri."""
        self.others = fingerprint(self.base, [each for each in found if each.uri not in self.digests]).hex()
        """The same where all other files are the same, and are read the same way."""

    @property
    def state(self) -> str:
        """The same where all files say the same."""
        return fingerprint(self.others, self.digests).hex()

    def file(self, name: str, dump: Callable[[Any], bytes] = dumped) -> Kept | None:
        """A file of that name for more that is made of the files; None where nothing may be kept."""
        return Kept(self._folder / name, dump, self.load, clean=self._clean) if self._folder else None

    def find(self, uris: Iterable[str] | None = None) -> dict[str, Any]:
        """What was made of these files, or of all, by uri, as far as it is known."""
        wanted = self.digests if uris is None else uris
        return self.find_as({uri: self.digests[uri] for uri in wanted if uri in self.digests})

    def find_as(self, digests: Mapping[str, str]) -> dict[str, Any]:
        """What was made of files when they said what these digests are of."""
        keys = {self._key(uri, digest): uri for uri, digest in digests.items()}
        return {keys[key]: made for key, made in self._items.find(keys).items()} if self._items else {}

    def read(self, found: Sequence[Found], read: Callable[[Found], Any], processes: int | None) -> Iterator[Any]:
        """What reading makes of files, in order, by so many processes; ``keep`` will keep it."""
        here = os.getpid()

        def make(each: Found) -> Any:
            item = read(each)
            return item if os.getpid() == here else dumped(item)  # which has an entry type by its name

        for each, made in zip(found, spread(make, found, processes), strict=True):
            is_dumped = isinstance(made, bytes)
            self._new[each.uri] = made if is_dumped else dumped(made)
            yield self.load(made) if is_dumped else made

    def keep(self) -> bool:
        """Keep what was read; whether no file has changed since its digest was taken. One that has is not kept."""
        known = [uri for uri in self._new if uri in self.digests]
        same = [uri for uri in known if self._digest(uri) == self.digests[uri]]
        if same and self._items:
            new = {self._key(uri, self.digests[uri]): self._new[uri] for uri in same}
            self._items.keep(new, (self._key(uri, digest) for uri, digest in self.digests.items()))
        self._new = {}
        return same == known

    def _key(self, uri: str, digest: str) -> bytes:
        return fingerprint(self.base, uri, digest)

    def _take_digests(self, found: Sequence[Found]) -> dict[str, str]:
        """By uri, from what was noted as far as the system says the same of the file. What is not read has none."""
        if not found:
            return {}  # nobody has looked, so what was noted stays
        kept = None if self._settings.copy_of else self.file(DIGESTS)  # a copy is gone after one look
        key = fingerprint(str(self._settings.content_folder))
        noted: Noted = kept.find([key]).get(key, {}) if kept else {}
        until = time.time_ns() - JUST_NOW
        taken: dict[str, str] = {}
        settled: dict[str, tuple[tuple[int, ...], str]] = {}
        for each in found:
            signature, digest = noted.get(each.uri, NEW)
            if signature != each.signature:
                digest = self._digest(each.uri)
            if digest:
                taken[each.uri] = digest
                if max(each.signature[2:]) < until:
                    settled[each.uri] = each.signature, digest
        if kept and settled != noted:
            kept.keep({key: settled}, [])
        return taken

    def _digest(self, uri: str) -> str:
        most = self._settings.max_entry_bytes
        try:
            data = read_bytes(self._settings.content_folder / uri, most + 1)
        except OSError:
            return ""
        return blake2b(data, digest_size=16).hexdigest() if len(data) <= most else ""


def _code() -> str:
    """The digest of what reads, and of what makes more of what was read: another text of it may do so otherwise."""
    folders = (PACKAGE / name for name in ("model", "markdown", "reading", "entry_types", "rules", "publishing"))
    digest = blake2b(digest_size=16)
    for path in (path for folder in folders for path in sorted(folder.glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()
