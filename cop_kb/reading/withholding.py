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
STAGES = ("status", "state", "stage", "workflow")
UNFINISHED = frozenset(("draft", "wip", "work in progress", "unpublished", "pending", "private", "hidden", "internal"))
SEEM_HIDING = ("hidden", "noindex", "sitemap_exclude")
SEEM_SHOWING = ("sitemap", "listed", "visible", "public")
"""Words of other tools that keep a page from a list or from search engines, or tell how far it is: here they withhold
nothing, and whoever wrote one may believe that they do."""
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


def seems_to_withhold(name: str, value: Node) -> bool:
    """Whether a key that withholds nothing looks as if it did.

    >>> seems_to_withhold("status", Scalar(0, 0, "Draft")), seems_to_withhold("sitemap", Scalar(0, 0, "true"))
    (True, False)
    """
    key, text = name.strip().casefold(), _text(value)
    if key in STAGES:
        return re.sub(r"[\s_-]+", " ", text) in UNFINISHED
    if key == "robots":
        return "noindex" in text or text == "none"
    return (key in SEEM_HIDING and yes_or_no(text) is True) or (key in SEEM_SHOWING and yes_or_no(text) is False)


def seeming(source: Source) -> Iterator[Withholding]:
    """What a front matter has that seems to withhold its text, where nothing does."""
    found = [Withholding(key, value) for key, value in source.front_matter or () if seems_to_withhold(key.text, value)]
    if found and not is_withheld(source):
        yield from found


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
    text = _text(value)
    if name in AUDIENCES:
        return not (name == "visibility" and text == "public")
    if name in SHOWING:
        said = True if DAY.match(text) else yes_or_no(text)  # the day on which it was published
        return None if said is None else not said
    return yes_or_no(text)


def _text(value: Node) -> str:
    """A text without case, alone or as the only item of a list; "" for any other value."""
    if isinstance(value, Sequence) and len(value.items) == 1:
        value = value.items[0]
    return value.text.strip().casefold() if isinstance(value, Scalar) else ""
