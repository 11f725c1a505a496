"""Values that become names of files and addresses of pages: what they may be, and how long.

What an author typed is refused with a finding where it is read; what nobody can mend, as a name in Git's history, is
shortened. The limits leave room for what is added to a name (``.md``, ``index.html``) and for the folder of the site.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from urllib.parse import unquote

from cop_kb.model.addresses import is_external

UNSEEN = re.compile("[\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001]")
NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\\]')
IN_ADDRESSES = re.compile(r"[#%]")
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
MOST_BYTES = 200
"""Of a name: file systems take 255."""
MOST_IN_ALL = 1_000
"""Bytes of a path: systems take 4,096, with the folder in which it lies."""
LONGEST_SHOWN = 80
"""Characters of a person's name."""


def why_unsafe(name: str) -> str:
    """What is wrong with a name (https://learn.microsoft.com/windows/win32/fileio/naming-a-file), or ""."""
    if found := NOT_ON_WINDOWS.search(name):
        return f"holds {found[0]}, which no file name on Windows may"
    if why := _why_unseen(name):
        return why
    if found := IN_ADDRESSES.search(name):
        return f"holds {found[0]}, which means something else in an address"
    if name.endswith((".", " ")):
        return "ends with a dot or a blank, which Windows drops"
    if DEVICE.fullmatch(name):
        return "is the name of a device on Windows"
    return why_too_long(name)


def why_too_long(name: str) -> str:
    """Why a name is too long for a file, or ""."""
    size = len(name.encode("utf-8", "surrogatepass"))
    return f"is {size:,} bytes long, more than {MOST_BYTES} leave room for" if size > MOST_BYTES else ""


def why_no_address(text: str) -> str:
    """Why a text, a code or the key of a topic, cannot have an address of its own; or ""."""
    return _why_unseen(text) or why_too_long(text)


def why_no_old_address(address: str) -> str:
    """Why a text cannot be the address that a page once had on this site, or ""."""
    path = unquote(address.partition("#")[0].partition("?")[0]).strip()
    if why := _why_unseen(path):
        return why
    if is_external(path):
        return "leads to another site"
    if "\\" in path:
        return "holds \\, which browsers read as /"
    if ".." in path.split("/"):
        return "leads out of the folder in which it stands"
    size = len(path.encode("utf-8", "surrogatepass"))
    if size > MOST_IN_ALL:
        return f"is {size:,} bytes long, more than {MOST_IN_ALL:,} leave room for"
    return next(filter(None, map(why_too_long, path.split("/"))), "")


def _why_unseen(text: str) -> str:
    if any(unicodedata.category(character) == "Cc" for character in text):
        return "holds a control character"
    found = UNSEEN.search(text)
    return f"holds the invisible character U+{ord(found[0]):04X}" if found else ""


def bounded(name: str) -> str:
    """The name; where it is too long for a file, its beginning and a digest of it.

    >>> bounded("ines-prado"), len(bounded("a" * 3_000))
    ('ines-prado', 200)
    """
    if not why_too_long(name):
        return name
    digest = _digest(name)
    begin = name.encode("utf-8", "replace")[: MOST_BYTES - len(digest) - 1].decode("utf-8", "ignore")
    return f"{begin}-{digest}"


def shortened_name(name: str) -> str:
    """A person's name; one that is none has its beginning, and something to tell it from others that begin so."""
    return name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN].rstrip()}… {_digest(name)[:8]}"


def _digest(name: str) -> str:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
