"""Where a graph is stored between runs: one SQLite file, or memory where there is no folder for it.

Values are numbered, so that a trace is a row of numbers. A *source* is an input or a task; a *fact* is a part of a
source's value (all of it, one item, its keys, whether it has a key) with its digest. A task's trace is the facts that it
read, in order; the table ``read`` has the same by fact. A fact that no longer holds is *outdated*, and stays as long as
a task's trace names it.

Whatever is wrong with the file, a run without it gives the same results. ``Damaged`` says that what was read so far is
not to be relied on: the caller forgets everything and begins with what ``start_over`` gives.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORM = 1
"""Goes up with the tables."""
NAME = "graph.sqlite"
PATIENCE = 1.0
"""Seconds to wait for another process."""
BESIDE_THE_POINT = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
BESIDE_THE_POINT |= {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
"""What says nothing against the file: we go on without it. Any other error means that it is damaged."""
CHUNK = 500
TABLES = """
CREATE TABLE source (id INTEGER PRIMARY KEY, kind TEXT, key BLOB, UNIQUE (kind, key));
CREATE TABLE fact (id INTEGER PRIMARY KEY, source INTEGER, part BLOB, digest BLOB, outdated INTEGER);
CREATE INDEX fact_source ON fact (source, part);
CREATE INDEX fact_outdated ON fact (id) WHERE outdated;
CREATE TABLE task (source INTEGER PRIMARY KEY, fact INTEGER, reads BLOB, sum INTEGER);
CREATE TABLE result (source INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE read (fact INTEGER, task INTEGER, PRIMARY KEY (fact, task)) WITHOUT ROWID;
CREATE TABLE kinds (reader TEXT, read TEXT, PRIMARY KEY (reader, read)) WITHOUT ROWID;
CREATE TABLE input (name TEXT PRIMARY KEY, fingerprint BLOB, snapshot BLOB, sum INTEGER);
CREATE TABLE root (source INTEGER PRIMARY KEY, day INTEGER);
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""
NAMES = tuple(line.split()[2] for line in TABLES.splitlines() if line.startswith("CREATE TABLE"))
COUNTS = (
    "SELECT count(*), coalesce(sum(source), 0), coalesce(sum(length(part) + length(digest)), 0) FROM fact",
    "SELECT count(*), coalesce(sum(fact), 0), coalesce(sum(task), 0) FROM read",
    "SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM kinds), 0",
)


class Damaged(BaseException):  # no ``except Exception`` of a task may take it for its own
    """The file is not what we wrote."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A part of a source's value, as it was recorded."""

    id: int
    source: int
    part: bytes
    digest: bytes


@dataclass(slots=True)
class Changes:
    """What a round adds to the store."""

    sources: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    facts: dict[int, Fact] = field(default_factory=dict)
    traces: dict[int, tuple[int, Sequence[int]]] = field(default_factory=dict)
    """By task the fact that is its whole result, and what it read."""
    outdated: set[int] = field(default_factory=set)
    holding: set[int] = field(default_factory=set)
    kinds: set[tuple[str, str]] = field(default_factory=set)
    inputs: dict[str, tuple[bytes, bytes | None]] = field(default_factory=dict)
    roots: set[int] = field(default_factory=set)


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
            if not _is_beside_the_point(error):
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
                if self._db.execute("SELECT value FROM meta WHERE name = 'counts'").fetchone()[0] != _counts(self._db):
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
            row = self._db.execute("SELECT reads, sum, fact FROM task WHERE source = ?", (task,)).fetchone()
            if not row or _sum(task, row[2], row[0]) != row[1]:
                return None
            reads = array("I")
            reads.frombytes(row[0])
            return reads

    def result(self, task: int) -> bytes | None:
        """The bytes of a result: written in this round, or earlier. Whoever asks checks their digest."""
        with self._reading:
            ask = "SELECT data FROM temp.result WHERE source = ?1 UNION ALL SELECT data FROM main.result WHERE source = ?1"
            row = self._db.execute(ask, (task,)).fetchone()
            return _unpacked(row[0]) if row else None

    def recorded(self, facts: Iterable[int]) -> Iterator[tuple[int, str, bytes, Fact, bytes | None]]:
        """The tasks of these facts at once: number, kind, key, the fact that is the result, its bytes."""
        ask = """SELECT s.id, s.kind, s.key, w.id, w.source, w.part, w.digest, r.data FROM fact f
            JOIN source s ON s.id = f.source JOIN task t ON t.source = s.id
            JOIN fact w ON w.id = t.fact AND w.source = s.id JOIN main.result r ON r.source = s.id WHERE f.id IN"""
        for source, kind, key, *whole, data in self._in_chunks(ask, facts):
            yield source, kind, key, Fact(*whole), _unpacked(data)

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
            return (row[0], row[1]) if row and _sum(0, 0, row[0] + (row[1] or b"")) == row[2] else None

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
        except (sqlite3.Error, Damaged) as error:
            self._forgot = True
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if not _is_beside_the_point(error):
                self.start_over()
            elif not _is_busy(error):
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
            self._insert(changes)
            self._forget(day, days, size)
            self._stamp()
        db.execute("COMMIT")

    def _insert(self, changes: Changes) -> None:
        db = self._db
        db.executemany("INSERT INTO source VALUES (?, ?, ?)", ((n, *name) for n, name in changes.sources.items()))
        rows = ((f.id, f.source, f.part, f.digest) for f in changes.facts.values())
        db.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, 0)", rows)
        gone: list[tuple[int, int]] = []
        new: list[tuple[int, int]] = []
        for task, (_, reads) in changes.traces.items():
            old, now = set(self.trace(task) or ()), set(reads)
            gone += ((fact, task) for fact in old - now)
            new += ((fact, task) for fact in now - old)
        db.executemany("DELETE FROM read WHERE fact = ? AND task = ?", gone)
        db.executemany("INSERT OR IGNORE INTO read VALUES (?, ?)", sorted(new))
        packed = ((task, fact, array("I", reads).tobytes()) for task, (fact, reads) in changes.traces.items())
        rows = ((task, fact, reads, _sum(task, fact, reads)) for task, fact, reads in packed)
        db.executemany("INSERT OR REPLACE INTO task VALUES (?, ?, ?, ?)", rows)
        take = "INSERT OR REPLACE INTO main.result SELECT * FROM temp.result WHERE source = ?"
        db.executemany(take, ((task,) for task in changes.traces))
        db.executemany("UPDATE fact SET outdated = 1 WHERE id = ?", ((each,) for each in changes.outdated))
        db.executemany("UPDATE fact SET outdated = 0 WHERE id = ? AND outdated", ((each,) for each in changes.holding))
        db.executemany("INSERT OR IGNORE INTO kinds VALUES (?, ?)", changes.kinds)
        inputs = ((name, *each, _sum(0, 0, each[0] + (each[1] or b""))) for name, each in changes.inputs.items())
        db.executemany("INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?)", inputs)

    def _forget(self, day: int, days: int, size: int) -> None:
        """Once a day: forget what no root has needed that was asked for in so many days, and the oldest of too much."""
        db = self._db
        if db.execute("SELECT value FROM meta WHERE name = 'day'").fetchone()[0] == day:
            return
        sizes = dict(db.execute("SELECT source, length(data) FROM result"))
        needed, left = set[int](), size
        roots = db.execute("SELECT source FROM root WHERE day > ? ORDER BY day DESC, source", (day - days,)).fetchall()
        sources = dict(db.execute("SELECT id, source FROM fact"))
        for (root,) in roots:
            below = {root} - needed
            queue = list(below)
            while queue:
                more = {sources.get(fact, 0) for fact in self.trace(queue.pop()) or ()} - needed - below
                below |= more
                queue += more
            left -= sum(sizes.get(each, 0) for each in below)
            if left < 0:
                break
            needed |= below
        tasks = [row[0] for row in db.execute("SELECT source FROM task") if row[0] not in needed]
        # Whatever reads a forgotten task is forgotten with it: a root that needs it would have kept both.
        for table, column in (("read", "task"), ("task", "source"), ("result", "source"), ("root", "source")):
            db.executemany(f"DELETE FROM {table} WHERE {column} = ?", ((each,) for each in tasks))  # noqa: S608 - ours
        db.execute("DELETE FROM fact WHERE id NOT IN (SELECT fact FROM read) AND id NOT IN (SELECT fact FROM task)")
        db.execute("DELETE FROM source WHERE id NOT IN (SELECT source FROM fact)")
        db.execute("UPDATE meta SET value = ? WHERE name = 'day'", (day,))
        db.execute("PRAGMA incremental_vacuum").fetchall()
        self._forgot = True

    def _stamp(self) -> None:
        self._seen = os.urandom(16)
        outdated = self._db.execute("SELECT count(*) FROM fact WHERE outdated").fetchone()[0]
        rows = (("state", self._seen), ("outdated", outdated), ("counts", _counts(self._db)))
        self._db.executemany("UPDATE meta SET value = ? WHERE name = ?", ((value, name) for name, value in rows))

    def _open(self) -> sqlite3.Connection:
        """The file, with tables for our key; memory where there is none or we cannot have it."""
        if self._path:
            with suppress(sqlite3.Error, OSError):
                try:
                    return self._prepared(self._path)
                except sqlite3.Error as error:
                    if not _is_beside_the_point(error):
                        self._path.unlink()
                        return self._prepared(self._path)
            self._path = None
        return self._prepared(":memory:")

    def _prepared(self, path: Path | str) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
            db.execute("CREATE TEMP TABLE result (source INTEGER PRIMARY KEY, data BLOB)")
            names = [name for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
            if names:
                row = db.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
                if row and row[0] == self._key:
                    return db
            db.execute("BEGIN IMMEDIATE")
            for name in names:
                db.execute(f'DROP TABLE main."{name}"')
            for statement in TABLES.split(";\n"):
                db.execute(statement)
            first = {"key": self._key, "state": os.urandom(16), "outdated": 0, "day": 0, "counts": _counts(db)}
            db.executemany("INSERT INTO meta VALUES (?, ?)", first.items())
            db.execute("COMMIT")
        except BaseException:
            db.close()
            raise
        return db

    def _leave(self, *, take_along: bool = False) -> None:
        """Go on in memory; with what the file says, if it can be read."""
        old, self._path = self._db, None
        self._db = self._prepared(":memory:")
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
    """Turns what is wrong with the file into ``Damaged``. (A generator would take as long as the look-up.)"""

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error | TypeError | ValueError | KeyError):
            if _is_beside_the_point(error):
                self._store.leave_the_file()
            raise Damaged(str(error)) from error


def _counts(db: sqlite3.Connection) -> str:
    return str([db.execute(each).fetchone() for each in COUNTS])


def _unpacked(data: Any) -> bytes | None:
    try:
        return zlib.decompress(data)
    except (zlib.error, TypeError):
        return None


def _sum(task: int, fact: int, data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(b"%d %d" % (task, fact)))


def _code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _is_busy(error: BaseException) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _is_beside_the_point(error: BaseException) -> bool:
    return _code(error) in BESIDE_THE_POINT
