"""What a text says, apart from how it is written: its words. By them is told whether a commit changed an entry.

The words are those of the title, of other names, of notes and of the body, without what a reader does not read:
comments, prompts, tags and link targets. They follow from a file's bytes alone, so they are read from Git's objects
as well as from files.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache

from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Node, Scalar
from cop_kb.model.node import Sequence as ListNode
from cop_kb.reading.front_matter import CLOSING, LATE_BLOCK, OPENING, split
from cop_kb.reading.likeness import UNSPACED

Words = Sequence[str]
SAID = ("aka", "retired", "adopted_in")
TITLE, USES, NOTE, IMPORTED = "title", "applied", "note", "x-source"
RUN = 5
"""Words in a row by which a passage is known again."""
LONG, NEAR = 5, 2
"""Letters from which on a word can be misspelt, and letters by which it is."""
LONGEST_WORD, MOST_CORRECTED = 60, 200
"""Whatever is longer, or more, was not corrected but changed."""
MENDINGS = 20
"""Values with an unquoted colon, at most, that are read as if they had been quoted."""
MARKUP = re.compile(
    r"""
    <(?:!--.*?(?:-->|\Z)|/?[A-Za-z][^<>]*+>)              # a comment, a tag, an address
  | \](?:\(\s*+(?:<[^<>\n]*+>|[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)*+)  # the target of a link
        |\[[^\[\]\n]*+\])                                # … by a name
  | \n[ ]{0,3}\[(?!\^)[^\[\]\n]++\]:[ \t]*+\S++           # what that name means
  | \n[ \t>]*+(?:[0-9]{1,9}[.)](?=\s)|`{3,}[^\n`]*+|~{3,}[^\n]*+)  # the number in a list, a fence
  | \[(?:\^[^\[\]\n]++\]:?|\[[^\[\]|\n]*+(?:\]\]|\|))     # a footnote's name, [[target]]
  | https?://[^\s<>]++
  | &(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});
  | \{:?[ \t]*+[#.][^{}\n]*+\}                           # an attribute list
    """,
    re.VERBOSE | re.DOTALL,
)
"""What stands in a text and is not read. Each part begins with a certain character, which makes the search quick."""


COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


class Change(IntEnum):
    """What became of a file's words: the same or a correction; others; others and more of them."""

    NONE = 0
    OTHER = 1
    MORE = 2


class Substance:
    """The words of a file, each part worked out when somebody asks for it. ``prompts`` are lines that say nothing."""

    def __init__(self, data: bytes, prompts: Collection[str] = ()) -> None:
        text = data.decode("utf-8-sig", "replace")
        late = LATE_BLOCK.match(text)
        text = text[text.index("---") :] if late else text
        opening = OPENING.match(text)
        closing = CLOSING.search(text, opening.end()) if opening else None
        self.front = text[: closing.end()] if closing else ""
        self.body, self.prompts = text[len(self.front) :], prompts

    @cached_property
    def body_words(self) -> Words:
        """The words of the body."""
        return _read(self.body, self.prompts)

    @cached_property
    def words(self) -> Words:
        """All words, in one order wherever they stand. A heading that repeats the title does not count twice."""
        title, others = _front_words(self.front)
        body = self.body_words
        return [*(() if tuple(body[: len(title)]) == title else title), *body, *others]

    @cached_property
    def has_text(self) -> bool:
        """Whether something stands below the headings: a question without that has no answer yet."""
        body = COMMENT.sub("", self.body) if "<!--" in self.body else self.body
        lines = (line.strip() for line in body.split("\n"))
        return any(line and line[0] != "#" and line not in self.prompts and words_of(line) for line in lines)

    @property
    def is_imported(self) -> bool:
        """Whether it says where it was taken from."""
        return IMPORTED in self.front and IMPORTED in dict(_values(self.front))


NOTHING = Substance(b"")


def _read(markdown: str, prompts: Collection[str]) -> list[str]:
    if any(prompt in markdown for prompt in prompts):
        markdown = "\n".join(line for line in markdown.split("\n") if line.strip() not in prompts)
    return words_of(MARKUP.sub(" ", f"\n{markdown}"))


def words_of(text: str) -> list[str]:
    """The words of a plain text: letters and digits, without case. Scripts without blanks are read by the character.

    >>> words_of("It’s 2 µm – no more_or less: 雨刷")
    ['it', 's', '2', 'μm', 'no', 'more', 'or', 'less', '雨', '刷']
    """
    return unicodedata.normalize("NFC", text.casefold()).translate(SEPARATED).split()


class _Separated(dict[int, str]):
    """Characters as they stand in words; a blank for what separates them."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Cf" or 0xFE00 <= code <= 0xFE0F or character in WITHIN_WORDS:
            found = ""  # nobody sees it: soft hyphens, joiners, variants, and marks that may stand within a word
        elif UNSPACED.match(character):
            found = f" {character} " if category[0] in "LN" else character
        else:
            found = character if category[0] in "LNM" else " "
        self[code] = found
        return found


WITHIN_WORDS = "*`~"
SEPARATED = _Separated()


def change(before: Substance, after: Substance) -> Change:
    """What became of the words of a file. No more of them is read than is needed to tell."""
    if before is NOTHING:
        first = after.body.partition("\n\n")[0]
        has_words = (not _is_open(first) and _read(first, after.prompts)) or after.words
        return Change.MORE if has_words else Change.NONE
    if before.front == after.front:
        old, new = _apart(before.body, after.body)
        return compare(_read(old, before.prompts), _read(new, after.prompts))
    return compare(*differing_words(before, after))


def differing_words(before: Substance, after: Substance) -> tuple[Words, Words]:
    """The words of both; of the body alone where nothing else can have changed."""
    if before.front == after.front:
        return before.body_words, after.body_words
    return before.words, after.words


def _apart(one: str, other: str) -> tuple[str, str]:
    """Two texts without the paragraphs that both begin and end with: reading the rest tells the same, much quicker.

    Where a comment, a tag or a link may reach from one part into another, they stay whole.
    """
    first, last = _same(one, other)
    start = one.rfind("\n\n", 0, first) + 1
    end = one.find("\n\n", max(start, len(one) - last)) + 1
    rest = len(one) - end if end else 0
    parts = one[:start], one[start : len(one) - rest], other[start : len(other) - rest]
    return parts[1:] if not any(map(_is_open, parts)) else (one, other)


def _is_open(text: str) -> bool:
    is_in_comment = text.count("<!--") != text.count("-->")
    return is_in_comment or text.rfind("<") > text.rfind(">") or text.rstrip().endswith("](")


def compare(before: Words, after: Words) -> Change:
    """What became of words.

    >>> compare(["wet", "the", "galss"], ["wet", "the", "glass"]).name
    'NONE'
    >>> compare(["wet", "the", "glass"], ["wet", "it"]).name, compare(["a", "b"], ["b", "a"]).name
    ('MORE', 'OTHER')
    """
    if before == after:
        return Change.NONE
    old, new = within(before, after)
    if is_correction(old, new):
        return Change.NONE
    return Change.MORE if not set(old).issuperset(new) or Counter(new) - Counter(old) else Change.OTHER


def within(before: Words, after: Words) -> tuple[Words, Words]:
    """Both without the words that they begin and end with alike."""
    start, end = _same(before, after)
    return before[start : len(before) - end], after[start : len(after) - end]


def _same(one: Words, other: Words) -> tuple[int, int]:
    """How much is the same at the beginning, and how much of the rest at the end."""
    start = _length_of_same(one, other)
    return start, _length_of_same(one[start:][::-1], other[start:][::-1])


def _length_of_same(one: Words, other: Words) -> int:
    """How many words both begin with, by halves: comparing slices is quick."""
    start, end = 0, min(len(one), len(other))
    while start < end:
        middle = (start + end + 1) // 2
        if one[start:middle] == other[start:middle]:
            start = middle
        else:
            end = middle - 1
    return start


def is_correction(before: Words, after: Words) -> bool:
    """Whether only the spelling of words was corrected: none came, none went, each other one is nearly the same.

    A word with another first letter is not corrected but another: “unsafe” is not a slip for “safe”.

    >>> is_correction(["chattres", "at", "22"], ["chatters", "at", "22"]), is_correction(["22"], ["24"])
    (True, False)
    >>> is_correction(["unsafe"], ["safe"]), is_correction(["possible"], ["impossible"])
    (False, False)
    """
    if len(before) != len(after):
        return False
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    return len(pairs) <= MOST_CORRECTED and all(_is_misspelt(*pair) for pair in pairs)


def _is_misspelt(word: str, right: str) -> bool:
    is_short = sum(map(str.isalpha, word)) < LONG
    if is_short or word[:1] != right[:1] or abs(len(word) - len(right)) > NEAR or len(word) > LONGEST_WORD:
        return False
    digits = [[each for each in one if each.isdigit()] for one in (word, right)]
    return digits[0] == digits[1] and _distance(word, right) <= NEAR


def _distance(one: str, other: str) -> int:
    """Letters to be put in, taken out or replaced: https://en.wikipedia.org/wiki/Levenshtein_distance."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row = row, [at]
        for column, each in enumerate(other, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != each)))
    return row[-1]


