"""How fast, against named peers in the same run: the table of measures, with their goals.

usage: python bench/speed.py [MEASURE ...] [--quick] [--rounds N] [--sizes SMALL,MIDDLE,LARGE] [--peers NAME,...]
                             [--folder DIR] [--tools DIR]

Without a MEASURE all are taken. With --folder, what was generated and built stays there for the next run; with --tools,
the peers' programs do. Figures are medians of whole processes; a row is printed as soon as it is known.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import builds
import commands
import serving
from means import Means
from table import HEAD, Row
from tools import Tools, versions

MEASURES: dict[str, Callable[[Means], Iterator[Row]]] = {
    "cold": builds.cold,
    "reading": builds.reading,
    "one-word": builds.one_word,
    "nothing": builds.nothing,
    "growth": builds.growth,
    "memory": builds.memory,
    "validate": commands.validate,
    "serve": serving.serve,
    "start": commands.start,
    "read": commands.read,
}
SIZES, QUICK = "1000,5000,10000", "100,200,400"
PEERS = "mkdocs,hugo,eleventy"


def sizes(text: str) -> tuple[int, int, int]:
    """Three numbers of entries."""
    small, middle, large = (int(number) for number in text.split(","))
    return small, middle, large


def options() -> argparse.Namespace:
    """What the person wants."""
    parser = argparse.ArgumentParser(description="Measure how fast cop-kb is, against its peers in the same run.")
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=f"some of {', '.join(MEASURES)}; default: all")
    parser.add_argument("--quick", action="store_true", help=f"sizes {QUICK} and one round: whether it works at all")
    parser.add_argument("--rounds", type=int, help="how often each is measured; the median counts (default: 3)")
    parser.add_argument("--sizes", type=sizes, help=f"numbers of entries (default: {SIZES})")
    parser.add_argument("--peers", default=PEERS, help="of cold and one-word (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where to generate and build (default: a temporary folder)")
    parser.add_argument("--tools", type=Path, help="where the peers' programs are put (default: in that folder)")
    asked = parser.parse_args()
    if unknown := set(asked.measures) - set(MEASURES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    if unknown := set(asked.peers.split(",")) - set(PEERS.split(",")):
        parser.error(f"no such peer: {', '.join(sorted(unknown))}")
    return asked


def main(asked: argparse.Namespace, folder: Path) -> None:
    """Measure, and print row by row."""
    small, middle, large = asked.sizes or sizes(QUICK if asked.quick else SIZES)
    rounds = asked.rounds or (1 if asked.quick else 3)
    peers = frozenset(asked.peers.split(","))
    means = Means(folder, Tools(asked.tools or folder / "tools"), small, middle, large, rounds, peers)
    print(f"{date.today()}, medians of {rounds}, {versions()}\n\n{HEAD}", flush=True)
    rows = []
    for name in asked.measures or MEASURES:
        for row in MEASURES[name](means):
            rows.append(row)
            print(row, flush=True)
    judged = [row.reached for row in rows if row.reached is not None]
    print(f"\n{sum(judged)} of {len(judged)} goals are reached.")


if __name__ == "__main__":
    wanted = options()
    if wanted.folder:
        main(wanted, wanted.folder)
    else:
        with tempfile.TemporaryDirectory(prefix="cop-kb-bench-") as name:
            main(wanted, Path(name))
