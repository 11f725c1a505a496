"""The words of the theme in the language of a site: ``words.html`` with its texts replaced, once for all pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from jinja2 import BaseLoader, Environment

from cop_kb.model.words import Words

WORDS = "partials/kb/words.html"
TEXT = re.compile(r"(?<=[=:] )\"([^\"\\\n]*)\"")
"""A text that is given a name there; names of texts stand before ``:``, not behind."""
Source = tuple[str, str | None, Callable[[], bool] | None]


def in_words(template: str, say: Words) -> str:
    """The template in a language; a community's own texts, which are no keys, stay as they are.

    >>> in_words('{% set topics = "Topics" %}', Words("de", {"Topics": "Themen"}))
    '{% set topics = "Themen" %}'
    """
    if not say.texts:
        return template
    return TEXT.sub(lambda found: json.dumps(say(found[1]), ensure_ascii=False), template)


class InWords(BaseLoader):
    """Loads templates as another loader does, the words in the language of the site."""

    def __init__(self, loader: BaseLoader, say: Words) -> None:
        self._loader, self._say = loader, say

    def get_source(self, environment: Environment, template: str) -> Source:
        """The source of a template."""
        source, name, is_fresh = self._loader.get_source(environment, template)
        return in_words(source, self._say) if template == WORDS else source, name, is_fresh

    def list_templates(self) -> list[str]:
        """All templates there are."""
        return self._loader.list_templates()


def name_toggles(palette: Any, say: Words) -> Any:
    """Material's palettes with the names of their switches in the language of the site."""
    if isinstance(palette, dict):
        return {
            name: say(each) if name == "name" and isinstance(each, str) else name_toggles(each, say)
            for name, each in palette.items()
        }
    return [name_toggles(each, say) for each in palette] if isinstance(palette, list) else palette
