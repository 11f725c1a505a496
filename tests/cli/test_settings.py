"""A wrong or missing ``mkdocs.yml`` is one sentence with its place and its cure, whatever the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run, within
from tests.support import MKDOCS_YML, write

COMMANDS = (["validate"], ["build"], ["new", "case", "It hummed", "--yes"])


@pytest.mark.parametrize("command", COMMANDS, ids=[each[0] for each in COMMANDS])
def test_without_settings_it_says_how_to_begin(command: list[str], tmp_path: Path) -> None:
    done = run(*command, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"cop-kb: There is no mkdocs.yml in {tmp_path} or above it: begin with “cop-kb init")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site_name: x\nplugins: [\n", "mkdocs.yml:3:1: not YAML"),
        ("site_name: a: b\n", "mkdocs.yml:1:"),
        ("\t- x\n", "mkdocs.yml:1:1: not YAML"),
        ("", "mkdocs.yml"),
        ("- a\n- b\n", "mkdocs.yml: the settings of a site belong here"),
        ("site_name: x\n", "the plugin cop-kb is not there. Add “- cop-kb” under plugins."),
        ("site_name: x\nplugins: [material/search]\n", "the plugin cop-kb is not there"),
        ("plugins:\n  - cop-kb: [a]\n", "mkdocs.yml:2:13: the settings of cop-kb are keys with values."),
        (
            "plugins:\n  - cop-kb:\n      facetts: {}\n",
            "mkdocs.yml:3:7: “facetts” is no setting of cop-kb. Did you mean",
        ),
        (
            MKDOCS_YML + "      severities: {dead-lnik: off}\n",
            "“dead-lnik” is no rule of cop-kb. Did you mean “dead-link”?",
        ),
        (MKDOCS_YML + "      severities: {dead-link: grave}\n", "mkdocs.yml:11:31: “grave” is no severity"),
        (MKDOCS_YML + "      ignores: [{rule: dead-link, path: x}]\n", "an ignore takes rule, path and reason"),
        (MKDOCS_YML + "      clocks: {faq: soon}\n", "a whole number above 0"),
        (MKDOCS_YML + "      proven_people: -1\n", "a whole number above 0"),
        ("a: &a [*a]\nplugins: *a\n", "mkdocs.yml"),
        ("x: " + "[" * 5000, "mkdocs.yml"),
    ],
)
def test_wrong_settings_are_named_with_their_place(text: str, said: str, tmp_path: Path) -> None:
    done = within(write(tmp_path, {"mkdocs.yml": text}), "validate")
    assert type(done.exception).__name__ == "CopKbError", done.exception
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)


def test_settings_that_are_no_text_are_said_to_be_so(tmp_path: Path) -> None:
    done = run("validate", folder=write(tmp_path, {"mkdocs.yml": b"site_name: \xff\xfe\n"}))
    assert done.returncode in (2, 3)
    assert "mkdocs.yml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_type_of_a_community_s_own_is_named_with_its_place(tmp_path: Path) -> None:
    root = write(tmp_path, {"entry_types/odd/type.yml": "name: odd\nplural: [\n"})
    for command in COMMANDS:
        done = run(*command, folder=root)
        assert done.returncode == 2, command
        assert "entry_types/odd/type.yml:" in done.stderr
        assert "Traceback" not in done.stderr


def test_settings_of_mkdocs_and_python_tags_are_left_alone(tmp_path: Path) -> None:
    text = (
        "INHERIT: base.yml\n" + MKDOCS_YML + "extra: !ENV [HOME, x]\nsite_url: !ENV NO_SUCH_NAME\n"
        "x: !!python/name:os.system\ny: !relative $docs_dir\n"
    )
    root = write(tmp_path, {"mkdocs.yml": text, "base.yml": "site_author: x\n"})
    assert run("validate", folder=root).returncode == 0


@pytest.mark.parametrize("name", ["mkdocs.yml", "mkdocs.yaml"])
def test_the_settings_are_found_from_far_below(name: str, tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/a/b/c/x.txt": "x"})
    (root / "mkdocs.yml").rename(root / name)
    done = run("validate", folder=root / "content/cases/a/b/c")
    assert done.returncode == 0, done.stderr
