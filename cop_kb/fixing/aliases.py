"""The old address of an entry → the edit that writes it among its aliases, in the style in which they stand there."""

from __future__ import annotations

import json
import re

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Edit
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.source import Source
from cop_kb.reading.front_matter import StrictHandler, split

ALIASES = "aliases"
BARE = re.compile(r"[A-Za-z][\w/-]*[\w/]")
IN_FLOW = re.compile(r"[,\[\]{}\n]")
DASH = re.compile(r"[ \t]*-[ ]+")


def alias_edit(source: Source, alias: str, instead: frozenset[str] = frozenset()) -> Edit | None:
    """The edit that adds an alias; None where it stands there already.

    An alias that is in ``instead`` is no old address any more: the new one takes its place. Raises CopKbError where
    the front matter cannot be read, or what stands under ``aliases`` is no list.
    """
    if source.troubles:
        raise CopKbError(f"{source.path}: its front matter cannot be read. Put that right first: cop-kb validate.")
    value = _aliases(source)
    items = tuple(item for item in _items(value) if isinstance(item, Scalar) and not item.is_empty)
    if any(item.text.strip().strip("/") == alias for item in items):
        return None
    for item in items:
        if item.text.strip().strip("/") in instead:
            return _edit(source, item.start, item.end, _yaml(alias) + _margin(source.text[item.start : item.end]))
    return _added(source, value, alias)


def has_alias(text: str, alias: str) -> bool:
    """Whether a file's text has this alias, read anew: the proof of an edit."""
    values = [value for key, value in split(text).front_matter or () if key.text == ALIASES]
    items = (item for value in values for item in _items(value))
    return any(isinstance(item, Scalar) and item.text.strip().strip("/") == alias for item in items)


def _aliases(source: Source) -> Node | None:
    """The value that counts where the key stands twice: the first that is not empty."""
    values = [value for key, value in source.front_matter or () if key.text == ALIASES]
    return next((value for value in values if not value.is_empty), values[0] if values else None)


def _items(value: Node | None) -> tuple[Node, ...]:
    return value.items if isinstance(value, Sequence) else (value,) if value else ()


def _added(source: Source, value: Node | None, alias: str) -> Edit:
    if value is None:
        return _new_key(source, alias)
    if value.is_empty:
        blank = " " if value.start == value.end else ""
        return _edit(source, value.start, value.end, f"{blank}[{_yaml(alias)}]")
    if isinstance(value, Sequence):
        is_flow = source.text[value.start] == "["
        return _in_flow(source, value, alias) if is_flow else _in_block(source, value, alias)
    if not isinstance(value, Scalar):
        raise CopKbError(f"{source.place_of(value)}: a list belongs under aliases. Put that right first.")
    written = source.text[value.start : value.end]
    one = json.dumps(value.text.strip(), ensure_ascii=False) if IN_FLOW.search(written) else written
    return _edit(source, value.start, value.end, f"[{one}, {_yaml(alias)}]{_margin(written)}")


def _in_flow(source: Source, value: Sequence, alias: str) -> Edit:
    """After the last item, set off from it like that from the one before."""
    *_, last = value.items
    before = value.items[-2].end if len(value.items) > 1 else None
    between = source.text[before : last.start] if before else "," + source.text[value.start + 1 : last.start]
    between = between if between.strip() == "," and between != "," else ", "
    return _edit(source, last.end, last.end, between + _yaml(alias))


def _in_block(source: Source, value: Sequence, alias: str) -> Edit:
    """A line of its own below the last item's, which begins like it."""
    text, last = source.text, value.items[-1]
    at = last.end if text[last.end - 1] == "\n" else text.index("\n", last.end) + 1
    dash = DASH.fullmatch(text, text.rfind("\n", 0, last.start) + 1, last.start)
    indent = " " * (value.start - text.rfind("\n", 0, value.start) - 1)
    return _edit(source, at, at, f"{dash[0] if dash else f'{indent}- '}{_yaml(alias)}{_line_end(text)}")


def _new_key(source: Source, alias: str) -> Edit:
    """At the end of the front matter; with a front matter around it where there is none."""
    text, end = source.text, _line_end(source.text)
    closing = StrictHandler(text).closing if source.body_start else None
    if closing is None:
        blank = "" if text.startswith(("\n", "\r")) or not text else end
        return _edit(source, 0, 0, end.join(("---", f"{ALIASES}: [{_yaml(alias)}]", "---", "")) + blank)
    front = source.front_matter
    if front and text[front.start] == "{":
        comma = ", " if front.pairs else ""
        return _edit(source, front.start + 1, front.start + 1, f"{ALIASES}: [{_yaml(alias)}]{comma}")
    indent = " " * (front.start - text.rfind("\n", 0, front.start) - 1) if front else ""
    return _edit(source, closing.start(), closing.start(), f"{indent}{ALIASES}: [{_yaml(alias)}]{end}")


def _edit(source: Source, start: int, end: int, text: str) -> Edit:
    return Edit(source.path, start, end, text)


def _yaml(alias: str) -> str:
    return alias if BARE.fullmatch(alias) else json.dumps(alias, ensure_ascii=False)


def _margin(written: str) -> str:
    """The line ends that belong to a block text."""
    return written[len(written.rstrip()) :]


def _line_end(text: str) -> str:
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
