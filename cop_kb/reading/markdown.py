"""The outline of a Markdown text, with exact places and without rendering it.

Places are what a renderer does not give and what two things need: a finding points at the characters meant,
and a page's links are rewritten without touching anything else. Code and comments are blanked out first, keeping
every offset. All is linear in the length of any text: what may repeat never gives back what it took (``*+``), or
looks first whether its end is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from string import punctuation

from cop_kb.model.addresses import composed, is_external
from cop_kb.model.entry import Heading, Link, Outline

CODE_OR_COMMENT = re.compile(
    r"\\[\\`]"  # escaped: no code begins here
    r"|^[ \t>]*+(?:[-*+][ \t]++|\d++[.)][ \t]++)?(?P<fence>`{3,}+|~{3,}+)[^\n`]*+\n"
    r".*?(?:^[ \t>]*+(?P=fence)[`~]*+[ \t]*+\r?$|\Z)"
    r"|(?P<comment><!--.*?(?:-->|\Z))"
    r"|(?P<ticks>`++)(?:[^`\n]++|\n(?![ \t]*+(?:\r?\n|`{3}|~{3}))|(?!(?P=ticks)(?!`))`++)*+(?P=ticks)(?!`)"
    r"|`++",  # ticks that nothing closes in their paragraph
    re.MULTILINE | re.DOTALL,
)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
INDENTED = re.compile(
    r"(?:\A|^[ \t]*+\r?\n)(?P<code>(?:(?: {4}|\t)[^\n]*+(?:\n|\Z))++"
    r"(?:(?:[ \t]*+\r?\n)++(?:(?: {4}|\t)[^\n]*+(?:\n|\Z))++)*+)",
    re.MULTILINE,
)
CONTAINER = re.compile(r"[ \t]*(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|\[\^|:[ \t])")
ATX = re.compile(r"^(#{1,6})(?!#)[ \t]*+(?P<text>[^\n]*+)$", re.MULTILINE)
CLOSING = re.compile(r"(?:(?<=[ \t])|\A)#++\Z")
SETEXT = re.compile(
    r"(?:\A|(?<=\n\n)|(?<=\n\r\n))(?P<text>[^\s#>|][^\n]*+)\n(?P<line>=++|-++)[ \t]*+\r?$", re.MULTILINE
)
ATTRIBUTES = re.compile(r"\{:?[ \t]*((?:[#.][\w-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s{}]+))(?:[ \t]+[^\s{}]+)*)[ \t]*\}")
EXPLICIT_ID = re.compile(r"\{:?(?=[^{}\n]*+\})[^{}\n]*#([^\s{}#.]+)[^{}\n]*\}|\b(?:id|name)=[\"']([^\"']+)[\"']")
BRACKETS = re.compile(r"\\.|!?\[|\]|\n[ \t]*+\r?\n")
BREAK = r"[ \t]*+(?:\r?\n[ \t]*+)?+"
DESTINATION = re.compile(
    rf"\({BREAK}(?P<target><[^<>\n]*+>|\{{\{{[<%][^\n{{}}]*[>%]\}}\}}|[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)"
    rf"(?:(?=\s){BREAK}(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?{BREAK}\)"
)
DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]^][^\[\]\n]*)\]:[ \t]*+(?P<target><[^<>\n]*+>|[^\s\0]++)"
    r"(?=[ \t]*+(?:(?:\".*\"|'.*'|\(.*\))[ \t]*+)?\r?$)",
    re.MULTILINE,
)
LABEL = re.compile(r"\[([^\[\]\n]*)\]")
WIKI = re.compile(
    r"(?<![\[\\])\[\[(?P<target>\w[^\[\]|#\\\n\0]{0,200})(?P<anchor>#[^\[\]|\\\n\0]{1,200})?"
    r"(?:\\?\|(?P<text>[^\[\]\n]{1,300}))?\]\](?!\(|\[(?!\[))"  # in a table the bar is escaped
)
HTML = re.compile(
    r"<(?P<tag>a|img)\b(?=[^<>]*+>)[^<>]*?\s(?:href|src)=(?P<quote>[\"'])(?P<target>[^\"'<>]*)(?P=quote)[^<>]*>",
    re.IGNORECASE,
)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
HIDDEN = "\0"
VISIBLE = re.compile(r"\S")


def without_code(text: str) -> str:
    """The text with fenced, indented and inline code and comments blanked out; every offset stays."""
    return _masked(text).replace(HIDDEN, " ")


def _masked(text: str) -> str:
    """The text with a sign in place of each visible character of code and comments.

    Blanks would not do: a line that begins with inline code is none of indented code, ``- `x` `` none of dashes.
    """
    if "`" in text or "~~~" in text or "<!--" in text:
        text = CODE_OR_COMMENT.sub(_hidden, text)
    if "    " in text or "\t" in text:
        text = INDENTED.sub(lambda match: match[0] if _in_container(text, match.start()) else _hidden(match), text)
    return text


def _hidden(match: re.Match[str]) -> str:
    """What was found, hidden from the beginning of the named group on."""
    at = match.start(match.lastgroup) - match.start() if match.lastgroup else len(match[0])
    return match[0][:at] + VISIBLE.sub(HIDDEN, match[0][at:])


def _in_container(text: str, start: int) -> bool:
    """Whether an indented block belongs to a list item, an admonition or the like that begins above it."""
    in_paragraph = False
    while start > 0:
        begin = text.rfind("\n", 0, start - 1) + 1
        line = text[begin:start]
        if line.strip() and not line.startswith(("    ", "\t")):
            if CONTAINER.match(line):
                return True
            in_paragraph = True
        elif in_paragraph and not line.strip():
            return False
        start = begin
    return False


def outline(text: str, start: int = 0) -> Outline:
    """The headings, links and explicit anchors of ``text`` from ``start`` on; places count from the text's begin."""
    masked = "\n" * start + _masked(text[start:])  # a line begins where the body does
    named = (heading for heading in _headings(text, masked, start) if heading.text)
    headings = tuple(sorted(named, key=lambda heading: heading.start))
    links = tuple(sorted(_links(text, masked, start), key=lambda link: (link.start, -link.end)))
    anchors = frozenset(first or second for first, second in EXPLICIT_ID.findall(masked, start))
    return Outline(headings, links, anchors)


