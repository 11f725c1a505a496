"""The net below the limits of the rule ``heavy-markdown``: a page for which no time is enough ends the build."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cop_kb.model.error import CopKbError

SECONDS = 60.0
"""Of the processor, for one page: honest texts take milliseconds, the heaviest that are let through five seconds."""


@contextmanager
def time_limit(page: str, seconds: float = SECONDS) -> Iterator[None]:
    """Do something for a page within a time of the processor, on systems that can tell it.

    Raises CopKbError when that is over; a page is never published in part.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise CopKbError(f"{page} takes longer than {seconds:g} s to render. Make it shorter or simpler.", exit_code=1)

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
