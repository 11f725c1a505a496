"""A judge of HTML that knows nothing of how cop-kb makes it safe: what a browser could run, frame, submit or fetch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urlsplit

RUNS = {"script", "iframe", "object", "embed", "applet", "form", "style", "link", "meta", "base", "frame", "frameset",
        "textarea", "select", "option", "video", "audio", "source", "track", "template", "noscript", "foreignobject",
        "image", "feimage", "animate", "set", "animatetransform", "math", "marquee", "dialog", "portal"}  # fmt: skip
FETCHES = {"src", "srcset", "poster", "background", "data", "action", "formaction", "xlink:href", "ping", "cite",
           "manifest", "longdesc", "dynsrc", "lowsrc"}  # fmt: skip
HARMLESS_STYLE = re.compile(r"\s*(text-align:\s*(left|center|right|justify);?\s*)?")
RESERVED_IDS = re.compile(r"__(config|search|drawer|toc|palette|nav|comments|consent|source|tags|skip)")
LOCAL = {"http", "https", "mailto", "tel", ""}


class Judge(HTMLParser):
    """Collects what is dangerous in a text of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in RUNS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            self.found += [f"<{tag}>: {why}" for why in self.of_attribute(tag, name, as_browsers_read(value or ""))]

    def of_attribute(self, tag: str, name: str, value: str) -> Iterable[str]:
        if name.startswith("on"):
            yield f"{name} runs"
        if name in ("href", *FETCHES) and scheme(value) not in LOCAL:
            yield f"{name} leads to {value}"
        if name in FETCHES and (scheme(value) or re.match(r"[/\\]{2}", value)):
            yield f"{name} asks {value}"
        if name == "href" and tag not in ("a", "area"):
            yield f"href on {tag} is fetched"
        if name == "style" and not HARMLESS_STYLE.fullmatch(value):
            yield f"style is {value}"
        if name != "style" and re.search(r"url\s*\(|\\", value) and name in ("fill", "stroke", "filter", "mask"):
            yield f"{name} fetches {value}"
        if name in ("id", "name", "for") and RESERVED_IDS.match(value):
            yield f"{name} takes the place of Material's {value}"
        if name == "class" and "mermaid" in value.split():
            yield "Material fetches Mermaid for this class"
        if name.startswith(("data-md-", "data-clipboard-")):
            yield f"Material's scripts look for {name}"
        if tag == "input" and name == "type" and value not in ("checkbox", "radio"):
            yield f"takes {value}"


def as_browsers_read(value: str) -> str:
    """An attribute as an address: https://url.spec.whatwg.org/#concept-basic-url-parser"""
    return re.sub(r"[\t\n\r]", "", value).strip("".join(map(chr, range(33))))


def scheme(value: str) -> str:
    try:
        return urlsplit(value).scheme
    except ValueError:
        return ""


def dangers(html: str) -> list[str]:
    """What is dangerous in a text of HTML; nothing, if it can only be read."""
    judge = Judge()
    judge.feed(html)
    judge.close()
    return judge.found
