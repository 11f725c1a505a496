"""What recording and verifying costs: 5,000 tasks that read 36 of 50,000 values each, against the same without a graph.

usage: python bench/graph.py [TASKS] [VALUES]

The peers in the same run: a plain dictionary of results, which records nothing and so can be used by one run only; and
the simplest store that can do the same, all values' digests and all traces in one SQLite file as JSON, all of which is
read, verified and written again each time. CPU seconds.
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
from typing import Any

from cop_kb.graph import Graph, View, task

READS = 36
Values = dict[str, tuple[str, int]]


@task
def parsed(view: View, name: str) -> tuple[str, int]:
    """What a file says: one task for each value."""
    title, number = view.input("files")[name]
    return title.title(), number


@task
def all_values(view: View, _: str) -> dict[str, tuple[str, int]]:
    """What follows from all of them together."""
    return {name: view(parsed, name) for name in view.input("files")}


@task
def page(view: View, key: str) -> str:
    """A page that shows many values."""
    values = view.mapping(all_values, "")
    return _text(key, values, len(view.input("size")))


@task
def site(view: View, _: str) -> int:
    """All pages."""
    return sum(len(view(page, key)) for key in view.input("pages"))


def _text(key: str, values: Any, size: int) -> str:
    start = int(key) * 7919
    return "\n".join(values[f"value-{(start + step * 104_729) % size}"][0] for step in range(READS))


def main(tasks: int, values: int) -> None:
    """Measure and print."""
    files = {f"value-{number}": (f"what number {number} says", number) for number in range(values)}
    changed = {**files, "value-7": ("what number 7 says now", 7)}
    blank = {**files, "value-9": ("What number 9 says", 9)}  # the same once it is parsed
    pages = [str(number) for number in range(tasks)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took = {
            "a dictionary, nothing recorded": _cpu(lambda: _plain(files, pages)),
            "JSON: cold": _cpu(lambda: _json(folder, files, pages)),
            "JSON: nothing changed": _cpu(lambda: _json(folder, files, pages)),
            "JSON: one value changed": _cpu(lambda: _json(folder, changed, pages)),
            "graph: cold": _cpu(lambda: _graph(folder, files, pages)),
            "graph: nothing changed": _cpu(lambda: _graph(folder, files, pages)),
            "graph: one value changed": _cpu(lambda: _graph(folder, changed, pages)),
            "graph: and back": _cpu(lambda: _graph(folder, files, pages)),
            "graph: a change that its task does not pass on": _cpu(lambda: _graph(folder, blank, pages)),
        }
        size = (folder / "graph.sqlite").stat().st_size
    plain = took["a dictionary, nothing recorded"]
    print(f"{tasks} tasks, {READS * tasks} reads of {values} values; store {size / 1e6:.1f} MB")
    for what, seconds in took.items():
        print(f"{what:<50} {seconds:7.3f} s {seconds / plain:7.2f} x the dictionary")
    for what in ("cold", "nothing changed", "one value changed"):
        print(f"graph against JSON, {what}: {took[f'graph: {what}'] / took[f'JSON: {what}']:.2f} x")
    _within(files, changed, blank, pages)


def _within(files: Values, changed: Values, blank: Values, pages: list[str]) -> None:
    """The same in memory, as a preview has it, part by part."""
    graph = Graph(None, [parsed, all_values, page, site])
    for what, values in (("cold", files), ("nothing", files), ("one value", changed), ("cut off", blank)):
        began = time.process_time()
        with graph.round(_inputs(values, pages)) as now:
            opened = time.process_time()
            now(site, "")
            asked = time.process_time()
        ended = time.process_time()
        print(f"in memory, {what:<10} inputs {opened - began:6.3f} s, asked {asked - opened:6.3f}, end {ended - asked:6.3f}")


def _inputs(files: Values, pages: list[str]) -> dict[str, Any]:
    return {"files": files, "pages": dict.fromkeys(pages), "size": dict.fromkeys(map(str, range(len(files))))}


def _graph(folder: Path, files: Values, pages: list[str]) -> int:
    graph = Graph(folder, [parsed, all_values, page, site])
    with graph.round(_inputs(files, pages)) as now:
        length = now(site, "")
    graph.close()
    return length


def _plain(files: Values, pages: list[str]) -> int:
    values = {name: (title.title(), number) for name, (title, number) in files.items()}
    done = {key: _text(key, values, len(values)) for key in pages}
    return sum(map(len, done.values()))


def _json(folder: Path, files: Values, pages: list[str]) -> int:
    values = {name: (title.title(), number) for name, (title, number) in files.items()}
    digests = {name: blake2b(json.dumps(each).encode(), digest_size=16).hexdigest() for name, each in values.items()}
    with closing(sqlite3.connect(folder / "json.sqlite")) as file, file:
        file.execute("CREATE TABLE IF NOT EXISTS all_of_it (id INTEGER PRIMARY KEY, data TEXT)")
        row = file.execute("SELECT data FROM all_of_it").fetchone()
        known = json.loads(row[0]) if row else {}
        made = {}
        for key in pages:
            old = known.get(key)
            if old and all(digests.get(name) == digest for name, digest in old[0]):
                made[key] = old
                continue
            read: dict[str, str] = {}
            start = int(key) * 7919
            for step in range(READS):
                name = f"value-{(start + step * 104_729) % len(values)}"
                read[name] = digests[name]
            made[key] = [list(read.items()), _text(key, values, len(values))]
        file.execute("INSERT OR REPLACE INTO all_of_it VALUES (1, ?)", (json.dumps(made),))
    return sum(len(text) for _, text in made.values())


def _cpu(work: Callable[[], int]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    main(*(numbers + [5_000, 50_000][len(numbers) :]))
