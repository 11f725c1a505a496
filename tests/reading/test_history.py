"""Credit from Git, in real repositories: right or absent."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cop_kb.cli import cli
from cop_kb.model.error import CopKbError
from cop_kb.model.file_names import shortened_name
from cop_kb.model.history import History, Writer
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading import git
from cop_kb.reading.cache_folder import VARIABLE
from cop_kb.reading.commit_words import CommitWords, FileWords
from cop_kb.reading.file_histories import file_histories
from cop_kb.reading.history import NoCreditError, find_log
from cop_kb.reading.history_cache import CACHE
from cop_kb.reading.knowledge_base import Git, load
from cop_kb.reading.settings import load_settings
from cop_kb.reading.substance import Change
from cop_kb.rendering.planning import make_plan
from tests.repository import INES, LARS, WEI, Repository
from tests.support import TODAY, cache_of, write

LONG = "\n".join(f"Line {number} says something of its own." for number in range(30)) + "\n"
ENTRY = "content/problems/blade-chatters.md"


def read_history(root: Path) -> Mapping[str, History]:
    log = find_log(root)
    return log.read() if log else {}


@pytest.fixture(autouse=True)
def only_what_the_tests_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the machine's or its users, and no repository but the one that is meant."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def names(known: History) -> list[str]:
    return [each.name for each in known.writers]


def days(known: History) -> tuple[int, int]:
    """The days of January on which a file came and was last changed."""
    return known.created.day, known.changed.day


def loaded(root: Path, git: Git = Git.IF_WHOLE) -> KnowledgeBase:
    return load(load_settings(root / "mkdocs.yml"), TODAY, git=git)


# What happened to a file


def test_who_began_stands_first_and_everybody_once(repository: Repository) -> None:
    repository.commit({"a.md": "one"}, INES)
    repository.commit({"a.md": "two"}, WEI)
    repository.commit({"b.md": "other"}, LARS)
    repository.commit({"a.md": "three"}, INES)
    found = read_history(repository.root)
    writers = (Writer("Ines Prado", "ines@post.invalid"), Writer("Wei Zhang", "wei@post.invalid"))
    first, second, last = date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 4)
    changes = ((first, writers[:1], True), (second, writers[1:], True), (last, writers[:1], True))
    assert found["a.md"] == History(first, last, writers, changes, first, writers[0])
    assert (days(found["b.md"]), names(found["b.md"])) == ((3, 3), ["Lars Ny"])


def test_co_authors_follow_the_author_of_their_commit(repository: Repository) -> None:
    trailers = (f"Co-authored-by: {WEI}", f"CO-AUTHORED-BY: {LARS}", "Co-authored-by: nobody", "Signed-off-by: X <x@y>")
    says = "\n".join(("Say it\n\nWhy.\n", *trailers))
    repository.commit({"a.md": "one"}, INES, says)
    repository.commit({"a.md": "two"}, LARS)
    assert names(read_history(repository.root)["a.md"]) == ["Ines Prado", "Wei Zhang", "Lars Ny"]


def test_a_co_author_on_two_lines_is_one(repository: Repository) -> None:
    repository.commit({"a.md": "one"}, INES, "Say it\n\nCo-authored-by: Wei\n  Zhang <wei@post.invalid>")
    assert names(read_history(repository.root)["a.md"]) == ["Ines Prado", "Wei Zhang"]


def test_two_renames_are_followed_with_the_edits_between(repository: Repository) -> None:
    repository.commit({"a.md": LONG}, INES)
    repository.commit({"a.md": LONG + "More.\n"}, WEI)
    repository.move("a.md", "deeper/b.md")
    repository.commit({"deeper/b.md": LONG + "Even more.\n"}, LARS)
    repository.move("deeper/b.md", "c.md")
    repository.commit(who=WEI)
    repository.commit({"c.md": LONG + "At last.\n"}, INES)
    found = read_history(repository.root)
    assert set(found) == {"c.md"}
    assert (days(found["c.md"]), names(found["c.md"])) == ((1, 5), ["Ines Prado", "Wei Zhang", "Lars Ny"])
    assert (found["c.md"].added, found["c.md"].added_by) == (
        date(2026, 1, 1),
        Writer("Ines Prado", "ines@post.invalid"),
    )


def test_a_rename_there_and_back(repository: Repository) -> None:
    repository.commit({"a.md": LONG}, INES)
    repository.move("a.md", "b.md")
    repository.commit(who=WEI)
    repository.move("b.md", "a.md")
    repository.commit(who=LARS)
    found = read_history(repository.root)["a.md"]
    assert (days(found), names(found)) == ((1, 1), ["Ines Prado"])


def test_two_files_that_swap_their_names() -> None:
    def commit(revision: str, day: int, name: str) -> git.Commit:
        return git.Commit(revision, date(2026, 1, day), (Writer(name, ""),), ())

    more = Change.MORE
    words = (
        CommitWords(False, (FileWords("R", "a", "b"), FileWords("R", "b", "a", more))),
        CommitWords(False, (FileWords("M", "b", "b", more), FileWords("A", "b", "b", more))),
        CommitWords(False, (FileWords("A", "a", "a", more),)),
    )
    found = file_histories((commit("3", 3, "Lars"), commit("2", 2, "Wei"), commit("1", 1, "Ines")), words, frozenset())
    assert {path: names(each) for path, each in found.items()} == {"a": ["Wei", "Lars"], "b": ["Ines"]}


def test_a_name_that_a_deleted_file_had_is_another_file(repository: Repository) -> None:
    repository.commit({"a.md": LONG}, INES)
    repository.commit({"a.md": None}, WEI)
    repository.commit({"a.md": "Something else.\n"}, LARS)
    found = read_history(repository.root)
    assert (days(found["a.md"]), names(found["a.md"])) == ((3, 3), ["Lars Ny"])


def test_a_name_that_a_renamed_file_had_is_another_file(repository: Repository) -> None:
    repository.commit({"a.md": LONG}, INES)
    repository.move("a.md", "b.md")
    repository.commit(who=WEI)
    repository.commit({"a.md": "Something else.\n"}, LARS)
    found = read_history(repository.root)
    assert (names(found["a.md"]), names(found["b.md"])) == (["Lars Ny"], ["Ines Prado"])


def test_a_deleted_file_is_not_there(repository: Repository) -> None:
    repository.commit({"a.md": LONG, "b.md": "stays"})
    repository.commit({"a.md": None})
    assert set(read_history(repository.root)) == {"b.md"}


def test_what_is_not_committed_is_not_known(repository: Repository) -> None:
    repository.commit({"a.md": "one"})
    (repository.root / "b.md").write_text("new")
    assert set(read_history(repository.root)) == {"a.md"}


# Branches


def test_a_merge_gives_credit_to_those_who_wrote(repository: Repository) -> None:
    repository.commit({"a.md": LONG}, INES)
    repository.git("checkout", "-qb", "branch")
    repository.commit({"a.md": "First.\n" + LONG, "b.md": "new"}, WEI)
    repository.git("checkout", "-q", "main")
    repository.commit({"a.md": LONG + "Last.\n"}, LARS)
    repository.day += 1
    repository.git("merge", "-q", "--no-edit", "branch", who="Merge Bot <bot@post.invalid>")
    found = read_history(repository.root)
    assert (days(found["a.md"]), names(found["a.md"])) == ((1, 3), ["Ines Prado", "Wei Zhang", "Lars Ny"])
    assert (days(found["b.md"]), names(found["b.md"])) == ((2, 2), ["Wei Zhang"])


@pytest.mark.parametrize("rename_first", [True, False])
def test_a_file_renamed_on_one_branch_and_edited_on_the_other(repository: Repository, rename_first: bool) -> None:
    def rename() -> None:
        repository.git("checkout", "-qb", "branch", "main")
        repository.move("a.md", "b.md")
        repository.commit(who=WEI)
        repository.git("checkout", "-q", "main")

    repository.commit({"a.md": LONG}, INES)
    if rename_first:
        rename()
        repository.commit({"a.md": LONG + "Last.\n"}, LARS)
    else:
        repository.git("branch", "base")
        repository.commit({"a.md": LONG + "Last.\n"}, LARS)
        repository.git("checkout", "-q", "-b", "branch", "base")
        repository.move("a.md", "b.md")
        repository.commit(who=WEI)
        repository.git("checkout", "-q", "main")
    repository.day += 1
    repository.git("merge", "-q", "--no-edit", "branch")
    found = read_history(repository.root)
    assert set(found) == {"b.md"}
    day = 3 if rename_first else 2
    assert (names(found["b.md"]), days(found["b.md"])) == (["Ines Prado", "Lars Ny"], (1, day))


def test_a_file_whose_beginning_lies_in_a_merge_has_no_credit(repository: Repository) -> None:
    repository.commit({"a.md": LONG}, INES)
    repository.git("checkout", "-qb", "branch")
    repository.commit({"b.md": LONG}, WEI)
    repository.git("checkout", "-q", "main")
    repository.commit({"c.md": LONG}, LARS)
    repository.git("merge", "-q", "--no-commit", "branch")
    repository.commit({"only-in-the-merge.md": "one"}, LARS)
    repository.commit({"only-in-the-merge.md": "two"}, WEI)
    assert set(read_history(repository.root)) == {"a.md", "b.md", "c.md"}


# What maintainers can say about it


def test_the_mailmap_names_authors_and_co_authors(repository: Repository) -> None:
    mailmap = "Inês Prado <ines@post.invalid> <old@post.invalid>\nZhang Wei <wei@post.invalid>\n"
    repository.commit({"a.md": "one"}, "I. P. <old@post.invalid>", f"Say it\n\nCo-authored-by: {WEI}")
    repository.commit({"a.md": "two", ".mailmap": mailmap}, WEI)
    assert read_history(repository.root)["a.md"].writers == (
        Writer("Inês Prado", "ines@post.invalid"),
        Writer("Zhang Wei", "wei@post.invalid"),
    )


def test_a_changed_mailmap_counts_at_once(repository: Repository) -> None:
    repository.commit({"a.md": "one"})
    assert names(read_history(repository.root)["a.md"]) == ["Ines Prado"]
    (repository.root / ".mailmap").write_text("Inês Prado <ines@post.invalid>\n")
    assert names(read_history(repository.root)["a.md"]) == ["Inês Prado"]


def test_a_commit_that_only_reformatted_is_left_out(repository: Repository) -> None:
    repository.commit({"a.md": LONG}, INES)
    bulk = repository.commit({"a.md": LONG.replace(".", "!"), "b.md": "new"}, LARS)
    repository.commit({"b.md": "newer"}, WEI)
    (repository.root / ".git-blame-ignore-revs").write_text(f"# Exclamation marks everywhere\n{bulk}  # by Lars\n")
    found = read_history(repository.root)
    assert (days(found["a.md"]), names(found["a.md"])) == ((1, 1), ["Ines Prado"])
    told = (days(found["b.md"]), names(found["b.md"]))
    assert told == ((2, 3), ["Lars Ny", "Wei Zhang"]), "what it brought is Lars's, as git blame has it"


def test_a_rename_in_such_a_commit_is_still_followed(repository: Repository) -> None:
    repository.commit({"a.md": LONG}, INES)
    repository.move("a.md", "b.md")
    bulk = repository.commit(who=LARS)
    (repository.root / ".git-blame-ignore-revs").write_text(bulk)
    assert names(read_history(repository.root)["b.md"]) == ["Ines Prado"]


@pytest.mark.parametrize(
    "setting", ["log.showRoot=false", "log.follow=true", "log.date=relative", "log.showSignature=true",
                "log.mailmap=false", "diff.renames=false", "diff.relative=true", "core.quotePath=true",
                "color.ui=always", "i18n.logOutputEncoding=latin1"],
)  # fmt: skip
def test_what_somebody_has_set_for_themselves_changes_nothing(repository: Repository, setting: str) -> None:
    repository.commit({"ä.md": LONG}, "Inês Prado <ines@post.invalid>")
    repository.move("ä.md", "ö.md")
    repository.commit(who=WEI)
    repository.git("config", *setting.split("=", 1))
    found = read_history(repository.root)["ö.md"]
    assert (days(found), names(found)) == ((1, 1), ["Inês Prado"])


# Where the knowledge base lies


def test_a_knowledge_base_in_a_subfolder(repository: Repository) -> None:
    repository.commit({"docs/kb/content/a.md": LONG, "docs/kb.md": "no", "content/a.md": "no"}, INES)
    repository.move("docs/kb/content/a.md", "docs/kb/content/b.md")
    repository.commit(who=WEI)
    assert {path: names(each) for path, each in read_history(repository.root / "docs/kb").items()} == {
        "content/b.md": ["Ines Prado"]
    }


def test_what_was_moved_in_from_elsewhere_keeps_its_writers(repository: Repository) -> None:
    repository.commit({"wiki/old/a.md": LONG, "top.md": LONG.replace("says", "asks")}, INES)
    repository.move("wiki/old/a.md", "wiki/a.md")
    repository.commit(who=WEI)
    repository.move("wiki/a.md", "kb/content/a.md")
    repository.move("top.md", "kb/content/top.md")
    repository.commit({"other.md": "x"}, who=LARS)
    found = read_history(repository.root / "kb")
    assert {path: names(each) for path, each in found.items()} == {
        "content/a.md": ["Ines Prado"],
        "content/top.md": ["Ines Prado"],
    }


def test_a_worktree_knows_its_own_branch(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.md": "one"}, INES)
    repository.git("worktree", "add", "-q", "-b", "branch", str(tmp_path / "tree"))
    repository.commit({"b.md": "main"}, WEI)
    assert set(read_history(tmp_path / "tree")) == {"a.md"}
    assert set(read_history(repository.root)) == {"a.md", "b.md"}


def test_a_hook_that_names_another_repository_is_not_asked(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"kb/a.md": "one"}, LARS)
    repository.commit({"kb/a.md": "one"}, INES)
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    assert names(read_history(repository.root / "kb")["a.md"]) == ["Ines Prado"]


def test_a_submodule_has_a_history_of_its_own(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit({"content/problems/a.md": "one"}, WEI)
    repository.commit({"README.md": "outer"}, LARS)
    repository.git("submodule", "--quiet", "add", str(inner.root), "kb")
    repository.commit(who=LARS)
    assert {path: names(each) for path, each in read_history(repository.root / "kb").items()} == {
        "content/problems/a.md": ["Wei Zhang"]
    }
    assert "kb/content/problems/a.md" not in read_history(repository.root)


# Where there is nothing to know


def test_without_commits_nothing_is_known(repository: Repository) -> None:
    (repository.root / "a.md").write_text("one")
    assert read_history(repository.root) == {}


def test_outside_of_any_repository_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    assert read_history(tmp_path) == {}


def is_without_credit(root: Path, why: str) -> None:
    """What needs credit stops and says why; what does not goes on, and says it once."""
    with pytest.raises(NoCreditError, match=why):
        loaded(root, Git.NEEDED)
    assert loaded(root).by_slug["blade-chatters"].authors == ()
    built = CliRunner().invoke(cli, ["-C", str(root), "build"])
    assert isinstance(built.exception, NoCreditError)
    assert "--no-git" in str(built.exception)
    for command in (["validate"], ["list"], ["show", "blade-chatters"]):
        for _ in range(2):  # the second time, the answer may be known
            done = CliRunner().invoke(cli, ["-C", str(root), *command])
            assert done.exit_code == 0, done.output
            assert done.stderr.startswith("Nobody has credit here: ")
            assert done.stderr.count("\n") == 1
    assert CliRunner().invoke(cli, ["-C", str(root), "list", "--no-git"]).stderr == ""


def test_without_a_program_nothing_is_known_and_that_is_said(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository.root, {ENTRY: "# Blade chatters\n"})
    repository.commit()
    monkeypatch.setenv("PATH", str(tmp_path))
    is_without_credit(repository.root, "There is no git here")
    assert loaded(write(tmp_path / "elsewhere", {ENTRY: "# Blade chatters\n"}), Git.NEEDED).entries


def test_a_repository_that_git_refuses_gives_no_credit(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository.root, {ENTRY: "# Blade chatters\n"})
    repository.commit()
    refusing = tmp_path / "bin" / "git"
    refusing.parent.mkdir()
    refusing.write_text("#!/bin/sh\necho 'fatal: detected dubious ownership in repository' >&2\nexit 128\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{refusing.parent}{os.pathsep}{os.environ['PATH']}")
    is_without_credit(repository.root, "detected dubious ownership")


# Shallow clones


@pytest.fixture
def shallow(repository: Repository, tmp_path: Path) -> Path:
    write(repository.root, {ENTRY: "# Blade chatters\n\nIt does.\n"})
    repository.commit(who=INES)
    repository.commit({"README.md": "Later."}, LARS)
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(clone))
    return clone


def test_a_shallow_clone_stops_build_with_the_cure(shallow: Path) -> None:
    with pytest.raises(CopKbError, match="git fetch --unshallow") as error:
        read_history(shallow)
    assert error.value.exit_code == 2
    done = CliRunner().invoke(cli, ["-C", str(shallow), "build"])
    assert isinstance(done.exception, CopKbError)
    assert all(cure in str(done.exception) for cure in ("fetch-depth: 0", "GIT_DEPTH: 0", "--no-git"))
    assert not (shallow / "site").exists()


def test_a_shallow_clone_builds_without_git(shallow: Path) -> None:
    done = CliRunner().invoke(cli, ["-C", str(shallow), "build", "--no-git", "--today", "2026-11-21"])
    assert done.exit_code == 0, done.output
    page = (shallow / "site/problems/blade-chatters/index.html").read_text(encoding="utf-8")
    assert "Lars Ny" not in page
    assert "Ines Prado" not in page


@pytest.mark.parametrize("command", [["validate"], ["list"], ["show", "blade-chatters"]])
def test_other_commands_work_in_a_shallow_clone_without_credit(shallow: Path, command: list[str]) -> None:
    done = CliRunner().invoke(cli, ["-C", str(shallow), *command])
    assert done.exit_code == 0, done.output
    assert "Lars Ny" not in done.output
    assert loaded(shallow).by_slug["blade-chatters"].authors == ()


def test_once_fetched_whole_it_gives_credit(shallow: Path) -> None:
    subprocess.run(["git", "-C", str(shallow), "fetch", "-q", "--unshallow"], check=True)
    assert names(read_history(shallow)[ENTRY]) == ["Ines Prado"]


# The cache


def test_a_second_time_git_is_not_asked_for_its_log(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a.md": "one"})
    first = read_history(repository.root)
    asked: list[str] = []

    def listening(run: Callable[..., Any]) -> Callable[..., Any]:
        def listen(words: Sequence[str], *where: Path, **options: Any) -> Any:
            asked.extend(words)
            return run(words, *where, **options)

        return listen

    for name in ("run_git", "stream_git"):
        monkeypatch.setattr(git, name, listening(getattr(git, name)))
    assert read_history(repository.root) == first
    assert "rev-parse" in asked
    assert "log" not in asked
    repository.commit({"b.md": "two"})
    assert set(read_history(repository.root)) == {"a.md", "b.md"}
    assert "log" in asked


@pytest.mark.parametrize("damage", ["", "[]", "{", "null", '{"key": "KEY", "value": {"a.md": [1, 2, 3]}}',
                                    '{"key": "KEY", "value": []}', '{"key": "KEY"}', "\x00\xff"])  # fmt: skip
def test_a_damaged_cache_is_ignored_and_replaced(repository: Repository, damage: str) -> None:
    repository.commit({"a.md": "one"})
    cache = cache_of(repository.root) / CACHE
    first = read_history(repository.root)
    whole = cache.read_bytes()
    cache.write_bytes(damage.replace("KEY", json.loads(whole)["key"]).encode("latin-1"))
    assert read_history(repository.root) == first
    assert cache.read_bytes() == whole


def test_the_cache_is_not_committed_by_accident(repository: Repository) -> None:
    repository.commit({"a.md": "one"})
    read_history(repository.root)
    assert repository.git("status", "--porcelain") == ""


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"a.md": "one"})
    monkeypatch.setenv(VARIABLE, "/dev/null/cache")
    assert set(read_history(repository.root)) == {"a.md"}


# Strange names, strange commits


@pytest.mark.parametrize(
    "name", [b'quo"te\'s.md', b"line\nbreak.md", b"\nfirst.md", b"tab\there.md", b"Gr\xfcn.md", "Straße 路.md".encode(),
             b"A.md", b"M\x1e\x1f.md", b"back\\slash.md", b" blank .md", b":(glob)*.md", b"-n.md"],
)  # fmt: skip
def test_unusual_file_names(repository: Repository, name: bytes) -> None:
    path = os.fsdecode(name)
    try:
        (repository.root / path).write_text(LONG)
    except (OSError, ValueError):
        pytest.skip("this file system does not take the name")
    repository.commit({"z.md": "one"}, INES)
    (repository.root / path).write_text(LONG + "More.\n")
    repository.commit({"z.md": "two"}, WEI)
    for _ in range(2):  # the second time from the cache
        found = read_history(repository.root)
        assert set(found) == {path, "z.md"}
        assert names(found[path]) == names(found["z.md"]) == ["Ines Prado", "Wei Zhang"]


def test_an_entry_with_an_unusual_name_has_its_writers(repository: Repository) -> None:
    write(repository.root, {'content/problems/what "they" say.md': "# Blade chatters\n"})
    repository.commit(who=WEI)
    (entry,) = loaded(repository.root).entries
    assert entry.authors == ("Wei Zhang",)


def test_strange_authors_and_dates_break_nothing(repository: Repository) -> None:
    repository.commit({"a.md": "one"}, INES)
    repository.commit({"a.md": "two"}, "Evil \x1e\x1f\x1d\x00".replace("\x00", "") + "Name <evil@post.invalid>")
    tree, parent = repository.git("rev-parse", "HEAD^{tree}", "HEAD").split()
    blob = repository.git("hash-object", "-w", "--stdin", given=b"three")
    tree = repository.git("mktree", given=f"100644 blob {blob}\ta.md\n".encode())
    who = b"J\xfcrgen <j@post.invalid> 99999999999999999 +0000"
    text = b"tree %s\nparent %s\nauthor %s\ncommitter %s\n\nSay it\n" % (tree.encode(), parent.encode(), who, who)
    made = repository.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=text)
    repository.git("reset", "-q", "--hard", made)
    found = read_history(repository.root)["a.md"]
    assert names(found)[0] == "Ines Prado"
    assert names(found)[-1].startswith("J")
    "".join(names(found)).encode()  # no byte that is not UTF-8
    assert found.created == date(2026, 1, 1)


def commit_by(repository: Repository, who: bytes, says: bytes = b"Say it\n", text: bytes = b"two") -> None:
    """A commit as no porcelain would make it."""
    blob = repository.git("hash-object", "-w", "--stdin", given=text)
    repository.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{ENTRY}")
    tree, parent = repository.git("write-tree"), repository.git("rev-parse", "HEAD")
    head = b"tree %s\nparent %s\nauthor %s\ncommitter %s" % (tree.encode(), parent.encode(), who, who)
    raw = b"%s\n\n%s" % (head, says)
    made = repository.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=raw)
    repository.git("reset", "-q", "--hard", made)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"x" * 3000, shortened_name("x" * 3000)),
        (b"", None),
        (b" ", None),
        (b"\x01\x02", None),
        (b"\x1b]0;owned\x07\x1b[2JMallory", "]0;owned [2JMallory"),
        ("a\u202egnp.exe".encode(), "a gnp.exe"),
        (b"J\xfcrgen", "J\ufffdrgen"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"../../etc/passwd", "../../etc/passwd"),
        (b"javascript:alert(1)", "javascript:alert(1)"),
        (b"&lt;script&gt; ::error::forged", "&lt;script&gt; ::error::forged"),
    ],
)
def test_a_hostile_author_is_a_short_readable_name_or_nobody(
    repository: Repository, name: bytes, shown: str | None
) -> None:
    write(repository.root, {ENTRY: "# Blade chatters\n\nIt does.\n"})
    repository.commit(who=INES)
    trailers = b"".join(b"Co-authored-by: %s <c%d@post.invalid>\n" % (name, each) for each in range(300))
    who = name + b" <m@post.invalid> 1767225600 +0000"
    commit_by(repository, who, b"Say it\n\n" + trailers, b"# Blade chatters\n\nNow.\n")
    writers = names(read_history(repository.root)[ENTRY])
    assert writers[0] == "Ines Prado"
    assert set(writers[1:]) == {shown or ""}
    assert len(writers) <= 102
    authors = loaded(repository.root).by_slug["blade-chatters"].authors
    assert authors == (("Ines Prado", shown) if shown else ("Ines Prado",))
    done = CliRunner().invoke(cli, ["-C", str(repository.root), "build", "--today", "2026-11-21"])
    assert done.exit_code == 0, done.output
    pages = "".join(each.read_text(encoding="utf-8") for each in (repository.root / "site").rglob("*.html"))
    assert "post.invalid" not in pages
    assert not [each for each in ("\x1b", "\x07", "\u202e", "<script> ::error") if each in pages]


@pytest.mark.parametrize(
    "when", [b"99999999999999999 +0000", b"-1 +0000", b"0 +9999", b"x", b"", b"253402300800 +0000"]
)
def test_a_day_beyond_the_calendar_breaks_nothing(repository: Repository, when: bytes) -> None:
    write(repository.root, {ENTRY: "# Blade chatters\n\nIt does.\n"})
    repository.commit(who=INES)
    commit_by(repository, b"Wei <wei@post.invalid> " + when)
    found = read_history(repository.root)[ENTRY]
    assert (names(found)[0], found.created) == ("Ines Prado", date(2026, 1, 1))


def test_a_mailmap_that_is_hostile_gives_names_as_short_as_any(repository: Repository) -> None:
    write(repository.root, {ENTRY: "# Blade chatters\n\nIt does.\n"})
    repository.commit({".mailmap": f"{'x' * 3000}\x1b[2J <ines@post.invalid>\n"}, INES)
    assert names(read_history(repository.root)[ENTRY]) == [shortened_name("x" * 3000 + " [2J")]


# What readers see of it


@pytest.fixture
def community(repository: Repository) -> Path:
    people = """\
