"""A commit with what a branch changed laid over it: what the main branch will say once the branch is merged into it.

Git could merge, but it would write into the repository and run the programs that its attributes name. So it is told
here, file by file: one that the branch did not change is the commit's, any other the branch's, renames followed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cop_kb.model.addresses import is_markdown
from cop_kb.reading.changed import MOST, BaseAndStart, blob_id, files_changed_since
from cop_kb.reading.commit_files import FILE, LINK, Stored, contents_of, files_of, sizes_of, staged_files, write_file
from cop_kb.reading.files import read_bytes
from cop_kb.reading.renames import renames
from cop_kb.reading.repository import GIT, Repository

NEVER_READ = 1_000_000
"""Bytes of a file of which only the length is of interest, unless its name says that it is read."""
READ = (".svg", ".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class MergedTree:
    """The files of ``base`` and those ``merged``, by path from the repository's first folder.

    ``was`` has BASE's path of a file that the branch renamed, ``here`` the checkout's path of one that BASE renamed.
    What files hold that are ``in_work_tree`` is read there, all else from Git. ``is_checkout`` says that the merged
    files are those that lie in the checkout, and no others do.
    """

    repository: Repository
    base: Mapping[str, Stored]
    merged: Mapping[str, Stored]
    was: Mapping[str, str]
    here: Mapping[str, str]
    in_work_tree: frozenset[Stored]
    is_checkout: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the branch changes anything."""
        return _facts(self.base) != _facts(self.merged)

    @property
    def base_facts(self) -> list[tuple[str, str, str]]:
        """What is the same as long as BASE's files are."""
        return sorted((path, file.mode, file.id) for path, file in self.base.items())

    def write_base(self, folder: Path) -> None:
        """Write BASE's files below an empty folder. Raises CopKbError where Git cannot give one."""
        self._write(self.base.items(), folder)

    def lay_over(self, folder: Path) -> None:
        """Make of BASE's files in a folder the merged ones. Raises CopKbError where one cannot be had."""
        before, after = _facts(self.base), _facts(self.merged)
        for path in before.keys() - after.keys() | {
            each for each in before.keys() & after if before[each] != after[each]
        }:
            (folder / path).unlink(missing_ok=True)
            _remove_if_empty((folder / path).parent)
        self._write([(path, file) for path, file in self.merged.items() if before.get(path) != after[path]], folder)

    def _write(self, files: Iterable[tuple[str, Stored]], folder: Path) -> None:
        paths: dict[Stored, list[str]] = {}
        for path, file in files:
            if _is_read(file):
                paths.setdefault(file, []).append(path)
            else:
                write_file(folder, path, b"")
                os.truncate(folder / path, file.size)
        links = [file for file in paths if file.mode.startswith(LINK)]
        for file, data in _contents(self.repository, [each for each in paths if each not in links], self.in_work_tree):
            for path in paths[file]:
                write_file(folder, path, data)
        for file, data in _contents(self.repository, links, self.in_work_tree):  # last: nothing is written through one
            for path in paths[file]:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).symlink_to(os.fsdecode(data))


@dataclass(frozen=True, slots=True)
class Commits:
    """All files of BASE and of the commit where the branch left it, none where there is no such commit."""

    base: tuple[Stored, ...]
    start: tuple[Stored, ...]


def commits_of(repository: Repository, named: BaseAndStart) -> Commits:
    """What these commits hold. Raises CopKbError where Git cannot tell."""
    base, start = (files_of(repository.top, each) if each else () for each in named)
    return Commits(base, start)


def merged_tree(repository: Repository, commits: Commits, areas: Iterable[str], *, staged: bool) -> MergedTree:
    """The merged tree below some paths, ``areas``. What is ``staged`` is the branch's, or what lies in the work tree.

    Raises NoAnswerError, and CopKbError as ``MergedTree`` does.
    """
    areas = tuple(areas)
    base, start = _below(commits.base, areas), _below(commits.start, areas)
    ours = _staged(repository, start, areas) if staged else _changed(repository, start, areas)
    lying = frozenset(file for file in ours.values() if file and not staged)
    theirs = {old: new for new, old in _renamed(repository, start, base, frozenset()).items()}
    after = {path: file for path, file in (start | ours).items() if file}
    renamed = _renamed(repository, start, after, lying)
    was = {new: theirs.get(old, old) for new, old in renamed.items()}
    merged = {path: file for path, file in base.items() if path not in {theirs.get(each, each) for each in ours}}
    laid, here = {}, {}
    for path, file in ours.items():
        if file is not None:
            old, at = renamed.get(path), theirs.get(path, path)
            has_same_words = old is not None and start[old].id == file.id
            laid[at] = base.get(was[path], file) if has_same_words else file  # whose words BASE may have changed
            here.update({at: path} if at != path else {})
    merged = _without_conflicts(merged, laid) | laid
    is_checkout = (
        not staged and _facts(base) == _facts(start) and merged.keys() == set(_work_files(repository.top, areas))
    )
    return MergedTree(repository, base, merged, was, here, lying, is_checkout)


