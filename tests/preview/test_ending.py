"""The preview ends within a second, whoever asks it to and whatever it is doing, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.running import environment
from tests.support import MKDOCS_YML, write

ENTRY = "# Blade chatters\n\nA loud rattle.\n"
FILE = "content/problems/blade-chatters.md"
AT_ONCE = 1.5
"""Seconds; half of one is for a machine that has more to do."""
STUBBORN = """\
import time
from pathlib import Path

def on_page_markdown(markdown, **_):
    if "slowly" in markdown:
        Path("begun").touch()
        for _ in range(600):
            try:
                time.sleep(0.05)
            except BaseException:
                pass
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")


@contextmanager
def serving(root: Path, *, ignoring: bool = False) -> Iterator[subprocess.Popen[str]]:
    """A preview in a session of its own, with a folder for its temporary ones, and interrupts as a shell leaves them."""
    (root / "temporary").mkdir()
    handlers = dict.fromkeys((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), signal.SIG_DFL)
    handlers |= {signal.SIGINT: signal.SIG_IGN} if ignoring else {}
    process = subprocess.Popen(
        [sys.executable, "-m", "cop_kb", "serve", "--port", "0", "--no-git"],
        cwd=root,
        env=environment(TMPDIR=str(root / "temporary")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: [signal.signal(*each) for each in handlers.items()],  # whatever the tests are run by
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return next(word for word in process.stdout.readline().split() if word.startswith("http"))


def ends_at_once(process: subprocess.Popen[str], root: Path, number: int) -> int:
    """Its exit code, after a signal."""
    began = time.monotonic()
    process.send_signal(number)
    process.wait(timeout=30)
    took = time.monotonic() - began
    assert took < AT_ONCE
    assert list((root / "temporary").glob("cop-kb*")) == []
    with pytest.raises(ProcessLookupError):  # nobody of it is left
        os.killpg(process.pid, 0)
    assert process.stderr
    assert "Traceback" not in process.stderr.read()
    return process.returncode


def wait_for(path: Path) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("number", "ignoring", "code"),
    [(signal.SIGINT, False, 0), (signal.SIGTERM, False, 143), (signal.SIGHUP, False, 129), (signal.SIGTERM, True, 143)],
)
def test_while_somebody_looks_at_it(number: int, ignoring: bool, code: int, tmp_path: Path) -> None:
    root = write(tmp_path, {FILE: ENTRY})
    with serving(root, ignoring=ignoring) as process:
        port = urlsplit(address(process)).port
        with socket.create_connection(("127.0.0.1", port)) as browser:
            browser.sendall(f"GET /livereload/999999999999999/1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            if ignoring:
                process.send_signal(signal.SIGINT)
                time.sleep(0.3)
                assert process.poll() is None, "a shell's background jobs are not ended by Ctrl-C"
            assert ends_at_once(process, root, number) == code


def test_ctrl_c_is_the_way_to_end_as_soon_as_the_terminal_says_so(tmp_path: Path) -> None:
    root = write(tmp_path, {FILE: ENTRY})
    with serving(root) as process:
        address(process)
        assert ends_at_once(process, root, signal.SIGINT) == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_while_it_builds_for_the_first_time_and_a_hook_lets_nothing_through(
    number: int, code: int, tmp_path: Path
) -> None:
    files = {"mkdocs.yml": f"{MKDOCS_YML}hooks: [slow.py]\n", "slow.py": STUBBORN, "content/a.md": "# A\n\nslowly\n"}
    root = write(tmp_path, files)
    with serving(root) as process:
        wait_for(root / "begun")
        assert ends_at_once(process, root, number) == code


@pytest.mark.parametrize(("number", "codes"), [(signal.SIGINT, (0, 130)), (signal.SIGTERM, (143,))])
def test_while_it_builds_after_a_change(number: int, codes: tuple[int, ...], tmp_path: Path) -> None:
    files = {"mkdocs.yml": f"{MKDOCS_YML}hooks: [slow.py]\n", "slow.py": STUBBORN, "content/a.md": "# A\n"}
    root = write(tmp_path, files)
    with serving(root) as process:
        address(process)
        time.sleep(0.3)
        write(root, {"content/a.md": "# A\n\nslowly\n", "mkdocs.yml": f"{MKDOCS_YML}hooks: [slow.py]\n"})
        wait_for(root / "begun")
        # an interrupt may come between two steps of the hook, and then ends the preview in the usual way
        assert ends_at_once(process, root, number) in codes


def test_while_other_processes_render(tmp_path: Path) -> None:
    many = {f"content/problems/p{number}.md": f"# Problem {number}\n\n{'word ' * 3000}\n" for number in range(300)}
    root = write(tmp_path, many)
    with serving(root) as process:
        end = time.monotonic() + 30
        while not any((root / "temporary").glob("cop-kb-*/sites/1/*")) and time.monotonic() < end:
            time.sleep(0.02)
        assert ends_at_once(process, root, signal.SIGTERM) == 143
