"""Whether a drawing in SVG is only a drawing: opened by itself it is a page, and could run what stands in it.

The file is looked through by expat, which loads nothing, and stays as it is. What is not known to be passive is
refused: https://www.w3.org/TR/SVG2/conform.html#secure-static-mode is how a browser shows it inside a page, where
nothing in it runs; here it is about whoever opens its own address.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

from cop_kb.model.settings import Settings
from cop_kb.model.source import Trouble
from cop_kb.reading.files import read_bytes

SVG = "http://www.w3.org/2000/svg"
XHTML = "http://www.w3.org/1999/xhtml"
ACTIVE = "script handler listener foreignobject iframe embed object audio video canvas"
MOVING = "animate animatemotion animatetransform animatecolor set discard"
NOT_PASSIVE = frozenset(f"{ACTIVE} {MOVING}".split())
FOREIGN = frozenset({XHTML, "http://www.w3.org/2001/xml-events", "http://www.w3.org/2001/XInclude"})
ADDRESSES = frozenset({"href", "src", "base"})
INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp)\b|\Z)", re.IGNORECASE)
WEB = re.compile(r"\s*(?:https?:|mailto:|#)", re.IGNORECASE)
LOADS = re.compile(
    r"@import|url\s*\(\s*[\"']?\s*(?!#|data:(?:image|font)/|[\"'\s)])|expression\s*\(|javascript:|\\", re.IGNORECASE
)
HINT = "Attach a .png or a .pdf of it, or export it without script, animation, HTML and links to other files."


class _NotPassiveError(Exception):
    """What in a drawing is more than drawing."""


class _Reader:
    """Takes expat's events, and stops at the first that is not passive."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.element
        self.parser.CharacterDataHandler = self.text
        self.parser.EntityDeclHandler = self.entity
        self.parser.ProcessingInstructionHandler = self.instruction
        self.depth = 0
        self.styles = False
        self.css = ""

    def element(self, full: str, attributes: dict[str, str]) -> None:
        """An element with its attributes, each with its namespace before it."""
        namespace, _, name = full.rpartition(" ")
        if self.depth == 0 and (name != "svg" or namespace not in (SVG, "")):
            raise _NotPassiveError(f"it begins with <{name}>, not with <svg>")
        self.depth += 1
        if name.lower() in NOT_PASSIVE or namespace in FOREIGN:
            raise _NotPassiveError(f"it holds <{name}>")
        self.styles = name.lower() == "style"
        for key, value in attributes.items():
            plain = key.rpartition(" ")[2].lower()
            if plain.startswith("on"):
                raise _NotPassiveError(f"it holds the handler {plain}")
            allowed = WEB if name == "a" else INSIDE
            if plain in ADDRESSES and not allowed.match(value):
                raise _NotPassiveError(f"it loads “{value.strip()[:60]}”")
            if "javascript:" in "".join(value.split()).lower() or ("(" in value and LOADS.search(value)):
                raise _NotPassiveError(f"its {plain} loads something or runs a script")

    def text(self, text: str) -> None:
        """The text of an element, which for <style> is CSS."""
        if self.styles:
            self.css += text

    def entity(self, name: str, *_: object) -> None:
        """An entity that the file declares."""
        raise _NotPassiveError(f"it declares the entity “{name}”")

    def instruction(self, target: str, _: str) -> None:
        """A processing instruction: a style sheet may be a program."""
        if "stylesheet" in target.lower():
            raise _NotPassiveError("it names a style sheet")


def svg_trouble(path: Path, settings: Settings) -> Trouble | None:
    """Why a drawing does not become part of a site; None for one that is only a drawing."""
    most = settings.max_attachment_bytes
    try:
        data = read_bytes(path, most + 1)
    except OSError as error:
        return Trouble("refused-file", detail=f"it cannot be read: {error.strerror or error}", hint=HINT)
    why = f"it is bigger than the {most:,} bytes up to which drawings are looked through" if len(data) > most else ""
    why = why or why_not_passive(data)
    return Trouble("refused-file", detail=f"this drawing is more than a picture: {why}", hint=HINT) if why else None


def why_not_passive(data: bytes) -> str:
    """What in a drawing is more than drawing, or ""."""
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except _NotPassiveError as found:
        return str(found)
    except expat.ExpatError as error:
        return f"it is not XML from line {error.lineno} on"
    except (ValueError, LookupError):  # an encoding that nobody knows
        return "it is not XML"
    return "its style loads something" if LOADS.search(reader.css) else ""
