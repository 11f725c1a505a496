"""The rows of the table: a figure of ours, that of a peer in the same run, and how far it is from the goal."""

from __future__ import annotations

from typing import NamedTuple

HEAD = "| measure | cop-kb | peer | figure | goal | |\n|---|---|---|---|---|---|"


class Row(NamedTuple):
    """A line of the table. ``figure`` is to be at most ``goal``, where there is one."""

    what: str
    ours: str
    peer: str
    figure: float
    goal: float | None = None
    unit: str = "×"

    @property
    def reached(self) -> bool | None:
        """Whether the goal is; None where there is none."""
        return None if self.goal is None else self.figure <= self.goal

    def __str__(self) -> str:
        """As Markdown."""
        said = {None: "", True: "reached", False: "**not reached**"}[self.reached]
        goal = "" if self.goal is None else f"≤ {self.goal:g} {self.unit}".rstrip()
        return f"| {self.what} | {self.ours} | {self.peer} | {self.figure:.3g} {self.unit} | {goal} | {said} |"


def against(what: str, ours: float, peer: str, theirs: float, goal: float | None = None, unit: str = "s") -> Row:
    """Ours in relation to a peer's."""
    return Row(what, amount(ours, unit), f"{peer} {amount(theirs, unit)}", ours / theirs, goal)


def amount(figure: float, unit: str) -> str:
    """As people read it."""
    if unit == "s" and figure < 1:
        return f"{1000 * figure:.0f} ms"
    return f"{figure:,.0f} {unit}" if figure >= 100 else f"{figure:.1f} {unit}"
