"""Symbolic links in folders: what follows them would leave the folder, or go round and round."""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from cop_kb.model.error import CopKbError
from cop_kb.model.settings import Settings
from cop_kb.reading.project import project_of


def first_link(folder: Path, *, only_folders: bool = False) -> Path | None:
    """The first symbolic link below a folder, or None; if ``only_folders``, those to files do not count."""
    for path, folders, files in os.walk(folder):
        for name in (*sorted(folders), *(() if only_folders else sorted(files))):
            link = os.path.join(path, name)  # noqa: PTH118 - quicker by far
            if os.path.islink(link):  # noqa: PTH114 - quicker by far
                return Path(link)
    return None


def check_folders(config: MkDocsConfig, settings: Settings) -> None:
    """Raise CopKbError where MkDocs, which follows links and INHERIT, would read other folders than cop-kb knows of."""
    ours, theirs = (os.path.realpath(folder) for folder in (settings.content_folder, config.docs_dir))
    if ours != theirs:
        raise CopKbError(
            f"mkdocs.yml: MkDocs would read {theirs}, and cop-kb reads {ours}. Write docs_dir into mkdocs.yml itself."
        )
    if config.theme.custom_dir and settings.config_folder is None:  # the copy of a commit holds no link
        check_theme(Path(config.theme.custom_dir), settings.root)


def check_theme(folder: Path, root: Path) -> None:
    """Raise CopKbError for what leads out of the project from the folder of a community's own theme, or has no end.

    A link to a file or folder of the project is the maintainers' own business.
    """
    project, folders = project_of(root), [os.fspath(folder)]
    _check_inside(folders[0], project)
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.is_symlink() or not entry.is_file(follow_symlinks=False):
                    _check_inside(entry.path, project)


def _check_inside(path: str, project: Path) -> None:
    leads = Path(os.path.realpath(path))
    if not (leads.is_relative_to(project) and (leads.is_file() or leads.is_dir())):
        raise CopKbError(f"{path} leads to {leads}, which is not a file or folder of {project}. Put it there itself.")
