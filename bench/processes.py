"""A process and all that it started, looked at from outside while they run, as Linux shows them in /proc."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


class Peaks(NamedTuple):
    """Memory at its peak in MB: of the largest process, of all together (shared pages once), of Pagefind."""

    largest: float
    together: float
    pagefind: float


def tree(pid: int) -> Iterator[int]:
    """The process and all below it."""
    yield pid
    with suppress(OSError):
        for task in (PROC / str(pid) / "task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))


def busy(pid: int) -> float:
    """Seconds of processor that the process, and all that it started, have taken so far."""
    total = 0
    for each in tree(pid):
        with suppress(OSError):
            fields = (PROC / str(each) / "stat").read_text().rpartition(")")[2].split()
            total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def settle(pid: int, quiet: float = 1.0, at_most: float = 120.0) -> None:
    """Wait until it has done nearly nothing for a while: what it does in the background is done."""
    ends, last, since = time.monotonic() + at_most, busy(pid), time.monotonic()
    while time.monotonic() < min(ends, since + quiet):
        time.sleep(0.1)
        if (now := busy(pid)) > last + 0.03:
            last, since = now, time.monotonic()


def peaks(*command: str | Path, cwd: Path, **env: str) -> Peaks:
    """Run it and look again and again what it holds; for memory only, for looking takes time.

    What the system reports of a process that has ended will not do: there the memory of whoever started it counts.
    """
    largest = together = pagefind = 0.0
    with subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            ours = [each for each in tree(process.pid) if "pagefind" not in _name(each)]
            theirs = [each for each in tree(process.pid) if "pagefind" in _name(each)]
            largest = max([largest, *(_field(each, "status", "VmHWM:") for each in ours)])
            together = max(together, sum(_field(each, "smaps_rollup", "Pss:") for each in ours))
            pagefind = max([pagefind, *(_field(each, "status", "VmHWM:") for each in theirs)])
            time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Peaks(largest, together, pagefind)


def _name(pid: int) -> str:
    """The program's name: not its words, for the place of a file may hold any name."""
    with suppress(OSError):
        return (PROC / str(pid) / "comm").read_text()
    return ""


def _field(pid: int, file: str, name: str) -> float:
    """A figure in kB, as MB; 0 if the process is gone."""
    with suppress(OSError):
        for line in (PROC / str(pid) / file).read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0
