"""Addresses in a Markdown text: none that could run something, and no pictures of other hosts."""

from __future__ import annotations

import re
from html import unescape

from cop_kb.reading.markdown import DEFINITION, outline, without_code
from cop_kb.safety.markdown_check import IGNORED, is_safe_address
from cop_kb.safety.markdown_markup import replaced
from cop_kb.safety.sanitiser import FOREIGN

IMAGE_REFERENCE = re.compile(r"!(?=\[(?P<alt>[^\[\]\n]*)\](?:\[(?P<label>[^\[\]\n]*)\])?(?!\())")
NAMED = re.compile(r":[\w+-]+:")
EMOJI = re.compile(r"<img alt=\"(?P<alt>[^\"]+)\" class=\"[^\"]*\" src=\"[^\"]*\" title=\"(?P<name>:[\w+-]+:)\"")


def without_links(text: str) -> str:
    """Addresses that could run something lead nowhere; images of other hosts become links."""
    shown = without_code(text)
    links = [link for link in outline(text).links if link.kind in ("link", "image", "definition")]
    edits = [(link.target_start, link.target_end, "#") for link in links if not is_safe_address(link.target)]
    edits += [(link.start, link.start + 1, "") for link in links if link.kind == "image" and _is_foreign(link.target)]
    foreign = {
        _label(text[match.start("label") : match.end("label")])
        for match in DEFINITION.finditer(shown)
        if _is_foreign(match["target"].lstrip("<"))
    }
    images = (match for match in IMAGE_REFERENCE.finditer(shown) if _label(match["label"] or match["alt"]) in foreign)
    edits += [(match.start(), match.start() + 1, "") for match in images]
    return replaced(text, edits)


def without_emoji_pictures(text: str, html: str) -> str:
    """Emoji (``:cry:``) as characters, where the rendered text would fetch their pictures from another host."""
    shown = without_code(text)
    characters = {match["name"]: unescape(match["alt"]) for match in EMOJI.finditer(html)}
    found = (match for match in NAMED.finditer(shown) if match[0] in characters)
    return replaced(text, [(match.start(), match.end(), characters[match[0]]) for match in found])


def _is_foreign(address: str) -> bool:
    return bool(FOREIGN.match(IGNORED.sub("", unescape(address).replace("\\", "/"))))


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()
