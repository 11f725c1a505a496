"""Builds and validation, as ratios against plain MkDocs + Material on the same page texts in the same run.

usage: python bench/build.py [N] [ROUNDS]

Plain MkDocs gets what cop-kb plans: the same Markdown for every entry, list and guide page, the same nav (lists,
topics, guide; entries out of it), Material's search, the same Markdown extensions. Figures are CPU seconds of whole
processes, and seconds by the clock; medians. Cold is without anything kept, compiled templates included.
bench/speed.py measures against other peers, at other sizes, with goals.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from functools import partial
from importlib.metadata import version
from pathlib import Path

from knowledge_base import KnowledgeBase
from measuring import Cost, Step, in_turns
from peers import DirtyMkDocs, PlainMkDocs
from tools import Tools

PLAIN, VALIDATE, FEWER = "mkdocs build, same texts", "cop-kb validate", "cop-kb validate, a fifth of the entries"


def main(count: int, rounds: int) -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        full, bare = (KnowledgeBase(folder, count, full_text=full_text) for full_text in (True, False))
        fewer, tools = KnowledgeBase(folder, max(count // 5, 4)), Tools(folder / "tools")
        steps: dict[str, Step] = {
            "cop-kb build, cold": full.build_cold,
            "  cold, without full text": bare.build_cold,
            "  cold, without it, one process": partial(bare.build_cold, "--jobs", "1"),
            PLAIN: PlainMkDocs(folder, bare, tools).build_cold,
            "cop-kb build, nothing changed": full.build,
            "cop-kb build, one word changed": full.build_changed,
            "  changed, without full text": bare.build_changed,
            "mkdocs build --dirty, one changed": DirtyMkDocs(folder, bare, tools).build_changed,
            VALIDATE: partial(full.run, "validate"),
            FEWER: partial(fewer.run, "validate"),
        }
        report(in_turns(steps, rounds), count, rounds)


def report(found: dict[str, Cost], count: int, rounds: int) -> None:
    """Print medians and ratios."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material"))
    print(f"{count} entries, {rounds} rounds, Python {platform.python_version()}, {versions}\n")
    plain = found[PLAIN]
    for name, took in found.items():
        ratio = f"{took.cpu / plain.cpu:6.2f} x CPU {took.wall / plain.wall:6.2f} x wall"
        print(f"{name:<40} {took.cpu:8.2f} s CPU {took.wall:8.2f} s wall {'' if VALIDATE in name else ratio}")
    print(f"\nvalidate, per entry          {1000 * found[VALIDATE].cpu / count:6.2f} ms CPU")
    print(f"validate, 5 x the entries    {found[VALIDATE].cpu / found[FEWER].cpu:6.2f} x the time")


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]]
    main(*(sizes + [500, 3][len(sizes) :]))
