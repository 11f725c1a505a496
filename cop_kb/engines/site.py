"""MkDocs' build, step by step in its own order and with its own events, for a plan whose pages need no other page.

What it does otherwise than MkDocs, with the same bytes as outcome: one Markdown converter for all pages, and the part
of a page that is the same for all entries of a folder is rendered once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mkdocs.commands.build import _build_extra_template, _build_page, _build_theme_template, _populate_page, get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from cop_kb.engines.frames import Frames
from cop_kb.engines.quick_page import Converter, QuickPage


def build_site(config: MkDocsConfig, *, serve_url: str | None = None) -> None:
    """Build into the configuration's ``site_dir``, an empty folder.

    As https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/commands/build.py#L249. Raises what MkDocs and its plugins
    raise.
    """
    try:
        _build(config, InclusionLevel.is_in_serve if serve_url else InclusionLevel.is_included)
    except Exception as error:
        config.plugins.on_build_error(error=error)
        raise


def _build(config: MkDocsConfig, inclusion: Callable[[InclusionLevel], bool]) -> None:
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = get_files(config)
    env = config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    documents = files.documentation_pages(inclusion=inclusion)
    converter = Converter(config)
    pages = [file.page or QuickPage(file, config, converter) for file in documents]
    for page in pages:
        _populate_page(page, config, files)
    env = config.plugins.on_env(env, config=config, files=files)
    files.copy_static_files(inclusion=inclusion)
    for template in config.theme.static_templates:
        _build_theme_template(template, env, files, config, nav)
    for template in config.extra_templates:
        _build_extra_template(template, files, config, nav)
    frames = Frames(env, config)
    for page in pages:
        if frames.fit(page):
            _write(page, frames, config, documents, nav)
        else:
            excluded = page.file.inclusion is InclusionLevel.EXCLUDED
            _build_page(page, config, documents, nav, env, excluded=excluded)
    for page in pages:
        page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
    config.plugins.on_post_build(config=config)


def _write(page: Page, frames: Frames, config: MkDocsConfig, documents: Sequence[File], nav: Navigation) -> None:
    """As https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/commands/build.py#L185, but in a frame."""
    context = get_context(nav, documents, config, page)
    context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
    output = config.plugins.on_post_page(frames.render(context), page=page, config=config)
    write_file(output.encode("utf-8", errors="xmlcharrefreplace"), page.file.abs_dest_path)
