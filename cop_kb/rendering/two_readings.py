"""GitHub's reading of a text beside that of Python-Markdown alone, with the same extensions: where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from mkdocs.config.defaults import MkDocsConfig

from cop_kb.markdown.comparison import Block, Difference, blocks_of, differences
from cop_kb.markdown.placed import PlacedMarkdown
from cop_kb.model.finding import Finding
from cop_kb.model.source import Source
from cop_kb.rendering.extensions import GITHUB
from cop_kb.rendering.time_limit import time_limit
from cop_kb.safety.literal_marks import LiteralMarks
from cop_kb.safety.sanitiser import TAGS

RULE = "reads-differently"
KEY = "markdown"
TOC = ("toc", "markdown.extensions.toc")
NO_PERMALINKS = {"permalink": False, "anchorlink": False}
"""They are no part of what an author wrote."""
HINT = "If GitHub's way is not what you mean: “cop-kb explain reads-differently” says how to write it for both."


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """``github`` tells the lines of its blocks; ``other`` is Python-Markdown alone."""

    github: Markdown
    other: Markdown

    def blocks(self, text: str) -> tuple[Block, ...]:
        """The text as GitHub shows it. Raises what extensions raise."""
        return blocks_of(self.github.reset().convert(text))

    def differences(self, blocks: Sequence[Block], text: str) -> Iterator[Difference]:
        """Where the other reads a text otherwise than as these ``blocks``. Raises what extensions raise."""
        return differences(blocks, blocks_of(self.other.reset().convert(text)))


def two_readings(names: Iterable[str], options: Mapping[str, Any], *more: Extension) -> TwoReadings:
    """The two readings with the extensions of these names; ``more`` are those of the other reader alone."""
    extensions = [name for name in names if isinstance(name, str) and name != GITHUB]
    configs = {**options, **{name: {**options.get(name, {}), **NO_PERMALINKS} for name in TOC}}
    github: list[str | Extension] = [*extensions, LiteralMarks(), PlacedMarkdown(elements=sorted(TAGS))]
    return TwoReadings(
        Markdown(extensions=github, extension_configs=configs),
        Markdown(extensions=[*extensions, *more], extension_configs=configs),
    )


def find_differences(sources: Iterable[Source], config: MkDocsConfig) -> Iterator[Finding]:
    """A finding for each place of a text that is read differently. A text that cannot be rendered has none."""
    readings = two_readings(config.markdown_extensions, config.mdx_configs, LiteralMarks())
    for source in sources:
        if source.value(KEY) is None:
            yield from _of_source(source, readings)


def _of_source(source: Source, readings: TwoReadings) -> Iterator[Finding]:
    try:
        with time_limit():
            found = tuple(readings.differences(readings.blocks(source.body), source.body))
    except Exception:  # noqa: BLE001 - extensions are anybody's code; that it cannot be rendered is another finding
        return
    begins = _begins(source)
    for each in found:
        if lines := [block.lines[0] for block in each.blocks if block.lines]:
            start = begins[min(*lines, len(begins) - 1)]
            ours = tuple(tag for block in each.blocks for tag in block.tags)
            other = ("another " if ours == each.otherwise else "") + _shown(each.otherwise)
            message = f"GitHub shows {_shown(ours)} here, Python-Markdown alone {other}"
            yield Finding(source.place(start, start + 1), message, HINT)


def _begins(source: Source) -> list[int]:
    """Where each line of a body begins, in the file."""
    begins = [source.body_start]
    for line in source.body.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    return begins


def _shown(tags: Iterable[str]) -> str:
    return ", ".join(f"<{tag}>" for tag in tags) or "nothing"
