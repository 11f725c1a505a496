"""Markdown as GitHub reads it, within Python-Markdown: the one reader of what members write.

Members see their texts in the previews of GitHub and GitLab before anybody sees the site. So a text is read as GitHub
Flavored Markdown (https://github.github.com/gfm/), plus the extensions that ``mkdocs.yml`` names. ``GithubMarkdown``
is an extension of Python-Markdown (https://python-markdown.github.io/extensions/api/): markdown-it-py says where every
block, link, emphasis, code and HTML begins and ends; Python-Markdown's tree processors, postprocessors and the
formatters of code do what they always do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cop_kb.markdown.extension import GithubMarkdown


def makeExtension(**config: Any) -> GithubMarkdown:  # noqa: N802 - Python-Markdown's own name
    """The extension, when a configuration names this package: ``markdown_extensions: [cop_kb.markdown]``."""
    from cop_kb.markdown.extension import GithubMarkdown  # Python-Markdown takes a moment, and reading needs none of it

    return GithubMarkdown(**config)
