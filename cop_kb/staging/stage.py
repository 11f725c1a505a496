"""Plan → a folder of plain Markdown, files, our theme and a small ``mkdocs.yml``: a site for engines without cop-kb.

MkDocs with Material, ProperDocs and Zensical build the same pages from it. None of them sanitises what it renders,
so the texts are made safe before they are written.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.model.page import Plan, SiteFile
from cop_kb.model.settings import Settings
from cop_kb.model.words import Words
from cop_kb.model.writing import writing
from cop_kb.reading.project import project_of
from cop_kb.reading.site_place import site_place
from cop_kb.reading.writer import copy_out
from cop_kb.rendering.source_page import is_of_page, reason
from cop_kb.rendering.symbolic_links import check_theme
from cop_kb.rendering.theme import FOLDER
from cop_kb.rendering.theme_words import WORDS, in_words
from cop_kb.rendering.time_limit import time_limit
from cop_kb.rendering.workspace import Tell
from cop_kb.safety.markdown import as_written
from cop_kb.staging.alike import text_alike
from cop_kb.staging.config import StagedConfig, staged_config
from cop_kb.staging.folder import CONFIG, DOCS, MARKER, THEME, restaging
from cop_kb.staging.page_text import edit_url, metadata, page_text
from cop_kb.staging.rendering import read_rendering

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """What was written: the folder, its number of pages, and what is not in it as it was written.

    ``faults`` say, by uri, why pages show their source: they could not be rendered.
    """

    folder: Path
    pages: int
    warnings: tuple[str, ...]
    faults: Mapping[str, str]


def stage(
    plan: Plan,
    settings: Settings,
    config_file: Path,
    folder: Path,
    *,
    strict: bool = False,
    progress: Progress | None = None,
    tell: Tell = lambda _: None,
) -> Staged:
    """Write the plan of a knowledge base that has been checked into ``folder``.

    Raises CopKbError where the folder holds files of others, where the settings cannot be carried over, and, if
    ``strict``, for warnings; what was there is then as it was. ``tell`` hears of another command to wait for.
    """
    project = project_of(settings.root)
    with restaging(site_place(settings, folder, manifest=MARKER), tell) as new:
        config = staged_config(config_file, plan, settings.say)
        (new / DOCS).mkdir()
        _write(new / CONFIG, config.text, "the settings of the staged site")
        with writing(new / THEME, "the theme"):
            _copy_theme(new / THEME, settings.root, config, settings.say)
        said, faults = _write_pages(plan, settings, new, progress)
        warnings = (*config.warnings, *said)
        for each in plan.files:
            _write_file(each, settings.root, project, new / DOCS / each.uri)
        if strict and (warnings or faults):
            told = "\n".join((*warnings, *(f"{uri}: {why}" for uri, why in faults.items())))
            raise CopKbError(f"--strict takes warnings for errors:\n{told}", exit_code=1)
    return Staged(folder, len(plan.pages), warnings, faults)


def _write_pages(
    plan: Plan, settings: Settings, new: Path, progress: Progress | None
) -> tuple[list[str], dict[str, str]]:
    """Write the pages; gives a warning for each that is not shown as it was written, and those not to be rendered."""
    warnings, faults = [], {}
    uris = frozenset([*(page.uri for page in plan.pages), *(file.uri for file in plan.files)])
    rendering = read_rendering(new / CONFIG)
    for number, page in enumerate(plan.pages, 1):
        try:
            with time_limit():
                text, is_source = text_alike(page, rendering, uris, settings)
        except Exception as error:
            if not is_of_page(error):
                raise
            text, is_source, faults[page.uri] = as_written(page.markdown), False, reason(error)
        meta, said = metadata(page, edit_url(settings, page), rendering.theme)
        if is_source:
            said = (*said, "its HTML could not be made safe, so its source is shown")
        warnings += [f"{page.source_path or page.uri}: {why}." for why in said]
        _write(new / DOCS / page.uri, page_text(meta, text), f"the page of {page.source_path or page.uri}")
        if progress:
            progress(number, len(plan.pages))
    return warnings, faults


def _write(target: Path, text: str, purpose: str) -> None:
    with writing(target, purpose):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _write_file(file: SiteFile, root: Path, project: Path, target: Path) -> None:
    if file.content is None:
        copy_out(project, root / file.source_path, target)
        return
    with writing(target, "a file of the site"):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)


def _copy_theme(target: Path, root: Path, config: StagedConfig, say: Words) -> None:
    """Our templates, styles and scripts, and the community's own over them."""
    left_out = shutil.ignore_patterns("mkdocs_theme.yml", "__pycache__", "*.py", "*.pyc")
    shutil.copytree(FOLDER, target, ignore=left_out)
    (target / "partials" / "header.html").unlink()  # ours holds our search; each engine has a header with its own
    if config.custom_dir:
        check_theme(root / config.custom_dir, root)
        shutil.copytree(root / config.custom_dir, target, ignore=left_out, dirs_exist_ok=True)
    words = target / WORDS
    words.write_text(in_words(words.read_text(encoding="utf-8"), say), encoding="utf-8")
    tags = target / "partials" / "tags.html"
    if not config.has_tags and not tags.exists():
        tags.write_text("{#- Zensical would show tags without the plugin for them. -#}\n", encoding="utf-8")
