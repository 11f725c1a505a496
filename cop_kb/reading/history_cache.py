"""What is cached of the log: the histories of files at a commit, and what each commit did to words.

A cache is never a reason to fail: one that is damaged is as good as none, and one that cannot be written is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from cop_kb.model.history import History, Writer
from cop_kb.reading.cache_folder import make_cache_folder
from cop_kb.reading.commit_words import CommitWords, FileWords
from cop_kb.reading.substance import Change

CACHE, COMMITS = "history.json", "commits.json"
UNUSABLE = (OSError, ValueError, LookupError, TypeError, AttributeError)


def cached_histories(folder: Path | None, key: str) -> dict[str, History] | None:
    """The histories that were cached by this key, by path; None where there are none."""
    with suppress(*UNUSABLE):
        return {path: _history(*facts) for path, facts in _read(folder, CACHE, key).items()}
    return None


def cache_histories(folder: Path | None, key: str, histories: Mapping[str, History]) -> None:
    """Cache the histories by a key, instead of those before."""
    _write(folder, CACHE, key, {path: _facts(each) for path, each in histories.items()})


def cached_commits(folder: Path | None, key: str) -> dict[str, CommitWords]:
    """What commits did, by their names, as far as it was cached by this key."""
    with suppress(*UNUSABLE):
        return {name: _commit(*facts) for name, facts in _read(folder, COMMITS, key).items()}
    return {}


def cache_commits(folder: Path | None, key: str, commits: Mapping[str, CommitWords]) -> None:
    """Cache what commits did by a key, instead of what was cached before."""
    _write(folder, COMMITS, key, {name: (each.is_import, each.files) for name, each in commits.items()})


def _history(
    created: str | None,
    changed: str | None,
    writers: list[list[str]],
    changes: list[tuple[str, list[list[str]], bool]],
    added: str | None,
    by: list[str] | None,
) -> History:
    who = tuple(Writer(*each) for each in writers)
    whose = tuple((date.fromisoformat(day), tuple(Writer(*each) for each in those), has) for day, those, has in changes)
    return History(_day(created), _day(changed), who, whose, _day(added), Writer(*by) if by else None)


def _facts(each: History) -> list[Any]:
    created, changed, added = (str(day) if day else None for day in (each.created, each.changed, each.added))
    by = each.added_by
    changes = [(str(day), _named(those), has) for day, those, has in each.changes]
    return [created, changed, _named(each.writers), changes, added, (by.name, by.email) if by else None]


def _named(writers: Iterable[Writer]) -> list[tuple[str, str]]:
    return [(who.name, who.email) for who in writers]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _commit(is_import: bool, files: list[list[Any]]) -> CommitWords:  # noqa: FBT001 - as it is cached
    words = (
        FileWords(status, old, new, Change(what), tuple(moved), has) for status, old, new, what, moved, has in files
    )
    return CommitWords(is_import, tuple(words))


def _read(folder: Path | None, name: str, key: str) -> Any:
    """What was cached by this key. Raises one of UNUSABLE where that is nothing."""
    if folder is None:
        raise LookupError(name)
    cached = json.loads((folder / name).read_text(encoding="utf-8"))
    if cached["key"] != key:
        raise LookupError(key)
    return cached["value"]


def _write(folder: Path | None, name: str, key: str, value: Any) -> None:
    with suppress(OSError):
        if folder:
            make_cache_folder(folder)
            beside = (folder / name).with_suffix(".new")
            beside.write_text(json.dumps({"key": key, "value": value}), encoding="utf-8")
            beside.replace(folder / name)
