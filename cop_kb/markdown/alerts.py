"""Alerts: quotations that begin with ``[!NOTE]``, as GitHub has them; with Obsidian's titles and folding.

https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
https://help.obsidian.md/callouts
"""

from __future__ import annotations

import re

from markdown_it.token import Token

KINDS = {"note": "note", "tip": "tip", "important": "info", "warning": "warning", "caution": "danger"}
"""GitHub's alerts, each with the admonition of Material's that looks like it."""
FIRST_LINE = re.compile(r"\[!(?P<kind>[A-Za-z]+)\](?P<fold>[+-]?)(?:[ \t]+(?P<title>[^\n]+))?[ \t]*(?:\n|\Z)")


def mark_alerts(tokens: list[Token]) -> None:
    """Turn the quotations among block tokens that are alerts into admonitions, in place."""
    opened: list[tuple[int, str]] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "blockquote_open":
            found = _first_line(tokens, at)
            opened.append((at, found["fold"] if found else ""))
            if found:
                at += _open(tokens, at, found)
        elif token.type == "blockquote_close":
            start, _ = opened.pop()
            token.tag = tokens[start].tag
        at += 1


def _first_line(tokens: list[Token], at: int) -> re.Match[str] | None:
    inline = tokens[at + 2] if at + 2 < len(tokens) and tokens[at + 1].type == "paragraph_open" else None
    found = FIRST_LINE.match(inline.content) if inline and inline.type == "inline" else None
    return found if found and found["kind"].lower() in KINDS else None


def _open(tokens: list[Token], at: int, found: re.Match[str]) -> int:
    """Make the admonition's box and title; gives by how many tokens the list has grown."""
    kind, level = found["kind"].lower(), tokens[at].level + 1
    classes = " ".join(dict.fromkeys((kind, KINDS[kind])))
    box, inline = tokens[at], tokens[at + 2]
    box.tag = "details" if found["fold"] else "div"
    box.attrSet("class", classes if found["fold"] else f"admonition {classes}")
    if found["fold"] == "+":
        box.attrSet("open", "open")
    title = [Token("title_open", "summary" if found["fold"] else "p", 1, level=level, block=True)]
    title[0].attrSet("class", "admonition-title") if not found["fold"] else None
    title += [
        Token("inline", "", 0, level=level + 1, content=found["title"] or kind.capitalize(), children=[], block=True),
        Token("title_close", title[0].tag, -1, level=level, block=True),
    ]
    inline.content = inline.content[found.end() :]
    inline.map = [inline.map[0] + 1, inline.map[1]] if inline.map else None
    if inline.content:
        tokens[at + 1 : at + 1] = title
        return 3
    tokens[at + 1 : at + 4] = title
    return 3
