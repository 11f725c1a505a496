"""What is given for a field at a command line → the data its front matter will hold, read as ``validate`` reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cop_kb.model.entry_type import Field
from cop_kb.model.error import CopKbError
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.settings import Facet
from cop_kb.model.yaml_text import read_yaml
from cop_kb.reading.kinds import KINDS, Reading
from cop_kb.scaffolding.words import one_line
from cop_kb.scaffolding.yaml_lines import Data, key_lines

DATED = ("date", "when", "review")
LISTS = ("texts", "topics", "people", "codes", "paths", "refs")


class NotTakenError(CopKbError):
    """A value that the field ``field`` cannot take: says what ``validate`` would say of it."""

    def __init__(self, field: Field, message: str) -> None:
        super().__init__(message)
        self.field = field


def given_data(field: Field, texts: Sequence[str], facets: Mapping[str, Facet]) -> Data:
    """The data that these texts mean as the value of a field.

    Facets are written ``facet=value``, links ``address label``, uses of an entry ``slug=result note``; a field that
    takes one text takes one. Raises NotTakenError.
    """
    try:
        lines = [one_line(text, f"The value of {field.name}") for text in texts]
    except CopKbError as error:
        raise NotTakenError(field, str(error)) from None
    data = _SHAPES.get(field.kind, _one_or_all)(lines)
    _check(field, data, facets)
    return data


def lines_of(field: Field, data: Data) -> list[str]:
    """The lines of the front matter for a field."""
    return key_lines(field.name, data, dated=field.kind in DATED)


def _check(field: Field, data: Data, facets: Mapping[str, Facet]) -> None:
    """Read the very lines that will be written, and raise for the first thing that cannot be taken."""
    root = read_yaml("\n".join(lines_of(field, data)))
    node = root.get(field.name) if isinstance(root, MappingNode) else None
    reading = Reading(field, facets)
    if node is not None:
        KINDS[field.kind](node, reading)
    for trouble in reading.troubles:
        end = "" if trouble.detail.endswith("?") else "."
        raise NotTakenError(field, f"{trouble.detail}{end} {trouble.hint}".strip())


def _one_or_all(texts: list[str]) -> Data:
    return texts[0] if len(texts) == 1 else texts


def _facets(texts: list[str]) -> Data:
    """``vehicle=van`` and ``vehicle=saloon`` → both values under one facet."""
    found: dict[str, list[str]] = {}
    for text in texts:
        facet, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            return text
        found.setdefault(facet, []).append(value)
    return found


def _links(texts: list[str]) -> Data:
    pairs = [text.partition(" ")[::2] for text in texts]
    return [{"url": url, "label": label} if label else url for url, label in pairs]


def _applied(texts: list[str]) -> Data:
    uses: list[Data] = []
    for text in texts:
        slug, equals, rest = text.partition("=")
        result, _, note = rest.strip().partition(" ")
        given = {"entry": slug.strip(), "result": result if equals else "", "note": note.strip()}
        uses.append({key: value for key, value in given.items() if value})
    return uses


_SHAPES: Mapping[str, Callable[[list[str]], Data]] = {
    **dict.fromkeys(LISTS, list),
    "facets": _facets,
    "links": _links,
    "applied": _applied,
}
