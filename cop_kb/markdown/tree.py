"""The tokens of markdown-it → the tree of elements that Python-Markdown's processors work on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString, code_escape
from markdown_it.token import Token

from cop_kb.markdown.autolinks import mail_links
from cop_kb.markdown.html import LITERAL, Elements
from cop_kb.markdown.math import BLOCK, INLINE, THEIRS
from cop_kb.markdown.mathml import CLASS
from cop_kb.markdown.reader import ARITHMATEX
from cop_kb.markdown.registry import named

FENCES = "fenced_code_block"
"""The preprocessor that formats fences, whichever extension brought it."""
RAW = "cop-kb-raw"
"""The element around a placeholder for HTML, which a postprocessor takes away: a paragraph would stay a paragraph."""
TICKS, TILDES = re.compile(r"`+"), re.compile(r"~+")
LANGUAGE = re.compile(r"[\w#.+-]+")
TASK = re.compile(r"\[([ xX])\](?=\s)")
ATTRIBUTES = re.compile(r"\{:?[ ]*([^}\n ][^}\n]*)\}")
AMP = f"{AMP_SUBSTITUTE}amp;"
LIKE_ENTITY = re.compile(r"&(?=(?:#[0-9]+|#[xX][0-9a-fA-F]+|[0-9a-zA-Z]+);)")
"""By now every entity has become its character; what still looks like one is meant as it stands."""

Inside = Callable[[Element, Token], None]


class Tree:
    """Builds elements for one converter.

    ``md`` has the stash of HTML, ``code`` the formatters of code; ``elements`` say what is HTML, and ``extension`` is
    given what is in the syntax of an extension.
    """

    def __init__(self, md: Markdown, elements: Elements, extension: Inside, code: Code) -> None:
        self._md, self._elements, self._extension, self._code = md, elements, extension, code
        self._has_tasks = "task-list" in md.treeprocessors

    def add_blocks(self, parent: Element, tokens: Iterable[Token]) -> None:
        """Append what the block tokens say to ``parent``."""
        stack = [parent]
        for token in tokens:
            if token.nesting == -1:
                self._close(stack.pop(), token)
            elif token.nesting == 0:
                self._add_block(stack[-1], token)
            elif token.hidden:  # a paragraph of a tight list
                _add_text(stack[-1], "\n" if _has_content(stack[-1]) else "")
                stack.append(stack[-1])
            else:
                stack.append(_element(stack[-1], token))

    def _add_block(self, parent: Element, token: Token) -> None:
        match token.type:
            case "inline":
                self.add_inline(parent, token.children or ())
            case "fence":
                self._code.add_fence(parent, token.content, token.info.strip())
            case "code_block":
                self._code.add_indented(parent, token.content)
            case _ if token.type == BLOCK:
                self._add_block_of_math(parent, token)
            case "html_block":
                self._add_raw(parent, token.content)
            case "hr":
                SubElement(parent, "hr")
            case _:
                self._extension(parent, token)

    def _close(self, element: Element, token: Token) -> None:
        if token.type == "list_item_close" and not self._has_tasks:
            _mark_task(element)
        elif token.type == "table_close" and "attr_list" in self._md.treeprocessors:
            self._take_attributes(element)

    def _take_attributes(self, table: Element) -> None:
        """A row that holds nothing but an attribute list is that of the table."""
        rows = list(table.iter("tr"))
        cells = [(cell.text or "").strip() for cell in rows[-1]]
        is_alone = len(rows) > 1 and not any(cells[1:]) and not len(rows[-1][0])
        if is_alone and (found := ATTRIBUTES.fullmatch(cells[0])):
            self._md.treeprocessors["attr_list"].assign_attrs(table, found[1])  # type: ignore[attr-defined]  # its own
            body = table[-1]
            body.remove(rows[-1])
            if not len(body):
                table.remove(body)

    def _add_raw(self, parent: Element, html: str) -> None:
        _add_stashed(parent, self._md.htmlStash.store(self._elements.only_known(html.rstrip("\n"))))

    def _add_block_of_math(self, parent: Element, token: Token) -> None:
        """Append a formula as code, which no highlighter sees: it is set when the page is made safe."""
        source = code_escape(_code(token.content))
        _add_stashed(parent, self._md.htmlStash.store(f'<pre><code class="{CLASS}">{source}</code></pre>'))

    def add_inline(self, parent: Element, tokens: Sequence[Token]) -> None:
        """Append what the inline tokens say to ``parent``, after what is there."""
        stack = [parent]
        alone = self._alone(tokens)
        for text, token in _joined(tokens, alone):
            if text:
                self._add_words(stack[-1], text)
            if token is None:
                continue
            if token.nesting == 1:
                stack.append(_element(stack[-1], token))
                if token.markup in ("autolink", "linkify"):
                    stack[-1].text = AtomicString("")
            elif token.nesting == -1:
                stack.pop()
            else:
                self._add_part(stack[-1], token)

    def _alone(self, tokens: Sequence[Token]) -> Collection[int]:
        """The tags that are text, by the identity of their tokens."""
        tags = [token for token in tokens if token.type == "html_inline"]
        alone = self._elements.alone([token.content for token in tags]) if tags else ()
        return {id(tags[number]) for number in alone}

    def _add_part(self, parent: Element, token: Token) -> None:
        match token.type:
            case "hardbreak":
                SubElement(parent, "br").tail = "\n"
            case _ if token.type == INLINE:
                code = SubElement(parent, "code", {"class": CLASS})
                code.text = AtomicString(code_escape(_code(token.content)))
            case _ if token.type == THEIRS:
                other: Any = self._md.inlinePatterns[ARITHMATEX]
                parent.append(other.handleMatch(token.meta["match"], "")[0])
            case "code_inline":
                self._code.add_inline(parent, token.content)
            case "html_inline":
                self._add_tag(parent, token.content)
            case "image":
                _set(SubElement(parent, "img"), {**token.attrs, "alt": _words(token.children or ())})

    def _add_tag(self, parent: Element, html: str) -> None:
        """Append what is HTML within a text as it is, and all else that looks like it as text."""
        _add_text(parent, self._md.htmlStash.store(html) if self._elements.opens(html) else _literal(html))

    def _add_words(self, parent: Element, text: str) -> None:
        """Append text; the bare mail addresses in it become links, but not within a link."""
        if parent.tag == "a":
            is_address = isinstance(parent.text, AtomicString)
            _add_text(parent, text)
            if is_address:
                parent.text = AtomicString(parent.text)
            return
        at = 0
        for start, end in mail_links(text):
            _add_text(parent, text[at:start])
            link = SubElement(parent, "a", {"href": f"mailto:{text[start:end]}"})
            link.text = AtomicString(text[start:end])
            at = end
        _add_text(parent, text[at:])


class Code:
    """Code, by the formatters that the converter's extensions brought: of fences and of inline code."""

    def __init__(self, md: Markdown) -> None:
        self._md = md
        self._fences = named(md.preprocessors, FENCES)
        self._inline = named(md.inlinePatterns, "backtick")
        self._inline_is_plain = type(self._inline).__module__ == "markdown.inlinepatterns"

    def add_fence(self, parent: Element, content: str, info: str) -> None:
        """Append a fenced block. What the formatter does not understand of its first line is left out."""
        content, language = _code(content), LANGUAGE.match(info)
        for said in dict.fromkeys((info, language[0] if language else "", "")):
            if self._fences and (shown := self._formatted(content, said)):
                _add_stashed(parent, shown)
                return
        self.add_indented(parent, content)

    def _formatted(self, content: str, info: str) -> str:
        """The placeholder for a block of code; "" where the formatter does not take it."""
        mark = _fence("~" if "`" in info else "`", content)
        lines = content.removesuffix("\n").split("\n") if content else []
        assert self._fences is not None  # noqa: S101 - for the type checker: asked by who calls
        done = "\n".join(self._fences.run([f"{mark}{info}", *lines, mark])).strip()
        return "" if done.startswith(mark) or "\n" in done else done

    def add_indented(self, parent: Element, content: str) -> None:
        """Append a block of code without a language, as Python-Markdown's own processor does."""
        code = SubElement(SubElement(parent, "pre"), "code")
        code.text = AtomicString(code_escape(_code(content).rstrip("\n")) + "\n")

    def add_inline(self, parent: Element, content: str) -> None:
        """Append code within a text."""
        content = _code(content)
        if self._inline is None or self._inline_is_plain:
            SubElement(parent, "code").text = AtomicString(code_escape(content))
            return
        mark = _fence("`", content, 1)
        blank = " " if content.startswith("`") or content.endswith("`") else ""
        source = f"{mark}{blank}{content}{blank}{mark}"
        match = self._inline.getCompiledRegExp().search(source)
        found = self._inline.handleMatch(match, source)[0] if match else None
        if isinstance(found, Element):
            parent.append(found)
        elif isinstance(found, str):
            _add_text(parent, found)
        else:
            SubElement(parent, "code").text = AtomicString(code_escape(content))


