"""What the sanitiser takes out of rendered HTML, so that nobody has to wonder where it went."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from cop_kb.safety.markdown_check import INSIDE
from cop_kb.safety.sanitiser import DIAGRAM, TAGS, cleaned

CODE = frozenset({"script", "style"})
"""What goes with all that is in it; of other elements the words stay."""
NOTHING_LOST = frozenset({"markdown", "markdown1", "xmlns"})
"""Attributes that mean nothing to a reader: they steer what has been done by now."""
ADDED = frozenset({"tbody", "html", "head", "body"})
"""Elements that a browser has whether they are written or not."""
LONGEST = 60
NUMBERED = re.compile(r"_\d+\Z")
"""What Markdown adds to the id of a second heading of the same name."""
BLANKS = re.compile(r"\s+")


class Removed(NamedTuple):
    """``what`` says it to a person; ``sign`` and ``value`` are texts by which it can be found in the Markdown."""

    what: str
    sign: str
    value: str = ""

    @property
    def is_element(self) -> bool:
        """Whether a whole element goes, not something that is said of one."""
        return self.sign.startswith("<")


def removed(html: str) -> tuple[Removed, ...]:
    """What ``safe_html`` takes out of a text, each once, as it comes.

    >>> [each.what for each in removed('<p onclick="a()">x</p><script>a()</script>')]
    ['onclick="a()" of <p>', '<script> with all that is in it']
    """
    before, after = _Tags(), _Tags()
    before.read(html)
    after.read(cleaned(html))
    found = [each for tag in before.found for each in _of_tag(*tag)]
    told = {each.sign for each in found}
    names, kept = (Counter(tag for tag, _ in each.found) for each in (before, after))
    found += [  # where it may not stand, or within something that goes
        Removed(f"<{tag}>", f"<{tag}")
        for tag in names
        if names[tag] > kept[tag] and tag in TAGS and tag not in ADDED and not {"<script", "<style"} & told
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=20_000)
def _of_tag(tag: str, attributes: tuple[tuple[str, str], ...]) -> tuple[Removed, ...]:
    if tag in CODE:
        return (Removed(f"<{tag}> with all that is in it", f"<{tag}"),)
    if tag not in TAGS:
        return () if tag in ADDED and not attributes else (Removed(f"<{tag}>", f"<{tag}"),)
    return tuple(each for name, value in attributes for each in _of_attribute(tag, name, value, dict(attributes)))


def _of_attribute(tag: str, name: str, value: str, beside: dict[str, str]) -> Iterator[Removed]:
    left = _left(tag, name, value)
    if left == value or name in NOTHING_LOST or _is_ours(tag, name, value, beside):
        return
    if name == "class":
        kept = (left or "").split()
        drawn = tag == "pre" and DIAGRAM in kept
        gone = [each for each in value.split() if each not in kept and not (drawn and each == "mermaid")]
        yield from (Removed(f"the class {_shown(each)}", each) for each in gone)
    elif name in ("id", "for", "name"):
        yield Removed(f"{name}={_quoted(value)} of <{tag}>", NUMBERED.sub("", value))
    elif name != "style" or BLANKS.sub("", left or "").rstrip(";") != BLANKS.sub("", value).rstrip(";"):
        yield Removed(f"{name}={_quoted(value)} of <{tag}>", name, value)


def _is_ours(tag: str, name: str, value: str, beside: dict[str, str]) -> bool:
    """What Material's own Markdown extensions write and no reader misses."""
    if tag == "a" and name == "name":
        return beside.get("id") == value  # a line of code, which has an id of the same text
    return tag == "img" and name == "src" and "twemoji" in beside.get("class", "").split()  # a character stands for it


@lru_cache(maxsize=20_000)
def _left(tag: str, name: str, value: str) -> str | None:
    """What is left of an attribute; None where it goes."""
    parser = _Tags()
    box = ' type="checkbox"' if tag == "input" and name != "type" else ""  # without one it would go altogether
    parser.read(cleaned(f'{INSIDE.get(tag, "")}<{tag}{box} {escape(name)}="{escape(value)}">'))
    return next((dict(given).get(name) for each, given in parser.found if each == tag), None)


def _quoted(value: str) -> str:
    return f'"{_shown(value)}"'


def _shown(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


class _Tags(HTMLParser):
    """The start tags of a text with their attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[tuple[str, str], ...]]] = []

    def read(self, html: str) -> None:
        """Read a whole text."""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.found.append((tag, tuple((name, value or "") for name, value in attrs)))
