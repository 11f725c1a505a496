"""Links, pipes, devices and huge files in the places of files and folders that commands read and write.

Each is refused at once, with its path, and nothing is read or written where a link leads.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cli.running import DAY, environment, git
from tests.cli.warm import completed
from tests.support import MKDOCS_YML, write

PATIENCE = 20.0
SECRET = "the password is swordfish"
STORY = Path(__file__).parents[1] / "data" / "story"
BLADE = """\
---
title: Blade chatters
topcis: [noise]
---

## Workaround

### Turn the arm

Turn it.

[The other](../problems/other.md)
"""
FILES: Mapping[str, str | bytes] = {
    "mkdocs.yml": MKDOCS_YML,
    "content/topics.yml": "noise: Noise\n",
    "content/people.yml": "ines: Inês Prado\n",
    "content/problems/blade.md": BLADE,
    "content/problems/other.md": "# Other\n\n[It](blade.md)\n",
    "content/problems/note.txt": "a note",
    "content/tried/other/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\n",
    ".mailmap": "Ines <ines@example.org>\n",
    ".git-blame-ignore-revs": "# none\n",
}


def knowledge_base(folder: Path, *, in_git: bool = False) -> Path:
    root = write(folder / "kb", FILES)
    shutil.copytree(STORY, root / "entry_types" / "story")
    (folder / "outside").mkdir()
    (folder / "outside/secret.md").write_text(f"---\nresult: worked\n---\n# Secret\n\n{SECRET}\n")
    if in_git:
        git(root, "init", "-q")
        git(root, "add", "-A")
        git(root, "commit", "-qm", "All")
    return root


def cop_kb(root: Path, *arguments: str, within: Path | None = None) -> subprocess.CompletedProcess[str]:
    return completed("cop_kb", arguments, within or root, environment(), PATIENCE)


def tree(folder: Path) -> dict[str, str]:
    """All that lies below a folder: links as they are, and nothing that a command may keep for itself."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if ".cop-kb" in name or (path.is_dir() and not path.is_symlink()):
            continue
        is_file = path.is_file() and not path.is_symlink() and path.stat().st_size < 1_000_000
        found[name] = path.read_text() if is_file else str(path.readlink()) if path.is_symlink() else ""
    return found


# Reading


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


KINDS: Mapping[str, Callable[[Path], None]] = {
    "link-outside": link("../outside/secret.md"),
    "link-to-zeros": link("/dev/zero"),
    "link-to-nothing": link("nowhere"),
    "link-to-itself": lambda path: path.symlink_to(path.name),
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "huge": huge,
}
SAYS = {"pipe": "is a pipe", "folder": "is a folder", "huge": "1,000,000"}
COMMANDS = (
    ["validate"], ["validate", "--fix"], ["validate", "--rendered"], ["list"], ["map"],
    ["show", "blade"], ["build"], ["stage", "out"], ["serve", "--port", "0"], ["new", "problem", "It squeaks"],
    ["tried", "blade", "worked", "--who", "ines"], ["rename", "blade", "new-name"], ["retype", "blade", "case"],
    ["schema"], ["schema", "--vscode", "--write"], ["init", "."],
)  # fmt: skip


def put(kind: str, root: Path, name: str) -> Path:
    path = root / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    KINDS[kind](path)
    return path


