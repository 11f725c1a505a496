"""Text → front matter and body. One strict parser decides; nothing else ever parses an author's file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from cop_kb.model import yaml_faults
from cop_kb.model.node import Mapping, Node
from cop_kb.model.source import Source, Trouble
from cop_kb.model.yaml_text import NotYamlError, read_yaml

LOST = frozenset(
    {
        "yaml-error",
        "front-matter-form",
        "front-matter-not-closed",
        "front-matter-not-first",
        "front-matter-not-mapping",
    }
)
"""The troubles of a front matter of which not all is read."""
MOST_VALUES = 2_000
OPENING = re.compile(r"---[ \t]*\r?\n")
CLOSING = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
LOOKS_LIKE_KEYS = re.compile(r"[A-Za-z][\w-]*[ \t]*:(?:[ \t]|\r?\n|\Z)")
LATE_BLOCK = re.compile(r"(?:[ \t]*\r?\n)+---[ \t]*\r?\n(?=[A-Za-z][\w-]*:(?:[ \t]|\r?\n))")
BREAK = r"(?:\r\n|[\r\n\x85\u2028\u2029])"
WITHIN = r"[^\r\n\x85\u2028\u2029]"
KEY = r"[ \t]*[A-Za-z][\w-]*[ \t]*[:=]"
ENDS = rf"[ \t]*(?:-{{2,}}|[\u2012-\u2015\u2212]+|\.\.\.)[ \t]*(?:{BREAK}|\Z)"
KEY_LINES = rf"{KEY}{WITHIN}*+{BREAK}(?:(?!{ENDS})(?:{KEY}|[ \t]|-[ \t]|[#\]\}}]){WITHIN}*+{BREAK}|{BREAK})*+"
UNSEEN = r"(?:[\s\u200b-\u200f\u2060\ufeff]|<!--(?:(?!-->).)*+-->)*+"
FENCE = rf"(?:-{{2}}{WITHIN}{{0,40}}|[\u2012-\u2015\u2212]{{1,3}}|\+\+\+|;;;|\*\*\*|~~~+)[ \t]*+"
OTHER_FORM = re.compile(
    rf"{UNSEEN}(?:(?P<fence>{FENCE}){BREAK}{KEY_LINES}[ \t]*(?:{FENCE}|\.\.\.)(?:{BREAK}|\Z)"
    rf'|(?P<json>\{{)\s*"[\w-]+"\s*:)',
    re.DOTALL,
)
SECOND = re.compile(rf"(?:[ \t]*\r?\n)*+(?P<fence>---)[ \t]*\r?\n{KEY_LINES}---[ \t]*(?:\r?\n|\Z)")
HEADING = rf"(?:#{{1,6}}[ \t]{WITHIN}*+\r?\n|[^\s>|`~-]{WITHIN}*+\r?\n=++[ \t]*+\r?\n)"
BELOW_HEADING = re.compile(
    rf"(?P<above>(?:[ \t]*\r?\n)*+{HEADING}(?:[ \t]*\r?\n)*+)"
    rf"(?P<block>---[ \t]*\r?\n{KEY_LINES}---[ \t]*(?:\r?\n|\Z))"
)
BARE = re.compile(
    rf"{UNSEEN}(?P<first>[A-Za-z][\w-]*:[ \t]{WITHIN}*+)"
    rf"(?P<others>(?:{BREAK}(?:[A-Za-z][\w-]*:|[ \t]+\S|-[ \t]){WITHIN}*+)*+)"
    rf"(?={BREAK}[ \t]*(?:{BREAK}|\Z)|\Z)",
    re.DOTALL,
)
BARE_KEY = re.compile(r"^([A-Za-z][\w-]*):", re.MULTILINE)
USUAL = frozenset({
    "aka", "aliases", "applies_to", "author", "authors", "categories", "codes", "date", "description", "draft",
    "keywords", "lang", "layout", "permalink", "review", "slug", "supersedes", "tags", "title", "topics",
})  # fmt: skip
"""Keys that people write on top of a file, here or with other tools."""
UNQUOTED_COLON = re.compile(
    r"^[ \t-]*[\w-]+:[ \t]+(?P<value>[^\"'\[{|>&*!%@`#\s].*?:(?:[ \t].*?)?)(?:[ \t]+#.*)?[ \t]*\r?$"
)


@dataclass(frozen=True, slots=True)
class Split:
    """The front matter as nodes (None: none, or unreadable), where the body begins, and what was wrong."""

    front_matter: Mapping | None
    body_start: int
    troubles: tuple[Trouble, ...] = ()


class StrictHandler(BaseHandler):
    """A handler for ``frontmatter.parse`` that keeps every value as written, with its place.

    ``frontmatter.loads`` is not used: it strips the body, hides duplicate keys and fails on a key ``content``.
    """

    def __init__(self, text: str) -> None:
        super().__init__(fm_boundary=OPENING, start_delimiter="---", end_delimiter="---")
        opening = OPENING.match(text)
        self.block_start = opening.end() if opening else 0
        self.closing = CLOSING.search(text, self.block_start) if opening else None
        self.block = text[self.block_start : self.closing.start()] if self.closing else ""
        self.node: Node | None = None

    def split(self, text: str) -> tuple[str, str]:
        """The block as it stands in the file: what ``parse`` hands over has other line ends and no margins."""
        return self.block, ""

    def load(self, fm: str) -> dict[str, Node]:
        """The block's keys with their nodes; raises NotYamlError."""
        self.node = read_yaml(fm, self.block_start, most=MOST_VALUES)
        return {key.text: value for key, value in self.node} if isinstance(self.node, Mapping) else {}

    def export(self, metadata: dict[str, object], **kwargs: object) -> Any:
        """Not offered: writing YAML anew loses comments and order; fixes splice the text instead."""
        raise NotImplementedError