def _code(content: str) -> str:
    """Code as its author wrote it."""
    return content.replace(LITERAL, "<")


def _fence(sign: str, content: str, least: int = 3) -> str:
    runs = (TICKS if sign == "`" else TILDES).findall(content)
    return sign * max(least, *(len(run) + 1 for run in runs)) if runs else sign * least


def _joined(tokens: Sequence[Token], alone: Collection[int]) -> Iterator[tuple[str, Token | None]]:
    """The texts between other tokens, each whole and as Python-Markdown wants it, with the token that follows."""
    text = ""
    for token in tokens:
        if token.type == "text" or id(token) in alone:
            text += _literal(token.content)
        elif token.type == "text_special":
            text += _escaped(token)
        elif token.type == "softbreak":
            text += "\n"
        else:
            yield text, token
            text = ""
    if text:
        yield text, None


def _literal(text: str) -> str:
    """A text whose every ``&`` Python-Markdown's serializer will show as one."""
    return LIKE_ENTITY.sub(AMP, text) if "&" in text else text


def _escaped(token: Token) -> str:
    """What was escaped, where no pattern finds it; Python-Markdown puts it back at its end."""
    if token.content == "&":
        return AMP
    return f"{STX}{ord(token.content)}{ETX}" if len(token.content) == 1 else _literal(token.content)


