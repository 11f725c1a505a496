"""What several folders of tests share: the example knowledge base, built once."""

from __future__ import annotations

import fcntl
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.running import DAY, run

CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Example:
    """A copy of the example knowledge base, outside any repository, and its site."""

    root: Path
    site: Path


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing opens a pager, and no setting of the machine changes what is printed."""
    monkeypatch.setenv("PAGER", "cat")
    for name in ("NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Example:
    """The example, built once however many processes run the tests."""
    shared = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):  # a worker of pytest-xdist has a folder of its own in the shared one
        shared = shared.parent
    root = shared / "example"
    with (shared / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "site").is_dir():
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir()
            shutil.copytree(CHECKOUT / "content", root / "content")
            shutil.copy(CHECKOUT / "mkdocs.yml", root)
            done = run("build", "--today", DAY, folder=root)
            assert done.returncode == 0, done.stderr
    return Example(root, root / "site")
