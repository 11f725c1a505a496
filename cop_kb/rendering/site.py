"""MkDocs' build, step by step in its own order and with its own events; the pages of entries apart, and quicker.

The outcome is that of MkDocs, byte for byte, for what it does otherwise: one Markdown converter for all pages; frames
rendered once; pages that were rendered before taken from there; the others spread over processes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment
from mkdocs.commands.build import _build_extra_template, _build_theme_template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from cop_kb.model.writing import writing
from cop_kb.rendering.page_steps import build_page, populate
from cop_kb.rendering.quick_environment import QuickEnvironment


@dataclass(frozen=True, slots=True)
class Work:
    """All that rendering a page needs of the others' work."""

    config: MkDocsConfig
    files: Files
    documents: Sequence[File]
    nav: Navigation
    env: Environment


Render = Callable[[Work, Sequence[Page]], None]
Tick = Callable[[], None]
MakePage = Callable[[File], Page]


def build_site(
    config: MkDocsConfig,
    make_page: MakePage,
    is_apart: Callable[[Page], bool],
    render: Render,
    tick: Tick,
    *,
    serving: bool = False,
) -> None:
    """Build into the configuration's ``site_dir``, an empty folder.

    ``make_page`` makes the pages that the navigation does not show; ``render`` writes those that are apart. As
    https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/commands/build.py#L289 and below. Raises what MkDocs and its
    plugins raise.
    """
    work, apart, others = prepare(config, make_page, is_apart, tick, serving=serving)
    files, env, nav = work.files, work.env, work.nav
    is_included = _inclusion(serving=serving)
    for file in files:  # as ``copy_static_files`` does
        if not file.is_documentation_page() and is_included(file.inclusion):
            with writing(file.abs_dest_path, "a file of the site", file.abs_src_path or ""):
                file.copy_file()
    for template in config.theme.static_templates:
        with writing(Path(config.site_dir, template), "a page of the theme"):
            _build_theme_template(template, env, files, config, nav)
    for template in config.extra_templates:
        with writing(Path(config.site_dir, template), "a page of extra_templates"):
            _build_extra_template(template, files, config, nav)
    for page in others:
        build_page(page, work.config, work.documents, work.nav, work.env)
    render(work, apart)
    for page in others:
        page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
    config.plugins.on_post_build(config=config)


def prepare(
    config: MkDocsConfig,
    make_page: MakePage,
    is_apart: Callable[[Page], bool],
    tick: Tick,
    *,
    serving: bool = False,
    only_pages: bool = False,
) -> tuple[Work, list[Page], list[Page]]:
    """All that comes before anything is written; the pages that are apart, and the others, whose texts are there.

    Without the theme's own files, where ``only_pages`` are to be written.
    """
    files = Files([])  # what lies in the content folder comes with the plan
    env = config.theme.get_env()
    env.__class__ = QuickEnvironment
    env.auto_reload = False  # else it looks at a template's file each time it is included
    if not only_pages:
        files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    documents = files.documentation_pages(inclusion=_inclusion(serving=serving))
    shown = {page.file.src_uri for page in nav.pages}
    for file in documents:
        if file.src_uri not in shown:
            file.page = make_page(file)  # in place of the one that MkDocs has made
    pages = [file.page for file in documents if file.page]
    apart = [page for page in pages if is_apart(page)]
    others = [page for page in pages if not is_apart(page)]
    for page in others:
        populate(page, config, files)
        tick()
    env = config.plugins.on_env(env, config=config, files=files)
    return Work(config, files, documents, nav, env), apart, others


def build_page_again(page: Page, work: Work) -> None:
    """Build one of the pages that are not apart anew, whose file says something else by now."""
    populate(page, work.config, work.files)
    build_page(page, work.config, work.documents, work.nav, work.env)


def _inclusion(*, serving: bool) -> Callable[[InclusionLevel], bool]:
    return InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
