"""Code as Pygments highlights it, without working out for every block what is the same for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound
from pymdownx import highlight


@contextmanager
def quick_code() -> Iterator[None]:
    """Within this, the language of a name is looked for once, and the classes of a style are listed once.

    https://github.com/pygments/pygments/blob/2.21.0/pygments/lexers/__init__.py#L106,
    https://github.com/pygments/pygments/blob/2.21.0/pygments/formatters/html.py#L479
    """
    lexer_by_name, list_classes = highlight.get_lexer_by_name, HtmlFormatter._create_stylesheet
    listed: dict[tuple[Any, str], tuple[Any, Any]] = {}

    def take_classes(formatter: Any) -> None:
        key = (formatter.style, formatter.classprefix)
        if key not in listed:
            list_classes(formatter)
            listed[key] = formatter.ttype2class, formatter.class2style
        formatter.ttype2class, formatter.class2style = listed[key]

    highlight.get_lexer_by_name, HtmlFormatter._create_stylesheet = _lexer, take_classes
    try:
        yield
    finally:
        highlight.get_lexer_by_name, HtmlFormatter._create_stylesheet = lexer_by_name, list_classes


def _lexer(name: str, **options: Any) -> Lexer:
    found = _lexer_class(name)
    if found is None:
        raise ClassNotFound(name)
    return found(**options)


@lru_cache(maxsize=1_000)
def _lexer_class(name: str) -> type[Lexer] | None:
    try:
        found: type[Lexer] = find_lexer_class_by_name(name)
        return found
    except ClassNotFound:
        return None
