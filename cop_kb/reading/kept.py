"""What was made by earlier runs, by fingerprint: of the same fingerprint, the same.

It is a file that may be deleted at any time. A damaged one, or one that another run is writing, is as good as none.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cop_kb.reading.cache_folder import make_cache_folder

RUNS = 3
"""What was not used in so many runs is let go, at the latest."""
JUST_NOW = 2_000_000_000
"""In nanoseconds: no file system tells less exactly when a file was changed."""
TABLE = "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, sum INTEGER, data BLOB, run INTEGER)"
QUICKLY = "PRAGMA synchronous = OFF"
"""What a loss of power damages is as good as none."""
ON_ANY_DISK = "PRAGMA journal_mode = DELETE"
"""Others need shared memory, which a home folder on a network has not: https://sqlite.org/wal.html"""
PATIENCE = 1.0
"""Seconds to wait for another process that writes there; then this one goes on without."""


def fingerprint(*values: Any) -> bytes:
    """A digest of plain data and frozen dataclasses.

    >>> fingerprint({"a": 1}) == fingerprint({"a": 1}) != fingerprint({"a": 2})
    True
    """
    return blake2b(ENCODER.encode(values).encode(), digest_size=20).digest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return [type(value).__qualname__, *(getattr(value, each.name) for each in fields(value))]
    if isinstance(value, Mapping):
        return list(value.items())
    return sorted(value) if isinstance(value, frozenset) else str(value)


ENCODER = json.JSONEncoder(default=_plain)


class Kept:
    """What is kept in a file ``name-<form>.sqlite``, as ``dump`` makes bytes of it and ``load`` reads them again.

    Where it is to be ``clean``, nothing of what is there is used. ``shares`` are such files of other machines.
    """

    def __init__(
        self,
        path: Path,
        dump: Callable[[Any], bytes] = lambda value: json.dumps(value).encode(),
        load: Callable[[bytes], Any] = json.loads,
        *,
        clean: bool = False,
        shares: Iterable[Path] = (),
    ) -> None:
        self.path, self.clean, self.shares = path, clean, tuple(shares)
        self._dump, self._load = dump, load

    @property
    def _paths(self) -> tuple[Path, ...]:
        return self.shares if self.clean else (*self.shares, self.path)

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Any]:
        """What is kept under these keys, as far as it is sound."""
        wanted = list(keys)
        found: dict[bytes, Any] = {}
        for path in self._paths:
            found |= self._read(path, [key for key in wanted if key not in found])
        return found

    def known(self, keys: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the keys under which something is kept, sound or not."""
        wanted = list(keys)
        return frozenset(key for path in self._paths for key, _ in _rows(path, "key", wanted))

    def keep(self, new: Mapping[bytes, Any], used: Iterable[bytes], run: int | None = None) -> int | None:
        """Keep what is new, note what was used, and let go what the last runs did not use.

        Gives the number of this ``run``, for what else is kept in it; None as long as nothing could be kept.
        """
        with suppress(OSError):
            make_cache_folder(self.path.parent)
            for other in self.path.parent.glob(f"{self.path.stem.rpartition('-')[0]}-*{self.path.suffix}"):
                if other.name != self.path.name:  # of another form, by another version of this program
                    other.unlink()
            try:
                return self._write(new, used, run)
            except sqlite3.OperationalError:  # another run is writing, or the disk is full
                return run
            except sqlite3.DatabaseError:
                self.path.unlink(missing_ok=True)
                return self._write(new, used, run)
        return run

    def _write(self, new: Mapping[bytes, Any], used: Iterable[bytes], run: int | None) -> int:
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as file, file:
            file.execute(ON_ANY_DISK)
            file.execute(QUICKLY)
            file.execute(TABLE)
            last: int = file.execute("SELECT coalesce(max(run), 0) FROM kept").fetchone()[0]
            run = run or last + 1
            soon = run + 1 - RUNS  # a note of each use would be as much work as keeping it anew
            file.executemany("UPDATE kept SET run = ? WHERE key = ? AND run <= ?", ((run, key, soon) for key in used))
            dumped = ((key, self._dump(value)) for key, value in new.items())  # one at a time: all may be much
            rows = ((key, _sum(key, data), data, run) for key, data in dumped)
            file.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
            file.execute("DELETE FROM kept WHERE run <= ?", (run - RUNS,))
            return run

    def _read(self, path: Path, keys: Iterable[bytes]) -> dict[bytes, Any]:
        try:
            rows = _rows(path, "sum, data", keys)
            return {key: self._load(data) for key, (number, data) in rows if _is_sound(key, number, data)}
        except ValueError:
            return {}


def _rows(path: Path, columns: str, keys: Iterable[bytes]) -> Iterator[tuple[bytes, tuple[Any, ...]]]:
    """What is kept in a file under these keys, one after the other; nothing more once it turns out to be damaged."""
    where = f"{path.resolve().as_uri()}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(where, uri=True, timeout=PATIENCE)) as file:
        ask = f"SELECT {columns} FROM kept WHERE key = ?"  # noqa: S608 - our words
        for key in keys:
            if row := file.execute(ask, (key,)).fetchone():
                yield key, row


def _sum(key: bytes, data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(key))


def _is_sound(key: bytes, number: object, data: object) -> bool:
    return isinstance(data, bytes) and _sum(key, data) == number
