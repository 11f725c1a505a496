"""What was found in a commit: the same again, for as long as the rules, the day and the settings are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.place import Place
from cop_kb.model.settings import Settings
from cop_kb.reading.given import given, kept_files
from cop_kb.reading.kept import fingerprint

NAME = "known-1.sqlite"
"""The number goes up with the form of what is kept."""


def known_findings(
    settings: Settings, day: date, files: Any, check: Callable[[], Sequence[Finding]]
) -> Sequence[Finding]:
    """What ``check`` finds in ``files``, which say by their hashes what there is to be read; without places in them.

    Raises CopKbError for settings that cannot be used, and what ``check`` raises.
    """
    kept = kept_files(given(settings, day), ())
    key = fingerprint(kept.base, files, day)
    file = kept.file(NAME)
    rows = file.find([key]).get(key) if file else None
    if rows is not None:
        return tuple(Finding(Place(path), message, "", None, rule, Severity(of)) for path, message, rule, of in rows)
    found = check()
    if file:
        rows = [(each.place.path, each.message, each.rule, str(each.severity)) for each in found]
        file.keep({key: rows}, [key])
    return found
