"""What Git says of a repository: its commits, what it holds, who works there. What Git could not say is never a no."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import IO, NamedTuple

from cop_kb.model.error import CopKbError
from cop_kb.model.file_names import shortened_name
from cop_kb.model.history import Writer
from cop_kb.reading.git_process import PATIENT, QUICK, NoAnswerError, Ran, run_git, stream_git
from cop_kb.reading.mailmap import Mailmap
from cop_kb.reading.repository import Repository, find_repository

FORMAT = "%H%x00%ad%x00%an%x00%ae%x00%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x1d)"
LOG = (
    "log", "-M", "-z", "--raw", "--no-abbrev", "--full-diff", "--no-mailmap", "--no-notes", "--no-show-signature",
    "--no-ext-diff", "--no-textconv", "--encoding=UTF-8", "--date=short", f"--format={FORMAT}", "--stdin",
)  # fmt: skip
FILE = "100"
"""How the modes of regular files begin."""
KINDS_OF_REFS = ("tags", "heads", "remotes")
AT_ONCE = 1 << 16
LOST = "Git could not give all texts of the history in {}."
BOT = "[bot]"
"""How the names of programs end that commit on code hosts: nobody can ask them."""
FACTS = 3
"""What Git says of an object before it gives it: its id, its kind and its size."""
LONGEST_ADDRESS, MOST_CO_AUTHORS = 254, 100
JOINERS = "\u200c\u200d"
"""What many scripts need within a word, and no terminal minds."""


class Answer(Enum):
    """What Git says to a question; *unknown* where it could not be asked or did not answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Change(NamedTuple):
    """What a commit did to a file: *A* added, *M* changed, *D* deleted, *R* renamed it from ``old`` to ``new``.

    ``before`` and ``after`` are the blobs that it was and became; "" where it was no regular file.
    """

    status: str
    old: str
    new: str
    before: str = ""
    after: str = ""


class Commit(NamedTuple):
    """``day`` is None where the commit has none that a calendar knows; the first of the ``writers`` is its author."""

    revision: str
    day: date | None
    writers: tuple[Writer, ...]
    changes: tuple[Change, ...]


class Head(NamedTuple):
    """The commit that is checked out, and whether the commits before it are missing."""

    revision: str
    is_shallow: bool


def ask(
    repository: Repository,
    *words: str,
    given: bytes = b"",
    work_tree: Path | None = None,
    good: tuple[int, ...] = (0,),
    seconds: float = QUICK,
) -> Ran:
    """Ask Git about a repository. Raises NoAnswerError where it does not end as is ``good``."""
    ran = run_git(
        words, repository.top, given=given, folder=repository.folder, work_tree=work_tree,
        index=_index_of_hook(repository), seconds=seconds,
    )  # fmt: skip
    if ran.code not in good:
        raise _unanswered(repository, ran)
    return ran


def _unanswered(repository: Repository, ran: Ran) -> NoAnswerError:
    why = ran.said.rstrip(".")
    return NoAnswerError(f"Git could not answer in {repository.top}: {why}.", exit_code=3 if ran.code < 0 else 2)


def _index_of_hook(repository: Repository) -> str:
    """The index that Git has its hook look at, if it is one of this repository; else "".

    https://git-scm.com/docs/githooks: for a hook, the current folder is the work tree's first.
    """
    index = os.environ.get("GIT_INDEX_FILE", "")
    path = Path(os.path.realpath(repository.top / index))
    return str(path) if index and repository.folder in path.parents else ""


def head_of(repository: Repository) -> Head | None:
    """What is checked out; None before the first commit. Raises NoAnswerError."""
    ran = ask(repository, "rev-parse", "--is-shallow-repository", "HEAD^{commit}", good=(0, 128))
    if ran.code == 0:
        shallow, revision = ran.output.decode().split()
        return Head(revision, shallow == "true")
    branch = os.fsdecode(ask(repository, "symbolic-ref", "--quiet", "HEAD", good=(0, 1)).output).strip()
    if not branch or os.path.lexists(repository.common / branch):  # there is one, but it leads to no commit
        raise _unanswered(repository, ran)
    return None


