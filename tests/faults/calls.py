"""System calls that fail, or that end the process, by strace: the N-th call of a kind (``man strace``, “Tampering”)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.faults.place import Ended, Place

CALLS = {
    "openat": ("ENOSPC", "EIO", "EACCES", "EMFILE"),
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "copy_file_range": ("ENOSPC", "EIO"),
    "sendfile": ("ENOSPC", "EIO"),
    "rename": ("ENOSPC", "EIO", "EACCES"),
    "renameat": ("ENOSPC", "EIO", "EACCES"),
    "renameat2": ("ENOSPC", "EIO", "EACCES"),
    "link": ("ENOSPC", "EIO", "EACCES"),
    "linkat": ("ENOSPC", "EIO", "EACCES"),
    "mkdir": ("ENOSPC", "EIO", "EACCES"),
    "unlink": ("EIO", "EACCES"),
    "unlinkat": ("EIO", "EACCES"),
    "rmdir": ("EIO", "EACCES"),
}
"""What may happen to a call. Paths relative to a folder that is open go by other calls than absolute ones."""
STRACE = ("strace", "-f", "-y")
QUICK = (*STRACE, "--seccomp-bpf")
"""Stops a process at the calls that are looked at only; strace 6.1 then sends no signals."""
HIT = re.compile(r"\(INJECTED\)|\+\+\+ killed by")
LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")


@dataclass(frozen=True, slots=True)
class Call:
    """The N-th call of a kind, as the first process of a command makes it."""

    name: str
    number: int
    about: str

    def __str__(self) -> str:
        return f"{self.name} number {self.number} ({self.about})"


@cache
def obstacle() -> str:
    """Why nothing can be traced here; "" if it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    done = subprocess.run(["strace", "-f", "-e", "trace=none", "true"], capture_output=True, text=True, check=False)
    return f"strace may not trace here: {done.stderr.strip()}" if done.returncode else ""


def calls_of(place: Place, *words: str) -> list[Call]:
    """The calls of a command that are about files of its place."""
    log = place.folder / "calls"
    ended = place.run(*words, before=[*QUICK, "-o", str(log), "-e", f"trace={','.join(CALLS)}"])
    assert ended.code == 0, ended.err
    return [call for _, call in _read(log, place.folder)]


def _read(log: Path, folder: Path) -> list[tuple[str, Call]]:
    """The calls of the first process that are about files below a folder, each with its line."""
    counts, found, first = Counter[str](), [], ""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        read = LINE.match(line)
        if read is None or read[1] != (first := first or read[1]):
            continue
        counts[read[2]] += 1
        below = rf"{re.escape(str(folder))}/(?!said\.)([^\">]*)"
        about = re.findall(rf'"{below}"', read[3]) or re.findall(rf'^\d+<{below}>(?!, "/)', read[3])
        if about:
            found.append((line, Call(read[2], counts[read[2]], about[-1])))
    return found


def run_with(place: Place, call: Call, what: str, *words: str) -> tuple[Ended, str]:
    """Run a command one of whose calls gets an error, or is never made, for it ends there.

    Gives also which files that was about; "" where there was no such call.
    """
    log = place.folder / "calls"
    done = f"error={what}" if what.startswith("E") else f"signal={what}"
    inject = f"{call.name}:{done}:when={call.number}"
    tracing = [
        *(QUICK if what.startswith("E") else STRACE),
        "-o",
        str(log),
        "-e",
        f"trace={call.name}",
        "-e",
        f"inject={inject}",
    ]
    ended = place.run(*words, before=tracing)
    said = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return ended, "\n".join(line for line in said if HIT.search(line))


def sample(calls: Sequence[Call], most: int) -> list[Call]:
    """Some of the calls, each of another kind, or about another kind of file, as long as there are such."""
    kinds: dict[tuple[str, str], list[Call]] = {}
    for call in calls:
        kinds.setdefault((call.name, re.sub(r"[\da-f]{6,}|\d+|[^/]+$", "*", call.about)), []).append(call)
    firsts = [each[0] for each in kinds.values()]
    return firsts[:: max(1, len(firsts) // most)][:most]
