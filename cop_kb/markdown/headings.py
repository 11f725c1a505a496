"""Ids of headings, as GitHub makes them from their words in every script."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify as of_python_markdown
from markdown.extensions.toc import unique
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE

from cop_kb.markdown.registry import named
from cop_kb.markdown.slugs import unique_slugs

JUST_BEFORE_TOC = 5.5
"""It has the priority 5, and leaves alone a heading that has an id."""
HEADING = re.compile(r"h[1-6]")


class HeadingIds(Treeprocessor):
    """Gives headings their ids; the id that Python-Markdown would give stays an anchor in the same place."""

    def run(self, root: Element) -> None:
        """Change the tree in place; a ``slugify`` of the maintainer's own is left to the table of contents."""
        toc = named(self.md.treeprocessors, "toc")
        if getattr(toc, "slugify", of_python_markdown) is not of_python_markdown:
            return
        every = [each for each in root.iter() if isinstance(each.tag, str)]
        used = {name for each in every if (name := each.get("id"))}
        before = set(used)
        headings = [each for each in every if HEADING.fullmatch(each.tag) and "id" not in each.attrib]
        texts = [_text(each, self.md) for each in headings]
        old = [unique(of_python_markdown(text, "-"), before) for text in texts]
        ids = list(unique_slugs(iter(texts), used))
        for heading, name, earlier in zip(headings, ids, old, strict=True):
            heading.set("id", name)
            if earlier not in used:
                used.add(earlier)
                anchor = Element("span", {"id": earlier})
                anchor.tail, heading.text = heading.text, None
                heading.insert(0, anchor)


class HeadingIdsAlone(Extension):
    """The ids of headings, where another reader makes the elements."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's own name
        """Add the step."""
        md.treeprocessors.register(HeadingIds(md), "cop-kb-heading-ids", JUST_BEFORE_TOC)


def makeExtension(**config: Any) -> HeadingIdsAlone:  # noqa: N802 - Python-Markdown's own name
    """The extension, when a configuration names this module."""
    return HeadingIdsAlone(**config)


def _text(heading: Element, md: Markdown) -> str:
    """The words of a heading, with signs that were escaped and without raw HTML."""
    text = HTML_PLACEHOLDER_RE.sub("", "".join(heading.itertext())).replace(AMP_SUBSTITUTE, "&").replace("&amp;", "&")
    return md.treeprocessors["unescape"].unescape(text)  # type: ignore[attr-defined,no-any-return]  # its own method
