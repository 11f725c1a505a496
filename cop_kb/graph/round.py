"""One round over a graph: what of it still holds is found out from what has changed, and only that far up.

When a round begins, the digests of the inputs are compared with the recorded facts. The tasks that read a fact which
no longer holds are *suspects*, and so are those that read from a suspect. A suspect is looked at when somebody asks for
it: the facts of its trace are brought up to date in the order in which they were read, and it runs when one of them is
no longer what it was. Any other recorded task holds without a look at its trace.

All readers of a suspect with many readers would be suspects, although its result will probably be what it was. So the
search stops there: such a suspect is *wide*. As long as it was not looked at, tasks of kinds that have read, at some
distance, from its kind are looked at as suspects are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cop_kb.graph.canonical import Codec, digest_of_bytes
from cop_kb.graph.changes import Changes, Fact
from cop_kb.graph.inputs import ABSENT, UNKNOWN, Input
from cop_kb.graph.store import Store
from cop_kb.graph.tables import Damaged
from cop_kb.graph.view import WHOLE, K, Part, Task, V, View

MANY = 500
"""A suspect with more facts or readers is wide."""
FEW = 20
"""So many results are looked up one by one."""
INPUT = "input "
"""Begins the kind of an input; tasks are named by modules, which have no blanks."""


class CycleError(RuntimeError):
    """Two tasks need each other's results, which is an error of ours."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A task that ran elsewhere: its result, and what it read there. It can be sent to another process."""

    kind: str
    key: bytes
    data: bytes
    reads: tuple[tuple[str, bytes, bytes, bytes], ...]
    """Kind, key, part and digest."""


class Memory:
    """What stays in memory between rounds, as long as nobody else writes the store."""

    def __init__(self) -> None:
        self.ids: dict[tuple[str, Any], int] = {}
        self.names: dict[int, tuple[str, Any]] = {}
        self.values: dict[int, tuple[bytes, Any]] = {}
        """By task the digest of its result, and the result."""


