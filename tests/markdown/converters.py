"""Converters of Python-Markdown as sites have them, with the reader in its place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cmarkgfm
from cmarkgfm.cmark import Options
from markdown import Markdown
from mkdocs.config import load_config

from cop_kb.markdown.extension import GithubMarkdown
from cop_kb.markdown.html import PUBLISHED

CONFIG = Path(__file__).parents[2] / "mkdocs.yml"


@cache
def plain() -> Markdown:
    """What MkDocs always has."""
    return Markdown(extensions=["fenced_code", "tables", GithubMarkdown()])


@cache
def full() -> Markdown:
    """With the extensions of the example, and its rules of HTML."""
    config = load_config(str(CONFIG))
    github = GithubMarkdown(elements=sorted(PUBLISHED))
    return Markdown(extensions=[*config.markdown_extensions, github], extension_configs=config.mdx_configs)


def converted(text: str, md: Markdown | None = None) -> str:
    """A text as HTML."""
    converter = md or plain()
    return converter.reset().convert(text)


def by_github(text: str) -> str:
    """A text as GitHub's own program makes it."""
    html: str = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    return html
