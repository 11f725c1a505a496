"""The extension of Python-Markdown that reads texts as GitHub does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import dedent, indent
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX, AtomicString, code_escape
from markdown_it.token import Token

from cop_kb.markdown.emoji import NAME, Emoji
from cop_kb.markdown.headings import JUST_BEFORE_TOC, HeadingIds
from cop_kb.markdown.html import ELEMENT, Elements
from cop_kb.markdown.reader import new_reader, syntax_of_converter
from cop_kb.markdown.registry import names_in, priorities
from cop_kb.markdown.syntax import INNER, IS_INNER
from cop_kb.markdown.tree import FENCES, RAW, Code, Tree

CORE_BLOCKS = frozenset(
    {"empty", "indent", "code", "table", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference",
     "paragraph", "defindent", "markdown_block"}
)  # fmt: skip
"""Block processors that markdown-it takes the place of. All others are asked for what is in their syntax."""
CORE_INLINE = (
    "backtick", "escape", "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref",
    "autolink", "automail", "linebreak", "html", "entity", "not_strong", "em_strong", "em_strong2", "delimiter", "mark",
    "ins_sup", "del_sub",
)  # fmt: skip
"""Patterns that markdown-it takes the place of."""
SPANS = frozenset(
    {"dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "li", "p", "summary", "td", "th"}
)
"""Elements that hold a line of text: https://python-markdown.github.io/extensions/md_in_html/#1"""
DEFINES = re.compile(r":[ ]")
INNER_LINE = re.compile(rf"^([ ]*){IS_INNER.pattern}", re.MULTILINE)
CORE_PREPROCESSORS = ("normalize_whitespace", "html_block", "fenced_raw_block")


class GithubMarkdown(Extension):
    """Read texts as GitHub Flavored Markdown with the other extensions of the converter. It comes last of all.

    ``elements`` are the names of HTML elements that may be published: ``<tags>`` of other names are text. Without any,
    every tag is HTML.
    """

    def __init__(self, **config: Any) -> None:
        self.config = {"elements": [[], "Names of HTML elements; without any, every tag is HTML"]}
        super().__init__(**config)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's own name
        """Register; the converter is changed by ``reset``, once every extension has brought its own."""
        self._md = md
        self._blocks: GithubBlocks | None = None
        md.registerExtension(self)
        md.preprocessors.register(_Normalise(md), "cop-kb-normalise", 100)
        md.treeprocessors.register(HeadingIds(md), "cop-kb-heading-ids", JUST_BEFORE_TOC)
        md.postprocessors.register(_Unwrap(md), "cop-kb-unwrap", 100)

    def _new_blocks(self, md: Markdown, elements: Elements) -> GithubBlocks:
        return GithubBlocks(md, elements)

    def reset(self) -> None:
        """Put the reader in place: Python-Markdown calls this when all extensions are there, and between two texts."""
        if self._blocks is None:
            self._blocks = self._new_blocks(self._md, Elements(self.getConfig("elements")))
        self._blocks.forget()


