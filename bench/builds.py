"""Builds: cold, after one changed word, after none; how they grow, and what they hold in memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from means import Means
from measuring import Cost, Step, cost, in_turns, warm_up
from peers import DirtyMkDocs, Eleventy, Hugo, HugoWithoutRelated, MkDocsWithoutSearch, OnePage, Peer, PlainMkDocs
from processes import peaks
from table import Row, against
from tools import ours

BARE, ALONE, FULL = "without full text", "without full text, one process", "with full text"
RETITLED = "a title"
PLAIN, NO_SEARCH = "MkDocs + Material", "MkDocs + Material without search"
BY_THE_CLOCK: dict[str, tuple[type[Peer], str, float | None]] = {
    "Hugo": (Hugo, "hugo", 0.7),
    "Hugo without related entries": (HugoWithoutRelated, "hugo", None),
    "Eleventy": (Eleventy, "eleventy", 1.5),
}


def cold(means: Means) -> Iterator[Row]:
    """Cold builds against plain MkDocs (CPU), Hugo and Eleventy (by the clock)."""
    for count in (means.small, means.middle) if "mkdocs" in means.peers else (means.middle,):
        bare, full = means.kb(count), means.kb(count, full_text=True)
        steps: dict[str, Step] = {
            BARE: bare.build_cold,
            ALONE: partial(bare.build_cold, "--jobs", "1"),
            FULL: full.build_cold,
        }
        if "mkdocs" in means.peers:
            steps[NO_SEARCH] = means.peer(MkDocsWithoutSearch, bare).build_cold
            steps[PLAIN] = means.peer(PlainMkDocs, bare).build_cold
        if count == means.middle:
            for shown, (kind, name, _) in BY_THE_CLOCK.items():
                if name in means.peers:
                    steps[shown] = means.peer(kind, bare).build_cold
        found = in_turns(steps, means.rounds)
        if "mkdocs" in means.peers:
            for name, peer, goal in (
                (BARE, PLAIN, 0.5),
                (ALONE, PLAIN, 0.5),
                (FULL, PLAIN, None),
                (BARE, NO_SEARCH, None),
            ):
                yield against(f"cold build, {count:,}, CPU, {name}", found[name].cpu, peer, found[peer].cpu, goal)
            yield against(f"the same by the clock, {BARE}", found[BARE].wall, PLAIN, found[PLAIN].wall)
        for shown, (_, _, goal) in BY_THE_CLOCK.items():
            if theirs := found.get(shown):
                what = f"cold build, {count:,}"
                yield against(f"{what}, {BARE}", found[BARE].wall, shown, theirs.wall, goal)
                yield against(f"{what}, {FULL}", found[FULL].wall, shown, theirs.wall)


def reading(means: Means) -> Iterator[Row]:
    """Cold builds with texts read as GitHub reads them, against the same read by Python-Markdown alone."""
    as_mkdocs = "markdown: mkdocs"
    steps: dict[str, Step] = {
        "github": partial(means.kb(means.small).build_cold, "--jobs", "1"),
        as_mkdocs: partial(means.kb(means.small, as_mkdocs=True).build_cold, "--jobs", "1"),
    }
    found = in_turns(steps, means.rounds)
    what = f"cold build, {means.small:,}, CPU, {ALONE}, texts read as on GitHub"
    yield against(what, found["github"].cpu, as_mkdocs, found[as_mkdocs].cpu, 1.1)


def one_word(means: Means) -> Iterator[Row]:
    """The build after one word of one entry was changed, against Hugo's and that of ``mkdocs --dirty``.

    And what stands in the way: what MkDocs takes for a site of one page.
    """
    bare, full = means.kb(means.middle), means.kb(means.middle, full_text=True)
    steps: dict[str, Step] = {BARE: bare.build_changed, FULL: full.build_changed, RETITLED: bare.build_retitled}
    for name, kind in (("hugo", Hugo), ("mkdocs", DirtyMkDocs)):
        if name in means.peers:
            steps[name] = means.peer(kind, bare).build_changed
    if "mkdocs" in means.peers:
        steps[PLAIN] = means.peer(OnePage, bare).build
    warm_up(steps)
    found = in_turns(steps, means.rounds)
    alone = found.get(PLAIN)
    goals = {("hugo", BARE): 0.05, ("hugo", FULL): 0.1, ("mkdocs", BARE): 0.4, ("mkdocs", FULL): None}
    shown = {"hugo": "Hugo, once more", "mkdocs": "mkdocs --dirty"}
    for (name, manner), goal in goals.items():
        if name in found:
            what = f"one word changed in {means.middle:,}, {manner}"
            yield against(what, found[manner].wall, shown[name], found[name].wall, goal)
        if name in found and manner == BARE and alone:
            yield against("MkDocs + Material, a site of one page", alone.wall, shown[name], found[name].wall)
    for name, theirs in shown.items():
        if name in found:
            what = f"one word of a title changed in {means.middle:,}, {BARE}"
            yield against(what, found[RETITLED].wall, theirs, found[name].wall)


def nothing(means: Means) -> Iterator[Row]:
    """The build after nothing was changed, against ``git status`` in the same folder."""
    bare, full = means.kb(means.middle), means.kb(means.middle, full_text=True)
    steps: dict[str, Step] = {
        BARE: bare.build,
        FULL: full.build,
        "git status": lambda: cost("git", "status", cwd=bare.folder),
    }
    warm_up(steps)
    found = in_turns(steps, means.rounds)
    for manner, goal in ((BARE, 5), (FULL, None)):
        what = f"nothing changed, {means.middle:,}, {manner}"
        yield against(what, found[manner].wall, "git status", found["git status"].wall, goal)


def growth(means: Means) -> Iterator[Row]:
    """The exponent with which the CPU of a cold build grows."""
    found: dict[str, Cost] = in_turns(
        {
            f"{count} {manner}": means.kb(count, full_text=manner == FULL).build_cold
            for count in (means.small, means.large)
            for manner in (BARE, FULL)
        },
        means.rounds,
    )
    for manner, goal in ((BARE, 1.05), (FULL, None)):
        few, many = (found[f"{count} {manner}"].cpu for count in (means.small, means.large))
        exponent = math.log(many / few) / math.log(means.large / means.small)
        what = f"growth of cold CPU, {means.small:,} to {means.large:,}, {manner}"
        yield Row(what, f"{few:.1f} s, {many:.1f} s", "", exponent, goal, "as exponent")


def memory(means: Means) -> Iterator[Row]:
    """Memory at the peak of a cold build: of our largest process, of all of ours together, and of Pagefind."""
    bare, full = means.kb(means.large), means.kb(means.large, full_text=True)
    hugo = means.peer(Hugo, bare)
    hugo.make_cold()
    theirs = peaks(*hugo.command(), cwd=hugo.folder).largest
    for kb, manner, goal in ((bare, BARE, 0.3), (full, FULL, None)):
        kb.make_cold()
        found = peaks(*ours("build", "--clean"), cwd=kb.folder, **kb.env)
        what = f"peak memory, build of {means.large:,}, {manner}"
        yield against(f"{what}: largest process", found.largest, "Hugo", theirs, goal, "MB")
        yield against("all our processes together, shared pages once", found.together, "Hugo", theirs, None, "MB")
        if found.pagefind:
            yield against("Pagefind's own beside it", found.pagefind, "Hugo", theirs, None, "MB")
