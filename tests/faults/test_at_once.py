"""Commands at work at the same time in the same knowledge base."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest

from tests.faults.conftest import Sites
from tests.faults.place import VERSIONS, Place, tree
from tests.faults.verdict import check_told, site_of
from tests.faults.writing import WRITING

RECORD = Callable[[str, object], None]


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.long)])
def test_two_builds_end_with_the_same_site(times: int, place: Place, sites: Sites, record_property: RECORD) -> None:
    known = sites.of("first", "title")
    for number in range(times):
        version = ("title", "first")[number % 2]
        place.write(VERSIONS[version])
        one = place.start("build")
        time.sleep(number * 0.1)
        other = place.start("build", said="other")
        for each in (one.ends(), other.ends()):
            check_told(each, 0)
        assert site_of(place, {version: known[version]}) == version
        assert place.leftovers() == []
    record_property("faults", f"two builds at once: {times} times")


@pytest.mark.long
def test_an_edit_during_a_build_is_in_this_site_or_the_next(
    place: Place, sites: Sites, record_property: RECORD
) -> None:
    known, now, times = sites.of("first", "title"), "first", 30
    began = time.monotonic()
    assert place.run("build").code == 0
    took = time.monotonic() - began
    for number in range(times):
        building = place.start("build")
        time.sleep(took * (number + 0.5) / times)
        now = "title" if now == "first" else "first"
        place.write(VERSIONS[now])
        check_told(building.ends(), 0)
        site_of(place, known)
        done = place.run("build")
        assert done.code == 0, done.err
        assert site_of(place, known) == now
        assert place.leftovers() == []
    record_property("faults", f"an edit during a build: {times} times")


@pytest.mark.long
def test_a_rename_during_a_build_is_whole(
    place: Place, new_place: Callable[[str], Place], sites: Sites, record_property: RECORD
) -> None:
    rename = next(each for each in WRITING if each.name == "rename")
    after = rename.after(place)
    clean = new_place("clean")
    assert clean.run(*rename.words).code == 0
    assert clean.run("build").code == 0
    known = sites.of("first") | {"renamed": tree(clean.site)}
    began = time.monotonic()
    assert place.run("build").code == 0
    took = time.monotonic() - began
    for number in range(times := 20):
        building = place.start("build", "--clean")
        time.sleep(took * number / times)
        renamed = place.run(*rename.words)
        assert renamed.code == 0, renamed.err
        ended = building.ends()
        check_told(ended, 0, 1)
        if ended.code:
            assert site_of(place, known) == "first"
        assert rename.state(place, after) == "after"
        done = place.run("build")
        assert done.code == 0, done.err
        assert site_of(place, known) == "renamed"
        place.write(VERSIONS["first"])
        assert place.run("build").code == 0
        assert site_of(place, known) == "first"
        assert place.leftovers() == []
    record_property("faults", f"a rename during a build: {times} times")


@pytest.mark.parametrize("how", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_a_preview_and_a_build_do_not_meet(
    how: signal.Signals, place: Place, sites: Sites, record_property: RECORD
) -> None:
    preview = place.start("serve", "--port", "0", said="preview")
    built = place.run("build")
    assert built.code == 0, built.err
    assert site_of(place, sites.of("first")) == "first"
    preview.waits_for("Look at http")
    preview.process.send_signal(how)
    ended = preview.ends(10)
    assert "Traceback" not in ended.err, ended.err
    assert site_of(place, sites.of("first")) == "first"
    assert place.leftovers() == []
    record_property("faults", f"a build beside a preview that ends with {how.name}: once")
