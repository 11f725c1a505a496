"""What a stretch of a text says in short: plain text in whole sentences or whole steps, whatever it is written in.

A list, a table, a quotation or a box says as much as a paragraph. Code speaks where there are no words, the text of a
picture where there is no code, and headings where there is nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cop_kb.markdown.document import Document
from cop_kb.markdown.pieces import CODE, LABEL, PROSE, STEPS, Piece, ends_open, pieces
from cop_kb.markdown.sentences import sentences
from cop_kb.model.brief import BETWEEN, CUT, Brief

ENOUGH = 400
"""Characters that are taken of what a stretch says. No summary is longer."""
LONGEST_COMMAND = 80


def brief(document: Document, start: int, end: int, enough: int = ENOUGH) -> Brief:
    """What the text between two offsets says, from its first words on; empty where nothing is said in words."""
    found = _pieces(document, start, end)
    others: list[Piece] = []
    for piece in found:
        if piece.kind in (PROSE, STEPS):
            parts, joined = _joined(piece, next(found, None))
            place = (0, 0) if joined else (piece.start, piece.end)
            return Brief(_enough(parts, enough), *place)
        others.append(piece)
    return Brief(_enough(_parts(_best(others)), enough))


def all_words(document: Document, start: int, end: int) -> str:
    """All that the text between two offsets says, as plain text: code and headings too."""
    return " ".join("".join(_parts(piece)) for piece in _pieces(document, start, end))


def in_parts(text: str) -> tuple[str, ...]:
    """The sentences of a plain text; joined they are the text."""
    return tuple(f" {each}" if number else each for number, each in enumerate(sentences(text)))


def _pieces(document: Document, start: int, end: int) -> Iterator[Piece]:
    for block in document.blocks_in(start, end):
        yield from pieces(block)


def _joined(piece: Piece, following: Piece | None) -> tuple[tuple[str, ...], bool]:
    """The parts of a piece, with those of the one that follows if it ends by leading to that; and whether it does."""
    parts = _parts(piece)
    if piece.kind != PROSE or following is None or not ends_open(parts[-1]):
        return parts, False
    if following.kind in (PROSE, STEPS) or (following.kind == CODE and _is_command(following)):
        first, *rest = _parts(following)
        return (*parts[:-1], f"{parts[-1]} {first}", *rest), True
    return (*parts[:-1], f"{parts[-1]} {CUT}"), True


def _is_command(code: Piece) -> bool:
    return len(code.parts) == 1 and len(code.parts[0]) <= LONGEST_COMMAND


def _best(others: Sequence[Piece]) -> Piece:
    """Of pieces that are no prose the first of the best kind; headings are told together."""
    best = min(others, key=lambda each: each.kind, default=Piece(LABEL, ()))
    return Piece(LABEL, tuple(each for piece in others for each in piece.parts)) if best.kind == LABEL else best


def _parts(piece: Piece) -> tuple[str, ...]:
    if piece.kind == PROSE:
        return in_parts(piece.parts[0])
    numbers = range(piece.first, piece.first + len(piece.parts)) if piece.first is not None else None
    said = [f"{n} {each}" for n, each in zip(numbers, piece.parts, strict=True) if each] if numbers else piece.parts
    return tuple(f"{BETWEEN if number else ''}{each}" for number, each in enumerate(each for each in said if each))


def _enough(parts: Sequence[str], enough: int) -> tuple[str, ...]:
    """The first parts, up to the one with which they are longer than ``enough``; that is cut where it is far longer."""
    taken: list[str] = []
    length = 0
    for part in parts:
        if length > enough:
            break
        end = part.find(" ", enough, 2 * enough)
        taken.append(part[: end if end > 0 else 2 * enough])
        length += len(part)
    return tuple(taken)
