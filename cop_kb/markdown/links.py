"""Links, images and code within a text: what markdown-it's own rules take, with the places that they do not keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, backtick, html_inline, image, link

from cop_kb.markdown.math import INLINE, find_math
from cop_kb.markdown.places import Stretch
from cop_kb.model.addresses import composed, is_external
from cop_kb.model.entry import Link

WIKI = re.compile(
    r"\[\[(?P<target>\w[^\[\]|#\\\n]{0,200})(?P<anchor>#[^\[\]|\\\n]{1,200})?"
    r"(?:\\?\|(?P<text>[^\[\]\n]{1,300}))?\]\](?!\(|\[(?!\[))"  # in a table the bar is escaped
)
EXPLICIT_ID = re.compile(r"\{:?(?=[^{}\n]*+\})[^{}\n]*#([^\s{}#.]+)[^{}\n]*\}|\b(?:id|name)=[\"']([^\"']+)[\"']")
DEFINITION = re.compile(r"\[(?P<label>(?:\\.|[^\\\[\]])+)\]:\s*+(?P<target><[^<>\n]*+>|\S++)")
HTML = re.compile(
    r"<(?P<tag>a|img)\b(?=[^<>]*+>)[^<>]*?\s(?:href|src)=(?P<quote>[\"'])(?P<target>[^\"'<>]*)(?P=quote)[^<>]*>",
    re.IGNORECASE,
)
ALT = re.compile(r"\balt=[\"']([^\"']*)")
HUGO = re.compile(r"\{\{[<%][^\n{}]*[>%]\}\}")
"""Hugo's ``{{< ref "page.md" >}}``: an address that GitHub does not take, for it holds blanks."""
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
BLANKS = re.compile(r"\s*+")


@dataclass(frozen=True, slots=True)
class Found:
    """Something in the text of a paragraph, from ``start`` to ``end``.

    ``kind`` is that of a ``Link``, or *code*, *math*, or *html*. The words of a link begin at ``label`` and end at
    ``label_end``, its address begins at ``target`` and ends at ``target_end``.
    """

    kind: str
    start: int
    end: int
    label: int = 0
    label_end: int = 0
    target: int = 0
    target_end: int = 0


Rule = Callable[[StateInline, bool], bool]


def record_links(reader: MarkdownIt) -> None:
    """Let a reader note what it finds in ``env["found"]``, of the text ``env["text"]``; ``[[slug]]`` is a link, too."""
    reader.inline.ruler.before("link", "wiki", _wiki)
    for name, rule, kind in (
        ("link", link, "link"),
        ("image", image, "image"),
        ("backticks", backtick, "code"),
        ("html_inline", html_inline, "html"),
        (INLINE, find_math, "math"),
    ):
        reader.inline.ruler.at(name, partial(_recorded, rule, kind))
    reader.inline.ruler.at("autolink", autolink)


