"""What authors withhold from readers.

``draft: yes`` is our word for it. Whoever wrote with another tool may have used one of its words, and believes that
nobody reads the text: so they count, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cop_kb.model.entry import Entry, PlainPage
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.source import Source
from cop_kb.reading.front_matter import has_lost_front_matter
from cop_kb.reading.kinds import yes_or_no

DRAFT = "draft"
HIDING = (DRAFT, "private", "unlisted")
"""``yes`` withholds. Hugo, Docusaurus, Zola and Starlight have one or the other."""
SHOWING = ("published", "publish")
"""``no`` withholds: Jekyll, Hexo, Obsidian Publish."""
AUDIENCES = ("visibility", "audience", "password", "inject_id")
"""Any value withholds, but for ``visibility: public``: Ghost, wikis, and what the plugin encryptcontent looks for
(https://github.com/unverbuggt/mkdocs-encryptcontent-plugin)."""
KEYS = frozenset({*HIDING, *SHOWING, *AUDIENCES})
"""In any case."""
META_LINE = re.compile(r"(?P<key>[A-Za-z][\w-]*):[ \t]*(?P<value>\S[^\n]*)(?:\n|\Z)")
"""A key above a text without lines of dashes: the form of MkDocs and of the documentation of encryptcontent
(https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/utils/meta.py#L76). Here that is text, and many a text begins so;
only a key that can mean nothing else counts there."""
DAY = re.compile(r"\d{4}-\d\d?-\d\d?(?!\d)")


@dataclass(frozen=True, slots=True)
class Withholding:
    """A key of a front matter that withholds its text; ``is_clear`` is False where nobody can tell what it says."""

    key: Scalar
    value: Node
    is_clear: bool = True


def withholdings(source: Source) -> Iterator[Withholding]:
    """What a front matter has that withholds its text. What it says twice counts twice; what is empty says nothing."""
    for key, value in source.front_matter or ():
        name = key.text.strip().casefold()
        if name in KEYS and not value.is_empty:
            withholds = _withholds(name, value)
            if withholds is not False:
                yield Withholding(key, value, is_clear=withholds is not None)
    if source.body_start == 0:
        yield from _above(source.text)


def is_withheld(source: Source) -> bool:
    """Whether readers may not see a text: it says so, or nobody can read whether it does."""
    return has_lost_front_matter(source) or any(True for _ in withholdings(source))


def withheld_uris(texts: Iterable[Entry | PlainPage]) -> frozenset[str]:
    """The files of those that are withheld."""
    return frozenset(each.source.uri for each in texts if is_withheld(each.source))


def _above(text: str) -> Iterator[Withholding]:
    """Those of ``META_LINE``."""
    at = 0
    while found := META_LINE.match(text, at):
        key, value = (Scalar(found.start(name), found.end(name), found[name]) for name in ("key", "value"))
        name, at = key.text.casefold(), found.end()
        if name == "password" or (name in (*HIDING, *SHOWING) and _withholds(name, value)):
            yield Withholding(key, value)


def _withholds(name: str, value: Node) -> bool | None:
    """Whether a value of such a key withholds the text; None where it is neither yes nor no."""
    if isinstance(value, Sequence) and len(value.items) == 1:
        value = value.items[0]
    text = value.text.strip().casefold() if isinstance(value, Scalar) else ""
    if name in AUDIENCES:
        return not (name == "visibility" and text == "public")
    if name in SHOWING:
        said = True if DAY.match(text) else yes_or_no(text)  # the day on which it was published
        return None if said is None else not said
    return yes_or_no(text)
