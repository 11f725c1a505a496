"""Commands are killed, with ``kill -9``, at any moment: all of their processes, the first, or one of the others."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest

from tests.faults.conftest import Sites
from tests.faults.place import VERSIONS, Place, Running
from tests.faults.verdict import check_told, site_of
from tests.faults.writing import BEFORE, WRITING, Writing

RECORD = Callable[[str, object], None]
TIMES = int(os.environ.get("COP_KB_FAULTS", "35"))
"""How often in each way, in the campaign."""
WAYS = [("group", "any"), ("group", "late"), ("parent", "any"), ("parent", "late"), ("child", "any")]
"""Who is killed, and when: children are there while something is read and while it is rendered."""
SAME = 5
"""Where a command was killed before it changed anything, the next run is looked at this often."""
SOON = 0.001
LATER = 5.0
"""Seconds in which processes end whose first was killed."""


def stopped(running: Running, whom: str, after: float) -> bool:
    """Kill a command after so many seconds, and say whether it was still at work."""
    begun = time.monotonic()
    while (rest := begun + after - time.monotonic()) > 0:
        if running.process.poll() is not None:
            return False
        time.sleep(min(rest, 0.01))
    if whom == "child":
        while not (others := running.others()):
            if running.process.poll() is not None:
                return False
            time.sleep(SOON)
        with suppress(ProcessLookupError):
            os.kill(random.choice(others), signal.SIGKILL)
        return True
    if running.process.poll() is not None:
        return False
    (os.killpg if whom == "group" else os.kill)(running.pid, signal.SIGKILL)
    return True


def no_process_is_left(running: Running) -> None:
    end = time.monotonic() + LATER
    while others := running.others():
        if time.monotonic() > end:
            told = [(pid, _words(pid)) for pid in others]
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            raise AssertionError(f"still at work: {told}")
        time.sleep(SOON)


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return "?"


def moments(took: float, when: str) -> Iterator[float]:
    """Moments of a command that takes so long, at random: of all of its time, or of its last part, when it writes."""
    while True:
        yield random.uniform(0.7 if when == "late" else 0.2, 1.0) * took


def time_of(place: Place, *command: str) -> float:
    """How long a command takes here, in seconds."""
    begun = time.monotonic()
    done = place.run(*command)
    assert done.code == 0, done.err
    return time.monotonic() - begun


def test_a_build_that_is_killed_leaves_a_whole_site(place: Place, sites: Sites, record_property: RECORD) -> None:
    _kill_builds(place, sites, ("first", "title"), 1, "group", "late", record_property)


@pytest.mark.long
@pytest.mark.parametrize(("whom", "when"), WAYS)
def test_a_build_that_is_killed_in_any_way_leaves_a_whole_site(
    whom: str, when: str, place: Place, sites: Sites, record_property: RECORD
) -> None:
    _kill_builds(place, sites, ("first", "body", "again", "title", "entry"), TIMES, whom, when, record_property)


@pytest.mark.long
@pytest.mark.parametrize(("whom", "when"), WAYS)
def test_a_killed_build_of_a_page_or_two_leaves_a_whole_site(
    whom: str, when: str, place: Place, sites: Sites, record_property: RECORD
) -> None:
    _kill_builds(place, sites, ("many again", "many body"), 20, whom, when, record_property)


def _kill_builds(
    place: Place, sites: Sites, names: tuple[str, ...], times: int, whom: str, when: str, record: RECORD
) -> None:
    known, counts, faults, many = sites.of(*names), Counter[str](), [], names[0].startswith("many")
    took, last = 0.0, names[0]
    place.write(VERSIONS[last])
    for number, version in zip(range(-1, times), cycle((*names[1:], names[0])), strict=False):
        if many:
            place.wait_until_settled()
        if many or number < 0:
            built = place.run("build")
            assert built.code == 0, built.err
        place.write(VERSIONS[version])
        if number < 0:
            took = time_of(place, "build")
            last = version
            continue
        moment = next(moments(took, when))
        running = place.start("build")
        hit = stopped(running, whom, moment)
        ended = running.ends()
        try:
            no_process_is_left(running)
            state = _site_after(place, known, {last, version})
            if whom == "child":
                check_told(ended, 0, 3)
                assert ended.code or state == version, f"it ended well, and did not build\n{ended.err}"
            done = place.run("build")
            assert done.code == 0, done.err
            assert site_of(place, {version: known[version]}) == version
            assert place.leftovers() == []
            counts["too late" if not hit else "new" if state == version else "old"] += 1
        except AssertionError as error:
            counts["FAULT"] += 1
            faults.append(f"after {moment:.3f} s: {error}")
            place.clean_up()
        last = version
    _record(record, f"{'a page of ' if many else ''}build", whom, when, counts)
    assert not faults, "\n\n".join(faults)


def _site_after(place: Place, known: dict[str, dict[str, str]], expected: set[str]) -> str:
    """Which site is there, once the next command that touches it, but cannot build, has finished what was begun."""
    assert place.site.is_dir(), "there is no site"
    sites = {name: known[name] for name in expected}
    with suppress(AssertionError):
        return site_of(place, sites)
    broken = place.root / "content/faqs/broken.md"
    broken.write_text("---\ntitle: [\n---\n", encoding="utf-8")
    done = place.run("build")
    broken.unlink()
    assert done.code == 1, done.err
    return site_of(place, sites)


def _record(record: RECORD, command: str, whom: str, when: str, counts: Counter[str]) -> None:
    told = ", ".join(f"{number} {what}" for what, number in sorted(counts.items()))
    record("faults", f"{command}, {whom} killed, {when} moment: {counts.total()} times: {told}")


def test_a_command_that_is_killed_leaves_whole_files(place: Place, record_property: RECORD) -> None:
    _kill_writing(WRITING[0], place, 2, "group", "late", record_property)


@pytest.mark.long
@pytest.mark.parametrize(("whom", "when"), [way for way in WAYS if way[0] != "child"])  # they have hardly any
@pytest.mark.parametrize("writing", WRITING, ids=str)
def test_a_command_that_is_killed_in_any_way_leaves_whole_files(
    writing: Writing, whom: str, when: str, place: Place, sites: Sites, record_property: RECORD
) -> None:
    _kill_writing(writing, place, TIMES, whom, when, record_property)
    if (whom, when) != WAYS[0]:  # once is enough for a build
        return
    place.write(BEFORE)
    built = place.run("build")
    assert built.code == 0, built.err
    assert site_of(place, sites.of("first")) == "first"


def _kill_writing(writing: Writing, place: Place, times: int, whom: str, when: str, record: RECORD) -> None:
    counts, faults, after = Counter[str](), [], writing.after(place)
    took = time_of(place, *writing.words)
    for moment, _ in zip(moments(took, when), range(times), strict=False):
        place.write(BEFORE)
        running = place.start(*writing.words)
        hit = stopped(running, whom, moment)
        ended = running.ends()
        try:
            no_process_is_left(running)
            state = writing.state(place, after)
            if whom == "child":
                check_told(ended, 0, 3)
            if state != "before" or place.leftovers() or counts.total() % SAME == 0:
                writing.again(place, after, state)
            counts[state if hit else "too late"] += 1
        except AssertionError as error:
            counts["FAULT"] += 1
            faults.append(f"after {moment:.3f} s: {error}")
            place.clean_up()
    _record(record, str(writing), whom, when, counts)
    assert not faults, "\n\n".join(faults)
