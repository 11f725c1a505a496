"""HTML in a text: what is an element stays one; what only looks like one (``<serial number>``) is text.

GitHub hides elements that it does not know. In a repair instruction that is a missing word, so here it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from html.parser import HTMLParser
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.common.html_re import close_tag, open_tag
from markdown_it.rules_block import StateBlock, html_block

TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])[^<>]*>")
NOT_AN_ELEMENT = re.compile(r"<(?![A-Za-z/]|!--)")
OPENS = re.compile(r"<!--|</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:[\s/>]|$)")
SWALLOWS = re.compile(
    r"<(?P<closes>/?)(?P<name>iframe|noscript|script|select|style|textarea|title)(?=[\s/>])", re.IGNORECASE
)
"""Elements in which HTML has no or few other elements, up to their end tag (https://html.spec.whatwg.org/#parsing-html-fragments).
Of most of them GitHub shows the tags as text: https://github.github.com/gfm/#disallowed-raw-html-extension-"""
UNFINISHED = re.compile(rf"<(?=/?[A-Za-z])(?!{TAG.pattern[1:]})(?!{open_tag[1:]}|{close_tag[1:]})")
MARKDOWN = re.compile(r"<(?P<name>[A-Za-z][\w-]*)(?=\s)[^<>]*?\smarkdown(?:=(?:\"\w*\"|'\w*'|\w+))?(?=[\s>])[^<>]*>")
LITERAL = "\ufdd0"
"""Stands for a ``<`` that begins no HTML, where other readers of HTML must not see one: safety/literal_marks.py
(https://www.unicode.org/faq/private_use.html#noncharacters)."""
ELEMENT = "element"
"""The type of the token for an element whose inner text is Markdown."""
PUBLISHED = frozenset({
    "a", "abbr", "acronym", "area", "aside", "b", "bdi", "bdo", "blockquote", "br", "button", "caption", "center",
    "circle", "cite", "code", "col", "colgroup", "data", "dd", "defs", "del", "details", "dfn", "div", "dl", "dt",
    "ellipse", "em", "figcaption", "figure", "g", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "hr", "i", "img",
    "input", "ins", "kbd", "label", "li", "line", "map", "mark", "ol", "p", "path", "polygon", "polyline", "pre",
    "q", "rect", "rp", "rt", "rtc", "ruby", "s", "samp", "section", "small", "span", "strike", "strong", "sub",
    "summary", "sup", "svg", "table", "tbody", "td", "th", "thead", "time", "tr", "tt", "u", "ul", "use",
    "var", "wbr",
})  # fmt: skip
"""Elements that content may consist of. The parts of a page are the page's own."""
ACTIVE = frozenset({
    "applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link", "math",
    "meta", "noscript", "object", "script", "select", "style", "svg", "textarea", "video",
})  # fmt: skip
"""Elements that do something. The sanitiser takes them out and a finding says so: as text they would only be odd."""


class Elements:
    """Which tags are HTML: those with a name among ``names``. Any name is one if there are no ``names``."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names) | ACTIVE if names else frozenset()

    def has(self, name: str) -> bool:
        """Whether ``<name>`` is HTML."""
        return not self._names or name.lower() in self._names

    def only_known(self, html: str) -> str:
        """HTML in which every tag of another name is text.

        >>> Elements({"b"}).only_known("<b>A <serial number></b>")
        '<b>A &lt;serial number></b>'
        """
        if not self._names:
            return html
        html = UNFINISHED.sub("&lt;", NOT_AN_ELEMENT.sub("&lt;", html))
        alone = self.alone([tag[0] for tag in TAG.finditer(html)])
        numbers = count()
        return TAG.sub(
            lambda tag: tag[0] if next(numbers) not in alone and self.has(tag[1]) else "&lt;" + tag[0][1:], html
        )

    def alone(self, tags: Sequence[str]) -> frozenset[int]:
        """The numbers of the tags that are text because all up to the end of the page would be inside of them.

        >>> sorted(Elements({"b"}).alone(["<b>", "<script>", "</style>", "<iframe>", "</iframe>"]))
        [1, 2]
        """
        if not self._names:
            return frozenset()
        found = [(number, tag) for number, each in enumerate(tags) if (tag := SWALLOWS.match(each))]
        begins = {tag["name"].lower(): number for number, tag in reversed(found) if not tag["closes"]}
        ends = {tag["name"].lower(): number for number, tag in found if tag["closes"]}
        other = {number: (begins if tag["closes"] else ends).get(tag["name"].lower()) for number, tag in found}
        in_pairs = {
            number
            for number, tag in found
            if (at := other[number]) is not None and (at < number if tag["closes"] else number < at)
        }
        return frozenset(other) - in_pairs

    def opens(self, text: str) -> bool:
        """Whether a text begins with a comment or a tag of HTML."""
        found = OPENS.match(text)
        return bool(found and (found["name"] is None or self.has(found["name"])))


def add_html(reader: MarkdownIt, elements: Elements, *, markdown_inside: bool) -> None:
    """Let a reader take HTML as ``elements`` say, and ``<div markdown>`` where that extension is named."""

    def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
        begin = state.bMarks[start] + state.tShift[start]
        if not state.src.startswith("<", begin) or not elements.opens(state.src[begin : state.eMarks[start]]):
            return False
        if state.src.startswith("<!--", begin) and state.src.find("-->", begin, state.eMarks[end - 1]) < 0:
            return False  # GitHub would hide all that follows
        swallows = SWALLOWS.match(state.src, begin, state.eMarks[start])
        if swallows and _last_end(state.src, swallows["name"].lower()) < begin:
            return False
        return html_block(state, start, end, silent)

    reader.block.ruler.at("html_block", block, {"alt": ["paragraph", "reference", "blockquote"]})
    if markdown_inside:
        reader.block.ruler.before(
            "html_block", ELEMENT, _take_element, {"alt": ["paragraph", "reference", "blockquote"]}
        )


@lru_cache(maxsize=16)
def _last_end(text: str, name: str) -> int:
    """Where the last end tag of this name stands in a text, or -1: asked for every start tag of a long text."""
    return text.lower().rfind(f"</{name}")


def _take_element(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
    """An element with the attribute ``markdown`` up to its end tag, or to the end of what holds it."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", begin) or state.is_code_block(start):
        return False
    opening = MARKDOWN.match(state.src, begin, state.eMarks[start])
    if opening is None:
        return False
    if silent:
        return True
    name = opening["name"]
    tags = re.compile(rf"<(?P<closes>/?){re.escape(name)}(?=[\s>])[^<>]*>", re.IGNORECASE)
    depth, line, inner = 1, start, []
    first = opening.end()
    while line < end:
        text_from = first if line == start else state.bMarks[line] + min(state.tShift[line], 0)
        for tag in tags.finditer(state.src, text_from, state.eMarks[line]):
            depth += -1 if tag["closes"] else 1
            if depth == 0:
                inner.append(state.src[text_from : tag.start()])
                return _push_element(state, start, line + 1, opening[0], inner)
        inner.append(state.src[text_from : state.eMarks[line]])
        line += 1
    return _push_element(state, start, line, opening[0], inner)


def _push_element(state: StateBlock, start: int, last: int, tag: str, inner: list[str]) -> bool:
    attributes = attributes_of(tag)
    token = state.push(ELEMENT, MARKDOWN.match(tag)["name"].lower(), 0)  # type: ignore[index]  # it matched before
    token.meta = {"mode": attributes.pop("markdown", "")}
    token.attrs.update(attributes)
    token.content, token.map = "\n".join(inner), [start, last]
    state.line = last
    return True


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of a start tag."""
    parser = _StartTag()
    parser.feed(tag)
    return parser.found


class _StartTag(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = {name: value or "" for name, value in attrs}
