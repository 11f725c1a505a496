"""The keys of a plain page's front matter that Material reads: a value it cannot take would end the build.

Such a value is left out, and said; the page keeps all others.
"""

from __future__ import annotations

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


def usable(
    meta: Mapping[str, Any], themes: Iterable[str], ours: Collection[str]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The front matter that Material can take, and why not the rest.

    ``themes`` are the folders of the theme, ``ours`` the templates that need a page of our own.
    """
    folders = tuple(themes)
    said = {key: why for key, value in meta.items() if (why := _why_not(key, value, folders, ours))}
    return {key: value for key, value in meta.items() if key not in said}, tuple(said.values())


def _why_not(key: str, value: Any, folders: tuple[str, ...], ours: Collection[str]) -> str:
    shape, takes = SHAPES.get(key, (object, ""))
    if value is None or not isinstance(value, shape):
        return f"“{key}” takes {takes}" if takes and value is not None else ""
    if key == "kb" or (key == "template" and value in ours):
        return f"“{value if key == 'template' else key}” is for cop-kb's own pages"
    file = str(value) if key == "template" else f".icons/{value}.svg" if key == "icon" else ""
    if file and not any(Path(folder, file).is_file() for folder in folders):
        return f"the theme has no {key} “{value}”"
    return ""