def commit_named(repository: Repository, name: str) -> str:
    """The commit that a name means; "" where there is none.

    Raises CopKbError where a tag and a branch of that name mean two: Git would silently take the tag
    (https://git-scm.com/docs/gitrevisions), which others may have brought. Raises NoAnswerError as ``ask`` does.
    """
    found = {ref: _commit(repository, ref) for ref in (name, *(f"refs/{kind}/{name}" for kind in KINDS_OF_REFS))}
    meant = {ref: commit for ref, commit in found.items() if commit and ref != name}
    if len(set(meant.values())) > 1:
        raise CopKbError(f"“{name}” means several commits: write which one, {' or '.join(sorted(meant))}.")
    return found[name]


def _commit(repository: Repository, name: str) -> str:
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    told = ask(repository, *words, good=(0, 1, 128)).output.decode().split() if name else []
    return told[0] if len(told) == 1 else ""  # a range is more than one


def lacks_objects(repository: Repository) -> bool:
    """Whether objects were left out when this was cloned: a log would have to do without. Raises NoAnswerError.

    https://git-scm.com/docs/partial-clone
    """
    if not any((repository.common / "objects" / "pack").glob("*.promisor")):
        return False
    listed = ask(repository, "rev-list", "--objects", "--missing=print", "HEAD", seconds=PATIENT).output
    return b"\n?" in b"\n" + listed


def is_tracked(root: Path, path: Path) -> Answer:
    """Whether HEAD or the index of a repository that a path lies in has a file there, or below it.

    ``path`` is relative to ``root`` or absolute. Case makes no difference, for on some systems it makes none.
    """
    try:
        path = root / path
        real = path.parent.resolve() / path.name
        above = real
        while repository := find_repository(above):
            if real == repository.top or _has_file(repository, real.relative_to(repository.top)):
                return Answer.YES
            if repository.top == repository.top.parent:
                break
            above = repository.top.parent
    except (NoAnswerError, OSError, ValueError, RuntimeError):  # links that lead in a circle
        return Answer.UNKNOWN
    return Answer.NO


def _has_file(repository: Repository, path: Path) -> bool:
    below = ("--", f":(top,icase,literal){path.as_posix()}")
    ran = ask(repository, "ls-files", "-z", "--with-tree=HEAD", *below, good=(0, 128))
    if ran.code:
        if head_of(repository):
            raise _unanswered(repository, ran)
        ran = ask(repository, "ls-files", "-z", *below)  # before the first commit
    return bool(ran.output)


def identity(root: Path, repository: Repository | None = None) -> Writer:
    """Who works here, as Git's settings say; without a name or an address where they say nothing.

    The ``repository`` is the one that the folder lies in, where that is known.
    """
    words = ("config", "-z", "--get-regexp", r"^user\.(name|email)$")
    try:
        repository = repository or find_repository(root)
        ran = ask(repository, *words, good=(0, 1)) if repository else run_git(words, root)
    except NoAnswerError:
        try:
            ran = run_git(words, root)  # what the user has set for all repositories
        except NoAnswerError:
            return Writer("", "")
    said = dict(each.split("\n", 1) for each in os.fsdecode(ran.output).split("\0") if "\n" in each)
    return Writer(clean_name(said.get("user.name", "")), _line(said.get("user.email", ""))[:LONGEST_ADDRESS])


def commits(repository: Repository, paths: Iterable[str], head: str, mailmap: Mailmap) -> tuple[Commit, ...]:
    """The commits up to ``head`` that changed something below these paths, the newest first, with all they changed.

    Paths, in and out, are relative to the repository's first folder. Merges change nothing, and what was not taken from
    a branch when that was merged is left out. Raises NoAnswerError.
    """
    pathspecs = [each if each == "." else f":(top,literal){each}" for each in paths]
    if pathspecs == ["."] and not _has_merges(repository, head):
        pathspecs = []  # all of it, without a second look at each commit
    given = os.fsencode("\n".join((head, "--", *pathspecs, "")))
    with stream_git(
        LOG, repository.top, given=given, folder=repository.folder, seconds=PATIENT
    ) as written:  # Git reads on while we do
        return tuple(_commits(_parts(written), mailmap))


