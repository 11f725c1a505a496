"""The references in fields: who holds them, and how they follow an entry to another slug."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import Field
from cop_kb.model.finding import Edit
from cop_kb.model.node import Scalar
from cop_kb.model.values import Ref
from cop_kb.model.yaml_text import plain
from cop_kb.reading.kinds import REF_PATH, SURPRISES


def refs_of(entry: Entry) -> Iterator[tuple[Field, Ref]]:
    """Every reference an entry's fields hold, with the field."""
    for name, field in entry.type.fields.items():
        if field.kind == "refs":
            yield from ((field, ref) for ref in entry.refs(name))
        elif field.kind == "applied":
            yield from ((field, use.entry) for use in entry.values.get(name, ()))


def ref_edit(entry: Entry, ref: Ref, new: str) -> Edit:
    """The edit that makes a reference of an entry mean the slug ``new``; one written as a path becomes the slug."""
    start, end, text = _ref(entry.source.text[ref.start : ref.end], ref.slug, new)
    return Edit(entry.source.path, ref.start + start, ref.start + end, text)


def _ref(written: str, old: str, new: str) -> tuple[int, int, str]:
    """Which part of a written reference to replace, and by what. Quotes, brackets and a block's mark stay."""
    inner = written.strip("\"'[] \t\r\n")
    for part in (inner, inner.rpartition("\n")[2].strip(), written.rstrip()):
        found = REF_PATH.fullmatch(part)
        if found and found["slug"] == old:
            break
    at = written.rindex(part)
    is_bare = at == 0 and (plain(Scalar(0, 0, new)) != new or new in SURPRISES)
    return at, at + len(part), json.dumps(new) if is_bare and part != new else new
