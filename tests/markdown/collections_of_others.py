"""Real collections that nobody here wrote, where the environment names their folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

OTHER_SYNTAX = re.compile(
    r"^\s*(!!!|\?\?\?|===[ +!]|///|\[\^|\*\[|:   )|\{[:.#%<{]|markdown=|\[\^|> \[!|\$\$|<[a-z]+ [^>]*markdown|<iframe",
    re.M,
)
"""What GitHub does not know, or its program does not."""
SHARES = [20, pytest.param(1, marks=pytest.mark.long)]
"""Every twentieth text in a normal run, which takes a second; all of them in a longer campaign."""


def real_texts(share: int) -> list[tuple[str, str]]:
    """The path and body of every so-manieth text without syntax of extensions; skips the test where there is none."""
    texts = list(_texts())[::share]
    if not texts:
        pytest.skip("COP_KB_CORPORA names no folder of real collections")
    return texts


def _texts() -> Iterator[tuple[str, str]]:
    folder = os.environ.get("COP_KB_CORPORA")
    for path in sorted(Path(folder).rglob("*.md")) if folder else ():
        text = path.read_text(encoding="utf-8", errors="replace")
        end = text.find("\n---", 3) if text.startswith("---") else -1
        body = text[end + 4 :] if end > 0 else text
        if not OTHER_SYNTAX.search(body):
            yield path.relative_to(folder or "").as_posix(), body
