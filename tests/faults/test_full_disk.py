"""The disk is full, at any point of a command."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.place import VERSIONS, Place, tree
from tests.faults.verdict import check_told, site_of
from tests.faults.writing import BEFORE, WRITING

RECORD = Callable[[str, object], None]
SIZE = 96 * 1024
"""Kilobytes of a disk on which a build has room enough."""
NEEDED = 16 * 1024
"""Kilobytes that a build with the last site beside it writes at the most."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}k", "tmpfs", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(disk: Path, *, room: int) -> None:
    """Leave so many kilobytes free."""
    (disk / "fill").unlink(missing_ok=True)
    status = os.statvfs(disk)
    size = status.f_bavail * status.f_frsize - room * 1024
    with (disk / "fill").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size))


@pytest.mark.long
def test_a_build_without_room_leaves_the_old_site(disk: Path, template: Path, record_property: RECORD) -> None:
    place, counts, known = Place(disk / "place", template, disk.parent), Counter[str](), {}
    steps = 60
    for version in ("title", "first"):  # as they are on this kind of disk: Pagefind goes by the order of its files
        place.clean_up()
        place.write(VERSIONS[version])
        assert place.run("build").code == 0
        known[version] = tree(place.site)
    place.write(VERSIONS["title"])
    told = []
    for step in range(steps):
        fill(disk, room=NEEDED * step // steps)
        ended = place.run("build")
        check_told(ended, 0, 3)
        try:
            state = site_of(place, known)
            assert state == ("title" if ended.code == 0 else "first"), ended.err
            counts[f"exit code {ended.code}"] += 1
        except AssertionError as error:
            counts["FAULT"] += 1
            told.append(f"{NEEDED * step // steps} kB of room: {ended}\n{error}")
        if ended.code == 0:
            break
    (disk / "fill").unlink()
    done = place.run("build")
    assert done.code == 0, done.err
    assert site_of(place, known) == "title"
    assert place.leftovers() == []
    _record(record_property, "build", counts)
    assert not told, "\n\n".join(told)


@pytest.mark.parametrize("names", [("rename",), pytest.param([str(each) for each in WRITING], marks=pytest.mark.long)])
def test_commands_without_room_write_nothing(
    names: tuple[str, ...], disk: Path, template: Path, record_property: RECORD
) -> None:
    place = Place(disk / "place", template, disk.parent)
    for writing in (each for each in WRITING if each.name in names):
        after = writing.after(place)
        for room in (0, 4):
            place.write(BEFORE)
            fill(disk, room=room)
            ended = place.run(*writing.words)
            (disk / "fill").unlink()
            check_told(ended, 0, 3)
            state = writing.state(place, after)
            assert state == ("before" if ended.code else "after"), ended.err
            writing.again(place, after, state)
    _record(record_property, "commands that write", Counter({"": 2 * len(names)}))


def _record(record: RECORD, what: str, counts: Counter[str]) -> None:
    shown = ", ".join(f"{number} {what}".strip() for what, number in sorted(counts.items()))
    record("faults", f"{what} on a full disk: {counts.total()} times: {shown}")
