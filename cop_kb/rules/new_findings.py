"""The findings that were not there before: what a branch adds, wherever it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from cop_kb.model.finding import Finding

LINE = re.compile(r"\bline [\d,]+")
Known = tuple[str, str, str]
"""The rule, the file and the message without numbers of lines: the same while nobody mended it."""


def new_findings(found: Iterable[Finding], before: Iterable[Finding], was: Mapping[str, str]) -> Iterator[Finding]:
    """Those of the findings that are not among those ``before``, or more often: then the last of them.

    ``was`` has the path of that time of a file that was renamed.
    """
    known = Counter(_known(finding, finding.place.path) for finding in before)
    for finding in found:
        key = _known(finding, was.get(finding.place.path, finding.place.path))
        if known[key] > 0:
            known[key] -= 1
        else:
            yield finding


def _known(finding: Finding, path: str) -> Known:
    return finding.rule, path, LINE.sub("line", finding.message)
