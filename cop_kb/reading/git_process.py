"""The one function that runs Git. It only reads, starts no other program, asks no other host, and never waits forever.

Git takes orders from the environment, from the configuration of the repository and from files of the work tree. Here
the first is dropped, the second is overridden where a key names a program or a file that our commands could reach, and
the third is out of reach: the work tree that is named to Git is the repository's own folder, where nobody commits.
The keys: https://git-scm.com/docs/git-config, https://git-scm.com/docs/git#_environment_variables
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

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
    try:
        done = subprocess.run(  # noqa: S603 - our words; what is free among them is checked not to be an option
            [program, *place, *settings, *words],
            cwd=start, env=env, input=given, capture_output=True, check=False, timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoAnswerError(f"Git did not answer within {seconds:.0f} seconds.") from None
    except OSError as error:
        raise NoAnswerError(f"{program} cannot be run: {error.strerror or error}.") from None
    lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"it ended with {done.returncode}"]
    said = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0])  # not a hint before it
    return Ran(done.returncode, done.stdout, said)
