"""The jobs that ``init`` writes do what they say: green, red, a site, and nothing of a request is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cop_kb.scaffolding.folder import init
from tests.cli.running import git, repository_of_ours
from tests.scaffolding.runners import Runner, make_python
from tests.support import TODAY, write

GOOD = {"content/problems/it-hums.md": "# It hums\n\nAll night.\n"}
BROKEN = {"content/cases/it-hummed.md": "---\nproblem: no-such-thing\n---\n# It hummed\n\nAll night.\n"}
MODULES = (
    "yaml.py",
    "click.py",
    "mkdocs.py",
    "pip.py",
    "sitecustomize.py",
    "usercustomize.py",
    "conftest.py",
    "setup.py",
)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the cop-kb of these tests, as if a requirement had been installed."""
    return make_python(tmp_path_factory.mktemp("python") / "venv", with_checkout=True)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A bare repository whose main branch holds what ``init`` writes; its requirements are there already."""
    return published(tmp_path, "# what the Python of these tests has\n")


def published(folder: Path, requirements: str) -> Path:
    root = folder / "kb"
    init(root, "Trial", TODAY)
    (root / "requirements.txt").write_text(requirements)
    git(root, "init", "-q")
    commit(root, "Begin")
    git(folder, "clone", "-q", "--bare", str(root), "kb.git")
    git(root, "remote", "add", "origin", str(folder / "kb.git"))
    return folder / "kb.git"


def commit(root: Path, message: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "-qm", message)


def request(remote: Path, files: dict[str, str], links: dict[str, str] | None = None) -> str:
    """A branch with these files, pushed; gives its name."""
    root = remote.with_name("kb")
    git(root, "checkout", "-q", "-B", "request", "main")
    write(root, {"mkdocs.yml": (root / "mkdocs.yml").read_text(), **files})
    for name, target in (links or {}).items():
        (root / name).symlink_to(target)
    commit(root, "A request")
    git(root, "push", "-q", "--force", "origin", "request")
    return "request"


def hostile(marks: Path) -> dict[str, str]:
    """Files of a request by which code of its own would run, each of which would leave a mark."""
    mark = "import pathlib\npathlib.Path({!r}).touch()\n"
    files = {name: mark.format(str(marks / name)) for name in MODULES}
    files["hook.py"] = mark.format(str(marks / "hook"))
    files["evil/setup.py"] = mark.format(str(marks / "evil"))
    files["requirements.txt"] = "./evil\n"
    files["pip.conf"] = "[global]\nindex-url = file:///nowhere\nno-index = true\n"
    files["overrides/main.html"] = "{{ 1 / 0 }}"
    files["mkdocs.yml"] = (
        "site_name: Theirs\ndocs_dir: content\nplugins: [cop-kb]\nhooks: [hook.py]\n"
        "theme: {name: cop-kb, custom_dir: overrides}\n"
        "markdown_extensions:\n  - toc: {slugify: !!python/name:yaml.x}\n"
    )
    files[".cache/pip/http/x"] = ".git is not the only cache"
    return files


def test_github_is_green_for_a_good_request_and_runs_nothing_of_it(
    tmp_path: Path, remote: Path, programs: Path
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    branch = request(remote, {**GOOD, **hostile(marks)})
    ran = Runner(tmp_path / "runner", remote, programs).github("validate", merging=branch)
    assert ran.code == 0, ran.said
    assert not list(marks.iterdir()), ran.said
    assert "mkdocs.yml differs from the one at" in ran.said


def test_gitlab_is_red_for_a_broken_entry_and_writes_the_report_where_a_link_lay(
    tmp_path: Path, remote: Path, programs: Path
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    target = tmp_path / "target"
    target.write_text("whole")
    branch = request(remote, {**BROKEN, **hostile(marks)}, {"findings.json": str(target)})
    ran = Runner(tmp_path / "runner", remote, programs).gitlab("validate", merging=branch)
    assert ran.code == 1, ran.said
    assert "“no-such-thing” under problem is no entry" in ran.said
    assert not list(marks.iterdir()), ran.said
    assert target.read_text() == "whole"
    report = json.loads((ran.folder / "findings.json").read_text())
    assert "content/cases/it-hummed.md" in {each["location"]["path"] for each in report}


def test_a_request_cannot_be_checked_where_the_target_names_no_cop_kb(
    tmp_path: Path, remote: Path, programs: Path
) -> None:
    root = remote.with_name("kb")
    (root / "requirements.txt").unlink()
    commit(root, "No requirements")
    git(root, "push", "-q", "origin", "main")
    branch = request(remote, {**GOOD, "requirements.txt": "cop-kb\n"})
    ran = Runner(tmp_path / "runner", remote, programs).github("validate", merging=branch)
    assert ran.code == 1
    assert "No such file or directory: 'requirements.txt'" in ran.said


@pytest.mark.long
@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_the_jobs_install_cop_kb_from_its_commit_and_publish_a_site(tmp_path: Path, host: str) -> None:
    source = repository_of_ours(tmp_path / "cop-kb")
    git(tmp_path, "clone", "-q", "--bare", str(source), "cop-kb.git")
    head = git(source, "rev-parse", "HEAD").strip()
    remote = published(tmp_path, f"git+{(tmp_path / 'cop-kb.git').as_uri()}@{head}#egg=cop-kb\n")
    job, folder = ("publish", "site") if host == "github" else ("pages", "public")
    ran = getattr(Runner(tmp_path / "main", remote, make_python(tmp_path / "one", with_checkout=False)), host)(job)
    assert ran.code == 0, ran.said
    assert (ran.folder / folder / "problems/blade-chatter/index.html").is_file(), ran.said
    cache = ran.home / ".cache/cop-kb" if host == "github" else ran.folder / ".cop-kb-cache"
    assert list(cache.rglob("*.sqlite")), "what the recipe keeps is what the build has written"
    marks = tmp_path / "marks"
    marks.mkdir()
    for files, code in ((GOOD, 0), (BROKEN, 1)):
        branch = request(remote, {**files, **hostile(marks)})
        programs = make_python(tmp_path / f"python{code}", with_checkout=False)
        ran = getattr(Runner(tmp_path / f"request{code}", remote, programs), host)("validate", merging=branch)
        assert ran.code == code, ran.said
        assert not list(marks.iterdir()), ran.said
