"""The settings of another commit for the content that lies here: what a merge request changes of them does not count.

Settings are code: hooks, templates, plugins, modules named by a tag. So the whole commit is written into a folder
outside the checkout, where all relative paths lead to what that commit says, and only the content is taken from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cop_kb.model.error import CopKbError
from cop_kb.reading.commit_files import Stored, commit_of, files_of, repository_of, write_files
from cop_kb.reading.config_file import CONFIG
from cop_kb.reading.files import read_bytes
from cop_kb.reading.given import TYPES
from cop_kb.reading.temporary import temporary_folder

MANY = 3


@dataclass(frozen=True, slots=True)
class Trusted:
    """The configuration file of another commit, with all files of that beside it; and the knowledge base's folder here.

    ``notes`` say what a maintainer may wonder about.
    """

    config_file: Path
    root: Path
    notes: tuple[str, ...]


@contextmanager
def trusted_from(start: Path, ref: str) -> Iterator[Trusted]:
    """The settings that the commit ``ref`` has for the folder ``start`` or the nearest one above it, while it is used.

    Raises CopKbError where there is no repository, no such commit, or no knowledge base in it.
    """
    top = repository_of(start)
    if top is None:
        raise CopKbError("--trusted-from asks Git, and Git knows no repository here.")
    files = files_of(top, commit_of(top, ref))
    config = _config_among(files, top, start, ref)
    others = _others(files, config, ref)
    with temporary_folder() as folder:
        copy = folder.resolve()
        write_files(top, files, copy)
        yield Trusted(copy / config, (top / config).parent, tuple(_notes(top / config, copy / config, others, ref)))


def _config_among(files: Sequence[Stored], top: Path, start: Path, ref: str) -> PurePosixPath:
    """The path of the ``mkdocs.yml`` that holds in a folder. Whether there is one here does not matter."""
    regular = {each.path for each in files if not each.other_kind}
    here = PurePosixPath(start.resolve().relative_to(top).as_posix())
    for folder in (here, *here.parents):
        for name in CONFIG:
            if str(folder / name) in regular:
                return folder / name
    raise CopKbError(f"There is no mkdocs.yml in {start} or above it at {ref}: is that the branch it is meant to be?")


def _others(files: Sequence[Stored], config: PurePosixPath, ref: str) -> list[Stored]:
    """The links and submodules, which are left out. Raises CopKbError for one where entry types are declared."""
    others = [each for each in files if each.other_kind]
    types = config.parent / TYPES
    for each in others:
        if PurePosixPath(each.path).is_relative_to(types):
            raise CopKbError(f"{each.path} is {each.other_kind} at {ref}: put the files themselves there.")
    return others


def _notes(here: Path, there: Path, others: Sequence[Stored], ref: str) -> Iterator[str]:
    theirs, ours = there.read_bytes(), None
    with suppress(OSError):
        ours = read_bytes(here, len(theirs) + 1)
    if ours != theirs:
        yield f"{here.name} differs from the one at {ref}, which counts."
    if others:
        shown = ", ".join(f"{each.path} ({each.other_kind})" for each in others[:MANY])
        more = f" and {len(others) - MANY} more" if len(others) > MANY else ""
        yield f"Not taken from {ref}: {shown}{more}."
