"""The hook for pre-commit: the real pre-commit runs it on what a commit changes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from tests.cli.running import environment, git, repository_of_ours, run_program
from tests.support import write

CHECKOUT = Path(__file__).parents[2]
HOOKS = CHECKOUT / ".pre-commit-hooks.yaml"
PRE_COMMIT = (sys.executable, "-m", "pre_commit")
FILES = {
    "content/cases/good.md": "# It hummed\n\nAll night.\n",
    "content/cases/bad name.md": "---\nproblem: no-such-thing\n---\n# It hummed again\n",
    "content/cases/hum.txt": "hmmm",
    "content/.hidden": "x",
    "content/topics.yml": "noise: {label: Noise}\n",
    "tools/other.md": "---\nproblem: no-such-thing\n---\n",
}

pytestmark = pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not here: pip install '.[test]'")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A knowledge base with its first commit made and all of its files staged for the second."""
    root = write(tmp_path / "kb", {})
    git(root, "init", "-q")
    git(root, "add", "mkdocs.yml")
    git(root, "commit", "-qm", "settings")
    write(root, FILES)
    git(root, "add", ".")
    return root


def pre_commit(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    home = {"PRE_COMMIT_HOME": str(root.parent / "pre-commit"), "PATH": path, "PRE_COMMIT_COLOR": "never"}
    return run_program(*PRE_COMMIT, *arguments, folder=root, **home)


def test_the_hook_is_one_that_pre_commit_takes() -> None:
    done = run_program(*PRE_COMMIT, "validate-manifest", str(HOOKS), folder=CHECKOUT)
    assert done.returncode == 0, done.stdout


def test_it_stops_a_commit_for_an_error_in_a_changed_entry_and_for_nothing_else(repository: Path) -> None:
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    installed = hook | {"language": "system"}  # the cop-kb of these tests in place of one that pre-commit installs
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": [installed]}]})
    (repository / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    git(repository, "add", ".pre-commit-config.yaml")
    done = pre_commit(repository, "run")
    assert done.returncode == 1
    assert "content/cases/bad name.md:2:10 error “no-such-thing” under problem is no entry" in done.stdout
    assert "tools/other.md" not in done.stdout
    git(repository, "rm", "-qf", "content/cases/bad name.md")
    done = pre_commit(repository, "run")
    assert done.returncode == 0, done.stdout
    git(repository, "commit", "-qm", "entries")
    assert "Passed" in pre_commit(repository, "run").stdout


def test_it_stops_a_commit_that_would_break_what_nobody_touched(repository: Path) -> None:
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": [hook | {"language": "system"}]}]})
    write(repository, {".pre-commit-config.yaml": config, "content/problems/hum.md": "# It hums\n\nLoud.\n"})
    write(repository, {"content/cases/bad name.md": "---\nproblem: hum\n---\n# It hummed again\n"})
    git(repository, "add", ".")
    assert pre_commit(repository, "run").returncode == 0
    git(repository, "commit", "-qm", "entries")
    git(repository, "rm", "-q", "content/problems/hum.md")
    done = pre_commit(repository, "run")
    assert done.returncode == 1
    assert "content/cases/bad name.md:2:10 error “hum” under problem is no entry" in done.stdout
    write(repository, {"content/problems/hum.md": "# It hums\n\nLoud.\n"})
    assert pre_commit(repository, "run").returncode == 1, "it is there, but not in the commit"
    git(repository, "add", ".")
    assert pre_commit(repository, "run").returncode == 0


@pytest.mark.long
def test_pre_commit_installs_it_from_a_repository(repository: Path, tmp_path: Path) -> None:
    source = repository_of_ours(tmp_path / "cop-kb")
    words = [*PRE_COMMIT, "try-repo", str(source), "cop-kb-validate", "--color", "never"]
    home = environment(PRE_COMMIT_HOME=str(tmp_path / "pre-commit"))
    done = subprocess.run(words, cwd=repository, env=home, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "content/cases/bad name.md:2:10 error “no-such-thing” under problem is no entry" in done.stdout
