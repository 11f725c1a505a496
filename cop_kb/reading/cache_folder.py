"""Where things are kept from one run to the next. Whoever can write there can write the site, so it is no content."""

from __future__ import annotations

from pathlib import Path

from cop_kb.reading.git import Answer, is_tracked

NAME = ".cop-kb"


def cache_folder(root: Path) -> Path | None:
    """The folder for what is kept of a knowledge base; it may not be there yet.

    None where it may have come with the content, filled by somebody else: a link, or not known not to be in Git.
    """
    folder = root / NAME
    if folder.is_symlink() or is_tracked(root, folder) is not Answer.NO:
        return None
    return folder / "cache"


def make_cache_folder(folder: Path) -> None:
    """Make it, and keep it out of Git. Raises OSError where the system does not let us."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
