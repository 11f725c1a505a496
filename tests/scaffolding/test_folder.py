from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Severity
from cop_kb.reading.writer import Writer
from cop_kb.rules import check
from cop_kb.scaffolding.entry import draft
from cop_kb.scaffolding.folder import TEMPLATE, init
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
    assert all("delete it" in entry.source.text for entry in kb.entries)
    for entry in kb.entries:
        assert kb.relations_from.get(entry.slug) or kb.relations_to.get(entry.slug)
    assert [one.date for group in kb.tries.values() for one in group if not one.from_entry] == [TODAY]
    assert not kb.stray_tries
    assert len(kb.topics) == 3
    assert kb.person("robin@example.org").name == "Robin Example"


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


def test_github_checks_requests_and_publishes_main_with_the_whole_history(tmp_path: Path) -> None:
    init(tmp_path, "Trial", TODAY)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/knowledge-base.yml").read_text())
    assert set(workflow[True]) == {"pull_request", "push", "workflow_dispatch"}, "YAML 1.1 takes on for true"
    steps = {name: job["steps"] for name, job in workflow["jobs"].items()}
    assert {"run": "cop-kb validate --format github"} in steps["validate"]
    assert {"run": "cop-kb build"} in steps["publish"]
    for group in steps.values():
        assert group[0]["with"]["fetch-depth"] == 0
    gitlab = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text())
    assert gitlab["variables"]["GIT_DEPTH"] == 0
    assert gitlab["pages"]["artifacts"]["paths"] == ["public"]
    assert gitlab["pages"]["script"] == ["cop-kb build --site-dir public"]


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
