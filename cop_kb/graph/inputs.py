"""Inputs: the values that come from outside and that nothing here works out, each a mapping by name.

An input knows the digest of each of its values, without reading the value where it can.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from cop_kb.graph.canonical import Codec, digest_of_bytes

ABSENT = b"absent"
"""The digest of a value that is not there."""
UNKNOWN = b"unknown"
"""The digest of a value that cannot be read now: it equals no recorded one."""
RACY = 2_000_000_000
"""In nanoseconds: the coarsest clock of a file system in use, FAT's."""


class Input(Mapping[Any, Any]):
    """Values by key, whose digests are worked out from the values. ``Files`` knows them unread."""

    def __init__(self, values: Mapping[Any, Any]) -> None:
        self._values = values
        self._digests: dict[Any, bytes] = {}
        self._read: dict[Any, Any] = {}
        self._codec = Codec()

    def __getitem__(self, key: Any) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def begin(self, codec: Codec, snapshot: bytes | None) -> None:
        """A round begins: the codec for the values, and what ``snapshot`` gave when the last round ended."""
        self._codec, self._digests, self._read = codec, {}, {}

    def read(self, key: Any) -> tuple[Any, bool]:
        """A value, and whether it is the one that ``digest`` speaks of. Raises KeyError where there is none."""
        if key not in self._read:
            data = self._codec.encode(self._values[key])
            self._read[key], self._digests[key] = self._codec.decode(data), digest_of_bytes(data)
        return self._read[key], True

    def digest(self, key: Any) -> bytes:
        """The digest of a value, ``ABSENT`` or ``UNKNOWN``."""
        if key not in self._digests:
            self._digests[key] = self._codec.digest(self._values[key]) if key in self._values else ABSENT
        return self._digests[key]

    def fingerprint(self) -> bytes:
        """The same where all keys and digests are the same. It may come from elsewhere: a commit, say."""
        return self._codec.digest({key: self.digest(key) for key in self})

    def snapshot(self) -> bytes | None:
        """What a later ``begin`` wants to know, as bytes."""
        return None


class Files(Input):
    """The bytes of files by name. A file that the system reports as recorded is not read to know its digest.

    ``stats`` has what the system reports of every file, ``read`` gives the bytes of one or raises OSError.

    A stat is trusted where device, inode, size, mtime and ctime are as recorded, and the file had rested for two
    seconds at the time ``taken`` (in nanoseconds; now, unless given): a change in the same tick of the file system's
    clock would not show otherwise (https://git-scm.com/docs/racy-git). No file may be read before that time.
    """

    def __init__(
        self, stats: Mapping[str, os.stat_result], read: Callable[[str], bytes], *, taken: int | None = None
    ) -> None:
        super().__init__({})
        self._stats = {
            name: (each.st_dev, each.st_ino, each.st_size, each.st_mtime_ns, each.st_ctime_ns)
            for name, each in stats.items()
        }
        self._values = self._stats  # the keys; the values are read one by one
        self._bytes, self._old = read, (time.time_ns() if taken is None else taken) - RACY
        self._all: tuple[bytes, bytes] | None = None
        self._rest = b""

    def __getitem__(self, key: Any) -> bytes:
        return self.read(key)[0]

    def begin(self, codec: Codec, snapshot: bytes | None) -> None:
        """As of any input. Where all stats are as recorded, no digest of a single file is looked at."""
        super().begin(codec, snapshot)
        self._all, self._rest = None, b""
        seen = self._seen()
        if snapshot:
            recorded, fingerprint, self._rest = codec.decode(snapshot)
            if recorded == seen:
                self._all = seen, fingerprint
            else:
                self._load()

    def read(self, key: Any) -> tuple[bytes, bool]:
        """The bytes of a file; not sure where they have changed since the digest was taken."""
        if key not in self._stats:
            raise KeyError(key)
        data = self._bytes(key)
        self._load()
        digest = self._codec.digest(data)
        return data, self._digests.setdefault(key, digest) == digest

    def digest(self, key: Any) -> bytes:
        """As of any input."""
        self._load()
        if key not in self._digests:
            try:
                self._digests[key] = self._codec.digest(self._bytes(key)) if key in self._stats else ABSENT
            except OSError:
                return UNKNOWN
        return self._digests[key]

    def fingerprint(self) -> bytes:
        """As of any input."""
        return self._all[1] if self._all else super().fingerprint()

    def snapshot(self) -> bytes | None:
        """The stats and digests that may be trusted, and one digest of all stats if that is every one of them."""
        if self._all:
            return None
        clean = {name: stat for name, stat in self._stats.items() if max(stat[3:]) < self._old}
        rest = {name: (stat, self.digest(name)) for name, stat in clean.items() if self.digest(name) != UNKNOWN}
        seen = self._seen() if len(rest) == len(self._stats) else b""
        return self._codec.encode((seen, self.fingerprint(), self._codec.encode(rest)))

    def _seen(self) -> bytes:
        digest = blake2b(digest_size=16)
        for name, stat in sorted(self._stats.items()):
            digest.update(f"{name}\0{stat[0]} {stat[1]} {stat[2]} {stat[3]} {stat[4]}\n".encode(errors="surrogatepass"))
        return digest.digest()

    def _load(self) -> None:
        if self._rest:
            recorded, self._rest = self._codec.decode(self._rest), b""
            for name, (stat, digest) in recorded.items():
                if self._stats.get(name) == stat:
                    self._digests.setdefault(name, digest)
