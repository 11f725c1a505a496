"""Git → when each file came, when it changed, and who wrote it; in one pass over the log, renames followed.

One ``git log`` takes a second for 10,000 files where a call for each file takes twenty minutes. What it says is
cached by commit. Credit is right or absent: a shallow clone would give everybody's work to whoever came last.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.model.history import History, Writer
from cop_kb.reading.git import run_git

CACHE = ".cop-kb/cache/history.json"
IGNORED = ".git-blame-ignore-revs"
VERSION = 1
SHALLOW = (
    "This is a shallow clone: it would give everybody the wrong name and date. Fetch the whole history (GitHub: "
    "fetch-depth: 0 under actions/checkout; GitLab: GIT_DEPTH: 0; by hand: git fetch --unshallow), or leave credit "
    "out with --no-git."
)
COMMIT, PART = "\x1e", "\x1f"
FORMAT = "%x1e%H%x1f%ad%x1f%aN%x1f%aE%x1f%(trailers:key=Co-authored-by,valueonly,separator=%x1d)%x1f"
CO_AUTHOR = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<email>[^<>\s]*)>")


def read_history(root: Path, *, may_be_absent: bool = False) -> Mapping[str, History]:
    """What Git knows of the files below ``root``, by their path relative to it; empty where there is no Git.

    Raises CopKbError in a shallow clone, unless ``may_be_absent``: then nothing is known there.
    """
    head = (run_git(root, "rev-parse", "HEAD", "--is-shallow-repository") or "").split()
    if len(head) != 2:
        return {}
    if head[1] == "true":
        if may_be_absent:
            return {}
        raise CopKbError(SHALLOW)
    top = Path((run_git(root, "rev-parse", "--show-toplevel") or "").rstrip("\n"))
    ignored = _ignored(top)
    key = hashlib.sha256(
        "\0".join((str(VERSION), head[0], _text(top / ".mailmap"), *sorted(ignored))).encode()
    ).hexdigest()
    found = _cached(root / CACHE, key)
    if found is None:
        log = run_git(
            root, "log", "-M", "-z", "--name-status", "--relative", "--date=short", f"--format={FORMAT}", "--", "."
        )
        found = _histories(log or "", ignored)
        _keep(root / CACHE, key, found)
    return found


@dataclass(slots=True)
class _File:
    """What is known of a file so far, going back in time."""

    changed: date | None = None
    created: date | None = None
    writers: list[Writer] = field(default_factory=list)

    def add(self, day: date, writers: list[Writer]) -> None:
        self.changed = self.changed or day
        self.created = day
        self.writers = [*writers, *(each for each in self.writers if each not in writers)]


def _histories(log: str, ignored: frozenset[str]) -> dict[str, History]:
    """The log, newest commit first, as histories by today's path."""
    files: dict[str, _File] = {}
    names: dict[str, str | None] = {}  # the path of that time → today's; None where another file had it
    for commit in log.split(COMMIT)[1:]:
        revision, day, name, email, trailers, changes = commit.split(PART, 5)
        writers = [Writer(name, email), *_co_authors(trailers)]
        for status, old, new in _changes(changes):
            today = names.get(new, new)
            if today is not None and status != "D":
                known = files.setdefault(today, _File())
                if revision not in ignored:
                    known.add(date.fromisoformat(day), writers)
            if status == "R":
                names[old] = today
            names[new] = None if status in "RAD" else today
    return {
        path: History(known.created, known.changed, tuple(dict.fromkeys(known.writers)))
        for path, known in sorted(files.items())
        if known.created and known.changed
    }


def _co_authors(trailers: str) -> Iterator[Writer]:
    for each in trailers.split("\x1d"):
        if match := CO_AUTHOR.fullmatch(each.strip()):
            yield Writer(match["name"].strip(), match["email"])


def _changes(text: str) -> Iterator[tuple[str, str, str]]:
    """``git log -z --name-status`` of one commit: status, old path and new path of each file."""
    parts = iter(part.lstrip("\n") for part in text.split("\0"))
    for status in parts:
        if not status:
            continue
        old = next(parts, "")
        yield status[0], old, next(parts, "") if status[0] in "RC" else old


def _ignored(top: Path) -> frozenset[str]:
    """Commits that only reformatted, as ``git blame --ignore-revs-file`` takes them."""
    lines = (line.partition("#")[0].strip() for line in _text(top / IGNORED).splitlines())
    return frozenset(line for line in lines if line)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _cached(path: Path, key: str) -> dict[str, History] | None:
    """What was kept for this commit; None where nothing was, or nothing that can be used."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["key"] != key:
            return None
        return {
            name: History(
                date.fromisoformat(created), date.fromisoformat(changed), tuple(Writer(*each) for each in writers)
            )
            for name, (created, changed, writers) in kept["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, key: str, found: Mapping[str, History]) -> None:
    """Keep it if the system lets us: a cache is never a reason to fail."""
    files = {
        name: [each.created.isoformat(), each.changed.isoformat(), [[who.name, who.email] for who in each.writers]]
        for name, each in found.items()
    }
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"key": key, "files": files}), encoding="utf-8")
        beside.replace(path)
    except OSError:
        return
