"""Knowledge base → site, by MkDocs with Material: beside the target, whose place it takes when all is well."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from cop_kb.model.error import CopKbError
from cop_kb.model.page import Plan
from cop_kb.model.settings import Settings
from cop_kb.reading.cache_folder import cache_folder, find_cache_folder
from cop_kb.reading.kept import Kept
from cop_kb.reading.kept_values import dumped, loaded
from cop_kb.reading.temporary import temporary_folder
from cop_kb.rendering.earlier_site import EarlierSite, earlier_site
from cop_kb.rendering.encryption import refuse_encryption
from cop_kb.rendering.inline_scripts import one_each
from cop_kb.rendering.listening import listening
from cop_kb.rendering.mkdocs_plugin import plugin_of
from cop_kb.rendering.other_plugins import PluginLife, living, refuse_unfit, tell_of_error
from cop_kb.rendering.pages_apart import PagesApart, Written
from cop_kb.rendering.quick_code import quick_code
from cop_kb.rendering.quick_page import Converter, QuickPage
from cop_kb.rendering.renewing import Renewing
from cop_kb.rendering.site import build_site, prepare
from cop_kb.rendering.strategy import collects_pages, is_closed, obstacle
from cop_kb.rendering.theme import FOLDER, community_folders
from cop_kb.rendering.trusting import beside_the_settings, load_mkdocs
from cop_kb.rendering.workspace import Workspace
from cop_kb.search import MISSING, index_meanwhile

Progress = Callable[[int, int], None]
RENDERED = "rendered-3.sqlite"
"""What was rendered. The number goes up with the form of what is kept."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the folder, its number of pages, and what MkDocs and its plugins warned of.

    ``rendered`` are the addresses of the pages that stand alone and had to be rendered. ``obstacle`` says why all had
    to. ``texts`` are the digests of the texts to be searched, by uri, as far as they are known. ``is_closed`` where the
    site was made from nothing but the knowledge base, its settings and the theme of cop-kb. ``watched`` are the
    files and folders besides the content that it was made from. ``may_be_renewed`` where a page can be built anew, and
    no other becomes another by that; and nobody warned of any. ``renewing`` does so where it was built. ``faults`` say,
    by uri, why pages show their source: they could not be rendered.
    """

    site: Path
    pages: int
    warnings: tuple[str, ...]
    rendered: tuple[str, ...]
    obstacle: str
    texts: Mapping[str, str]
    is_closed: bool
    watched: tuple[str, ...]
    renewing: Renewing | None
    may_be_renewed: bool
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manner:
    """How to build.

    With so many processes (None: as many as there are processors); all anew; to be read without a server; only the
    pages of a share (2 of 3: every third, from the second on); with what other machines have rendered. ``settings`` are
    given where the configuration file is that of another commit. ``life`` is that of the plugins, where it lasts for
    more than one build.
    """

    processes: int | None = None
    clean: bool = False
    offline: bool = False
    share: tuple[int, int] = (1, 1)
    shares: tuple[Path, ...] = ()
    serve_url: str = ""
    settings: Settings | None = None
    life: PluginLife | None = None

    def root(self, config_file: Path) -> Path:
        """The folder of the knowledge base."""
        return self.settings.root if self.settings else config_file.parent


def build(
    plan: Plan,
    config_file: Path,
    site: Path,
    manner: Manner = Manner(),
    work: Workspace | None = None,
    *,
    strict: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Build the plan of a knowledge base that has been checked into ``site``, whose workspace ``work`` is.

    Raises CopKbError where the target holds files of others or another command writes it, where MkDocs cannot build,
    and, if ``strict``, for its warnings and for pages that show their source; the old site is then still there.
    """
    earlier = earlier_site(manner.root(config_file), work or Workspace(site), clean=manner.clean)
    if manner.clean and earlier.documents:
        shutil.rmtree(earlier.documents, ignore_errors=True)
    with earlier.replacing(site) as new, index_meanwhile(new, plan, earlier.indexes, earlier.documents) as full_text:
        built = render(plan, config_file, new, manner, earlier, progress=progress, written=full_text.is_there)
        if strict and built.warnings:
            told = "\n".join(built.warnings)
            raise CopKbError(f"MkDocs warned, and --strict takes warnings for errors:\n{told}", exit_code=1)
        if strict and built.faults:
            told = "\n".join(f"{_named(plan, uri)}: {why}" for uri, why in sorted(built.faults.items()))
            raise CopKbError(f"These texts cannot be rendered, and --strict stops at them:\n{told}", exit_code=1)
        if why := full_text.finish():
            if why != MISSING:
                raise CopKbError(f"{why} The old site, if there is one, is as it was.", exit_code=3)
            built = replace(built, warnings=(*built.warnings, why))
    return replace(built, site=site)


