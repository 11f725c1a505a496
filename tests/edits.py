"""A small knowledge base whose entries hang together, and random edits of it."""

from __future__ import annotations

from hypothesis import strategies as st

PROBLEM = """---
title: Blade {name}
topics: [rubber]
codes: [WIP-{number}]
---
The {name} comes at low speed.

And it stays. Wax was on every glass, [[{other}]] says so, see [the data](../data.csv).

## Cause

Wax. A second sentence of the cause.

More about wax and rubber.

## Workaround

### Wet the glass

Water it well. It helps for a day.

- once
- twice
- ### Inside

### Wait

It goes by itself.

## Resolution

<!-- What cured it for good? -->
"""
FILES = {
    "content/topics.yml": "rubber: {label: Rubber}\n",
    "content/people.yml": "ines: {name: Inês, emails: [ines@kb.example]}\n",
    "content/problems/chatter.md": PROBLEM.format(name="chatter", number=1, other="streaks"),
    "content/problems/streaks.md": PROBLEM.format(name="streaks", number=2, other="chatter"),
    "content/problems/newer.md": "---\ntitle: Blade judders\nsupersedes: [streaks]\n---\nIt judders, [[chatter]].\n",
    "content/faqs/wax.md": "# How do I see wax?\n\nBreathe on it. See [[chatter#cause]].\n\n## Details\n\nMore [[nobody]].\n",
    "content/cases/van.md": "---\ntitle: The van\nproblem: chatter\napplied: [{chatter: worked}]\n---\nIt stood, it went.\n",
    "content/lessons/care.md": "---\ntitle: Care for wax\n---\nKeep it off.\n\n## Why\n\nMail ines@kb.example, or `x.pdf`.\n",
    "content/tried/chatter/2026-11-01-ines-abcdef.md": "---\nresult: worked\nof: Wait\n---\nYes.\n",
    "content/about.md": "# About\n\nUs, and [[chatter]], [there](problems/chatter.md#inside).\n",
    "content/data.csv": "1\n",
}
ENTRIES = sorted(name for name in FILES if name.count("/") == 2 and not name.startswith("content/tried/"))
WORDS = ["wax", "It is so. ", "rubber rubber", "\n\n", "\n## Cause\n\n", "[[streaks]]", "[[gone]]", "TODO", "x.pdf", "@",
         "a@b.example", "# ", "<!-- ", " -->", "```\n", "<b>", "\u200b", "| a | b |\n", "### Wait", "- ", "![](p.png)", "  ",
         "<<<<<<< a\n", "\n---\n"]  # fmt: skip
Splice = tuple[float, int, str]
"""Where in a text, from 0 to 1; how many characters go there; what comes."""
SPLICES: st.SearchStrategy[Splice] = st.tuples(
    st.floats(0, 1),
    st.sampled_from([0, 0, 1, 3, 12]),
    st.lists(st.sampled_from(WORDS) | st.text("ab .\n", max_size=9), max_size=3).map("".join),
)


def spliced(text: str, splice: Splice) -> str:
    """A text after an edit."""
    at, gone, come = splice
    start = int(at * len(text))
    return text[:start] + come + text[start + gone :]
