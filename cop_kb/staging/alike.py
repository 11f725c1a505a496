"""Texts for engines that have Python-Markdown alone: what it would read otherwise than GitHub stands there as HTML.

Headings stay Markdown, for tables of contents are made of them; one whose id would be another gets an anchor.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Sequence
from html import escape, unescape
from urllib.parse import quote, urlsplit

from cop_kb.markdown.comparison import Block
from cop_kb.model.addresses import is_external, split_anchor
from cop_kb.model.page import Page
from cop_kb.model.settings import Settings
from cop_kb.publishing.links import relative_url, url_of
from cop_kb.rendering.two_readings import TwoReadings
from cop_kb.safety.markdown import is_safe
from cop_kb.safety.sanitiser import named_tasks, safe_html
from cop_kb.staging.rendering import Rendering

ROUNDS = 4
"""A block may be read otherwise because of the one beside it: so what was made of a text is compared once more."""
CODE = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
TWO_IDS = re.compile(r'<h[1-6] id="(?!__|kb-)([^"]+)"><span id=')
HASHES = re.compile(r" {0,3}#{1,6}[ \t]+|")
ADDRESS = re.compile(r'(?P<name> (?:href|src)=")(?P<address>[^"#][^"]*)(?=")')
NUMBER = re.compile(r"(?P<name>\b__(?:tabbed_|span[-_]|code[-_]|codelineno-))(?P<number>[0-9]{1,9})")
FIRST = 1000
"""Tabs and lines of code are numbered on a page; those in HTML begin here, so that no others have the same names."""
MARKS = str.maketrans({mark: f"&#{ord(mark)};" for mark in "`~{\t"})
"""What Python-Markdown looks for before it takes HTML aside: fences, marks of critic, and tabs, which it expands."""


def text_alike(page: Page, text: str, rendering: Rendering, uris: Collection[str], settings: Settings) -> str:
    """The ``text`` of a page, which has been made safe, as ``read_alike`` makes it; as it is where that is not safe.

    ``uris`` are the site's pages and files. Raises what extensions raise.
    """

    def finish(html: str) -> str:
        safe = html if page.trusted else named_tasks(safe_html(html), settings.say("Done"))
        return for_site(safe, page.uri, uris, settings)

    made = read_alike(text, rendering.readings, finish)
    return made if made == text or page.trusted or is_safe(made, rendering.html) else text


def read_alike(text: str, readings: TwoReadings, finish: Callable[[str], str]) -> str:
    """The text as other engines read it as GitHub does. ``finish`` makes of a block's HTML what a site shows.

    Raises what extensions raise.
    """
    blocks = readings.blocks(text)
    lines = text.split("\n")
    for block in blocks:
        if block.lines and block.is_heading and (ids := TWO_IDS.match(block.html)):
            begin = HASHES.match(lines[block.lines[0]])
            at = begin.end() if begin else 0
            line = lines[block.lines[0]]
            lines[block.lines[0]] = f'{line[:at]}<span id="{ids[1]}"></span>{line[at:]}'
    html: dict[tuple[int, int], str] = {}
    for _ in range(ROUNDS):
        made = _with_html(lines, html)
        found = (block for each in readings.differences(blocks, made) for block in each.blocks)
        new = {each.lines: each.html for each in found if each.lines and _can_be_html(each) and each.lines not in html}
        if not new:
            return made
        html.update({place: finish(each) for place, each in new.items()})
    return _with_html(lines, html)


def _can_be_html(block: Block) -> bool:
    return not block.is_heading and not CODE.search(block.html)


def _with_html(lines: Sequence[str], html: dict[tuple[int, int], str]) -> str:
    parts, at = list[str](), 0
    for (first, last), block in sorted(html.items()):
        parts += [*lines[at:first], "", block.translate(MARKS), ""]
        at = last
    return "\n".join((*parts, *lines[at:]))


def for_site(html: str, uri: str, uris: Collection[str], settings: Settings) -> str:
    """A block of HTML of the page ``uri`` with addresses as the site has them: MkDocs rewrites those in Markdown only.

    ``uris`` are the site's pages and files. Where it is known where the site's root lies, addresses begin there:
    Zensical would rewrite others.
    """
    root, urls = urlsplit(settings.site_url).path.rstrip("/"), settings.directory_urls

    def address(found: re.Match[str]) -> str:
        path, anchor = split_anchor(unescape(found["address"]))
        target = posixpath.normpath(posixpath.join(posixpath.dirname(uri), path))
        if is_external(path) or target not in uris:
            return found[0]
        url = url_of(target, directory_urls=urls)
        url = f"{root}/{url}" if settings.site_url else relative_url(url, url_of(uri, directory_urls=urls))
        return found["name"] + escape(f"{url}#{quote(anchor)}" if anchor else url)

    return NUMBER.sub(lambda each: f"{each['name']}{FIRST + int(each['number'])}", ADDRESS.sub(address, html))
