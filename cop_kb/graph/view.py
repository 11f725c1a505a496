"""What a task sees: values of tasks and inputs. Whatever it looks at is noted as read."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

K = TypeVar("K")
V = TypeVar("V")
I = TypeVar("I")  # noqa: E741 - the key of an item
Part = tuple[str, Any]
"""A part of a value that can be read by itself."""
WHOLE: Part = ("w", None)
KEYS: Part = ("k", None)


def item(key: Any) -> Part:
    """The value of a key, or that there is none."""
    return "i", key


def presence(key: Any) -> Part:
    """Whether there is a key, whatever its value."""
    return "h", key


@dataclass(frozen=True)
class Task(Generic[K, V]):
    """A pure function of a view and a key. ``hold`` says whether its results stay in memory once they were read."""

    function: Callable[[View, K], V]
    name: str
    hold: bool = True


def task(function: Callable[[View, K], V]) -> Task[K, V]:
    """A task from a function; its module and name are the task's."""
    return Task(function, f"{function.__module__}.{function.__qualname__}")


class Engine(Protocol):
    """What a view asks: a round."""

    def settle(self, task: Task[Any, Any], key: Any) -> int:
        """Bring a task up to date. Gives its number."""

    def value(self, source: int) -> Any:
        """The value of a task that is up to date."""

    def input(self, name: str) -> int:
        """The number of an input. Raises KeyError where the round has none of this name."""

    def fact(self, source: int, part: Part) -> int | None:
        """The number of the fact that a part has the value that it has; None where it is not to be kept."""

    def get(self, source: int, key: Any) -> tuple[Any, bool]:
        """An item, and whether it is the one that its fact speaks of. Raises KeyError where there is none."""

    def keys(self, source: int) -> Mapping[Any, Any]:
        """A mapping that has its keys, in canonical order."""

    def all(self, source: int) -> tuple[Mapping[Any, Any], bool]:
        """All items, in canonical order; otherwise as ``get``."""


@dataclass(slots=True)
class View:
    """The values that a task may read."""

    engine: Engine
    reads: dict[int, None] = field(default_factory=dict)
    """The facts that were read, in order."""
    is_kept: bool = True

    def __call__(self, task: Task[K, V], key: K) -> V:
        """The whole result of a task."""
        try:
            source = self.engine.settle(task, key)
        except Exception:
            self.do_not_keep()  # errors are not kept, so nothing is that was made of one
            raise
        result: V = self.engine.value(source)
        self.note(source, WHOLE)
        return result

    def mapping(self, task: Task[K, Mapping[I, V]], key: K) -> Mapping[I, V]:
        """The result of a task that gives a mapping; only what is looked at in it counts as read."""
        try:
            return Tracked(self, self.engine.settle(task, key))
        except Exception:
            self.do_not_keep()
            raise

    def input(self, name: str) -> Mapping[Any, Any]:
        """An input; only what is looked at in it counts as read."""
        return Tracked(self, self.engine.input(name))

    def do_not_keep(self) -> None:
        """Use the result of the running task in this round alone: a time limit or the like has a part in it."""
        self.is_kept = False

    def note(self, source: int, part: Part) -> None:
        """A part was read."""
        fact = self.engine.fact(source, part)
        if fact is None:
            self.is_kept = False
        else:
            self.reads[fact] = None


class Tracked(Mapping[Any, Any]):
    """A mapping that notes what is looked at: items by key, absent ones too; keys; or all of it."""

    __slots__ = ("_source", "_view")

    def __init__(self, view: View, source: int) -> None:
        self._view, self._source = view, source

    def __getitem__(self, key: Any) -> Any:
        part = item(key)
        try:
            value = self._sure(self._view.engine.get, key)
        except KeyError:
            self._view.note(self._source, part)
            raise
        self._view.note(self._source, part)
        return value

    def __contains__(self, key: object) -> bool:
        there = key in self._view.engine.keys(self._source)
        self._view.note(self._source, presence(key))
        return there

    def __iter__(self) -> Iterator[Any]:
        keys = self._view.engine.keys(self._source)
        self._view.note(self._source, KEYS)
        return iter(keys)

    def __len__(self) -> int:
        keys = self._view.engine.keys(self._source)
        self._view.note(self._source, KEYS)
        return len(keys)

    def items(self) -> ItemsView[Any, Any]:
        """All of it, as one thing that was read."""
        return self._all().items()

    def values(self) -> ValuesView[Any]:
        """All of it, as one thing that was read."""
        return self._all().values()

    def _all(self) -> Mapping[Any, Any]:
        values: Mapping[Any, Any] = self._sure(self._view.engine.all)
        self._view.note(self._source, WHOLE)
        return values

    def _sure(self, read: Callable[..., tuple[Any, bool]], *key: Any) -> Any:
        try:
            value, sure = read(self._source, *key)
        except KeyError:
            raise
        except Exception:
            self._view.do_not_keep()  # it could not be read
            raise
        if not sure:
            self._view.do_not_keep()
        return value
