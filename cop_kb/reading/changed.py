"""Which files differ from a commit. Git says what the commit holds; what the files hold is told here.

``git diff`` and ``git status`` would run the filters that the repository names. A file that a filter makes (Git LFS)
therefore counts as changed: it is looked at once too often.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cop_kb.model.error import CopKbError
from cop_kb.reading.files import read_bytes
from cop_kb.reading.git import ask, commit_named, head_of
from cop_kb.reading.git_process import NO_GIT, NoAnswerError
from cop_kb.reading.repository import Repository, find_repository

HEAD = "HEAD"
MOST = 64 << 20
"""Bytes of a file that are compared; a bigger one counts as changed."""
MOST_IGNORES = 1 << 20
"""Bytes of a ``.gitignore``."""


def changed_files(root: Path, base: str, paths: Iterable[str]) -> tuple[str, ...]:
    """Those of these files that differ from the commit ``base`` or are new, sorted; all relative to ``root``.

    Compared is with where the branch left ``base``, as a merge request does. What Git ignores is not new. Raises
    CopKbError where Git cannot tell.
    """
    with telling():
        repository = repository_of(root)
        prefix = root.resolve().relative_to(repository.top).as_posix()
        before = _files_of(repository, base_and_start(repository, base).start, prefix)
        names = {os.path.normpath(os.path.join(prefix, each)).replace(os.sep, "/"): each for each in paths}  # noqa: PTH118
        return tuple(sorted(names[each] for each in files_changed_since(repository, before, names, prefix)))


@contextmanager
def telling() -> Iterator[None]:
    """Say of an answer that Git could not give what it was needed for. Raises CopKbError."""
    try:
        yield
    except NoAnswerError as error:
        if str(error) == NO_GIT:
            message = "--changed asks Git, and there is no git here: install it, or name the files."
            raise CopKbError(message) from None
        raise CopKbError(f"Git cannot tell what changed: {error}") from None


def repository_of(root: Path) -> Repository:
    """The repository that a folder lies in. Raises NoAnswerError where there is none."""
    repository = find_repository(root)
    if repository is None:
        raise NoAnswerError(f"{root} lies in no repository.")
    return repository


class BaseAndStart(NamedTuple):
    """The commit that a base names, and the one where the branch left it; None where there is none."""

    base: str | None
    start: str | None


def base_and_start(repository: Repository, base: str) -> BaseAndStart:
    """What ``base`` names and where what is checked out left it. Before the first commit, ``HEAD`` names nothing.

    Raises NoAnswerError where it names no commit, and where a shallow clone does not say where the branch began.
    """
    if base.startswith("-"):
        raise NoAnswerError(f"“{base}” is no commit.")
    head = head_of(repository)
    if head is None and base == HEAD:
        return BaseAndStart(None, None)
    revision = commit_named(repository, base)
    if not revision:
        raise NoAnswerError(f"“{base}” is no commit here. Is it fetched?")
    if head is None:
        return BaseAndStart(revision, None)
    left = ask(repository, "merge-base", revision, head.revision, good=(0, 1)).output.decode().split()
    if not left and head.is_shallow:
        raise NoAnswerError(
            f"this shallow clone does not reach back to where the branch left “{base}”. Fetch the whole history "
            "(GitHub: fetch-depth: 0 under actions/checkout; GitLab: GIT_DEPTH: 0; by hand: git fetch --unshallow)."
        )
    return BaseAndStart(revision, left[0] if left else None)


def files_changed_since(
    repository: Repository, before: Mapping[str, str], paths: Collection[str], prefix: str = "."
) -> set[str]:
    """Those of these paths below ``prefix`` where a file is new, or is not what Git had there ``before``, by its hash.

    All paths are relative to the repository's first folder. Raises NoAnswerError.
    """
    new = [each for each in paths if each not in before]
    ignored = _ignored(repository, new, prefix) if new else set()
    differ = {each for each in paths if each in before and not _is_as(repository.top / each, before[each])}
    return differ.union(new) - ignored


def _files_of(repository: Repository, commit: str | None, prefix: str) -> Mapping[str, str]:
    """The hashes of a commit's files, by their paths from the repository's first folder."""
    if commit is None:
        return {}
    below = () if prefix == "." else (f"{prefix}/",)
    listed = os.fsdecode(ask(repository, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *below).output)
    files = (each.split("\t", 1) for each in listed.split("\0") if each)
    return {path: about.split()[2] for about, path in files}


def _is_as(path: Path, blob: str) -> bool:
    """Whether a file, or what a link says, is what Git has of it, but for the ends of lines."""
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return blob_id(os.fsencode(path.readlink()), blob) == blob
        data = read_bytes(path, MOST + 1) if status.st_size <= MOST else b""
    except OSError:
        return False
    if not data and status.st_size:
        return False
    return blob_id(data, blob) == blob or (
        b"\r\n" in data and b"\0" not in data and blob_id(data.replace(b"\r\n", b"\n"), blob) == blob
    )


def blob_id(data: bytes, like: str) -> str:
    """The name that Git gives a file with these bytes, in a repository whose names look like another."""
    made = hashlib.sha256() if len(like) == hashlib.sha256().digest_size * 2 else hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % len(data) + data)
    return made.hexdigest()


def _ignored(repository: Repository, paths: list[str], prefix: str) -> set[str]:
    """Those of these paths that Git ignores and does not track. Git reads no more for that than ignore files."""
    below = "." if prefix == "." else f":(top,literal){prefix}"
    tracked = set(os.fsdecode(ask(repository, "ls-files", "--cached", "-z", "--", below).output).split("\0"))
    asked = [each for each in paths if each not in tracked and os.path.lexists(repository.top / each)]
    for folder in {above for each in asked for above in Path(each).parents}:
        _check_ignores(repository.top / folder / ".gitignore")
    if not asked:
        return set()
    words = ("check-ignore", "--no-index", "--stdin", "-z")
    given = "".join(f"{each}\0" for each in asked).encode("utf-8", "surrogateescape")
    told = ask(repository, *words, given=given, work_tree=repository.top, good=(0, 1)).output
    return set(os.fsdecode(told).split("\0"))


def _check_ignores(path: Path) -> None:
    """Raise NoAnswerError for a ``.gitignore`` that Git would wait for, or read forever."""
    try:
        status = path.lstat()
    except OSError:
        return
    if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_IGNORES:
        raise NoAnswerError(f"{path} is no file that Git can read: put a small regular file in its place.")
