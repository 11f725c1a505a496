"""The kinds of field: how the text of a value is read, and what it cannot be.

A declaration names one of ``KINDS``. Each takes the value as written and gives what it means; what it cannot
take it reports, saying what would be right, and leaves out. One wrong date costs one finding, not the entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from cop_kb.model.entry_type import EntryType, Field
from cop_kb.model.error import CopKbError
from cop_kb.model.file_names import LONGEST_SHOWN, why_no_address, why_no_old_address, why_too_long
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.settings import Facet
from cop_kb.model.source import Trouble
from cop_kb.model.values import Applied, Ref, Result, WebLink
from cop_kb.model.yaml_text import plain
from cop_kb.reading import dates
from cop_kb.reading.patterns import LANGUAGE, WEB_ADDRESS, in_any_case

REF_PATH = re.compile(r"(?:.*/)?(?P<slug>(?!index(?:\.md)?/?\Z)[^/]+?)(?:/index)?(?:\.md)?/?")
SURPRISES = MappingProxyType(
    dict.fromkeys(("yes", "no", "on", "off", "y", "n", "true", "false"), "true or false")
)  # what YAML 1.1 makes of plain words: https://yaml.org/type/bool.html


YES, NO = ("yes", "true", "on", "y", "1"), ("no", "false", "off", "n", "0")
"""The words that people and tools have for them, in any case."""


@dataclass(slots=True)
class Reading:
    """What a value is read with: its declaration, the community's facets, and the list troubles are noted in."""

    declared: Field
    facets: Mapping[str, Facet] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def refuse(self, node: Node, detail: str, hint: str = "") -> None:
        """Note a value that cannot be taken."""
        value = node.text if isinstance(node, Scalar) else ""
        self.troubles.append(Trouble("invalid-value", node.start, node.end, value, detail, hint))

    def scalars(self, node: Node) -> Iterator[Scalar]:
        """The texts of a list; a single text is a list of one."""
        for item in node.items if isinstance(node, Sequence) else (node,):
            if not isinstance(item, Scalar):
                colon = isinstance(item, MappingNode)
                hint = "Does it hold a colon? Put it in double quotes." if colon else "Write one text on a line."
                self.refuse(item, f"{self.declared.name} takes texts, not a {_shape(item)}", hint)
            elif not item.is_empty:
                yield item

    def scalar(self, node: Node) -> Scalar | None:
        """A single text, or None: with a trouble, unless it is the only item of a list and left out."""
        if isinstance(node, Sequence) and len(node.items) == 1:
            node = node.items[0]
        if isinstance(node, Scalar):
            return None if node.is_empty else node
        self.refuse(node, f"{self.declared.name} takes one text, not a {_shape(node)}", self._example())
        return None

    def _example(self) -> str:
        return f"For example: {self.declared.name}: {self.declared.example}" if self.declared.example else ""

    def choice(self, node: Scalar, values: tuple[str, ...], what: str = "") -> str | None:
        """The one of ``values`` that is meant, or None with a trouble that names the nearest."""
        for text in (node.text.strip(), spelled(node)):
            for value in values:
                if re.fullmatch(in_any_case(value), text):
                    return value
        hint = nearest_hint(node.text, values) or f"Take one of: {', '.join(values)}."
        self.refuse(node, f"“{node.text}” is no {what or self.declared.name}", hint + surprise(node))
        return None


@cache
def spelled(node: Scalar) -> str:
    """The text without margins; a number as JSON writes it, which cannot tell 2026 from 02026.

    >>> spelled(Scalar(0, 0, "02026")), spelled(Scalar(0, 0, "02026", plain=False))
    ('2026', '02026')
    """
    value = plain(node)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else node.text.strip()


def surprise(node: Scalar) -> str:
    """A sentence about what other YAML readers would make of a plain word, where that is something else."""
    if node.plain and node.text.lower() in SURPRISES:
        return f" (Some YAML readers take a plain {node.text} for true or false; here it stays as written.)"
    return ""


def _shape(node: Node) -> str:
    return "list" if isinstance(node, Sequence) else "mapping" if isinstance(node, MappingNode) else "text"


def read_text(node: Node, reading: Reading) -> str | None:
    """One text."""
    scalar = reading.scalar(node)
    return scalar.text.strip() or None if scalar else None


