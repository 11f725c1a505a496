"""What a Markdown text becomes in a staged site, and whether our sanitiser would have to take anything out of it.

Only HTML in the strictest form passes, because that is read in the same way by every browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urlsplit

from cop_kb.safety.sanitiser import ATTRIBUTES, SCHEMES, TAGS, safe_html

TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:\s+[A-Za-z][\w:.-]*(?:=\"[^\"<>]*\")?)*)\s*(?P<void>/?)>"
)
ATTRIBUTE = re.compile(r"([A-Za-z][\w:.-]*)(?:=\"([^\"]*)\")?")
COMMENT = re.compile(r"<!--[^<>]*-->")
VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})
SHAPES = frozenset({"circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "use", "g", "defs"})
INSIDE = {
    **dict.fromkeys(("caption", "colgroup", "tbody", "tfoot", "thead", "tr"), "<table>"),
    **dict.fromkeys(("td", "th"), "<table><tr>"),
    "col": "<table><colgroup>",
    **dict.fromkeys(("title", *SHAPES), "<svg>"),
}
"""Where a tag must stand: HTML's parser drops it elsewhere."""
KNOWN = {tag: frozenset(map(str.lower, names)) for tag, names in ATTRIBUTES.items()}
HOLDERS = {name: tag for tag, names in KNOWN.items() for name in sorted(names) if tag != "*"}
"""A tag for each attribute that is let through on some tags only."""
PLAIN_STYLE = re.compile(r"(?:\s*(?!position)[a-z-]+\s*:[\w\s#%.,-]*(?:;|\Z))*\s*", re.IGNORECASE)
IGNORED = re.compile(r"[\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\]+")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
SOFT = frozenset({"id", "class", "style"})
"""Flaws that a page may keep when nothing more can be done: headings, fences and colours of code have them too."""


def flaws(html: str) -> Iterator[str]:
    """What is wrong with rendered HTML, by kind; nothing for what a staged page may hold."""
    opened: list[str] = []
    at = html.find("<")
    while at >= 0:
        match = TAG.match(html, at) or COMMENT.match(html, at)
        if match is None:
            yield "tag"
            return
        if match.re is TAG:
            yield from _tag_flaws(match)
            yield from _order_flaws(match, opened)
        at = html.find("<", match.end())
    if opened:
        yield "order"


def _tag_flaws(match: re.Match[str]) -> Iterator[str]:
    tag = match["tag"].lower()
    if tag not in TAGS:
        yield "tag"
    for name, value in ATTRIBUTE.findall(match["attributes"]):
        if flaw := attribute_flaw(tag, name.lower(), unescape(value)):
            yield flaw


def _order_flaws(match: re.Match[str], opened: list[str]) -> Iterator[str]:
    """Tags that are closed and were not opened: they would close the page around them."""
    tag = match["tag"].lower()
    if match["end"]:
        if not opened or opened.pop() != tag:
            yield "order"
    elif tag not in VOID and not (match["void"] and tag in SHAPES):
        opened.append(tag)


@lru_cache(maxsize=10_000)
def attribute_flaw(tag: str, name: str, value: str) -> str:
    """What is wrong with an attribute, or "" if our sanitiser leaves it as it is; its value is unescaped.

    One that has no meaning on its tag, but is let through on another, does no harm.
    """
    if name in ("href", "src") and not is_safe_address(value):
        return "address"
    if (tag, name) == ("a", "name"):
        return ""  # of the line numbers of code; an id of the same text is looked at
    holder = tag if name in KNOWN.get(tag, ()) else HOLDERS.get(name, tag)
    box = ' type="checkbox"' if holder == "input" and name != "type" else ""  # without one it would go altogether
    left = safe_html(f'{INSIDE.get(holder, "")}<{holder} {name}="{escape(value)}"{box}>')
    found = re.search(rf'<{holder} {re.escape(name)}="([^"]*)"', left, re.IGNORECASE)
    if found and unescape(found[1]) == (re.sub(r"\s|;$", "", value) if name == "style" else value):
        return ""
    if name == "style":
        return "style" if PLAIN_STYLE.fullmatch(value) else "attribute"
    return {"id": "id", "name": "id", "for": "id", "class": "class"}.get(name, "attribute")


def is_safe_address(address: str) -> bool:
    r"""Whether an address, however it is written, is relative or has a scheme that the sanitiser lets through.

    >>> is_safe_address("java\tscript&colon;alert(1)"), is_safe_address("../a%20b/#why")
    (False, True)
    """
    for _ in range(3):
        address = unescape(address)
    try:
        urlsplit(address)
    except ValueError:  # MkDocs would stop at it with a traceback
        return False
    scheme = SCHEME.match(IGNORED.sub("", address))
    return scheme is None or scheme[0].lower() in SCHEMES
