"""Writing files that were not there before: whole or not at all, and never over another, even in a race."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cop_kb.model.error import CopKbError


def write_new(path: Path, text: str) -> bool:
    """Write a new file, with the folders above it. Gives False, and changes nothing, where there is one already.

    Raises CopKbError where the system does not let us.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return not os.path.lexists(path) and _put(path, text)
    except OSError as error:
        raise CopKbError(f"{path} cannot be written: {error.strerror or error}.", exit_code=3) from None


def _put(path: Path, text: str) -> bool:
    """Write aside, then link it to its place: that fails if anything is there (``man 2 link``)."""
    aside = path.with_name(f".cop-kb-{secrets.token_hex(8)}")
    try:
        _create(aside, text)
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            return _create(path, text)
    finally:
        aside.unlink(missing_ok=True)
    return True


def _create(path: Path, text: str) -> bool:
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