ines: {name: Inês Prado, emails: [ines@post.invalid]}
lars: {name: Lars Ny, emails: [lars@post.invalid], hide: true}
"""
    write(repository.root, {"content/people.yml": people, ENTRY: "# Blade chatters\n\nIt does.\n"})
    repository.commit(who="ip@laptop <INES@post.invalid>", says=f"Say it\n\nCo-authored-by: {LARS}")
    body = "# Blade chatters\n\nIt does.\n\n## Cause\n\nThe angle.\n"
    repository.commit({ENTRY: body}, "wei@post.invalid <wei@post.invalid>")
    dated = "---\ndate: 2020-05-04\nauthors: [hanna]\n---\n# Measure first\n"
    repository.commit({"content/lessons/measure-first.md": dated}, WEI)
    return repository.root


def test_people_are_known_by_their_addresses_and_may_be_hidden(community: Path) -> None:
    kb = loaded(community)
    assert kb.by_slug["blade-chatters"].authors == ("ines", "lars", "wei")
    page = next(page for page in make_plan(kb).pages if page.uri == "problems/blade-chatters.md")
    assert [each["names"] for each in page.meta["kb"]["credit"]] == [["Inês Prado", "wei"]]


def test_what_the_entry_says_comes_before_what_git_knows(community: Path) -> None:
    entry = loaded(community).by_slug["measure-first"]
    assert (str(entry.date), entry.authors) == ("2020-05-04", ("hanna",))
    assert entry.created == date(2026, 1, 3)


def test_the_dates_are_those_of_the_commits(community: Path) -> None:
    entry = loaded(community).by_slug["blade-chatters"]
    assert (str(entry.date), str(entry.changed)) == ("2026-01-01", "2026-01-02")


def test_settings_can_leave_git_out(community: Path) -> None:
    settings = community / "mkdocs.yml"
    settings.write_text(settings.read_text() + "      git: false\n")
    assert loaded(community).by_slug["blade-chatters"].authors == ()


def test_no_page_file_or_command_ever_shows_an_address(community: Path) -> None:
    plan = make_plan(loaded(community))
    texts = [f"{page.markdown}{page.meta!r}{page.title}" for page in plan.pages if not page.uri.startswith("guide/")]
    texts += [each.content.decode() for each in plan.files if each.content]
    for command in (["list"], ["list", "--format", "json"], ["list", "--format", "csv"], ["show", "blade-chatters"],
                    ["show", "blade-chatters", "--format", "json"], ["list", "--person", "nobody"]):  # fmt: skip
        texts.append(CliRunner().invoke(cli, ["-C", str(community), *command]).output)
    assert any("Inês Prado" in text for text in texts)
    for text in texts:
        assert "@post.invalid" not in text
        assert "@laptop" not in text
        assert "Lars Ny" not in text
    assert "@post.invalid" in (cache_of(community) / CACHE).read_text(), "it is there to be matched"


def test_the_cache_is_never_published(community: Path) -> None:
    loaded(community)
    done = CliRunner().invoke(cli, ["-C", str(community), "build"])
    assert done.exit_code == 0, done.output
    for path in (community / "site").rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".xml", ".js", ".txt"):
            assert "ines@post.invalid" not in path.read_text(encoding="utf-8").lower(), path
    shutil.rmtree(community / "site")
