"""Git → when each file came, when its words changed, and who wrote them; in one pass over the log, renames followed.

One ``git log`` takes seconds for thousands of files where a call for each file takes twenty minutes. Credit is right or
absent: a shallow clone would give everybody's work to whoever came last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.model.history import History, Writer
from cop_kb.reading.files import read_bytes
from cop_kb.reading.git import head_of, identity, lacks_objects
from cop_kb.reading.git_process import NoAnswerError
from cop_kb.reading.mailmap import Mailmap, read_mailmap
from cop_kb.reading.repository import Repository, find_repository

MAILMAP, IGNORED = ".mailmap", ".git-blame-ignore-revs"
MOST = 4 << 20
"""Bytes of one of these."""
TOLD_BY = ("substance.py", "commit_words.py", "file_histories.py")
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
    """What Git has to tell of a folder up to a commit; ``key`` is the same for as long as that is the same.

    ``user`` is who commits here next.
    """

    root: Path
    repository: Repository
    prefix: str
    head: str
    mailmap: Mailmap
    ignored: frozenset[str]
    user: Writer
    key: str

    def read(self, prompts: Collection[str] = ()) -> Mapping[str, History]:
        """What Git knows of the Markdown below the folder, by path relative to it. Raises NoCreditError.

        ``prompts`` are lines that say nothing, wherever they stand.
        """
        from cop_kb.reading.log_reading import (
            read_histories,  # who only asks for the key needs neither YAML nor Markdown
        )

        return read_histories(self, frozenset(prompts))


def find_log(root: Path, *, may_be_absent: bool = False) -> Log | None:
    """The log of the folder ``root``; None where there is no repository, or nothing in it yet.

    Raises NoCreditError where Git cannot be asked, and in a clone that is not whole, unless the log ``may_be_absent``:
    then nothing is known there.
    """
    try:
        return _find_log(root)
    except NoAnswerError as error:
        if not may_be_absent:
            raise NoCreditError(str(error), error.exit_code) from None
    except NoCreditError:
        if not may_be_absent:
            raise
    return None


def user_of(root: Path) -> tuple[Writer, bool]:
    """Who works in a folder, as Git's settings and the mailmap say; and whether there is a repository to commit to."""
    try:
        repository = find_repository(root)
        mailmap = read_mailmap(_text(repository.top / MAILMAP)) if repository else Mailmap()
    except CopKbError:
        return identity(root), False
    return mailmap.named(identity(root, repository)), repository is not None


def next_committer(root: Path) -> Writer | None:
    """Who will make the first commit of the repository that a folder lies in; None where there is none, or has one."""
    try:
        repository = find_repository(root)
        return user_of(root)[0] if repository and head_of(repository) is None else None
    except NoAnswerError:
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
    named = read_mailmap(mailmap)
    user = named.named(identity(root, repository))
    key = digest_of(code(), prefix, head.revision, mailmap, ignored, user.name, user.email)
    return Log(root, repository, prefix, head.revision, named, _ignored(ignored), user, key)


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


def digest_of(*parts: str) -> str:
    """The same for the same texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def code() -> str:
    """The digest of what tells who wrote what: another text of it may tell otherwise."""
    return digest_of(*(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in TOLD_BY))