def _recorded(rule: Rule, kind: str, state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
    start, before = state.pos, len(state.tokens)
    if kind == "link" and not silent and (end := _hugo(state)):
        _note(state, end)
        return True
    if not rule(state, silent):
        return False
    if not silent and state.env.get("text") is state.src:
        if kind in ("link", "image"):
            _note(state, _link(state, kind, start))
        elif kind in ("html", "math") or (state.tokens[before:][-1:] and state.tokens[-1].type == "code_inline"):
            _note(state, Found(kind, start, state.pos))
    return True


def _note(state: StateInline, found: Found) -> None:
    if "found" in state.env:
        state.env["found"].append(found)


def _link(state: StateInline, kind: str, start: int) -> Found:
    """What the rule has just taken: an inline link, else one that is defined elsewhere."""
    end, label = state.pos, start + (2 if kind == "image" else 1)
    label_end = state.md.helpers.parseLinkLabel(state, label - 1, disableNested=kind == "image")
    if state.src.startswith("(", label_end + 1):
        target = BLANKS.match(state.src, label_end + 2).end()  # type: ignore[union-attr]  # it matches nothing, too
        parsed = state.md.helpers.parseLinkDestination(state.src, target, end)
        if state.src.endswith(")", 0, end) and not (parsed.ok and parsed.pos > end):
            inside = (target + 1, parsed.pos - 1) if state.src.startswith("<", target) else (target, parsed.pos)
            return Found(kind, start, end, label, label_end, *(inside if parsed.ok else (target, target)))
    return Found("reference", start, end, label, label_end, label_end + 1, end)


def _hugo(state: StateInline) -> Found | None:
    """``[words]({{< ref "page.md" >}})``, taken whole."""
    start = state.pos
    if not state.src.startswith("[", start) or "{{" not in state.src:
        return None
    label_end = state.md.helpers.parseLinkLabel(state, start, disableNested=False)
    found = HUGO.match(state.src, label_end + 2) if label_end > 0 and state.src.startswith("](", label_end) else None
    if found is None or not state.src.startswith(")", found.end()):
        return None
    state.pos = found.end() + 1
    token = state.push("text", "", 0)
    token.content = state.src[start + 1 : label_end]
    return Found("link", start, state.pos, start + 1, label_end, *found.span())


def _wiki(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
    match = WIKI.match(state.src, state.pos, state.posMax) if state.src.startswith("[[", state.pos) else None
    if match is None or (state.pos and state.src[state.pos - 1] == "["):
        return False
    if not silent:
        token = state.push("wiki", "", 0)
        token.content = (match["text"] or match["target"]).strip()
        if state.env.get("text") is state.src:
            words = match.span("text") if match["text"] else (match.end(), match.end())
            _note(state, Found("wiki", *match.span(), *words, *match.span("target")))
    state.pos = match.end()
    return True


def link_of(found: Found, text: str, file: str, stretch: Stretch) -> Link:
    """What was found in a paragraph as a link of the file."""
    start, end = stretch.at(found.start), _end(stretch, found.start, found.end)
    shown = file[stretch.at(found.label) : _end(stretch, found.label, found.label_end)] if found.label_end else ""
    target_start, target_end = stretch.at(found.target), _end(stretch, found.target, found.target_end)
    if found.kind == "wiki":
        anchor = text[found.target_end :].partition("]]")[0].partition("|")[0].removesuffix("\\")
        target = composed(text[found.target : found.target_end].strip()) + (anchor if anchor.startswith("#") else "")
        return Link("wiki", target, shown.strip(), start, end, target_start, target_end)
    if found.kind == "reference":
        label = text[found.target : found.target_end][1:-1] or text[found.label : found.label_end]
        return Link("reference", folded_label(label), shown, start, end, target_start, target_end)
    target = file[target_start:target_end]
    if quoted := HUGO.fullmatch(target) and re.search(r"\"([^\"]+)\"", target):
        target = quoted[1] if "ref " in target else target
    return Link(found.kind, _meant(target), shown, start, end, target_start, target_end)


def _end(stretch: Stretch, start: int, end: int) -> int:
    """The end of something that is not empty is behind its last character, on whatever line that stands."""
    return stretch.at(end - 1) + 1 if end > start else stretch.at(end)


def _meant(target: str) -> str:
    """An address inside the site as it is meant, not as it is written."""
    if ("\\" in target or "&amp;" in target) and not is_external(target):
        return ESCAPED.sub(r"\1", target).replace("&amp;", "&")
    return target


def folded_label(text: str) -> str:
    """A label of a link as it is compared (https://spec.commonmark.org/0.31.2/#matches)."""
    return " ".join(text.split()).casefold()


def definition(text: str) -> Found | None:
    """The definition that a text begins with: ``[label]: target``."""
    match = DEFINITION.search(text)
    if match is None:
        return None
    first, last = match.span("target")
    if match["target"].startswith("<"):
        first, last = first + 1, last - 1
    return Found("definition", match.start(), match.end(), *match.span("label"), first, last)


def html_links(html: str, stretch: Stretch, begin: int) -> Iterator[Link]:
    """The links and pictures in HTML that stands at ``begin`` of a text."""
    for match in HTML.finditer(html):
        alt = ALT.search(match[0])
        places = [stretch.at(begin + at) for at in (*match.span(), *match.span("target"))]
        kind = "html-image" if match["tag"].lower() == "img" else "html-link"
        yield Link(kind, match["target"], alt[1] if alt else "", places[0], places[1], places[2], places[3])
