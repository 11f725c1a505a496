"""Programs in processes of their own that begin warm: forked from a process that has imported everything.

Such a process has its own folder, environment, arguments, streams, signals and exit code, as if it had been started.
Left out are Python's start and the imports, half a second each time; what these do is seen by the tests that start
programs with ``subprocess`` or ``run_program``.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import cop_kb

CHECKOUT = Path(__file__).parents[2]
IMPORTED = (
    "click.shell_completion", "encodings.utf_8_sig", "colorama", "material.extensions.emoji", "material.plugins.search.plugin",
    "mkdocs.commands.build", "pagefind.service", "pygments.formatters.html", "pygments.lexers.python", "pymdownx.emoji",
    "pymdownx.highlight", "pymdownx.superfences", "rich.console", "rich.markdown", "rich.table",
)  # fmt: skip
"""Besides all of cop-kb."""
NEEDED_AT_START = {"PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}
READ_AT_START = ("PYTHON", "LANG", "LC_")
"""How settings begin that Python reads when it starts: a process with others of them must be started."""
BIGGEST = 1 << 17
"""Bytes of what is asked for, and the length of any answer."""


class Warm:
    """A process that runs a module as ``python -m`` does; ``files`` are its standard streams."""

    def __init__(
        self, module: str, arguments: tuple[str, ...], folder: Path, env: dict[str, str], files: tuple[int, int, int]
    ) -> None:
        self._told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        asked = json.dumps({"module": module, "arguments": arguments, "folder": str(folder), "env": env})
        with theirs:
            socket.send_fds(_server()[0], [asked.encode()], [*files, theirs.fileno()])
        said = self._told.recv(BIGGEST)
        assert said, "the process that others are forked from has ended: what it said stands above"
        self.pid = int(said)

    def wait(self, seconds: float) -> int:
        """Its exit code once it has ended, as ``subprocess`` gives it. It is killed after this time."""
        self._told.settimeout(seconds)
        with self._told:
            try:
                return os.waitstatus_to_exitcode(int(self._told.recv(BIGGEST)))
            except TimeoutError:
                os.kill(self.pid, signal.SIGKILL)
                raise


def completed(
    module: str, arguments: tuple[str, ...], folder: Path, env: dict[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """What a module of Python says and how it ends, nobody at the keyboard."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, Path(os.devnull).open() as nothing:
        files = (nothing.fileno(), out.fileno(), err.fileno())
        code = Warm(module, arguments, folder, env, files).wait(seconds)
        said = [_text(os.pread(file, os.fstat(file).st_size, 0)) for file in files[1:]]
    return subprocess.CompletedProcess([module, *arguments], code, *said)


def _text(data: bytes) -> str:
    """As ``subprocess`` reads a text."""
    return data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")


@cache
def _server() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The way to the process that forks, and this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", __name__, str(theirs.fileno())]
        started = subprocess.Popen(
            command, cwd=CHECKOUT, env={**os.environ, **NEEDED_AT_START}, pass_fds=[theirs.fileno()]
        )
    return ours, started


def end() -> None:
    """No more processes are needed."""
    if _server.cache_info().currsize:
        way, started = _server()
        way.close()
        started.wait()


# In the process that forks


def _serve(asks: socket.socket) -> dict[str, str]:
    """Fork for whatever is asked; returns in each fork, with what it was forked for."""
    while True:
        data, files, _, _ = socket.recv_fds(asks, BIGGEST, 4)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG if data else 0)[0]:
                pass
        if not data:
            sys.exit()
        if not os.fork():
            asks.close()
            return _fork(json.loads(data), files)
        for file in files:
            os.close(file)


def _fork(asked: dict[str, str], files: list[int]) -> dict[str, str]:
    """Become what was asked for; the process that this one was tells its number, waits, and tells how it ended."""
    pid = os.fork()
    if pid:
        for file in files[:3]:
            os.close(file)
        os.write(files[3], str(pid).encode())
        status = os.waitpid(pid, 0)[1]
        os.write(files[3], str(status).encode())
        os._exit(0)
    for number, file in enumerate(files[:3]):
        os.dup2(file, number)
    for file in files:
        os.close(file)
    if os.isatty(0):
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    return asked


def _run(asked: dict[str, str]) -> int:
    """Do what Python does when it starts, run the module, and do what Python does at the end; gives the exit code.

    Not the last of it: to free all that is not this process's own would take longer than most of what is run.
    """
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115
    sys.argv[1:] = asked["arguments"]
    sys.path[0] = asked["folder"]
    code: object = 0
    try:
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        code = stop.code
    except BaseException:  # noqa: BLE001 - as Python does it
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    way = socket.socket(fileno=int(sys.argv[1]))
    modules = [each.name for each in walk_packages(cop_kb.__path__, "cop_kb.") if not each.name.endswith("__main__")]
    for name in (*modules, *IMPORTED):
        import_module(name)
    gc.freeze()
    os._exit(_run(_serve(way)))
