"""The system refuses a call: no room, a broken disk, no permission, too many files. Or it is the last of a process."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import cycle

import pytest

from tests.faults.calls import CALLS, Call, calls_of, obstacle, run_with, sample
from tests.faults.conftest import Sites
from tests.faults.place import VERSIONS, Ended, Place
from tests.faults.verdict import check_told, site_of
from tests.faults.writing import BEFORE, IN_SHORT, WRITING, Writing

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())
RECORD = Callable[[str, object], None]
KILLED = "SIGKILL"
CHANGING = tuple(name for name in CALLS if name != "openat")
PARTLY = re.compile("is written, but|These could not be put back")
"""What is said where neither the one nor the other could be done."""
READ_ONLY = (0, 1, 3)
"""A file of the content that cannot be read is a finding, and an error."""


def faults_of(calls: Iterable[Call]) -> list[tuple[Call, str]]:
    """What happens to each call: the errors in turn, and to those that change something also the end."""
    turns = {name: cycle(errors) for name, errors in CALLS.items()}
    found = []
    for call in calls:
        found.append((call, next(turns[call.name])))
        if call.name in CHANGING:
            found.append((call, KILLED))
    return found


@pytest.mark.parametrize("writing", [each for each in WRITING if each.name in IN_SHORT], ids=str)
def test_some_calls_of_a_command_fail(writing: Writing, place: Place, record_property: RECORD) -> None:
    after = writing.after(place)
    calls = [call for call in calls_of(place, *writing.words) if call.name in CHANGING and "content" in call.about]
    faults = [each for number, each in enumerate(faults_of(sample(calls, 4))) if number % 4 in (0, 3)]
    _fail_writing(writing, place, after, faults, record_property)


@pytest.mark.long
@pytest.mark.parametrize("writing", WRITING, ids=str)
def test_any_call_of_a_command_fails(writing: Writing, place: Place, record_property: RECORD) -> None:
    after = writing.after(place)
    _fail_writing(writing, place, after, faults_of(calls_of(place, *writing.words)), record_property)


def _fail_writing(
    writing: Writing, place: Place, after: dict[str, str], faults: list[tuple[Call, str]], record: RECORD
) -> None:
    counts, told = Counter[str](), []
    for call, what in faults:
        place.write(BEFORE)
        ended, hit = run_with(place, call, what, *writing.words)
        try:
            state = writing.state(place, after)
            if what != KILLED:
                _check_end(ended, state, hit, place, writing)
            writing.again(place, after, state, partly=what != KILLED and _is_unread(ended))
            counts[f"{what} {state}" if hit else "not met"] += 1
        except AssertionError as error:
            counts["FAULT"] += 1
            told.append(f"{what} for {call}\n{ended}\n{hit}\n{error}")
            place.clean_up()
    _record(record, str(writing), counts)
    assert not told, f"{len(told)} faults\n" + "\n\n".join(told)


def _check_end(ended: Ended, state: str, hit: str, place: Place, writing: Writing) -> None:
    """All or nothing, and a sentence where it is nothing."""
    if not hit or str(place.folder) not in hit:  # a library of ours or of Git's could not be read
        return
    check_told(ended, *READ_ONLY)
    said = f"{ended.err}\nleft the content {state}"
    if ended.code == 0:
        assert state == "after" or (state == "between" and writing.may_be_between), said
    else:
        assert state == "before" or (state == "between" and (PARTLY.search(ended.err) or _is_unread(ended))), said


def _is_unread(ended: Ended) -> bool:
    """Whether it says that a file could not be read: then nothing of that was changed, and of others it may be."""
    return ended.code == 1 and "[unreadable-file]" in ended.out


def test_some_calls_of_a_build_fail(place: Place, sites: Sites, record_property: RECORD) -> None:
    assert place.run("build").code == 0
    place.write(VERSIONS["title"])
    faults = [(Call("rename", 2, "?"), "EIO"), (Call("rename", 3, "?"), KILLED)]
    _fail_builds(place, sites, faults, record_property)


@pytest.mark.long
@pytest.mark.parametrize("name", CALLS)
def test_any_call_of_a_build_fails(name: str, place: Place, sites: Sites, record_property: RECORD) -> None:
    assert place.run("build").code == 0
    place.write(VERSIONS["title"])
    calls = [call for call in calls_of(place, "build", "--jobs", "1") if call.name == name]
    if not calls:
        pytest.skip("there are none")
    _fail_builds(place, sites, faults_of(calls), record_property)


def _fail_builds(place: Place, sites: Sites, faults: list[tuple[Call, str]], record: RECORD) -> None:
    """One build after the other, so that each is the next run after a fault; an edit wherever one ended well."""
    known, counts, told = sites.of("first", "title"), Counter[str](), []
    versions = cycle(known)
    wanted, before = next(versions), site_of(place, known)
    for call, what in faults:
        place.write(VERSIONS[wanted])
        ended, hit = run_with(place, call, what, "build", "--jobs", "1")
        try:
            state = site_of(place, known)
            if what != KILLED and str(place.folder) in hit:
                check_told(ended, *READ_ONLY)
            assert state in (before, wanted)
            assert ended.code or state == wanted, f"it ended well, and did not build\n{ended.err}"
            if ended.code == 0:
                assert place.leftovers() == []
            counts[f"{what} {'new' if state == wanted else 'old'}" if hit else "not met"] += 1
        except AssertionError as error:
            counts["FAULT"] += 1
            told.append(f"{what} for {call}\n{ended}\n{hit}\n{error}")
            place.clean_up()
            state = wanted
            assert place.run("build").code == 0
        if state == wanted:
            before, wanted = wanted, next(each for each in known if each != wanted)
    place.write(VERSIONS[wanted])
    done = place.run("build")
    assert done.code == 0, done.err
    assert site_of(place, known) == wanted
    _record(record, f"build, {faults[0][0].name}", counts)
    assert not told, f"{len(told)} faults\n" + "\n\n".join(told)


def _record(record: RECORD, command: str, counts: Counter[str]) -> None:
    shown = ", ".join(f"{number} {what}" for what, number in sorted(counts.items()))
    record("faults", f"{command}, a call fails: {counts.total()} times: {shown}")
