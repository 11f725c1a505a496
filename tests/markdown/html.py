"""HTML as a reader sees it: blocks, nesting and words, so that two renderers can be compared."""

from __future__ import annotations

import re
from html.parser import HTMLParser

DROPPED = frozenset({"div", "span", "thead", "tbody", "label"})
VOID = frozenset({"br", "hr", "img", "input"})
KEPT = ("start", "href", "src", "type")


def structure(html: str) -> list[str]:
    """Start tags with what counts of their attributes, end tags, and texts without blanks."""
    reader = _Structure()
    reader.feed(html)
    reader.close()
    return reader.found


class _Structure(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            return
        kept = sorted((name, value) for name, value in attrs if name in KEPT and value is not None)
        kept = [] if tag == "ol" and kept == [("start", "1")] else kept
        self.found.append(f"<{tag} {kept}>" if kept else f"<{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and tag not in DROPPED:
            self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", "", data)
        if text and self.found and not self.found[-1].startswith("<"):
            self.found[-1] += text
        elif text:
            self.found.append(text if not text.startswith("<") else f"\u200b{text}")


def words(html: str) -> list[str]:
    """The words of rendered HTML, in order: runs of letters and digits."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return re.findall(r"[^\W_]+", " ".join(reader.texts))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
