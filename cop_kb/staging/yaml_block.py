"""Plain data → a YAML block that every reader of YAML takes in the same way: all texts in double quotes.

PyYAML's own writer would take longer than all the rest of staging.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

WORD = re.compile(r"[a-z]{2,}(?:_[a-z]+)*")
NO_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON allows in a text and YAML does not (https://yaml.org/spec/1.2.2/#51-character-set)."""
BIGGEST = 2**53


def yaml_block(data: Mapping[str, Any]) -> str:
    """A mapping as YAML; all keys are texts.

    >>> print(yaml_block({"title": "1e3", "tags": ["no"], "kb": {"rows": [{"count": 1, "items": []}]}}), end="")
    title: "1e3"
    tags:
      - "no"
    kb:
      rows:
        - count: 1
          items: []
    """
    return "".join(f"{line}\n" for line in _lines(data))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            name = key if WORD.fullmatch(key) and key not in NO_WORDS else _text(key)
            if _is_nested(each):
                yield f"{name}:"
                yield from (f"  {line}" for line in _lines(each))
            else:
                yield f"{name}: {_scalar(each)}"
    else:
        for each in value:
            lines = _lines(each) if _is_nested(each) else iter((_scalar(each),))
            yield f"- {next(lines)}"
            yield from (f"  {line}" for line in lines)


def _is_nested(value: Any) -> bool:
    return isinstance(value, (Mapping, list, tuple)) and bool(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    is_plain = value is None or abs(value) < BIGGEST
    return json.dumps(value) if is_plain else _text(str(value))


def _text(text: str) -> str:
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