def _contents(
    repository: Repository, files: Iterable[Stored], lying: frozenset[Stored]
) -> Iterator[tuple[Stored, bytes]]:
    """What files hold. Raises CopKbError where one cannot be had."""
    files = sorted(files, key=lambda each: each.path)
    for file in files:
        if file in lying:
            yield file, _data(repository.top / file.path) or b""
    yield from contents_of(repository.top, [file for file in files if file not in lying])


def _remove_if_empty(folder: Path) -> None:
    """Remove a folder and those around it that nothing lies in."""
    with suppress(OSError):
        for each in (folder, *folder.parents):
            each.rmdir()


def _facts(files: Mapping[str, Stored]) -> dict[str, tuple[str, str, int]]:
    """What makes a file another one."""
    return {path: (file.mode[:3], file.id, 0 if file.id else file.size) for path, file in files.items()}


def _is_read(file: Stored) -> bool:
    return file.size <= NEVER_READ or is_markdown(file.path) or file.path.lower().endswith(READ)


def _below(files: Iterable[Stored], areas: tuple[str, ...]) -> dict[str, Stored]:
    """The files and links at or below some paths."""
    kept = (each for each in files if each.mode.startswith((FILE, LINK)))
    return {each.path: each for each in kept if _is_in(each.path, areas)}


def _is_in(path: str, areas: Iterable[str]) -> bool:
    return any(area in (".", path) or path.startswith(f"{area}/") for area in areas)


def _staged(repository: Repository, start: Mapping[str, Stored], areas: tuple[str, ...]) -> dict[str, Stored | None]:
    """What of the index is not as it was at the start."""
    index = _below(staged_files(repository.top), areas)
    new = [file for path, file in index.items() if path not in start or start[path].id != file.id]
    changed: dict[str, Stored | None] = {file.path: file for file in sizes_of(repository.top, new)}
    return changed | dict.fromkeys(start.keys() - index.keys())


def _changed(repository: Repository, start: Mapping[str, Stored], areas: tuple[str, ...]) -> dict[str, Stored | None]:
    """What in the work tree is not as it was at the start, or is new and not ignored."""
    before = {path: file.id for path, file in start.items()}
    changed = files_changed_since(repository, before, {*start, *_work_files(repository.top, areas)})
    like = next(iter(before.values()), "")
    found = {path: _lying(repository.top, path, like) for path in changed}
    return {path: file for path, file in found.items() if file or path in start}


def _work_files(top: Path, areas: Iterable[str]) -> Iterator[str]:
    """All files at or below some paths, but those of other repositories."""
    for area in areas:
        if not (top / area).is_dir() or (top / area).is_symlink():
            if os.path.lexists(top / area):
                yield area
            continue
        for folder, folders, names in os.walk(top / area):
            if Path(folder) != top and GIT in (*folders, *names):
                folders.clear()
                continue
            links = [each for each in folders if os.path.islink(os.path.join(folder, each))]  # noqa: PTH114, PTH118 - there may be thousands
            folders[:] = [each for each in folders if each != GIT]
            below = os.path.relpath(folder, top).replace(os.sep, "/")
            yield from (each if below == "." else f"{below}/{each}" for each in (*names, *links))


def _lying(top: Path, path: str, like: str) -> Stored | None:
    """A file of the work tree as Git would store it; None for what it would not."""
    with suppress(OSError):
        status = (top / path).lstat()
        if stat.S_ISLNK(status.st_mode):
            data = os.fsencode((top / path).readlink())
            return Stored(path, "120000", blob_id(data, like), len(data))
        if stat.S_ISREG(status.st_mode):
            held = _data(top / path) if status.st_size <= MOST else None
            return Stored(path, "100644", "" if held is None else blob_id(held, like), status.st_size)
    return None


def _data(path: Path) -> bytes | None:
    with suppress(OSError):
        return os.fsencode(path.readlink()) if path.is_symlink() else read_bytes(path, MOST)
    return None


def _renamed(
    repository: Repository, before: Mapping[str, Stored], after: Mapping[str, Stored], lying: frozenset[Stored]
) -> dict[str, str]:
    """The old path by the new one, of texts that were renamed."""
    gone, come = (
        {path: a[path] for path in a.keys() - b.keys() if is_markdown(path)}
        for a, b in ((before, after), (after, before))
    )
    if not (gone and come):
        return {}
    known = dict(_contents(repository, {*gone.values(), *come.values()}, lying))
    old, new = ({path: known[file] for path, file in files.items()} for files in (gone, come))
    return renames(old, new)


def _without_conflicts(files: Mapping[str, Stored], laid: Mapping[str, Stored]) -> dict[str, Stored]:
    """Without what cannot lie beside others: a file where they need a folder, a folder where they have a file."""
    folders = {above for path in laid for above in _folders(path)}
    kept = {path: file for path, file in files.items() if path not in folders}
    return {path: file for path, file in kept.items() if laid.keys().isdisjoint(_folders(path))}


def _folders(path: str) -> Iterator[str]:
    """The folders around a file.

    >>> list(_folders("a/b/c.md"))
    ['a', 'a/b']
    """
    parts = path.split("/")
    return ("/".join(parts[:number]) for number in range(1, len(parts)))
