"""Plan → a folder of plain Markdown, files, our theme and a small ``mkdocs.yml``: a site for engines without cop-kb.

MkDocs with Material, ProperDocs and Zensical build the same pages from it. None of them sanitises what it renders,
so the texts are made safe before they are written.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cop_kb.engines.stage_config import StagedConfig, staged_config
from cop_kb.engines.stage_folder import CONFIG, DOCS, MARKER, THEME, restaging
from cop_kb.engines.stage_rendering import read_rendering
from cop_kb.engines.stage_safety import made_safe
from cop_kb.engines.stage_text import edit_url, metadata, page_text
from cop_kb.engines.theme import FOLDER
from cop_kb.engines.theme_words import WORDS, in_words
from cop_kb.model.error import CopKbError
from cop_kb.model.page import Page, Plan, SiteFile
from cop_kb.model.settings import Settings
from cop_kb.model.words import Words
from cop_kb.reading.site_place import site_place

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """What was written: the folder, its number of pages, and what is not in it as it was written."""

    folder: Path
    pages: int
    warnings: tuple[str, ...]


def stage(
    plan: Plan,
    settings: Settings,
    config_file: Path,
    folder: Path,
    *,
    strict: bool = False,
    progress: Progress | None = None,
) -> Staged:
    """Write the plan of a knowledge base that has been checked into ``folder``.

    Raises CopKbError where the folder holds files of others, where the settings cannot be carried over, and, if
    ``strict``, for warnings; what was there is then as it was.
    """
    with restaging(site_place(settings, folder, manifest=MARKER)) as new:
        config = staged_config(config_file, plan, settings.say)
        (new / DOCS).mkdir()
        (new / CONFIG).write_text(config.text, encoding="utf-8")
        _copy_theme(new / THEME, settings.root, config, settings.say)
        warnings = (*config.warnings, *_write_pages(plan.pages, settings, new, progress))
        for each in plan.files:
            _write_file(each, settings.root, new / DOCS / each.uri)
        if strict and warnings:
            told = "\n".join(warnings)
            raise CopKbError(f"--strict takes warnings for errors:\n{told}", exit_code=1)
    return Staged(folder, len(plan.pages), warnings)


def _write_pages(pages: tuple[Page, ...], settings: Settings, new: Path, progress: Progress | None) -> list[str]:
    """Write the pages; gives a warning for each that is not shown as it was written."""
    warnings = []
    rendering = read_rendering(new / CONFIG)
    for number, page in enumerate(pages, 1):
        text, is_source = (page.markdown, False) if page.trusted else made_safe(page.markdown, rendering.html)
        meta, said = metadata(page, edit_url(settings, page), rendering.theme)
        if is_source:
            said = (*said, "its HTML could not be made safe, so its source is shown")
        warnings += [f"{page.source_path or page.uri}: {why}." for why in said]
        target = new / DOCS / page.uri
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page_text(meta, text), encoding="utf-8")
        if progress:
            progress(number, len(pages))
    return warnings


def _write_file(file: SiteFile, root: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.content is not None:
        target.write_bytes(file.content)
    else:
        shutil.copyfile(root / file.source_path, target)


def _copy_theme(target: Path, root: Path, config: StagedConfig, say: Words) -> None:
    """Our templates, styles and scripts, and the community's own over them."""
    left_out = shutil.ignore_patterns("mkdocs_theme.yml", "__pycache__", "*.py", "*.pyc")
    shutil.copytree(FOLDER, target, ignore=left_out)
    (target / "partials" / "header.html").unlink()  # ours holds our search; each engine has a header with its own
    if config.custom_dir:
        shutil.copytree(root / config.custom_dir, target, ignore=left_out, dirs_exist_ok=True)
    words = target / WORDS
    words.write_text(in_words(words.read_text(encoding="utf-8"), say), encoding="utf-8")
    tags = target / "partials" / "tags.html"
    if not config.has_tags and not tags.exists():
        tags.write_text("{#- Zensical would show tags without the plugin for them. -#}\n", encoding="utf-8")
