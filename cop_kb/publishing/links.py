"""The text of a page with every link resolved: to other pages of the plan, or to plain words where it leads nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from urllib.parse import quote

from cop_kb.model.addresses import is_external, is_markdown, split_anchor
from cop_kb.model.entry import Link, Outline
from cop_kb.model.finding import Edit
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.references import Reference
from cop_kb.model.source import Source
from cop_kb.reading.headings import heading_meant, part_meant

SPECIAL = re.compile(r"[\\`*_{}\[\]()#+!>]|(?P<not_escapable>[<|~^=&$])")
BLANK_LINES = re.compile(r"\A(?:[ \t]*+\r?\n)++")


def escape_markdown(text: str) -> str:
    r"""Text that Markdown shows as it is. A backslash escapes not all that extensions take for a mark.

    >>> escape_markdown("a*b [c] <d>")
    'a\\*b \\[c\\] &#60;d\\>'
    """
    return SPECIAL.sub(lambda found: f"&#{ord(found[0])};" if found["not_escapable"] else f"\\{found[0]}", text)


def trimmed(markdown: str) -> str:
    r"""Markdown without blank lines around it; blanks before its first line may make it code.

    >>> trimmed("\n\n    code\n\n")
    '    code'
    """
    return BLANK_LINES.sub("", markdown).rstrip()


@lru_cache(maxsize=50_000)
def url_of(uri: str, *, directory_urls: bool) -> str:
    """The address of a page or file on the site, relative to its root, as MkDocs makes it; "" is the home page.

    >>> url_of("problems/blade chatter.md", directory_urls=True), url_of("index.md", directory_urls=True)
    ('problems/blade%20chatter/', '')
    """
    if not is_markdown(uri):
        return quote(uri)
    folder, name = posixpath.split(posixpath.splitext(uri)[0])
    if name in ("index", "README"):
        path = f"{folder}/" if folder else ""
        return quote(path if directory_urls else f"{path}index.html")
    return quote(posixpath.join(folder, name) + ("/" if directory_urls else ".html"))


def relative_url(url: str, from_url: str) -> str:
    """An address relative to the root as seen from another one.

    >>> relative_url("lessons/b/", "problems/a/"), relative_url("", "problems/a/")
    ('../../lessons/b/', '../../')
    """
    base = from_url if from_url.endswith("/") or not from_url else posixpath.dirname(from_url)
    path = posixpath.relpath(url or ".", base or ".")
    return f"{path}/" if (not url or url.endswith("/")) and not path.endswith("/") else path


class LinkWriter:
    """Rewrites the links of one page. ``uri`` is the page's own file, ``source`` the author's."""

    def __init__(self, kb: KnowledgeBase, source: Source, outline: Outline, uri: str) -> None:
        self.kb, self.source, self.uri = kb, source, uri
        self.links = outline.links
        defined = {" ".join(link.text.split()).casefold(): link for link in self.links if link.kind == "definition"}
        self.foreign = {label: link.target for label, link in defined.items() if is_external(link.target)}
        self.dead_labels = {
            label for label, link in defined.items() if label not in self.foreign and not self._found(link)
        }

    def text(self, start: int, end: int, without: Iterable[tuple[int, int]] = ()) -> str:
        """The author's text from ``start`` to ``end`` with its links rewritten, and without some stretches of it."""
        edits = [edit for link in self._within(start, end) for edit in self._edits(link)]
        for first, last in without:
            if start <= first and last <= end:
                edits = [edit for edit in edits if edit.end <= first or edit.start >= last]
                edits.append(Edit("", first, last, ""))
        parts, at = [], start
        for edit in sorted(edits, key=lambda each: (each.start, each.end)):
            if edit.start >= at:
                parts += [self.source.text[at : edit.start], edit.text]
                at = edit.end
        return "".join((*parts, self.source.text[at:end]))

    def _within(self, start: int, end: int) -> Iterator[Link]:
        return (link for link in self.links if start <= link.start and link.end <= end)

    def _edits(self, link: Link) -> Iterator[Edit]:
        if link.kind == "wiki":
            yield self._wiki(link)
        elif link.kind == "reference":
            if link.target in self.dead_labels:
                yield from self._only_words(link)
            elif link.target in self.foreign and self._is_image(link):
                yield self._foreign_image(link, self.foreign[link.target])
        elif is_external(link.target):
            if link.kind == "image":
                yield self._foreign_image(link, link.target)
        elif link.kind.startswith("html"):
            yield from self._html(link)
        else:
            yield from self._inner(link)

    def _wiki(self, link: Link) -> Edit:
        meant = self.kb.refer(link.target)
        if not meant.slug:
            return Edit("", link.start, link.end, self._words(meant, escape_markdown(link.text or meant.name)))
        entry = self.kb.by_slug[meant.slug]
        shown = link.text or escape_markdown(entry.title)
        start = link.start - self._mark_before(link)  # ``![[slug]]`` asks to show the entry here: a link has to do
        anchor = heading_meant(meant.anchor, entry.outline)
        return Edit("", start, link.end, f"[{shown}]({self._to(entry.uri, anchor)})")

    def _words(self, meant: Reference, shown: str) -> str:
        """What stands for a ``[[…]]`` that leads to no entry, or may lead to several."""
        if not meant.slugs and self.kb.is_unpublished(meant.name):
            return shown
        kind = "kb-nowhere" if meant.slugs else "kb-wanted"
        title = self.kb.settings.say("Several entries are called so" if meant.slugs else "Nobody has written this yet")
        return f'<span class="{kind}" title="{escape(title)}">{shown}</span>'

    def _foreign_image(self, link: Link, target: str) -> Edit:
        """The site asks no other host for anything: an image there becomes a link, or its words inside a link."""
        shown = link.text or self.kb.settings.say("Image")
        inside = any(other.start < link.start and link.end < other.end for other in self.links if other.kind == "link")
        if inside:
            return Edit("", link.start, link.end, shown)
        mark = self._mark_before(link)
        return Edit("", link.start - mark, link.end, "\\!" * mark + f"[{shown}](<{target}>)")

    def _mark_before(self, link: Link) -> int:
        """1 where an exclamation mark stands before a link: it would make an image of what takes the link's place."""
        return int(
            self.source.text.endswith("!", 0, link.start) and not self.source.text.endswith("\\!", 0, link.start)
        )

    def _is_image(self, link: Link) -> bool:
        return self.source.text.startswith("!", link.start)

    def _inner(self, link: Link) -> Iterator[Edit]:
        """A link inside the knowledge base; one that leads nowhere keeps its words."""
        found = self._found(link)
        if found is not None:
            anchor = self._anchor(link, found)
            target = f"#{quote(anchor)}" if found == self.source.uri else self._to(found, anchor)
            yield Edit("", link.target_start, link.target_end, target)
        elif link.kind != "definition":
            yield from self._only_words(link)

    def _only_words(self, link: Link) -> Iterator[Edit]:
        """A link that leads nowhere, as its words."""
        start = link.start + (2 if self._is_image(link) else 1)
        title = escape(self.kb.settings.say("This link leads nowhere"))
        yield Edit("", link.start, start, f'<span class="kb-nowhere" title="{title}">')
        yield Edit("", start + len(link.text), link.end, "</span>")

    def _found(self, link: Link) -> str | None:
        return self.kb.addresses.find(link.target, self.source.uri)

    def _html(self, link: Link) -> Iterator[Edit]:
        """MkDocs leaves addresses in raw HTML alone, so they are written as the site has them."""
        found = self._found(link)
        if found is not None and found != self.source.uri:
            anchor = self._anchor(link, found)
            urls = self.kb.settings.directory_urls
            url = relative_url(url_of(found, directory_urls=urls), url_of(self.uri, directory_urls=urls))
            yield Edit("", link.target_start, link.target_end, escape(url + (f"#{quote(anchor)}" if anchor else "")))

    def _anchor(self, link: Link, uri: str) -> str:
        """The part of a link from ``#`` on; that of an old page may have come to another heading."""
        anchor = split_anchor(link.target)[1]
        entry = self.kb.entry_at(uri) if anchor else None
        return part_meant(anchor, entry) if entry else anchor

    def _to(self, uri: str, anchor: str) -> str:
        path = quote(posixpath.relpath(f"/{uri}", f"/{posixpath.dirname(self.uri)}"))  # absolute: asks no system
        return f"{path}#{quote(anchor)}" if anchor else path
