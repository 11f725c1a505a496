"""Random graphs: every task runs a small program, which is an input, and each can also be worked out without a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from cop_kb.graph import Task

NODES, KEYS, NAMES = 7, "abcd", ("left", "right")
Inputs = dict[str, dict[Any, Any]]
Look = Callable[[Any], Any]


def perform(view: Any, step: tuple[Any, ...], tasks: Mapping[int, Task[Any, Any]]) -> Any:
    """One step of a program: what it sees."""
    what, *words = step
    if what == "if":
        return perform(view, words[1], tasks) if view.input("left").get(words[0], 0) % 2 else 1
    where, *rest = words
    if what == "whole":
        return sum(view(tasks[where], where).values())
    mapping = view.input(where) if isinstance(where, str) else view.mapping(tasks[where], where)
    if what == "item":
        return mapping.get(rest[0], -1)
    if what == "has":
        return int(rest[0] in mapping)
    if what == "keys":
        return "".join(mapping)
    return sum(mapping.values())


def run(view: Any, number: int, tasks: Mapping[int, Task[Any, Any]]) -> dict[str, int]:
    """A whole program. What comes out is coarse, so that it often stays the same."""
    seen = [perform(view, step, tasks) for step in view.input("programs")[number]]
    total = sum(each if isinstance(each, int) else len(each) + each.count("b") for each in seen)
    return {key: (total // (place + 1)) % 2 for place, key in enumerate("dcab") if total % (place + 2)}


@dataclass
class Scratch:
    """A view that works everything out."""

    inputs: Inputs
    results: dict[int, dict[str, int]] = field(default_factory=dict)
    tasks: dict[int, Any] = field(default_factory=dict)

    def __call__(self, _: Any, number: int) -> dict[str, int]:
        if number not in self.results:
            self.results[number] = run(self, number, dict.fromkeys(range(NODES)))
        return self.results[number]

    mapping = __call__

    def input(self, name: str) -> dict[Any, Any]:
        return self.inputs[name]

    def look(self, look: Look) -> Any:
        """A look at a value, once more; None where it is no longer there."""
        try:
            return look(self)
        except KeyError:
            return None


class Watch:
    """The tasks of a graph, which say when they run without a reason."""

    def __init__(self) -> None:
        kinds = {n: Task(self._run, f"kind{n}", hold=n > 0) for n in range(3)}
        self.tasks = {n: kinds[n % 3] for n in range(NODES)}
        self.read: dict[int, list[tuple[Look, Any]]] = {}
        self.runs = 0
        self.scratch = Scratch({})
        self.expects_reasons = True

    def all(self) -> list[Task[Any, Any]]:
        return list(dict.fromkeys(self.tasks.values()))

    def _run(self, view: Any, number: int) -> dict[str, int]:
        self.runs += 1
        known = self.read.get(number)
        if self.expects_reasons and known is not None:
            assert any(self.scratch.look(look) != value for look, value in known), f"{number} runs without a reason"
        self.read[number] = []
        return run(_Watched(view, self.read[number]), number, self.tasks)


@dataclass
class _Watched:
    view: Any
    read: list[tuple[Look, Any]]

    def __call__(self, task: Any, number: int) -> Any:
        value = self.view(task, number)
        self.read.append((lambda view: view(None, number), dict(value)))
        return value

    def input(self, name: str) -> _Looked:
        return _Looked(self.view.input(name), lambda view: view.input(name), self.read)

    def mapping(self, task: Any, number: int) -> _Looked:
        return _Looked(self.view.mapping(task, number), lambda view: view(None, number), self.read)


@dataclass
class _Looked:
    mapping: Mapping[Any, Any]
    where: Look
    read: list[tuple[Look, Any]]

    def get(self, key: Any, default: Any = None) -> Any:
        value = self.mapping.get(key)  # an item that is not there is another than one that is worth nothing
        self._note(lambda mapping: mapping.get(key), value)
        return default if value is None else value

    def __getitem__(self, key: Any) -> Any:
        return self._note(lambda mapping: mapping[key], self.mapping[key])

    def __contains__(self, key: Any) -> bool:
        return self._note(lambda mapping: key in mapping, key in self.mapping)

    def __iter__(self) -> Any:
        return iter(self._note(sorted, sorted(self.mapping)))

    def values(self) -> Any:
        items = dict(self.mapping.items())
        return self._note(dict, items).values()

    def _note(self, look: Look, value: Any) -> Any:
        where = self.where
        self.read.append((lambda view: look(where(view)), value))
        return value


def steps(number: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """Steps of a program that reads inputs, and tasks before it."""
    where = st.sampled_from([*NAMES, *range(number)])
    key = st.sampled_from(KEYS)
    plain = st.one_of(
        st.tuples(st.just("item"), where, key),
        st.tuples(st.just("has"), where, key),
        st.tuples(st.sampled_from(["keys", "all"]), where),
        *([st.tuples(st.just("whole"), st.integers(0, number - 1))] if number else []),
    )
    return plain | st.tuples(st.just("if"), key, plain)


programs = st.tuples(*(st.lists(steps(n), max_size=4).map(tuple) for n in range(NODES))).map(
    lambda each: dict(enumerate(each))
)
values = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3))
inputs = st.fixed_dictionaries({"programs": programs, "left": values, "right": values})


@st.composite
def edits(draw: Any) -> Callable[[Inputs], Inputs]:
    """A change of an input: a value, a key more or less, or another program."""
    name, key = draw(st.sampled_from(NAMES)), draw(st.sampled_from(KEYS))
    value = draw(st.none() | st.integers(0, 3))
    number = draw(st.none() | st.none() | st.integers(0, NODES - 1))
    program = tuple(draw(st.lists(steps(number), max_size=4))) if number is not None else ()

    def edit(inputs: Inputs) -> Inputs:
        if number is not None:
            return {**inputs, "programs": {**inputs["programs"], number: program}}
        values = {k: v for k, v in inputs[name].items() if k != key}
        return {**inputs, name: values if value is None else {**values, key: value}}

    return edit


rounds = st.lists(
    st.tuples(
        st.lists(edits(), max_size=3),
        st.lists(st.integers(0, NODES - 1), max_size=NODES),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
"""Edits, what is asked for then, and whether another process asks."""
