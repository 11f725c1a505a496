"""The paths of links as their authors write them: where they stand, and another one in the same style."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

from cop_kb.model.entry import Link

ENCODED = re.compile(r"[^\w./~!$*+,;=@-]")


def written(name: str, folder: str, like: str) -> str:
    """A path as seen from a folder, with what the old one began and ended with."""
    if like.startswith("/"):
        path = f"/{name}"
    else:
        path = posixpath.relpath(name, folder or ".")
        path = f"./{path}" if like.startswith("./") and not path.startswith("../") else path
    slash = "/" if like.endswith("/") and not path.endswith("/") else ""
    return ENCODED.sub(lambda match: quote(match[0]), path + slash)


def path_span(text: str, link: Link) -> tuple[int, int]:
    """Where the path of a link stands: its address without anchor and query."""
    written = text[link.target_start : link.target_end]
    at = max(written.find(link.target), 0)
    path = re.split(r"[#?]", link.target if link.target in written else written, maxsplit=1)[0]
    return link.target_start + at, link.target_start + at + len(path)
