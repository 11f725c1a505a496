"""Signs around words that are not CommonMark's own: ``~~struck~~`` and those of extensions (``==marked==``).

They nest with emphasis and links, so they are read where those are. A run of one or two signs closes with a run of the
same length, as GitHub reads strikethrough (https://github.github.com/gfm/#strikethrough-extension-).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

PLANE = 0x110000
"""Beyond every character: so runs of other lengths are other signs to markdown-it, which pairs equal ones."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign, and what one of it, or two, make of the words between."""

    sign: str
    tags: Mapping[int, str]

    def tokenize(self, state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's form
        """Note a run of the sign: it is text until its other end is found."""
        if silent or state.src[state.pos] != self.sign:
            return False
        run = state.scanDelims(state.pos, canSplitWord=True)
        state.pos += run.length
        if run.length not in self.tags:
            state.pending += self.sign * run.length
            return True
        token = state.push("text", "", 0)
        token.content = self.sign * run.length
        marker = ord(self.sign) + PLANE * run.length
        end = Delimiter(marker, 1, len(state.tokens) - 1, -1, run.can_open, run.can_close)
        state.delimiters.append(end)
        return True

    def pair(self, state: StateInline) -> None:
        """Make elements of the runs that were paired."""
        nested = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
        for found in (state.delimiters, *nested):
            for start in found:
                length, sign = divmod(start.marker, PLANE)
                if sign == ord(self.sign) and length in self.tags and start.end != -1:
                    self._turn(state, start.token, self.tags[length], 1)
                    self._turn(state, found[start.end].token, self.tags[length], -1)

    def _turn(self, state: StateInline, at: int, tag: str, nesting: Any) -> None:
        token = state.tokens[at]
        token.type, token.tag, token.nesting = f"{tag}_{'open' if nesting == 1 else 'close'}", tag, nesting
        token.markup, token.content = token.content, ""


def add_delimiters(reader: MarkdownIt, signs: Iterable[Sign]) -> None:
    """Let a reader know the signs."""
    for sign in signs:
        name = f"sign-{sign.sign}"
        reader.inline.ruler.before("emphasis", name, sign.tokenize)
        reader.inline.ruler2.before("emphasis", name, sign.pair)


def signs_of(options: Mapping[str, Mapping[str, Any]]) -> Iterator[Sign]:
    """GitHub's sign, and those of extensions, from their options by name."""
    tilde = options.get("pymdownx.tilde")
    yield Sign("~", {1: "sub" if tilde is not None and tilde.get("subscript", True) else "del", 2: "del"})
    if "pymdownx.mark" in options:
        yield Sign("=", {2: "mark"})
    if (caret := options.get("pymdownx.caret")) is not None:
        tags = {1: "sup"} if caret.get("superscript", True) else {}
        yield Sign("^", {**tags, **({2: "ins"} if caret.get("insert", True) else {})})
