"""Content is made safe here, between page value and template, and nowhere else.

Strings are escaped: a template prints what it is given. What Markdown rendered is sanitised by an allow-list:
it may be read, not run. A maintainer may list plain pages as ``trusted`` in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import nh3
from markupsafe import Markup, escape

from cop_kb.markdown.html import PUBLISHED
from cop_kb.markdown.mathml import with_formulas

TAGS = set(PUBLISHED)
GLOBAL = {"class", "dir", "id", "lang", "role", "title", "tabindex", "align"}
SHAPE = {"d", "fill", "fill-rule", "clip-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
         "transform", "opacity", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "x2", "y1", "y2", "points", "width",
         "height"}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "*": GLOBAL,
    "a": {"download", "href", "hreflang", "name", "target"},
    "abbr": {"title"},
    "button": {"type"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "loading"},
    "input": {"type", "checked", "disabled", "name"},
    "label": {"for"},
    "ol": {"start", "type", "reversed"},
    "svg": {"viewBox", "xmlns", *SHAPE} - {"transform"},  # there it moves the whole picture over the page
    "td": {"colspan", "rowspan", "headers", "style"},
    "th": {"colspan", "rowspan", "headers", "scope", "style"},
    **dict.fromkeys(("circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect"), SHAPE),
}
SCHEMES = {"http", "https", "mailto", "tel"}
OUR_IDS = re.compile(r"__(?!(?:tabbed|span|code|codelineno)[-_])|kb-|.*\$\Z", re.DOTALL)
"""Ids that Material's scripts look for begin with two underscores; those of its Markdown extensions are let through.
What its script says of itself is named like ``document$``."""
OUR_CLASSES = re.compile(
    r"(?:md-(?!button(?:--[a-z]+)?\Z|icon\Z|tag\Z)|kb(?:-|\Z)(?!nowhere\Z|math\Z|wanted\Z|findings\Z|gap(?:__question|__way)?\Z))\S*\Z|mermaid\Z",
    re.IGNORECASE,
)
"""Parts of the page: as classes of content they would lie over it, look like it, or start a script.

