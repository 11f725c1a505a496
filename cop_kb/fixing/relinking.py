"""An entry that goes elsewhere → the edits that keep every link leading to what it led to.

A link that leads there still is left alone, in other files also one by an old address: so nobody's text changes
without need. The others keep their style: a path stays a path with or without
extension, also for whoever reads the files without the site, and an address of the site stays one.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cop_kb.model.addresses import address_table, folders_from, is_external, split_anchor
from cop_kb.model.entry import Link, Outline
from cop_kb.model.finding import Edit
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.source import Source
from cop_kb.reading.link_paths import path_span, written


@dataclass(frozen=True, slots=True)
class Shift:
    """``slug`` is what ``old_slug`` is called now; "" where references still lead to the entry, or do not mean it.

    ``paths`` maps a file of the content folder to where it goes, ``uris`` what is there to its new uri on the site:
    the entry, and the files in its folder. ``alias`` is the old address that is kept, or "".
    """

    old_slug: str
    slug: str
    paths: Mapping[str, str]
    uris: Mapping[str, str]
    alias: str = ""


class Relinking:
    """What a shift means for the texts of a knowledge base.

    ``was`` are the uris of what moves, by its files; that of the entry is the first.
    """

    def __init__(self, kb: KnowledgeBase, shift: Shift, was: Mapping[str, str]) -> None:
        entry_file = next(iter(was))
        self._shift = shift
        gone = address_table(was, {}).by_path
        self._before = replace(kb.addresses, by_path={**gone, **kb.addresses.by_path})
        stays = {
            name: shift.uris.get(uri, uri) for name, uri in kb.addresses.by_path.items() if name not in gone
        }  # other entries, and old addresses of this one
        comes = {shift.paths[path]: shift.uris[uri] for path, uri in was.items()}
        kept = {shift.alias: shift.uris[was[entry_file]]} if shift.alias else {}
        after = address_table(comes, kept)
        self._after = replace(kb.addresses, by_path={**stays, **after.by_path}, old=kb.addresses.old | after.old)
        self._files = _renamed((path, shift.paths[path]) for path in was)
        self._pages = _renamed((uri, shift.uris[uri]) for uri in was.values())
        self._path_of = {uri: path for path, uri in comes.items()}

    def link_edits(self, source: Source, outline: Outline) -> Iterator[Edit]:
        """The edits of the links in a file."""
        for link in outline.links:
            if link.kind == "wiki":
                yield from self._wiki(source, link)
            elif link.kind != "reference" and not is_external(link.target):
                yield from self._path(source, link)

    def _wiki(self, source: Source, link: Link) -> Iterator[Edit]:
        slug = link.target.partition("#")[0].strip()
        if self._shift.slug not in ("", slug) and slug == self._shift.old_slug:
            yield Edit(source.path, link.target_start, link.target_start + len(slug), self._shift.slug)

    def _path(self, source: Source, link: Link) -> Iterator[Edit]:
        path = split_anchor(link.target)[0]
        uri = self._before.find(link.target, source.uri) if path else None
        if uri is None:
            return
        base, meant = self._shift.paths.get(source.uri, source.uri), self._shift.uris.get(uri, uri)
        if base == source.uri and not self._shift.slug and self._after.find(link.target, base) == meant:
            return
        for new in self._ways(path, uri, source.uri, base):
            if self._after.find(new or link.target, base) == meant:
                start, end = path_span(source.text, link)
                if new:
                    yield Edit(source.path, start, end, new)
                return

    def _ways(self, path: str, uri: str, old_base: str, base: str) -> Iterator[str]:
        """How to write the new address: like the old one ("" where that is right still), else as the file's path."""
        for at, (old_folder, folder) in enumerate(
            zip(folders_from(path, old_base), folders_from(path, base), strict=True)
        ):
            old = name = _joined(old_folder, path)
            if uri not in (self._before.by_path.get(old), self._before.by_path.get(old.casefold())):
                continue
            if uri in self._shift.uris:
                is_file = at == 0 and not path.startswith("/")
                first, second = (self._files, self._pages) if is_file else (self._pages, self._files)
                name = first.get(old.casefold()) or second.get(old.casefold()) or old
            yield "" if _joined(folder, path) == name else written(name, folder, like=path)
        if file := self._path_of.get(self._shift.uris.get(uri, uri)):
            yield written(file, posixpath.dirname(base), like="")


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/")))


def _renamed(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Every name of a file (with and without extension, as ``.html``, as the folder of an index) → its new one."""
    names: dict[str, str] = {}
    for old, new in pairs:
        both = (address_table({path: path}, {}).by_path for path in (old, new))
        for one, other in zip(*both, strict=False):
            names.setdefault(one.casefold(), other)
    return names
