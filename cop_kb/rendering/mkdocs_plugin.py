"""The MkDocs plugin ``cop-kb``: hands the plan to MkDocs as files. It decides nothing about a page."""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from cop_kb.fixing.journal import undo_stopped
from cop_kb.markdown.mathml import with_formulas
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.page import Page, Plan
from cop_kb.model.settings import Settings
from cop_kb.model.words import ENGLISH
from cop_kb.reading.knowledge_base import Git, load
from cop_kb.reading.project import project_of
from cop_kb.reading.settings import load_settings
from cop_kb.reading.site_place import site_place
from cop_kb.reading.today import the_day
from cop_kb.rendering.answer import wrap_answer
from cop_kb.rendering.attached_file import AttachedFile
from cop_kb.rendering.broken_addresses import BrokenAddresses
from cop_kb.rendering.encryption import refuse_encryption
from cop_kb.rendering.extensions import config_for, confine, draw_diagrams, read_as_github
from cop_kb.rendering.fault_findings import fault_findings
from cop_kb.rendering.inline_scripts import one_each, told_of
from cop_kb.rendering.material_keys import usable
from cop_kb.rendering.other_plugins import culprit, refuse_unfit
from cop_kb.rendering.planning import make_plan, make_plan_with_withheld
from cop_kb.rendering.rendered import check_rendered, converter
from cop_kb.rendering.site_folder import MANIFEST, working_on, write_manifest
from cop_kb.rendering.source_page import SourcePages
from cop_kb.rendering.symbolic_links import check_folders, first_link
from cop_kb.rendering.theme import FOLDER
from cop_kb.rendering.theme_words import InWords, name_toggles
from cop_kb.rendering.time_limit import time_limit
from cop_kb.rendering.unseen import ShowsNoWithheld, nav_without
from cop_kb.rendering.workspace import Workspace
from cop_kb.reports.summary import Summary, texts_of
from cop_kb.reports.text import text_report, visible
from cop_kb.rules import check
from cop_kb.safety.literal_marks import LiteralMarks
from cop_kb.safety.policy import KEY, policies, with_live_reload, with_policy
from cop_kb.safety.sanitiser import named_tasks, safe_data, safe_html
from cop_kb.search import index

log = logging.getLogger("mkdocs.plugins.cop-kb")
SCRIPT = "structured_data"
"""What of the data for a template is the text of a script."""
BLOCK = "---\n{}\n---\n"
"""What is handed over begins with a YAML block: else MkDocs takes an opening ``Note: …`` for metadata
(https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/utils/meta.py#L76)."""
FIRST, LAST = 100, -100
OURS = {path.name for path in FOLDER.glob("*.html")} - {"main.html"}
"""Templates that need a page of our own."""
QUOTED = str.maketrans({char: quote(char) for char in "\"'<>`"})
ADDRESSES = (
    "mkdocs.yml: a plugin, like material/offline, has turned use_directory_urls off, but the addresses of all pages "
    "were known before. Write “use_directory_urls: false”, or take it out and build with “cop-kb build --offline”."
)


class Options(Config):
    """None for MkDocs: cop-kb reads its settings itself, with file and line."""


