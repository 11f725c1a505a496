"""The net below the limits of the rule ``heavy-markdown``: a page for which no time is enough."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cop_kb.rendering.source_page import TooSlowError

SECONDS = 60.0
"""Of the processor, for one page: honest texts take milliseconds, the heaviest that are let through five seconds."""


@contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Do something for a page within a time of the processor, on systems that can tell it.

    Raises TooSlowError when that is over. Within another limit, that one counts.
    """
    is_possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not is_possible or signal.getitimer(signal.ITIMER_VIRTUAL)[0]:
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlowError(f"it takes longer than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
