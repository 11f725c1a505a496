"""markdown-it-py, set up to read what GitHub reads, and the extensions of a converter."""

from __future__ import annotations

from collections.abc import Collection

from markdown import Markdown
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from cop_kb.markdown.alerts import mark_alerts
from cop_kb.markdown.delimiters import add_delimiters
from cop_kb.markdown.html import Elements, add_html
from cop_kb.markdown.syntax import Extensions

INTERRUPTED = ["paragraph", "reference", "blockquote", "list", "table"]
"""What a block of an extension may end, as markdown-it names it."""


def new_reader(names: Collection[str], md: Markdown, elements: Elements) -> MarkdownIt:
    """A reader of GitHub Flavored Markdown and of the block syntax of those extensions whose processors have ``names``."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.disable("text_join")  # escaped signs are told from others by their tokens
    reader.block.ruler.before("code", "extension", Extensions(names), {"alt": INTERRUPTED})
    reader.core.ruler.after("block", "alerts", _alerts)
    add_delimiters(reader, md)
    add_html(reader, elements, markdown_inside="markdown_block" in names)
    return reader


def _alerts(state: StateCore) -> None:
    """Quotations that begin with ``[!NOTE]``."""
    mark_alerts(state.tokens)