def _has_merges(repository: Repository, head: str) -> bool:
    return bool(ask(repository, "rev-list", "--merges", "--max-count=1", head, seconds=PATIENT).output)


def blobs(repository: Repository, ids: Iterable[str], most: int) -> Generator[bytes]:
    """What these blobs hold, one after the other; b"" for one of more than so many bytes. Raises NoAnswerError."""
    given = [f"{each}\n".encode() for each in ids]
    if given:
        words = ("cat-file", "--batch", "--buffer")
        with stream_git(
            words, repository.top, given=b"".join(given), folder=repository.folder, seconds=PATIENT
        ) as answers:
            for _ in given:
                yield _blob(repository, answers, most)


def _blob(repository: Repository, answers: IO[bytes], most: int) -> bytes:
    """The next answer: https://git-scm.com/docs/git-cat-file#_batch_output."""
    head = answers.readline().split()
    if len(head) != FACTS or head[1] != b"blob":
        raise NoAnswerError(LOST.format(repository.top))
    size = int(head[2])
    data = answers.read(size) if size <= most else b""
    left = size + 1 - len(data)
    while left > 0:
        passed = len(answers.read(min(left, most)))
        if not passed:
            raise NoAnswerError(LOST.format(repository.top))
        left -= passed
    return data


def _parts(written: IO[bytes]) -> Iterator[str]:
    """What stands between the NULs."""
    rest = b""
    while part := written.read(AT_ONCE):
        *whole, rest = (rest + part).split(b"\0")
        yield from map(os.fsdecode, whole)
    yield os.fsdecode(rest)


def _commits(parts: Iterator[str], mailmap: Mailmap) -> Iterator[Commit]:
    """The log's parts, in fives with changes between them. What a part means is told by its place alone."""
    known: dict[tuple[str, str, str], tuple[Writer, ...]] = {}  # the same few names stand in all commits
    part = next(parts, "")
    while part:
        revision, day, *by = part, *(next(parts, "") for _ in range(4))
        changes = []
        while (part := next(parts, "").lstrip("\n"))[:1] == ":":  # https://git-scm.com/docs/git-diff#_raw_output_format
            before, after, *blobs, status = part[1:].split()
            old = next(parts, "")
            new = next(parts, "") if status[0] == "R" else old
            one, other = (blob if mode[:3] == FILE else "" for mode, blob in zip((before, after), blobs, strict=True))
            changes.append(Change(status[0], old, new, one, other))
        name, email, trailers = by
        if (name, email, trailers) not in known:
            known[name, email, trailers] = tuple(_writers(name, email, trailers, mailmap))
        yield Commit(revision, _day(day), known[name, email, trailers], tuple(changes))


def _writers(name: str, email: str, trailers: str, mailmap: Mailmap) -> Iterator[Writer]:
    for who in (mailmap.named(Writer(_decoded(name), _decoded(email))), *_co_authors(trailers, mailmap)):
        cleaned = Writer(clean_name(who.name), _line(who.email)[:LONGEST_ADDRESS])
        if (cleaned.name or cleaned.email) and not cleaned.name.endswith(BOT):
            yield cleaned


def _co_authors(trailers: str, mailmap: Mailmap) -> Iterator[Writer]:
    for each in trailers.split("\x1d", MOST_CO_AUTHORS)[:MOST_CO_AUTHORS]:
        name, opened, rest = _decoded(each).strip().partition("<")
        email, closed, rest = rest.partition(">")
        if opened and closed and not rest and len(email.split()) <= 1:
            yield mailmap.named(Writer(" ".join(name.split()), email))


def clean_name(text: str) -> str:
    """A name as one short line of characters that can be seen."""
    return shortened_name(_line(text))


def _line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() or each in JOINERS else " " for each in _decoded(text)).split())


def _decoded(text: str) -> str:
    """Without the bytes that are not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
