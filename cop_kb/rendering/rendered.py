"""Findings about what Markdown made of a text: what of it the sanitiser does not let onto the page, line by line.

Most texts hold nothing from which more than harmless HTML could come; only the others are rendered here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import dedent

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from cop_kb.markdown.document import without_code
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Finding
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page, Plan
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source
from cop_kb.reading.spreading import spread
from cop_kb.rendering import two_readings
from cop_kb.rendering.broken_addresses import BrokenAddresses
from cop_kb.rendering.extensions import config_for, confine, draw_diagrams, read_as_github
from cop_kb.rendering.fault_findings import Convert, fault_findings, fault_of, sources_by_uri
from cop_kb.rendering.trusting import beside_the_settings, load_mkdocs
from cop_kb.rules import check, load_rules
from cop_kb.safety.harmless import needs_a_look
from cop_kb.safety.literal_marks import LiteralMarks
from cop_kb.safety.removed import Removed, removed

RULE = "removed-markup"
HINT = "Say it with Markdown. “cop-kb explain removed-markup” tells why and how."
SHOW = "To show it to readers, put it between backticks: `{}`. “cop-kb explain removed-markup” tells why."
KNOWN = re.compile(r"\w+|(?:cop_kb|markdown\.extensions|pymdownx(?!\.snippets)|material)\.[\w.]+")
"""Extensions of Markdown of which it is known from what they make their HTML."""
INSIDE = (r"<[a-z][^<>]*?", r"\{[^{}\n]*?")
"""What stands before something in a tag, or in an attribute list."""
BLOCK = re.compile(r"^[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", re.MULTILINE)


def check_rendered(kb: KnowledgeBase, plan: Plan, config: MkDocsConfig) -> tuple[Finding, ...]:
    """What is not published of the texts of a knowledge base; with the severities and ignores of its settings."""
    with beside_the_settings(kb.settings):
        found = tuple(_find(kb, plan, config))
        sources = sources_by_uri(kb, plan.pages).values()
        rules = [
            replace(load_rules()[RULE], find=lambda _: iter(found)),
            replace(load_rules()[two_readings.RULE], find=lambda _: two_readings.find_differences(sources, config)),
        ]
        return check(kb, rules)


def check_every_page(kb: KnowledgeBase, plan: Plan, config: MkDocsConfig) -> tuple[Finding, ...]:
    """As ``check_rendered``, with what cannot be rendered at all: it takes as long as a build needs for the texts."""
    convert = converter(config)
    why = spread(lambda page: fault_of(page.markdown, convert(page.read_as)), plan.pages)
    faults = {page.uri: each for page, each in zip(plan.pages, why, strict=True) if each}
    return (*check_rendered(kb, plan, config), *fault_findings(kb, faults, plan.pages, convert))


def converter(config: MkDocsConfig) -> Callable[[str], Convert]:
    """By who reads a text: Markdown → HTML as a build makes it, of one text after another, which may raise."""

    @cache
    def convert(read_as: str) -> Convert:
        names = [name for name in config_for(config, read_as).markdown_extensions if isinstance(name, str)]
        markdown = Markdown(
            extensions=[*names, LiteralMarks(), BrokenAddresses()], extension_configs=config.mdx_configs
        )
        return lambda text: markdown.reset().convert(text)

    return convert


def rendering_config(config_file: Path, settings: Settings | None = None) -> MkDocsConfig:
    """MkDocs' configuration for rendering texts, with ``settings`` as ``load_mkdocs`` takes them.

    Raises CopKbError where MkDocs cannot use it.

    Not within a build: MkDocs gives the plugins that are at work their settings anew
    (https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/config/config_options.py#L1137).
    """
    try:
        with _silent(), beside_the_settings(settings):
            config = load_mkdocs(config_file, settings)
    except (MkDocsException, Abort):
        raise CopKbError("mkdocs.yml: MkDocs cannot use it; “cop-kb build” says why.", exit_code=1) from None
    confine(config, is_trusted=not (settings and settings.config_folder))
    draw_diagrams(config)
    read_as_github(config)
    return config


def is_known(config: MkDocsConfig) -> bool:
    """Whether it is known of all extensions of Markdown from what they make their HTML."""
    return all(KNOWN.fullmatch(name) for name in config.markdown_extensions if isinstance(name, str))


def _find(kb: KnowledgeBase, plan: Plan, config: MkDocsConfig) -> Iterator[Finding]:
    pages = [page for page in plan.pages if not page.trusted]
    convert, every = converter(config), not is_known(config)
    sources = sources_by_uri(kb, pages)
    for page in pages:
        source = sources.get(page.uri)
        if source and (every or needs_a_look(page.markdown)):
            yield from _of_page(page, source, convert(page.read_as))


def _of_page(page: Page, source: Source, convert: Convert) -> Iterator[Finding]:
    gone = _removed(page.markdown, convert)
    if not gone:
        return
    shown = source.text[: source.body_start] + without_code(source.body)
    found = {
        match.span(): _in_block(source.text, shown, match, convert)
        for match in BLOCK.finditer(shown, source.body_start)
    }
    for each in gone:
        blocks = [span for span, inside in found.items() if each in inside]
        blocks = blocks or [span for span, inside in found.items() if each.sign in {other.sign for other in inside}]
        for begin, end in blocks or [(source.body_start, len(shown))]:
            start, stop = _place(shown, begin, end, each)
            written = shown[start:stop] if shown[start:stop].lower() == each.sign.lower() else each.sign
            hint = SHOW.format(f"{written}>") if each.is_element else HINT
            what = each.what.replace(each.sign, written, 1)
            yield Finding(source.place(start, stop), f"{what} is not published", hint)


def _in_block(text: str, shown: str, block: re.Match[str], convert: Convert) -> tuple[Removed, ...]:
    """What goes of one block of a text, rendered for itself."""
    if not needs_a_look(block[0]):
        return ()
    return _removed(dedent(text[block.start() : block.end()]), convert)


def _removed(text: str, convert: Convert) -> tuple[Removed, ...]:
    try:
        return removed(convert(text))
    except Exception:  # noqa: BLE001 - extensions are anybody's code; that it cannot be rendered is another finding
        return ()


def _place(shown: str, start: int, end: int, each: Removed) -> tuple[int, int]:
    """Where something stands in its block; the block's first line where it is written in another way.

    Words of the text around it may be the same: it is looked for in tags and attribute lists first.
    """
    signs = [rf"(?<![\w-])(?P<at>{re.escape(sign)})(?![\w-])" for sign in (each.sign, each.value) if sign]
    inside = [rf"{opening}{sign}" for sign in signs[:1] if not each.is_element for opening in INSIDE]
    for pattern in (*inside, *signs):
        if found := re.compile(pattern, re.IGNORECASE).search(shown, start, end):
            return found.span("at")
    begin = start + len(shown[start:end]) - len(shown[start:end].lstrip())
    return begin, begin + 1


@contextmanager
def _silent() -> Iterator[None]:
    """MkDocs says nothing: what is wrong with its settings is told by the build."""
    logger = logging.getLogger("mkdocs")
    was, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = was
