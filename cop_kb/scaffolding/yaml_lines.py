"""Plain data → the lines of a front matter, quoted where any YAML reader could take them for something else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from cop_kb.reading.kinds import SURPRISES

Data = str | Sequence["Data"] | Mapping[str, "Data"]

WIDTH = 100
DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")
ADDRESS = re.compile(r"(?:https?://|mailto:)[\w.~/?&=%+@:-]*[\w/=-]")
PLAIN = re.compile(r"(?:\d[\d-]*[ -])?[^\W\d_](?:[\w .,;()/+%&°'’“”?!…–—-]*[\w.;)/%°'’“”?!…])?")
FLOW_MARKS = frozenset(",?")  # end a bare text between brackets, for some readers
NO_VALUE = ("null", "~")
JOINERS = "\u200c\u200d"  # spelling in Persian and in emoji, no control of anything


def key_lines(name: str, data: Data, *, dated: bool = False) -> list[str]:
    """A key with its value: one line if it fits, else a line for each item. ``dated``: a date may stand bare.

    >>> key_lines("topics", ["chatter", "rubber"])
    ['topics: [chatter, rubber]']
    """
    if isinstance(data, str):
        bare = dated and DATE.fullmatch(data)
        return [f"{_key(name)}: {data if bare else quoted(data)}"]
    line = f"{_key(name)}: {flow(data)}"
    nested = isinstance(data, Sequence) and any(not isinstance(item, str) for item in data)
    if len(line) <= WIDTH and not nested:
        return [line]
    return [f"{_key(name)}:", *(f"  {line}" for line in _block(data))]


def _block(data: Sequence[Data] | Mapping[str, Data]) -> list[str]:
    if isinstance(data, Mapping):
        return [line for key, value in data.items() for line in key_lines(key, value)]
    lines: list[str] = []
    for item in data:
        inner = [quoted(item)] if isinstance(item, str) else _block(item)
        lines += [f"{'  ' if number else '- '}{line}" for number, line in enumerate(inner)]
    return lines


def flow(data: Data) -> str:
    """Data on one line."""
    if isinstance(data, str):
        return quoted(data, in_flow=True)
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {flow(value)}" for key, value in data.items()) + "}"
    return "[" + ", ".join(map(flow, data)) + "]"


def _key(name: str) -> str:
    return quoted(name, in_flow=True)


def quoted(text: str, *, in_flow: bool = False) -> str:
    """A text as it stands in YAML: bare where that is safe, else in double quotes.

    >>> quoted("Blade chatters, on dry glass"), quoted("Error: it broke"), quoted("no")
    ('Blade chatters, on dry glass', '"Error: it broke"', '"no"')
    """
    bare = PLAIN.fullmatch(text) or ADDRESS.fullmatch(text)
    if bare and not (in_flow and FLOW_MARKS & set(text)) and text.lower() not in (*SURPRISES, *NO_VALUE):
        return text
    return "".join(map(_escaped, json.dumps(text, ensure_ascii=False)))


def _escaped(char: str) -> str:
    """A character that does not show as YAML escapes it: https://yaml.org/spec/1.2.2/#57-escaped-characters."""
    if char.isprintable() or char in JOINERS:
        return char
    return f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"
