"""What of an entry's text stands elsewhere than on its page: its answer and its symptom in a line."""

from __future__ import annotations

import re

from cop_kb.markdown.document import plain_text
from cop_kb.model.entry import Entry, Section
from cop_kb.model.entry_type import heading_key

NOT_PROSE = re.compile(r"[ \t]*(?:#|>|\||[-*+] |\d+[.)] |```|~~~|!!!|\?\?\?|===|<|\[\^|:::|    )|[ \t]*$")
SENTENCE = re.compile(r"(?<=[.!?。！？])\s+(?=[^a-z])")
BLOCK = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
HEADING = re.compile(r"^#{2,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
ANY_HEADING = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?#{1,6}[ \t]+(?P<text>[^\n]+)", re.MULTILINE)
WORD = re.compile(r"[^\s\"'`()<>\[\]{}|/\\,;:=]+")
SHORT = 160
SYMPTOM = 40  # words


def answer_of(entry: Entry) -> Section | None:
    """The section that answers the reader: the best that is filled."""
    for name in entry.type.roles.answer:
        if found := entry.section(name):
            return found
    return None


def symptom_of(entry: Entry) -> Section | None:
    """The section that says how the reader meets it, if it is filled."""
    return entry.section(entry.type.roles.symptom) if entry.type.roles.symptom else None


def first_paragraph(text: str) -> tuple[int, int]:
    """Where the first paragraph of prose stands in a Markdown text; an empty stretch where there is none."""
    for block in BLOCK.finditer(text):
        if not NOT_PROSE.match(block[0]):
            return block.span()
    return 0, 0


def paragraph(text: str) -> str:
    """The first paragraph of prose in a Markdown text, as one plain line."""
    start, end = first_paragraph(text)
    return plain_text(text[start:end])


def shortened(text: str, most: int = SHORT) -> str:
    """At most so many characters, ended at a sentence or a word."""
    if len(text) <= most:
        return text
    kept = ""
    for sentence in SENTENCE.split(text):
        if len(kept) + len(sentence) > most:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def summary(entry: Entry, most: int = SHORT) -> str:
    """What a list shows of an entry in a line or two: what its author says it is about, else how its text begins."""
    if entry.summary:
        return shortened(" ".join(entry.summary.split()), most)
    sections = (answer_of(entry), symptom_of(entry), *(each for each in entry.sections if each.text))
    found = (paragraph(section.text) for section in sections if section)
    return shortened(next(filter(None, found), ""), most)


def below(text: str, heading: str) -> str:
    """The text between a heading and the next one."""
    return next((said for title, said in stretches(text) if heading_key(title) == heading_key(heading)), "")


def stretches(text: str) -> list[tuple[str, str]]:
    """The headings of a text, each with what stands below it."""
    parts = HEADING.split(text)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def headings_inside(text: str) -> frozenset[str]:
    """Whatever looks like a heading, be it inside a list, a quotation or a box."""
    return frozenset(plain_text(match["text"].rstrip(" \t#")) for match in ANY_HEADING.finditer(text))


def symptom_words(entry: Entry) -> str:
    """How the section begins in which readers recognise the entry; "" without one."""
    section = entry.section(entry.type.roles.symptom)
    return plain_text(" ".join(section.text[: SYMPTOM * 20].split()[:SYMPTOM])) if section else ""


def file_names(text: str) -> frozenset[str]:
    """All in a text that may be the name of a file: words with a dot in them."""
    words = (word.rstrip(".!?") for word in WORD.findall(text) if "." in word)
    return frozenset(word for word in words if "." in word)
