"""``--trusted-from``: a merge request is checked and built with the settings of the branch that it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import git, run
from tests.support import MKDOCS_YML as PLAIN
from tests.support import write

CHECKOUT = Path(__file__).parents[2]
MKDOCS_YML = """\
INHERIT: ../base.yml
site_name: Ours
docs_dir: content
theme:
  name: cop-kb
  custom_dir: overrides
plugins:
  - cop-kb
hooks:
  - hooks/ours.py
markdown_extensions:
  - pymdownx.snippets: {base_path: [shared]}
"""
HOOK = """\
import helper

def on_post_page(output, page, config):
    return output.replace("</body>", f"<!-- {helper.WHO} {config.extra['who']} --></body>")
"""
MARK = "import pathlib\npathlib.Path({!r}).touch()\nWHO = 'theirs'\n"
OURS = {
    "mkdocs.yml": MKDOCS_YML,
    "../base.yml": "extra: {who: inherited}\n",
    "hooks/ours.py": HOOK,
    "hooks/helper.py": "WHO = 'ours'\n",
    "overrides/partials/copyright.html": "<p>Ours</p>",
    "shared/said.md": "As we say.",
    "content/problems/it-hums.md": '# It hums\n\nAll night.\n\n--8<-- "said.md"\n',
    "content/index.md": "# Home\n",
}
TYPE = (CHECKOUT / "cop_kb/entry_types/faq/type.yml").read_text().replace("faq", "idea").replace("FAQ", "Idea")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge base below the first folder of a repository, committed as ``main``."""
    root = tmp_path / "repository/kb"
    write(root, OURS)
    git(root.parent, "init", "-q")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-qm", "ours")
    git(root.parent, "branch", "-q", "target")
    return root


def theirs(marks: Path) -> dict[str, str]:
    """A request that changes all that is run or believed."""
    mark = MARK.format(str(marks / "{}"))
    return {
        "mkdocs.yml": MKDOCS_YML.replace("Ours", "Theirs").replace("hooks/ours.py", "hooks/theirs.py"),
        "../base.yml": "extra: {who: theirs}\n",
        "hooks/theirs.py": mark.format("hook"),
        "hooks/ours.py": mark.format("ours"),
        "hooks/helper.py": mark.format("helper"),
        "helper.py": mark.format("beside"),
        "overrides/partials/copyright.html": "<p>Theirs</p>",
        "overrides/main.html": "{{ 1 / 0 }}",
        "shared/said.md": "As they say.",
        "entry_types/idea/type.yml": TYPE,
        "content/problems/it-hums-again.md": "# It hums again\n\nAll day.\n",
    }


def requested(root: Path, marks: Path, more: dict[str, str] | None = None) -> None:
    marks.mkdir()
    write(root, {**theirs(marks), **(more or {})})
    git(root.parent, "add", "--all")
    git(root.parent, "commit", "-qm", "theirs")


def test_a_build_takes_all_but_the_content_from_the_other_commit(root: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    requested(root, marks)
    done = run("build", "--trusted-from", "target", folder=root)
    assert done.returncode == 0, done.stderr
    assert not list(marks.iterdir())
    assert "mkdocs.yml differs from the one at target, which counts." in done.stderr
    page = (root / "site/problems/it-hums/index.html").read_text()
    assert "<!-- ours inherited -->" in page
    assert "As we say." in page
    assert "<p>Ours</p>" in page
    assert "Theirs" not in page
    assert (root / "site/problems/it-hums-again/index.html").is_file(), "the content is that of the request"
    assert not (root / "site/ideas").exists()


def test_without_it_the_request_would_have_run(root: Path, tmp_path: Path) -> None:
    requested(root, tmp_path / "marks")
    run("build", folder=root)
    assert {each.name for each in (tmp_path / "marks").iterdir()} == {"hook"}


def test_validate_takes_severities_from_there_and_shows_paths_from_here(root: Path, tmp_path: Path) -> None:
    off = MKDOCS_YML.replace("  - cop-kb\n", "  - cop-kb: {severities: {dangling-ref: off}}\n")
    broken = {"content/cases/it-hummed.md": "---\nproblem: no-such-thing\n---\n# It hummed\n\nOnce.\n"}
    requested(root, tmp_path / "marks", {"mkdocs.yml": off, **broken})
    assert run("validate", folder=root).returncode == 0
    for options in ((), ("--rendered",), ("--changed", "target"), ("--rendered", "content/cases")):
        done = run("validate", *options, "--trusted-from", "target", folder=root)
        assert done.returncode == 1, done.stderr
        assert "content/cases/it-hummed.md:2:10 error “no-such-thing” under problem is no entry" in done.stdout
        assert not list((tmp_path / "marks").iterdir())


def test_what_a_text_would_lose_is_found_with_the_settings_from_there(root: Path, tmp_path: Path) -> None:
    text = {"content/problems/x.md": "# It hums, too\n\n<script>alert(1)</script>\n"}
    requested(root, tmp_path / "marks", {"mkdocs.yml": "site_name: [\n", **text})
    done = run("validate", "--rendered", "--trusted-from", "target", folder=root)
    assert "content/problems/x.md:3" in done.stdout
    assert "removed-markup" in done.stdout


@pytest.mark.parametrize("command", ["build", "validate"])
def test_settings_that_the_request_deleted_still_hold(root: Path, command: str) -> None:
    for name in ("mkdocs.yml", "hooks/ours.py", "../base.yml"):
        (root / name).unlink()
    done = run(command, "--trusted-from", "target", folder=root)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["build", "validate"])
@pytest.mark.parametrize("ref", ["origin/main", "--help", "-q", ""])
def test_a_ref_that_is_no_commit_ends_in_one_sentence(root: Path, command: str, ref: str) -> None:
    done = run(command, f"--trusted-from={ref}", folder=root)
    assert done.returncode == 2
    assert f"“{ref}” is no commit that this repository has." in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [("build",), ("validate", "--rendered")])
def test_what_a_maintainer_lets_texts_run_is_not_run_for_a_request(
    root: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    allowed = "extra: {who: inherited, trusted_extensions: [pymdownx.b64]}\n"
    write(root, {"mkdocs.yml": MKDOCS_YML + "  - pymdownx.b64\n", "../base.yml": allowed})
    git(root.parent, "commit", "-qam", "allowed")
    git(root.parent, "branch", "-qf", "target")
    requested(root, tmp_path / "marks")
    done = run(*command, "--trusted-from", "target", folder=root)
    assert done.returncode != 0
    assert "--trusted-from cannot keep a merge request from it" in done.stderr


def test_a_tag_of_a_branch_s_name_is_not_taken_for_it(tmp_path: Path) -> None:
    root = write(tmp_path, {"mkdocs.yml": PLAIN, "content/cases/a.md": "# A\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "-c", "user.name=A", "-c", "user.email=a@post.invalid", "commit", "-q", "-m", "one")
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(root, "-c", "user.name=A", "-c", "user.email=a@post.invalid", "commit", "-q", "--allow-empty", "-m", "two")
    git(root, "tag", "origin/main")
    for option in ("--trusted-from", "--changed"):
        done = run("validate", option, "origin/main", folder=root)
        assert done.returncode == 2, done.stderr
        assert "write which one, refs/remotes/origin/main or refs/tags/origin/main" in done.stderr
