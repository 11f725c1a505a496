"""What was rendered for the last builds, by fingerprint: the same fingerprint, the same bytes.

It is a file that may be deleted at any time. A damaged one, or one that another build is writing, is as good as none.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cop_kb.reading.cache_folder import make_cache_folder

NAME = "rendered-1.sqlite"
"""The number goes up with the form of what is kept."""
BUILDS = 3
"""For so many builds a page is kept that none of them had."""
TABLE = "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, sum INTEGER, text BLOB, build INTEGER)"


def fingerprint(*values: Any) -> bytes:
    """A digest of plain data.

    >>> fingerprint({"a": 1}) == fingerprint({"a": 1}) != fingerprint({"a": 2})
    True
    """
    return blake2b(json.dumps(values).encode(), digest_size=20).digest()


class Kept:
    """What is kept in a folder.

    Where it is to be ``clean``, nothing of what is there is used. ``shares`` are such files of other machines.
    """

    def __init__(self, folder: Path, *, clean: bool = False, shares: Iterable[Path] = ()) -> None:
        self.path, self.clean, self.shares = folder / NAME, clean, tuple(shares)

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Any]:
        """What is kept under these keys, as far as it is sound."""
        wanted = list(keys)
        found: dict[bytes, Any] = {}
        for path in (*self.shares, *(() if self.clean else (self.path,))):
            found |= _read(path, [key for key in wanted if key not in found])
        return found

    def keep(self, new: Mapping[bytes, Any], used: Iterable[bytes]) -> None:
        """Keep what is new, note what was used, and let go what the last builds did not use."""
        with suppress(OSError):
            make_cache_folder(self.path.parent)
            try:
                self._write(new, used)
            except sqlite3.OperationalError:  # another build is writing, or the disk is full
                return
            except sqlite3.DatabaseError:
                self.path.unlink(missing_ok=True)
                self._write(new, used)

    def _write(self, new: Mapping[bytes, Any], used: Iterable[bytes]) -> None:
        texts = {key: json.dumps(value).encode() for key, value in new.items()}
        with closing(sqlite3.connect(self.path, timeout=1)) as file, file:
            file.execute(TABLE)
            build = file.execute("SELECT coalesce(max(build), 0) + 1 FROM kept").fetchone()[0]
            file.executemany("UPDATE kept SET build = ? WHERE key = ?", ((build, key) for key in used))
            rows = ((key, zlib.crc32(text), text, build) for key, text in texts.items())
            file.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
            file.execute("DELETE FROM kept WHERE build <= ?", (build - BUILDS,))


def _read(path: Path, keys: Iterable[bytes]) -> dict[bytes, Any]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            rows = ((key, file.execute("SELECT sum, text FROM kept WHERE key = ?", (key,)).fetchone()) for key in keys)
            return {key: json.loads(row[1]) for key, row in rows if row and _is_sound(*row)}
    except (sqlite3.Error, ValueError):
        return {}


def _is_sound(number: object, text: object) -> bool:
    return isinstance(text, bytes) and zlib.crc32(text) == number
