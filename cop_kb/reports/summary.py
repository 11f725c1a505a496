"""What every report is made from: the findings, where their files are seen from, and the lines they point at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.opened import files_of

UNREPEATED = frozenset({"hidden-name"})
"""Rules whose findings are about what should stand in no log."""


@dataclass(frozen=True, slots=True)
class Summary:
    """``prefix`` leads from the current folder to that of ``mkdocs.yml`` ("" or ending with ``/``).

    ``texts`` are the files' texts by path, ``entries`` how many entries were looked at.
    """

    findings: tuple[Finding, ...]
    entries: int = 0
    prefix: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity, the gravest first."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in Severity}

    def line(self, finding: Finding) -> str:
        """The line that a finding points at; "" where the file could not be read, or the line must not be repeated."""
        if finding.rule in UNREPEATED:
            return ""
        lines = self.texts.get(finding.place.path, "").split("\n", finding.place.line)
        return lines[finding.place.line - 1].rstrip("\r") if len(lines) >= finding.place.line else ""


def texts_of(kb: KnowledgeBase) -> Mapping[str, str]:
    """The text of every file of a knowledge base by its path; that of an entry is looked up when it is asked for."""
    return _Texts(kb)


class _Texts(Mapping[str, str]):
    def __init__(self, kb: KnowledgeBase) -> None:
        self._entries = kb.entries
        self._numbers = {f"{kb.settings.content}/{uri}": number for number, uri in enumerate(files_of(kb))}
        self._kb = kb

    @cached_property
    def _others(self) -> Mapping[str, str]:
        kb = self._kb
        tries = (*(one for group in kb.tries.values() for one in group), *kb.stray_tries)
        sources = [*(page.source for page in kb.pages), *kb.data_files, *(one.source for one in tries if one.source)]
        return {source.path: source.text for source in sources}

    def __getitem__(self, path: str) -> str:
        return self._entries[self._numbers[path]].source.text if path in self._numbers else self._others[path]

    def __iter__(self) -> Iterator[str]:
        return chain(self._numbers, self._others)

    def __len__(self) -> int:
        return len(self._numbers) + len(self._others)


def plural(count: int, word: str) -> str:
    """A count with its word: “1 error”, “3 entries”."""
    if count == 1:
        return f"1 {word}"
    return f"{count:,} {word[:-1]}ies" if word.endswith("y") else f"{count:,} {word}s"
