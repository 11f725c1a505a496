"""``:name:`` as an emoji only where somebody meant one: it exists, and stands between blanks or marks of a sentence."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

NAME = "emoji"
BEFORE, AFTER = re.compile(r"[\w:/\\.-]\Z"), re.compile(r"[\w:/\\]")


class Emoji(InlineProcessor):
    """The pattern of an extension for emoji, asked only where one can be meant."""

    def __init__(self, pattern: Any, md: Markdown) -> None:
        super().__init__(pattern.pattern, md)
        self._asked, self.emoji_index = pattern, pattern.emoji_index
        """Material's own icons are looked for there: ``material.extensions.emoji.to_svg``."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, int | None, int | None]:  # type: ignore[override]  # noqa: N802
        """The element; the text as it is where it is no emoji."""
        name, index = m[0], self.emoji_index
        known = index["aliases"].get(name, name) in index["emoji"]
        if not known or BEFORE.search(data, 0, m.start()) or AFTER.match(data, m.end()):
            return None, None, None
        found, start, end = self._asked.handleMatch(m, data)
        if isinstance(found, Element) and found.tag == "img" and "://" in found.get("src", ""):
            return _character(found), start, end
        return found, start, end


def _character(picture: Element) -> Element:
    """The emoji itself in place of a picture from another host."""
    shown = Element("span", {"class": picture.get("class", "twemoji"), "title": picture.get("title", "")})
    shown.text = picture.get("alt", "")
    return shown
