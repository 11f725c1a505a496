"""The findings that were not there before: what a branch adds, wherever it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from cop_kb.model.finding import Finding, Severity

LINE = re.compile(r"\bline [\d,]+")


def new_findings(found: Iterable[Finding], before: Iterable[Finding], was: Mapping[str, str]) -> Iterator[Finding]:
    """Those of the findings that are not among those ``before``, or are there more often: then the last of them.

    One is the same while rule, file and message are, without numbers of lines, unless it has become graver. ``was`` has
    the path of that time of a file that was renamed.
    """
    known = Counter((*_sign(each, each.place.path), each.severity) for each in before)
    for finding in found:
        sign = _sign(finding, was.get(finding.place.path, finding.place.path))
        as_grave = ((*sign, each) for each in Severity if each.rank <= finding.severity.rank)
        same = next((key for key in as_grave if known[key]), None)
        if same is None:
            yield finding
        else:
            known[same] -= 1


def _sign(finding: Finding, path: str) -> tuple[str, str, str]:
    return finding.rule, path, LINE.sub("line", finding.message)
