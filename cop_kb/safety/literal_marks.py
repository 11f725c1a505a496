"""A ``<`` that begins no HTML is the character ``<``, before anything that looks for HTML sees it.

``html.parser``, on which Python-Markdown relies, raises on ``<![ and``, swallows what follows an unclosed comment, and
reads both otherwise from one version of Python to the next (https://github.com/python/cpython/issues/135661). What
CommonMark calls a tag, an autolink or a closed comment is left to it (https://spec.commonmark.org/0.31.2/#raw-html);
declarations, instructions and CDATA sections say nothing to a reader of the site, and are shown as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from cop_kb.markdown.html import LITERAL as MARK

AFTER_FENCES = 22
"""Before MkDocs (21) and Python-Markdown (20) look for HTML, after fences of code (25) are out of the way."""
LAST = -100
MAY_BEGIN = re.compile(r"<(?=[A-Za-z/!?])")
BREAK = r"[ \t]*+(?:\n[ \t]*+)?+"
ATTRIBUTE = (
    rf"(?=[ \t\n]){BREAK}[A-Za-z_:][\w.:-]*+"
    rf"(?:{BREAK}={BREAK}(?:[^\s\"'=<>`]++|'(?:[^'\n]|\n(?![ \t]*+\n))*+'|\"(?:[^\"\n]|\n(?![ \t]*+\n))*+\"))?+"
)
MARKUP = re.compile(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*+(?:{ATTRIBUTE})*+{BREAK}/?>"  # a tag
    rf"|/[A-Za-z][A-Za-z0-9-]*+{BREAK}>"  # the end of an element
    r"|[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*+>"  # an autolink
    r"|[\w.!#$%&'*+/=?^`{|}~-]++@[\w.-]++>)",
    re.ASCII,
)
ADDRESS = re.compile(r"(?<=\]\()<[A-Za-z/][^<>\n]*+>|(?<=\]:)[ \t]*+<[A-Za-z/][^<>\n]*+>")
"""The address of a link, which may hold blanks only where Python-Markdown takes them."""
CODE = re.compile(r"<(script|style)\b[^<>\n]*+>(?:(?!<[!?]).)*?</\1[ \t\n]*+>", re.DOTALL | re.IGNORECASE)
"""A block in which a ``<`` means something else. The sanitiser takes it out, except on trusted pages."""


def with_marks(text: str) -> str:
    """The text with ``MARK`` for each ``<`` that begins nothing.

    >>> with_marks("<b>a <![ and</b> <!-- x -->").replace(MARK, "&lt;")
    '<b>a &lt;![ and</b> <!-- x -->'
    """
    parts, done = [], 0
    for at in literal_marks(text):
        parts += [text[done:at], MARK]
        done = at + 1
    return "".join((*parts, text[done:]))


def literal_marks(text: str) -> Iterator[int]:
    """Where a ``<`` stands that begins nothing, though it may seem so."""
    addresses = {found.end() - len(found[0].lstrip()): found.end() for found in ADDRESS.finditer(text)}
    at = 0
    while found := MAY_BEGIN.search(text, at):
        start = found.start()
        end = addresses.get(start) or _comment(text, start) or _code(text, start)
        if not end and (markup := MARKUP.match(text, start)):
            end = markup.end()
        if not end:
            yield start
        at = end or start + 1


def _comment(text: str, start: int) -> int:
    """Where a comment ends that begins there, and that everybody reads in the same way; else 0."""
    if not text.startswith("<!--", start) or text.startswith((">", "->"), start + 4):
        return 0
    close = text.find("-->", start + 4)
    return close + 3 if close >= 0 and text.find("--!>", start, close) < 0 else 0


def _code(text: str, start: int) -> int:
    line = text.rfind("\n", 0, start) + 1
    found = CODE.match(text, start) if start - line <= 3 and not text[line:start].strip() else None
    return found.end() if found else 0


class LiteralMarks(Extension):
    """Takes the marks out before HTML is looked for, and puts them back into what was rendered."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Add both steps."""
        md.preprocessors.register(_Out(md), "cop-kb-marks", AFTER_FENCES)
        md.postprocessors.register(_Back(md), "cop-kb-marks", LAST)


class _Out(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines).replace(MARK, "")
        return with_marks(text).split("\n") if "<" in text else text.split("\n")


class _Back(Postprocessor):
    def run(self, text: str) -> str:
        return text.replace(MARK, "&lt;")
