"""The preview ends within a second of Ctrl-C, of ``kill`` and of a closed terminal, whatever it is doing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

GRACE = 0.6
"""Seconds in which what is under way may end by itself."""
ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Ended(SystemExit):
    """The system was told to end the program: no plugin has said so."""


@contextmanager
def ending_at_once(clean: Callable[[], None]) -> Iterator[None]:
    """Within this, SIGTERM and SIGHUP raise SystemExit as Ctrl-C raises KeyboardInterrupt, with 128 and their number.

    Where that has not led out of here in a moment (a library may be deep in work, or may have caught it), child
    processes are stopped, ``clean`` is called, and the program ends. Only the main thread can be told of signals;
    within another, nothing is changed. Signals that are ignored stay so: a shell wants that of what runs in its
    background.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    owner, left = os.getpid(), threading.Event()

    def force(code: int) -> None:
        if not left.wait(GRACE):
            for child in multiprocessing.active_children():
                child.kill()
            clean()
            os._exit(code)

    def end(number: int, frame: FrameType | None) -> None:
        code = 128 + number
        if os.getpid() != owner:  # a fork of ours: whoever waits for it is told the same
            os._exit(code)
        threading.Thread(target=force, args=(code,), daemon=True).start()
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise Ended(code)

    before = {each: signal.getsignal(each) for each in ENDING}
    ours = [each for each, handler in before.items() if handler not in (signal.SIG_IGN, None)]
    for each in ours:
        signal.signal(each, end)
    try:
        yield
    finally:
        left.set()
        for each in ours:
            signal.signal(each, before[each])
