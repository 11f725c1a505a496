"""Words that no reader sees: a comment, or a definition of a link, in a paragraph of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.markdown.document import read_document
from cop_kb.markdown.links import folded_label
from cop_kb.model.entry import Outline
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.source import Source
from cop_kb.rules.shared import outlines, shortened

SEVERITY = Severity.HINT
NO_WORD = frozenset({"//", "comment", "_"})
"""Labels by which people write a comment as a definition: ``[//]: # (…)``."""
COMMENT = re.compile(r"<!--+\s*(?P<text>.*?)\s*-*-->", re.DOTALL)
WORDS = re.compile(r"(?:\W*\w+){4}")
FOR_PROGRAMS = re.compile(
    r"[\W_]|[\w-]+:|(?:TODO|FIXME|markdownlint|prettier|vale|textlint|cspell|more|toc|omit)\b", re.IGNORECASE
)
"""How comments begin that are meant for a program, or for whoever writes next."""


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    prompts = {section.prompt for each in kb.types.values() for section in each.sections}
    for source, outline in outlines(kb):
        if "]:" in source.text:
            yield from _definitions(source, outline)
        if any(_is_prose(each["text"], prompts) for each in COMMENT.finditer(source.text)):
            yield from _comments(source, prompts)


def _definitions(source: Source, outline: Outline) -> Iterator[Finding]:
    used = {link.target for link in outline.links if link.kind == "reference"}
    for link in outline.links:
        label = folded_label(link.text)
        if link.kind == "definition" and label not in used and label not in NO_WORD:
            said = shortened(source.text[link.start : link.end])
            message = f"“{said}” defines a link that this text does not have, so no reader sees it"
            yield Finding(source.place(link.start, link.end), message, r"Take it away, or write “\[” to show it.")


def _comments(source: Source, prompts: set[str]) -> Iterator[Finding]:
    for start, end in read_document(source.text, source.body_start).comments:
        before = source.text[source.text.rfind("\n", 0, start) + 1 : start]
        found = COMMENT.fullmatch(source.text, start, end)
        if found and not before.strip() and _is_prose(found["text"], prompts):
            message = f"no reader sees this comment: “{shortened(found['text'])}”"
            yield Finding(source.place(start, end), message, "Is it for readers? Take <!-- and --> away.")


def _is_prose(text: str, prompts: set[str]) -> bool:
    return bool(WORDS.match(text)) and not FOR_PROGRAMS.match(text) and text not in prompts