def split(text: str) -> Split:
    """Separate a file's text into front matter and body. Never raises."""
    opening = OPENING.match(text)
    if not opening:
        return _without(text)
    handler = StrictHandler(text)
    if handler.closing is None:
        if not LOOKS_LIKE_KEYS.match(text, opening.end()):
            return Split(None, 0)  # a thematic break opens the text: honest Markdown
        return Split(None, len(text), (Trouble("front-matter-not-closed", 0, 3, "---"),))
    body_start = handler.closing.end()
    try:
        frontmatter.parse(text, handler=handler)
    except NotYamlError as problem:
        return Split(None, body_start, (_yaml_trouble(text, problem),))
    if handler.node is None:
        return Split(None, body_start)
    if not isinstance(handler.node, Mapping):
        node = handler.node
        if not handler.block.split("\n", 1)[0].strip():
            return Split(None, 0)  # two thematic breaks with text between them
        written = text[node.start : node.end].strip()
        return Split(None, body_start, (Trouble("front-matter-not-mapping", node.start, node.end, written[:60]),))
    why = "a second block of keys begins here"
    if second := SECOND.match(text, body_start):
        return Split(handler.node, body_start, (_form(second, why),))
    if below := _below_heading(text, body_start):
        at = below.start("block")
        return Split(handler.node, body_start, (Trouble("front-matter-form", at, at + 3, "---", why),))
    return Split(handler.node, body_start)


def has_lost_front_matter(source: Source) -> bool:
    """Whether some of a front matter was not read: what else seems to be missing may only follow from that."""
    return any(trouble.rule in LOST for trouble in source.troubles)


def _without(text: str) -> Split:
    late = LATE_BLOCK.match(text)
    if late and CLOSING.search(text, late.end()):
        dashes = text.index("---")
        return Split(None, 0, (Trouble("front-matter-not-first", dashes, dashes + 3, "---"),))
    if below := _below_heading(text, 0):
        at = below.start("block")
        return Split(None, 0, (Trouble("front-matter-not-first", at, at + 3, below["block"], below["above"]),))
    why = "these keys stand in a form that is not read"
    if other := OTHER_FORM.match(text):
        return Split(None, 0, (_form(other, why),))
    bare = BARE.match(text)
    if bare and _are_keys(bare["first"] + bare["others"]):
        start, end = bare.span("first")
        return Split(None, 0, (Trouble("front-matter-form", start, end, bare["first"].strip()[:60], why),))
    return Split(None, 0)


def _below_heading(text: str, start: int) -> re.Match[str] | None:
    """A block of keys below the first heading: one of them is usual, for ``Date:`` between two lines may be text."""
    found = BELOW_HEADING.match(text, start)
    return found if found and not USUAL.isdisjoint(BARE_KEY.findall(found["block"])) else None


def _are_keys(lines: str) -> bool:
    """Whether lines with colons are meant as keys: one of them is the title, or all begin as keys do that are usual."""
    keys = BARE_KEY.findall(lines)
    return any(key.lower() == "title" for key in keys) or (len(keys) > 1 and USUAL.issuperset(keys))


def _form(found: re.Match[str], why: str) -> Trouble:
    name = found.lastgroup or "fence"
    return Trouble("front-matter-form", found.start(name), found.end(name), found[name].strip(), why)


def _yaml_trouble(text: str, problem: NotYamlError) -> Trouble:
    at = min(problem.offset, max(len(text) - 1, 0))
    line_start = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    colon = UNQUOTED_COLON.match(line)
    if colon and problem.detail == yaml_faults.UNQUOTED_COLON:
        start = line_start + colon.start("value")
        return Trouble("yaml-error", start, line_start + colon.end("value"), colon["value"], "unquoted colon")
    return Trouble("yaml-error", at, at + 1, line.strip()[:60], problem.detail)
