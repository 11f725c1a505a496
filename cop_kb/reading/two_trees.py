"""A commit and what a branch would make of it, as folders to be read: outside the checkout, and gone afterwards."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from cop_kb.model.error import CopKbError
from cop_kb.model.settings import Settings
from cop_kb.reading.changed import base_and_start, repository_of, telling
from cop_kb.reading.config_file import CONFIG
from cop_kb.reading.given import TYPES
from cop_kb.reading.merged_tree import MergedTree, commits_of, merged_tree
from cop_kb.reading.repository import GIT
from cop_kb.reading.settings import load_settings

Load = Callable[[Path], Settings | None]
"""The settings of the knowledge base in a folder, None where there is none. Raises CopKbError for unusable ones."""


def own_settings(root: Path) -> Settings | None:
    """The settings that lie in a folder itself. Raises CopKbError where they cannot be used."""
    found = next((root / name for name in CONFIG if os.path.lexists(root / name)), None)
    return load_settings(found) if found else None


@dataclass(frozen=True, slots=True)
class TwoTrees:
    """A ``folder`` for BASE's files, and for the merged ones once the branch's are laid over those.

    ``root`` is the knowledge base's folder in the checkout, ``prefix`` the way to it from the repository's first one.
    """

    tree: MergedTree
    folder: Path
    root: Path
    prefix: str
    load: Load

    def write_base(self) -> Settings | None:
        """Write BASE's files, and give BASE's settings; None where it has none. Raises CopKbError for unusable ones."""
        self.tree.write_base(self.folder)
        return self._settings()

    def lay_over(self) -> Settings:
        """Lay the branch's files over BASE's, and give the settings. Raises CopKbError where there are none of use.

        Where the checkout itself says all that, it is what is to be read.
        """
        if self.tree.is_checkout:
            settings = self.load(self.root)
        else:
            self.tree.lay_over(self.folder)
            settings = self._settings()
        if settings is None:
            raise CopKbError("Once this is merged, there is no mkdocs.yml: is it meant to be deleted?", exit_code=1)
        return settings

    @property
    def was(self) -> Mapping[str, str]:
        """What BASE calls files that the branch renamed. All paths are relative to the knowledge base's folder."""
        return self._from_root(self.tree.was)

    @property
    def here(self) -> Mapping[str, str]:
        """What the checkout calls files that BASE renamed."""
        return self._from_root(self.tree.here)

    def _from_root(self, paths: Mapping[str, str]) -> dict[str, str]:
        return {
            posixpath.relpath(one, self.prefix): posixpath.relpath(other, self.prefix) for one, other in paths.items()
        }

    def _settings(self) -> Settings | None:
        settings = self.load(self.folder / self.prefix)
        return replace(settings, copy_of=self.root) if settings else None


@contextmanager
def two_trees(root: Path, base: str, load: Load, *, staged: bool) -> Iterator[TwoTrees]:
    """What the commit ``base`` says, and what it will say once the branch is merged into it.

    The branch is what is ``staged``, or all that lies in the work tree and is not ignored. ``root`` is the knowledge
    base's folder here. Raises CopKbError where Git cannot tell, or cannot give a file.
    """
    with telling():
        repository = repository_of(root)
        commits = commits_of(repository, base_and_start(repository, base))
        prefix = root.resolve().relative_to(repository.top).as_posix()
        areas = [posixpath.normpath(posixpath.join(prefix, name)) for name in (*CONFIG, TYPES)]
        with _trees(merged_tree(repository, commits, areas, staged=staged), root, prefix, load) as first:
            areas += _content_folders(first)
        tree = merged_tree(repository, commits, areas, staged=staged)
    with _trees(tree, root, prefix, load) as trees:
        yield trees


@contextmanager
def _trees(tree: MergedTree, root: Path, prefix: str, load: Load) -> Iterator[TwoTrees]:
    with TemporaryDirectory(prefix="cop-kb-merged-") as name:
        folder = Path(name).resolve()
        (folder / GIT).mkdir()  # where the project ends that settings may name folders of
        (folder / prefix).mkdir(parents=True, exist_ok=True)
        yield TwoTrees(tree, folder, root, prefix, load)


def _content_folders(trees: TwoTrees) -> Iterator[str]:
    """Where the content lies, as the settings on both sides say."""
    for write in (trees.write_base, trees.lay_over):
        with suppress(CopKbError):  # which is told of when both are read
            if settings := write():
                yield posixpath.normpath(posixpath.join(trees.prefix, settings.content))
