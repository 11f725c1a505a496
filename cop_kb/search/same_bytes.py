"""Pagefind's files in one order: it writes filters and sort orders as its hash tables give them, otherwise every time.

They are CBOR (https://www.rfc-editor.org/rfc/rfc8949) of arrays, texts and whole numbers, behind a word of Pagefind's,
compressed. A file that is something else, of another Pagefind, is left as it is: only its order is lost.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

MAGIC = b"pagefind_dcd"
NUMBER, TEXT, ARRAY = 0, 3, 4
SIZES = {24: 1, 25: 2, 26: 4, 27: 8}
FILTERS, SORTS = 3, 4
"""Where an index has them; a filter is a name with values, each with its pages."""


class OtherFormError(ValueError):
    """It is not what is known of Pagefind's files."""


def put_in_order(bundle: Path) -> None:
    """Write filters, their values and sort orders sorted, under names that follow from what is in them.

    Raises OSError where the system does not let us: the bundle cannot be used then.
    """
    entry_file = bundle / "pagefind-entry.json"
    entry = json.loads(entry_file.read_text(encoding="utf-8"))
    try:
        for language in entry["languages"].values():
            language["hash"] = _ordered_index(bundle, language["hash"])
    except (ValueError, KeyError, TypeError, IndexError):
        return
    entry_file.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _ordered_index(bundle: Path, name: str) -> str:
    file = bundle / f"pagefind.{name}.pf_meta"
    index = _read(file)
    for each in index[FILTERS]:
        each[1] = _ordered_filter(bundle / "filter", each[1])
    index[FILTERS].sort()
    index[SORTS].sort()
    language = name.partition("_")[0]
    return _write(file, index, f"{language}_{{}}", "pagefind.{}.pf_meta")


def _ordered_filter(folder: Path, name: str) -> str:
    file = folder / f"{name}.pf_filter"
    found = _read(file)
    found[1].sort()
    language = name.partition("_")[0]
    return _write(file, found, f"{language}_{{}}", "{}.pf_filter")


def _read(file: Path) -> Any:
    data = gzip.decompress(file.read_bytes())
    if not data.startswith(MAGIC):
        raise OtherFormError(file.name)
    value, end = decoded(data, len(MAGIC))
    if end != len(data):
        raise OtherFormError(file.name)
    return value


def _write(file: Path, value: Any, name: str, file_name: str) -> str:
    """Write a value in place of a file, under the name that its hash gives; gives that name."""
    data = MAGIC + encoded(value)
    new = name.format(hashlib.sha256(data).hexdigest()[:10])
    file.unlink()
    (file.parent / file_name.format(new)).write_bytes(gzip.compress(data, mtime=0))
    return new


def decoded(data: bytes, at: int = 0) -> tuple[Any, int]:
    """The value that begins there, and where it ends.

    >>> decoded(encoded([1, ["a", 500]]))
    ([1, ['a', 500]], 8)
    """
    _check(data, at + 1)
    kind, number, at = data[at] >> 5, data[at] & 31, at + 1
    if number >= min(SIZES):
        if number not in SIZES:
            raise OtherFormError(f"length {number}")
        size = SIZES[number]
        _check(data, at + size)
        number, at = int.from_bytes(data[at : at + size], "big"), at + size
    if kind == NUMBER:
        return number, at
    if kind == TEXT:
        _check(data, at + number)
        return data[at : at + number].decode(), at + number
    if kind != ARRAY:
        raise OtherFormError(f"kind {kind}")
    items = []
    for _ in range(number):
        item, at = decoded(data, at)
        items.append(item)
    return items, at


def _check(data: bytes, end: int) -> None:
    if end > len(data):
        raise OtherFormError("cut off")


def encoded(value: Any) -> bytes:
    """A value of lists, texts and whole numbers as CBOR."""
    if isinstance(value, int):
        return _head(NUMBER, value)
    if isinstance(value, str):
        text = value.encode()
        return _head(TEXT, len(text)) + text
    return _head(ARRAY, len(value)) + b"".join(map(encoded, value))


def _head(kind: int, number: int) -> bytes:
    if number < min(SIZES):
        return bytes([kind << 5 | number])
    code, size = next((code, size) for code, size in SIZES.items() if number < 1 << (8 * size))
    return bytes([kind << 5 | code]) + number.to_bytes(size, "big")
