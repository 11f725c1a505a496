"""The content folder → its files, a file's bytes → a source. Only regular files are opened; links are not followed."""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cop_kb.model.addresses import is_markdown
from cop_kb.model.error import CopKbError
from cop_kb.model.source import Source, Trouble
from cop_kb.reading.file_kinds import HARMLESS
from cop_kb.reading.project import is_link

DEEPEST = 20
MOST_BYTES = 1_000_000
"""How big a file may be that is no entry: settings, a declaration, a template."""
READ_ONLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
TEMPORARY = re.compile(r"\.cop-kb-([0-9]+)-[0-9a-f]{16}")
"""How the writer calls a file that is not in its place yet, with the number of its process."""
OTHERS = {
    stat.S_IFLNK: ("a symbolic link, and links are not followed", "Put the file or folder itself here."),
    stat.S_IFIFO: ("a pipe", "Take it away."),
    stat.S_IFSOCK: ("a socket", "Take it away."),
    stat.S_IFCHR: ("a device", "Take it away."),
    stat.S_IFBLK: ("a device", "Take it away."),
}
ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"),
)  # fmt: skip
AS_UTF8 = "Open it in your editor and save it with the encoding UTF-8."


class Found(NamedTuple):
    """Something in the content folder: its path there with ``/``, its size in bytes, and why it is left alone.

    ``signature`` is what the system says of a file: number, size, and when it was written and changed, in nanoseconds.
    """

    uri: str
    size: int = 0
    trouble: Trouble | None = None
    signature: tuple[int, ...] = ()


def content_files(folder: Path, left: Callable[[Path], None] = lambda _: None) -> tuple[Found, ...]:
    """All files below a folder, sorted by path. What is no regular file is there with a trouble, and never opened.

    Dot files and folders of tools are left out. Raises CopKbError where the folder is there and cannot be read.
    ``left`` is told each folder in which the writer's temporary files lie.
    """
    found: list[Found] = []
    folders = [("", str(folder))]
    while folders:
        prefix, path = folders.pop()
        has_temporary = False
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    name = prefix + entry.name
                    is_temporary = TEMPORARY.fullmatch(entry.name) is not None
                    has_temporary = has_temporary or is_temporary
                    if is_temporary or entry.name.lower() in HARMLESS:
                        continue
                    if not entry.is_dir(follow_symlinks=False):
                        found.append(_found(name, entry))
                    elif entry.name.startswith("."):
                        found.append(Found(name))
                    elif name.count("/") >= DEEPEST:
                        found.append(
                            _refused(name, f"this folder lies more than {DEEPEST} folders deep", "Move it up.")
                        )
                    else:
                        folders.append((f"{name}/", entry.path))
        except OSError as error:
            found += _unread(folder, prefix, error)
        if has_temporary:
            left(Path(path))
    return tuple(sorted(found, key=lambda each: each.uri))


def _unread(folder: Path, prefix: str, error: OSError) -> tuple[Found, ...]:
    """A folder that cannot be read, as far as it was not read; raises CopKbError for the whole content folder."""
    if prefix:
        why = f"this folder cannot be read: {error.strerror or error}"
        return (_refused(prefix.rstrip("/"), why, "May you open it? Look at its permissions."),)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ()
    raise CopKbError(f"{folder} cannot be read: {error.strerror or error}.", exit_code=3) from None


def signature_of(status: os.stat_result) -> tuple[int, ...]:
    """What the system says of a file, as a ``Found`` has it: of a file that is as it was, the same."""
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _found(uri: str, entry: os.DirEntry[str]) -> Found:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return _refused(uri, f"it cannot be looked at: {error.strerror or error}", "Take it away.")
    if stat.S_ISREG(status.st_mode):
        return Found(uri, status.st_size, signature=signature_of(status))
    what, hint = OTHERS.get(stat.S_IFMT(status.st_mode), ("no file", "Take it away."))
    return _refused(uri, f"it is {what}", hint)


def _refused(uri: str, why: str, hint: str) -> Found:
    return Found(uri, trouble=Trouble("refused-file", detail=why, hint=hint))


