"""What code hosts need of findings: known again in the next report, in one sentence, at a path they know."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter

from cop_kb.model.finding import Finding
from cop_kb.reports.summary import Summary
from cop_kb.reports.text import visible


def fingerprints(summary: Summary) -> list[str]:
    """A mark for each finding, of its own, and the same as long as rule, file, message and the line's text are.

    Where the line stands does not matter: lines added above it change nothing.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    marks = []
    for finding in summary.findings:
        known = (finding.rule, finding.place.path, finding.message, summary.line(finding).strip())
        text = "\0".join((*known, str(seen[known])))
        marks.append(hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:40])
        seen[known] += 1
    return marks


def sentence(finding: Finding) -> str:
    """What is wrong and what to do next, on one line."""
    message = visible(finding.message)
    end = "" if message.endswith((".", "?", "!")) or not finding.hint else "."
    return " ".join(f"{message}{end} {visible(finding.hint)}".split())


def path_from_top(path: str, summary: Summary) -> str:
    """A file's path from the top of the repository, which is the current folder or, below one, that of mkdocs.yml.

    >>> [path_from_top("content/a.md", Summary((), prefix=prefix)) for prefix in ("", "kb/", "../../")]
    ['content/a.md', 'kb/content/a.md', 'content/a.md']
    """
    return re.sub(r"^(?:\.\./)+", "", posixpath.normpath(summary.prefix + path))
