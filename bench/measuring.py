"""What a process and its children take, in seconds of processor and by the clock."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """What a process and its children took, in seconds."""

    cpu: float
    wall: float


Step = Callable[[], Cost]
Word = str | Path


def cost(*command: Word, cwd: Path, cold: bool = False, env: Mapping[str, str] | None = None) -> Cost:
    """Run it. ``cold`` gives it an empty folder for temporary files: Jinja keeps compiled templates there.

    Raises RuntimeError with what it said if it fails.
    """
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryFile() as said:
        surroundings = {**os.environ, **({"TMPDIR": empty} if cold else {}), **(env or {})}
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=surroundings, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{command} ended with {process.returncode}:\n{said.read().decode()[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall)


def in_turns(steps: Mapping[str, Step], rounds: int) -> dict[str, Cost]:
    """Every step once a round, so that a busy minute meets all of them; the median of each figure."""
    found: dict[str, list[Cost]] = {name: [] for name in steps}
    for number in range(rounds):
        for name, step in steps.items():
            took = step()
            found[name].append(took)
            print(
                f"  {number + 1}/{rounds} {name}: {took.cpu:.2f} s CPU, {took.wall:.2f} s", file=sys.stderr, flush=True
            )
    return {name: median(costs) for name, costs in found.items()}


def warm_up(steps: Mapping[str, Step]) -> None:
    """Every step once, unmeasured: what is kept for the next time is there then."""
    for step in steps.values():
        step()


def median(costs: Iterable[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(statistics.median(figures) for figures in zip(*costs, strict=True)))


def lay_out(folder: Path, write: Callable[[Path], None]) -> None:
    """Have a folder written, unless it is there from an earlier run: all of it or nothing."""
    if not folder.exists():
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        write(part)
        part.rename(folder)
