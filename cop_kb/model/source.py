"""A file as it was read: its text, its front matter with places, and what reading stumbled over."""

from __future__ import annotations

from dataclasses import dataclass

from cop_kb.model.node import Mapping, Node
from cop_kb.model.place import Place, place_in


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something reading could not take as it stands. The rule named ``rule`` makes a finding of it.

    ``start`` and ``end`` are offsets in the text; ``value`` is what was written; ``detail`` says what is
    wrong with it, and ``hint`` what would be right, where reading knows.
    """

    rule: str
    start: int = 0
    end: int = 0
    value: str = ""
    detail: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """``path`` is relative to the folder of ``mkdocs.yml``, ``uri`` to the content folder; both with ``/``.

    ``front_matter`` is None where there is none, or none that can be read. The body begins at ``body_start``.
    """

    path: str
    uri: str
    text: str = ""
    front_matter: Mapping | None = None
    body_start: int = 0
    troubles: tuple[Trouble, ...] = ()

    @property
    def body(self) -> str:
        """The Markdown below the front matter."""
        return self.text[self.body_start :]

    def place(self, start: int, end: int | None = None) -> Place:
        """The place of an offset (or a range) of the text."""
        return place_in(self.path, self.text, start, end)

    def place_of(self, node: Node | None) -> Place:
        """The place of a value; of the file's first line for None."""
        return Place(self.path) if node is None else self.place(node.start, node.end)

    def value(self, name: str) -> Node | None:
        """The front matter's value for a key, or None."""
        return self.front_matter.get(name) if self.front_matter else None
