"""What recording and verifying costs: tasks that read 36 values each, against the same without a graph.

usage: python bench/graph.py [ENTRIES]

Every entry is a file, a task that makes ten values of it, and a page that reads 36 values of other entries: at 5,000
entries 180,000 reads of 50,000 values. The peers in the same run: a plain dictionary of results, which records nothing
and is of no use to the next run; and the simplest store that can do the same, all digests and traces as JSON in SQLite,
which is read, verified and written whole. CPU seconds, in one process; opening the store is part of them.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from cop_kb.graph import Files, Graph, View, task

READS, VALUES = 36, 10
Texts = dict[str, bytes]


@task
def entry(view: View, name: str) -> dict[str, str]:
    """What others see of an entry."""
    return _values(view.input("files")[name])


@task
def titles(view: View, _: str) -> dict[str, str]:
    """What follows from all entries together."""
    return {name: view.mapping(entry, name)["0"] for name in view.input("files")}


@task
def page(view: View, name: str) -> str:
    """A page that shows many values of others."""
    count = int(view.input("settings")["count"])
    return "\n".join(view.mapping(entry, other)[value] for other, value in _shown(name, count))


@task
def site(view: View, _: str) -> int:
    """All pages."""
    return sum(len(view(page, name)) for name in view.mapping(titles, ""))


TASKS = (entry, titles, page, site)


class Stat(NamedTuple):
    """What the system says of a file, as far as it is looked at."""

    st_ino: int
    st_size: int
    st_dev: int = 1
    st_mtime_ns: int = 1
    st_ctime_ns: int = 1


def _values(data: bytes) -> dict[str, str]:
    return {str(number): line.title() for number, line in enumerate(data.decode().splitlines())}


def _shown(name: str, count: int) -> list[tuple[str, str]]:
    start = int(name) * 7919
    return [(str((start + step * 104_729) % count), str(step % VALUES)) for step in range(READS)]


def _edited(texts: Texts, old: str, new: str) -> Texts:
    return {**texts, "7": texts["7"].replace(old.encode(), new.encode())}


def main(count: int) -> None:
    """Measure and print."""
    texts = {str(n): "\n".join(f"what {n} says as its {v}." for v in range(VALUES)).encode() for n in range(count)}
    value, title, blank = (_edited(texts, *words) for words in (("its 3", "the 3"), ("its 0", "the 0"), ("its", "Its")))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took = {
            "a dictionary, nothing recorded": _cpu(lambda: _plain(texts)),
            **{
                f"JSON: {what}": _cpu(lambda texts=each: _json(folder, texts))
                for what, each in (
                    ("cold", texts),
                    ("nothing changed", texts),
                    ("one value", value),
                    ("and back", texts),
                )
            },
            **{
                f"graph: {what}": _cpu(lambda texts=each: _graph(folder, texts))
                for what, each in (
                    ("cold", texts),
                    ("nothing changed", texts),
                    ("one value", value),
                    ("and back", texts),
                    ("one title", title),
                    ("and back again", texts),
                    ("a change that is not passed on", blank),
                )
            },
        }
        size = (folder / "graph.sqlite").stat().st_size
    plain = took["a dictionary, nothing recorded"]
    print(f"{count} entries, {READS * count} reads of {VALUES * count} values; store {size / 1e6:.1f} MB")
    for what, seconds in took.items():
        print(f"{what:<40} {seconds:7.3f} s {seconds / plain:7.2f} x the dictionary")
    for what in ("cold", "nothing changed", "one value"):
        print(f"graph against JSON, {what}: {took[f'graph: {what}'] / took[f'JSON: {what}']:.2f} x")
    _within(
        {
            "cold": texts,
            "nothing": texts,
            "one value": value,
            "one title": title,
            "not passed on": _edited(title, "s", "S"),
        }
    )


def _within(rounds: dict[str, Texts]) -> None:
    """The same in memory, as a preview has it, part by part."""
    graph = Graph(None, TASKS)
    for what, texts in rounds.items():
        began = time.process_time()
        with graph.round(_inputs(texts)) as now:
            opened = time.process_time()
            now(site, "")
            asked = time.process_time()
        end = time.process_time() - asked
        print(f"in memory, {what:<14} begin {opened - began:6.3f} s, asked {asked - opened:6.3f} s, end {end:6.3f} s")


def _inputs(texts: Texts) -> dict[str, Any]:
    stats: Any = {name: Stat(hash(data), len(data)) for name, data in texts.items()}
    return {"files": Files(stats, texts.__getitem__), "settings": {"count": len(texts)}}


def _graph(folder: Path, texts: Texts) -> int:
    graph = Graph(folder, TASKS)
    with graph.round(_inputs(texts)) as now:
        length = now(site, "")
    graph.close()
    return length


def _plain(texts: Texts) -> int:
    values = {name: _values(data) for name, data in texts.items()}
    return sum(len("\n".join(values[other][value] for other, value in _shown(name, len(texts)))) for name in texts)


def _json(folder: Path, texts: Texts) -> int:
    with closing(sqlite3.connect(folder / "json.sqlite")) as file, file:
        file.execute("CREATE TABLE IF NOT EXISTS whole (id INTEGER PRIMARY KEY, data TEXT)")
        row = file.execute("SELECT data FROM whole").fetchone()
        old = json.loads(row[0]) if row else {"entries": {}, "pages": {}}
        made: dict[str, Any] = {"entries": {}, "pages": {}}
        for name, data in texts.items():
            digest, known = blake2b(data, digest_size=16).hexdigest(), old["entries"].get(name)
            made["entries"][name] = known if known and known[0] == digest else (digest, _values(data))
        digests = {
            (name, key): blake2b(value.encode(), digest_size=16).hexdigest()
            for name, (_, values) in made["entries"].items()
            for key, value in values.items()
        }
        for name in texts:
            known = old["pages"].get(name)
            if not known or any(digests[other, value] != digest for other, value, digest in known[0]):
                shown = _shown(name, len(texts))
                text = "\n".join(made["entries"][other][1][value] for other, value in shown)
                known = [(*each, digests[each]) for each in shown], text
            made["pages"][name] = known
        if made["entries"] != old["entries"] or made["pages"] != old["pages"]:
            file.execute("INSERT OR REPLACE INTO whole VALUES (1, ?)", (json.dumps(made),))
    return sum(len(text) for _, text in made["pages"].values())


def _cpu(work: Callable[[], int]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["5000"]))
