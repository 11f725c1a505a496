"""``cop-kb validate`` says everything there is to say about the files that are meant, in the form that is wanted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.running import at_terminal, run, within
from tests.support import MKDOCS_YML, write

FILES = {
    "content/cases/hum.md": "---\nproblem: no-such-thing\n---\n# The motor hummed\n\nAll night.\n",
    "content/cases/van/index.md": "# The van stopped\n\n[x](nowhere.md)\n",
    "content/cases/van/big.bin": b"x" * 50,
    "content/faqs/why.md": "---\ncolour: red\n---\n# Why does it hum?\n\nBecause it is dry.\n",
    "content/about.md": "# About\n\n[x](nowhere.md)\n",
    "content/tried/nope/2026-01-01-ines-abcdef.md": "---\nresult: worked\n---\n",
}
RESET = "\x1b["


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base, and the current folder."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, FILES)


def found(*arguments: str) -> set[tuple[str, str]]:
    """The files and rules of the findings."""
    document = json.loads(within(Path(), "validate", *arguments, "--format", "json").stdout)
    return {(each["path"], each["rule"]) for each in document["findings"] if each["severity"] != "hint"}


ALL = {
    ("content/cases/hum.md", "dangling-ref"),
    ("content/cases/van/index.md", "dead-link"),
    ("content/faqs/why.md", "unknown-key"),
    ("content/about.md", "dead-link"),
    ("content/tried/nope/2026-01-01-ines-abcdef.md", "stray-try"),
}


def below(folder: str) -> set[tuple[str, str]]:
    return {each for each in ALL if each[0].startswith(folder)}


@pytest.mark.parametrize(
    ("paths", "meant"),
    [
        ([], ALL),
        (["."], ALL),
        (["content"], ALL),
        (["content/cases/"], below("content/cases/")),
        (["content/cases/hum.md"], below("content/cases/hum.md")),
        (["./content/../content/cases/hum.md"], below("content/cases/hum.md")),
        (["hum"], below("content/cases/hum.md")),
        (["van"], below("content/cases/van/")),
        (["hum", "content/faqs"], below("content/cases/hum.md") | below("content/faqs")),
        (["content/about.md"], below("content/about.md")),
        (["content/tried"], below("content/tried")),
        (["content/cases/van/big.bin"], set()),
        (["mkdocs.yml"], set()),
    ],
)
def test_paths_are_files_folders_or_slugs(paths: list[str], meant: set[tuple[str, str]], root: Path) -> None:
    assert found(*paths) == meant


def test_the_number_of_entries_is_that_of_those_looked_at(root: Path) -> None:
    assert run("validate", folder=root).stdout.endswith(" in 3 entries.\n")
    assert run("validate", "content/faqs", folder=root).stdout.endswith(" in 1 entry.\n")


@pytest.mark.parametrize(("word", "near"), [("whyy", "why"), ("content/cases/hun.md", ""), ("zzzzzz", "")])
def test_what_is_neither_is_said_with_what_was_perhaps_meant(word: str, near: str, root: Path) -> None:
    done = run("validate", word, folder=root)
    assert done.returncode == 2
    assert done.stderr.startswith(f"cop-kb: “{word}” is no file here and no entry.")
    assert near in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_type_called_like_a_slug_is_no_trap(root: Path) -> None:
    (root / "van").write_text("a file of that name lies here")
    assert found("van") == set(), "a path that is there comes first"


def test_it_works_from_a_folder_below_and_paths_are_seen_from_there(root: Path) -> None:
    done = run("validate", "hum.md", folder=root / "content" / "cases")
    assert "../../content/cases/hum.md:2:10 error" in done.stdout or done.stdout.startswith("hum.md:2:10 error")
    shown = done.stdout.split(":")[0]
    assert (root / "content" / "cases" / shown).resolve() == root / "content" / "cases" / "hum.md"


def test_it_works_in_another_folder_and_paths_are_seen_from_here(root: Path) -> None:
    done = run("-C", str(root), "validate", "hum", folder=root.parent)
    shown = done.stdout.split(":")[0]
    assert (root.parent / shown).resolve() == root / "content" / "cases" / "hum.md"


def test_a_link_to_the_folder_is_the_folder(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "kb"
    link.symlink_to(root)
    monkeypatch.chdir(link)
    assert found("content/cases/hum.md") == below("content/cases/hum.md")
    assert found() == ALL


def test_json_is_one_document_and_nothing_else(root: Path) -> None:
    done = run("validate", "--format", "json", folder=root)
    document = json.loads(done.stdout)
    assert document["version"] == 1
    assert document["entries"] == 3
    assert document["counts"]["error"] == 2
    assert done.stderr == ""


def test_github_is_commands_and_nothing_else(root: Path) -> None:
    done = run("validate", "--format", "github", folder=root)
    assert done.stdout
    for line in done.stdout.splitlines():
        assert re.match(
            r"::(error|warning|notice) file=content/[^,]+,line=\d+,col=\d+,endColumn=\d+,title=[\w-]+::", line
        )


def test_nothing_found_in_github_format_prints_nothing(tmp_path: Path) -> None:
    done = run("validate", "--format", "github", folder=write(tmp_path, {}))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


FORGED = "::error file=x::forged\n::error::forged\r::stop-commands::x\n%0A::error::forged"


def test_no_text_of_an_entry_becomes_a_command(tmp_path: Path) -> None:
    quoted = json.dumps(FORGED)
    root = write(
        tmp_path,
        {
            "content/cases/a.md": f"---\n{quoted}: 1\ntitle: {quoted}\nproblem: {quoted}\ndate: {quoted}\n---\n{FORGED}\n",
            "content/cases/::error::b.md": f"# {FORGED}\n\n[{FORGED}](<::error::x.md>)\n",
        },
    )
    for form in ("github", "text"):
        said = run("validate", "--all", "--format", form, folder=root).stdout
        assert "forged" in said
        begins = [line.strip() for line in re.split(r"[\r\n]", said) if line.strip().startswith("::")]
        if form == "text":
            assert begins == []
        else:
            assert all(re.match(r"::(error|warning|notice) file=content/cases/", line) for line in begins)


def test_what_drives_a_terminal_is_shown_as_an_escape(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "content/cases/\x1b[31ma.md": '---\n"k\\u001b[2J\\u202e": 1\n---\n# \x1b]0;title\x07 \u202egnp\n\n[x](\x9b.md)\n',
            "content/topics.yml": "\x1b[31m: [\n",
        },
    )
    code, said = at_terminal("validate", "--all", folder=root)
    assert code == 1
    ours = re.sub(r"\x1b\[[0-9;]*m|\r(Reading [\d,]+/[\d,]+)?|\x1b\[K", "", said)
    assert "\x1b" not in ours
    assert "\u202e" not in ours
    assert "\x9b" not in ours
    assert "\x07" not in ours
    assert r"\x1b" in ours
    assert "\x1b[31ma" not in said


def test_colours_at_a_terminal_and_none_in_a_pipe_or_where_they_are_not_wanted(root: Path) -> None:
    _, said = at_terminal("validate", folder=root)
    assert "\x1b[31m\x1b[1merror\x1b[0m" in said
    _, said = at_terminal("validate", folder=root, NO_COLOR="1")
    assert "error" in said
    assert not re.search(r"\x1b\[[0-9;]*m", said)
    assert RESET not in run("validate", folder=root).stdout
    _, said = at_terminal("validate", "--format", "json", folder=root)
    assert not re.search(r"\x1b\[[0-9;]*m", said)


def test_two_thousand_findings_are_summarised_and_all_of_them_shown_if_wanted(tmp_path: Path) -> None:
    text = "[x](one.md), [y](two.md) and [z](three.md)\n"
    files = {f"content/cases/p{number}.md": f"# Motor {number} hums\n\n{text}" for number in range(700)}
    root = write(tmp_path, {**files, "mkdocs.yml": MKDOCS_YML + "      severities: {near-duplicate: off}\n"})
    short = within(root, "validate")
    told = re.search(r"And ([\d,]+) more \(--all shows them\):", short.stdout)
    assert told
    assert int(told[1].replace(",", "")) > 1900
    assert short.stdout.count("\n") < 260
    shown = within(root, "validate", "--all").stdout
    assert shown.count("[dead-link]") + shown.count("[missing-section]") == int(told[1].replace(",", "")) + 50
    assert shown.splitlines()[-1] == short.stdout.splitlines()[-1]


def test_build_shows_what_validate_shows_and_builds_nothing_with_errors(root: Path) -> None:
    checked, built = run("validate", folder=root), run("build", folder=root)
    assert built.stderr.startswith(checked.stdout)
    assert built.stderr.endswith("Nothing was built; the old site, if there is one, is as it was.\n")
    assert built.stdout == ""
    assert not (root / "site").exists()


def test_the_day_is_what_is_given_then_source_date_epoch(tmp_path: Path) -> None:
    entry = "---\nreview: 2026-06-01\n---\n# Why does it hum?\n\nBecause it is dry.\n"
    root = write(tmp_path, {"content/faqs/why.md": entry})
    assert "review-due" in run("validate", "--today", "2026-06-02", folder=root).stdout
    assert "review-due" not in run("validate", "--today", "2026-05-31", folder=root).stdout
    assert "review-due" not in run("validate", folder=root, SOURCE_DATE_EPOCH="1700000000").stdout
    done = run("validate", folder=root, SOURCE_DATE_EPOCH="soon")
    assert done.returncode == 2
    assert done.stderr == "cop-kb: SOURCE_DATE_EPOCH is “soon”: it takes seconds since 1970, or nothing.\n"


def test_a_link_that_is_named_is_refused_as_one_that_is_found(tmp_path: Path) -> None:
    root = write(tmp_path, {"mkdocs.yml": MKDOCS_YML, "content/problems/a.md": "# A\n", "README.md": "x\n"})
    (root / "content/problems/link.md").symlink_to("/etc/passwd")
    (root / "content/lessons").mkdir()
    (root / "content/lessons/chatter").symlink_to("/etc")
    for named in ("content/problems/link.md", "content/lessons/chatter", "content/lessons/chatter/passwd"):
        done = run("validate", named, folder=root)
        assert (done.returncode, "refused-file" in done.stdout) == (1, True), (named, done.stdout)
    done = run("validate", "README.md", folder=root)
    assert "README.md is not part of the knowledge base" in done.stderr
