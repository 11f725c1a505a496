"""The knowledge base that all of these tests begin with, and the sites it has when nothing goes wrong."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.place import VERSIONS, Place, Tree, make_template, tree
from tests.faults.verdict import check_links

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals and processes as on Unix are needed")


@pytest.fixture(scope="session")
def template(shared: Path) -> Path:
    """The knowledge base, made once however many processes run the tests; Python has compiled cop-kb by then."""
    folder = shared / "faults"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            make_template(folder / "kb")
            _compile()
            (folder / "done").touch()
    return folder / "kb"


@pytest.fixture
def new_place(template: Path, tmp_path: Path) -> Callable[[str], Place]:
    """Makes a place with the knowledge base."""
    return lambda name: Place(tmp_path / name, template)


@pytest.fixture
def place(new_place: Callable[[str], Place]) -> Place:
    """A place with the knowledge base, of which nothing is built."""
    return new_place("place")


def _compile() -> None:
    """Python keeps what it compiled of cop-kb, so that commands are quick and always open the same files."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    words = [sys.executable, "-m", "compileall", "-q", str(Path(__file__).parents[2] / "cop_kb")]
    subprocess.run(words, env=env, check=True, capture_output=True)


class Sites:
    """The site of each version, built with nothing to begin from where it is asked for first; its links are whole."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._known: dict[str, Tree] = {}

    def of(self, *versions: str) -> dict[str, Tree]:
        return {version: self._of(version) for version in versions}

    def _of(self, version: str) -> Tree:
        if version not in self._known:
            folder = self._template.parent / version
            with folder.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not (folder / "done").exists():
                    clean = Place(folder, self._template)
                    clean.write(VERSIONS[version])
                    done = clean.run("build")
                    assert done.code == 0, done.err
                    check_links(clean.site)
                    (folder / "done").touch()
            self._known[version] = tree(folder / "kb/site")
        return self._known[version]


@pytest.fixture(scope="session")
def sites(template: Path) -> Sites:
    """The sites that builds are compared with."""
    return Sites(template)
