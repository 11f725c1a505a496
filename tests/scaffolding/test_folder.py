from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Severity
from cop_kb.reading.writer import Writer
from cop_kb.rules import check
from cop_kb.scaffolding.entry import draft
from cop_kb.scaffolding.folder import TEMPLATE, init
from tests.cli.running import git
from tests.support import TODAY, read

ROOT = Path(__file__).parents[2]


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_knowledge_base_has_nothing_to_complain_about(tmp_path: Path) -> None:
    begun = init(tmp_path, "Trial", TODAY)
    kb = read(tmp_path)
    assert not check(kb)
    assert set(begun.written) == set(files_in(tmp_path))
    assert not begun.kept
    assert kb.settings.site_name == "Trial"


def test_it_has_a_related_example_of_every_type_and_a_try(tmp_path: Path) -> None:
    init(tmp_path, "Trial", TODAY)
    kb = read(tmp_path)
    assert {entry.type.name for entry in kb.entries} == set(kb.types)
    assert all(entry.title.startswith("Example:") for entry in kb.entries)
    assert all("Delete it" in entry.source.text for entry in kb.entries)
    for entry in kb.entries:
        assert kb.relations_from.get(entry.slug) or kb.relations_to.get(entry.slug)
    assert [one.date for group in kb.tries.values() for one in group if not one.from_entry] == [TODAY]
    assert not kb.stray_tries
    assert len(kb.topics) == 3
    assert kb.people["robin@example.org"].name == "Robin Example"
    named = {who for entry in kb.entries for who in (*entry.texts("authors"), *entry.texts("thanks"))}
    named |= {one.who for tries in kb.tries.values() for one in tries}
    assert named <= kb.people.keys(), "nobody else stands among the people"
    assert all(entry.texts("authors") for entry in kb.entries), "else whoever commits the examples has credit for them"


def test_an_untouched_entry_of_every_type_after_it_gives_only_hints(tmp_path: Path) -> None:
    init(tmp_path, "Trial", TODAY)
    kb = read(tmp_path)
    for entry_type in kb.types.values():
        drafted = draft(kb, entry_type, f"Something new{entry_type.title_ends_with}", slug=f"new-{entry_type.name}")
        assert Writer(tmp_path).new(tmp_path / "content" / drafted.uri, drafted.text, "the new entry")
    found = check(read(tmp_path))
    assert {(each.rule, each.severity) for each in found} == {("missing-section", Severity.HINT)}


@pytest.mark.parametrize("name", ["Wipers: the #1 [site]", "no", 'say "hi" \\ *now*', "雨刮器", "<b>"])
def test_any_name_is_a_name(tmp_path: Path, name: str) -> None:
    init(tmp_path, name, TODAY)
    assert read(tmp_path).settings.site_name == name
    assert yaml.unsafe_load((tmp_path / "mkdocs.yml").read_text().replace("!!python/name:", ""))["site_name"] == name


def test_without_a_name_the_folder_s_is_taken(tmp_path: Path) -> None:
    init(tmp_path / "wiper-knowledge_base", "", TODAY)
    assert read(tmp_path / "wiper-knowledge_base").settings.site_name == "Wiper knowledge base"
    assert (tmp_path / "wiper-knowledge_base/README.md").read_text().startswith("# Wiper knowledge base\n")


def test_git_ignores_what_a_killed_command_may_leave(tmp_path: Path) -> None:
    init(tmp_path, "Trial", TODAY)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    left = f"content/problems/.cop-kb-4711-{'0a' * 8}"
    done = subprocess.run(["git", "check-ignore", left], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == left
    done = subprocess.run(["git", "check-ignore", ".cop-kb-stage.json"], cwd=tmp_path, check=False)
    assert done.returncode == 1


def test_what_is_there_is_kept_and_named(tmp_path: Path) -> None:
    init(tmp_path, "Trial", TODAY)
    (tmp_path / "README.md").write_text("ours")
    (tmp_path / ".gitignore").unlink()
    (tmp_path / "content/problems/blade-chatter.md").unlink()
    before = files_in(tmp_path)
    begun = init(tmp_path, "Other", TODAY)
    assert begun.written == (".gitignore",), "an example that was deleted stays so"
    assert {"README.md", "mkdocs.yml", "content/topics.yml"} <= set(begun.kept)
    assert {path: data for path, data in files_in(tmp_path).items() if path != ".gitignore"} == before


def test_a_site_of_mkdocs_becomes_one(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Ours\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\nplugins: [search]\n")
    begun = init(tmp_path, "", TODAY)
    assert "docs/index.md" in begun.kept
    assert "docs/topics.yml" in begun.written
    assert not any("blade-chatter" in path or "tried" in path for path in files_in(tmp_path))
    assert not (tmp_path / "content").exists()
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\nplugins: [search, cop-kb]\n")
    assert not check(read(tmp_path, {"mkdocs.yml": (tmp_path / "mkdocs.yml").read_text()}))


def test_a_file_is_no_folder_and_broken_settings_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CopKbError, match="is a file: name a folder"):
        init(tmp_path / "file", "", TODAY)
    (tmp_path / "mkdocs.yml").write_text("a: [")
    with pytest.raises(CopKbError, match="cannot be read as YAML"):
        init(tmp_path, "", TODAY)
    assert set(files_in(tmp_path)) == {"file", "mkdocs.yml"}


@pytest.fixture
def github(tmp_path: Path) -> dict[str, Any]:
    init(tmp_path, "Trial", TODAY)
    return yaml.safe_load((tmp_path / ".github/workflows/knowledge-base.yml").read_text())


@pytest.fixture
def gitlab(tmp_path: Path) -> dict[str, Any]:
    init(tmp_path, "Trial", TODAY)
    return yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text())


