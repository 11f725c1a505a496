"""MkDocs' page with a converter that all pages share: making a new one per page costs as much as a third of converting.

Only extensions that are known to forget the last text when they are reset can be shared; with any other, each page
gets a converter of its own, as in MkDocs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import (
    Page,
    _ExtractAnchorsTreeprocessor,
    _ExtractTitleTreeprocessor,
    _RawHTMLPreprocessor,
    _RelativePathTreeprocessor,
)
from mkdocs.structure.toc import get_toc

from cop_kb.rendering.extensions import GITHUB
from cop_kb.rendering.quick_inline import make_quick

FORGETFUL = ("markdown.", "pymdownx.", "mkdocs.", "material.", "cop_kb.")
"""Packages whose extensions were read for this: each keeps nothing from one text to the next, or has a ``reset``."""


class Converter:
    """Markdown → HTML for every page of a build, as the configuration has it."""

    def __init__(self, config: MkDocsConfig) -> None:
        self._shared: dict[bool, Markdown] = {}
        modules = (type(part).__module__ for part in _parts(self._of(config)))
        self.stranger = next((module for module in modules if not module.startswith(FORGETFUL)), "")
        """The extension, if any, for which each page gets a converter of its own."""

    def fresh(self, config: MkDocsConfig) -> Markdown:
        """A converter that knows nothing of any other page, for a page with this configuration (``config_for``)."""
        return _new(config) if self.stranger else self._of(config).reset()

    def _of(self, config: MkDocsConfig) -> Markdown:
        is_ours = GITHUB in config.markdown_extensions
        if is_ours not in self._shared:
            self._shared[is_ours] = make_quick(_new(config))
        return self._shared[is_ours]


def _new(config: MkDocsConfig) -> Markdown:
    return Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})


def _parts(converter: Markdown) -> Iterator[object]:
    yield from converter.registeredExtensions
    yield from converter.preprocessors
    yield from converter.parser.blockprocessors
    yield from converter.treeprocessors
    yield from converter.inlinePatterns
    yield from converter.postprocessors


class QuickPage(Page):
    """A page of MkDocs that is rendered by the converter of all pages."""

    def __init__(self, file: File, config: MkDocsConfig, converter: Converter, today: date) -> None:
        super().__init__(None, file, config)
        self._converter, self._config, self._today = converter, config, today
        self.update_date = today.isoformat()

    def again(self) -> QuickPage:
        """The page of the same file, which says something else by now."""
        return QuickPage(self.file, self._config, self._converter, self._today)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """As https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/structure/pages.py#L263, but for the converter."""
        converter = self._converter.fresh(config)
        raw, title = _RawHTMLPreprocessor(), _ExtractTitleTreeprocessor()
        anchors = _ExtractAnchorsTreeprocessor(self.file, files, config)
        links = _RelativePathTreeprocessor(self.file, files, config)
        for each in (raw, anchors, links, title):  # they take the place of the last page's
            each._register(converter)
        self.content = converter.convert(self.markdown or "")
        self.toc = get_toc(getattr(converter, "toc_tokens", []))
        self._title_from_render = title.title
        self.present_anchor_ids = anchors.present_anchor_ids | raw.present_anchor_ids
        self.links_to_anchors = links.links_to_anchors
