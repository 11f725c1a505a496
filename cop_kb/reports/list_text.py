"""A list of entries as a person reads it: aligned columns, as many as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cop_kb.reports.columns import GAP, fitted, widest, wrapped
from cop_kb.reports.selection import Listed
from cop_kb.reports.summary import plural
from cop_kb.reports.text import Style, unstyled, visible, width

LEAST_TITLE, GOOD_TITLE, SINCE = 30, 48, 2
SHOW = "cop-kb show SLUG shows one; the beginning of its title will do."


@dataclass(frozen=True, slots=True)
class _Column:
    """``text`` gives what stands in it, ``role`` how each of its words is shown."""

    head: str
    text: Callable[[Listed], str]
    role: Callable[[Listed, str], str]


def _notes(one: Listed) -> str:
    if one.is_draft:
        return "draft"
    if not one.is_current:
        return "superseded" if one.data["superseded_by"] else "retired"
    return ", ".join(filter(None, ("disputed" if one.data["disputed"] else "", "due" if one.is_due else "")))


_TYPE = _Column("TYPE", lambda one: one.label, lambda *_: "quiet")
_TITLE = _Column("TITLE", lambda one: one.data["title"], lambda *_: "title")
_STATE = _Column("STATE", lambda one: one.data["state"] or "", lambda one, _: one.tone or "quiet")
_MATURITY = _Column("MATURITY", lambda one: one.level, lambda one, _: one.data["maturity"] or "quiet")
_NOTE = _Column("NOTE", _notes, lambda _, text: text.partition(",")[0] or "quiet")
_DATE = _Column("DATE", lambda one: one.when, lambda *_: "quiet")
_SLUG = _Column("SLUG", lambda one: one.data["slug"], lambda *_: "quiet")


def list_text(
    listed: Sequence[Listed], count: str, style: Style = unstyled, columns: int | None = None, since: str = ""
) -> str:
    """The list, in so many columns of a terminal; without a number as wide as it needs to be. ``count`` ends it.

    With a day, ``since``, it says what happened from that day on.
    Where room is scarce the slug goes first, then the date; then the titles are shortened.
    """
    end = wrapped(count, columns) if columns else [count]
    if not listed:
        return "\n".join(end)
    chosen = [_TYPE, _STATE, _MATURITY, _NOTE, _TITLE, *([_since(since)] if since else []), _DATE, _SLUG]
    cells = {each.head: [visible(each.text(one)) for one in listed] for each in chosen}
    chosen = [each for each in chosen if any(cells[each.head])]
    wide = {each.head: widest([each.head, *cells[each.head]]) for each in chosen}
    for column, enough in ((_SLUG, GOOD_TITLE), (_DATE, LEAST_TITLE)):
        if column in chosen and columns and _room(wide, columns) < min(enough, wide["TITLE"]):
            chosen.remove(column)
            del wide[column.head]
    if columns:
        wide["TITLE"] = min(wide["TITLE"], max(10, _room(wide, columns)))
    lines = [_line([(head, "head", size) for head, size in wide.items()], style)]
    for number, one in enumerate(listed):
        row = [(cells[each.head][number], each, wide[each.head]) for each in chosen]
        lines.append(_line([(text, each.role(one, text), size) for text, each, size in row], style))
    if columns and _SLUG not in chosen:
        end += [style(line, "quiet") for line in wrapped(SHOW, columns)]
    return "\n".join((*lines, "", *end))


def _since(day: str) -> _Column:
    """What happened to an entry from a day on: the newest, and how much more."""

    def text(one: Listed) -> str:
        found = [f"{what} {on}" for on, what in one.since(day)]
        more = len(found) - SINCE
        return ", ".join(found[:SINCE]) + (f" and {more} more" if more > 0 else "")

    return _Column("SINCE", text, lambda *_: "quiet")


def _room(wide: dict[str, int], columns: int) -> int:
    """The columns that are left for the titles."""
    return columns - sum(size + len(GAP) for head, size in wide.items() if head != "TITLE")


def _line(cells: Sequence[tuple[str, str, int]], style: Style) -> str:
    """Texts with their roles and widths, one after the other."""
    parts = [(fitted(text, size), role, size) for text, role, size in cells]
    return GAP.join(style(text, role) + " " * (size - width(text)) for text, role, size in parts).rstrip()


def counted(shown: int, of: int, past: int) -> str:
    """How many are shown of how many there are, and how many more are no longer current."""
    said = plural(shown, "entry") if shown == of else f"{f'{shown:,}' if shown else 'None'} of {plural(of, 'entry')}"
    more = f"; {past:,} more {'is' if past == 1 else 'are'} superseded or retired (--all-entries)" if past else ""
    return f"{said}{more}."
