"""HTML as a reader sees it: blocks, nesting and words, so that two renderers can be compared."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from cop_kb.markdown.html import Elements

DROPPED = frozenset({"div", "span", "thead", "tbody", "label"})
VOID = frozenset({"br", "hr", "img", "input"})
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "iframe", "img", "ins", "kbd", "mark", "q", "s", "samp", "select",
     "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)  # fmt: skip
"""Elements within a word."""
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


def words(html: str, elements: Elements | None = None) -> list[str]:
    """The words of rendered HTML, in order: runs of letters and digits, the numbers of lists too.

    A tag that is none of the ``elements`` is text, with its words. What a script or a style holds is no word.
    """
    reader = _Words(elements or Elements(()))
    reader.feed(html)
    reader.close()
    return re.findall(r"[^\W_]+", "".join(reader.texts))


class _Words(HTMLParser):
    CDATA_CONTENT_ELEMENTS = ("script", "style")

    def __init__(self, elements: Elements) -> None:
        super().__init__(convert_charrefs=True)
        self._elements = elements
        self._code = False
        self._numbers: list[int | None] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code = tag in self.CDATA_CONTENT_ELEMENTS
        if not self._elements.has(tag):
            self.texts.append(self.get_starttag_text() or "")
        elif tag not in INLINE:
            self.texts.append(" ")
        if tag in ("ol", "ul"):
            self._numbers.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        if tag == "li" and self._numbers and self._numbers[-1] is not None:
            self.texts.append(f"{self._numbers[-1]} ")
            self._numbers[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        self._code = False
        if tag in ("ol", "ul") and self._numbers:
            self._numbers.pop()
        if not self._elements.has(tag):
            self.texts.append(f"</{tag}>")
        elif tag not in INLINE:
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        self.texts.append("" if self._code else data)

    def handle_decl(self, decl: str) -> None:
        self.texts.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.texts.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.texts.append(f"<![{data}]>")
