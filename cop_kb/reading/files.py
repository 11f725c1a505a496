"""The content folder → its files, a file's bytes → a source. Only regular files; links are not followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cop_kb.model.source import Source, Trouble
from cop_kb.reading.front_matter import split


def content_files(folder: Path) -> tuple[tuple[str, int], ...]:
    """All files below a folder, as (path relative to it with ``/``, size in bytes), sorted. Dot files are left out."""
    return tuple(sorted(_walk(str(folder), "")))


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return  # a folder that may not be read holds nothing we could publish
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{prefix}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield prefix + entry.name, entry.stat(follow_symlinks=False).st_size


def misnamed(shown: str, uri: str) -> Source | None:
    """The source, with a trouble, of a file whose name is not UTF-8, so that nothing could say it; None for others."""
    try:
        uri.encode()
    except UnicodeEncodeError:
        shown, uri = (os.fsencode(name).decode("utf-8", "backslashreplace") for name in (shown, uri))
        return _unreadable(shown, uri, "its name is not UTF-8", "Give the file another name.")
    return None


def read_source(path: Path, shown: str, uri: str, max_bytes: int) -> Source:
    """A file as a source. What cannot be read has no text and a trouble. Never raises for what a file holds."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            why = f"{size:,} bytes are more than the {max_bytes:,} that an entry may have"
            return _unreadable(shown, uri, why, "Make several entries of it, or raise max_entry_bytes in mkdocs.yml.")
        return source_from(path.read_bytes(), shown, uri)
    except OSError as error:
        return _unreadable(shown, uri, error.strerror or str(error), "May you open it? Look at its permissions.")


def source_from(data: bytes, shown: str, uri: str) -> Source:
    """The bytes of a file as a source. ``shown`` is its path in messages, ``uri`` its path in the content folder."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = f"the byte 0x{data[error.start]:02x} on line {line} is not UTF-8"
        return _unreadable(shown, uri, why, "Open it in your editor and save it with the encoding UTF-8.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        why = f"it holds a NUL character on line {line}"
        return _unreadable(shown, uri, why, "Is it text? If not, its name should not end like that of Markdown.")
    parts = split(text)
    return Source(shown, uri, text, parts.front_matter, parts.body_start, parts.troubles)


def _unreadable(shown: str, uri: str, why: str, hint: str) -> Source:
    return Source(shown, uri, troubles=(Trouble("unreadable-file", detail=why, hint=hint),))
