"""Links and pictures whose address is none (``http://[``): MkDocs would stop at them with a traceback."""

from __future__ import annotations

from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

JUST_BEFORE_MKDOCS = 1
"""Its own step is the last, at 0: https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/structure/pages.py#L316"""


class BrokenAddresses(Extension):
    """Leaves the words of a link to nowhere, marked as the plan marks them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Add the step."""
        md.treeprocessors.register(_Words(md), "cop-kb-addresses", JUST_BEFORE_MKDOCS)


class _Words(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            address = element.get({"a": "href", "img": "src"}.get(str(element.tag), ""), "")
            if not _is_address(address):
                element.text = element.text or element.get("alt")
                element.tag = "span"
                element.attrib.clear()
                element.attrib.update({"class": "kb-nowhere", "title": "This link leads nowhere"})


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True
