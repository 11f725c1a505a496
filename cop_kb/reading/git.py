"""What Git knows. Without Git, or outside a repository, it knows nothing and says so."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from cop_kb.model.error import CopKbError
from cop_kb.model.history import Writer

PLAIN = ("log.showRoot=true", "log.follow=false", "log.showSignature=false", "diff.relative=false")
"""What somebody may have set otherwise for their own eyes: https://git-scm.com/docs/git-config"""
FORMAT = "%H%x00%ad%x00%aN%x00%aE%x00%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x1d)"
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")
"""What a hook of Git's sets, and would lead to another folder than the one that is meant."""
CO_AUTHOR = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<email>[^<>\s]*)>")


class Change(NamedTuple):
    """What a commit did to a file: *A* added, *M* changed, *D* deleted, *R* renamed it from ``old`` to ``new``."""

    status: str
    old: str
    new: str


class Commit(NamedTuple):
    """``day`` is None where the commit has none that a calendar knows; the first of the ``writers`` is its author."""

    revision: str
    day: date | None
    writers: tuple[Writer, ...]
    changes: tuple[Change, ...]


def commits(top: Path, paths: Iterable[str], head: str = "HEAD") -> tuple[Commit, ...]:
    """The commits up to ``head`` that changed something below these paths, the newest first, with all they changed.

    Paths, in and out, are relative to ``top``, the repository's first folder. Merges change nothing.
    """
    log = run_git(
        top, "--literal-pathspecs", *(word for each in PLAIN for word in ("-c", each)), "log", "-M", "-z",
        "--name-status", "--full-diff", "--encoding=UTF-8", "--date=short", f"--format={FORMAT}", "--stdin",
        given="\n".join((head, "--", *paths, "")),
    )  # fmt: skip
    found = tuple(_commits(iter((log or "").split("\0"))))
    named = _by_mailmap(top, {who for commit in found for who in commit.writers[1:]})
    return tuple(each._replace(writers=tuple(named.get(who, who) for who in each.writers)) for each in found)


def _commits(parts: Iterator[str]) -> Iterator[Commit]:
    """The log's parts, in fives with changes between them. What a part means is told by its place alone."""
    part = next(parts, "")
    while part:
        revision, day, name, email, trailers = part, *(next(parts, "") for _ in range(4))
        changes = []
        while (part := next(parts, "").lstrip("\n"))[:1].isupper():  # a status; the next commit begins with its hash
            old = next(parts, "")
            changes.append(Change(part[0], old, next(parts, "") if part[0] == "R" else old))
        yield Commit(revision, _day(day), (Writer(_readable(name), email), *_co_authors(trailers)), tuple(changes))


def _co_authors(trailers: str) -> Iterator[Writer]:
    for each in trailers.split("\x1d"):
        if match := CO_AUTHOR.fullmatch(_readable(each)):
            yield Writer(match["name"], match["email"])


def _readable(name: str) -> str:
    """A name on one line, without the bytes that are not UTF-8."""
    return " ".join(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _by_mailmap(top: Path, co_authors: set[Writer]) -> Mapping[Writer, Writer]:
    """Co-authors by the names and addresses of ``.mailmap``, which the log itself gives for authors only."""
    asked = sorted(co_authors, key=lambda each: (each.name, each.email))
    lines = "".join(f"{each.name} <{each.email}>\n" for each in asked)
    told = (run_git(top, "check-mailmap", "--stdin", given=lines) or "").splitlines() if asked else []
    found = [CO_AUTHOR.fullmatch(line) for line in told]
    return {each: Writer(m["name"], m["email"]) for each, m in zip(asked, found, strict=False) if m}


def identity(root: Path) -> Writer:
    """Who works here, as Git's settings say; without a name or an address where they say nothing."""
    name, email = ((run_git(root, "config", f"user.{key}") or "").strip() for key in ("name", "email"))
    return Writer(_readable(name), email)


def changed_files(root: Path, base: str) -> tuple[str, ...]:
    """The files below ``root`` that differ from the commit ``base`` or are new, relative to it, sorted.

    Compared is with where the branch left ``base``, as a merge request does. Raises CopKbError where Git cannot tell.
    """
    if base.startswith("-"):
        raise CopKbError(f"“{base}” is no commit.")
    new = _told(root, "ls-files", "--others", "--exclude-standard", "-z")
    if run_git(root, "rev-parse", "--verify", "--quiet", "HEAD") is None:  # before the first commit all is new
        changed = _told(root, "ls-files", "--cached", "-z")
    else:
        start = (run_git(root, "merge-base", base, "HEAD") or "").strip() or base
        changed = _told(root, "diff", "--name-only", "-z", "--relative", "--diff-filter=d", start, "--")
    return tuple(sorted({name for name in (changed + new).split("\0") if name}))


def run_git(root: Path, *arguments: str, given: str = "") -> str | None:
    """The output of a Git command in a folder; None where there is no Git, no repository, or it fails."""
    try:
        done = _run(root, arguments, given)
    except OSError:
        return None
    return None if done.returncode else done.stdout.decode("utf-8", errors="surrogateescape")


def _told(root: Path, *arguments: str) -> str:
    try:
        done = _run(root, arguments)
    except OSError:
        raise CopKbError("--changed asks Git, and there is no git here: install it, or name the files.") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise CopKbError(f"Git cannot tell what changed: {said[0] if said else 'no reason given'}")
    return done.stdout.decode("utf-8", errors="surrogateescape")


def _run(root: Path, arguments: tuple[str, ...], given: str = "") -> subprocess.CompletedProcess[bytes]:
    # Fixed words and the caller's own Git; the one free argument is checked not to be an option.
    command = ["git", "-C", str(root), *arguments]
    meant = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return subprocess.run(  # noqa: S603
        command, env=meant, input=given.encode("utf-8", errors="surrogateescape"), capture_output=True, check=False
    )


class Answer(Enum):
    """What Git says to a question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def is_tracked(root: Path, path: Path) -> Answer:
    """Whether HEAD or the index holds a file at or below ``path``, as the repository of ``root`` tells."""
    name = os.path.relpath(path.resolve(), root.resolve())
    listed = run_git(root, "--literal-pathspecs", "ls-files", "-z", "--", name)
    if listed is None:
        return Answer.UNKNOWN
    has_head = run_git(root, "rev-parse", "--verify", "--quiet", "HEAD") is not None
    committed = run_git(root, "--literal-pathspecs", "ls-tree", "-z", "HEAD", "--", name) if has_head else ""
    if committed is None:
        return Answer.UNKNOWN
    return Answer.YES if listed or committed else Answer.NO
