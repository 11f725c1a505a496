"""A Markdown text, read once: its headings, links, anchors, code and comments, each with its exact place.

Places are what a renderer does not give and what two things need: a finding points at the characters meant, and a
page's links are rewritten without touching anything else. The reader is the one that renders the text, so what is a
heading here is a heading on the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, takewhile

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from cop_kb.markdown.html import ELEMENT, PUBLISHED, Elements
from cop_kb.markdown.links import EXPLICIT_ID, Found, definition, html_links, link_of, record_links
from cop_kb.markdown.math import BLOCK, INLINE
from cop_kb.markdown.places import Lines, Stretch, lines_of
from cop_kb.markdown.reader import new_reader, syntax_of_names
from cop_kb.markdown.syntax import EXTENSION
from cop_kb.model.entry import Heading, Link, Outline

ATTRIBUTES = re.compile(r"\{:?[ \t]*((?:[#.][\w-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s{}]+))(?:[ \t]+[^\s{}]+)*)[ \t]*\}")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
FOOTNOTE = re.compile(r"\[\^[^\[\]]++\]")
REFERENCE = re.compile(r"!?\[([^\[\]]++)\]\[[^\[\]]*+\]")
VISIBLE = re.compile(r"\S")
BREAK = re.compile(r"<br\b", re.IGNORECASE)
FENCE = re.compile(r"[`~]{3,}|\$\$")
DEEPEST = 50
"""Blocks of extensions inside each other: Python has room for some hundreds, and nobody reads so many."""
ELEMENTS = Elements(PUBLISHED)
EVERY = ("admonition", "pymdownx.details", "pymdownx.tabbed", "extra", "pymdownx.blocks", "pymdownx.mark")
"""The extensions whose syntax is known where nobody says which a site has."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the text itself: where it stands in the file, and what it consists of."""

    start: int
    end: int
    tokens: Sequence[Token]


@dataclass(frozen=True, slots=True)
class Document:
    """What a Markdown text consists of; all places are offsets in the file.

    ``headings`` are those of the text itself, not of what is in a list, a quotation or a box. ``code`` and
    ``comments`` are stretches that a reader sees literally, or not at all. ``formulas`` are among the code, too, each
    with its source as ``mathml.formula`` takes it.
    """

    text: str
    start: int
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    code: tuple[tuple[int, int], ...]
    comments: tuple[tuple[int, int], ...]
    formulas: tuple[tuple[int, int, str], ...] = ()
    blocks: tuple[Block, ...] = field(default=(), repr=False, compare=False)

    @property
    def outline(self) -> Outline:
        """The headings, links and anchors."""
        return Outline(self.headings, self.links, self.anchors)

    @property
    def anchors(self) -> frozenset[str]:
        """Ids that the author wrote: in attribute lists and in HTML."""
        return frozenset(one or two for one, two in EXPLICIT_ID.findall(self.without_code(), self.start))

    def blocks_in(self, start: int, end: int) -> Iterator[Block]:
        """The blocks that begin between two offsets."""
        first = bisect_left(self.blocks, start, key=lambda block: block.start)
        yield from takewhile(lambda block: block.start < end, islice(self.blocks, first, None))

    def without_code(self) -> str:
        """The whole text of the file with code and comments blanked out; every offset stays."""
        return _blanked(self.text, (*self.code, *self.comments))

    def without_comments(self, start: int, end: int) -> str:
        """The text between two offsets without its comments."""
        parts, at = [], start
        for first, last in self.comments:
            if at <= first < end:
                parts.append(self.text[at:first])
                at = min(last, end)
        return "".join((*parts, self.text[at:end]))


def read_document(text: str, start: int = 0, extensions: Iterable[str] = EVERY) -> Document:
    """Read a text from an offset on, with the syntax of these extensions. Never raises for what a text holds."""
    reading = _Reading(_reader(tuple(extensions)), text)
    lines = lines_of(text, start)
    tokens = reading.read(lines, depth=0)
    return Document(
        text,
        start,
        tuple(sorted(reading.headings, key=lambda heading: heading.start)),
        tuple(sorted(reading.links, key=lambda link: (link.start, -link.end))),
        tuple(sorted(reading.code)),
        tuple(sorted(reading.comments)),
        tuple(sorted(reading.formulas)),
        tuple(_blocks(tokens, lines)),
    )


