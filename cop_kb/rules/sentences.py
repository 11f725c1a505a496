"""How many sentences a text has, in any language: in doubt one less, so that nobody is blamed for a dot."""

from __future__ import annotations

import re

from cop_kb.markdown.document import plain_text, without_code

BLOCK = re.compile(r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]|\||!!!|\?\?\?|===|:[ \t]|\[\^|<)")
"""Begins a list item, a row, a box or the like: what is indented below it, or follows at once, belongs to it."""
LINE = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]|:::|\[[^\[\]]+\]:|\{|[-=*_~ \t]{3,}$|(?:!\[[^\[\]]*\]\([^()]*\)[ \t]*)+$|\[!\w+\][ \t]*$)"
)
"""A line of its own that is no prose: a heading, a rule, a picture."""
INDENTED = re.compile(r"(?: {2,}|\t)\S")
QUOTED = re.compile(r"^[ \t]*>[ \t]?")
DOTTED = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++|(?<![\w-])[\w-]++(?:\.[\w-]++)++(?:/\S*)?"
)
END = re.compile(r"(?P<mark>[.!?…]+)[\"'”’»›)\]*_]*(?=\s+(?P<next>\S))|[。！？｡．]+(?![」』”’）)])|[।॥؟۔።፧։꓿။។]+")
LAST_WORD = re.compile(r"(?:[^\W_]|[.\-&])+\Z")
LONGEST_WORD = 40
LETTER = re.compile(r"\w")
INITIALS = re.compile(r"[^\W\d_](?:\.-?[^\W\d_]{1,2})*")
ABBREVIATIONS = """
abb abs al allg approx aprox apod art atd av bd bijv bkz bl bldg blz bsp bspw bzgl bzw ca cca cf ch chap corp dept
dipl dott dr dra dvs ecc ed eds eg ej engl entspr env enz eq est etc evtl ex excl exkl ext fig figs geb gen ggf
hr hrsg ie incl inc ing inkl inz itd itp jh kap lt ltd max mgr min mind mio mme mr mrs ms máx mín mrd naj nb nos np
např nr núm od orig osv pag pp pos prof pág pkt ref resp rev ril rys sec sek sen sog sp spec sr sra st std str sv tab
tel temp tj tzn ud uds ul usw vb ver vgl vol vs zit zzgl örn čl др рис см напр им ул стр гг тыс млн млрд руб
"""
SHORT = frozenset(ABBREVIATIONS.split())
BEFORE_NUMBERS = frozenset(("no", "art", "fig", "abb", "par", "nr"))


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
    text = DOTTED.sub(_undotted, text)
    count, start = 0, 0
    for match in END.finditer(text):
        is_said = bool(LETTER.search(text, start, match.start()))
        if not is_said or _is_end(text[max(start, match.start() - LONGEST_WORD) : match.start()], match):
            count, start = count + is_said, match.end()
    return count + bool(LETTER.search(text, start))


def _undotted(match: re.Match[str]) -> str:
    """An address, a number, a version or a file's name as a word without dots; initials stay."""
    return match[0] if INITIALS.fullmatch(match[0]) else "word." if match[0].endswith(".") else "word"


def _is_end(before: str, match: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: not behind an abbreviation or an ordinal, and not before a small letter."""
    following = match["next"]
    word = LAST_WORD.search(before)
    if following is None or match["mark"] != "." or word is None:
        return following is None or not following.islower()
    last = word[0].casefold()
    if following.islower() or (last in BEFORE_NUMBERS and following.isdigit()):
        return False
    return not ((last.isdigit() and len(last) <= 2) or last in SHORT or INITIALS.fullmatch(last))
