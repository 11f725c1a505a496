"""The files of a commit, written into a folder: what a branch says, without what lies in the working tree.

``git archive`` and ``git worktree`` would run the filters that a configuration names, so the objects themselves are
read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.reading.git import ask, commit_named
from cop_kb.reading.git_process import PATIENT, NoAnswerError
from cop_kb.reading.repository import find_repository

FILE, LINK, SUBMODULE = "100", "120", "160"
"""How the modes of regular files, symbolic links and submodules begin."""
KINDS = {LINK: "a symbolic link", SUBMODULE: "a submodule"}
OURS = ("0", "2")
"""The stages of the index: merged, and our side of a conflict."""
MOST_FILES, MOST_BYTES = 100_000, 1_000_000_000
AT_ONCE = 16_000_000
"""Bytes that are held in memory at a time, unless one file has more."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file, link or submodule of a commit: its path there with ``/``, and for a file its object and size."""

    path: str
    mode: str
    id: str
    size: int

    @property
    def other_kind(self) -> str:
        """What it is, if it is no regular file."""
        return "" if self.mode.startswith(FILE) else KINDS.get(self.mode[:3], "no file")


PARTIAL = "A partial clone does not have them all: clone without --filter."


def repository_of(folder: Path) -> Path | None:
    """The first folder of the repository that a folder lies in; None where there is none.

    Raises NoAnswerError, a CopKbError, where Git may not be asked about it.
    """
    repository = find_repository(folder)
    return repository.top if repository else None


def asked(top: Path, *words: str, given: bytes = b"") -> bytes | None:
    """What Git answers about the repository at ``top``; None where it could not."""
    try:
        repository = find_repository(top)
        return ask(repository, *words, given=given, seconds=PATIENT).output if repository else None
    except NoAnswerError:
        return None


def commit_of(top: Path, ref: str) -> str:
    """The commit that ``ref`` names in the repository at ``top``. Raises CopKbError where it names none there."""
    try:
        repository = find_repository(top)
        commit = commit_named(repository, ref) if repository else ""
    except NoAnswerError:
        commit = ""
    if not commit:
        raise CopKbError(
            f"“{ref}” is no commit that this repository has. Fetch it first, or the whole history "
            "(GitHub: fetch-depth: 0 under actions/checkout; GitLab: GIT_DEPTH: 0)."
        )
    return commit


def files_of(top: Path, commit: str) -> tuple[Stored, ...]:
    """All that a commit holds. Raises CopKbError where Git cannot tell."""
    told = asked(top, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
    if told is None:
        raise CopKbError(f"Git cannot list the files of {commit}. {PARTIAL}")
    return tuple(map(_stored, filter(None, os.fsdecode(told).split("\0"))))


def staged_files(top: Path) -> tuple[Stored, ...]:
    """All that the index holds, without sizes; of a file in conflict, our side. Raises CopKbError as ``files_of``."""
    told = asked(top, "ls-files", "--stage", "-z")
    if told is None:
        raise CopKbError("Git cannot list what is staged.")
    found = {}
    for line in filter(None, os.fsdecode(told).split("\0")):
        facts, _, path = line.partition("\t")
        mode, name, stage = facts.split()
        if stage in OURS:
            found[path] = Stored(path, mode, name, 0)
    return tuple(found.values())


def sizes_of(top: Path, files: Sequence[Stored]) -> Iterator[Stored]:
    """The same files with their sizes. Raises CopKbError where Git does not have one."""
    given = b"".join(b"%s\n" % each.id.encode() for each in files)
    told = (asked(top, "cat-file", "--batch-check=%(objectsize)", given=given) or b"").split(b"\n") if files else []
    for each, size in zip(files, told, strict=False):
        if not size.isdigit():
            raise CopKbError(f"Git cannot give {each.path}. {PARTIAL}")
        yield replace(each, size=int(size))


def _stored(line: str) -> Stored:
    facts, _, path = line.partition("\t")
    mode, _, name, size = facts.split()
    return Stored(path, mode, name, int(size) if size.isdecimal() else 0)


def write_files(top: Path, files: Sequence[Stored], folder: Path) -> None:
    """Write the regular ones among ``files`` below an empty folder, none of them to be executed.

    Raises CopKbError for more than there may be, for a path that leads elsewhere, and where Git cannot give one.
    """
    for each, data in contents_of(top, [each for each in files if not each.other_kind]):
        write_file(folder, each.path, data)


def contents_of(top: Path, files: Sequence[Stored]) -> Iterator[tuple[Stored, bytes]]:
    """What these files hold. Raises CopKbError for more than there may be, and where Git cannot give one."""
    size = sum(each.size for each in files)
    if len(files) > MOST_FILES or size > MOST_BYTES:
        raise CopKbError(
            f"The commit holds {len(files):,} files with {size:,} bytes; at most {MOST_FILES:,} and {MOST_BYTES:,} "
            "are taken. Keep the knowledge base in a repository of its own."
        )
    for some in _in_parts(files):
        data = asked(top, "cat-file", "--batch", given=b"".join(b"%s\n" % each.id.encode() for each in some)) or b""
        at = 0
        for each in some:
            head = b"%s blob %d\n" % (each.id.encode(), each.size)
            if not data.startswith(head, at):
                raise CopKbError(f"Git cannot give {each.path}. {PARTIAL}")
            at += len(head)
            yield each, data[at : at + each.size]
            at += each.size + 1


def _in_parts(files: Sequence[Stored]) -> Iterator[list[Stored]]:
    part: list[Stored] = []
    size = 0
    for each in files:
        if part and size + each.size > AT_ONCE:
            yield part
            part, size = [], 0
        part.append(each)
        size += each.size
    if part:
        yield part


def write_file(folder: Path, path: str, data: bytes) -> None:
    """Write a file of a commit below a folder. Raises CopKbError for a path that leads out of it."""
    target = Path(os.path.normpath(folder / path))
    if folder not in target.parents:
        raise CopKbError(f"The commit holds “{path}”, which leads out of it.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
