"""Whether the pages of entries can be rendered alone: each from its value, with no other page and no other file.

Then they can be spread over processes and kept from one build to the next. A plugin, a hook, a Markdown extension or
a template that we do not know may look at anything, so with it every page is rendered whole, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs.config.defaults import MkDocsConfig

from cop_kb.rendering.quick_page import Converter
from cop_kb.rendering.theme import community_folders

PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page", "env")
LOOK_ONLY = ("cop_kb.", "material.plugins.search.", "mkdocs.contrib.search")
"""Modules whose plugins change no page for what stands in another: read in Material 9.x and MkDocs 1.6."""
READ_FILES = ("pymdownx.snippets", "pymdownx.b64")


def is_closed(config: MkDocsConfig) -> bool:
    """Whether no plugin, hook or folder of a theme takes part in a build but those that we know."""
    methods = [method for found in config.plugins.events.values() for method in found]
    is_known = all(getattr(each, "__module__", "").startswith(LOOK_ONLY) for each in methods)
    return is_known and not community_folders(config)


def collects_pages(config: MkDocsConfig) -> bool:
    """Whether a plugin looks at every page as it is rendered; one of Material's that is switched off does not."""
    owners = (getattr(method, "__self__", None) for method in config.plugins.events["page_context"])
    return any(getattr(getattr(owner, "config", None), "enabled", True) for owner in owners)


def obstacle(config: MkDocsConfig, converter: Converter) -> str:
    """What stands in the way, in words for the maintainer; empty if nothing does."""
    return next(_obstacles(config, converter), "")


def _obstacles(config: MkDocsConfig, converter: Converter) -> Iterator[str]:
    for event in PAGE_EVENTS:
        for method in config.plugins.events[event]:
            owner = getattr(method, "__self__", None)
            module = getattr(method, "__module__", "")
            if not module.startswith(LOOK_ONLY):
                name = next((name for name, plugin in config.plugins.items() if plugin is owner), module)
                yield f"the plugin or hook “{name}” may change any page"
    for folder in community_folders(config):
        if any(folder.rglob("*.html")):
            yield f"the templates in {folder.name} may show anything on any page"
    if converter.stranger:
        yield f"the Markdown extension {converter.stranger} may remember other pages"
    for name in READ_FILES:
        if name in config.markdown_extensions:
            yield f"the Markdown extension {name} reads other files"
    if config.mdx_configs.get("pymdownx.emoji", {}).get("options", {}).get("custom_icons"):
        yield "the Markdown extension pymdownx.emoji reads icons from other files"
