"""Formulas: TeX → MathML, which browsers show without any script.

latex2mathml knows TeX; what it gives is not trusted. Its elements are built again from a list of MathML Core
(https://w3c.github.io/mathml-core/), without anything that leads elsewhere, and what it cannot set stays as it was
written. ``formula`` decides that, for the page and for the finding alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from cop_kb.markdown.tex import CannotBeSetError, checked

CLASS = "kb-math"
"""The class of the code from which a formula is made."""
MOST_OF_A_TEXT = 100_000
"""Characters of all formulas of a text: they take about two seconds."""
SOURCE = re.compile(
    rf'<pre><code class="{CLASS}">(?P<block>[^<]*)</code></pre>|<code class="{CLASS}">(?P<inline>[^<]*)</code>'
)
DELIMITED = re.compile(r"(?P<mark>\$\$?)(?P<ticks>`*)(?P<tex>.*)(?P=ticks)(?P=mark)", re.DOTALL)
CHARACTER = re.compile(r"&#x[0-9A-Fa-f]{1,6};")
UNKNOWN = re.compile(r"\\[A-Za-z]+")
EM = r"[+-]?(?:\d(?:\.\d{1,4})?|\.\d{1,4})em"
LENGTH = re.compile(rf"{EM}|0|[+-]?\d{{1,2}}(?:\.\d{{1,4}})?(?:ex|pt|px)")
MU = re.compile(r"(-?\d{1,3}(?:\.\d+)?)mu")
BOOLEAN, LEVEL = re.compile("true|false"), re.compile("[0-3]")
ATTRIBUTES: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("accent", "displaystyle", "fence", "largeop", "movablelimits", "separator", "stretchy"), BOOLEAN),
    **dict.fromkeys(("depth", "height", "linethickness", "lspace", "mathsize", "maxsize", "minsize"), LENGTH),
    **dict.fromkeys(("rspace", "voffset", "width"), LENGTH),
    "form": re.compile("prefix|infix|postfix"),
    "mathcolor": re.compile(r"[A-Za-z]{3,20}|#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3})?"),
    "mathvariant": re.compile("normal"),
    "scriptlevel": LEVEL,
}
"""What may be said of an element, and how. Lengths have one digit, so that nothing lies over the page."""
NEEDLESS = frozenset({"columnalign", "columnlines", "columnspacing", "mathvariant", "notation", "rowspacing"})
"""What MathML Core does not have, and what is shown in another way, or not missed."""
MEANT = {
    "class": r"\class",
    "href": r"\href",
    "mathbackground": r"\colorbox",
    "rowlines": r"\hline",
    "style": r"\style",
}
"""What brings an attribute that is not published."""
SPACES = {
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
}
TOKENS = frozenset({"mi", "mn", "mo", "mtext"})
ARGUMENTS = {
    **dict.fromkeys(("mfrac", "mover", "mroot", "msub", "msup", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""Elements that have just so many others in them."""
OTHERS = frozenset({"mpadded", "mphantom", "mrow", "mspace", "msqrt", "mstyle", "mtable", "mtd", "mtr"})
ALIGNED = {"left": f"{CLASS}__left", "right": f"{CLASS}__right"}
LETTERS = {
    "bold": "mathbf", "bold-italic": "mathbfit", "double-struck": "mathbb", "fraktur": "mathfrak", "italic": "mathit",
    "monospace": "mathtt", "sans-serif": "mathsf", "script": "mathcal",
}  # fmt: skip
"""MathML Core has no other letters than Unicode's: a variant is one of the commands that name them."""


class Formula(NamedTuple):
    """The MathML of a formula, or ``why`` it has none."""

    html: str
    why: str


def with_formulas(html: str) -> str:
    r"""HTML in which the code of class ``kb-math`` has become MathML, where that can be; the rest is code as any other.

    >>> with_formulas('<code class="kb-math">$x$</code>').partition("<mi>")[2]
    'x</mi></mrow></math></span>'
    >>> with_formulas('<code class="kb-math">$\\nothing$</code>')
    '<code>$\\nothing$</code>'
    """
    if CLASS not in html:
        return html
    found = [match["block"] or match["inline"] or "" for match in SOURCE.finditer(html)]
    made = iter(formulas(unescape(each) for each in found))

    def shown(match: re.Match[str]) -> str:
        made_here = next(made).html
        if not made_here:
            return match[0].replace(f' class="{CLASS}"', "")
        tag = "div" if match["block"] is not None else "span"
        is_block = 'display="block"' in made_here
        return f'<{tag} class="{CLASS}{f" {CLASS}--block" * is_block}" data-pagefind-ignore>{made_here}</{tag}>'

    return SOURCE.sub(shown, html)