class CopKbPlugin(BasePlugin[Options]):
    """``cop-kb build`` gives it the plan of a knowledge base that was checked; under plain MkDocs it makes its own."""

    def __init__(self) -> None:
        self.given: Plan | None = None
        self.settings: Settings | None = None
        """Those of another commit, where the configuration is that of another commit."""
        self.plan = Plan((), (), ())
        self.pages: dict[str, Page] = {}
        self.serving = False
        self._directory_urls = True
        self._scripts: list[str] = []
        self.say = ENGLISH
        self.sources = SourcePages(Path())
        self._site = ExitStack()
        """Holds the site for as long as plain MkDocs writes it."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Know whether the pages are only looked at on this machine."""
        self.serving = command == "serve"

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[list[tuple[str, Exception]], list[tuple[str, str]]]:
        """Leave the settings alone."""
        self.config = Options()
        return [], []

    @event_priority(FIRST)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Watch what else a change can come from, and say which search it is."""
        types = Path(config.config_file_path).parent / "entry_types"
        if types.is_dir():
            config.watch.append(str(types))
        self._directory_urls, self._scripts = config.use_directory_urls, []
        config.extra[KEY] = policies(
            config.extra, map(str, config.extra_javascript), config.extra_css, config.theme.get("font")
        )
        try:
            refuse_encryption(config.plugins)
            refuse_unfit(config.plugins)
            for said in confine(config, is_trusted=self.settings is None):
                log.warning("%s.", visible(said))
        except CopKbError as error:
            raise PluginError(str(error)) from None
        draw_diagrams(config)
        read_as_github(config)
        if self.serving:
            config.extra[KEY] = with_live_reload(config.extra[KEY])
        self._follow_settings(config)
        unseen = ShowsNoWithheld(Path(config.docs_dir), lambda: self.plan.withheld)
        config.markdown_extensions += [LiteralMarks(), BrokenAddresses(), unseen]  # type: ignore[list-item]  # Markdown takes both
        return config

    def _follow_settings(self, config: MkDocsConfig) -> None:
        """The language, and our search or Material's: its index would be 8 MB at 10,000 entries, and nobody's."""
        try:
            settings = self.settings or load_settings(Path(config.config_file_path))
            check_folders(config, settings)
            if self.given is None and not self.serving:  # else cop-kb or MkDocs itself has made the folder
                _check_site(settings, config.site_dir)
        except CopKbError as error:
            raise error if self.given else PluginError(str(error)) from None
        ours = settings.has_own_search
        config.theme["kb_search"] = ours
        self.say = settings.say
        if "palette" in config.theme:
            config.theme["palette"] = name_toggles(config.theme["palette"], self.say)
        material = config.plugins.get("material/search")
        if ours and material is not None:
            material.config["enabled"] = False

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read, check and plan. Errors stop here, before MkDocs cleans the old site."""
        if self.given is None and not self.serving:
            try:
                self._site.enter_context(working_on(Path(config.site_dir), Workspace(Path(config.site_dir), log.info)))
            except CopKbError as error:
                raise PluginError(str(error)) from None
        if config.use_directory_urls != self._directory_urls:
            raise PluginError(ADDRESSES)
        is_new = not (self.given and self.given.others)
        if is_new and (link := first_link(Path(config.docs_dir), only_folders=True)):
            raise PluginError(f"{link} is a symbolic link, which MkDocs would follow: put the folder itself there.")
        self.sources = SourcePages(Path(config.config_file_path).parent, self.say)
        self.plan = self.given or self._checked(config)
        self.pages = {page.uri: page for page in (*self.plan.others, *self.plan.pages)}
        for name in sorted({page.template for page in self.plan.pages if page.template}):
            if not any(Path(folder, name).is_file() for folder in config.theme.dirs):
                raise PluginError(f"mkdocs.yml: the theme has no {name}. Write “name: cop-kb” under theme.")

    def _checked(self, config: MkDocsConfig) -> Plan:
        try:
            if said := undo_stopped(Path(config.config_file_path).parent):
                log.warning("%s", visible(said))
            kb = load(load_settings(Path(config.config_file_path)), the_day(), git=Git.NEEDED)
            findings = check(kb)
            errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
            if errors:
                raise PluginError(text_report(Summary(errors, len(kb.entries), texts=texts_of(kb))))
            plan = make_plan_with_withheld(kb) if self.serving else make_plan(kb)
            findings += check_rendered(kb, plan, config)
            convert = converter(config)
        except CopKbError as error:
            raise PluginError(str(error)) from None
        for finding in findings:
            if finding.severity is Severity.WARNING:
                _log(finding)

        def tell(page: Page, why: str) -> None:
            for finding in fault_findings(kb, {page.uri: why}, [page], convert):
                _log(finding)

        self.sources = SourcePages(kb.settings.root, self.say, tell)
        return plan

    @event_priority(FIRST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """The plan's pages and files in place of the content folder's; those of other plugins stay."""
        for file in list(files):
            if file.generated_by is None and file.src_dir == config.docs_dir:
                files.remove(file)
        root = self.settings.root if self.settings else Path(config.config_file_path).parent.resolve()
        content, project = os.path.relpath(os.path.realpath(config.docs_dir), root), project_of(root)
        for page in self.pages.values():
            level = InclusionLevel.UNDEFINED if page.in_nav else InclusionLevel.NOT_IN_NAV
            file = File.generated(config, page.uri, content=BLOCK + page.markdown, inclusion=level)
            if page.source_path:
                file.abs_src_path = str(root / page.source_path)  # what others ask Git about; read is what we give
                path = Path(os.path.relpath(page.source_path, content)).as_posix()
                file.edit_uri = path.translate(QUOTED)  # Material writes it into an attribute as it is
            files.append(file)
        for each in self.plan.files:
            if each.content is not None:
                files.append(File.generated(config, each.uri, content=each.content))
            else:
                source, plain = root / each.source_path, self.given is None
                files.append(AttachedFile.of(config, each.uri, source, project, under_mkdocs=plain))
        if config.nav is None:
            config.nav = _nav(self.plan.nav)
        elif self.plan.withheld:
            config.nav = nav_without(config.nav, self.plan.withheld)
        return files

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Let the theme speak the language of the site."""
        if env.loader is not None:
            env.loader = InWords(env.loader, self.say)
        return env

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Give the page what its value says, escaped; and see to it that its text can stop no other page."""
        value = self.pages.get(page.file.src_uri)
        if value is not None:
            self._describe(page, value, config)
            page.render = partial(self._render, page)  # type: ignore[method-assign]  # an event cannot catch what it raises
        return markdown

    def _describe(self, page: MkDocsPage, value: Page, config: MkDocsConfig) -> None:
        said = dict(value.meta.items())  # unfolded once
        own = {"kb": said.pop("kb")} if "kb" in said and value.template else {}
        meta, unusable = usable(said, config.theme.dirs, OURS, trusted=value.trusted)
        for why in unusable:
            log.warning("%s: %s, and it is left out.", visible(value.source_path or value.uri), visible(why))
        meta |= own
        page.meta.update(meta if value.trusted else safe_data(meta))
        if script := own.get("kb", {}).get(SCRIPT):
            page.meta["kb"][SCRIPT] = Markup(script)  # noqa: S704 - publishing/structured.py: it holds no markup
        page.meta["title"] = str(escape(value.title))
        if value.template:
            page.meta["template"] = value.template
        page.update_date = self.plan.today.isoformat()

    def _render(self, page: MkDocsPage, config: MkDocsConfig, files: Files) -> None:
        try:
            with time_limit():
                type(page).render(page, config_for(config, self._read_as(page)), files)
        except Exception as error:
            if not self.show_source(page, error):
                raise

    def _read_as(self, page: MkDocsPage) -> str:
        value = self.pages.get(page.file.src_uri)
        return value.read_as if value else ""

    def show_source(self, page: MkDocsPage, error: Exception) -> bool:
        """Let a page show its source, for which this was raised; False where it is none of ours, or not to blame."""
        value, by = self.pages.get(page.file.src_uri), culprit(error)
        if value is None or (by and not value.source_path):  # a plugin that fails on a list fails on all of them
            return False
        return self.sources.show(page, value, error, by)

    @event_priority(FIRST)
    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Make safe what Markdown rendered, and mark the answer."""
        value = self.pages.get(page.file.src_uri)
        if value is None:
            return html
        if value.trusted:
            return with_formulas(html)
        shown = page.meta.get("kb", {}) if value.template else {}
        try:
            safe = named_tasks(safe_html(html), self.say("Done"))
            return wrap_answer(safe) if shown.get("has_answer") else safe
        except Exception as error:
            if not self.show_source(page, error):
                raise
            return page.content or ""

    @event_priority(LAST)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """See to it that the page has its policy, and say what that stops."""
        if told := told_of(visible(page.file.src_uri), output):
            self._scripts.append(told)
            if self.given is not None:
                log.warning("%s", told)  # perhaps in a process of its own: ``render`` makes one sentence of them
        return with_policy(output, config.extra[KEY]["page"])

    @event_priority(LAST)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """A page that is none of MkDocs' pages, like 404.html, has its policy too."""
        return (
            with_policy(output_content, config.extra[KEY]["page"])
            if template_name.endswith(".html")
            else output_content
        )

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Index the texts and note what the site consists of, so that cop-kb may replace it, unless cop-kb does so."""
        if self.given is None:
            for told in one_each(self._scripts):
                log.warning("%s", told)
            if why := index(Path(config.site_dir), self.plan):
                log.warning("%s", why)
            if not self.serving:
                write_manifest(Path(config.site_dir))
        self._site.close()

    def on_build_error(self, *, error: Exception) -> None:
        """Let others write the site."""
        self._site.close()


def _log(finding: Finding) -> None:
    """Say a warning, or an error that stops no other page."""
    level = logging.ERROR if finding.severity is Severity.ERROR else logging.WARNING
    log.log(level, "%s: %s [%s]", visible(str(finding.place)), visible(finding.message), finding.rule)


def plugin_of(config: MkDocsConfig) -> CopKbPlugin:
    """The plugin of a configuration. Raises CopKbError where it is not there."""
    found = next((plugin for plugin in config.plugins.values() if isinstance(plugin, CopKbPlugin)), None)
    if found is None:
        raise CopKbError("mkdocs.yml: the plugin cop-kb is not there. Add “- cop-kb” under plugins.")
    return found


def _check_site(settings: Settings, site_dir: str) -> None:
    """Raise CopKbError where MkDocs would clean a folder that cannot hold a site."""
    is_set = os.path.realpath(site_dir) == os.path.realpath(settings.root / settings.site)
    site_place(settings, None if is_set else Path(site_dir), manifest=MANIFEST)


def _nav(nav: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    return [{str(escape(title)): _nav(below) if isinstance(below, tuple) else below} for title, below in nav]