def _headings(text: str, masked: str, start: int) -> Iterator[Heading]:
    for match in ATX.finditer(masked, start):
        written = CLOSING.sub("", text[match.start("text") : match.end("text")].rstrip())
        yield _heading(len(match[1]), written, match.start(), match.end())
    if "\n=" in masked or "\n-" in masked:
        for match in SETEXT.finditer(masked, start):
            written = text[match.start("text") : match.end("text")]
            yield _heading(1 if match["line"][0] == "=" else 2, written, match.start(), match.end())


def _heading(level: int, written: str, start: int, end: int) -> Heading:
    found = EXPLICIT_ID.search(written)
    return Heading(level, plain_text(ATTRIBUTES.sub("", written)), start, end, (found[1] or "") if found else "")


def _in_brackets(text: str, masked: str, start: int) -> Iterator[Link]:
    """Inline links, images and references."""
    defined = {_label(found["label"]) for found in DEFINITION.finditer(masked, start)}
    opened: list[re.Match[str]] = []
    done = start
    for match in BRACKETS.finditer(masked, start):
        if match[0].startswith("\\") or match.start() < done:
            continue
        if match[0][0] == "\n":
            opened.clear()  # no link reaches over a blank line
        elif match[0] != "]":
            opened.append(match)
        elif opened:
            first = opened.pop()
            if found := DESTINATION.match(text, match.end()):
                kind = "image" if first[0] == "![" else "link"
                yield _link(kind, text, first.end(), match.start(), first.start(), found)
            elif defined:
                for link in _reference(text, first, match, defined):
                    yield link
                    done = link.end


def _links(text: str, masked: str, start: int) -> Iterator[Link]:
    yield from _in_brackets(text, masked, start)
    for match in DEFINITION.finditer(masked, start):
        yield _link("definition", text, match.start("label"), match.end("label"), match.start(), match)
    for match in WIKI.finditer(masked, start):
        target = composed(match["target"].strip()) + (match["anchor"] or "")
        shown = text[match.start("text") : match.end("text")].strip() if match["text"] else ""
        yield Link("wiki", target, shown, match.start(), match.end(), match.start("target"), match.end("target"))
    for match in HTML.finditer(masked, start):
        kind = "html-image" if match["tag"].lower() == "img" else "html-link"
        alt = re.search(r"\balt=[\"']([^\"']*)", match[0])
        shown = alt[1] if alt else ""
        yield Link(
            kind,
            match["target"],
            shown,
            match.start(),
            match.end(),
            match.start("target"),
            match.end("target"),
        )