def runs(words: Words) -> set[tuple[str, ...]]:
    """All stretches of so many words that a passage is known by.

    >>> sorted(runs("a b c d e f".split()))
    [('a', 'b', 'c', 'd', 'e'), ('b', 'c', 'd', 'e', 'f')]
    """
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))


@lru_cache(maxsize=1_000)  # most commits leave the front matter as it is
def _front_words(front: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of the title, and those of other keys, in one order whatever that of the keys is."""
    values = dict(_values(front))
    title = values.get(TITLE)
    others = [text for name in SAID if (node := values.get(name)) for text in _texts(node)]
    uses = values.get(USES)
    for use in uses.items if isinstance(uses, ListNode) else (uses,):
        note = use.get(NOTE) if isinstance(use, MappingNode) else None
        others += _texts(note) if note else ()
    return tuple(words_of(" ".join(_texts(title)) if title else "")), tuple(words_of(" ".join(others)))


def _values(front: str) -> Iterator[tuple[str, Node]]:
    """The values of a front matter; where colons stand without quotes, as ``--fix`` would put them."""
    parts = split(front)
    for _ in range(MENDINGS):
        trouble = next((each for each in parts.troubles if each.detail == "unquoted colon"), None)
        if trouble is None:
            break
        quoted = json.dumps(trouble.value, ensure_ascii=False)
        front = f"{front[: trouble.start]}{quoted}{front[trouble.end :]}"
        parts = split(front)
    yield from ((key.text, value) for key, value in parts.front_matter or ())


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield "" if node.is_empty else node.text
    elif isinstance(node, ListNode):
        for each in node.items:
            yield from _texts(each)
