"""The keys of a plain page's front matter that Material reads: a value it cannot take would end the build.

Such a value is left out, and said; the page keeps all others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

SHAPES: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "hide": ((list, tuple, str), "a list like [navigation, toc]"),
    "icon": (str, "the name of an icon"),
    "search": (dict, "keys like boost: 2"),
    "tags": ((list, tuple), "a list"),
    "template": (str, "the name of a template"),
}
MAINTAINERS = frozenset({"template", "location", "social", "render_macros", "hooks", "plugins"})
"""What would choose a template, lead elsewhere, name paths, or steer a plugin."""
ICON = re.compile(r"[\w-]+(?:/[\w-]+)*")


def usable(
    meta: Mapping[str, Any], themes: Iterable[str], ours: Collection[str], *, trusted: bool = False
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The front matter that Material can take, and why not the rest.

    ``themes`` are the folders of the theme, ``ours`` the templates that need a page of our own. Which template shows
    a page, or what is made of it, a maintainer decides: only a ``trusted`` page says it.
    """
    folders = tuple(themes)
    said = {key: why for key, value in meta.items() if (why := _why_not(key, value, folders, ours, trusted=trusted))}
    return {key: value for key, value in meta.items() if key not in said}, tuple(said.values())


def _why_not(key: str, value: Any, folders: tuple[str, ...], ours: Collection[str], *, trusted: bool) -> str:
    if key in MAINTAINERS and value is not None and not trusted:
        return f"“{key}” is for pages that mkdocs.yml lists as trusted"
    shape, takes = SHAPES.get(key, (object, ""))
    if value is None or not isinstance(value, shape):
        return f"“{key}” takes {takes}" if takes and value is not None else ""
    if key == "kb" or (key == "template" and value in ours):
        return f"“{value if key == 'template' else key}” is for cop-kb's own pages"
    if key == "icon" and not ICON.fullmatch(str(value)):
        return f"“{value}” is no name of an icon"
    file = str(value) if key == "template" else f".icons/{value}.svg" if key == "icon" else ""
    if file and not any(Path(folder, file).is_file() for folder in folders):
        return f"the theme has no {key} “{value}”"
    return ""