def check_refused(done: subprocess.CompletedProcess[str], path: Path, kind: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert str(path) in done.stderr
    assert SAYS.get(kind, "is a symbolic link") in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_settings_that_are_no_file_of_their_own_are_refused(kind: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    path = put(kind, root, "mkdocs.yml")
    check_refused(cop_kb(root, "validate"), path, kind)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_refuses_settings_without_end(arguments: list[str], tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    path = put("link-to-zeros", root, "mkdocs.yml")
    before = tree(tmp_path)
    check_refused(cop_kb(root, *arguments), path, "link-to-zeros")
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("type.yml", kind) for kind in KINDS),
        *((name, "link-to-zeros") for name in ("template.md", "about.md", "examples/good-one.md")),
    ],
)
def test_a_declaration_that_is_no_file_of_its_own_is_refused(name: str, kind: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    path = put(kind, root, f"entry_types/story/{name}")
    check_refused(cop_kb(root, "validate"), path, kind)
    check_refused(cop_kb(root, "new", "problem", "It squeaks"), path, kind)


@pytest.mark.parametrize("place", ["entry_types", "entry_types/story", "entry_types/story/examples"])
@pytest.mark.parametrize("leads", ["outside", "inside", "nothing"])
def test_no_declaration_comes_through_a_linked_folder(place: str, leads: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    target = {"outside": tmp_path / "outside/it", "inside": root / "it", "nothing": tmp_path / "nowhere"}[leads]
    if leads == "nothing":
        shutil.rmtree(root / place)
    else:
        (root / place).rename(target)
    (root / place).symlink_to(target)
    done = cop_kb(root, "validate")
    if leads == "nothing" and place == "entry_types/story":
        assert "is a symbolic link" not in done.stderr, "no type is declared there"
    else:
        check_refused(done, root / place, "link")


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "folder"])
def test_a_text_that_is_no_file_of_its_own_is_a_finding(kind: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    names = ("content/topics.yml", "content/people.yml", "content/problems/blade.md", "content/tried/other/x.md")
    for name in names:
        put(kind, root, name)
    done = cop_kb(root, "validate", "--today", DAY)
    assert done.returncode == 1, done.stderr
    assert not [name for name in names if name not in done.stdout]
    for arguments, code in ((["list"], 0), (["new", "problem", "It squeaks"], 0), (["build"], 1)):
        assert cop_kb(root, *arguments).returncode == code


@pytest.mark.parametrize("kind", ["link-outside", "link-to-zeros", "link-to-nothing", "folder"])
def test_what_git_is_told_of_names_and_commits_has_an_end(kind: str, tmp_path: Path) -> None:
    """A pipe cannot come with a commit, and Git itself would wait for it."""
    root = knowledge_base(tmp_path, in_git=True)
    put(kind, root, ".mailmap")
    put(kind, root, ".git-blame-ignore-revs")
    done = cop_kb(root, "validate")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", ["pipe", "huge"])
def test_commits_that_only_reformatted_are_read_with_an_end(kind: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, in_git=True)
    put(kind, root, ".git-blame-ignore-revs")
    assert cop_kb(root, "validate").returncode in (0, 2)


def test_an_attachment_is_never_looked_into_through_a_link(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    for kind in KINDS:
        put(kind, root, f"content/problems/{kind}.txt")
        put(kind, root, f"content/problems/{kind}.svg")
    done = cop_kb(root, "validate", "--all")
    assert "Traceback" not in done.stderr
    for kind in KINDS:
        if kind not in ("folder", "huge"):
            assert done.stdout.count(f"content/problems/{kind}.") == 2


@pytest.mark.parametrize("place", ["problems", "tried", "tried/other", "cases"])
def test_nothing_is_read_through_a_linked_folder_of_content(place: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    for number in range(120):  # from so many on, what was read is kept, and some commands look at names only
        (root / f"content/lessons/l{number}.md").parent.mkdir(exist_ok=True)
        (root / f"content/lessons/l{number}.md").write_text(f"# Lesson {number} is long\n\nx\n")
    assert cop_kb(root, "list").returncode == 0
    shutil.rmtree(root / "content" / place, ignore_errors=True)
    (root / "content" / place).symlink_to(tmp_path / "outside")
    for arguments in (
        ["list"],
        ["validate"],
        ["show", "other"],
        ["show", "secret"],
        ["new", "lesson", "It drones", "-y"],
    ):
        done = cop_kb(root, *arguments)
        assert SECRET not in done.stdout + done.stderr
        assert "secret.md" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


# Writing


WRITES = (
    ("content/problems", ["new", "problem", "It squeaks"]),
    ("content/cases", ["new", "case", "It squeaked"]),
    ("content/problems/noise", ["new", "problem", "It squeaks", "--topics", "noise"]),
    ("content/tried", ["tried", "blade", "worked", "--who", "ines"]),
    ("content/tried/blade", ["tried", "blade", "worked", "--who", "ines"]),
    ("content/problems/far", ["rename", "blade", "far/new-name"]),
    ("content/cases", ["retype", "blade", "case"]),
    (".vscode", ["schema", "--vscode", "--write"]),
    (".github", ["init", "."]),
    ("site", ["build"]),
    ("public", ["build", "--site-dir", "public/site"]),
    ("public", ["build", "--site-dir", "public"]),
    ("out", ["stage", "out"]),
    ("out", ["stage", "out/deep/er"]),
)


@pytest.mark.parametrize(("place", "arguments"), WRITES, ids=lambda each: each if isinstance(each, str) else each[0])
@pytest.mark.parametrize("leads", ["outside", "inside", "nothing"])
def test_nothing_is_written_through_a_link(place: str, arguments: list[str], leads: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    (root / "inside").mkdir()
    targets = {"outside": tmp_path / "outside", "inside": root / "inside", "nothing": tmp_path / "nowhere"}
    shutil.rmtree(root / place, ignore_errors=True)
    (root / place).symlink_to(targets[leads])
    if leads == "nothing" and place in ("content/problems/noise", "content/tried/blade") and arguments[0] != "tried":
        pytest.skip("nothing is there, so nothing would go through it")
    before = tree(tmp_path)
    done = cop_kb(root, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{root / place} is a symbolic link" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("place", "arguments"),
    [
        ("content/tried", ["tried", "blade", "worked", "--who", "ines"]),
        ("content/cases", ["new", "case", "It squeaked"]),
        (".vscode", ["schema", "--vscode", "--write"]),
    ],
)
@pytest.mark.parametrize("kind", ["pipe", "huge"])
def test_a_folder_that_is_none_is_said(place: str, arguments: list[str], kind: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    shutil.rmtree(root / place, ignore_errors=True)
    put(kind, root, place)
    done = cop_kb(root, *arguments)
    assert done.returncode == 3, done.stderr
    assert place in done.stderr
    assert done.stderr.endswith("cannot be written: Not a directory.\n")


def test_a_fix_is_not_written_through_a_link(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    (root / "content/problems").rename(tmp_path / "outside/problems")
    (root / "content/problems").symlink_to(tmp_path / "outside/problems")
    before = tree(tmp_path)
    done = cop_kb(root, "validate", "--fix")
    assert "Traceback" not in done.stderr
    assert tree(tmp_path) == before


# Folders that settings name


OUT = ("../outside", "{outside}", "linked", "deep/../../outside", "/", "..", "/proc/self/root", ".git")


@pytest.mark.parametrize("given", OUT)
@pytest.mark.parametrize("setting", ["docs_dir", "custom_dir"])
def test_a_folder_outside_the_project_is_refused_with_its_line(setting: str, given: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, in_git=True)
    (root / "linked").symlink_to(tmp_path / "outside")
    given = given.format(outside=tmp_path / "outside")
    old, new = (("docs_dir: content", f"docs_dir: {given}") if setting == "docs_dir" else
                ("  name: cop-kb\n", f"  name: cop-kb\n  custom_dir: {given}\n"))  # fmt: skip
    text = MKDOCS_YML.replace(old, new, 1)
    (root / "mkdocs.yml").write_text(text)
    at = text[: text.index(f"{setting}: ") + len(setting) + 2]
    place = f"mkdocs.yml:{at.count(chr(10)) + 1}:{len(at) - at.rfind(chr(10))}: {setting} leads to "
    for arguments in (["validate"], *([["build"], ["new", "problem", "It squeaks"]] if given == "linked" else [])):
        done = cop_kb(root, *arguments)
        assert done.returncode == 2, done.stdout + done.stderr
        assert place in done.stderr


def test_a_folder_of_the_work_tree_beside_the_settings_is_taken(tmp_path: Path) -> None:
    """Also where a link leads there: what is written, and what Git is asked for, has its real path."""
    root = knowledge_base(tmp_path, in_git=True)
    for name, docs in (("site-a", "../content"), ("site-b", "content")):
        (root / name).mkdir()
        (root / name / "mkdocs.yml").write_text(MKDOCS_YML.replace("docs_dir: content", f"docs_dir: {docs}"))
    (root / "site-b/content").symlink_to(root / "content")
    for number, name in enumerate(("site-a", "site-b")):
        done = cop_kb(root, "new", "problem", f"It squeaks {number}", within=root / name)
        assert done.returncode == 0, done.stderr
        assert (root / f"content/problems/it-squeaks-{number}.md").is_file()
        done = cop_kb(root, "build", within=root / name)
        assert done.returncode == 0, done.stderr
        assert (root / name / "site/problems/blade/index.html").is_file()


INHERITING = MKDOCS_YML.replace("docs_dir: content\n", "INHERIT: base.yml\n")


def test_what_is_inherited_is_not_read_by_validate_and_that_is_said(tmp_path: Path) -> None:
    root = write(tmp_path, {**FILES, "mkdocs.yml": "INHERIT: base.yml\n" + MKDOCS_YML})
    os.mkfifo(root / "base.yml")
    done = cop_kb(root, "validate", "--today", DAY)
    assert done.returncode == 0, done.stderr
    assert "mkdocs.yml:1:10: INHERIT is not followed here" in done.stderr


def test_a_content_folder_that_only_mkdocs_knows_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = write(tmp_path / "kb", {**FILES, "mkdocs.yml": INHERITING, "base.yml": f"docs_dir: {outside}\n"})
    (root / "docs").mkdir()
    done = cop_kb(root, "build")
    assert done.returncode == 2, done.stderr
    assert f"MkDocs would read {outside}, and cop-kb reads {root / 'docs'}" in done.stderr


def test_validate_runs_no_hook_plugin_or_tag(tmp_path: Path) -> None:
    run = "from pathlib import Path\nPath('PWNED').touch()\n"
    yml = MKDOCS_YML.replace("plugins:\n", "hooks: [hook.py]\nplugins:\n  - evil\n")
    yml += (
        "markdown_extensions:\n  - evil\n  - pymdownx.emoji: {emoji_index: !!python/name:evil.x }\n"
        "extra:\n  a: !!python/object/apply:os.system ['touch PWNED']\n  b: !!python/module:evil\n"
        "extra_css: [../../outside/secret.md, /etc/passwd]\nextra_javascript: [../outside/secret.md]\n"
    )
    root = write(tmp_path, {**FILES, "mkdocs.yml": yml, "hook.py": run, "evil.py": run})
    for arguments in (
        ["validate"],
        ["list"],
        ["new", "problem", "It squeaks"],
        ["tried", "blade", "worked", "--who", "ines"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "cop_kb", *arguments], cwd=root, env=environment(PYTHONPATH=str(root)),
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert not (root / "PWNED").exists()


# A community's own theme


THEME_YML = MKDOCS_YML.replace("  name: cop-kb\n", "  name: cop-kb\n  custom_dir: mine\n")


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        *((["build"], kind) for kind in ("link-outside", "link-to-zeros", "link-to-nothing", "link-to-itself", "pipe")),
        (["stage", "out"], "link-outside"),
    ],
    ids=str,
)
def test_what_leads_out_of_the_own_theme_is_refused(arguments: list[str], kind: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    (root / "mkdocs.yml").write_text(THEME_YML)
    path = put(kind, root, "mine/partials/deep.html")
    done = cop_kb(root, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr


def test_links_within_the_project_are_the_maintainers_own_business(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    write(root, {"mkdocs.yml": THEME_YML, "shared/x.css": "a {}", "shared/more/y.css": "b {}"})
    (root / "mine").mkdir()
    (root / "mine/x.css").symlink_to("../shared/x.css")
    (root / "mine/more").symlink_to("../shared/more")
    for arguments, site in ((["build"], "site"), (["stage", "out"], "out/theme")):
        done = cop_kb(root, *arguments)
        assert done.returncode == 0, done.stderr
        assert (root / site / "x.css").read_text() == "a {}"


def test_the_preview_ends_at_once_where_it_cannot_begin(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path)
    put("pipe", root, "mkdocs.yml")
    with subprocess.Popen(
        [sys.executable, "-m", "cop_kb", "serve", "--port", "0"], cwd=root, env=environment(), stderr=subprocess.PIPE
    ) as started:
        try:
            _, said = started.communicate(timeout=PATIENCE)
        finally:
            started.send_signal(signal.SIGKILL)
    assert (started.returncode, b"is a pipe" in said) == (2, True)
