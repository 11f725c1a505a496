"""Work that is spread over processes: the outcome is the same for any number of them.

The processes are forks, for neither the work nor the knowledge base can travel. A fork beside another thread may wait
forever for what that thread held (https://docs.python.org/3/library/os.html#os.fork): beside one, as in the preview or
where a plugin has begun one, the work is done in this process.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Job = TypeVar("Job")
Result = TypeVar("Result")
CHUNK = 50
"""Jobs of a few milliseconds that a process takes at once."""
_inherited: list[Callable[[int], Any]] = []
"""In a process of ours: what it was started to do. It is inherited, for neither work nor jobs can travel."""


def spread(
    do: Callable[[Job], Result], jobs: Sequence[Job], processes: int | None = None, chunk: int = CHUNK
) -> Iterator[Result]:
    """The result of every job, in order; by so many processes, else by as many as there are processors for us.

    A process takes a ``chunk`` of jobs at once; with fewer in all, the work is done before another process has begun.

    The processes see all that this one has read, and are there before this returns. Raises what a job raises, and
    CopKbError where the system stops a process.
    """
    count = min(processes or _processors(), len(jobs) // chunk)
    if count < 2 or not _may_fork():  # one is this process
        return map(do, jobs)
    results = _spread(do, jobs, count, chunk)
    next(results)
    return results


def _spread(do: Callable[[Job], Result], jobs: Sequence[Job], count: int, chunk: int) -> Iterator[Any]:
    """First nothing, when the processes are there; then the results. They end with it, if nobody wants the rest."""
    from concurrent.futures.process import BrokenProcessPool  # takes its time: only where it is needed

    with _pool(count, lambda number: do(jobs[number])) as pool:
        try:
            results = pool.map(_do, range(len(jobs)), chunksize=chunk)
            yield None
            yield from results
        except BrokenProcessPool:
            raise CopKbError(
                "The system stopped a process of cop-kb; is there memory enough? Try --jobs 1.", exit_code=3
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def alongside(do: Callable[[], Result], processes: int | None = None) -> Callable[[], Result]:
    """Begin something in a process beside this one, if there may be two; gives what waits for its result.

    What it raises is raised there. Where there can be no other process, it is done when somebody waits for it.
    """
    if (processes or _processors()) < 2 or not _may_fork():
        return do
    from concurrent.futures.process import BrokenProcessPool

    pool = _pool(1, lambda _: do())
    future = pool.submit(_do, 0)

    def wait() -> Result:
        try:
            return cast("Result", future.result())
        except BrokenProcessPool:  # the system stopped it
            return do()
        finally:
            pool.shutdown()

    return wait


def _pool(count: int, do: Callable[[int], Any]) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(count, context, initializer=_begin, initargs=(do,))


def _begin(do: Callable[[int], Any]) -> None:
    """Be ready in a process of ours, and end with the one that began it.

    Where that is killed, a worker of the library waits for its next job for ever: it holds both ends of the pipe.
    """
    _inherited.append(do)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process

    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _may_fork() -> bool:
    return hasattr(os, "fork") and threading.active_count() == 1


def _do(number: int) -> Any:
    return _inherited[-1](number)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_running(pid: str) -> bool:
    """Whether another process of that number is at work now; what is no number is taken for one that is."""
    if not pid.isdigit() or int(pid) == os.getpid():
        return not pid.isdigit()
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
