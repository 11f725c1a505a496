"""What several folders of tests share: the example knowledge base, built once."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cop_kb.rendering import planning
from cop_kb.rules import load_rules
from tests.__main__ import HELP
from tests.browsers import ARGUMENTS, find_browser
from tests.cli import warm
from tests.cli.running import DAY, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAID = ("hostile", "search", "faults", "markdown")
"""What tests may have to say at the end, as properties of theirs."""
CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Example:
    """A copy of the example knowledge base, outside any repository, and its site."""

    root: Path
    site: Path

    @property
    def said(self) -> str:
        """What the build said at its end."""
        return (self.root / "said.txt").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing opens a pager, and no setting of the machine changes what is printed."""
    monkeypatch.setenv("PAGER", "cat")
    for name in ("NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _short_guide() -> Iterator[None]:
    """What is built within this process has three rules in its guide: their fifty pages are most of a small site.

    The example has them all, and so has whatever else a process of its own builds.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "load_rules", lambda: dict(islice(load_rules().items(), 3)))
        yield


@contextmanager
def whole_guide() -> Iterator[None]:
    """All rules are in the guide here too, for what is compared with what another process builds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "load_rules", load_rules)
        yield


@pytest.fixture(scope="session", autouse=True)
def _caches(shared: Path) -> Iterator[None]:
    """Caches lie with the tests, not with who runs them; every test has folders, and so caches, of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(shared / "caches"))
        patch.delenv("COP_KB_CACHE_DIR", raising=False)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder for all processes that run the tests: a worker of pytest-xdist has one of its own in it."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if hasattr(request.config, "workerinput") else folder


@pytest.fixture(scope="session")
def example(shared: Path) -> Example:
    """The example, built once however many processes run the tests."""
    return built_once(shared / "example")


@pytest.fixture(scope="session")
def example_below(shared: Path) -> Example:
    """The same, for an address with a path: https://example.org/teams/wipers/."""
    return built_once(shared / "example-below", "site_url: https://example.org/teams/wipers/\n")


@pytest.fixture(scope="session")
def example_of_files(shared: Path) -> Example:
    """The same, where pages are files and not folders."""
    return built_once(shared / "example-of-files", "site_url: https://kb.example/wipers/\nuse_directory_urls: false\n")


@pytest.fixture(scope="session")
def example_offline(shared: Path) -> Example:
    """The same, to be read from its folder."""
    return built_once(shared / "example-offline", "", "--offline")


def built_once(root: Path, settings: str = "", *arguments: str) -> Example:
    """The example with settings added, in a folder that several processes may want at the same time."""
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "site").is_dir():
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir()
            shutil.copytree(CHECKOUT / "content", root / "content")
            text = (CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8")
            (root / "mkdocs.yml").write_text(settings + text, encoding="utf-8")
            done = run("build", "--today", DAY, *arguments, folder=root)
            assert done.returncode == 0, done.stderr
            (root / "said.txt").write_text(done.stdout, encoding="utf-8")
    return Example(root, root / "site")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that is installed here, one for all tests of a process: Playwright starts only once in one.

    Without one the tests fail: what readers see would not be looked at.
    """
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        pytest.fail(HELP)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


def pytest_unconfigure() -> None:
    """The process that others are forked from ends with the tests."""
    warm.end()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests counted and measured: hostile content, how well the search finds, how Markdown is read."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    told = [value for each in reports for value in getattr(each, "user_properties", ()) if value[0] in SAID]
    for name, line in dict.fromkeys((name, str(line)) for name, line in told):  # one test has several reports
        terminalreporter.write_line(f"{name}: {line}")
