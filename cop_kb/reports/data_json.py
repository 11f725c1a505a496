"""Plain data as JSON that no terminal can be driven by: what does not show is escaped."""

from __future__ import annotations

import json
import re
from typing import Any

HIDDEN = re.compile(r"[^ -~\n]")


def data_json(data: Any) -> str:
    r"""The data as JSON.

    >>> data_json(["ä", chr(0x202e)])
    '[\n "ä",\n "\\u202e"\n]'
    """
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return HIDDEN.sub(lambda match: match[0] if match[0].isprintable() else json.dumps(match[0])[1:-1], text)
