"""A repository whose own files are hostile: no command runs a program that it names, or takes its word."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.running import git, run
from tests.support import write

GOOD = "# It hummed\n\nAll night.\n\n## Cause\n\nThe wind.\n"
FILES = {f"content/problems/{name}.md": GOOD.replace("night", name) for name in ("one", "two", "three")}
SOME = {"validate --changed": ["validate", "--changed"], "build": ["build"]}
COMMANDS = {"validate": ["validate"], "new": ["new", "case", "Something else", "--yes"], **SOME}
EVERY = {"list": ["list"], "tried": ["tried", "one", "worked", "--message", "Once"], **COMMANDS}
"""Those that need credit come last."""
MARK = "PWNED"
Hostile = Callable[[Path], object]


class Place:
    """A repository with a knowledge base in ``root``; whatever is run in it leaves a mark at ``mark``."""

    def __init__(self, top: Path, below: str = ".") -> None:
        self.top, self.root = top, top / below
        self.mark = top.parent / MARK
        self.environment: dict[str, str] = {}
        write(self.root, FILES)
        git(top, "init", "-q")
        git(top, "config", "user.name", "Ines")
        git(top, "add", "-A")
        git(top, "commit", "-qm", "Begin")
        (self.root / "content/problems/two.md").write_text(GOOD + "\nMore.\n")
        (self.root / "content/problems/new.md").write_text(GOOD)

    @property
    def program(self) -> str:
        """A program that leaves the mark and fails."""
        path = self.top.parent / "program"
        path.write_text(f"#!/bin/sh\ntouch {shlex.quote(str(self.mark))}\nexit 1\n")
        path.chmod(0o755)
        return str(path)

    def set(self, key: str, value: str) -> None:
        git(self.top, "config", "--add", key, value)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "repository", "kb")


def bare(folder: Path, program: str, work_tree: str = ".") -> None:
    """A bare repository as a merge request can bring it, with a program for Git to run."""
    for name in ("objects", "refs"):
        (folder / name).mkdir(parents=True)
        (folder / name / ".keep").write_text("")
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    core = f"repositoryformatversion = 0\nbare = false\nworktree = {work_tree}\nfsmonitor = \"'{program}'; false\""
    (folder / "config").write_text(f"[core]\n{core}\n")


def none_runs(place: Place, *, commands: dict[str, list[str]] = COMMANDS, codes: tuple[int, ...] = (0, 2)) -> None:
    """All commands end in a sentence or do what they are asked, and nothing that the repository names was run."""
    for name, words in commands.items():
        done = run(*words, folder=place.root, **place.environment)
        said = done.stdout + done.stderr
        assert "Traceback" not in said, f"{name}: {said}"
        assert done.returncode in codes, f"{name}: {said}"
        assert not place.mark.exists(), f"{name} ran it"
    if done.returncode:  # of build, which needs credit
        assert run("build", "--no-git", folder=place.root, **place.environment).returncode == 0
        assert not place.mark.exists(), "it was run without credit"


def git_would_run_it(place: Place, *words: str, folder: Path | None = None) -> None:
    """The place is really hostile: Git by itself runs what it names, or this test says nothing."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | place.environment
    subprocess.run(["git", *words], cwd=folder or place.root, env=env, capture_output=True, check=False, timeout=30)
    assert place.mark.exists(), f"git {' '.join(words)} does not run it"
    place.mark.unlink()


# A repository within the repository


def test_a_bare_repository_beside_the_settings(place: Place) -> None:
    bare(place.root, place.program)
    git_would_run_it(place, "status")
    none_runs(place, commands=EVERY, codes=(0,))


def test_a_bare_repository_where_there_is_no_other(tmp_path: Path) -> None:
    place = Place(tmp_path / "repository")
    place.root = write(tmp_path / "alone", FILES)
    bare(place.root, place.program)
    git_would_run_it(place, "status")
    none_runs(place)


@pytest.mark.parametrize("where", ["content/.git", "content/problems/.git"])
def test_a_repository_in_the_content_is_not_looked_for(where: str, place: Place) -> None:
    bare(place.root / where, place.program, "..")
    none_runs(place, codes=(0,))


def test_a_file_that_leads_to_a_repository_in_the_content(place: Place) -> None:
    bare(place.root / "content/x", place.program, "../..")
    (place.root / ".git").write_text("gitdir: content/x\n")
    git_would_run_it(place, "status")
    none_runs(place)


