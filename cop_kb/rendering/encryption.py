"""Plugins that encrypt pages: none can be used, for what they hide on a page stands elsewhere in the site."""

from __future__ import annotations

from collections.abc import Iterable

from cop_kb.model.error import CopKbError

ENCRYPTING = frozenset({"encryptcontent", "encrypteverything"})
"""By the names under which they register (mkdocs-encryptcontent-plugin and its forks,
mkdocs-encrypteverything-plugin)."""


def refuse_encryption(plugins: Iterable[str]) -> None:
    """Raise CopKbError where one of these plugins, named as in ``mkdocs.yml``, encrypts pages."""
    for name in plugins:
        short = name.rpartition("/")[2].partition(" ")[0]  # MkDocs calls a second one “name #2”
        if short in ENCRYPTING:
            raise CopKbError(
                f"mkdocs.yml: {short} encrypts pages, but their words stand readable in lists, feeds, kb.json and the "
                "search, too. Remove it, and withhold with “draft: yes” what not everybody may read."
            )
