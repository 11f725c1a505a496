"""An entry and a new place for it → everything that follows: files to move, texts to change. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cop_kb.fixing import Change, fixed_texts
from cop_kb.fixing.aliases import alias_edit, has_alias
from cop_kb.fixing.all_or_nothing import Move
from cop_kb.fixing.places import Target, check_place
from cop_kb.fixing.relinking import Relinking, Shift
from cop_kb.model.addresses import address_table, is_markdown
from cop_kb.model.entry import Entry
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Edit, Finding, Fix
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.place import Place
from cop_kb.reading.references import ref_edit, refs_of
from cop_kb.reading.tries import FOLDER as TRIED


@dataclass(frozen=True, slots=True)
class Moving:
    """What follows: files and folders that move, texts that change (by their paths before), the old address kept."""

    moves: tuple[Move, ...]
    changes: tuple[Change, ...]
    alias: str = ""

    def path(self, before: str) -> str:
        """The path after the moves of a file that has this one before them."""
        for move in self.moves:
            before = move.of(before)
        return before


def plan_moving(kb: KnowledgeBase, entry: Entry, target: Target, more: Iterable[Edit] = ()) -> Moving:
    """What follows from moving an entry, with ``more`` edits of its own text. Raises CopKbError where it cannot go."""
    content = kb.settings.content
    here = entry.folder or entry.source.uri
    there = target.path(is_folder=bool(entry.folder))
    check_place(kb, entry, target, there)
    moves = [Move(f"{content}/{here}", f"{content}/{there}")] if here != there else []
    alias = "" if _has_same_address(kb, entry, target) else f"{entry.type.plural}/{entry.slug}"
    is_called_otherwise = target.slug != entry.slug and not alias and not _is_shared(kb, entry)
    if is_called_otherwise:
        moves += _tries(kb, f"{content}/{TRIED}{entry.slug}", f"{content}/{TRIED}{target.slug}")
    was = dict(_moving_files(kb, entry, here))
    shift = Shift(
        old_slug=entry.slug,
        slug=target.slug if is_called_otherwise else "",
        paths={path: Move(here, there).of(path) for path in was},
        uris=dict(_new_uris(was, entry, target, Move(here, there))),
        alias=alias,
    )
    relinking = Relinking(kb, shift, was)
    edits = [*more, *_edits(kb, relinking, shift)]
    if alias and (edit := alias_edit(entry.source, alias, _no_longer_old(entry, target))):
        edits.append(edit)
    changes = fixed_texts(kb.settings.root, map(_finding, edits), kb.settings.max_entry_bytes)
    _check_alias(changes, entry, alias)
    return Moving(tuple(moves), changes, alias)


def _tries(kb: KnowledgeBase, here: str, there: str) -> Iterator[Move]:
    """The folder of an entry's tries, or its files where the new slug has tries already (it was its name once)."""
    before, after = (kb.settings.root / path for path in (here, there))
    if not before.is_dir():
        return
    if not after.is_dir() or after.samefile(before):
        yield Move(here, there)
        return
    for path in sorted(before.iterdir()):
        yield Move(f"{here}/{path.name}", f"{there}/{path.name}")


def _moving_files(kb: KnowledgeBase, entry: Entry, here: str) -> Iterator[tuple[str, str]]:
    """What moves: the path of each file in the content folder, with its uri on the site."""
    yield entry.source.uri, kb.uris.get(entry.source.uri, entry.source.uri)
    if entry.folder:
        sources = (*(each.source for each in kb.entries), *(page.source for page in kb.pages))
        paths = (*(source.uri for source in sources), *(each.uri for each in kb.attachments))
        yield from ((path, kb.uris.get(path, path)) for path in paths if path.startswith(f"{here}/"))


def _new_uris(was: Mapping[str, str], entry: Entry, target: Target, move: Move) -> Iterator[tuple[str, str]]:
    """The uri on the site of all that moves, before and after: attachments go by the entry's address."""
    for path, uri in was.items():
        inside = path.removeprefix(f"{move.before}/")
        if path == entry.source.uri:
            yield uri, f"{target.address}.md"
        elif not is_markdown(path) and uri in (path, f"{entry.type.plural}/{entry.slug}/{inside}"):
            yield uri, f"{target.address}/{inside}"
        else:
            yield uri, move.of(uri)


def _edits(kb: KnowledgeBase, relinking: Relinking, shift: Shift) -> Iterator[Edit]:
    for entry in kb.entries:
        if shift.slug:
            named = (ref for _, ref in refs_of(entry) if ref.slug == shift.old_slug)
            yield from (ref_edit(entry, ref, shift.slug) for ref in named)
        yield from relinking.link_edits(entry.source, entry.outline)
    for page in kb.pages:
        yield from relinking.link_edits(page.source, page.outline)


def _has_same_address(kb: KnowledgeBase, entry: Entry, target: Target) -> bool:
    """Whether the old address leads there anyway (case does not count), or to another entry from now on."""
    old = f"{entry.type.plural}/{entry.slug}"
    keeps_name = kb.shared_slugs.get(entry.slug, ("",))[0] == entry.slug
    return keeps_name or old.casefold() == target.address.casefold()


def _is_shared(kb: KnowledgeBase, entry: Entry) -> bool:
    """Whether references by its slug may mean another entry, too."""
    return any(entry.slug in slugs for slugs in kb.shared_slugs.values())


def _no_longer_old(entry: Entry, target: Target) -> frozenset[str]:
    """The aliases that are the new address."""
    new = address_table({f"{target.address}.md": target.address}, {})
    return frozenset(alias.strip("/") for alias in entry.texts("aliases") if new.find(f"/{alias.strip('/')}", ""))


def _finding(edit: Edit) -> Finding:
    return Finding(Place(edit.path), "this led to an entry that has moved", fix=Fix("follow it", (edit,)))


def _check_alias(changes: Iterable[Change], entry: Entry, alias: str) -> None:
    text = next((change.after for change in changes if change.path == entry.source.path), entry.source.text)
    if alias and not has_alias(text, alias):
        path = entry.source.path
        raise CopKbError(f"{path}: add “{alias}” to its aliases yourself, then try again: its form is not known here.")
