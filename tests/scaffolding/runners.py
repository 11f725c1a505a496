"""The CI files that ``init`` writes, run as the runners of GitHub and GitLab run them: the same shell, folders, variables.

What an action of GitHub's does is done here by hand: a checkout, and a Python in PATH.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.cli.running import environment, git

CHECKOUT = Path(__file__).parents[2]
PACKAGES = next(each for each in sys.path if each.endswith("site-packages"))
GITHUB, GITLAB = ".github/workflows/knowledge-base.yml", ".gitlab-ci.yml"
BASE = "github.event.pull_request.base.sha"
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Ran:
    """How a job ended: the code of the step that was the last, all that was said, the checkout and the home folder."""

    code: int
    said: str
    folder: Path
    home: Path


def make_python(folder: Path, *, with_checkout: bool) -> Path:
    """A fresh environment that sees the packages of these tests; gives its folder of programs.

    ``with_checkout`` puts the cop-kb of these tests there. Else it has to be installed.
    """
    venv.create(folder, symlinks=True)
    programs = folder / "bin"
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "tests.pth").write_text(f"{PACKAGES}\n{CHECKOUT if with_checkout else ''}\n")
    started = {"pip": "pip._internal.cli.main"} | ({"cop-kb": "cop_kb.cli"} if with_checkout else {})
    for name, module in started.items():
        (programs / name).write_text(
            f"#!{programs / 'python'}\nimport sys\nfrom {module} import main\nsys.exit(main())\n"
        )
        (programs / name).chmod(0o755)
    return programs


class Runner:
    """A machine with a fresh clone of ``remote``, in which jobs run."""

    def __init__(self, folder: Path, remote: Path, programs: Path) -> None:
        folder.mkdir()
        self.folder, self._remote, self._programs = folder, remote, programs
        self._home = folder / "home"
        self._home.mkdir()

    def github(self, job: str, *, merging: str = "") -> Ran:
        """A job for main, or for a request that would merge a branch."""
        work = self._cloned("work")
        base = git(work, "rev-parse", "origin/main").strip()
        if merging:
            git(work, "checkout", "--quiet", "--detach", "origin/main")
            git(work, "merge", "--quiet", "--no-ff", "-m", "Merge", f"origin/{merging}")
        said = ""
        (self.folder / "temp").mkdir()
        described = yaml.safe_load((work / GITHUB).read_text(encoding="utf-8"))["jobs"][job]
        variables = {name: self._value(text, base) for name, text in described.get("env", {}).items()}
        variables |= {"RUNNER_TEMP": str(self.folder / "temp"), "GITHUB_ACTIONS": "true"}
        for step in described["steps"]:
            if "run" in step:
                ran = self._shell(["bash", "-e"], step["run"], work, variables)
                said += ran.said
                if ran.code:
                    return Ran(ran.code, said, work, self._home)
        return Ran(0, said, work, self._home)

    @staticmethod
    def _value(text: str, base: str) -> str:
        return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda found: {BASE: base}[found[1]], text)

    def gitlab(self, job: str, *, merging: str = "") -> Ran:
        """The same there, where a request is checked at its branch's last commit."""
        work = self._cloned("builds")
        variables = {"CI_PROJECT_DIR": str(work)}
        if merging:
            git(work, "checkout", "--quiet", "--detach", f"origin/{merging}")
            variables["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = git(work, "merge-base", "origin/main", "HEAD").strip()
        described = yaml.safe_load((work / GITLAB).read_text(encoding="utf-8"))
        script = "\n".join(described[job]["script"])
        return self._shell(["bash", "-eo", "pipefail"], script, work, variables)

    def _cloned(self, name: str) -> Path:
        git(self.folder, "clone", "--quiet", str(self._remote), name)
        return self.folder / name

    def _shell(self, shell: list[str], script: str, work: Path, variables: Mapping[str, str]) -> Ran:
        path = os.pathsep.join((str(self._programs), os.environ["PATH"]))
        env = environment(PATH=path, HOME=str(self._home), PIP_DISABLE_PIP_VERSION_CHECK="1", **variables)
        env = {
            name: value for name, value in env.items() if not name.startswith(("PYTHON", "XDG_", "VIRTUAL_", "COP_KB_"))
        }
        done = subprocess.run(
            [*shell, "-c", script], cwd=work, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return Ran(done.returncode, f"{script}\n{done.stdout}{done.stderr}", work, self._home)
