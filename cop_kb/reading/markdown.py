"""The outline of a Markdown text, with exact places and without rendering it.

Places are what a renderer does not give and what two things need: a finding points at the characters meant,
and a page's links are rewritten without touching anything else. One linear pass; code and comments are blanked
out first, keeping every offset.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cop_kb.model.addresses import is_external
from cop_kb.model.entry import Heading, Link, Outline

FENCE = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?P<fence>`{3,}|~{3,})[^\n`]*\n"
    r".*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
TICKS = re.compile(r"(?<!\\)`+|\n[ \t]*\n")
INDENTED = re.compile(r"(?:\A|(?<=\n\n))(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+(?:\n+(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+)*")
CONTAINER = re.compile(r"[ \t]*(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|\[\^|:[ \t])")
ATX = re.compile(r"^(#{1,6})(?!#)[ \t]*(?P<text>[^\n]*?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
SETEXT = re.compile(
    r"(?:\A|(?<=\n\n)|(?<=\n\r\n))(?P<text>[^\s#>|][^\n]*?)[ \t]*\r?\n(?P<line>=+|-+)[ \t]*\r?$", re.MULTILINE
)
ATTRIBUTES = re.compile(r"\{:?[ \t]*((?:[#.][\w-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+))(?:[ \t]+[^\s}]+)*)[ \t]*\}")
EXPLICIT_ID = re.compile(r"\{:?[^{}\n]*#([^\s{}#.]+)[^{}\n]*\}|\b(?:id|name)=[\"']([^\"']+)[\"']")
BRACKETS = re.compile(r"\\.|!?\[|\]")
DESTINATION = re.compile(
    r"\([ \t]*\n?[ \t]*(?P<target><[^<>\n]*>|\{\{[<%][^\n{}]*[>%]\}\}|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)"
    r"(?:[ \t]*\n?[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\n?[ \t]*\)"
)
DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]^][^\[\]\n]*)\]:[ \t]*(?P<target><[^<>\n]*>|\S+)(?=[ \t]*(?:[\"'(].*)?\r?$)",
    re.MULTILINE,
)
LABEL = re.compile(r"\[([^\[\]\n]*)\]")
WIKI = re.compile(
    r"(?<![\[\\])\[\[(?P<target>\w[^\[\]|#\n]{0,200})(?P<anchor>#[^\[\]|\n]{1,200})?"
    r"(?:\|(?P<text>[^\[\]\n]{1,300}))?\]\](?![(\[])"
)
HTML = re.compile(
    r"<(?P<tag>a|img)\b[^<>]*?\s(?:href|src)=(?P<quote>[\"'])(?P<target>[^\"'<>]*)(?P=quote)[^<>]*>",
    re.IGNORECASE,
)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def blank(match: re.Match[str]) -> str:
    """The same number of characters, without the text; line ends stay."""
    return re.sub(r"[^\r\n]", " ", match[0])


def without_code(text: str) -> str:
    """The text with fenced, indented and inline code and comments blanked out; every offset stays."""
    if "```" in text or "~~~" in text:
        text = FENCE.sub(blank, text)
    if "<!--" in text:
        text = COMMENT.sub(blank, text)
    if "\n    " in text or "\n\t" in text:
        text = INDENTED.sub(lambda match: match[0] if _in_container(text, match.start()) else blank(match), text)
    return _without_inline_code(text) if "`" in text else text


def _in_container(text: str, start: int) -> bool:
    """Whether an indented block belongs to a list item, an admonition or the like that begins above it."""
    for line in reversed(text[max(0, start - 20_000) : start].split("\n")):
        if line.strip() and not line.startswith(("    ", "\t")):
            return bool(CONTAINER.match(line))
    return False


def _without_inline_code(text: str) -> str:
    spans: list[tuple[int, int]] = []
    opened: dict[int, int] = {}
    done = 0
    for match in TICKS.finditer(text):
        if match[0][0] == "\n":
            opened.clear()  # code does not reach over a blank line
            continue
        start = opened.get(len(match[0]), -1)
        if start >= done:
            spans.append((start, match.end()))
            done = match.end()
            opened.clear()
        else:
            opened[len(match[0])] = match.start()
    for start, end in reversed(spans):
        text = text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]
    return text


def outline(text: str, start: int = 0) -> Outline:
    """The headings, links and explicit anchors of ``text`` from ``start`` on; places count from the text's begin."""
    masked = "\n" * start + without_code(text[start:])  # a line begins where the body does
    headings = tuple(sorted(_headings(text, masked, start), key=lambda heading: heading.start))
    links = tuple(sorted(_links(text, masked, start), key=lambda link: (link.start, -link.end)))
    anchors = frozenset(first or second for first, second in EXPLICIT_ID.findall(masked, start))
    return Outline(headings, links, anchors)