Material fetches Mermaid from another host as soon as a page holds its class."""
DIAGRAM = "kb-mermaid"
"""What our own script draws, in place of Mermaid's own class."""
INPUTS = frozenset({"checkbox", "radio"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ROLES = re.compile(
    r"\s*(?:doc-[a-z]+|img|note|none|presentation|figure|list|listitem|group|math|term|definition|table|row|cell|rowgroup|columnheader|rowheader)\s*",
    re.IGNORECASE,
)
"""What content may say it is: nothing that is a part of the page, a dialog, or an alarm."""
OUR_DATA = ("data-md-", "data-kb-", "data-clipboard-", "data-pagefind-")
"""What the scripts of Material and of our theme, and the search, look for in a page."""
NOT_SEARCHED = "data-pagefind-ignore"
DROPPED_IN_ADDRESSES = re.compile(r"[\t\n\r]")
FOREIGN = re.compile(r"[\x00-\x20]*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
"""An address at another host, as browsers read it: https://url.spec.whatwg.org/#concept-basic-url-parser"""
TAG_BEGINS = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
"""In a tooltip: Material's script (``content.tooltips``) writes it into the page as HTML."""
HOST_ONLY = re.compile(r"[\x00-\x20]*[/\\]{2}")
"""A host without a scheme: from a file (``file://``) it would be another machine's."""
SHAPED = {
    "fill": (PAINT := re.compile(r"(?!.*(?:url|\\)).*", re.IGNORECASE | re.DOTALL)),
    "stroke": PAINT,
    "role": ROLES,
    "tabindex": re.compile(r"0|-1"),
}
"""Attributes that only some values may have. Paint may not be fetched (``fill="url(…)"``), nor an escape hide it."""


def _attribute(tag: str, name: str, value: str) -> str | None:
    """An attribute that is on the list: as it is, changed, or None where it goes."""
    if name.startswith(OUR_DATA) and name != NOT_SEARCHED:
        return None
    if name == "title":
        return TAG_BEGINS.sub("< ", value)
    if name in ("id", "name", "for"):
        return _name(tag, name, value)
    if name in ("href", "src", "target"):
        return value if _is_address(tag, name, value) else None
    if name == "class":
        return _classes(tag, value)
    if tag == "input" and name == "type" and value not in INPUTS:
        return "checkbox"
    kept = SHAPED.get(name)
    return value if kept is None or kept.fullmatch(value) else None


def _name(tag: str, name: str, value: str) -> str | None:
    if tag == "a" and name == "name" and value.startswith("__"):
        return None  # the line numbers of code have an id of the same text
    is_ours = OUR_IDS.match(value) and (tag not in HEADINGS or value.startswith("__"))
    return None if is_ours else value  # a heading “KB 12” keeps its anchor


def _is_address(tag: str, name: str, value: str) -> bool:
    seen = DROPPED_IN_ADDRESSES.sub("", value)
    if name == "target":
        return value == "_blank"
    return not (FOREIGN if tag == "img" else HOST_ONLY).match(seen)


@lru_cache(maxsize=10_000)
def _classes(tag: str, value: str) -> str | None:
    """The classes that content may have: the value as it is if it may have all."""
    names = value.split()
    drawn = tag == "pre" and not {"mermaid", DIAGRAM}.isdisjoint(names)
    kept = [name for name in names if not OUR_CLASSES.match(name)]
    if len(kept) == len(names):
        return value
    return " ".join([DIAGRAM] * drawn + kept) or None


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={tag: names for tag, names in ATTRIBUTES.items() if tag == "*" or tag in tags},
        attribute_filter=_attribute,
        generic_attribute_prefixes={"aria-", "data-"},
        url_schemes=SCHEMES,
        filter_style_properties={"text-align"},
        link_rel=None,
        strip_comments=True,
    )


LONG = 200
"""Texts of so many characters are not met again."""
CLEANER, WITHOUT_FIELDS = _cleaner(TAGS), _cleaner(TAGS - {"input"})
FIELD = re.compile(r'<input((?: [a-z]+="[^"]*")*)>')
"""An ``<input>`` as nh3 writes it: every value in quotes, and quotes in it escaped."""
BOX = re.compile(r' type="(?:checkbox|radio)"')


def safe_html(html: str) -> str:
    """What Markdown rendered, without anything that could run, frame, submit, or ask another host; with its formulas.

    Formulas come last: no MathML is let through but what is made here.
    """
    return with_formulas(cleaned(html))


def cleaned(html: str) -> str:
    """The same with formulas as code."""
    safe = CLEANER.clean(html)
    found = FIELD.findall(safe)
    if len(found) != safe.count("<input"):
        return WITHOUT_FIELDS.clean(html)
    # one that says no type is a field to write in
    return FIELD.sub(lambda each: each[0] if BOX.search(each[1]) else "", safe) if found else safe


def named_tasks(html: str, name: str = "Done") -> str:
    """Task lists whose boxes have a name for people who cannot see them."""
    return html.replace(
        '<input type="checkbox" disabled', f'<input type="checkbox" aria-label="{escape(name)}" disabled'
    )


@lru_cache(maxsize=50_000)  # the same labels and addresses stand on most pages
def _escaped(text: str) -> Markup:
    return escape(text)


def safe_data(value: Any) -> Any:
    """Plain data with every string escaped for HTML; a template that escapes again does no harm."""
    kind = type(value)
    if kind is str:
        return _escaped(value) if len(value) < LONG else escape(value)
    if kind is dict:
        return {key: safe_data(each) for key, each in value.items()}
    if kind is list or kind is tuple:
        return [safe_data(each) for each in value]
    if isinstance(value, str):
        return value if isinstance(value, Markup) else escape(str(value))
    if isinstance(value, Mapping):
        return {key: safe_data(each) for key, each in value.items()}
    return [safe_data(each) for each in value] if isinstance(value, (list, tuple)) else value
