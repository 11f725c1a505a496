"""What a commit does to the words of files: in which it changes some, and from which it moves some to others.

Only Markdown is looked at. What Git takes for a file that went and another that came may be one that moved: then the
name, or every word, is the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cop_kb.model.addresses import is_markdown
from cop_kb.reading.entries import slug_of
from cop_kb.reading.git import Change as Named
from cop_kb.reading.substance import NOTHING, Change, Substance, change, differing_words, runs, within

MOVED = 0.8
"""The part of what a commit adds to a file from which on it was moved there."""
MOST_PAIRS = 400
"""Files that went and files that came in one commit whose texts are compared with each other, in pairs."""
Texts = Mapping[str, Substance]
"""What blobs say, by their ids; what is no regular file has the id "" and says nothing."""


class FileWords(NamedTuple):
    """What became of a file's words; ``moved_from`` are the files, by their old paths, in which these stood before.

    ``has_text`` says whether words stand below its headings now.
    """

    status: str
    old: str
    new: str
    change: Change = Change.NONE
    moved_from: tuple[str, ...] = ()
    has_text: bool = True


class CommitWords(NamedTuple):
    """What a commit did to its files; an import brought what others wrote elsewhere."""

    is_import: bool
    files: tuple[FileWords, ...]


def texts_in(changes: Sequence[Named]) -> Iterator[str]:
    """The ids of the blobs by which is told what became of the words."""
    for each in changes:
        if _counts(each) and each.before != each.after:
            yield from filter(None, (each.before, each.after))


def commit_words(changes: Sequence[Named], texts: Texts) -> CommitWords:
    """What a commit that made these changes did to the words, told from the texts of ``texts_in``."""
    files = _paired([each for each in changes if _counts(each)], texts)
    pairs = [_texts(each, texts) for each in files]
    is_import = any(each.status == "A" and after.is_imported for each, (_, after) in zip(files, pairs, strict=True))
    became = [change(*pair) if each.status != "D" else Change.NONE for each, pair in zip(files, pairs, strict=True)]
    moved = _moved(files, pairs, became)
    return CommitWords(
        is_import,
        tuple(
            FileWords(each.status, each.old, each.new, became[at], moved.get(at, ()), pairs[at][1].has_text)
            for at, each in enumerate(files)
        ),
    )


def _counts(each: Named) -> bool:
    return is_markdown(each.old) or is_markdown(each.new)


def _texts(each: Named, texts: Texts) -> tuple[Substance, Substance]:
    if each.before == each.after:
        return NOTHING, NOTHING
    return texts.get(each.before, NOTHING), texts.get(each.after, NOTHING)


def _paired(changes: list[Named], texts: Texts) -> list[Named]:
    """The changes, with what moved in one: of the same name, else of the same words, else of most of the words."""
    gone, come = ([each for each in changes if each.status == status] for status in "DA")
    if not (gone and come):
        return changes
    moved: dict[Named, Named] = {}
    for of_old, of_new in (
        (lambda each: slug_of(each.old), lambda each: slug_of(each.new)),
        (lambda each: _words(each.before, texts), lambda each: _words(each.after, texts)),
    ):
        left: dict[Hashable, list[Named]] = {}
        for old in reversed(gone):
            left.setdefault(of_old(old), []).append(old)
        for new in come:
            if new not in moved and (key := of_new(new)) and left.get(key):
                old = left[key].pop()
                gone.remove(old)
                moved[new] = Named("R", old.old, new.new, old.before, new.after)
    for new in come if len(gone) * len(come) <= MOST_PAIRS else ():
        goes_on = next((each for each in gone if _goes_on(each, new, texts)), None)
        if new not in moved and goes_on:
            gone.remove(goes_on)
            moved[new] = Named("R", goes_on.old, new.new, goes_on.before, new.after)
    paths = {each.old for each in moved.values()}
    return [moved.get(each, each) for each in changes if each.status != "D" or each.old not in paths]


def _goes_on(old: Named, new: Named, texts: Texts) -> bool:
    """Whether most of what one says stands in the other: it was renamed, and much was added or taken away."""
    before, after = (runs(texts.get(each, NOTHING).words) for each in (old.before, new.after))
    return bool(before and after) and len(before & after) >= MOVED * min(len(before), len(after))


def _words(blob: str, texts: Texts) -> tuple[str, ...]:
    return tuple(texts.get(blob, NOTHING).words)


def _moved(
    files: Sequence[Named], pairs: Sequence[tuple[Substance, Substance]], became: Sequence[Change]
) -> dict[int, tuple[str, ...]]:
    """By number the files to which words were moved, and from which."""
    losing = [at for at, each in enumerate(files) if pairs[at][0] is not NOTHING and (became[at] or each.status == "D")]
    gaining = [at for at, each in enumerate(became) if each is Change.MORE]
    if not losing or not gaining or losing == gaining[:1] == gaining:
        return {}
    differing = {at: within(*differing_words(*pairs[at])) for at in {*losing, *gaining}}
    gone: dict[tuple[str, ...], list[int]] = {}
    for at in losing:
        before, after = map(runs, differing[at])
        for run in before - after:
            gone.setdefault(run, []).append(at)
    found = {}
    for at in gaining:
        before, after = map(runs, differing[at])
        added = after - before
        known = [others for run in added if (others := [each for each in gone.get(run, ()) if each != at])]
        if known and len(known) >= MOVED * len(added):
            found[at] = tuple(sorted({files[each].old for others in known for each in others}))
    return found