def test_a_file_that_leads_beside_the_knowledge_base_and_back(place: Place) -> None:
    bare(place.top / "modules/x", place.program, str(place.root))
    (place.root / ".git").write_text("gitdir: ../modules/x\n")
    git_would_run_it(place, "status")
    none_runs(place)


def test_a_work_tree_of_a_repository_in_the_content(place: Place) -> None:
    bare(place.top / "modules/x", place.program, str(place.root))
    tree = place.top / "modules/x/worktrees/y"
    tree.mkdir(parents=True)
    for name, text in {
        "HEAD": "ref: refs/heads/main",
        "commondir": "../..",
        "gitdir": str(place.root / ".git"),
    }.items():
        (tree / name).write_text(text + "\n")
    (place.root / ".git").write_text(f"gitdir: {tree}\n")
    git_would_run_it(place, "status")
    none_runs(place)


def test_a_file_that_leads_to_another_repository(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    other.set("core.fsmonitor", other.program)
    (place.root / ".git").write_text(f"gitdir: {other.top / '.git'}\n")
    git_would_run_it(other, "status", folder=place.root)
    none_runs(place)


def test_a_link_to_another_repository(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    other.set("core.fsmonitor", other.program)
    (place.root / ".git").symlink_to(other.top / ".git")
    git_would_run_it(other, "status", folder=place.root)
    none_runs(place)


@pytest.mark.parametrize("text", [b"", b"gitdir: \n", b"gitdir: \0", b"gitdir: ../nowhere", b"gitdir: .git\n", b"\xff",
                                  b"gitdir: " + b"x/" * 5000])  # fmt: skip
def test_a_file_that_leads_nowhere(text: bytes, place: Place) -> None:
    (place.root / ".git").write_bytes(text)
    none_runs(place, commands=SOME)


def test_a_pipe_in_place_of_it(place: Place) -> None:
    os.mkfifo(place.root / ".git")
    none_runs(place, commands=SOME)


# What the repository's own configuration names


def test_a_monitor_of_files(place: Place) -> None:
    place.set("core.fsmonitor", place.program)
    git_would_run_it(place, "update-index", "--fsmonitor")  # now the index asks for it, too
    git_would_run_it(place, "ls-files", "-m")
    none_runs(place, codes=(0,))


def test_filters(place: Place) -> None:
    (place.root / ".gitattributes").write_text("* filter=x diff=x merge=x\n")
    for key in ("filter.x.clean", "filter.x.smudge", "diff.x.textconv", "diff.x.command", "merge.x.driver"):
        place.set(key, place.program)
    git_would_run_it(place, "diff", "HEAD")
    none_runs(place, commands=EVERY, codes=(0,))
    place.set("filter.x.process", place.program)
    none_runs(place, codes=(0,))


def test_hooks(place: Place) -> None:
    hooks = place.top / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout", "fsmonitor-watchman"):
        (hooks / name).symlink_to(place.program)
    place.set("core.hooksPath", str(hooks))
    git_would_run_it(place, "add", "-A")
    none_runs(place, codes=(0,))


def test_signatures_trailers_and_every_other_program(place: Place) -> None:
    message = "Signed\n\nCo-authored-by: Wei <wei@example.org>\nX: y\n"
    commit = git(place.top, "cat-file", "commit", "HEAD").split("\n\n")[0]
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----"
    done = subprocess.run(
        ["git", "-C", str(place.top), "hash-object", "-t", "commit", "-w", "--stdin"],
        input=f"{commit}\n{signature}\n\n{message}", capture_output=True, text=True, check=True,
    )  # fmt: skip
    git(place.top, "reset", "-q", "--soft", done.stdout.strip())
    for key in (
        "gpg.program", "gpg.openpgp.program", "gpg.ssh.program", "gpg.ssh.defaultKeyCommand", "trailer.x.command",
        "trailer.x.cmd", "trailer.Co-authored-by.cmd", "diff.external", "interactive.diffFilter", "core.pager",
        "pager.log", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
        "credential.helper", "uploadpack.packObjectsHook", "remote.origin.uploadpack", "remote.origin.vcs",
        "sequence.editor", "alias.log", "alias.rev-parse", "alias.ls-files", "help.browser", "web.browser",
    ):  # fmt: skip
        place.set(key, ("!" if key.startswith("alias") else "") + place.program)
    for key in ("log.showSignature", "log.mailmap", "commit.gpgSign", "fetch.recurseSubmodules", "submodule.recurse"):
        place.set(key, "true")
    place.set("format.pretty", "format:%G?")
    git_would_run_it(place, "log", "-1")
    none_runs(place, codes=(0,))


def test_files_that_never_end(place: Place, tmp_path: Path) -> None:
    """What the configuration names as a file is not waited for."""
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    keys = ("core.attributesFile", "mailmap.file", "diff.orderFile", "blame.ignoreRevsFile", "commit.template")
    for key in keys:
        place.set(key, pipe)
    place.set("mailmap.blob", "HEAD:kb/content/problems/one.md")
    none_runs(place, codes=(0,))


@pytest.mark.parametrize("key", ["core.worktree", "include.path"])
def test_a_configuration_that_leads_elsewhere(key: str, place: Place, tmp_path: Path) -> None:
    other = write(tmp_path / "other", FILES)
    included = place.top / "included"
    included.write_text(f"[core]\n\tfsmonitor = {place.program}\n\tworktree = {other}\n")
    place.set(key, str(other if key == "core.worktree" else included))
    if key == "include.path":
        git_would_run_it(place, "status")
    none_runs(place)


def test_objects_that_are_somewhere_else_are_only_read(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    other.set("core.fsmonitor", place.program)
    (place.top / ".git/objects/info/alternates").write_text(f"{other.top / '.git/objects'}\n")
    none_runs(place, codes=(0,))


def test_a_partial_clone_fetches_nothing(place: Place, tmp_path: Path) -> None:
    place.set("uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{place.top}", str(clone))
    write(clone / "kb", FILES)
    (tmp_path / "kb.md").write_text(GOOD)
    place.top, place.root = clone, clone / "kb"
    place.set("remote.origin.uploadpack", place.program)
    git_would_run_it(place, "log", "-p")
    none_runs(place)
    done = run("build", folder=place.root)
    assert done.returncode == 2
    assert all(words in done.stderr for words in ("partial clone", "--filter", "git fetch --refetch", "--no-git"))
    git(clone, "config", "--unset", "remote.origin.uploadpack")
    for command in ("config --unset-all remote.origin.partialCloneFilter", "fetch --refetch"):
        assert command in done.stderr
        git(clone, *command.split())
    assert run("build", folder=place.root).returncode == 0


def test_objects_that_replace_others(place: Place) -> None:
    """Credit is that of the commits themselves: a reference can be pushed that puts others in their place."""
    head = git(place.top, "rev-parse", "HEAD").strip()
    false = git(place.top, "cat-file", "commit", head).replace("ines@example.org", "mallory@example.org")
    done = subprocess.run(
        ["git", "-C", str(place.top), "hash-object", "-t", "commit", "-w", "--stdin"],
        input=false, capture_output=True, text=True, check=True,
    )  # fmt: skip
    git(place.top, "replace", head, done.stdout.strip())
    assert "mallory" in git(place.top, "log")
    shown = run("show", "one", "--format", "json", folder=place.root)
    assert (shown.returncode, "mallory" in shown.stdout, "ines" in shown.stdout) == (0, False, True)


# The environment and the programs


def test_the_environment(place: Place) -> None:
    index = place.top.parent / "index"
    place.environment = {
        "GIT_EXTERNAL_DIFF": place.program, "GIT_SSH_COMMAND": place.program, "GIT_PAGER": place.program,
        "GIT_ASKPASS": place.program, "GIT_EDITOR": place.program, "GIT_PROXY_COMMAND": place.program,
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": place.program,
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='{place.program}'", "GIT_TRACE": str(place.mark),
        "GIT_DIR": str(place.top / "nowhere"), "GIT_WORK_TREE": "/", "GIT_INDEX_FILE": str(index),
        "GIT_OBJECT_DIRECTORY": "/nowhere", "GIT_NAMESPACE": "x", "GIT_EXEC_PATH": str(place.top.parent),
    }  # fmt: skip
    none_runs(place, codes=(0,))
    assert not index.exists()


@pytest.mark.parametrize("path", [".", "", "bin", "{root}/bin", "{link}"])
def test_a_program_in_the_checkout(path: str, place: Place, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(place.root / "bin")
    for folder in (place.root, place.root / "bin"):
        folder.mkdir(exist_ok=True)
        for name in ("git", "pagefind", "pagefind_extended", "less", "sh"):
            (folder / name).symlink_to(place.program)
    here = path.format(root=place.root, link=tmp_path / "link")
    place.environment = {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
    none_runs(place, codes=(0,))


# Somebody else's


@pytest.fixture
def foreign(place: Place) -> Iterator[Place]:
    if os.geteuid():
        pytest.skip("only root can give a repository to somebody else")
    home = place.top.parent / "home"
    home.mkdir()
    place.environment = {"HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    place.set("core.fsmonitor", place.program)
    for path in (place.top, *place.top.rglob("*")):
        os.chown(path, 1000, 1000, follow_symlinks=False)
    yield place


def test_a_repository_of_somebody_else_is_not_asked(foreign: Place) -> None:
    none_runs(foreign, commands=EVERY)
    done = run("build", folder=foreign.root, **foreign.environment)
    cure = f"git config --global --add safe.directory {foreign.top}"
    assert (done.returncode, cure in done.stderr, "--no-git" in done.stderr) == (2, True, True)
    said = run("validate", folder=foreign.root, **foreign.environment).stderr
    assert said.count(cure) == 1
    subprocess.run(cure.split(), env={**os.environ, **foreign.environment}, check=True)
    none_runs(foreign, codes=(0,))
    assert run("validate", folder=foreign.root, **foreign.environment).stderr == ""


def test_it_cannot_say_itself_that_it_is_safe(foreign: Place) -> None:
    with (foreign.top / ".git/config").open("a") as config:
        config.write("[safe]\n\tdirectory = *\n")
    foreign.environment["GIT_CONFIG_COUNT"] = "1"
    foreign.environment |= {"GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    assert run("build", folder=foreign.root, **foreign.environment).returncode == 2


@pytest.mark.parametrize("only", [".git", "."])
def test_one_part_that_is_somebody_else_s_is_enough(only: str, place: Place) -> None:
    if os.geteuid():
        pytest.skip("only root can give a folder to somebody else")
    os.chown(place.top / only, 1000, 1000)
    assert run("build", folder=place.root, HOME=str(place.top.parent)).returncode == 2
    assert run("build", folder=place.root, HOME=str(place.top.parent), SUDO_UID="1000").returncode == 0


@pytest.mark.parametrize(("value", "is_safe"), [("*", True), ("{top}", True), ("{top}/", True), ("{above}/*", True),
                                                ("{above}", False), ("/nowhere/*", False), ("", False), (".", False),
                                                ("~/../repository", True), ("{root}", False)])  # fmt: skip
def test_the_forms_of_safe_directory(value: str, is_safe: bool, foreign: Place) -> None:
    named = value.format(top=foreign.top, above=foreign.top.parent, root=foreign.root)
    config = Path(foreign.environment["HOME"]) / ".gitconfig"
    config.write_text(f'[safe]\n\tdirectory = "{named}"\n')
    found = run("validate", "--changed", folder=foreign.root, **foreign.environment)
    assert (found.returncode == 0) is is_safe, found.stderr
    config.write_text(f'[safe]\n\tdirectory = "{named}"\n\tdirectory = \n')
    assert run("validate", "--changed", folder=foreign.root, **foreign.environment).returncode == 2


# Files that Git would read by itself


@pytest.mark.parametrize("name", [".mailmap", ".git-blame-ignore-revs"])
@pytest.mark.parametrize("kind", ["endless", "pipe", "huge", "folder"])
def test_a_file_of_credit_that_never_ends(name: str, kind: str, place: Place) -> None:
    path = place.top / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "endless":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    else:
        with path.open("wb") as file:
            file.truncate(1 << 33)
    none_runs(place, commands=SOME)
    assert str(path) in run("build", folder=place.root).stderr


@pytest.mark.parametrize("name", [".gitattributes", ".gitignore", ".gitmodules"])
@pytest.mark.parametrize("kind", ["endless", "pipe"])
def test_any_other_file_of_git_that_never_ends(name: str, kind: str, place: Place) -> None:
    for folder in (place.top, place.root, place.root / "content/problems"):
        os.mkfifo(folder / name) if kind == "pipe" else (folder / name).symlink_to("/dev/zero")
    none_runs(place, commands=SOME)
