"""What commands answered, for as long as nothing has changed of what they answered from.

Whether something has changed is told by what the system says of every file and folder, as Git does; no file is read.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cop_kb import __version__
from cop_kb.reading.cache_folder import cache_folder
from cop_kb.reading.config_file import INHERIT
from cop_kb.reading.files import read_text
from cop_kb.reading.history import NoCreditError, find_log
from cop_kb.reading.kept import JUST_NOW, Kept, fingerprint

NAME, MADE = "answers-2.sqlite", "made-2.sqlite"
"""The numbers go up with the form of what is kept."""
PACKAGE = Path(__file__).parents[1]
THEME = PACKAGE.parent / "theme"
"""In a checkout; else it lies in the package."""


class Answers:
    """The answers of commands to ``asked``: their options, and all else that is no file.

    Of a knowledge base in Git the log's key is a part, too: it has the credit. None is kept where Git cannot tell it.
    """

    def __init__(self, config_file: Path, asked: Iterable[Any]) -> None:
        self.root = config_file.parent
        text = read_text(config_file)
        named = {*re.findall(r"\w+", text), "SOURCE_DATE_EPOCH"}
        said = {name: value for name, value in os.environ.items() if name in named}
        try:
            log, is_known = find_log(self.root), True
        except NoCreditError:
            log, is_known = None, False
        key = log.key if log else ""
        self._by = fingerprint(__version__, sys.version, _code(), key, sorted(said.items())).hex()
        self._key = fingerprint(self._by, list(asked))
        folder = cache_folder(self.root) if is_known and INHERIT not in text else None
        self._kept = Kept(folder / NAME) if folder else None

    def about(self, *asked: Any) -> Answers:
        """What is known of something that was made, and not of what a command said of it."""
        other = copy(self)
        other._key = fingerprint(self._by, list(asked))
        other._kept = Kept(self._kept.path.with_name(MADE)) if self._kept else None
        return other

    def find(self) -> Mapping[str, Any] | None:
        """The answer, if it holds."""
        answer = self.last()
        return answer if answer and self.holds(answer) else None

    def last(self) -> Mapping[str, Any] | None:
        """The answer that was given last, whether it holds or not."""
        found = self._kept.find([self._key]) if self._kept else {}
        return next(iter(found.values()), None)

    def holds(self, answer: Mapping[str, Any]) -> bool:
        """Whether all files are as they were when it was given."""
        return all(_state(paths)[0] == state for paths, state in answer["files"])

    def sources(self, content: Path, since: int | None = None) -> tuple[Seen, Seen]:
        """All that a command answers from, as it is now: the content, and what else.

        ``since`` is when the command began to read, in nanoseconds: by default it has not.
        """
        begun = since or time.time_ns()
        return see(content, begun=begun), see(self.root / "mkdocs.yml", self.root / "entry_types", begun=begun)

    def keep(self, answer: Mapping[str, Any], sources: Sequence[Seen], made: Seen | None = None) -> None:
        """Keep an answer that was given from ``sources``; it holds for as long as what was ``made`` is as it is, too.

        What was changed just before it was looked at may have changed once more in the same moment.
        """
        if self._kept and all(each.is_settled for each in sources):
            files = [(each.paths, each.state) for each in (*sources, made) if each]
            self._kept.keep({self._key: {**answer, "files": files}}, [])


@dataclass(frozen=True, slots=True)
class Seen:
    """Files and folders, and a digest of what the system says of them."""

    paths: list[str]
    state: str
    is_settled: bool


def see(*roots: Path, begun: int | None = None) -> Seen:
    """All that is there below some files and folders, as it is now, and was when something was begun."""
    begun = begun or time.time_ns()
    paths: list[str] = []
    for root in roots:
        paths.append(str(root))
        paths += (entry.path for entry in _below(str(root)))
    state, newest = _state(paths)
    return Seen(paths, state, newest < begun - JUST_NOW)


def _below(folder: str) -> Iterator[os.DirEntry[str]]:
    """All that is in a folder, and in those in it; nothing for a file."""
    folders = [folder]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name != "__pycache__":
                    yield entry
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)


def _code() -> tuple[list[str], str]:
    """All files of this program, and the folders of those that it uses, with a digest of their states.

    A folder changes with every ``__pycache__``, too: so our own are left out, and where Python runs.
    """
    paths = sorted(each.path for root in (PACKAGE, THEME) for each in _below(str(root)) if not each.is_dir())
    ours = {"", str(Path.cwd()), str(PACKAGE.parent)}
    paths += [path for path in sys.path if path not in ours or path.endswith("-packages")]
    return paths, _state(paths)[0]


def see_again(paths: Iterable[str], *others: Path) -> Seen:
    """As ``see`` of what was there at the last look; only these ``others`` may consist of other files by now."""
    roots = tuple(str(each) for each in others)
    below = tuple(f"{root}{os.sep}" for root in roots)
    there = [path for path in paths if not (path in roots or path.startswith(below))]
    there += [path for each in others if each.exists() for path in see(each).paths]
    return Seen(there, _state(there)[0], is_settled=True)


def _state(paths: Iterable[str]) -> tuple[str, int]:
    """The digest of what the system says of these, and when the newest of them was changed, in nanoseconds."""
    told: list[tuple[int, ...]] = []
    for path in paths:
        try:
            status = os.lstat(path)
        except OSError:
            told.append((0,))
        else:
            times = status.st_ctime_ns, status.st_mtime_ns
            told.append((*times, status.st_size, status.st_ino, status.st_dev, status.st_mode))
    return blake2b(str(told).encode(), digest_size=20).hexdigest(), max(each[0] for each in told)
