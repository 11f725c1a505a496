"""The log, newest commit first, and what each commit did to words → the history of every file, renames followed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple

from cop_kb.model.history import History, Writer
from cop_kb.reading.commit_words import CommitWords, FileWords
from cop_kb.reading.git import Commit
from cop_kb.reading.substance import Change


def file_histories(log: Sequence[Commit], words: Sequence[CommitWords], ignored: Collection[str]) -> dict[str, History]:
    """Histories by today's path; none for a file whose beginning the log does not tell.

    ``words`` is of the same commits as the ``log``. Those that are ``ignored``, and imports, wrote nothing.
    """
    files = _Files()
    for number, each in enumerate(words):
        files.take(number, each)
    for _, steps in groupby(reversed(files.steps), key=lambda step: step.number):
        _write(list(steps), log, words, ignored)
    known = {file.today: file for file in files.all if file.today and file.joined is None and file.born is not None}
    return {path: _history(known[path], log) for path in sorted(known)}


@dataclass(eq=False, slots=True)
class _File:
    """A file through time. ``today`` is its path, "" for one that is gone; ``born`` the commit that brought it.

    ``came`` says that its path is known to have been given to it, ``joined`` which file it turned out to be.
    """

    today: str
    came: bool = False
    born: int | None = None
    joined: _File | None = None
    changes: list[tuple[date, tuple[Writer, ...], bool]] = field(default_factory=list)
    writers: dict[Writer, None] = field(default_factory=dict)

    def itself(self) -> _File:
        """The file that it is."""
        return self.joined.itself() if self.joined else self


class _Step(NamedTuple):
    """What a commit did to a file, and the files from which it moved words there."""

    number: int
    file: _File
    became: FileWords
    sources: tuple[_File, ...]


@dataclass(slots=True)
class _Files:
    """What the log says of files, going back in time; ``names`` maps a path of that time to its file."""

    names: dict[str, _File] = field(default_factory=dict)
    all: list[_File] = field(default_factory=list)
    steps: list[_Step] = field(default_factory=list)

    def take(self, number: int, commit: CommitWords) -> None:
        """Take the next commit: first what it did, then what the paths were before it."""
        before: dict[str, _File] = {}
        done = []
        for each in commit.files:
            file = self._new("") if each.status == "D" else self._at(each.new)
            if each.status in "DR":
                before[each.old] = file
            if each.status in "AR":
                file.came = True
            if each.status == "A":
                file.born = number
            if each.status != "D":
                done.append((file, each))
        self._join(before)
        self.names.update(before)
        for file, each in done:
            self.steps.append(_Step(number, file, each, tuple(self._at(path) for path in each.moved_from)))

    def _new(self, today: str) -> _File:
        self.all.append(_File(today))
        return self.all[-1]

    def _at(self, path: str) -> _File:
        if path not in self.names:
            self.names[path] = self._new(path)
        return self.names[path].itself()

    def _join(self, before: dict[str, _File]) -> None:
        """Changes under an old name that are newer than the renaming: made on a branch, and merged into the file."""
        for old, file in before.items():
            other = self.names.get(old)
            if file.today and other and other is not file and other.today == old and not other.came:
                other.joined = file


def _write(
    steps: Sequence[_Step], log: Sequence[Commit], words: Sequence[CommitWords], ignored: Collection[str]
) -> None:
    """Let files have what one commit gives them; what it moved had the writers that it had before.

    A commit that is ignored changed nothing, but what it brought is by whom it says, as ``git blame`` has it.
    """
    commit, is_import = log[steps[0].number], words[steps[0].number].is_import
    given: list[tuple[_Step, bool, tuple[Writer, ...]]] = []
    for step in steps:
        begins = step.became.status == "A" and not step.file.itself().changes
        counts = not is_import and (begins or commit.revision not in ignored)
        moved = tuple(who for source in step.sources for who in source.itself().writers)
        written = step.became.change is Change.MORE and counts and not step.sources
        writers = () if is_import else commit.writers if written else moved
        given.append((step, counts and bool(step.became.change or begins), writers))
    for step, counts, writers in given:
        file = step.file.itself()
        file.writers.update(dict.fromkeys(writers))
        if counts and commit.day:
            file.changes.append((commit.day, () if step.sources else commit.writers, step.became.has_text))


def _history(file: _File, log: Sequence[Commit]) -> History:
    born = log[file.born or 0]
    first, last = (file.changes[0][0], file.changes[-1][0]) if file.changes else (None, None)
    by = next(iter(born.writers), None)
    return History(first, last, tuple(file.writers), tuple(file.changes), born.day, by)
