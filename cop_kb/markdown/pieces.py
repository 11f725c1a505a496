"""A block of a text as plain words: a paragraph, the items of a list, the rows of a table, the lines of code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from markdown_it.token import Token

from cop_kb.markdown.alerts import KINDS
from cop_kb.markdown.document import ATTRIBUTES, COMMENT, FOOTNOTE, Block, plain_text, said_by
from cop_kb.markdown.html import ELEMENT
from cop_kb.markdown.syntax import EXTENSION, IS_INNER
from cop_kb.model.brief import CUT

PROSE, STEPS, CODE, PICTURE, LABEL = range(5)
"""What a piece is; the smaller the number, the more it says."""
LONGEST_LABEL = 60
TASK = re.compile(r"\A\[[ xX]\] +")
SHORTCODE = re.compile(r"\{\{[<%].{0,300}?[%>]\}\}|\{%.{0,300}?%\}|\A\[TOC\]\Z|\A(?:-+8<-+|:{3}).*\Z", re.DOTALL)
"""What other tools replace: Hugo's and Jinja's marks, a table of contents, a snippet."""
SHORTCODE_LINK = re.compile(r"\[([^\[\]]*)\]\(\{\{[<%].{0,300}?[%>]\}\}[^()\s]*\)")
UNSEEN = re.compile(r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
WITHIN_WORDS = re.compile(r"</?(?:a|abbr|b|code|em|i|kbd|mark|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
SUMMARY = re.compile(r"<summary\b", re.IGNORECASE)
TITLE = re.compile(r"(?:[!?]{3}\+?|={3}[+!]*)[^\"\n]*\"(?P<quoted>[^\"\n]*)\"|/{3,}[^|\n]*\|(?P<piped>[^\n]*)")
ENDS = (".", "!", "?", ":", "：", "。")
BELONGS_TO_WORDS = ("[^", "*[")
"""How a footnote and an abbreviation begin."""
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """What a block says: a paragraph is one part, a list, a table or code one for each item, row or line.

    ``first`` is the number of the first item where they are numbered. ``start`` and ``end`` say where a paragraph of
    the text itself stands in the file.
    """

    kind: int
    parts: tuple[str, ...]
    first: int | None = None
    start: int = 0
    end: int = 0


def pieces(block: Block) -> Iterator[Piece]:
    """What a block of a text says; each has at least one part that is not empty."""
    for piece in _pieces(block.tokens):
        if piece.kind == PROSE and block.tokens[0].type == "paragraph_open":
            yield Piece(PROSE, piece.parts, None, block.start, block.end)
        else:
            yield piece


def ends_open(text: str) -> bool:
    """Whether a text leads to what follows it."""
    return text.endswith((":", "："))


def _pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    found = (piece for first, last in _groups(tokens) for piece in _piece(tokens[first:last]))
    yield from (piece for piece in found if any(piece.parts))


def _groups(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where the blocks begin and end that stand in a row."""
    first = depth = 0
    for number, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield first, number + 1
            first = number + 1