def _named(plan: Plan, uri: str) -> str:
    """How messages call a page: by its file, where it has one."""
    return next((page.source_path for page in plan.pages if page.uri == uri and page.source_path), uri)


def render_share(plan: Plan, config_file: Path, manner: Manner, *, progress: Progress | None = None) -> Built:
    """Render the pages of a share into the cache, for a build that gets it as one of its ``shares``.

    Raises CopKbError as ``render`` does, and where nothing can be kept.
    """
    with temporary_folder() as folder:
        built = render(plan, config_file, folder, manner, progress=progress)
    if why := built.obstacle or find_cache_folder(manner.root(config_file)).why_not:
        raise CopKbError(f"The work cannot be shared: {why}. Build without --shard.")
    return replace(built, site=manner.root(config_file))


def render(
    plan: Plan,
    config_file: Path,
    folder: Path,
    manner: Manner = Manner(),
    earlier: EarlierSite | None = None,
    *,
    progress: Progress | None = None,
    written: Written = lambda uri, digest: None,
) -> Built:
    """Let MkDocs make a plan's site in an empty folder. ``written`` is told of pages as ``PagesApart`` does.

    Raises CopKbError where MkDocs cannot build.
    """
    with listening() as said, quick_code(), beside_the_settings(manner.settings):
        config = load_mkdocs(config_file, manner.settings, site=folder)
        refuse_encryption(config.plugins)
        refuse_unfit(config.plugins)
        if manner.offline:
            config.use_directory_urls = False
        if manner.serve_url:
            config.site_url = manner.serve_url
        with living(config.plugins, said, manner.life):
            apart, hindrance = _build(config, plan, manner, earlier or EarlierSite(None), said, progress, written)
    return Built(
        site=folder,
        pages=len(plan.pages),
        warnings=one_each(said),
        rendered=tuple(apart.rendered),
        obstacle=hindrance,
        texts=apart.texts,
        is_closed=is_closed(config) and not hindrance,
        watched=(str(config_file), *config.watch, *map(str, (FOLDER, *community_folders(config)))),
        renewing=apart.renewing,
        may_be_renewed=is_closed(config) and not (hindrance or collects_pages(config) or said),
        faults=apart.plugin.sources.faults,
    )


def _build(
    config: MkDocsConfig,
    plan: Plan,
    manner: Manner,
    earlier: EarlierSite,
    said: list[str],
    progress: Progress | None,
    written: Written,
) -> tuple[PagesApart, str]:
    """What was made of the pages that stand alone, and what stands in the way of rendering fewer."""
    numbers = count(1)

    def tick() -> None:
        if progress:
            progress(next(numbers), len(plan.pages))

    plugin = plugin_of(config)
    plugin.given, plugin.serving, plugin.settings = plan, bool(manner.serve_url), manner.settings
    try:
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        converter = Converter(config)
        hindrance = obstacle(config, converter)
        folder = cache_folder(manner.root(Path(config.config_file_path)))
        kept = None
        if folder and not plan.others:  # else what is not rendered would seem to be used no more
            kept = Kept(folder / RENDERED, dumped, loaded, clean=manner.clean, shares=manner.shares)
        apart = PagesApart(plugin, kept, earlier, manner.share, manner.processes, said, tick, written)
        make = partial(QuickPage, config=config, converter=converter, today=plan.today)
        fits, serving = (lambda page: not hindrance and apart.fit(page)), bool(manner.serve_url)
        if plan.others:
            work, pages, _ = prepare(config, make, fits, tick, serving=serving, only_pages=True)
            new = {page.uri for page in plan.pages}
            apart.render(work, [page for page in pages if page.file.src_uri in new])
        else:
            build_site(config, make, fits, apart.render, tick, serving=serving)
    except Exception as error:
        tell_of_error(config.plugins, said, error)
        raise
    return apart, hindrance
