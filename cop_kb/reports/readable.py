"""The Markdown of a page → Markdown that can be read at a terminal, where no link can be followed by a click."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.markdown.document import ATTRIBUTES, COMMENT, ELEMENTS, read_document, without_code
from cop_kb.model.addresses import is_external
from cop_kb.model.finding import Edit
from cop_kb.reports.text import visible

TAG = re.compile(r"</?(?P<name>[A-Za-z][\w-]*)(?:\s[^<>]*)?/?>")
BLOCK = re.compile(r"(?P<indent>[ \t]*)(?:!!!|\?{3}\+?)[ \t]+(?P<kind>[\w-]+)[^\"]*(?:\"(?P<title>[^\"]*)\")?[ \t]*")
"""An admonition: https://python-markdown.github.io/extensions/admonition"""


def readable(markdown: str) -> str:
    """The text with links inside the site as their words, pictures named, and without HTML; code stays as it is."""
    masked = without_code(markdown)
    edits = [*_links(markdown), *_tags(masked), *_without(ATTRIBUTES, masked)]
    parts, at = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, -each.end)):
        if edit.start >= at:
            parts += [markdown[at : edit.start], edit.text]
            at = edit.end
    text = "".join((*parts, markdown[at:]))
    return "\n".join(visible(line) for line in _quoted(COMMENT.sub("", text).split("\n")))


def _links(markdown: str) -> Iterator[Edit]:
    links = read_document(markdown).links
    inner = [link for link in links if link.kind == "definition" and not is_external(link.target)]
    labels = {" ".join(link.text.split()).casefold() for link in inner}
    for link in links:
        is_inner = link.target in labels if link.kind == "reference" else not is_external(link.target)
        if link.kind in ("image", "html-image"):
            yield Edit("", link.start, link.end, f"(picture: {link.text or link.target})")
        elif link.kind in ("link", "reference", "definition") and is_inner:
            yield Edit("", link.start, link.end, "" if link.kind == "definition" else link.text)


def _tags(masked: str) -> Iterator[Edit]:
    """The tags of elements; what only looks like one is text, as on the page."""
    found = (each for each in TAG.finditer(masked) if ELEMENTS.has(each["name"]))
    yield from (Edit("", each.start(), each.end(), "") for each in found)


def _without(pattern: re.Pattern[str], masked: str) -> Iterator[Edit]:
    yield from (Edit("", match.start(), match.end(), "") for match in pattern.finditer(masked))


def _quoted(lines: list[str]) -> Iterator[str]:
    """Admonitions as quotes, which every reader of Markdown knows."""
    inside, blanks = "", 0
    masked = without_code("\n".join(lines)).split("\n")
    for line, seen in zip(lines, masked, strict=True):
        if inside and not line.strip():
            blanks += 1
        elif inside and line.startswith(inside):
            yield from [f"{inside[:-4]}>"] * blanks
            yield f"{inside[:-4]}> {line.removeprefix(inside)}".rstrip()
            blanks = 0
        else:
            yield from [""] * (blanks or bool(inside))
            inside, blanks = "", 0
            match = BLOCK.fullmatch(seen)
            if match is None:
                yield line
                continue
            inside = match["indent"] + " " * 4
            title = match["kind"].capitalize() if match["title"] is None else match["title"]
            yield from (f"{match['indent']}> **{title}**", f"{match['indent']}>") if title else ()