def _reference(text: str, first: re.Match[str], last: re.Match[str], defined: Collection[str]) -> Iterator[Link]:
    """``[text][label]``, ``[label][]`` or ``[label]``, where the label is defined; its target is the label.

    With ``!`` before it, it is an image.
    """
    shown = text[first.end() : last.start()]
    named = LABEL.match(text, last.end())
    label, end = (named[1] or shown, named.end()) if named else (shown, last.end())
    if _label(label) in defined and not text.startswith(":", end):
        yield Link("reference", _label(label), shown, first.start(), end, last.end(), end)


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _link(kind: str, text: str, text_start: int, text_end: int, start: int, found: re.Match[str]) -> Link:
    target, target_start, target_end = found["target"], found.start("target"), found.end("target")
    if target.startswith("<"):
        target, target_start, target_end = target[1:-1], target_start + 1, target_end - 1
    elif target.startswith("{{") and (quoted := re.search(r"\"([^\"]+)\"", target)) and "ref " in target:
        target = quoted[1]  # Hugo's {{< ref "page.md" >}}: plain Markdown never begins so
    if ("\\" in target or "&amp;" in target) and not is_external(target):
        target = ESCAPED.sub(r"\1", target).replace("&amp;", "&")  # what is meant, not what is written
    return Link(kind, target, text[text_start:text_end], start, found.end(), target_start, target_end)


LITERAL = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{}~])"
    r"|(?P<ticks>`++)(?P<code>(?:[^`]++|(?!(?P=ticks)(?!`))`++)*+)(?P=ticks)(?!`)"
    r"|`++"
    r"|<!--.*?(?:-->|\Z)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31});)"
)
INLINE = (
    (re.compile(r"!\[([^\[\]]*+)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)(?:\{[^{}]*+\})?"), r"\1"),
    (re.compile(r"\[([^\[\]]*+)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)(?:\{[^{}]*+\})?"), r"\1"),
    (re.compile(r"!?\[([^\[\]]++)\]\[[^\[\]]*+\]"), r"\1"),
    (re.compile(r"\[\[[^\[\]|]*+\|([^\[\]]*+)\]\]"), r"\1"),
    (re.compile(r"\[\[([^\[\]|#]*+)(?:#[^\[\]]*+)?\]\]"), r"\1"),
    (re.compile(r"\[\^[^\[\]]++\]"), ""),
    (re.compile(r"<(https?://[^<>\s]++)>"), r"\1"),
    (TAG, ""),
    (re.compile(r"\*\*(?=\S)((?:[^*]|\*(?!\*))++)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__(?=\S)((?:[^_]|_(?!_))++)(?<=\S)__(?!\w)"), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]++)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)((?:[^_]|(?<=\w)_(?=\w))++)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"\\\|"), "|"),
)
ASIDE = {ord(mark): 0xF0000 + ord(mark) for mark in punctuation}  # a private plane: no mark is found there
BACK = {aside: mark for mark, aside in ASIDE.items()}


def plain_text(markdown: str) -> str:
    """One line of Markdown as a reader would say it: without marks, addresses and tags; code is left as it is.

    >>> plain_text("**Blade** [chatter](a.md) on `glass`")
    'Blade chatter on glass'
    """
    text = " ".join(markdown.split())
    if any(mark in text for mark in "[<`*_\\!&"):
        text = LITERAL.sub(_aside, text)
        for pattern, by in INLINE:
            text = pattern.sub(by, text)
        text = " ".join(text.translate(BACK).split())
    return text


def _aside(match: re.Match[str]) -> str:
    """What is meant literally, where no pattern finds it."""
    if match["ticks"] or match["escaped"]:
        return (match["code"] or match["escaped"] or "").translate(ASIDE)
    if match["entity"]:
        return unescape(match["entity"]).translate(ASIDE)
    return "" if match[0].startswith("<") else match[0]
