"""The tables of the store, how a file gets them, and what an error of SQLite means."""

from __future__ import annotations

import os
import sqlite3
import zlib
from pathlib import Path
from typing import Any

FORM = 1
"""Goes up with the tables."""
PATIENCE = 1.0
"""Seconds to wait for another process."""
BESIDE_THE_POINT = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
BESIDE_THE_POINT |= {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
"""What says nothing against the file: we go on without it. Any other error means that it is damaged."""
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


def connect(path: Path | str, key: bytes) -> sqlite3.Connection:
    """The tables in a file, or in ``:memory:``, empty if they were of another key. Raises sqlite3.Error."""
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.execute("CREATE TEMP TABLE result (source INTEGER PRIMARY KEY, data BLOB)")
        names = [name for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        if names:
            row = db.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
            if row and row[0] == key:
                return db
        db.execute("BEGIN IMMEDIATE")
        for name in names:
            db.execute(f'DROP TABLE main."{name}"')
        for statement in TABLES.split(";\n"):
            db.execute(statement)
        first = {"key": key, "state": os.urandom(16), "outdated": 0, "day": 0, "counts": counts(db)}
        db.executemany("INSERT INTO meta VALUES (?, ?)", first.items())
        db.execute("COMMIT")
    except BaseException:
        db.close()
        raise
    return db


def counts(db: sqlite3.Connection) -> str:
    """How much is there: rows that are lost change it."""
    return str([db.execute(each).fetchone() for each in COUNTS])


def unpacked(data: Any) -> bytes | None:
    """What was compressed; None where it is damaged."""
    try:
        return zlib.decompress(data)
    except (zlib.error, TypeError):
        return None


def checksum(task: int, fact: int, data: bytes) -> int:
    """The sum of a row."""
    return zlib.crc32(data, zlib.crc32(b"%d %d" % (task, fact)))


def _code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def is_busy(error: BaseException) -> bool:
    """Whether another process has the lock."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_beside_the_point(error: BaseException) -> bool:
    """Whether an error says nothing against the file."""
    return _code(error) in BESIDE_THE_POINT
