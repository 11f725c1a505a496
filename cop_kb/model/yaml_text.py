"""YAML text → nodes with places. The one parser of everything an author writes.

Built from libyaml's events (https://pyyaml.org/wiki/PyYAMLDocumentation#events), not from its node graph: events carry
the same marks, and need no recursion.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from cop_kb.model.node import Mapping, Node, Scalar, Sequence
from cop_kb.model.yaml_faults import MAX_DEPTH, TOO_DEEP, fault

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_NODES = 10_000
ODD_BREAK = re.compile(r"[\x85\u2028\u2029]|\r(?!\n)")


@dataclass(eq=False)  # not frozen: whoever passes an exception on sets its traceback
class NotYamlError(Exception):
    """Why a text is not YAML that cop-kb takes: the character offset, and what is wrong."""

    offset: int
    detail: str


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been seen yet."""

    start: int
    is_mapping: bool
    anchor: str | None
    tag: str | None
    merges: bool = False
    nodes: list[Node] = field(default_factory=list)

    def close(self, end: int) -> Node:
        """The node it became."""
        if not self.is_mapping:
            return Sequence(self.start, max(end, self.start), tuple(self.nodes), self.tag)
        pairs = []
        for key, value in zip(self.nodes[::2], self.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise NotYamlError(key.start, "a key must be one word or text")
            if key.text == "<<" and key.plain and not self.merges:
                raise NotYamlError(key.start, "merge keys (<<) are not taken here")
            pairs.append((key, value))
        return Mapping(self.start, max(end, self.start), tuple(pairs))


@dataclass(slots=True)
class _Builder:
    """Events in, one node out."""

    aliases: bool
    most: int
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    root: Node | None = None
    count: int = 0

    def take(self, event: yaml.Event, start: int, end: int) -> None:
        """Take the next event; ``start`` and ``end`` are its offsets in the file."""
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise NotYamlError(start, "a second document begins here")
        if isinstance(event, yaml.NodeEvent):
            self._check(event, start)
            if isinstance(event, yaml.AliasEvent):
                self._put(self._alias(event.anchor, start), None)
            elif isinstance(event, yaml.ScalarEvent):
                tag = event.tag if event.tag != "!" else None
                text = unicodedata.normalize("NFC", event.value)  # as macOS writes it or not: the same word
                self._put(Scalar(start, end, text, event.implicit[0], tag), event.anchor)
            elif isinstance(event, yaml.CollectionStartEvent):
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                self.stack.append(_Open(start, is_mapping, event.anchor, event.tag, self.aliases))
        elif isinstance(event, yaml.CollectionEndEvent):
            opened = self.stack.pop()
            self._put(opened.close(end), opened.anchor)

    def _check(self, event: yaml.NodeEvent, start: int) -> None:
        self.count += 1
        if self.count > self.most:
            raise NotYamlError(start, f"more than {self.most:,} values")
        if len(self.stack) >= MAX_DEPTH:
            raise NotYamlError(start, TOO_DEEP)
        if event.anchor and not self.aliases:
            raise NotYamlError(start, "anchors (&) and aliases (*) are not taken here")
        tag = getattr(event, "tag", None)
        if tag and tag != "!" and not self.aliases:
            raise NotYamlError(start, f"tags ({shown_tag(tag)}) are not taken here")

    def _alias(self, anchor: str | None, start: int) -> Node:
        if anchor is None or anchor not in self.anchors:
            raise NotYamlError(start, f"the alias *{anchor} has no anchor before it")
        return self.anchors[anchor]

    def _put(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        if self.stack:
            self.stack[-1].nodes.append(node)
        else:
            self.root = node


def shown_tag(tag: str) -> str:
    """A tag as it is written.

    >>> shown_tag("tag:yaml.org,2002:python/name"), shown_tag("!ENV")
    ('!!python/name', '!ENV')
    """
    return tag.replace("tag:yaml.org,2002:", "!!")[:60]


def read_yaml(text: str, offset: int = 0, *, aliases: bool = False, most: int = MAX_NODES) -> Node | None:
    """The nodes of one YAML document, or None where it is empty.

    ``offset`` is added to every place (where the text begins in its file). Anchors and aliases are refused
    unless ``aliases`` is true: in an entry they only make it harder to read. So are tags and merge keys.

    More than ``most`` values are refused. Raises NotYamlError.
    """
    builder = _Builder(aliases, most)
    if not aliases and (odd := ODD_BREAK.search(text)):
        raise NotYamlError(offset + odd.start(), f"U+{ord(odd[0]):04X} ends a line for YAML and nobody sees it")
    first = offset + text.startswith("\ufeff")  # which libyaml does not count
    try:
        for event in yaml.parse(text, Loader=Loader):
            builder.take(event, first + _index(event.start_mark), first + _index(event.end_mark))
    except yaml.MarkedYAMLError as error:
        at, opened = (mark.index if mark else None for mark in (error.problem_mark, error.context_mark))
        at, detail = fault(text[first - offset :], opened or 0 if at is None else at, opened)
        raise NotYamlError(first + at, detail) from None
    except (UnicodeEncodeError, yaml.reader.ReaderError):
        bad = yaml.reader.Reader.NON_PRINTABLE.search(text)  # libyaml's own position counts bytes
        at = bad.start() if bad else 0
        raise NotYamlError(offset + at, "a character that YAML does not allow") from None
    return builder.root


def _index(mark: Any) -> int:
    """A mark's offset in characters; PyYAML's types allow for events without marks, its parser makes none."""
    return int(mark.index)


WHOLE = re.compile(r"[-+]?[0-9]{1,300}")
DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def plain(node: Node | None, scalar: Callable[[Scalar], Any] | None = None) -> Any:
    """Nodes → Python data, scalars as the YAML 1.2 core schema reads them (or as ``scalar`` does).

    >>> plain(read_yaml("a: [no, 012, 3.10, true, ~]"))
    {'a': ['no', 12, 3.1, True, None]}
    """
    read = scalar or _core
    if isinstance(node, Mapping):
        return {key.text: plain(value, scalar) for key, value in node}
    if isinstance(node, Sequence):
        return [plain(item, scalar) for item in node.items]
    return read(node) if isinstance(node, Scalar) else None


def _core(node: Scalar) -> Any:
    """https://yaml.org/spec/1.2.2/#1032-tag-resolution, without hexadecimal and octal numbers, infinity and NaN."""
    if not node.plain:
        return node.text
    if node.is_empty:
        return None
    if node.text in WORDS:
        return WORDS[node.text]
    if WHOLE.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if DECIMAL.fullmatch(node.text) else node.text