def test_both_check_requests_and_publish_main_with_the_whole_history(
    github: dict[str, Any], gitlab: dict[str, Any]
) -> None:
    assert set(github[True]) == {"pull_request", "push", "workflow_dispatch"}, "YAML 1.1 takes on for true"
    for job in github["jobs"].values():
        assert job["steps"][0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
        assert job["timeout-minutes"]
    assert {"run": "cop-kb build"} in github["jobs"]["publish"]["steps"]
    assert gitlab["variables"] == {"GIT_DEPTH": 0}
    assert gitlab["pages"]["artifacts"]["paths"] == ["public"]


def test_actions_are_pinned_to_commits_and_no_text_of_a_request_is_in_a_script(github: dict[str, Any]) -> None:
    assert github["permissions"] == {"contents": "read"}
    for job in github["jobs"].values():
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
            assert "${{" not in step.get("run", "")
    values = [value for job in github["jobs"].values() for value in job.get("env", {}).values()]
    assert values == ["${{ github.event.pull_request.base.sha }}"]


def test_every_pin_says_its_version_and_one_action_has_one_pin(tmp_path: Path) -> None:
    init(tmp_path, "Trial", TODAY)
    text = (tmp_path / ".github/workflows/knowledge-base.yml").read_text()
    pins = re.findall(r"uses: (actions/[\w-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$", text, re.MULTILINE)
    assert len(pins) == text.count("uses: ") == 7
    assert len(set(pins)) == len({name for name, _, _ in pins})


def test_variables_of_gitlab_are_quoted_wherever_a_script_uses_them(gitlab: dict[str, Any]) -> None:
    for job in ("validate", "pages"):
        for line in gitlab[job]["script"]:
            assert not re.search(r"\$\w", re.sub(r'"[^"]*"', "", line).replace("$?", "")), line


def test_only_the_job_that_publishes_keeps_a_cache(github: dict[str, Any], gitlab: dict[str, Any]) -> None:
    assert not any("cache" in str(step) for step in github["jobs"]["validate"]["steps"])
    (kept,) = (step["with"] for step in github["jobs"]["publish"]["steps"] if "/cache@" in step.get("uses", ""))
    assert kept["path"] == "~/.cache/cop-kb"
    assert "refs/heads/main" in github["jobs"]["publish"]["if"]
    assert "cache" not in gitlab
    assert "cache" not in gitlab["validate"]
    assert gitlab["pages"]["cache"]["paths"] == [".cop-kb-cache"]
    assert "--cache-dir .cop-kb-cache" in gitlab["pages"]["script"][-1]
    assert gitlab["pages"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]


def test_what_the_commands_and_jobs_make_is_kept_out_of_git(tmp_path: Path) -> None:
    init(tmp_path, "Trial", TODAY)
    git(tmp_path, "init", "-q")
    made = ("site/x", "public/x", ".cop-kb-cache/x", ".cop-kb/x", ".venv/x", "findings.json")
    for name in made:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    listed = git(tmp_path, "ls-files", "--others", "--exclude-standard").split()
    assert not set(listed) & set(made)
    assert "requirements.txt" in listed


def test_every_extension_it_names_is_installed_with_us(tmp_path: Path) -> None:
    from markdown import Markdown

    init(tmp_path, "Trial", TODAY)
    text = (tmp_path / "mkdocs.yml").read_text().replace("!!python/name:", "")
    listed = yaml.safe_load(text)["markdown_extensions"]
    names = [name if isinstance(name, str) else next(iter(name)) for name in listed]
    assert "pymdownx.superfences" in names
    assert '<div class="admonition note">' in Markdown(extensions=names).convert("!!! note\n    a")


def test_the_template_s_files_are_packaged() -> None:
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert hatch["packages"] == ["cop_kb"]
    assert TEMPLATE.is_relative_to(ROOT / "cop_kb")
    names = [part for path in TEMPLATE.rglob("*") for part in path.relative_to(TEMPLATE).parts]
    assert not any(name.startswith(".") for name in names), "packaging may lose dot files"
