"""Addresses in a Markdown text: none that could run something, and no pictures of other hosts."""

from __future__ import annotations

import re
from html import unescape

from cop_kb.engines.safety import FOREIGN
from cop_kb.engines.stage_check import is_safe_address
from cop_kb.engines.stage_markup import replaced
from cop_kb.reading.markdown import DEFINITION, outline, without_code

IMAGE_REFERENCE = re.compile(r"!(?=\[(?P<alt>[^\[\]\n]*)\](?:\[(?P<label>[^\[\]\n]*)\])?(?!\())")
EMOJI = re.compile(r"<img alt=\"(?P<alt>[^\"]+)\" class=\"[^\"]*\" src=\"[^\"]*\" title=\"(?P<name>:[\w+-]+:)\"")


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
    images = (match for match in IMAGE_REFERENCE.finditer(shown) if _label(match["label"] or match["alt"]) in foreign)
    edits += [(match.start(), match.start() + 1, "") for match in images]
    return replaced(text, edits)


def without_emoji_pictures(text: str, html: str) -> str:
    """Emoji (``:cry:``) as characters, where the rendered text would fetch their pictures from another host."""
    shown = without_code(text)
    characters = {match["name"]: unescape(match["alt"]) for match in EMOJI.finditer(html)}
    found = (match for name in characters for match in re.finditer(re.escape(name), shown))
    return replaced(text, [(match.start(), match.end(), characters[match[0]]) for match in found])


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()
