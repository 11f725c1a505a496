"""Where the sentences of a text end, in any language: in doubt not there, so that nobody is blamed for a dot."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def sentences(text: str) -> Iterator[str]:
    """The sentences of a plain text, each without the blanks around it; what holds no letter belongs to its neighbour.

    >>> list(sentences("It rattles. See e.g. the arm, approx. 5 mm. Why?"))
    ['It rattles.', 'See e.g. the arm, approx. 5 mm.', 'Why?']
    """
    masked = DOTTED.sub(_undotted, text)
    start = seen = 0
    for match in END.finditer(masked):
        if not LETTER.search(masked, seen, match.start()):
            seen = match.end()
        elif _is_end(masked[max(seen, match.start() - LONGEST_WORD) : match.start()], match):
            yield text[start : match.end()].strip()
            start = seen = match.end()
    if rest := text[start:].strip():
        yield rest


def _undotted(match: re.Match[str]) -> str:
    """An address, a number, a version or a file's name as a word without dots, as long as it was; initials stay."""
    if INITIALS.fullmatch(match[0]):
        return match[0]
    return "x" * (len(match[0]) - 1) + ("." if match[0].endswith(".") else "x")


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