def _headings(text: str, masked: str, start: int) -> Iterator[Heading]:
    for match in ATX.finditer(masked, start):
        written = text[match.start("text") : match.end("text")]
        if written.strip():
            yield _heading(len(match[1]), written, match.start(), match.end())
    if "\n=" in masked or "\n-" in masked:
        for match in SETEXT.finditer(masked, start):
            written = text[match.start("text") : match.end("text")]
            yield _heading(1 if match["line"][0] == "=" else 2, written, match.start(), match.end())


def _heading(level: int, written: str, start: int, end: int) -> Heading:
    found = EXPLICIT_ID.search(written)
    return Heading(level, plain_text(ATTRIBUTES.sub("", written)), start, end, (found[1] or "") if found else "")


def _links(text: str, masked: str, start: int) -> Iterator[Link]:
    defined = {_label(found["label"]) for found in DEFINITION.finditer(masked, start)}
    opened: list[re.Match[str]] = []
    for match in BRACKETS.finditer(masked, start):
        if match[0].startswith("\\"):
            continue
        if match[0] != "]":
            opened.append(match)
        elif opened:
            first = opened.pop()
            if found := DESTINATION.match(text, match.end()):
                kind = "image" if first[0] == "![" else "link"
                yield _link(kind, text, first.end(), match.start(), first.start(), found)
            elif defined and first[0] == "[":
                yield from _reference(text, first, match, defined)
    for match in DEFINITION.finditer(masked, start):
        yield _link("definition", text, match.start("label"), match.end("label"), match.start(), match)
    for match in WIKI.finditer(masked, start):
        target = match["target"].strip() + (match["anchor"] or "")
        shown = (match["text"] or "").strip()
        yield Link("wiki", target, shown, match.start(), match.end(), match.start("target"), match.end("target"))
    for match in HTML.finditer(masked, start):
        kind = "html-image" if match["tag"].lower() == "img" else "html-link"
        alt = re.search(r"\balt=[\"']([^\"']*)", match[0])
        shown = alt[1] if alt else ""
        yield Link(
            kind,
            match["target"],
            shown,
            match.start(),
            match.end(),
            match.start("target"),
            match.end("target"),
        )


def _reference(text: str, first: re.Match[str], last: re.Match[str], defined: Collection[str]) -> Iterator[Link]:
    """``[text][label]``, ``[label][]`` or ``[label]``, where the label is defined; its target is the label."""
    shown = text[first.end() : last.start()]
    named = LABEL.match(text, last.end())
    label, end = (named[1] or shown, named.end()) if named else (shown, last.end())
    if _label(label) in defined and not text.startswith(":", end):
        yield Link("reference", _label(label), shown, first.start(), end, last.end(), end)


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _link(kind: str, text: str, text_start: int, text_end: int, start: int, found: re.Match[str]) -> Link:
    target, target_start, target_end = found["target"], found.start("target"), found.end("target")
    if target.startswith("<"):
        target, target_start, target_end = target[1:-1], target_start + 1, target_end - 1
    elif target.startswith("{{") and (quoted := re.search(r"\"([^\"]+)\"", target)) and "ref " in target:
        target = quoted[1]  # Hugo's {{< ref "page.md" >}}: plain Markdown never begins so
    if ("\\" in target or "&amp;" in target) and not is_external(target):
        target = ESCAPED.sub(r"\1", target).replace("&amp;", "&")  # what is meant, not what is written
    return Link(kind, target, text[text_start:text_end], start, found.end(), target_start, target_end)


INLINE = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\))?[^()]*\)(?:\{[^{}]*\})?"), r"\1"),
    (re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\))?[^()]*\)(?:\{[^{}]*\})?"), r"\1"),
    (re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]"), r"\1"),
    (re.compile(r"\[\[[^\[\]|]*\|([^\[\]]*)\]\]"), r"\1"),
    (re.compile(r"\[\[([^\[\]|#]*)(?:#[^\[\]]*)?\]\]"), r"\1"),
    (re.compile(r"\[\^[^\[\]]+\]"), ""),
    (re.compile(r"(`+)(.+?)\1"), r"\2"),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (TAG, ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|])"), r"\1"),
)


def plain_text(markdown: str) -> str:
    """One line of Markdown as a reader would say it: without marks, addresses and tags.

    >>> plain_text("**Blade** [chatter](a.md) on `glass`")
    'Blade chatter on glass'
    """
    text = markdown
    if any(mark in text for mark in "[<`*_\\!"):
        for pattern, by in INLINE:
            text = pattern.sub(by, text)
    return " ".join(text.split())