def read_bytes(path: Path, most: int) -> bytes:
    """At most so many bytes of a regular file: no link is followed, no pipe waited for. Raises OSError."""
    if not hasattr(os, "O_NOFOLLOW") and is_link(path):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
    with open(os.open(path, READ_ONLY), "rb") as file:  # noqa: PTH123 - a path cannot be opened with these flags
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "it is no regular file")
        return file.read(most)


def read_whole(path: Path, most: int = MOST_BYTES) -> bytes:
    """All bytes of a regular file that has no more than ``most``.

    Raises CopKbError, with the path: for anything else (exit code 2), and where the system does not let us (3).
    """
    try:
        kind = stat.S_IFMT(os.lstat(path).st_mode)
        if kind != stat.S_IFREG:
            what, hint = OTHERS.get(kind, ("a folder", "A file belongs here."))
            raise CopKbError(f"{path} is {what}. {hint}")
        data = read_bytes(path, most + 1)
    except OSError as error:
        raise CopKbError(f"{path} cannot be read: {error.strerror or error}.", exit_code=3) from None
    if len(data) > most:
        raise CopKbError(f"{path} has more than the {most:,} bytes that it may have.")
    return data


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """The text of such a file, without a BOM. Raises CopKbError as ``read_whole`` does; 3 if it is not UTF-8."""
    data = read_whole(path, most)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = f"the byte 0x{data[error.start]:02x} on line {line} is not UTF-8"
        raise CopKbError(f"{path} cannot be read: {why}. {AS_UTF8}", exit_code=3) from None


def misnamed(shown: str, uri: str) -> Source | None:
    """The source, with a trouble, of a file whose name is not UTF-8, so that nothing could say it; None for others."""
    try:
        uri.encode()
    except UnicodeEncodeError:
        shown, uri = (os.fsencode(name).decode("utf-8", "backslashreplace") for name in (shown, uri))
        return _unreadable(shown, uri, "its name is not UTF-8", "Give the file another name.")
    return None


def read_source(path: Path, shown: str, uri: str, max_bytes: int) -> Source:
    """A file as a source. What cannot be read has a trouble and no front matter. Never raises for what a file holds."""
    try:
        status = path.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            what, hint = OTHERS.get(stat.S_IFMT(status.st_mode), ("a folder", "A file belongs here."))
            return _unreadable(shown, uri, f"it is {what}", hint)
        size = status.st_size
        data = b"" if size > max_bytes else read_bytes(path, max_bytes + 1)
    except OSError as error:
        return _unreadable(shown, uri, error.strerror or str(error), "May you open it? Look at its permissions.")
    if max(size, len(data)) > max_bytes:
        why = f"{max(size, len(data)):,} bytes are more than the {max_bytes:,} that an entry may have"
        return _unreadable(shown, uri, why, "Make several entries of it, or raise max_entry_bytes in mkdocs.yml.")
    return source_from(data, shown, uri)


def source_from(data: bytes, shown: str, uri: str) -> Source:
    """The bytes of a file as a source. ``shown`` is its path in messages, ``uri`` its path in the content folder."""
    for mark, encoding in ENCODINGS:
        if data.startswith(mark):
            return _unreadable(shown, uri, f"it is {encoding}, not UTF-8", AS_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = f"the byte 0x{data[error.start]:02x} on line {line} is not UTF-8"
        text = data.decode("utf-8-sig", "replace")
        return _unreadable(shown, uri, why, AS_UTF8, text, len(data[: error.start].decode("utf-8-sig")))
    if "\0" in text:
        at = text.index("\0")
        why = f"it holds a NUL character on line {text.count(chr(10), 0, at) + 1}"
        hint = "Is it text? If not, its name should not end like that of Markdown."
        return _unreadable(shown, uri, why, hint, text, at)
    # Imported only here: whoever reads bytes, as the quick answers do, needs neither YAML nor Markdown.
    from cop_kb.reading.front_matter import split
    from cop_kb.reading.heavy import too_heavy

    parts = split(text)
    if is_markdown(uri) and (heavy := too_heavy(text, parts.body_start)):
        return Source(shown, uri, text, troubles=(heavy,))
    return Source(shown, uri, text, parts.front_matter, parts.body_start, parts.troubles)


def _unreadable(shown: str, uri: str, why: str, hint: str, text: str = "", at: int = 0) -> Source:
    return Source(shown, uri, text, troubles=(Trouble("unreadable-file", at, at + 1, detail=why, hint=hint),))
