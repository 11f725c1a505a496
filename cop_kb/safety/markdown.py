"""What Markdown becomes in a staged site, and what is shown of a text that can be made safe in no other way."""

from __future__ import annotations

import re
from collections.abc import Callable

from cop_kb.safety.markdown_check import SOFT, flaws

MARK = re.compile(r"[!-/:-@\[-`{-~]")


def is_safe(markdown: str, render: Callable[[str], str]) -> bool:
    """Whether a text becomes HTML as a page may hold it. Raises what ``render`` raises."""
    return SOFT.issuperset(flaws(render(markdown)))


def as_written(markdown: str) -> str:
    r"""Text in which every mark is an entity, so that nothing in it means anything to Markdown or HTML.

    >>> as_written("<b>\n# a")
    '&#60;b&#62;\n&#35; a\n'
    """
    lines = (line.strip() for line in markdown.splitlines())
    return "\n".join(MARK.sub(lambda match: f"&#{ord(match[0])};", line) for line in lines).strip() + "\n"
