"""Where a graph is stored between runs: one SQLite file, or memory where there is no folder for it.

Values are numbered, so that a trace is a row of numbers. A *source* is an input or a task; a *fact* is a part of a
source's value (all of it, one item, its keys, whether it has a key) with its digest. A task's trace is the facts that
it read, in order; the table ``read`` has the same by fact. A fact that no longer holds is *outdated*, and stays as long
as a task's trace names it.

Whatever is wrong with the file, a run without it gives the same results. ``Damaged`` says that what was read so far is
not to be relied on: the caller forgets everything and begins with what ``start_over`` gives.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cop_kb.graph.changes import Changes, Fact, forget, insert, trace_of
from cop_kb.graph.tables import (
    FORM,
    Damaged,
    checksum,
    connect,
    counts,
    is_beside_the_point,
    is_busy,
    unpacked,
)

NAME = "graph.sqlite"
CHUNK = 500
"""So many numbers go into one question."""


class Store:
    """The tables in ``folder``, or in memory; empty where they were written under another ``key``."""

    def __init__(self, folder: Path | None, key: bytes) -> None:
        self._path, self._key = folder and folder / NAME, key + bytes([FORM])
        self._seen: bytes | None = None
        self._checked = self._forgot = False
        self._reading = _Reading(self)
        self._db = self._open()

    @property
    def is_stored(self) -> bool:
        """Whether it is in a file, and not only in memory."""
        return self._path is not None

    # A round reads within one transaction: it sees the file as it was when the round began.

    def begin(self) -> bool:
        """Begin a round; whether the store holds what it held at the end of the last one of this process."""
        self._checked = False
        try:
            self._db.execute("DELETE FROM temp.result")
            meta = self._begin()
        except sqlite3.Error as error:
            if not is_beside_the_point(error):
                raise Damaged(str(error)) from error
            self._leave()
            meta = self._begin()
        if meta.get("key") != self._key:
            raise Damaged("another key")
        same = meta.get("state") == self._seen and not self._forgot
        self._seen, self._forgot = meta.get("state"), False
        return same

    def _begin(self) -> dict[str, Any]:
        self._db.execute("BEGIN")
        return dict(self._db.execute("SELECT name, value FROM meta"))

    def stop(self) -> None:
        """Let go of the file until the next round, whether or not this one was ended."""
        with suppress(sqlite3.Error):
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def close(self) -> None:
        """End it. What was not written is lost."""
        self._db.close()

    def start_over(self) -> None:
        """Go on with an empty store, in place of the file if that is possible."""
        with suppress(sqlite3.Error):
            self._db.close()
        if self._path:
            try:
                for path in (self._path.with_name(f"{NAME}-journal"), self._path):
                    path.unlink(missing_ok=True)
            except OSError:
                self._path = None
        self._db = self._open()
        self._seen = None

    def leave_the_file(self) -> None:
        """Start over in memory, should it come to that: the file is not what is wrong."""
        self._path = None

    def check(self) -> None:
        """Before the readers of a value are asked for. Raises Damaged where rows are missing."""
        if not self._checked:
            with self._reading:
                if self._db.execute("SELECT value FROM meta WHERE name = 'counts'").fetchone()[0] != counts(self._db):
                    raise Damaged
            self._checked = True

    def last_ids(self) -> tuple[int, int]:
        """The greatest number of a source, and of a fact."""
        with self._reading:
            ask = "SELECT (SELECT coalesce(max(id), 0) FROM source), (SELECT coalesce(max(id), 0) FROM fact)"
            source, fact = self._db.execute(ask).fetchone()
            return source, fact

    def source(self, kind: str, key: bytes) -> int | None:
        """The number of a source."""
        with self._reading:
            row = self._db.execute("SELECT id FROM source WHERE kind = ? AND key = ?", (kind, key)).fetchone()
            return row and int(row[0])

    def named(self, source: int) -> tuple[str, bytes] | None:
        """Kind and key of a source."""
        with self._reading:
            row = self._db.execute("SELECT kind, key FROM source WHERE id = ?", (source,)).fetchone()
            return row and (row[0], row[1])

    def whole(self, task: int) -> Fact | None:
        """The fact that is the recorded result of a task."""
        with self._reading:
            ask = "SELECT f.id, f.source, f.part, f.digest FROM task t JOIN fact f ON f.id = t.fact WHERE t.source = ?"
            row = self._db.execute(ask, (task,)).fetchone()
            return Fact(*row) if row and row[1] == task else None

    def trace(self, task: int) -> Sequence[int] | None:
        """The facts that a task read, in order; None where that is damaged."""
        with self._reading:
            return trace_of(self._db, task)

    def result(self, task: int) -> bytes | None:
        """The bytes of a result: written in this round, or earlier. Whoever asks checks their digest."""
        with self._reading:
            one = "SELECT data FROM {}.result WHERE source = ?1"
            ask = f"{one.format('temp')} UNION ALL {one.format('main')}"
            row = self._db.execute(ask, (task,)).fetchone()
            return unpacked(row[0]) if row else None

    def recorded(self, facts: Iterable[int]) -> Iterator[tuple[int, str, bytes, Fact, bytes | None]]:
        """The tasks of these facts at once: number, kind, key, the fact that is the result, its bytes."""
        ask = """SELECT s.id, s.kind, s.key, w.id, w.source, w.part, w.digest, r.data FROM fact f
            JOIN source s ON s.id = f.source JOIN task t ON t.source = s.id
            JOIN fact w ON w.id = t.fact AND w.source = s.id JOIN main.result r ON r.source = s.id WHERE f.id IN"""
        for source, kind, key, *whole, data in self._in_chunks(ask, facts):
            yield source, kind, key, Fact(*whole), unpacked(data)

    def put_result(self, task: int, data: bytes) -> None:
        """Set a result aside until the round ends: in a temporary file, for all of them may be much."""
        packed = zlib.compress(data, 1 if len(data) > CHUNK else 0)
        with self._reading:
            self._db.execute("INSERT OR REPLACE INTO temp.result VALUES (?, ?)", (task, packed))

    def fact(self, source: int, part: bytes, digest: bytes) -> int | None:
        """The number of a fact."""
        with self._reading:
            ask = "SELECT id FROM fact WHERE source = ? AND part = ? AND digest = ?"
            row = self._db.execute(ask, (source, part, digest)).fetchone()
            return row and int(row[0])

    def facts_of(self, source: int) -> list[Fact]:
        """All facts of a source, outdated ones as well."""
        with self._reading:
            rows = self._db.execute("SELECT id, source, part, digest FROM fact WHERE source = ?", (source,))
            return [Fact(*row) for row in rows]

    def fact_ids_of(self, source: int) -> list[int]:
        """The same as numbers."""
        with self._reading:
            return [row[0] for row in self._db.execute("SELECT id FROM fact WHERE source = ?", (source,))]

    def outdated(self) -> dict[int, int]:
        """The outdated facts, with their sources."""
        with self._reading:
            rows = dict(self._db.execute("SELECT id, source FROM fact WHERE outdated"))
            if len(rows) != self._db.execute("SELECT value FROM meta WHERE name = 'outdated'").fetchone()[0]:
                raise Damaged
            return rows

    def sources_of(self, facts: Iterable[int]) -> dict[int, int]:
        """Facts with their sources."""
        return dict(self._in_chunks("SELECT id, source FROM fact WHERE id IN", facts))

    def readers(self, facts: Iterable[int], most: int = -1) -> list[int]:
        """The tasks that read one of these facts, at most so many."""
        found = self._in_chunks("SELECT DISTINCT task FROM read WHERE fact IN", facts, f" LIMIT {most}")
        return [task for (task,) in found]

    def kinds(self) -> set[tuple[str, str]]:
        """Which kinds of tasks have read which kinds of sources."""
        with self._reading:
            return set(self._db.execute("SELECT reader, read FROM kinds"))

    def input(self, name: str) -> tuple[bytes, bytes | None] | None:
        """Fingerprint and snapshot of an input when the last round ended."""
        with self._reading:
            ask = "SELECT fingerprint, snapshot, sum FROM input WHERE name = ?"
            row = self._db.execute(ask, (name,)).fetchone()
            return (row[0], row[1]) if row and checksum(0, 0, row[0] + (row[1] or b"")) == row[2] else None

    def end(self, changes: Changes, day: int, *, days: int, size: int) -> None:
        """End the round: write what it brought in one transaction, or keep it in memory if that cannot be done.

        Where another process has written, or is writing, it is dropped: the next round has what that one wrote.
        """
        try:
            today = {row[0] for row in self._db.execute("SELECT source FROM root WHERE day = ?", (day,))}
            self._db.execute("COMMIT")
            changes.roots -= today
            if changes != Changes():
                self._write(changes, day, days, size)
        except (sqlite3.Error, Damaged, TypeError, ValueError) as error:
            self._forgot = True
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if not is_beside_the_point(error):
                self.start_over()
            elif not is_busy(error):
                self._leave(take_along=True)
                with suppress(sqlite3.Error, Damaged):
                    self._seen = self._begin().get("state")
                    self._db.execute("COMMIT")
                    self._write(changes, day, days, size)

    def _write(self, changes: Changes, day: int, days: int, size: int) -> None:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        if db.execute("SELECT value FROM meta WHERE name = 'state'").fetchone()[0] == self._seen:
            self.check()
            db.executemany("INSERT OR REPLACE INTO root VALUES (?, ?)", ((each, day) for each in changes.roots))
            insert(db, changes)
            self._forgot = forget(db, day, days=days, size=size)
            self._stamp()
        db.execute("COMMIT")

    def _stamp(self) -> None:
        self._seen = os.urandom(16)
        outdated = self._db.execute("SELECT count(*) FROM fact WHERE outdated").fetchone()[0]
        rows = (("state", self._seen), ("outdated", outdated), ("counts", counts(self._db)))
        self._db.executemany("UPDATE meta SET value = ? WHERE name = ?", ((value, name) for name, value in rows))

    def _open(self) -> sqlite3.Connection:
        """The file, with tables for our key; memory where there is none or we cannot have it."""
        if self._path:
            with suppress(sqlite3.Error, OSError):
                try:
                    return connect(self._path, self._key)
                except sqlite3.Error as error:
                    if not is_beside_the_point(error):
                        self._path.unlink()
                        return connect(self._path, self._key)
            self._path = None
        return connect(":memory:", self._key)

    def _leave(self, *, take_along: bool = False) -> None:
        """Go on in memory; with what the file says, if it can be read."""
        old, self._path = self._db, None
        self._db = connect(":memory:", self._key)
        if take_along:
            with suppress(sqlite3.Error):
                old.execute("BEGIN")
                old.execute("SELECT count(*) FROM meta").fetchone()  # so that the copy waits for nobody
                old.backup(self._db)
                self._db.executemany("INSERT INTO temp.result VALUES (?, ?)", old.execute("SELECT * FROM temp.result"))
        old.close()

    def _in_chunks(self, ask: str, numbers: Iterable[int], end: str = "") -> Iterator[Any]:
        every = list(numbers)
        with self._reading:
            for start in range(0, len(every), CHUNK):
                # SQLite's parameters are limited in number, and these are numbers of ours.
                yield from self._db.execute(f"{ask} ({','.join(map(str, every[start : start + CHUNK]))}){end}")


class _Reading:
    """Turns what is wrong with the file into ``Damaged``. A generator would take as long as the look-up."""

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error | TypeError | ValueError | KeyError):
            if is_beside_the_point(error):
                self._store.leave_the_file()
            raise Damaged(str(error)) from error
