"""What is said where the system does not let a file be written: which file, what for, and why."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cop_kb.model.error import CopKbError

ERRNO = re.compile(r"\[Errno \d+\] ([^:]+).*", re.DOTALL)
"""An error of the system as Python writes it."""
STARVED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""No fault of the file that was opened last."""


@contextmanager
def writing(path: Path | str, purpose: str, source: Path | str = "") -> Iterator[None]:
    """Within this a file is written, from a ``source`` if there is one. ``purpose`` says what for: “the search index”.

    Raises CopKbError with the file's path where the system refuses that, whatever the system names: it names no file
    for a full disk, and the source where ``shutil`` copies.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        if isinstance(error, shutil.Error) and isinstance(error.args[0], list):  # of a folder: (from, to, why)
            _, path, why = error.args[0][0]
            why = ERRNO.sub(r"\1", why)
        elif error.errno is None:  # a library's own, like Jinja's for a template that is not there
            raise
        read = source and not error.filename2 and error.filename == os.fspath(source) and error.errno not in STARVED
        what = f"{shown(source)} cannot be read" if read else f"{shown(path)} ({purpose}) cannot be written"
        raise CopKbError(f"{what}: {why}.", exit_code=3) from None


def shown(path: Path | str) -> str:
    """A path as somebody in the current folder would write it, if it lies there."""
    try:
        near = os.path.relpath(path)
    except (OSError, ValueError):  # there is no current folder, or it is on another drive
        return os.fspath(path)
    return os.fspath(path) if near.startswith(os.pardir) else near
