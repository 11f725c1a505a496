"""The one function that runs Git. It only reads, starts no other program, asks no other host, and never waits forever.

Git takes orders from the environment, from the configuration of the repository and from files of the work tree. Here
the first is dropped, the second is overridden where a key names a program or a file that our commands could reach, and
the third is out of reach: the work tree that is named to Git is the repository's own folder, where nobody commits.
The keys: https://git-scm.com/docs/git-config, https://git-scm.com/docs/git#_environment_variables
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread, Timer
from typing import IO, NamedTuple

from cop_kb.model.error import CopKbError
from cop_kb.reading.programs import find_program, search_path

NOTHING = "/dev/null"  # Git for Windows knows it, too
USERS_OWN = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
"""Where the user's and the system's configuration lies, as HOME says it. All other GIT_* are dropped."""
ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
SETTINGS = {
    "advice.graftFileDeprecated": "false",
    "core.alternateRefsCommand": "",
    "core.askPass": "",
    "core.attributesFile": NOTHING,
    "core.fsmonitor": "false",
    "core.gitProxy": "",
    "core.hooksPath": NOTHING,
    "core.pager": "cat",
    "core.quotePath": "false",
    "core.sshCommand": "false",
    "core.untrackedCache": "false",
    "credential.helper": "",
    "diff.external": "",
    "diff.orderFile": NOTHING,
    "diff.relative": "false",
    "diff.renameLimit": "1000",
    "diff.submodule": "short",
    "log.diffMerges": "off",
    "log.follow": "false",
    "log.mailmap": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "mailmap.blob": "",
    "mailmap.file": "",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "submodule.recurse": "false",
    "trailer.separators": ":",
}
"""What names a program or a file, and what somebody may have set otherwise for their own eyes."""
TOO_LATE = "Git did not answer within {:.0f} seconds."
NO_GIT = "There is no git here that could be asked: install it."
QUICK, PATIENT = 30.0, 600.0
"""Seconds that Git has for an answer from a few files, and for one from the whole history."""


class NoAnswerError(CopKbError):
    """Git could not be asked, or did not answer: what it would say is not known."""


class Ran(NamedTuple):
    """How Git ended, what it wrote, and what it said of an error, on one line."""

    code: int
    output: bytes
    said: str


def run_git(
    words: Sequence[str],
    outside: Path,
    *,
    given: bytes = b"",
    folder: Path | None = None,
    work_tree: Path | None = None,
    index: str = "",
    seconds: float = QUICK,
) -> Ran:
    """Run Git on the repository in ``folder``; on none, where that is None.

    The program lies ``outside`` the checkout. Raises NoAnswerError where there is no program, or it does not end.
    """
    command = _command(words, outside, folder, work_tree, index)
    try:
        done = subprocess.run(  # noqa: S603 - our words; what is free among them is checked not to be an option
            command.words,
            cwd=command.start, env=command.env, input=given, capture_output=True, check=False, timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoAnswerError(TOO_LATE.format(seconds)) from None
    except OSError as error:
        raise NoAnswerError(f"{command.words[0]} cannot be run: {error.strerror or error}.") from None
    lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"it ended with {done.returncode}"]
    said = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0])  # not a hint before it
    return Ran(done.returncode, done.stdout, said)


@contextmanager
def stream_git(
    words: Sequence[str], outside: Path, *, given: bytes, folder: Path, seconds: float
) -> Iterator[IO[bytes]]:
    """As ``run_git``, for more than should be in memory at once: what Git writes, while it does.

    Git ends with the block, and after these seconds. Raises NoAnswerError where it did not end well by itself, unless
    the block was left before.
    """
    command = _command(words, outside, folder, None, "")
    try:
        running = subprocess.Popen(  # noqa: S603 - as above
            command.words,
            cwd=command.start, env=command.env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise NoAnswerError(f"{command.words[0]} cannot be run: {error.strerror or error}.") from None
    assert running.stdin and running.stdout  # noqa: S101 - for the type checker: both were asked for
    stop, feed = Timer(seconds, running.kill), Thread(target=_feed, args=(running.stdin, given))
    try:
        stop.start()
        feed.start()
        yield running.stdout
        if running.stdout.read(1) or running.wait():
            code = running.wait()
            why = f"Git could not finish “git {words[0]}” (it ended with {code})."
            raise NoAnswerError(why, exit_code=3 if code < 0 else 2)
    finally:
        running.kill()
        stop.cancel()
        for thread in (stop, feed):
            thread.join()  # none is left: work may be spread over processes later
        running.stdout.close()
        running.wait()


def _feed(stdin: IO[bytes], given: bytes) -> None:
    with suppress(OSError), stdin:  # it may have ended
        stdin.write(given)


class _Command(NamedTuple):
    words: list[str]
    start: Path
    env: dict[str, str]


def _command(words: Sequence[str], outside: Path, folder: Path | None, work_tree: Path | None, index: str) -> _Command:
    program = find_program("git", outside)
    if program is None:
        raise NoAnswerError(NO_GIT)
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in USERS_OWN}
    env |= ENVIRONMENT | {"PATH": os.pathsep.join(search_path(outside))}
    env |= {"GIT_INDEX_FILE": index} if index else {}
    if folder is None:
        place, start = [], Path(outside.anchor)
        env["GIT_DIR"] = os.devnull  # which is no repository, so none is looked for
    else:
        start = work_tree or folder
        place = [f"--git-dir={folder}", f"--work-tree={start}", "--no-pager"]
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    return _Command([program, *place, *settings, *words], start, env)