def read_texts(node: Node, reading: Reading) -> tuple[str, ...]:
    """A list of texts, each once."""
    return tuple(dict.fromkeys(item.text.strip() for item in reading.scalars(node) if item.text.strip()))


def _checked(why: Callable[[str], str], cure: str) -> Callable[[Node, Reading], tuple[str, ...]]:
    """A list of texts that become names of files or addresses; those that cannot are refused."""

    def convert(node: Node, reading: Reading) -> tuple[str, ...]:
        taken = []
        for item in reading.scalars(node):
            if wrong := why(text := item.text.strip()):
                reading.refuse(item, f"“{shortened(text)}” {wrong}", cure)
            elif text:
                taken.append(text)
        return tuple(dict.fromkeys(taken))

    return convert


def shortened(text: str) -> str:
    """A text that is short enough for a message."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def read_choice(node: Node, reading: Reading) -> str | None:
    """One of the declared values."""
    scalar = reading.scalar(node)
    return reading.choice(scalar, reading.declared.values) if scalar else None


def yes_or_no(text: str) -> bool | None:
    """What is meant; None where that is neither.

    >>> yes_or_no("True"), yes_or_no("0"), yes_or_no("maybe")
    (True, False, None)
    """
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None


def read_draft(node: Node, reading: Reading) -> str | None:
    """*yes* or *no*; what is neither withholds, too (see ``withholding``)."""
    scalar = reading.scalar(node)
    said = yes_or_no(scalar.text) if scalar else None
    if scalar and said is None:
        detail = f"“{scalar.text}” is neither yes nor no, so readers do not see this entry"
        reading.refuse(scalar, detail, f"Write {reading.declared.name}: yes or {reading.declared.name}: no.")
    return None if said is None else "yes" if said else "no"


def read_language(node: Node, reading: Reading) -> str | None:
    """A language tag (https://www.rfc-editor.org/info/bcp47): ``en``, ``pt-BR``, and ``no``, which stays Norwegian."""
    scalar = reading.scalar(node)
    if scalar and (not re.fullmatch(LANGUAGE, scalar.text.strip()) or isinstance(plain(scalar), bool)):
        reading.refuse(scalar, f"“{scalar.text}” is no language tag", "Write it like en, de or pt-BR.")
        return None
    return scalar.text.strip() if scalar else None


def read_refs(node: Node, reading: Reading) -> tuple[Ref, ...]:
    """References to entries: a slug; the path of an entry's file is taken for its slug.

    Where the declaration takes reasons, also a mapping of ``entry`` and, if wanted, ``why``.
    """
    if not reading.declared.reasons:
        return tuple(_ref(item) for item in reading.scalars(node))
    refs: list[Ref] = []
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, MappingNode) and not item.is_empty:
            refs += _ref_with_reason(item, reading)
        else:
            refs += (_ref(scalar) for scalar in reading.scalars(Sequence(item.start, item.end, (item,))))
    return tuple(refs)


def _ref_with_reason(node: MappingNode, reading: Reading) -> Iterator[Ref]:
    """The reference in a mapping of ``entry`` and ``why``; keys that are neither are refused."""
    entry, why = node.get("entry"), node.get("why")
    for key, _ in node:
        if key.text not in ("entry", "why"):
            reading.refuse(key, f"“{key.text}” is no key here", "It takes entry and why.")
    if not isinstance(entry, Scalar) or entry.is_empty:
        name = reading.declared.name
        reading.refuse(node, f"{name} needs the entry that is meant", "Write - entry: its-slug and why: the reason.")
        return
    if why is not None and not isinstance(why, Scalar):
        reading.refuse(why, "a reason is one text", "Write it in a sentence.")
    reason = " ".join(why.text.split()) if isinstance(why, Scalar) else ""
    yield replace(_ref(entry), why=reason)


def _ref(node: Scalar) -> Ref:
    match = REF_PATH.fullmatch(node.text.strip().strip("[]"))
    return Ref(match["slug"] if match else node.text.strip(), node.start, node.end)


