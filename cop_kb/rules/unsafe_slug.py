"""A file name that not every computer, or no address, can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from slugify import slugify

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.ERROR
READS_BODIES = False
UNSEEN = re.compile("[\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001]")
NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\\]')
IN_ADDRESSES = re.compile(r"[#%]")
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
MOST_BYTES = 200
SHORTER = 60


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in kb.entries:
        if why := why_unsafe(entry.slug):
            better = slugify(entry.slug, max_length=SHORTER, word_boundary=True)
            hint = (
                f"Rename the file, for example to {better}.md."
                if better and not why_unsafe(better)
                else "Rename the file."
            )
            yield Finding(entry.source.place(0), f"“{entry.slug}” {why}", hint)


def why_unsafe(slug: str) -> str:
    """What is wrong with a slug or a name (https://learn.microsoft.com/windows/win32/fileio/naming-a-file), or ""."""
    if found := NOT_ON_WINDOWS.search(slug):
        return f"holds {found[0]}, which no file name on Windows may"
    if any(unicodedata.category(character) == "Cc" for character in slug):
        return "holds a control character"
    if found := UNSEEN.search(slug):
        return f"holds the invisible character U+{ord(found[0]):04X}"
    if found := IN_ADDRESSES.search(slug):
        return f"holds {found[0]}, which means something else in an address"
    if slug.endswith((".", " ")):
        return "ends with a dot or a blank, which Windows drops"
    if DEVICE.fullmatch(slug):
        return "is the name of a device on Windows"
    if len(slug.encode()) > MOST_BYTES:
        return f"is {len(slug.encode())} bytes long, more than {MOST_BYTES} leave room for"
    return ""