def formulas(sources: Iterable[str]) -> list[Formula]:
    """All formulas of a text, from their sources."""
    every = list(sources)
    if sum(map(len, every)) > MOST_OF_A_TEXT:
        why = f"the formulas of this text have more than {MOST_OF_A_TEXT:,} characters together"
        return [Formula("", why)] * len(every)
    return [formula(each) for each in every]


@lru_cache(maxsize=10_000)
def formula(source: str) -> Formula:
    """The formula that an author wrote, with its dollars; without any it is a block of its own. Never raises."""
    delimited = DELIMITED.fullmatch(source.strip())
    is_inline = delimited is not None and delimited["mark"] == "$"
    tex = (delimited["tex"] if delimited else source).strip()
    try:
        display = "inline" if is_inline else "block"
        row = _built(tex, display)
        return Formula(f'<math display="{display}" alttext="{escape(tex)}">{_html(row)}</math>', "")
    except CannotBeSetError as error:
        return Formula("", str(error))
    except Exception:  # noqa: BLE001 - what the library raises for what people type has no common class
        return Formula("", "it is incomplete, or not TeX")


def _built(tex: str, display: str) -> Element:
    """The row of elements for a formula. Raises CannotBeSetError, and what the library raises."""
    from latex2mathml.converter import Converter  # it reads a long table, and few texts have formulas

    told = checked(tex)
    given = Converter(display=display).convert_to_element(told)
    if any(each.get("linebreak") for each in given.iter("mspace")):  # lines that no environment aligns
        given = Converter(display=display).convert_to_element(rf"\begin{{matrix}}{told}\end{{matrix}}")
    row = Element("mrow")
    _add(row, given)
    return row[0]


def _add(parent: Element, given: Element) -> None:
    """Append what is inside of an element that the library gave, as far as it may be published."""
    for child in given:
        made = SubElement(parent, _tag(child))
        if child.tag == "menclose":
            made.set("class", f"{CLASS}__box")
        for attribute, value in child.attrib.items():
            _set(made, attribute, value)
        if made.tag in TOKENS:
            made.text = _text(child)
        _add(made, child)
        if len(made) != ARGUMENTS.get(made.tag, len(made)):
            raise CannotBeSetError("an argument is missing")
    for row in parent if given.get("columnlines") else ():
        for cell, line in zip(row, given.get("columnlines", "").split(), strict=False):
            if line != "none":
                cell.set("class", f"{cell.get('class', '')} {CLASS}__line".strip())


def _tag(given: Element) -> str:
    """What a published element is called."""
    if given.tag == "menclose":
        if given.get("notation") == "box":
            return "mrow"
        raise CannotBeSetError(r"“\cancel” is not supported")
    if given.tag in TOKENS and len(given):
        return "mrow"  # a word with elements in it: \mathop{x}
    if given.tag in TOKENS or given.tag in OTHERS or given.tag in ARGUMENTS:
        return given.tag
    raise CannotBeSetError(f"“{given.tag}” is not supported")


def _set(made: Element, name: str, value: str) -> None:
    value = SPACES.get(value, value)
    if mu := MU.fullmatch(value):
        value = f"{float(mu[1]) / 18:.3f}em"
    if made.tag == "mpadded" and (name == "lspace" or (name != "voffset" and value.startswith(("+", "-")))):
        return  # more or less than it has by itself, which MathML Core cannot say
    if made.tag == "mtd" and name == "columnalign" and value in ALIGNED:
        made.set("class", ALIGNED[value])
    elif (pattern := ATTRIBUTES.get(name)) and pattern.fullmatch(value):
        made.set(name, value)
    elif name not in NEEDLESS:
        raise CannotBeSetError(f"“{MEANT.get(name, value)}” is not supported")


def _text(given: Element) -> str:
    """The words or signs of an element."""
    text = given.text or ""
    if text == "&":
        raise CannotBeSetError("a “&” stands outside a matrix, or in an environment that is not supported")
    if unknown := UNKNOWN.search(text):
        raise CannotBeSetError(f"“{unknown[0]}” is not supported")
    text = CHARACTER.sub(lambda match: unescape(match[0]), text)
    letters = LETTERS.get(given.get("mathvariant", ""))
    return "".join(_letter(letters, each) for each in text) if letters and given.tag != "mtext" else text


def _letter(letters: str, character: str) -> str:
    from latex2mathml.symbols_parser import convert_symbol

    found = convert_symbol(rf"\{letters}{{{character}}}")
    return chr(int(found, 16)) if found else character


def _html(element: Element) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
    inside = "".join(map(_html, element))
    return f"<{element.tag}{attributes}>{escape(element.text or '', quote=False)}{inside}</{element.tag}>"
