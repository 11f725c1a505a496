"""HTML and attribute lists in a Markdown text: what the sanitiser would not let through becomes text or is left out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import escape, unescape

from cop_kb.reading.markdown import CODE_OR_COMMENT, without_code
from cop_kb.safety.markdown_check import SHAPES, VOID, attribute_flaw, is_safe_address
from cop_kb.safety.sanitiser import TAGS

KEPT = TAGS - SHAPES - {"svg", "title", "button", "input", "label", "main", "map", "area"}
NAME, VALUE = r"[^\s\"'<>/=]+", r"\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'=<>`]+"
ATTRIBUTE = re.compile(rf"\s+(?P<name>{NAME})(?:\s*=\s*(?P<value>{VALUE}))?")
TAG = re.compile(
    rf"<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:\s+{NAME}(?:\s*=\s*(?:{VALUE}))?)*)\s*/?>"
)
BEGINS_TAG = re.compile(r"<(?=[A-Za-z/!?])")
AUTOLINK = re.compile(r"<(?:https?://[^\s<>\"'`]+|(?:mailto:)?[\w.+-]+@[\w.-]+)>")
DESTINATION = re.compile(r"\](?:\(|:)\s*\Z")
ENCLOSED = re.compile(r"<[^<>\n]*>")
LIST = re.compile(r"\{:?[ ]*(?P<items>[^{}\n]+)\}")
ITEM = re.compile(r"[^\s=]+=(?:\"[^\"]*\"|'[^']*'|\S+)|\S+")


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag that may stay: where it stands, and as what."""

    start: int
    end: int
    name: str
    closes: bool
    text: str


def without_comments(text: str) -> str:
    """Comments left out. What then becomes a tag is one for the functions below."""
    found = (match for match in CODE_OR_COMMENT.finditer(text) if match["comment"])
    return replaced(
        text,
        [
            (each.start(), each.end(), "") if each[0].endswith("-->") else (each.start(), each.start() + 1, "&lt;")
            for each in found
        ],
    )


def without_tags(text: str) -> str:
    """Tags that the sanitiser would not let through as text; the others with their safe attributes, in pairs."""
    shown = without_code(text)
    kept: list[_Tag] = []
    escaped: list[int] = []
    for match in BEGINS_TAG.finditer(shown):
        start = match.start()
        if _is_address(text, shown, start):
            continue
        tag = TAG.match(text, start)
        if tag and tag["tag"].lower() in KEPT:
            name = tag["tag"].lower()
            shape = f"</{name}>" if tag["end"] else f"<{name}{_attributes(name, tag['attributes'])}>"
            kept.append(_Tag(start, tag.end(), name, bool(tag["end"]), shape))
        else:
            escaped.append(start)
    paired = _paired(kept)
    edits = [(each.start, each.end, each.text) for each in paired]
    stays = {each.start for each in paired}
    escaped += [each.start for each in kept if each.start not in stays]
    return replaced(text, [*edits, *((start, start + 1, "&lt;") for start in escaped)])


def _is_address(text: str, shown: str, start: int) -> bool:
    """Whether an angle bracket encloses a web address, or the address of a link."""
    if match := AUTOLINK.match(text, start):
        return is_safe_address(match[0][1:-1])
    return bool(ENCLOSED.match(text, start) and DESTINATION.search(shown[max(0, start - 9) : start]))


def _paired(tags: list[_Tag]) -> list[_Tag]:
    """The tags that stand alone, and those that are opened and closed in order."""
    opened: list[_Tag] = []
    count: Counter[str] = Counter()
    found: list[_Tag] = []
    for tag in tags:
        if tag.name in VOID:
            found += [] if tag.closes else [tag]
        elif not tag.closes:
            opened.append(tag)
            count[tag.name] += 1
        elif count[tag.name]:
            while True:
                last = opened.pop()
                count[last.name] -= 1
                if last.name == tag.name:
                    break
            found += [last, tag]
    return found


def _attributes(tag: str, written: str) -> str:
    shown = []
    for match in ATTRIBUTE.finditer(written):
        name, value = match["name"].lower(), unescape((match["value"] or "").strip("\"'"))
        if name == "markdown" or (name != "style" and not attribute_flaw(tag, name, value)):
            shown.append(f' {name}="{escape(value)}"' if match["value"] else f" {name}")
    return "".join(shown)


def without_attributes(text: str) -> str:
    """Attribute lists (``{: .wide onclick=… }``) with what the sanitiser would let through."""
    edits = []
    for match in LIST.finditer(without_code(text)):
        items = list(ITEM.finditer(text, match.start("items"), match.end("items")))
        unsafe = [item for item in items if not _is_safe_item(item[0])]
        if len(unsafe) == len(items):
            edits.append((match.start(), match.end(), ""))
        else:
            edits += [(item.start(), item.end(), "") for item in unsafe]
    return replaced(text, edits)


def _is_safe_item(item: str) -> bool:
    if item.startswith((".", "#")):
        name, value = ("class", item[1:]) if item[0] == "." else ("id", item[1:])
    elif "=" in item:
        name, _, value = item.partition("=")
    else:
        return not item.lower().startswith("on")
    value = unescape(value.strip("\"'"))
    return name.lower() != "style" and not attribute_flaw("p", name.lower(), value)


def replaced(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The text with each stretch (start, end) replaced; of two that overlap, the first."""
    parts, at = [], 0
    for start, end, by in sorted(edits):
        if start >= at:
            parts += [text[at:start], by]
            at = end
    return "".join((*parts, text[at:]))
