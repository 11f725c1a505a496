"""Converters of Python-Markdown as sites have them, with the reader in its place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cmarkgfm import cmark
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


@cache
def without_signs() -> Markdown:
    """As ``full``, without what GitHub shows as text: ``:warning:``, ``{ .wide }``, ``[TOC]``."""
    config = load_config(str(CONFIG))
    names = [each for each in config.markdown_extensions if each not in ("pymdownx.emoji", "attr_list", "toc")]
    return Markdown(
        extensions=[*names, GithubMarkdown(elements=sorted(PUBLISHED))], extension_configs=config.mdx_configs
    )


def converted(text: str, md: Markdown | None = None) -> str:
    """A text as HTML."""
    converter = md or plain()
    return converter.reset().convert(text)


def by_github(text: str, *, filtered: bool = True) -> str:
    """A text as GitHub's own program makes it; ``filtered`` shows the tags of some active elements as text."""
    html: str = cmark.markdown_to_html_with_extensions(
        text,
        options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_GITHUB_PRE_LANG,
        extensions=["table", "autolink", "strikethrough", "tasklist", *["tagfilter"] * filtered],
    )
    return html
