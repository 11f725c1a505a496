"""A page as a file of plain Markdown: a YAML block of ours with all that the theme shows, then the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urljoin

import yaml
from markupsafe import Markup, escape

from cop_kb.engines.material_keys import usable
from cop_kb.engines.mkdocs_plugin import OURS
from cop_kb.engines.safety import safe_data
from cop_kb.model.page import Page
from cop_kb.model.settings import Settings

WORD = re.compile(r"[a-z]{2,}(?:_[a-z]+)*")
NO_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null"})


class _Dumper(yaml.SafeDumper):
    """Every text that is not one of our own keys in double quotes: no reader of YAML takes it for anything else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if WORD.fullmatch(text) and text not in NO_WORDS else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


_Dumper.add_representer(str, _represent)
_Dumper.add_representer(Markup, _represent)


def page_text(meta: Mapping[str, Any], markdown: str) -> str:
    """The file of a page."""
    block = yaml.dump(dict(meta), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))
    return f"---\n{block}---\n\n{markdown}"


def metadata(page: Page, edit_url: str, theme: Iterable[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What templates get, its strings escaped, for they print what they are given; and what they could not take.

    ``theme`` are the folders of the theme.
    """
    title = {"title": str(escape(page.title))}
    if page.template:
        meta = safe_data(page.meta)
        return {**title, "template": page.template, **meta, "kb": {**meta["kb"], "edit_url": edit_url}}, ()
    meta, said = usable(page.meta, theme, OURS)
    return {**(meta if page.trusted else safe_data(meta)), **title}, tuple(f"{why}, and it is left out" for why in said)


def edit_url(settings: Settings, page: Page) -> str:
    """Where the author's file is edited, as MkDocs reckons it; "" where there is none or nobody said how."""
    prefix = f"{settings.content}/"
    if not (settings.repo_url and settings.edit_uri and page.source_path.startswith(prefix)):
        return ""
    inner = settings.edit_uri.startswith(("?", "#"))
    base = urljoin(settings.repo_url.rstrip("/") + ("" if inner else "/"), f"{settings.edit_uri.rstrip('/')}/")
    return base + quote(page.source_path.removeprefix(prefix))
