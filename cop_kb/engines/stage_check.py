"""What a Markdown text becomes in a staged site, and whether our sanitiser would have to take anything out of it.

Only HTML in the strictest form passes, because that is read in the same way by every browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from cop_kb.engines.safety import ATTRIBUTES, FOREIGN, INPUTS, OUR_IDS, SCHEMES, STARTS_SCRIPT, TAGS
from cop_kb.model.error import CopKbError

TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:\s+[A-Za-z][\w:.-]*(?:=\"[^\"<>]*\")?)*)\s*(?P<void>/?)>"
)
ATTRIBUTE = re.compile(r"([A-Za-z][\w:.-]*)(?:=\"([^\"]*)\")?")
COMMENT = re.compile(r"<!--[^<>]*-->")
VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})
SHAPES = frozenset({"circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "use", "g", "defs"})
KNOWN = frozenset().union(*ATTRIBUTES.values())
PLAIN_STYLE = re.compile(r"(?:\s*(?!position)[a-z-]+\s*:[\w\s#%.,-]*;?)*\s*", re.IGNORECASE)
IGNORED = re.compile(r"[\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\]+")
SCHEME = re.compile(r"[^/?#.]*:", re.IGNORECASE)
SOFT = frozenset({"id", "class", "style"})
"""Flaws that a page may keep when nothing more can be done: headings and colours of code have them too."""
FENCES = "pymdownx.superfences"


def renderer(config_file: Path) -> Callable[[str], str]:
    """Markdown → HTML as the engines make it with the settings in a staged ``mkdocs.yml``.

    Raises CopKbError where MkDocs cannot read them.
    """
    try:
        config = load_config(str(config_file))
    except (MkDocsException, Abort) as error:
        raise CopKbError(f"MkDocs cannot use what stage made of mkdocs.yml: {error}", exit_code=1) from None
    plain = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    added = [] if FENCES in config.markdown_extensions else [FENCES]  # Zensical adds it
    other = Markdown(extensions=[*config.markdown_extensions, *added], extension_configs=config.mdx_configs)

    def render(text: str) -> str:
        html: str = plain.reset().convert(text)
        return html + other.reset().convert(text) if added else html

    return render


def flaws(html: str) -> Iterator[str]:
    """What is wrong with rendered HTML, by kind; nothing for what a staged page may hold."""
    opened: list[str] = []
    at = html.find("<")
    while at >= 0:
        match = TAG.match(html, at) or COMMENT.match(html, at)
        if match is None:
            yield "tag"
            return
        if match.re is TAG:
            yield from _tag_flaws(match)
            yield from _order_flaws(match, opened)
        at = html.find("<", match.end())
    if opened:
        yield "order"


def _tag_flaws(match: re.Match[str]) -> Iterator[str]:
    tag = match["tag"].lower()
    if tag not in TAGS:
        yield "tag"
    for name, value in ATTRIBUTE.findall(match["attributes"]):
        flaw = attribute_flaw(tag, name.lower(), unescape(value))
        if flaw:
            yield flaw


def _order_flaws(match: re.Match[str], opened: list[str]) -> Iterator[str]:
    """Tags that are closed and were not opened: they would close the page around them."""
    tag = match["tag"].lower()
    if match["end"]:
        if not opened or opened.pop() != tag:
            yield "order"
    elif tag not in VOID and not (match["void"] and tag in SHAPES):
        opened.append(tag)


def attribute_flaw(tag: str, name: str, value: str) -> str:
    """What is wrong with an attribute, or ""; its value is unescaped."""
    if name not in KNOWN | {"viewbox"} and not name.startswith(("aria-", "data-")):
        return "attribute"
    if name in ("href", "src") and not is_safe_address(value):
        return "address"
    if name == "src" and (tag != "img" or FOREIGN.match(value) or FOREIGN.match(IGNORED.sub("", value))):
        return "address"
    if name in ("id", "for") and OUR_IDS.match(value):
        return "id"
    if name == "class" and STARTS_SCRIPT.search(value):
        return "class"
    if name == "style":
        return "style" if PLAIN_STYLE.fullmatch(value) else "attribute"
    return "attribute" if tag == "input" and name == "type" and value not in INPUTS else ""


def is_safe_address(address: str) -> bool:
    """Whether an address, however it is written, is relative or has a scheme that the sanitiser lets through.

    >>> is_safe_address("java\\tscript&colon;alert(1)"), is_safe_address("../a%20b/#why")
    (False, True)
    """
    for _ in range(3):
        address = unescape(address)
    scheme = SCHEME.match(IGNORED.sub("", address))
    return scheme is None or scheme[0][:-1].lower() in SCHEMES
