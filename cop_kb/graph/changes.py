"""What a round adds to the store, how it is written, and what is forgotten."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from cop_kb.graph.tables import checksum


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


def trace_of(db: sqlite3.Connection, task: int) -> Sequence[int] | None:
    """The facts that a task read, in order; None where that is damaged."""
    row = db.execute("SELECT reads, sum, fact FROM task WHERE source = ?", (task,)).fetchone()
    if not row or checksum(task, row[2], row[0]) != row[1]:
        return None
    reads = array("I")
    reads.frombytes(row[0])
    return reads


def insert(db: sqlite3.Connection, changes: Changes) -> None:
    """Write what a round brought."""
    db.executemany("INSERT INTO source VALUES (?, ?, ?)", ((n, *name) for n, name in changes.sources.items()))
    rows = ((f.id, f.source, f.part, f.digest) for f in changes.facts.values())
    db.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, 0)", rows)
    gone: list[tuple[int, int]] = []
    new: list[tuple[int, int]] = []
    for task, (_, reads) in changes.traces.items():
        old, now = set(trace_of(db, task) or ()), set(reads)
        gone += ((fact, task) for fact in old - now)
        new += ((fact, task) for fact in now - old)
    db.executemany("DELETE FROM read WHERE fact = ? AND task = ?", gone)
    db.executemany("INSERT OR IGNORE INTO read VALUES (?, ?)", sorted(new))
    packed = ((task, fact, array("I", reads).tobytes()) for task, (fact, reads) in changes.traces.items())
    tasks = ((task, fact, reads, checksum(task, fact, reads)) for task, fact, reads in packed)
    db.executemany("INSERT OR REPLACE INTO task VALUES (?, ?, ?, ?)", tasks)
    take = "INSERT OR REPLACE INTO main.result SELECT * FROM temp.result WHERE source = ?"
    db.executemany(take, ((task,) for task in changes.traces))
    db.executemany("UPDATE fact SET outdated = 1 WHERE id = ?", ((each,) for each in changes.outdated))
    db.executemany("UPDATE fact SET outdated = 0 WHERE id = ? AND outdated", ((each,) for each in changes.holding))
    db.executemany("INSERT OR IGNORE INTO kinds VALUES (?, ?)", changes.kinds)
    inputs = ((name, *each, checksum(0, 0, each[0] + (each[1] or b""))) for name, each in changes.inputs.items())
    db.executemany("INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?)", inputs)


def forget(db: sqlite3.Connection, day: int, *, days: int, size: int) -> bool:
    """Once a day: forget what no root has needed that was asked for in so many days, and the oldest of too much."""
    if db.execute("SELECT value FROM meta WHERE name = 'day'").fetchone()[0] == day:
        return False
    sizes = dict(db.execute("SELECT source, length(data) FROM result"))
    needed, left = set[int](), size
    roots = db.execute("SELECT source FROM root WHERE day > ? ORDER BY day DESC, source", (day - days,)).fetchall()
    sources = dict(db.execute("SELECT id, source FROM fact"))
    for (root,) in roots:
        below = {root} - needed
        queue = list(below)
        while queue:
            more = {sources.get(fact, 0) for fact in trace_of(db, queue.pop()) or ()} - needed - below
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
    return True
