"""Random graphs over random inputs, edited at random: the results are those of working everything out."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cop_kb.graph import Codec, Graph
from cop_kb.graph import round as rounds_of
from cop_kb.graph.store import NAME
from cop_kb.graph.tables import NAMES as TABLES
from tests.graph.programs import Inputs, Scratch, Watch, inputs, rounds

many = st.sampled_from([0, 1, 2, 500])
"""Beyond how many readers a suspect is wide."""
FAST = Path("/dev/shm")
"""Memory as a folder, where there is one: a file is written hundreds of times."""
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
EVERYTHING = given(given=inputs, played=rounds, wide=many, seed=st.integers(0, 2**32))


def quick(test: Callable[..., None]) -> Callable[..., None]:
    return settings(SETTINGS, max_examples=12)(EVERYTHING(test))


@contextmanager
def wide_beyond(number: int) -> Iterator[Path]:
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as name,
    ):
        patch.setattr(rounds_of, "MANY", number)
        patch.setattr(rounds_of, "FEW", number)
        yield Path(name)


def ask(graph: Graph, watch: Watch, given: Inputs, wanted: list[int]) -> None:
    watch.scratch = Scratch(given)
    codec = Codec()
    with graph.round(given) as now:
        for number in wanted:
            expected = codec.decode(codec.encode(watch.scratch(None, number)))
            assert list(now(watch.tasks[number], number).items()) == list(expected.items())


def play(
    folder: Path, watch: Watch, given: Inputs, played: Any, between: Callable[[Path], None] = lambda _: None
) -> None:
    graph = Graph(folder, watch.all())
    for edits, wanted, is_other in played:
        for edit in edits:
            given = edit(given)
        if is_other:
            graph.close()
            between(folder / NAME)
            graph = Graph(folder, watch.all())
        ask(graph, watch, given, wanted)
    before = watch.runs
    ask(graph, watch, given, played[-1][1])
    if watch.expects_reasons:
        assert watch.runs == before
    graph.close()


@quick
def test_results_are_those_of_working_everything_out_and_no_task_runs_without_a_reason(
    given: Inputs, played: Any, wide: int, seed: int
) -> None:
    with wide_beyond(wide) as folder:
        play(folder, Watch(), given, played)


@quick
def test_rows_may_be_lost(given: Inputs, played: Any, wide: int, seed: int) -> None:
    chance = random.Random(seed)

    def lose(path: Path) -> None:
        with closing(sqlite3.connect(path)) as file, file:
            for table in chance.sample(TABLES, 2):
                keep = chance.choice([0, 2, 3])
                key = {"meta": "1", "kinds": "1", "input": "rowid", "read": "fact"}.get(table, "rowid")
                file.execute(
                    f"DELETE FROM {table} WHERE {key} % 3 = ?" if keep else f"DELETE FROM {table}",
                    (keep,)[: bool(keep)],
                )

    watch = Watch()
    watch.expects_reasons = False
    with wide_beyond(wide) as folder:
        play(folder, watch, given, played, lose)


@quick
def test_bytes_of_values_may_be_damaged(given: Inputs, played: Any, wide: int, seed: int) -> None:
    chance = random.Random(seed)

    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as file, file:
            for table, column in chance.sample(
                [("result", "data"), ("task", "reads"), ("fact", "digest"), ("input", "fingerprint")], 2
            ):
                value = chance.choice([b"", b"xyz", None, 7, chance.randbytes(16)])
                file.execute(f"UPDATE {table} SET {column} = ? WHERE rowid % 2 = ?", (value, chance.randint(0, 1)))

    watch = Watch()
    watch.expects_reasons = False
    with wide_beyond(wide) as folder:
        play(folder, watch, given, played, damage)


@quick
def test_bytes_of_the_file_may_be_damaged(given: Inputs, played: Any, wide: int, seed: int) -> None:
    chance = random.Random(seed)

    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes() if path.exists() else b"")
        start = chance.randrange(len(data) + 1)
        data[start : start + 4096] = chance.randbytes(chance.choice([0, 64, 4096]))
        path.write_bytes(data)

    watch = Watch()
    watch.expects_reasons = False
    with wide_beyond(wide) as folder:
        play(folder, watch, given, played, damage)


@pytest.mark.long
@pytest.mark.parametrize(
    "test",
    [
        test_results_are_those_of_working_everything_out_and_no_task_runs_without_a_reason,
        test_rows_may_be_lost,
        test_bytes_of_values_may_be_damaged,
        test_bytes_of_the_file_may_be_damaged,
    ],
)
def test_a_thousand_times(test: Any) -> None:
    settings(SETTINGS, max_examples=1000)(EVERYTHING(test.hypothesis.inner_test))()
