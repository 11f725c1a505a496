"""What cop-kb has to say about content: data, all of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cop_kb.model.place import Place


class Severity(StrEnum):
    """*error*: broken. *warning*: probably a mistake. *hint*: a gap, or something to look at again."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters ``start`` to ``end`` of the file at ``path`` by ``text``."""

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that cure a finding without changing what the author meant, and what they do in a few words."""

    does: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """``message`` says what is wrong here, with the value; ``hint`` what to do next.

    A rule yields findings without ``rule`` and ``severity``; the runner adds both.
    """

    place: Place
    message: str
    hint: str = ""
    fix: Fix | None = None
    rule: str = ""
    severity: Severity = Severity.HINT

    @property
    def order(self) -> tuple[str, int, int, int, str, str]:
        """Sort key: by file and line, the gravest first."""
        return (
            self.place.path, self.place.line, self.place.column, self.severity.rank, self.rule, self.message
        )  # fmt: skip