def read_facets(node: Node, reading: Reading) -> dict[str, tuple[str, ...]]:
    """A mapping of declared facets to one or several of their values."""
    if not isinstance(node, MappingNode):
        reading.refuse(node, f"{reading.declared.name} takes facets with their values", "Write it like vehicle: [van].")
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for key, value in node:
        facet = reading.facets.get(key.text)
        if facet is None:
            declared = ", ".join(reading.facets) or "none yet"
            hint = nearest_hint(key.text, tuple(reading.facets)) or f"Facets are declared in mkdocs.yml: {declared}."
            reading.refuse(key, f"“{key.text}” is no facet", hint)
            continue
        taken = [_facet_value(item, facet, reading) for item in reading.scalars(value)]
        if kept := tuple(dict.fromkeys(text for text in taken if text)):
            found[key.text] = kept
    return found


def _facet_value(node: Scalar, facet: Facet, reading: Reading) -> str | None:
    return reading.choice(node, facet.values, facet.label.lower()) if facet.values else node.text.strip()


def read_links(node: Node, reading: Reading) -> tuple[WebLink, ...]:
    """Web addresses, each alone or as a mapping of ``url`` and ``label``."""
    links = []
    for item in node.items if isinstance(node, Sequence) else (node,):
        url, label = item, None
        if isinstance(item, MappingNode):
            url, label = item.get("url") or item, item.get("label")
        if not isinstance(url, Scalar):
            reading.refuse(item, "a link needs an address", "Write url: https://… and, if you like, label: ….")
        elif not re.fullmatch(WEB_ADDRESS, url.text.strip()):
            reading.refuse(url, f"“{url.text}” is no web address", "It begins with https://, http:// or mailto:.")
        else:
            shown = label.text.strip() if isinstance(label, Scalar) else ""
            links.append(WebLink(url.text.strip(), shown))
    return tuple(links)


def read_applied(node: Node, reading: Reading) -> tuple[Applied, ...]:
    """Entries that were used: mappings of ``entry``, ``result`` and, if wanted, ``note``."""
    uses = []
    for item in node.items if isinstance(node, Sequence) else (node,):
        entry = item.get("entry") if isinstance(item, MappingNode) else None
        result = item.get("result") if isinstance(item, MappingNode) else None
        if not isinstance(item, MappingNode) or not isinstance(entry, Scalar) or entry.is_empty:
            reading.refuse(item, "applied needs the entry that was used", "Write - entry: its-slug and result: worked.")
            continue
        if not isinstance(result, Scalar):
            reading.refuse(entry, f"how did “{entry.text}” go?", f"Add result: {', '.join(Result)}.")
            continue
        note = item.get("note")
        if taken := reading.choice(result, tuple(Result), "result"):
            uses.append(Applied(_ref(entry), Result(taken), note.text if isinstance(note, Scalar) else ""))
    return tuple(uses)


def _dated(read: Callable[[str], Any], form: str) -> Callable[[Node, Reading], Any]:
    def convert(node: Node, reading: Reading) -> Any:
        scalar = reading.scalar(node)
        if scalar is None:
            return None
        try:
            text = " ".join(spelled(scalar).split())
            return read(text if text.isascii() else "")
        except ValueError as error:
            reading.refuse(scalar, str(error) or f"“{scalar.text}” is no {form}", dates.hint(scalar.text, form))
            return None

    return convert


KINDS: Mapping[str, Callable[[Node, Reading], Any]] = MappingProxyType(
    {
        "text": read_text,
        "texts": read_texts,
        "topics": read_texts,
        "people": _checked(why_too_long, "A person has a name, or an id of people.yml."),
        "codes": _checked(why_no_address, "It has an address of its own: take what is on the label. Words go to aka."),
        "paths": _checked(
            why_no_old_address, "Write the path that the page once had on this site: wiki/blade-chatter."
        ),
        "choice": read_choice,
        "draft": read_draft,
        "language": read_language,
        "date": _dated(dates.read_day, "date"),
        "when": _dated(dates.read_when, "date, month or year"),
        "review": _dated(dates.read_review, "date, duration or never"),
        "refs": read_refs,
        "facets": read_facets,
        "links": read_links,
        "applied": read_applied,
    }
)


def check_kinds(types: Mapping[str, EntryType]) -> None:
    """Raise CopKbError for a declared field whose kind is none of ``KINDS``."""
    for entry_type in types.values():
        for declared in entry_type.fields.values():
            if declared.kind not in KINDS:
                hint = nearest_hint(declared.kind, KINDS) or f"Take one of: {', '.join(KINDS)}."
                where = f"The field {declared.name} of the entry type {entry_type.name}"
                raise CopKbError(f"{where} has the kind “{declared.kind}”, which is none. {hint}")
