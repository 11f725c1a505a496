"""Which of the files that are gone is which of those that came: what people renamed, told from what the files hold.

Git tells it in the same way (https://git-scm.com/docs/git-diff#Documentation/git-diff.txt--Mn), but only of commits,
and not of a work tree without running the filters that a repository names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

MOST_PAIRS = 100_000
"""So many pairs, at most, are compared; where there are more, only files that hold the same count as renamed."""
ENOUGH = 0.5
"""The part of the longer file that both have in common, in a renamed one."""


def renames(gone: Mapping[str, bytes], come: Mapping[str, bytes]) -> dict[str, str]:
    r"""The old path by the new one, of files that were renamed: what each of them held, by its path.

    >>> renames({"a.md": b"one\ntwo\n", "b.md": b"x\n"}, {"c.md": b"one\ntwo\nthree\n", "d.md": b"y\n"})
    {'c.md': 'a.md'}
    """
    found: dict[str, str] = {}
    by_data: dict[bytes, list[str]] = {}
    for old in sorted(gone):
        by_data.setdefault(gone[old], []).append(old)
    for new in sorted(come):
        if come[new] and (same := by_data.get(come[new])):
            same.sort(key=lambda old: _name(old) == _name(new))  # pops one of that name, if there is one
            found[new] = same.pop()
    return found | _alike(_lines(gone, found.values()), _lines(come, found))


def _alike(gone: Mapping[str, Counter[bytes]], come: Mapping[str, Counter[bytes]]) -> dict[str, str]:
    if len(gone) * len(come) > MOST_PAIRS:
        return {}
    pairs = ((_likeness(gone[old], come[new]), _name(old) == _name(new), new, old) for new in come for old in gone)
    found: dict[str, str] = {}
    for likeness, _, new, old in sorted(pairs, reverse=True):
        if likeness >= ENOUGH and new not in found and old not in found.values():
            found[new] = old
    return found


def _lines(files: Mapping[str, bytes], known: Iterable[str]) -> dict[str, Counter[bytes]]:
    done = set(known)
    return {path: Counter(data.splitlines()) for path, data in files.items() if path not in done}


def _likeness(one: Counter[bytes], other: Counter[bytes]) -> float:
    longer = max(_bytes(one), _bytes(other))
    return _bytes(one & other) / longer if longer else 0


def _bytes(lines: Counter[bytes]) -> int:
    return sum((len(line) + 1) * count for line, count in lines.items())


def _name(path: str) -> str:
    return path.rpartition("/")[2]
