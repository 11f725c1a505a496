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
HINT = "If GitHub's way is not what you mean: “cop-kb explain reads-differently” says how to write it for both."


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """``github`` tells the lines of its blocks; ``others`` are the ways in which other engines may read the text."""

    github: Markdown
    others: tuple[Markdown, ...]

    def blocks(self, text: str) -> tuple[Block, ...]:
        """The text as GitHub shows it. Raises what extensions raise."""
        return blocks_of(self.github.reset().convert(text))

    def differences(self, blocks: Sequence[Block], text: str) -> Iterator[Difference]:
        """Where others read a text otherwise than as these ``blocks``. Raises what extensions raise."""
        for each in self.others:
            yield from differences(blocks, blocks_of(each.reset().convert(text)))


def two_readings(
    extensions: Sequence[str | Extension], options: Mapping[str, Any], *ways: Sequence[str | Extension]
) -> TwoReadings:
    """The two readings with these extensions; ``ways`` are others in which texts may be read."""
    github = PlacedMarkdown(elements=sorted(TAGS))
    configs = dict(options)
    return TwoReadings(
        Markdown(extensions=[*extensions, github], extension_configs=configs),
        tuple(Markdown(extensions=each, extension_configs=configs) for each in ways or (extensions,)),
    )


def find_differences(sources: Iterable[Source], config: MkDocsConfig) -> Iterator[Finding]:
    """A finding for each place of a text that is read differently. A text that cannot be rendered has none."""
    names = [name for name in config.markdown_extensions if isinstance(name, str) and name != GITHUB]
    readings = two_readings([*names, LiteralMarks()], config.mdx_configs)
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
