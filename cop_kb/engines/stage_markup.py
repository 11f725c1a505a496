"""The marks in a Markdown text that could become unsafe HTML, each turned into text or left out; code stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from cop_kb.engines.safety import FOREIGN, TAGS
from cop_kb.engines.stage_check import SHAPES, VOID, attribute_flaw, is_safe_address
from cop_kb.reading.markdown import DEFINITION, outline, without_code

KEPT = TAGS - SHAPES - {"svg", "title", "button", "input", "label", "main", "map", "area"}
VALUE = r"(?:\s*=\s*(?P<value>\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'=<>`]+))?"
ATTRIBUTE = re.compile(rf"\s+(?P<name>[^\s\"'<>/=]+){VALUE}")
TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)"
    rf"(?P<attributes>(?:{ATTRIBUTE.pattern.replace('?P<name>', '?:').replace('?P<value>', '?:')})*)\s*/?>"
)
BEGINS_TAG = re.compile(r"<(?=[A-Za-z/!?])")
AUTOLINK = re.compile(r"<(?:https?://[^\s<>\"'`]+|(?:mailto:)?[\w.+-]+@[\w.-]+)>")
DESTINATION = re.compile(r"\](?:\(|:)\s*\Z")
ENCLOSED = re.compile(r"<[^<>\n]*>")
COMMENT = re.compile(r"\0{4}.*?-->", re.DOTALL)
LIST = re.compile(r"\{:?[ ]*(?P<items>[^{}\n]+)\}")
ITEM = re.compile(r"[^\s=]+=(?:\"[^\"]*\"|'[^']*'|\S+)|\S+")
IMAGE_REFERENCE = re.compile(r"!(?=\[(?P<alt>[^\[\]\n]*)\](?:\[(?P<label>[^\[\]\n]*)\])?(?!\())")


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
    hidden = without_code(text.replace("<!--", "\0" * 4))
    return _replaced(text, [(match.start(), match.end(), "") for match in COMMENT.finditer(hidden)])


def without_tags(text: str) -> str:
    """Tags that the sanitiser would not let through as text; the others with their safe attributes, in pairs."""
    shown = without_code(text)
    kept: list[_Tag] = []
    escaped: list[int] = []
    for match in BEGINS_TAG.finditer(shown):
        start = match.start()
        if AUTOLINK.match(text, start) or (ENCLOSED.match(text, start) and DESTINATION.search(shown, 0, start)):
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
    escaped += [each.start for each in kept if each not in paired]
    return _replaced(text, [*edits, *((start, start + 1, "&lt;") for start in escaped)])


def _paired(tags: list[_Tag]) -> list[_Tag]:
    """The tags that stand alone, and those that are opened and closed in order."""
    opened: list[_Tag] = []
    found: list[_Tag] = []
    for tag in tags:
        if tag.name in VOID:
            found += [] if tag.closes else [tag]
        elif not tag.closes:
            opened.append(tag)
        elif any(each.name == tag.name for each in opened):
            while opened[-1].name != tag.name:
                opened.pop()
            found += [opened.pop(), tag]
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
        items = ITEM.findall(text[match.start("items") : match.end("items")])
        safe = [item for item in items if _is_safe_item(item)]
        if len(safe) < len(items):
            edits.append((match.start(), match.end(), f"{{: {' '.join(safe)} }}" if safe else ""))
    return _replaced(text, edits)


def _is_safe_item(item: str) -> bool:
    if item.startswith((".", "#")):
        name, value = ("class", item[1:]) if item[0] == "." else ("id", item[1:])
    elif "=" in item:
        name, _, value = item.partition("=")
    else:
        return not item.lower().startswith("on")
    value = unescape(value.strip("\"'"))
    return name.lower() != "style" and not attribute_flaw("img", name.lower(), value)


def without_links(text: str) -> str:
    """Addresses that could run something lead nowhere; images of other hosts by reference become links."""
    shown = without_code(text)
    links = [link for link in outline(text).links if link.kind in ("link", "image", "definition")]
    edits = [(link.target_start, link.target_end, "#") for link in links if not is_safe_address(link.target)]
    foreign = {
        _label(text[match.start("label") : match.end("label")])
        for match in DEFINITION.finditer(shown)
        if FOREIGN.match(match["target"].lstrip("<"))
    }
    for match in IMAGE_REFERENCE.finditer(shown):
        if _label(match["label"] or match["alt"]) in foreign:
            edits.append((match.start(), match.start() + 1, ""))
    return _replaced(text, edits)


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _replaced(text: str, edits: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, by in sorted(edits):
        if start >= at:
            parts += [text[at:start], by]
            at = end
    return "".join((*parts, text[at:]))
