from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cop_kb.scaffolding.folder import init
from cop_kb.scaffolding.requirement import Requirement, requirement_of
from tests.cli.running import git, run_program
from tests.support import TODAY, write

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Installed:
    """A distribution with this record of how it was installed."""

    version = "1.2.3"

    def __init__(self, record: Any = None, installer: str = "pip\n") -> None:
        text = record if isinstance(record, str) or record is None else json.dumps(record)
        self._texts = {"direct_url.json": text, "INSTALLER": installer}

    def read_text(self, name: str) -> str | None:
        return self._texts[name]


def found(record: Any = None, installer: str = "pip\n") -> Requirement:
    return requirement_of(Installed(record, installer))  # type: ignore[arg-type]


def from_git(url: str, **more: str) -> Requirement:
    return found({"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}, **more})


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of cop-kb with one commit and no remote."""
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "pyproject.toml").write_text("[project]\n")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    return root


def from_folder(root: Path) -> Requirement:
    return found({"url": root.as_uri(), "dir_info": {"editable": True}})


def test_from_a_registry_it_is_that_version() -> None:
    for installer in ("pip\n", "uv\n", "Poetry 1.8.3"):
        assert found(None, installer).line == "cop-kb==1.2.3"
    assert not found(None, "conda").installs, "pip would ask another registry, where anybody may have the name"
    assert not found(None, "").installs


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://code.example/wipers/cop-kb.git", "https://code.example/wipers/cop-kb.git@"),
        ("https://ines:s3cret@code.example:8443/cop-kb?private_token=s3cret", "https://code.example:8443/cop-kb@"),
        ("https://s3cret@code.example/cop-kb", "https://code.example/cop-kb@"),
        ("git@code.example:wipers/cop-kb.git", "ssh://git@code.example/wipers/cop-kb.git@"),
        ("ssh://git:s3cret@code.example:22/cop-kb", "ssh://git@code.example:22/cop-kb@"),
        ("https://[2001:db8::1]/cop-kb", "https://[2001:db8::1]/cop-kb@"),
    ],
)
def test_from_git_it_is_that_commit_and_no_password_stays(url: str, line: str) -> None:
    needed = from_git(url)
    assert needed.line == f"cop-kb @ git+{line}{COMMIT}"
    assert "s3cret" not in needed.text
    assert from_git(url, subdirectory="tools/kb").line == f"{needed.line}#subdirectory=tools/kb"


@pytest.mark.parametrize("url", ["/srv/git/cop kb.git", "file:///srv/git/cop%20kb.git"])
def test_from_a_folder_of_this_machine_it_is_that_and_said(url: str) -> None:
    needed = from_git(url, subdirectory="tools/kb")
    assert needed.line == f"git+file:///srv/git/cop%20kb.git@{COMMIT}#egg=cop-kb&subdirectory=tools/kb"
    assert "which a CI elsewhere cannot reach" in needed.text


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% PWNED",
        "https://code.example/a\n--index-url https://evil.example",
        "C:\\cop-kb",
        "nothing",
        "",
    ],
)
def test_an_address_that_pip_could_not_take_or_would_run_is_not_written(url: str) -> None:
    needed = from_git(url)
    assert not needed.installs
    assert "evil" not in needed.text
    assert "PWNED" not in needed.text


def test_an_archive_is_taken_by_its_digest_and_a_file_is_not() -> None:
    archive = {"url": "https://code.example/cop_kb-1.2.3-py3-none-any.whl", "archive_info": {"hash": "sha256=ab12"}}
    assert found(archive).line == "cop-kb @ https://code.example/cop_kb-1.2.3-py3-none-any.whl#sha256=ab12"
    assert not found({**archive, "archive_info": {}}).installs
    assert not found({**archive, "url": "file:///tmp/cop_kb-1.2.3-py3-none-any.whl"}).installs


def test_a_checkout_is_as_its_remote_has_it_and_what_that_does_not_have_is_said(checkout: Path) -> None:
    assert not from_folder(checkout).installs, "it has no remote"
    git(checkout, "remote", "add", "origin", "https://ines:s3cret@code.example/cop-kb.git")
    git(checkout, "remote", "add", "other", "https://code.example/other.git")
    head = git(checkout, "rev-parse", "HEAD").strip()
    needed = from_folder(checkout)
    assert needed.line == f"cop-kb @ git+https://code.example/cop-kb.git@{head}"
    assert "Push this commit first" in needed.text
    git(checkout, "update-ref", "refs/remotes/origin/main", head)
    assert not from_folder(checkout).notes
    (checkout / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    assert "changes that are in no commit" in from_folder(checkout).text


def test_a_copy_inside_another_repository_is_not_taken_for_it(checkout: Path) -> None:
    git(checkout, "remote", "add", "origin", "https://code.example/other.git")
    copy = checkout / "vendor"
    copy.mkdir()
    (copy / "pyproject.toml").write_text("[project]\n")
    assert not from_folder(copy).installs
    git(checkout, "add", ".")
    git(checkout, "commit", "-qm", "two")
    assert from_folder(copy).line.endswith("#subdirectory=vendor")


@pytest.mark.parametrize("record", ["{", "[]", '{"url": 1}', '"text"', '{"dir_info": {}}'])
def test_a_record_that_cannot_be_read_is_no_answer(record: str) -> None:
    assert not found(record).installs


def test_pip_stops_at_the_line_and_shows_what_belongs_there(tmp_path: Path) -> None:
    needed = found({"url": "file:///gone", "dir_info": {}})
    (tmp_path / "requirements.txt").write_text(needed.text)
    done = run_program(sys.executable, "-m", "pip", "install", "-r", "requirements.txt", "--dry-run", folder=tmp_path)
    assert done.returncode == 1
    assert "Replace this line by the one that installs cop-kb for you: cop-kb @ git+ADDRESS@COMMIT" in done.stderr


@pytest.mark.parametrize("url", ["{}/gone.git", "ssh://localhost:1/gone.git"])
def test_pip_takes_a_line_from_git(tmp_path: Path, url: str) -> None:
    """Its form, that is: pip asks for the repository, which is not there."""
    url = url.format(tmp_path.as_uri())
    (tmp_path / "requirements.txt").write_text(from_git(url).text)
    words = (sys.executable, "-m", "pip", "install", "-r", "requirements.txt", "--dry-run", "--no-deps")
    done = run_program(*words, folder=tmp_path)
    assert f"git clone --filter=blob:none --quiet {url}" in done.stdout + done.stderr


def test_init_writes_it_and_keeps_what_is_there(tmp_path: Path) -> None:
    begun = init(tmp_path / "one", "Trial", TODAY)
    assert (tmp_path / "one/requirements.txt").read_text() == begun.requirement.text
    root = write(tmp_path / "two", {"requirements.txt": "mkdocs\n"})
    begun = init(root, "Trial", TODAY)
    assert "requirements.txt" in begun.kept
    assert (root / "requirements.txt").read_text() == "mkdocs\n"


def test_nothing_that_init_writes_installs_a_bare_name(tmp_path: Path) -> None:
    init(tmp_path, "Trial", TODAY)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    installing = [line for path in files for line in path.read_text().splitlines() if "pip install" in line]
    assert len(installing) >= 4
    assert all(
        line.strip().removeprefix("- ").removeprefix("run: ") == "pip install -r requirements.txt"
        for line in installing
    )
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert "pip install cop-kb" not in readme


def test_a_program_that_is_not_installed_says_so(tmp_path: Path) -> None:
    code = (
        "import importlib.metadata as m; from cop_kb.scaffolding import requirement as r\n"
        "def gone(name): raise m.PackageNotFoundError(name)\n"
        "r.distribution = gone; print(r.requirement().text)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert "it runs without being installed" in done.stdout
