"""Commands that people wait for: ``validate``, the start of any, ``new``, ``list`` and ``show``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from knowledge_base import KnowledgeBase
from means import Means
from measuring import Cost, cost, in_turns, warm_up
from table import Row, against

BARE_CLICK = Path(__file__).with_name("bare_click.py")


def validate(means: Means) -> Iterator[Row]:
    """``validate``, cold and after nothing was changed, against two linters on the same entries."""
    kb = means.kb(means.large)
    linters = means.linters(kb)

    def cold() -> Cost:
        kb.make_cold()
        return kb.run("validate")

    steps = {"cold": cold, "nothing changed": lambda: kb.run("validate"), "linters": linters.check}
    found = in_turns(steps, means.rounds)
    for name, goal in (("cold", 0.5), ("nothing changed", 0.05)):
        what = f"validate, {means.large:,}, {name}"
        yield against(what, found[name].wall, "markdownlint-cli2 + check-jsonschema", found["linters"].wall, goal)


def start(means: Means) -> Iterator[Row]:
    """``--help``, ``new`` and ``tried``, against a program of click that does nothing."""
    kb, numbers = means.kb(means.middle), count()
    kb.run("list")
    steps = {
        "--help": lambda: kb.run("--help"),
        "new": lambda: begin(kb, next(numbers)),
        "tried": lambda: say_how_it_went(kb),
        "click --help": lambda: cost(sys.executable, BARE_CLICK, "--help", cwd=kb.folder, env=kb.env),
        "click": lambda: cost(sys.executable, BARE_CLICK, cwd=kb.folder, env=kb.env),
    }
    found = in_turns(steps, means.often)
    yield against("cop-kb --help", found["--help"].wall, "bare click --help", found["click --help"].wall, 2)
    for name, goal in (("new", 4), ("tried", None)):
        yield against(f"{name} at {means.middle:,} entries", found[name].wall, "bare click", found["click"].wall, goal)


def begin(kb: KnowledgeBase, number: int) -> Cost:
    """An entry is begun, and taken away again."""
    slug = f"begun-{number}"
    took = kb.run("new", "problem", f"Rubber squeaks on the {number}th frosty morning", "--slug", slug, "--yes")
    next(kb.folder.glob(f"content/problems/**/{slug}.md")).unlink()
    return took


def say_how_it_went(kb: KnowledgeBase) -> Cost:
    """A try is written, and taken away again."""
    took = kb.run("tried", kb.entry.stem, "worked", "--who", "somebody-new")
    next(kb.folder.glob("content/tried/*/*-somebody-new-*.md")).unlink()
    return took


def read(means: Means) -> Iterator[Row]:
    """``list`` and ``show`` with what an earlier command kept, against ``git log -1``."""
    kb = means.kb(means.large)
    steps = {
        "list": lambda: kb.run("list"),
        "list --topic": lambda: kb.run("list", "--topic", "topic-3"),
        "show": lambda: kb.run("show", kb.entry.stem),
        "git": lambda: cost("git", "log", "-1", cwd=kb.folder),
    }
    warm_up(steps)
    found = in_turns(steps, means.often)
    for name, goal in (("list", 20), ("list --topic", None), ("show", 20)):
        yield against(f"{name} at {means.large:,}, warm", found[name].wall, "git log -1", found["git"].wall, goal)
