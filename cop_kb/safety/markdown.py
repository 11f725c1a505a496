"""Markdown made safe before an engine that does not sanitise sees it.

Text that renders to nothing worse than our sanitiser lets through stays as it is. In any other, HTML and attributes
that are not on the sanitiser's list are shown as text or left out; where that is not enough, everything is shown as
it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from cop_kb.reading.markdown import CODE_OR_COMMENT, without_code
from cop_kb.safety.literal_marks import literal_marks
from cop_kb.safety.markdown_check import IGNORED, SOFT, flaws
from cop_kb.safety.markdown_links import without_emoji_pictures, without_links
from cop_kb.safety.markdown_markup import replaced, without_attributes, without_comments, without_tags
from cop_kb.safety.sanitiser import SCHEMES

MARKUP = re.compile(r"<[A-Za-z/!?]|\{|/{3}|:[\w+-]+:")
WEB = rf"\s*<?(?:{'|'.join(sorted(SCHEMES))}):"
ODD_LINK = re.compile(
    rf"\]\((?!{WEB})[^)\]]*[:&\\]|\]:(?!{WEB})\s*\S*[:&\\]"  # perhaps with another scheme
    r"|\][(:]\s*<?\w+://[^\s/?#)]*[^\w.:@%~+/?#)\s-]"  # with a strange host
    r"|\]\(\s*<?[/\\]"  # perhaps with another host
)
SCRIPT = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
SECTION = "<!["
"""What Python's html.parser may raise at, outside fences of code, depending on its version."""
MARK = re.compile(r"[!-/:-@\[-`{-~]")


def made_safe(markdown: str, render: Callable[[str], str]) -> tuple[str, bool]:
    """The text, and whether it is now shown as it was written because nothing less would do."""
    if SECTION in _without_fences(markdown):
        shown = without_code(markdown)
        marks = [at for at in literal_marks(markdown) if shown[at] == "<"]
        markdown = replaced(markdown, [(at, at + 1, "&lt;") for at in marks])
        if SECTION in _without_fences(markdown):
            return as_written(markdown), True
    if not _needs_a_look(markdown) or not any(flaws(html := render(markdown))):
        return markdown, False
    text = without_links(without_attributes(without_tags(without_comments(markdown))))
    text = without_emoji_pictures(text, html)
    if is_safe(text, render):
        return text, False
    return as_written(markdown), True


def is_safe(markdown: str, render: Callable[[str], str]) -> bool:
    """Whether a text becomes HTML as a page may hold it."""
    return SOFT.issuperset(flaws(render(markdown)))


def _needs_a_look(markdown: str) -> bool:
    """Whether a text has anything from which more than Markdown's own harmless HTML could come."""
    if "![" in markdown and "//" in markdown:
        return True  # a picture of another host, perhaps
    squeezed = IGNORED.sub("", unescape(markdown))
    return bool(MARKUP.search(markdown) or ODD_LINK.search(markdown) or SCRIPT.search(squeezed))


def _without_fences(markdown: str) -> str:
    return CODE_OR_COMMENT.sub(lambda found: "" if found["fence"] else found[0], markdown)


def as_written(markdown: str) -> str:
    r"""Text in which every mark is an entity, so that nothing in it means anything to Markdown or HTML.

    >>> as_written("<b>\n# a")
    '&#60;b&#62;\n&#35; a\n'
    """
    lines = (line.strip() for line in markdown.splitlines())
    return "\n".join(MARK.sub(lambda match: f"&#{ord(match[0])};", line) for line in lines).strip() + "\n"
