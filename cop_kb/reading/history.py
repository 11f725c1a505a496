"""Git → when each file came, when it changed, and who wrote it; in one pass over the log, renames followed.

One ``git log`` takes a second for 10,000 files where a call for each file takes twenty minutes. What it says is
cached by commit. Credit is right or absent: a shallow clone would give everybody's work to whoever came last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from cop_kb.model.error import CopKbError
from cop_kb.model.history import History, Writer
from cop_kb.reading.cache_folder import cache_folder, make_cache_folder
from cop_kb.reading.files import read_bytes
from cop_kb.reading.git import Commit, commits, head_of, lacks_objects
from cop_kb.reading.git_process import NoAnswerError
from cop_kb.reading.mailmap import Mailmap, read_mailmap
from cop_kb.reading.repository import Repository, find_repository

CACHE = "history.json"
MAILMAP, IGNORED = ".mailmap", ".git-blame-ignore-revs"
MOST = 4 << 20
"""Bytes of one of these."""
VERSION = 3
SHALLOW = (
    "This is a shallow clone: it would give everybody the wrong name and date. Fetch the whole history (GitHub: "
    "fetch-depth: 0 under actions/checkout; GitLab: GIT_DEPTH: 0; by hand: git fetch --unshallow)."
)
PARTIAL = (
    "This is a partial clone: without the texts that it left out, nobody can tell what was renamed. Clone it without "
    "--filter, or fetch the rest (git config --unset-all remote.origin.partialCloneFilter && git fetch --refetch)."
)


class NoCreditError(CopKbError):
    """Who wrote what is not known, or would be wrong."""


@dataclass(frozen=True, slots=True)
class Log:
    """What Git has to tell of a folder up to a commit; ``key`` is the same for as long as that is the same."""

    root: Path
    repository: Repository
    prefix: str
    head: str
    mailmap: Mailmap
    ignored: frozenset[str]
    key: str

    def read(self) -> Mapping[str, History]:
        """What Git knows of the files below the folder, by their path relative to it. Raises NoCreditError."""
        folder = cache_folder(self.root)
        found = _cached(folder / CACHE, self.key) if folder else None
        if found is None:
            try:
                told = _histories(self._commits(), self.ignored)
            except NoAnswerError as error:
                raise NoCreditError(str(error)) from None
            found = {path.removeprefix(self.prefix): one for path, one in told.items() if path.startswith(self.prefix)}
            if folder:
                _keep(folder / CACHE, self.key, found)
        return found

    def _commits(self) -> tuple[Commit, ...]:
        """The commits that changed something below the folder, or below one from which something was moved there."""
        folders = {self.prefix or "."}
        while True:
            log = commits(self.repository, sorted(folders), self.head, self.mailmap)
            moved = (each for one in log for each in one.changes if each.status == "R" and _is_in(each.new, folders))
            new = {str(PurePosixPath(each.old).parent) for each in moved if not _is_in(each.old, folders)}
            if not new:
                return log
            folders |= new


def find_log(root: Path, *, may_be_absent: bool = False) -> Log | None:
    """The log of the folder ``root``; None where there is no repository, or nothing in it yet.

    Raises NoCreditError where Git cannot be asked, and in a clone that is not whole, unless the log ``may_be_absent``:
    then nothing is known there.
    """
    try:
        return _find_log(root)
    except NoAnswerError as error:
        if not may_be_absent:
            raise NoCreditError(str(error)) from None
    except NoCreditError:
        if not may_be_absent:
            raise
    return None


def _find_log(root: Path) -> Log | None:
    repository = find_repository(root)
    head = head_of(repository) if repository else None
    if repository is None or head is None:
        return None
    if head.is_shallow:
        raise NoCreditError(SHALLOW)
    if lacks_objects(repository):
        raise NoCreditError(PARTIAL)
    prefix = root.resolve().relative_to(repository.top).as_posix()
    prefix = "" if prefix == "." else f"{prefix}/"
    mailmap, ignored = (_text(repository.top / name) for name in (MAILMAP, IGNORED))
    parts = (str(VERSION), prefix, head.revision, mailmap, ignored)
    key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return Log(root, repository, prefix, head.revision, read_mailmap(mailmap), _ignored(ignored), key)


def _is_in(path: str, folders: Iterable[str]) -> bool:
    return any(each == "." or path.startswith(f"{each.rstrip('/')}/") for each in folders)


@dataclass(slots=True)
class _Files:
    """What the log says of files by today's path, going back in time.

    ``names`` maps a path of that time to today's, or to None where it was the path of a file that is gone. ``came``
    are the files whose path is known to have been given to them, ``born`` those whose first commit was seen.
    """

    commits: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    came: set[str] = field(default_factory=set)
    born: set[str] = field(default_factory=set)

    def take(self, number: int, commit: Commit) -> None:
        """Take the next commit: first what it did, then what the paths were before it."""
        before: dict[str, str | None] = {}
        for status, old, new in commit.changes:
            today = None if status == "D" else self.names.get(new, new)
            if status in "DR":
                before[old] = today
            if today is not None:
                self.commits.setdefault(today, []).append(number)
                self.came.update([today] if status in "AR" else [])
                self.born.update([today] if status == "A" else [])
        self._join(before)
        self.names.update(before)

    def _join(self, before: Mapping[str, str | None]) -> None:
        """Changes under an old name that are newer than the renaming: made on a branch, and merged into the file."""
        for old, today in before.items():
            if today is not None and old not in self.came and self.names.get(old, old) == old:
                self.commits[today] += self.commits.pop(old, [])


def _histories(log: tuple[Commit, ...], ignored: frozenset[str]) -> dict[str, History]:
    """The log, newest commit first, as histories by today's path; none for a file whose beginning it does not tell."""
    files = _Files()
    for number, commit in enumerate(log):
        files.take(number, commit)
    found = {}
    for path in sorted(files.born):
        counted = [log[number] for number in sorted(set(files.commits[path]), reverse=True)]
        counted = [each for each in counted if each.revision not in ignored]
        days = [each.day for each in counted if each.day]
        if days:
            writers = dict.fromkeys(who for each in counted for who in each.writers)
            found[path] = History(days[0], days[-1], tuple(writers))
    return found


def _ignored(text: str) -> frozenset[str]:
    """Commits that only reformatted, as ``git blame --ignore-revs-file`` takes them."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(line for line in lines if line)


def _text(path: Path) -> str:
    """A file that says something about credit; "" where there is none. Raises NoCreditError for an unusable one."""
    try:
        data = read_bytes(path, MOST + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise NoCreditError(_unusable(path, error.strerror or str(error))) from None
    if len(data) > MOST:
        raise NoCreditError(_unusable(path, f"it has more than {MOST:,} bytes"))
    return data.decode("utf-8", "replace")


def _unusable(path: Path, why: str) -> str:
    return f"{path} says who is to have credit, and cannot be read ({why}): put a regular file there."


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
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _keep(path: Path, key: str, found: Mapping[str, History]) -> None:
    """Keep it if the system lets us: a cache is never a reason to fail."""
    files = {
        name: [each.created.isoformat(), each.changed.isoformat(), [[who.name, who.email] for who in each.writers]]
        for name, each in found.items()
    }
    beside = path.with_suffix(".new")
    try:
        make_cache_folder(path.parent)
        beside.write_text(json.dumps({"key": key, "files": files}), encoding="utf-8")
        beside.replace(path)
    except OSError:
        return
