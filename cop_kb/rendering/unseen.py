"""What is withheld stays out of what is no page's own: the community's navigation, and texts that show other files."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

SNIPPET = "snippet"
"""How ``pymdownx.snippets`` registers (https://github.com/facelessuser/pymdown-extensions/blob/13.1.2/pymdownx/snippets.py#L688)."""


def nav_without(nav: list[Any], withheld: Collection[str]) -> list[Any]:
    """MkDocs' ``nav`` without the pages that are ``withheld``, by uri, and without the groups that only held such.

    >>> nav_without(["index.md", {"Plans": [{"New": "plans/new.md"}]}, {"About": "about.md"}], ["plans/new.md"])
    ['index.md', {'About': 'about.md'}]
    """
    kept: list[Any] = []
    for item in nav:
        if isinstance(item, dict):
            below = {title: _without(value, withheld) for title, value in item.items()}
            kept += [{title: value} for title, value in below.items() if value]
        elif _without(item, withheld):
            kept.append(item)
    return kept


def _without(value: Any, withheld: Collection[str]) -> Any:
    if isinstance(value, list):
        return nav_without(value, withheld)
    return None if isinstance(value, str) and posixpath.normpath(value) in withheld else value


class ShowsNoWithheld(Extension):
    """Keeps snippets from showing files of the content folder that are withheld; ``withheld`` gives their uris."""

    def __init__(self, content: Path, withheld: Callable[[], Collection[str]]) -> None:
        super().__init__()
        self._content, self._withheld = content.resolve(), withheld

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Let the preprocessor find no such file."""
        if SNIPPET not in md.preprocessors:
            return
        snippets: Any = md.preprocessors[SNIPPET]
        find = snippets.get_snippet_path

        def get_snippet_path(path: str) -> str | None:
            found: str | None = find(path)
            return None if found and self._is_withheld(Path(found)) else found

        snippets.get_snippet_path = get_snippet_path

    def _is_withheld(self, path: Path) -> bool:
        uri = os.path.relpath(path.resolve(), self._content).replace(os.sep, "/")
        return uri in self._withheld()
