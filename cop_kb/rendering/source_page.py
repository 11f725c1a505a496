"""What stands in the place of a text that cannot be rendered: its source, below a note."""

from __future__ import annotations

import errno
from collections.abc import Callable
from html import escape
from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents

from cop_kb.model.page import Page
from cop_kb.model.words import ENGLISH, Words
from cop_kb.reading.files import read_source

SYSTEM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EROFS})
"""Errors of the system that no text can be blamed for."""
LONGEST = 160
MOST_BYTES = 1_000_000


class TooSlowError(Exception):
    """A page took more time than any honest one needs."""


def is_of_page(error: Exception) -> bool:
    """Whether a page can be blamed for what Markdown, a plugin or a template raised: not the system, nor the theme."""
    if isinstance(error, OSError):
        return error.errno not in SYSTEM
    return not isinstance(error, TemplateSyntaxError | TemplateNotFound)


def reason(error: BaseException) -> str:
    """What was raised, on one line."""
    said = " ".join(str(error).split())
    said = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
    if isinstance(error, TooSlowError):
        return said
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def source_html(text: str, say: Words) -> str:
    """The source of a page for its readers; nothing in it means anything to a browser."""
    note = f"{say('This text could not be rendered.')} {say('Below is its source.')}"
    return (
        f'<div class="kb-findings" role="note"><p><strong>{escape(note)}</strong></p></div>\n'
        f"<pre><code>{escape(text.strip())}</code></pre>\n"
    )


class SourcePages:
    """Pages of one build that show their source. ``faults`` say why, by uri; ``tell`` hears of each at once."""

    def __init__(
        self, root: Path, say: Words = ENGLISH, tell: Callable[[Page, str], None] = lambda page, why: None
    ) -> None:
        self.faults: dict[str, str] = {}
        self._root, self._say, self._tell = root, say, tell

    def show(self, page: MkDocsPage, value: Page, error: Exception, by: str = "") -> bool:
        """Let a page show its source, because of what was raised for it, ``by`` a plugin perhaps.

        False where the page is not to blame.
        """
        if not is_of_page(error):
            return False
        self.faults[value.uri] = f"the {by} raised {reason(error)}" if by else reason(error)
        page.markdown, page.toc = page.markdown or "", TableOfContents([])
        page.content = source_html(self._source(value), self._say)
        page.meta.setdefault("title", escape(value.title))
        self._tell(value, self.faults[value.uri])
        return True

    def _source(self, value: Page) -> str:
        """The text as its author wrote it; where it has no file, what was to be rendered."""
        source = read_source(self._root / value.source_path, value.source_path, value.source_path, MOST_BYTES)
        return source.body if value.source_path and not source.troubles else value.markdown
