"""What results depend on besides inputs: the code that works them out."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def code_key(packages: Iterable[Path], distributions: Iterable[str]) -> bytes:
    """The key of a store: another one for other bytes of a package, another Python, another version of a distribution.

    ``packages`` are folders, of which every file counts but bytecode. A distribution may be missing. Raises OSError
    where a file cannot be read.
    """
    digest = blake2b(digest_size=20)
    for word in (platform.python_implementation(), platform.python_version()):
        digest.update(f"{word}\0".encode())
    for folder in packages:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                data = path.read_bytes()
                digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode(errors="surrogateescape"))
                digest.update(data)
        digest.update(b"\1")
    for name in sorted(set(distributions)):
        digest.update(f"{name}\0{_version(name)}\0".encode())
    return digest.digest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