class Round:
    """The state of a round: see ``Graph.round``."""

    def __init__(
        self,
        tasks: Mapping[str, Task[Any, Any]],
        codec: Codec,
        store: Store,
        memory: Memory,
        inputs: Mapping[str, Input],
    ) -> None:
        self._tasks, self._codec, self._store, self._memory, self._inputs = tasks, codec, store, memory, inputs
        self.changes = Changes()
        self._last_source, self._last_fact = store.last_ids()
        self._stored_sources, self._has_facts = self._last_source, self._last_fact > 0
        self._facts: dict[tuple[int, Part], int] = {}
        self._described: dict[int, Fact] = {}
        self._digests: dict[int, bytes] = {}
        """By task that is up to date the digest of its result."""
        self._unkept: set[int] = set()
        self._prefetched: dict[int, tuple[Fact, bytes | None]] = {}
        self._errors: dict[int, Exception] = {}
        self._running: dict[int, None] = {}
        self._by_number: dict[int, Input] = {}
        self._keys: dict[int, Mapping[Any, Any]] = {}
        self._suspects: set[int] = set()
        self._wide: dict[int, str] = {}
        self._doubtful = store.outdated()
        """Facts of suspects, and outdated ones, with their sources."""
        self._recorded_as_outdated = frozenset(self._doubtful)
        self._outdated: set[int] = set()
        self._below = _closure(store.kinds())
        self._compare_inputs()

    # What is asked from outside.

    def ask(self, task: Task[K, V], key: K) -> V:
        """The result of a task."""
        source = self.settle(task, key)
        self.changes.roots.add(source)
        result: V = self.value(source)
        return result

    def needs_run(self, task: Task[K, V], key: K) -> bool:
        """Whether a task has to run; what it has read before is brought up to date for that."""
        source = self._number(task.name, key)
        return source not in self._digests and not self._holds(source)

    def record(self, task: Task[K, V], key: K) -> Recorded:
        """Run a task for another process. Raises what it raises, and ValueError where its result must not be kept."""
        view = View(self)
        data = self._codec.encode(task.function(view, key))
        if not view.is_kept:
            raise ValueError(f"{task.name} {key!r} must not be kept")
        facts = (self._described[fact] for fact in view.reads)
        reads = tuple((*self._encoded_name(fact.source), fact.part, fact.digest) for fact in facts)
        return Recorded(task.name, self._codec.encode(key), data, reads)

    def adopt(self, recorded: Recorded) -> bool:
        """Take over what was recorded elsewhere; False, and nothing is done, where it read other values than ours."""
        view = View(self)
        for kind, key, part, digest in recorded.reads:
            is_input = kind.startswith(INPUT)
            source = (
                self.input(kind.removeprefix(INPUT))
                if is_input
                else self.settle(self._tasks[kind], self._codec.decode(key))
            )
            decoded = self._part(part)
            if self._digest(source, decoded) != digest:
                return False
            view.note(source, decoded)
        source = self._number(recorded.kind, self._codec.decode(recorded.key))
        self._finish(source, recorded.data, view)
        self.changes.roots.add(source)
        return True

    def end(self) -> Changes:
        """What the round brought."""
        for number, each in self._by_number.items():
            name = self._memory.names[number][0].removeprefix(INPUT)
            new = (each.fingerprint(), each.snapshot())
            old = self._store.input(name)
            if new != old and not (old and new == (old[0], None)):
                self.changes.inputs[name] = new
        return self.changes

    # What views ask.

    def settle(self, task: Task[Any, Any], key: Any) -> int:
        """Bring a task up to date."""
        source = self._number(task.name, key)
        if source not in self._digests:
            self._settle(source)
        return source

    def value(self, source: int) -> Any:
        """The value of a task that is up to date."""
        digest = self._digests[source]
        held = self._memory.values.get(source)
        if held and held[0] == digest:
            return held[1]
        fetched = self._prefetched.pop(source, None)
        data = fetched[1] if fetched and fetched[0].digest == digest else self._store.result(source)
        if data is None or digest_of_bytes(data) != digest:  # it was lost
            self._run(source)
            data = self._store.result(source) or b""
        value = self._codec.decode(data)
        if self._tasks[self._name(source)[0]].hold:
            self._memory.values[source] = self._digests[source], value
        return value

    def input(self, name: str) -> int:
        """The number of an input."""
        if name not in self._inputs:
            raise KeyError(f"this round has no input named {name}")
        number = self._number(INPUT + name, None)
        self._by_number[number] = self._inputs[name]
        return number

    def get(self, source: int, key: Any) -> tuple[Any, bool]:
        """An item."""
        given = self._by_number.get(source)
        return given.read(key) if given is not None else (self.value(source)[key], True)

    def keys(self, source: int) -> Mapping[Any, Any]:
        """What has the keys, in canonical order, which is that of a result, too."""
        given = self._by_number.get(source)
        if given is None:
            value: Mapping[Any, Any] = self.value(source)
            return value
        if source not in self._keys:
            self._keys[source] = self._codec.decode(self._codec.encode(dict.fromkeys(given)))
        return self._keys[source]

    def all(self, source: int) -> tuple[Mapping[Any, Any], bool]:
        """All items."""
        given = self._by_number.get(source)
        if given is None:
            return self.value(source), True
        read = {key: given.read(key) for key in self.keys(source)}
        return {key: value for key, (value, _) in read.items()}, all(sure for _, sure in read.values())

    def fact(self, source: int, part: Part) -> int | None:
        """The number of the fact that a part has the value that it has."""
        known = self._facts.get((source, part))
        if known is None:
            if source in self._unkept:
                return None
            digest = self._digest(source, part)
            if digest == UNKNOWN:
                return None
            known = self._facts[source, part] = self._fact(source, part, digest)
        return known

    # How it is found out.

    def _compare_inputs(self) -> None:
        self._outdated.update(self._recorded_as_outdated)
        for name, each in self._inputs.items():
            old = self._store.input(name)
            each.begin(self._codec, old and old[1])
            source = self.input(name)
            if old is None or each.fingerprint() != old[0]:
                self._compare(source)
        for name in {each.removeprefix(INPUT) for reads in self._below.values() for each in reads if INPUT in each}:
            if name not in self._inputs:  # nobody knows whether it holds
                number = self._number(INPUT + name, None)
                self._outdated.update(self._store.fact_ids_of(number))
        self._wake(self._outdated)

    def _compare(self, source: int) -> set[int]:
        """Compare the recorded facts of a source with its value; gives those that no longer hold."""
        if source > self._stored_sources:
            return set()
        self._store.check()
        gone: set[int] = set()
        for fact in self._store.facts_of(source):
            part = self._part(fact.part)
            if self._digest(source, part) == fact.digest:
                self._facts[source, part] = fact.id
                self._described[fact.id] = fact
                if fact.id in self._outdated:
                    self._outdated.discard(fact.id)
                    self.changes.holding.add(fact.id)
            else:
                gone.add(fact.id)
        self._outdated |= gone
        self.changes.outdated |= gone - self._recorded_as_outdated
        return gone

    def _wake(self, facts: Iterable[int]) -> None:
        """Facts no longer hold: find who is to be looked at because of that."""
        facts = list(facts)
        if not facts:
            return
        self._store.check()
        queue = self._store.readers(facts)
        while queue:
            task = queue.pop()
            if task in self._suspects or task in self._digests:
                continue
            self._suspects.add(task)
            own = self._store.fact_ids_of(task)
            self._doubtful.update(dict.fromkeys(own, task))
            readers = self._store.readers(own, MANY + 1) if len(own) <= MANY else None
            if readers is None or len(readers) > MANY:
                self._wide[task] = self._name(task)[0]
            else:
                queue += readers

    def _holds(self, source: int) -> bool:
        """Whether the recorded result of a task holds."""
        if source > self._stored_sources:
            return False
        fetched = self._prefetched.get(source)
        whole = fetched[0] if fetched else self._store.whole(source)
        if whole is None:
            return False
        below = self._below.get(self._name(source)[0], frozenset())
        wide = any(kind in below for task, kind in self._wide.items() if task != source)
        if (source in self._suspects or wide) and not self._verify(source, all_sources=wide):
            return False
        self._digests[source] = whole.digest
        self._facts[source, WHOLE] = whole.id
        self._described[whole.id] = whole
        self._wide.pop(source, None)
        return True

    def _verify(self, source: int, *, all_sources: bool) -> bool:
        reads = self._store.trace(source)
        if reads is None:
            return False
        sources = self._store.sources_of(reads) if all_sources else self._doubtful
        self._enter(source)
        try:
            return all(self._is_up_to_date(fact, sources.get(fact)) for fact in reads)
        except Exception:  # noqa: BLE001 - a task below failed; whether that matters is for this task to say when it runs
            return False
        finally:
            self._running.popitem()

    def _is_up_to_date(self, fact: int, source: int | None) -> bool:
        if source is not None and source not in self._by_number and source not in self._digests:
            kind, _ = self._name(source)
            if kind.startswith(INPUT) or kind not in self._tasks:
                return False
            self._settle(source)
        return fact not in self._outdated and source not in self._unkept

    def _settle(self, source: int) -> None:
        if source in self._errors:
            raise self._errors[source]
        if source in self._running:
            self._enter(source)
        if not self._holds(source):
            self._run(source)

    def _run(self, source: int) -> None:
        kind, key = self._name(source)
        view = View(self)
        self._enter(source)
        self._prefetch(source)
        try:
            result = self._tasks[kind].function(view, key)
        except Exception as error:
            self._errors[source] = error
            raise
        finally:
            self._running.popitem()
        self._finish(source, self._codec.encode(result), view)

    def _prefetch(self, source: int) -> None:
        """A task will probably read what it read the last time: get much of that at once."""
        reads = self._store.trace(source) if source <= self._stored_sources else None
        for number, kind, key, whole, data in self._store.recorded(reads if reads and len(reads) > FEW else ()):
            if number not in self._digests:
                name = self._memory.names[number] = kind, self._decoded(key)
                self._memory.ids[name] = number
                self._prefetched[number] = whole, data

    def _finish(self, source: int, data: bytes, view: View) -> None:
        digest = digest_of_bytes(data)
        old = self._store.whole(source) if source <= self._stored_sources else None
        self._store.put_result(source, data)
        self._digests[source] = digest
        self._wide.pop(source, None)
        gone: set[int] = set()
        if old is None or old.digest != digest:
            before = set(self.changes.outdated), set(self.changes.holding)
            gone = self._compare(source)
            if not view.is_kept:  # the record stays what it was, and so does what was read of it
                self.changes.outdated, self.changes.holding = before
        if view.is_kept:
            whole = self.fact(source, WHOLE)
            if whole is not None:
                self.changes.traces[source] = whole, tuple(view.reads)
                kind = self._name(source)[0]
                self.changes.kinds |= {(kind, self._name(self._described[fact].source)[0]) for fact in view.reads}
        else:
            self._unkept.add(source)
        self._wake(gone)

    def _enter(self, source: int) -> None:
        if source in self._running:
            *_, last = self._running
            one, other = (" ".join(map(str, self._name(each))) for each in (source, last))
            raise CycleError(f"{one} and {other} need each other's results")
        self._running[source] = None

    # Numbers, names and digests.

    def _number(self, kind: str, key: Any) -> int:
        number = self._memory.ids.get((kind, key))
        if number is None:
            data = self._codec.encode(key)
            number = self._store.source(kind, data) if self._stored_sources else None
            if number is None:
                self._last_source += 1
                number = self._last_source
                self.changes.sources[number] = kind, data
            self._memory.ids[kind, key] = number
            self._memory.names[number] = kind, key
        return number

    def _name(self, source: int) -> tuple[str, Any]:
        if source not in self._memory.names:
            found = self._store.named(source)
            if found is None:
                return "", None  # it was lost: no task has this name
            self._memory.names[source] = found[0], self._decoded(found[1])
        return self._memory.names[source]

    def _encoded_name(self, source: int) -> tuple[str, bytes]:
        kind, key = self._name(source)
        return kind, self._codec.encode(key)

    def _part(self, packed: bytes) -> Part:
        try:
            return packed[:1].decode(), self._decoded(packed[1:])
        except UnicodeDecodeError as error:
            raise Damaged(str(error)) from error

    def _decoded(self, key: bytes) -> Any:
        try:
            return self._codec.decode(key)
        except (ValueError, TypeError) as error:
            raise Damaged(str(error)) from error

    def _fact(self, source: int, part: Part, digest: bytes) -> int:
        packed = part[0].encode() + self._codec.encode(part[1])
        number = self._store.fact(source, packed, digest) if source <= self._stored_sources else None
        if number is None:
            self._last_fact += 1
            number = self._last_fact
            self.changes.facts[number] = Fact(number, source, packed, digest)
        self._described[number] = Fact(number, source, packed, digest)
        return number

    def _digest(self, source: int, part: Part) -> bytes:
        given, (what, key) = self._by_number.get(source), part
        if what == "w":
            return self._digests[source] if given is None else given.fingerprint()
        if what == "i" and given is not None:
            return given.digest(key)
        try:
            value = self.keys(source)
            if what == "h":
                return b"here" if key in value else ABSENT
            return self._codec.digest(tuple(value) if what == "k" else value[key])
        except (KeyError, TypeError):  # it has no items any more
            return ABSENT


def _closure(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """By kind all kinds that it has read, at any distance."""
    direct: dict[str, set[str]] = {}
    for reader, read in pairs:
        direct.setdefault(reader, set()).add(read)
    found: dict[str, frozenset[str]] = {}
    for kind in direct:
        below: set[str] = set()
        queue = [kind]
        while queue:
            queue += (more := direct.get(queue.pop(), set()) - below)
            below |= more
        found[kind] = frozenset(below)
    return found