def _piece(tokens: Sequence[Token]) -> Iterator[Piece]:
    """The words of one block; a quotation and a box are as many as they hold."""
    token = tokens[0]
    if token.type in ("paragraph_open", "heading_open", "title_open"):
        yield _paragraph(token, tokens[1])
    elif token.type in ("bullet_list_open", "ordered_list_open"):
        items = tuple(_item(tokens[first + 1 : last]) for first, last in _inner_groups(tokens))
        yield Piece(STEPS, items, int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
    elif token.type == "table_open":
        yield Piece(STEPS, tuple(_rows(tokens)))
    elif token.type in ("fence", "code_block"):
        lines = (" ".join(line.split()) for line in token.content.split("\n"))
        yield Piece(CODE, tuple(line for line in lines if WORD.search(line)))
    elif token.type == "html_block":
        yield Piece(LABEL if SUMMARY.search(token.content) else PROSE, (_without_tags(token.content),))
    elif token.type in (EXTENSION, ELEMENT):
        yield from _box(token)
    elif token.nesting == 1:
        yield from _pieces(tokens[1:-1])


def _inner_groups(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    yield from ((first + 1, last + 1) for first, last in _groups(tokens[1:-1]))


def _paragraph(token: Token, inline: Token) -> Piece:
    children = inline.children or []
    if token.type == "title_open":  # GitHub's own is no word of the text
        return Piece(LABEL, ("" if inline.content.lower() in KINDS else plain_text(inline.content),))
    text = _words(children)
    if token.type == "heading_open" or _is_label(children, text):
        return Piece(LABEL, (text.rstrip(":： "),))
    return Piece(PICTURE if _is_picture(children) else PROSE, (text,))


def _is_label(children: Sequence[Token], text: str) -> bool:
    """Bold words on a line of their own stand for a heading."""
    kinds = [child.type for child in children if child.type != "text" or child.content.strip(" :")]
    is_bold = kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1
    return is_bold and len(text) <= LONGEST_LABEL and not text.endswith((".", "!", "?"))


def _is_picture(children: Sequence[Token]) -> bool:
    has_image = any(child.type == "image" for child in children)
    return has_image and not any(WORD.search(child.content) for child in children if child.type != "image")


def _words(children: Iterable[Token]) -> str:
    """What the parts of a paragraph say, on one line; code is as it was written."""
    parts: list[str] = []
    text = ""
    for child in children:
        if child.type in ("text", "text_special"):
            text += child.content
        else:
            parts += [_meant(text), said_by([child])]
            text = ""
    said = " ".join("".join((*parts, _meant(text))).split())
    return SHORTCODE.sub("", SHORTCODE_LINK.sub(r"\1", said) if "{{" in said else said).strip()


def _meant(text: str) -> str:
    return FOOTNOTE.sub("", ATTRIBUTES.sub("", text)) if "{" in text or "[^" in text else text


def _item(tokens: Sequence[Token]) -> str:
    """An item of a list as a line: its sentences, and what stands in lists below it."""
    found: list[str] = []
    other = ""
    for piece in _pieces(tokens):
        said = ", ".join(part for part in piece.parts if part)
        last = found[-1] if found else ""
        if piece.kind == PROSE:
            found.append(f" {said}" if last else said)
        elif piece.kind == STEPS:
            found.append(f"{'' if not last else ' ' if last.endswith(ENDS) else ': '}{said}")
        elif piece.kind == CODE and ends_open(last):
            found.append(f" {said}" if len(piece.parts) == 1 else f" {CUT}")
        else:
            other = other or said
    return TASK.sub("", "".join(found) or other, count=1)


def _rows(tokens: Sequence[Token]) -> Iterator[str]:
    """The rows of a table, each as a line; those of its head only where there are no others."""
    head: list[list[str]] = []
    body: list[list[str]] = []
    rows = head
    for token in tokens:
        if token.type == "tbody_open":
            rows = body
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_words(token.children or ()))
    for row in body or head:
        cells = [cell for cell in row if cell]
        first, rest = "".join(cells[:1]), ", ".join(cells[1:])
        yield f"{first}{'' if ends_open(first) else ':'} {rest}" if rest else first


def _box(token: Token) -> Iterator[Piece]:
    """What an extension's block says: its title, and all that it holds."""
    inner: list[list[Token]] = token.meta.get("tokens", [])
    head = token.content if token.type == EXTENSION else ""
    if head.startswith(BELONGS_TO_WORDS):
        return
    if title := TITLE.match(head):
        yield Piece(LABEL, (plain_text(title["quoted"] or title["piped"] or ""),))
    elif (lines := head.split("\n")) and lines[-1].startswith(":") and IS_INNER.search(lines[-1]):
        terms = plain_text(" ".join(line for line in lines if line and not line.startswith(":")))
        said = ", ".join(filter(None, map(_item, inner)))
        yield Piece(STEPS, (f"{terms}: {said}" if said else terms,))
        return
    for tokens in inner:
        yield from _pieces(tokens)


def _without_tags(html: str) -> str:
    words = TAG.sub(" ", WITHIN_WORDS.sub("", UNSEEN.sub(" ", COMMENT.sub(" ", html))))
    return " ".join(unescape(words).split())
