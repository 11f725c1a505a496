"""The text of a page for engines that have Python-Markdown alone and do not sanitise.

A top-level block is sanitised HTML where such an engine would read it otherwise than GitHub, or make of it what our
sanitiser takes out. All others stay the Markdown they are. Headings stay Markdown in any case, for tables of contents
are made of them; one whose id would be another gets an anchor.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape, unescape
from urllib.parse import quote, urlsplit

from cop_kb.markdown.comparison import Block
from cop_kb.model.addresses import is_external, split_anchor
from cop_kb.model.page import Page
from cop_kb.model.settings import GITHUB, Settings
from cop_kb.publishing.links import relative_url, url_of
from cop_kb.rendering.two_readings import TwoReadings
from cop_kb.safety.markdown import as_written, is_safe
from cop_kb.safety.markdown_check import flaws
from cop_kb.safety.sanitiser import named_tasks, safe_html
from cop_kb.staging.rendering import Rendering

ROUNDS = 4
"""A block may be read otherwise because of the one beside it: so what was made of a text is compared once more."""
SECTION = "<!["
"""What Python's html.parser may raise at, depending on its version."""
CODE = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
HEADING = re.compile(
    r"<h(?P<level>[1-6])(?: [^<>]*)?>(?:<span id=\"[^\"]*\"></span>)?(?P<inner>.*)</h[1-6]>", re.DOTALL
)
TWO_IDS = re.compile(r'<h[1-6] id="(?!__|kb-)(?P<id>[^"]+)"><span id=')
HASHES = re.compile(r" {0,3}#{1,6}[ \t]+|")
ADDRESS = re.compile(r'(?P<name> (?:href|src)=")(?P<address>[^"#][^"]*)(?=")')
NUMBER = re.compile(r"(?P<name>\b__(?:tabbed_|span[-_]|code[-_]|codelineno-))(?P<number>[0-9]{1,9})")
FIRST = 1000
"""Tabs and lines of code are numbered on a page; those in HTML begin here, so that no others have the same names."""
TAG = re.compile(r"<[A-Za-z/](?:[^<>\"]|\"[^\"]*\")*>")
QUOTED = re.compile(r"\"[^\"]*\"")
ANGLES = str.maketrans({"<": "&lt;", ">": "&gt;"})
MARKS = str.maketrans({mark: f"&#{ord(mark)};" for mark in "`~{\t"})
"""What Python-Markdown looks for before it takes HTML aside: fences, marks of critic, and tabs, which it expands."""
INLINE = str.maketrans({mark: f"&#{ord(mark)};" for mark in "\\`*_{}[]()#+-.!|~^=:/@$'\""})


def text_alike(page: Page, rendering: Rendering, uris: Collection[str], settings: Settings) -> tuple[str, bool]:
    """The text, and whether it is shown as it was written because nothing less would do.

    ``uris`` are the site's pages and files. Raises what extensions raise.
    """

    def finish(html: str) -> str:
        safe = html if page.trusted else named_tasks(safe_html(html), settings.say("Done"))
        return for_site(TAG.sub(lambda tag: QUOTED.sub(lambda value: value[0].translate(ANGLES), tag[0]), safe),
                        page.uri, uris, settings)  # fmt: skip

    text = page.markdown
    blocks = rendering.readings.blocks(text)
    lines = text.split("\n")
    _add_anchors(lines, blocks)
    unsafe = [] if page.trusted else [each for each in blocks if each.lines and _is_unsafe(each, text.split("\n"))]
    places = {each.lines: _as_html(each, finish) for each in unsafe if each.lines}
    if SECTION in _with_html(lines, places) and not page.trusted:  # not in a block: in a definition, or in a fence
        places |= {each.lines: _as_html(each, finish) for each in blocks if each.lines}
    if page.read_as == GITHUB:
        made = read_alike(lines, blocks, places, rendering.readings, finish)
    else:
        made = _with_html(lines, places)
    if page.trusted or is_safe(made, rendering.html):
        return made, False
    made = "\n\n".join(_as_html(each, finish) for each in blocks) + "\n"
    return (made, False) if is_safe(made, rendering.html) else (as_written(text), True)


def _is_unsafe(block: Block, lines: Sequence[str]) -> bool:
    first, last = block.lines or (0, 0)
    return any(flaws(block.html)) or any(SECTION in line for line in lines[first:last])


def read_alike(
    lines: Sequence[str],
    blocks: Sequence[Block],
    places: Mapping[tuple[int, int], str],
    readings: TwoReadings,
    finish: Callable[[str], str],
) -> str:
    """The text of these lines, whose ``blocks`` GitHub shows, as other engines read it as GitHub does.

    ``places`` are blocks, by their lines, that are HTML in any case. ``finish`` makes of a block's HTML what a site
    shows. Raises what extensions raise.
    """
    html = dict(places)
    for _ in range(ROUNDS):
        made = _with_html(lines, html)
        found = (block for each in readings.differences(blocks, made) for block in each.blocks)
        new = {each.lines: each for each in found if each.lines and each.lines not in html}
        if not new:
            break
        html |= {place: _as_html(each, finish) for place, each in new.items() if not CODE.search(each.html)}
    return _with_html(lines, html)


def _add_anchors(lines: list[str], blocks: Sequence[Block]) -> None:
    """Give headings the ids to which links on GitHub lead."""
    for block in blocks:
        if block.lines and block.is_heading and (ids := TWO_IDS.match(block.html)):
            line = lines[block.lines[0]]
            begin = HASHES.match(line)
            at = begin.end() if begin else 0
            lines[block.lines[0]] = f'{line[:at]}<span id="{ids["id"]}"></span>{line[at:]}'


def _as_html(block: Block, finish: Callable[[str], str]) -> str:
    """A block as HTML; a heading as one of Markdown in which all else is HTML."""
    heading = HEADING.fullmatch(block.html) if block.is_heading else None
    if heading is None:
        return finish(block.html).translate(MARKS)
    inner = " ".join(finish(heading["inner"]).split())
    parts = re.split(f"({TAG.pattern})", inner)
    words = "".join(part if at % 2 else _as_text(part) for at, part in enumerate(parts))
    anchor = TWO_IDS.match(block.html)
    return "#" * int(heading["level"]) + " " + (f'<span id="{anchor["id"]}"></span>' if anchor else "") + words


def _as_text(html: str) -> str:
    """Text between tags in which no sign means anything to Markdown."""
    return escape(unescape(html).translate(INLINE), quote=False).replace("&amp;#", "&#")


def _with_html(lines: Sequence[str], html: Mapping[tuple[int, int], str]) -> str:
    parts, at = list[str](), 0
    for (first, last), block in sorted(html.items()):
        parts += [*lines[at:first], "", block, ""]
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
