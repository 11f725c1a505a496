"""What ``dates`` and ``kinds`` take, as regular expressions that hold all of it: impossible days included.

Written for JSON Schema, whose dialect is ECMAScript's with Unicode (https://tc39.es/ecma262/#sec-patterns): no named
groups, no needless escapes. Digits are ASCII, as in ``dates``, which never sees another.
"""

from __future__ import annotations

import re

SPECIAL = re.compile(r"[\\^$.*+?()\[\]{}|]")


def in_any_case(text: str) -> str:
    r"""A regular expression for a text in upper and lower case, written so that a JSON Schema can hold it too.

    >>> in_any_case("e.g.")
    '[eE]\\.[gG]\\.'
    """
    found = []
    for char in text:
        forms = dict.fromkeys(form for form in (char, char.lower(), char.upper()) if len(form) == 1)
        found.append(f"[{''.join(forms)}]" if len(forms) > 1 else SPECIAL.sub(r"\\\g<0>", char))
    return "".join(found)


LANGUAGE = "[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"
WEB_ADDRESS = rf'(?:{in_any_case("http")}[sS]?://|{in_any_case("mailto:")})[^\s<>"]+'
YEAR = "(?!0000)[0-9]{4}"
MONTH = "(?:0[1-9]|1[0-2])"
LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
LONG, SHORT = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])", "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
FEBRUARY = "02-(?:0[1-9]|1[0-9]|2[0-8])"
DATE = f"(?:{YEAR}-(?:{LONG}|{SHORT}|{FEBRUARY})|{LEAP_YEAR}-02-29)"
CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
ZONE = "(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})"
DAY = rf"{DATE}(?:(?:T|\s+){CLOCK}(?:\s*{ZONE})?)?"
UNIT = "|".join(map(in_any_case, ("day", "week", "month", "year")))
DURATION = rf"[0-9]{{1,3}}\s*(?:{UNIT})[sS]?|[pP][0-9]{{1,3}}[dDwWmMyY]"


def whole(*patterns: str) -> str:
    r"""A pattern for a whole text, with margins, that is one of these.

    >>> whole("a", "b")
    '^\\s*(?:a|b)\\s*$'
    """
    return rf"^\s*(?:{'|'.join(patterns)})\s*$"


def any_of(*values: str) -> str:
    """A pattern for one of these texts, in upper or lower case."""
    return whole(*map(in_any_case, values))


BY_KIND = {
    "date": whole(DAY),
    "when": whole(DAY, f"{YEAR}(?:-{MONTH})?"),
    "review": whole(DAY, DURATION, in_any_case("never")),
    "language": whole(LANGUAGE),
}
WEB = whole(WEB_ADDRESS)