def _blocks(tokens: Sequence[Token], lines: Lines) -> Iterator[Block]:
    first = depth = 0
    for number, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            begin, end = tokens[first].map or (0, 0)
            last = max(begin, end - 1)
            yield Block(lines.offsets[begin], lines.offsets[last] + len(lines.texts[last]), tokens[first : number + 1])
            first = number + 1


def without_code(text: str) -> str:
    """A text with code and comments blanked out; every offset stays."""
    return read_document(text).without_code()


def plain_text(markdown: str) -> str:
    """Markdown on one line as a reader would say it: without marks, addresses and tags; code is left as it is.

    >>> plain_text("**Blade** [chatter](a.md) on `glass`")
    'Blade chatter on glass'
    """
    text = " ".join(markdown.split())
    if any(mark in text for mark in "[<`*_\\!&~="):
        tokens = _inline(_reader(EVERY), REFERENCE.sub(r"\1", text), {})
        text = " ".join(FOOTNOTE.sub("", ATTRIBUTES.sub("", said_by(tokens))).split())
    return text


@cache
def _reader(extensions: tuple[str, ...]) -> MarkdownIt:
    reader = new_reader(syntax_of_names(extensions), ELEMENTS)
    reader.disable("inline")  # done here, where the places are known
    record_links(reader)
    return reader


def _inline(reader: MarkdownIt, text: str, env: dict[str, object]) -> list[Token]:
    """The parts of a paragraph's text."""
    state = StateInline(text, reader, env, [])
    reader.inline.tokenize(state)
    for rule in reader.inline.ruler2.getRules(""):
        rule(state)
    return state.tokens


@dataclass(slots=True)
class _Cells:
    """Where the cells of tables stand, asked one after another."""

    lines: Lines
    row: int = -1
    end: int = 0

    def next(self, row: int, text: str) -> Stretch:
        """The place of the next cell."""
        if row != self.row:
            self.row, self.end = row, 0
        stretch, self.end = self.lines.cell(row, text, self.end)
        return stretch