def _words(tokens: Iterable[Token]) -> str:
    """The text of an image that cannot be shown."""
    return "".join(
        "\n" if token.type in ("softbreak", "hardbreak")
        else _words(token.children) if token.children
        else token.content
        for token in tokens
    )  # fmt: skip


def _element(parent: Element, token: Token) -> Element:
    element = SubElement(parent, token.tag)
    _set(element, token.attrs)
    return element


def _set(element: Element, attributes: dict[str, str | int | float]) -> None:
    for name, value in attributes.items():
        element.set(name, _literal(str(value)))


def _add_stashed(parent: Element, placeholder: str) -> None:
    """Append a block of HTML that was put aside."""
    block = SubElement(parent, RAW)
    block.text, block.tail = placeholder, "\n"


def _has_content(element: Element) -> bool:
    return bool(len(element) or element.text)


def _add_text(parent: Element, text: str) -> None:
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _mark_task(item: Element) -> None:
    """Make a box of ``[ ]`` or ``[x]`` (https://github.github.com/gfm/#task-list-items-extension-)."""
    at = item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
    found = TASK.match(at.text or "")
    if found:
        box = Element("input", {"type": "checkbox", "disabled": "disabled"})
        if found[1] != " ":
            box.set("checked", "checked")
        box.tail, at.text = (at.text or "")[found.end() :], None
        at.insert(0, box)
