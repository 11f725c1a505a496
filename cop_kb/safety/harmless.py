"""Texts that hold nothing from which more than harmless HTML could come: nearly all."""

from __future__ import annotations

import re

from cop_kb.safety.sanitiser import SCHEMES

WEB = rf"\s*<?(?:{'|'.join(sorted(SCHEMES))}):"
ODD_LINK = re.compile(
    rf"\]\((?!{WEB})[^)\]]*[:&\\]|\]:(?!{WEB})\s*\S*[:&\\]"  # perhaps with another scheme
    r"|\][(:]\s*<?\w+://[^\s/?#)]*[^\w.:@%~+/?#)\s-]"  # with a strange host
    r"|\]\(\s*<?[/\\]"  # perhaps with another host
)
SCRIPT = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
LOOK = re.compile(r"<(?!https?://|!--)[A-Za-z/!?]|\{|&#|/{3}|__|\b(?:md|kb)-|mermaid")
SIGNS = ("<", "{", "&#", "///", "__", "md-", "kb-", "mermaid")
"""One of them stands where ``LOOK`` finds something; to look for them is ten times as quick."""


def needs_a_look(text: str) -> bool:
    """Whether more than harmless HTML could come from a text."""
    if any(sign in text for sign in SIGNS) and LOOK.search(text):
        return True
    if "](" not in text and "]:" not in text:
        return False
    folded = text.lower()
    may_be_script = "t:" in folded or "a:" in folded  # so end the schemes that it looks for
    return bool(ODD_LINK.search(text) or (may_be_script and SCRIPT.search(text)))