@dataclass(slots=True)
class _Reading:
    """What was found so far."""

    reader: MarkdownIt
    text: str
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    known: dict[str, object] = field(default_factory=dict)

    def read(self, lines: Lines, depth: int) -> list[Token]:
        """Take what stands in these lines, and in extensions' blocks there. Gives the blocks with all their parts."""
        before = len(self._definitions())
        tokens = self.reader.parse(lines.text, self.known)
        for place in list(self._definitions().values())[before:]:
            self._define(lines, *place["map"])
        cells = _Cells(lines)
        for opening, token in zip((tokens[:1] + tokens), tokens, strict=False):
            if token.type == "inline" and token.map:
                is_cell = opening.type in ("th_open", "td_open")
                stretch = (
                    cells.next(token.map[0], token.content) if is_cell else lines.stretch(token.map[0], token.content)
                )
                token.children = children = self._inline(token, stretch)
                if opening.type == "heading_open" and opening.level == 0 and depth == 0:
                    self._head(lines, opening, token, children)
            elif token.map:
                self._take(lines, token)
        for token in tokens:
            if token.type in (EXTENSION, ELEMENT):
                token.meta["tokens"] = list(self._nested(lines, token, depth))
        return tokens

    def _take(self, lines: Lines, token: Token) -> None:
        assert token.map is not None  # noqa: S101 - for the type checker: asked by who calls
        if token.type in ("fence", "code_block", BLOCK):
            first = len(self.code)
            self._add_code(lines, token)
            if token.type == BLOCK:
                self.formulas.append((*self.code[first], token.content))
        elif token.type == "html_block":
            self._html(token.content, lines.stretch(token.map[0], token.content.rstrip("\n")))

    def _definitions(self) -> dict[str, dict[str, tuple[int, int]]]:
        return self.known.setdefault("references", {})  # type: ignore[return-value]  # as markdown-it fills it

    def _nested(self, lines: Lines, token: Token, depth: int) -> Iterator[list[Token]]:
        assert token.map is not None  # noqa: S101 - for the type checker: asked by who calls
        if depth == DEEPEST:
            return
        texts = token.meta["inner"] if token.type == EXTENSION else [token.content]
        firsts = token.meta.get("lines", [0] * len(texts))
        for first, text in zip(firsts, texts, strict=True):
            if text.strip():
                yield self.read(lines.inside(token.map[0] + first, text), depth + 1)

    def _inline(self, token: Token, stretch: Stretch) -> list[Token]:
        found: list[Found] = []
        tokens = _inline(self.reader, token.content, {**self.known, "found": found, "text": token.content})
        for each in found:
            if each.kind in ("code", "math"):
                self.code.append((start := stretch.at(each.start), end := stretch.at(each.end - 1) + 1))
                if each.kind == "math":
                    self.formulas.append((start, end, token.content[each.start : each.end]))
            elif each.kind == "html":
                self._html(token.content[each.start : each.end], stretch, each.start)
            else:
                self.links.append(link_of(each, token.content, self.text, stretch))
        return tokens

    def _html(self, html: str, stretch: Stretch, begin: int = 0) -> None:
        for comment in COMMENT.finditer(html):
            self.comments.append((stretch.at(begin + comment.start()), stretch.at(begin + comment.end())))
        self.links += html_links(COMMENT.sub(lambda found: " " * len(found[0]), html), stretch, begin)

    def _head(self, lines: Lines, opening: Token, token: Token, children: list[Token]) -> None:
        assert opening.map is not None  # noqa: S101 - for the type checker: asked by who calls
        named = EXPLICIT_ID.search(token.content)
        text = " ".join(ATTRIBUTES.sub("", said_by(children)).split())
        if text:
            first, last = opening.map[0], opening.map[1] - 1
            while last > first and not lines.texts[last].strip():
                last -= 1
            start = lines.offsets[first] + len(lines.texts[first]) - len(lines.texts[first].lstrip())
            end = lines.offsets[last] + len(lines.texts[last])
            self.headings.append(Heading(int(opening.tag[1]), text, start, end, (named[1] or "") if named else ""))

    def _add_code(self, lines: Lines, token: Token) -> None:
        assert token.map is not None  # noqa: S101 - for the type checker: asked by who calls
        for number in range(*token.map):
            line = lines.texts[number] if number < len(lines.texts) else ""
            begin = 0
            if number == token.map[0]:
                fence = FENCE.search(line) if token.type != "code_block" else None
                inside = token.content.partition("\n")[0]
                begin = fence.start() if fence else max(0, len(line) - len(inside)) if token.type == "code_block" else 0
            if line.strip():
                self.code.append((lines.offsets[number] + begin, lines.offsets[number] + len(line)))

    def _define(self, lines: Lines, first: int, last: int) -> None:
        text = "\n".join(lines.texts[first:last])
        if found := definition(text):
            self.links.append(link_of(found, text, self.text, lines.stretch(first, text)))


def said_by(tokens: Iterable[Token]) -> str:
    """The words of inline tokens."""
    return "".join(_said(token) for token in tokens)


def _said(token: Token) -> str:
    if token.type in ("text", "text_special", "code_inline", "wiki", INLINE):
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type == "image":
        return said_by(token.children or ())
    if token.type == "html_inline":
        if BREAK.match(token.content):
            return " "
        return "" if ELEMENTS.opens(token.content) else token.content
    return ""


def _blanked(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(stretches):
        if end > at:
            parts += [text[at : max(at, start)], VISIBLE.sub(" ", text[max(at, start) : end])]
            at = end
    return "".join((*parts, text[at:]))