class GithubBlocks:
    """Another reader behind the methods of a converter's block parser, which extensions know and call."""

    def __init__(self, md: Markdown, elements: Elements) -> None:
        self._md, self._state = md, md.parser.state
        processors = md.parser.blockprocessors
        self._others = [processors[name] for name in names_in(processors) if name not in CORE_BLOCKS]
        self._reader = new_reader(syntax_of_converter(md), elements)
        self._tree = Tree(md, elements, self._add_extension, Code(md))
        md.parser.parseDocument = self.parse_document  # type: ignore[method-assign,assignment]  # extensions keep the parser
        md.parser.parseChunk = self.parse_chunk  # type: ignore[method-assign]
        md.parser.parseBlocks = self.parse_blocks  # type: ignore[method-assign]
        for registry, core in ((md.preprocessors, CORE_PREPROCESSORS), (md.inlinePatterns, CORE_INLINE)):
            for name in core:
                if name in registry:
                    registry.deregister(name)
        if FENCES in md.preprocessors:
            md.preprocessors.register(_OnRequest(md.preprocessors[FENCES]), FENCES, 25)
        if NAME in md.inlinePatterns:
            at = priorities(md.inlinePatterns)[NAME]
            md.inlinePatterns.register(Emoji(md.inlinePatterns[NAME], md), NAME, at)
        self.forget()

    def forget(self) -> None:
        """Begin with another text: no link definition and no inner text is known."""
        self._definitions: dict[str, Any] = {}
        self._read: set[Element] = set()
        self._inner: list[str] = []

    def parse_document(self, lines: Iterable[str]) -> ElementTree[Element]:
        """A whole text as a tree."""
        self._md.parser.root = root = Element(self._md.doc_tag)
        self._add(root, "\n".join(lines))
        return ElementTree(root)

    def parse_chunk(self, parent: Element, text: str) -> None:
        """What an extension has to say inside an element: its own text, and inner texts that were put aside."""
        text = IS_INNER.sub(lambda match: self._inner[int(match[1])], text)
        self._add(parent, text, tight=self._state.isstate("list") and "\n\n" not in text.strip())

    def parse_blocks(self, parent: Element, blocks: list[str]) -> None:
        """As ``parse_chunk``, of blocks that blank lines separated."""
        text = "\n\n".join(blocks)
        blocks.clear()
        self.parse_chunk(parent, text)

    def _add(self, parent: Element, text: str, *, tight: bool = False) -> None:
        """Append what a text says; within an item of a ``tight`` list it has no paragraphs."""
        tokens = self._reader.parse(text, self._definitions)
        for token in tokens if tight else ():
            if token.level == 0 and token.type.startswith("paragraph_"):
                token.hidden = True
        before, said = len(parent), parent.text
        self._tree.add_blocks(parent, tokens)
        self._read.update(parent[before:])
        if parent.text != said:
            self._read.add(parent)

    def _add_extension(self, parent: Element, token: Token) -> None:
        """Let the extension's own block processor make its elements."""
        if token.type == ELEMENT:
            self._add_element(parent, token)
            return
        first = len(self._inner)
        self._inner += token.meta["inner"]
        content = IS_INNER.sub(lambda match: INNER.format(first + int(match[1])), token.content)
        blocks = content.split("\n\n")
        before, stash = set(parent), self._md.htmlStash.rawHtmlBlocks
        stashed = len(stash)
        if DEFINES.match("\n\n".join(blocks[1:2])):
            SubElement(parent, "p").text = blocks.pop(
                0
            )  # the terms, which that processor looks for as they were written
        while blocks:
            for processor in self._others:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break
            else:
                self._add_refused(parent, blocks.pop(0))

        for element in [each for each in parent if each not in before] or parent[-1:]:
            self._read_words(element)
        for number in range(stashed, len(stash)):
            if isinstance(html := stash[number], str):  # an inner text that the processor takes for raw
                stash[number] = IS_INNER.sub(lambda match: code_escape(self._inner[int(match[1])]), html)

    def _read_words(self, element: Element) -> None:
        """Read the lines of text that a processor has put into its elements as they were: titles, terms, labels."""
        if element in self._read:
            return
        self._read.add(element)
        children, text = list(element), element.text
        if text and text.strip() and not isinstance(text, AtomicString):
            element[:], element.text = [], None
            self._tree.add_inline(element, self._reader.parseInline(text, self._definitions)[0].children or ())
            element.extend(children)
        for each in children:
            self._read_words(each)

    def _add_refused(self, parent: Element, text: str) -> None:
        """Append what looked like an extension's block and is none, without looking for one there once more."""
        if IS_INNER.fullmatch(text.strip()):
            self.parse_chunk(parent, text)
            return
        text = INNER_LINE.sub(lambda match: indent(self._inner[int(match[2])], match[1]), text)
        with self._reader.reset_rules():
            self._reader.disable("extension")
            self._add(parent, text)

    def _add_element(self, parent: Element, token: Token) -> None:
        """An element of HTML whose inner text is Markdown."""
        element = SubElement(parent, token.tag, {name: str(value) for name, value in token.attrs.items()})
        if token.meta["mode"] == "span" or (token.meta["mode"] != "block" and token.tag in SPANS):
            self._tree.add_inline(element, self._reader.parseInline(token.content.strip())[0].children or ())
        else:
            self._add(element, dedent(token.content))


class _OnRequest(Preprocessor):
    """The formatter of fences, which looks for none itself: a fence is where the reader says.

    It stays at its place, for it asks for itself there:
    https://github.com/facelessuser/pymdown-extensions/blob/10.14/pymdownx/superfences.py#L151
    """

    def __init__(self, formatter: Preprocessor) -> None:
        super().__init__(formatter.md)
        self._formatter = formatter

    def run(self, lines: list[str]) -> list[str]:
        return lines

    def __getattr__(self, name: str) -> Any:
        return getattr(self._formatter, name)


class _Normalise(Preprocessor):
    """As Python-Markdown's own, but tabs stay: GitHub reads them where they stand."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines).replace(STX, "").replace(ETX, "").replace("\r\n", "\n").replace("\r", "\n")
        return source.split("\n")


class _Unwrap(Postprocessor):
    """Take away what stood around HTML."""

    AROUND = re.compile(rf"</?{RAW}>")

    def run(self, text: str) -> str:
        return self.AROUND.sub("", text)
