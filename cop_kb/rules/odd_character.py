"""Characters that nobody sees, and that make a text say something else than it shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cop_kb.markdown.document import without_code
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import sources

SEVERITY = Severity.WARNING
SUSPECT = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u034f\u115f\u1160\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164"
    r"\ufeff\uffa0\ufff0-\ufffd\U000e0000-\U000e0fff]|\r(?!\n)|[\u200c\u200d\ufe00-\ufe0f]{2,}|(?<=[A-Za-z0-9])\u200d(?=[A-Za-z0-9])"
)
TURNS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
OVERRIDES = "\u202d\u202e"
TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
BREAKS = "\x0b\x0c\x85\u2028\u2029\r"
LOST = "\ufffd"
STACK = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{8,}")
ANY = re.compile(
    r"[\x01-\x08\x0b-\x1f\x7f-\x9f\u0300-\u036f\u0483-\u0489\u115f\u1160\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200d"
    r"\u2028-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd\U000e0000-\U000e0fff]"
)
"""All that is looked for; to see that a text has none of it, each of its characters is looked at once."""
WORDS_WITHOUT_BLANKS = re.compile(r"[\u0e00-\u109f\u1780-\u17ff\u1950-\u1aaf\u3000-\u9fff\uac00-\ud7af]")
"""Thai, Lao, Tibetan, Burmese, Khmer, Chinese, Japanese, Korean: a zero-width space says where a line may end."""
IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]\Z")
FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{2,6}\U000e007f")
HINTS = {
    "turns the text": "What is shown is not what stands here: take it away, or close it on the same line.",
    "is what a program wrote for a letter it did not know": "Write the letter that was meant.",
    "ends a line for some programs only": "Begin a new line in the usual way.",
    "is a control character": "It belongs in no text: take it away.",
    "is invisible": "Nobody sees it, and a search does not find the word: take it away.",
}


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each odd character once in a file, where it stands first, with how often."""
    for source in sources(kb):
        if any(trouble.rule == "unreadable-file" for trouble in source.troubles):
            continue
        if not ANY.search("".join(set(source.text))):
            continue
        places = _turns(source.text)
        for found in SUSPECT.finditer(source.text):
            if not _is_honest(source.text, found.start()):
                places.setdefault(found[0][0], []).append(found.start())
        if LOST in places:
            prose = without_code(source.text)
            places[LOST] = [at for at in places[LOST] if prose[at] == LOST]
        for char, stands in places.items():
            if stands:
                what = _what(char)
                times = f" ({len(stands):,} times in this file)" if len(stands) > 1 else ""
                yield Finding(source.place(stands[0]), f"{_name(char)} {what}{times}", HINTS[what])
        if stack := STACK.search(source.text):
            message = f"{stack.end() - stack.start()} accents stand on one letter"
            yield Finding(source.place(*stack.span()), message, "They cover the lines around: take them away.")


def _is_honest(text: str, at: int) -> bool:
    """Whether it is one of the uses for which such a character was made."""
    char = text[at]
    if char == "\u200b":
        return any(WORDS_WITHOUT_BLANKS.match(each) for each in (text[at - 1 : at], text[at + 1 : at + 2]))
    if char in "\u2060\u2061\u2062\u2063\u2064\u034f":
        return text[at - 1 : at] != char and text[at + 1 : at + 2] != char  # a joiner, or in mathematics
    if "\U000e0100" <= char <= "\U000e01ef":
        return bool(IDEOGRAPH.search(text[at - 1 : at]))  # a variant of a Chinese character
    if "\U000e0020" <= char <= "\U000e007f":
        begin = text.rfind("\U0001f3f4", max(0, at - 8), at)
        return begin >= 0 and bool(FLAG.match(text, begin))  # the flags of England, Scotland and Wales
    if char in "\u200c\u200d" or "\ufe00" <= char <= "\ufe0f":
        return text[at : at + 2] == "\ufe0f\u200d" and not SUSPECT.match(text, at + 1)  # inside an emoji
    return False


def _turns(text: str) -> dict[str, list[int]]:
    """Where something turns the text that is not closed on its line, or has no letters around that run leftwards."""
    places: dict[str, list[int]] = {}
    if TURNING.search(text):
        start = 0
        for line in text.split("\n"):
            turns = list(TURNING.finditer(line))
            if turns and not _is_balanced([found[0] for found in turns], line):
                for found in turns:
                    places.setdefault(found[0], []).append(start + found.start())
            start += len(line) + 1
    return places


def _is_balanced(turns: list[str], line: str) -> bool:
    opened: list[str] = []
    for char in turns:
        if char in TURNS:
            opened.append(TURNS[char])
        elif char in OVERRIDES or not opened or opened.pop() != char:
            return False
    return not opened and any(unicodedata.bidirectional(char) in ("R", "AL") for char in line)


def _what(char: str) -> str:
    turns, lost, breaks, control, invisible = HINTS
    if char in OVERRIDES or char in TURNS or char in TURNS.values():
        return turns
    if char in "\ufffc\ufffd":
        return lost
    return breaks if char in BREAKS else control if unicodedata.category(char) == "Cc" else invisible


def _name(char: str) -> str:
    name = unicodedata.name(char, "").capitalize()
    return f"U+{ord(char):04X} ({name})" if name else f"U+{ord(char):04X}"
