"""The graph: tasks, the store of what they gave, and rounds over both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from cop_kb.graph.canonical import Codec
from cop_kb.graph.inputs import Input
from cop_kb.graph.round import Memory, Recorded, Round
from cop_kb.graph.store import Store
from cop_kb.graph.tables import Damaged
from cop_kb.graph.view import K, Task, V

T = TypeVar("T")
DAY = 86_400
DAYS = 60
"""What nobody has asked for in so many days is forgotten."""
SIZE = 1_000_000_000
"""Bytes of results, as stored, beyond which what was asked for longest ago is forgotten."""


class Graph:
    """Tasks over inputs whose results are worked out once.

    ``folder`` is where the store lies, which is the caller's decision; the folder must exist. None means memory, which
    is also used, without an error, where the folder cannot be written. ``key`` is that of the code (``code_key``): a
    store of another key is emptied. ``types`` are the dataclasses and enumerations in results (``Codec``). Raises
    ValueError where two tasks have one name. A graph is used by one thread at a time, in the process that made it.
    """

    def __init__(
        self,
        folder: Path | None,
        tasks: Iterable[Task[Any, Any]],
        *,
        key: bytes = b"",
        types: Iterable[type] = (),
        days: int = DAYS,
        size: int = SIZE,
    ) -> None:
        self.tasks: dict[str, Task[Any, Any]] = {}
        for each in tasks:
            if self.tasks.setdefault(each.name, each) is not each:
                raise ValueError(f"two tasks are named {each.name}")
        self._codec = Codec(types)
        self._store = Store(folder, key + self._codec.schema)
        self._memory = Memory()
        self._days, self._size = days, size
        self._is_busy = False

    @property
    def is_stored(self) -> bool:
        """Whether another process will find what this one works out."""
        return self._store.is_stored

    @contextmanager
    def round(self, inputs: Mapping[str, Mapping[Any, Any]]) -> Iterator[Now]:
        """A round over inputs, by name, which stay the same until it ends; then what it brought is written.

        It is written after an error, too, for it is true nevertheless. Raises RuntimeError within another round.
        """
        if self._is_busy:
            raise RuntimeError("a round has begun already")
        self._is_busy = True
        given = {name: each if isinstance(each, Input) else Input(each) for name, each in inputs.items()}
        try:
            now = Now(self, given)
            try:
                yield now
            except Exception:
                now.end()
                raise
            now.end()
        finally:
            self._store.stop()
            self._is_busy = False

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def begin(self, inputs: Mapping[str, Input], *, again: bool = False) -> Round:
        """The state of a new round; ``again``, with an empty store."""
        if again:
            self._store.start_over()
        if not self._store.begin() or again:
            self._memory = Memory()
        return Round(self.tasks, self._codec, self._store, self._memory, inputs)

    def end(self, round_: Round) -> None:
        """Write what a round brought."""
        self._store.end(round_.end(), int(time.time() // DAY), days=self._days, size=self._size)


class Now:
    """What may be asked in a round. The caller's reads are not recorded."""

    def __init__(self, graph: Graph, inputs: Mapping[str, Input]) -> None:
        self._graph, self._inputs = graph, inputs
        self._round: Round | None = None
        self._try(lambda _: None)

    def __call__(self, task: Task[K, V], key: K) -> V:
        """The result of a task. Raises what the task raises, CycleError where tasks need each other's results."""
        return self._try(lambda now: now.ask(task, key))

    def needs_run(self, task: Task[K, V], key: K) -> bool:
        """Whether the task would run if it were asked for: where it does, another process can ``record`` it."""
        return self._try(lambda now: now.needs_run(task, key))

    def record(self, task: Task[K, V], key: K) -> Recorded:
        """Run a task, for the process that will ``adopt`` it.

        Raises what the task raises, and ValueError where its result must not be kept.
        """
        return self._try(lambda now: now.record(task, key))

    def adopt(self, recorded: Recorded) -> bool:
        """Take over what another process has recorded. False where it read other values than these inputs lead to."""
        return self._try(lambda now: now.adopt(recorded))

    def end(self) -> None:
        """Write what the round brought."""
        self._try(self._graph.end)

    def _try(self, ask: Callable[[Round], T]) -> T:
        """Ask; and again, with an empty store, where the store turns out to be damaged."""
        try:
            if self._round is None:
                self._round = self._graph.begin(self._inputs)
            return ask(self._round)
        except Damaged:
            self._round = self._graph.begin(self._inputs, again=True)
            return ask(self._round)
