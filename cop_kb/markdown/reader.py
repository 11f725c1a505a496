"""markdown-it-py, set up to read what GitHub reads and the syntax of extensions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from cop_kb.markdown.alerts import mark_alerts
from cop_kb.markdown.autolinks import add_autolinks
from cop_kb.markdown.delimiters import Sign, add_delimiters, signs_of
from cop_kb.markdown.html import Elements, add_html
from cop_kb.markdown.math import OtherMath, add_math, add_other_math
from cop_kb.markdown.registry import named, names_in
from cop_kb.markdown.syntax import EXTENSION, Extensions

if TYPE_CHECKING:
    from markdown import Markdown

ARITHMATEX = "arithmatex-inline"
"""What shows formulas within a text where ``pymdownx.arithmatex`` is named."""
INTERRUPTED = ["paragraph", "reference", "blockquote", "list", "table"]
"""What a block of an extension may end, as markdown-it names it."""
BLOCKS = {
    "admonition": ("admonition",),
    "pymdownx.details": ("details",),
    "pymdownx.tabbed": ("tabbed",),
    "footnotes": ("footnote",),
    "abbr": ("abbr",),
    "def_list": ("deflist",),
    "md_in_html": ("markdown_block",),
    "pymdownx.blocks": ("blocks",),
    "extra": ("footnote", "abbr", "deflist", "markdown_block"),
    "pymdownx.extra": ("footnote", "abbr", "deflist", "markdown_block"),
}
"""The block processors that an extension brings, by its name in ``mkdocs.yml``."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """What else than GitHub's a text may hold: names of block processors, signs around words, another's formulas."""

    blocks: frozenset[str]
    signs: tuple[Sign, ...]
    math: OtherMath | None = None


def syntax_of_converter(md: Markdown) -> Syntax:
    """The syntax of the extensions that a converter has."""
    options = {type(each).__module__: each.getConfigs() for each in md.registeredExtensions}
    return Syntax(frozenset(names_in(md.parser.blockprocessors)), tuple(signs_of(options)), _other_math(md))


def _other_math(md: Markdown) -> OtherMath | None:
    """The patterns of ``pymdownx.arithmatex``, where a converter has it."""
    inline = named(md.inlinePatterns, ARITHMATEX)
    block = named(md.parser.blockprocessors, "arithmatex-block")
    if inline is None and block is None:
        return None
    return OtherMath(inline and inline.getCompiledRegExp(), lambda text: bool(block and block.test(None, text)))


def syntax_of_names(extensions: Iterable[str]) -> Syntax:
    """The syntax of extensions by their names in ``mkdocs.yml``."""
    names = [each.removeprefix("markdown.extensions.") for each in extensions]
    blocks = {
        block
        for name in names
        for block in BLOCKS.get("pymdownx.blocks" if name.startswith("pymdownx.blocks.") else name, ())
    }
    return Syntax(frozenset(blocks), tuple(signs_of({name: {} for name in names})))


class Reader(MarkdownIt):
    """A reader that takes every address for one: what may be published is the sanitiser's to say, and said by it."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's own name
        """Whether an address makes a link."""
        return True


def new_reader(syntax: Syntax, elements: Elements) -> MarkdownIt:
    """A reader of GitHub Flavored Markdown with a ``syntax`` beside it; ``elements`` say what is HTML."""
    reader = Reader("commonmark", {"html": True}).enable("table")
    reader.disable("text_join")  # escaped signs are told from others by their tokens
    reader.block.ruler.before("code", "extension", Extensions(syntax.blocks), {"alt": INTERRUPTED})
    reader.core.ruler.after("block", "alerts", _alerts)
    add_autolinks(reader)
    add_delimiters(reader, syntax.signs)
    if syntax.math is None:
        add_math(reader)
    else:
        add_other_math(reader, syntax.math, EXTENSION)
    add_html(reader, elements, markdown_inside="markdown_block" in syntax.blocks)
    return reader


def _alerts(state: StateCore) -> None:
    """Quotations that begin with ``[!NOTE]``."""
    mark_alerts(state.tokens)
