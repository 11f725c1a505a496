"""Findings as a person reads them: place, message, the line with a marker, what to do next; and a count."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.reports.summary import Summary, plural

Style = Callable[[str, str], str]
"""Text and what it is (a severity, *place*, *quiet*, *mark*) → the text as a terminal should show it."""
COMMAND = re.compile(r"##(?=\[|vso\[)")
"""Commands of the runners of GitHub and Azure: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs"""
AT_THE_START = re.compile(r"^(?P<before>\s*):(?=:)", re.MULTILINE)
MOST = 50
WIDEST = 120


def unstyled(text: str, role: str) -> str:
    """The text as it is."""
    return text


def text_report(summary: Summary, style: Style = unstyled, *, show_all: bool = False) -> str:
    """The report. More than ``MOST`` findings are summarised by rule, the gravest shown first."""
    findings = list(summary.findings)
    shown = findings if show_all else sorted(findings, key=lambda each: each.severity.rank)[:MOST]
    if len(shown) == len(findings):
        shown = findings
    parts = [_finding(finding, summary, style) for finding in shown]
    rest = Counter((each.severity, each.rule) for each in findings) - Counter(
        (each.severity, each.rule) for each in shown
    )
    if rest:
        parts.append(_rest(rest, style))
    parts.append(_count(summary, style))
    return "\n".join(parts)


def _finding(finding: Finding, summary: Summary, style: Style) -> str:
    place = finding.place
    severity = style(f"{finding.severity}", finding.severity)
    head = f"{style(visible(f'{summary.prefix}{place}'), 'place')} {severity} {visible(finding.message)} "
    return "\n".join([head + style(f"[{finding.rule}]", "quiet"), *_excerpt(finding, summary, style), ""])


def _excerpt(finding: Finding, summary: Summary, style: Style) -> Iterator[str]:
    """The line and a marker below the characters meant; a long line is cut around them."""
    line, number = summary.line(finding), str(finding.place.line)
    if line.strip():
        start = max(0, finding.place.column - 1 - WIDEST // 2) if finding.place.column + 20 > WIDEST else 0
        before = visible(line[start : finding.place.column - 1].expandtabs(1))
        meant = visible(line[finding.place.column - 1 :][: finding.place.length].expandtabs(1)) or " "
        after = visible(line[finding.place.column - 1 + finding.place.length :].expandtabs(1))
        text = (before + meant + after)[:WIDEST]
        marker = " " * width(before) + "^" * max(1, min(width(meant), width(text) - width(before)))
        yield style(f"  {number} │ ", "quiet") + text
        yield style(f"  {' ' * len(number)} │ ", "quiet") + style(marker, finding.severity)
    if finding.hint:
        fixable = style("  (--fix does it)", "quiet") if finding.fix else ""
        yield f"  {' ' * len(number)} {style('→', 'mark')} {visible(finding.hint)}{fixable}"


def _rest(rest: Counter[tuple[Severity, str]], style: Style) -> str:
    lines = [f"And {rest.total():,} more (--all shows them):"]
    for (severity, rule), count in sorted(rest.items(), key=lambda each: (each[0][0].rank, -each[1], each[0][1])):
        lines.append(f"  {count:>6,}  {style(f'{severity:<8}', severity)} {rule}")
    return "\n".join([*lines, ""])


def _count(summary: Summary, style: Style) -> str:
    counts = [style(plural(count, severity), severity) for severity, count in summary.counts().items() if count]
    where = f" in {plural(summary.entries, 'entry')}" if summary.entries else ""
    fixable = sum(1 for finding in summary.findings if finding.fix)
    cure = f" {plural(fixable, 'finding')} can be cured with --fix." if fixable else ""
    return (", ".join(counts) if counts else "Nothing found") + f"{where}.{cure}"


def visible(text: str) -> str:
    r"""Text in which control and direction characters cannot act on a terminal: they are shown as escapes.

    Nor can it give a command to the runner of a job, which reads some in the middle of a line.

    >>> visible("a\x1b[2Jb ##[error]c")
    'a\\x1b[2Jb #\\x23[error]c'
    """
    if "##" in text:
        text = COMMAND.sub(r"#\\x23", text)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in " \t" else _escaped(char) for char in text)


def without_commands(text: str) -> str:
    r"""Lines of somebody else's that a job on GitHub would take for a command (``::error::``), shown as text.

    >>> without_commands("a\n ::error::b")
    'a\n \\x3a:error::b'
    """
    return COMMAND.sub(r"#\\x23", AT_THE_START.sub(r"\g<before>\\x3a", text))


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode() if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def width(text: str) -> int:
    """How many columns a text takes at a terminal (https://www.unicode.org/reports/tr11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
