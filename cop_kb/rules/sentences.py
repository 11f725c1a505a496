"""How many sentences the prose of a Markdown text has."""

from __future__ import annotations

import re

from cop_kb.markdown.document import plain_text, without_code
from cop_kb.markdown.sentences import LETTER, sentences

BLOCK = re.compile(r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]|\||!!!|\?\?\?|===|:[ \t]|\[\^|<)")
"""Begins a list item, a row, a box or the like: what is indented below it, or follows at once, belongs to it."""
LINE = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]|:::|\[[^\[\]]+\]:|\{|[-=*_~ \t]{3,}$|(?:!\[[^\[\]]*\]\([^()]*\)[ \t]*)+$|\[!\w+\][ \t]*$)"
)
"""A line of its own that is no prose: a heading, a rule, a picture."""
INDENTED = re.compile(r"(?: {2,}|\t)\S")
QUOTED = re.compile(r"^[ \t]*>[ \t]?")


def count_sentences(markdown: str) -> int:
    """The sentences in the prose of a Markdown text: not in its lists, tables, code, headings, boxes and pictures."""
    return sum(map(_in_paragraph, _paragraphs(markdown)))


def _paragraphs(markdown: str) -> list[str]:
    found: list[list[str]] = [[]]
    in_block, follows = False, False
    for written in without_code(markdown).split("\n"):
        line = QUOTED.sub("", written)
        if not line.strip():
            found.append([])
            follows = False
        elif BLOCK.match(line):
            in_block = follows = True
        elif LINE.match(line):
            found.append([])
            in_block = follows = False
        elif not (in_block and (follows or INDENTED.match(line))):
            found[-1].append(line)
            in_block = False
    return [plain_text("\n".join(lines)) for lines in found if lines]


def _in_paragraph(text: str) -> int:
    return sum(1 for each in sentences(text) if LETTER.search(each))
