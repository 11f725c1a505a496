"""``cop-kb tried``: say how it went."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from cop_kb.cli import cli
from cop_kb.model.values import Result
from cop_kb.reading import knowledge_base
from tests.cli.running import Terminal, run
from tests.support import read, write

DAY = ("--today", "2026-11-21")
FILES = {
    "content/people.yml": "ines: {name: Inês Prado, emails: [ines@example.org]}\nwei:\nlars:\naiko:\n",
    "content/problems/blade-chatters.md": """\
---
title: Blade chatters
aliases: [wiki/rubbeln]
codes: [WIP-041]
authors: [ines]
date: 2026-01-01
---
## Symptom

It jumps.

## Workaround

### Turn the arm

By 2°.

### Degrease the glass

With alcohol.
""",
    "content/lessons/measure-first.md": "---\nauthors: [ines]\ndate: 2026-01-01\n---\n# Measure first\n\nDo.\n",
    "content/lessons/old-way.md": "---\ntitle: Guess first\n---\n\nGuess.\n",
    "content/lessons/new-way.md": "---\ntitle: Ask first\nsupersedes: [old-way]\n---\n\nAsk.\n",
    "content/cases/press-cars.md": "---\ntitle: Press cars\n---\n\nThey came.\n",
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "kb", FILES)


def tried(root: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return run(
        "tried", *arguments, *DAY, folder=root, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull, **changes
    )


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in (root / "content/tried").rglob("*.md"))


def test_it_writes_the_try_and_says_what_follows(root: Path) -> None:
    done = tried(root, "measure-first", "worked", "-m", "Saved a day.", "--who", "wei")
    assert done.returncode == 0, done.stderr
    path = done.stdout.strip()
    assert re.fullmatch(r"content/tried/measure-first/2026-11-21-wei-[a-z0-9]{6}\.md", path)
    assert files(root) == [path]
    assert (root / path).read_text() == "---\nresult: worked\n---\n\nSaved a day.\n"
    assert done.stderr == (
        "\n“Measure first”: hunch → tried.\nIt takes 1 more person for whom it worked to be proven.\n"
        "Somebody should look again on 2028-11-21.\n"
    )
    done = tried(root, "measure-first", "worked", "--who", "lars")
    assert "“Measure first”: tried → proven.\nIt worked for 2 people who did not write it" in done.stderr
    done = tried(root, "measure-first", "didnt", "--who", "lars", "--context", "vehicle=van")
    assert (
        "“Measure first”: proven → tried.\nWorked 2, didn't 1 in the last 36 months; proven takes 3 to 1."
        in done.stderr
    )
    assert "Disputed: The newest try says it didn't work (vehicle: van, 2026-11-21)." in done.stderr
    assert "still tried" in tried(root, "measure-first", "unclear", "--who", "aiko").stderr


def test_a_newer_try_there_ends_a_dispute(root: Path) -> None:
    tried(root, "measure-first", "didnt", "--who", "lars", "--today", "2026-10-01")
    run("tried", "measure-first", "didnt", "--who", "lars", "--today", "2026-10-01", folder=root)
    assert "It is no longer disputed." in tried(root, "measure-first", "worked", "--who", "wei").stderr


@pytest.mark.parametrize("name", ["blade-chatters", "rubbeln", "wiki/rubbeln", "WIP-041", "Blade chatters"])
def test_an_old_address_and_a_code_are_followed(root: Path, name: str) -> None:
    assert tried(root, name, "trying", "--who", "wei").stdout.startswith("content/tried/blade-chatters/2026-11-21-wei-")


def test_all_options(root: Path) -> None:
    done = tried(root, "blade-chatters", "partly", "-m", "Better: but not good", "--of", "turn the arm",
                 "--context", "vehicle=van", "--context", "glass=coated", "--who", "Wei Zhang")  # fmt: skip
    assert (root / done.stdout.strip()).read_text() == (
        "---\nresult: partly\nof: Turn the arm\ncontext: {vehicle: van, glass: coated}\nwho: Wei Zhang\n---\n\n"
        "Better: but not good\n"
    )
    assert "“Blade chatters”: hunch → tried (Turn the arm)." in done.stderr
    assert "invalid" not in run("validate", folder=root).stdout


def test_the_end_replaces_the_beginning(root: Path) -> None:
    begun = tried(root, "blade-chatters", "trying", "--who", "wei").stdout.strip()
    others = tried(root, "blade-chatters", "trying", "--who", "lars").stdout.strip()
    done = tried(root, "blade-chatters", "worked", "--who", "wei")
    assert files(root) == sorted([others, done.stdout.strip()])
    assert f"Took away {begun}: it said that this was still being tried." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["blade-chaters", "worked"], "“blade-chaters” is no entry. Did you mean “blade-chatters”?"),
        (["blade", "worked"], "“blade” is no entry."),
        (["blade-chatters", "wrked"], "“wrked” is no result. Did you mean “worked”?"),
        (["blade-chatters", "great"], "Take one of: worked, partly, didnt, trying, still-true, unclear."),
        (["blade-chatters", "worked", "--of", "turn arm"], "Did you mean “Turn the arm”?"),
        (["blade-chatters", "worked", "--of", "pray"], "It has: Turn the arm; Degrease the glass."),
        (["measure-first", "worked", "--of", "x"], "It has only one: leave it out."),
        (["blade-chatters", "worked", "--context", "vehicel=van"], "“vehicel” is no facet. Did you mean “vehicle”?"),
        (["blade-chatters", "worked", "--context", "vehicle=salon"], "Did you mean “saloon”?"),
        (["blade-chatters", "worked", "--context", "van"], "no facet with its value. Write it like vehicle=van."),
        (["blade-chatters", "worked", "--context", "=van"], "Write it like vehicle=van."),
        (["blade-chatters", "worked", "-m", "a\x1bb"], "The sentence holds a control character (U+001B)"),
        (["press-cars", "worked"], "“Press cars” is of the type Case. Tried are: Problem, FAQ, Lesson."),
        (["blade-chatters"], "RESULT"),
        ([], "SLUG"),
    ],
)
def test_what_cannot_be_taken_is_wrong_use_and_writes_nothing(root: Path, arguments: list[str], said: str) -> None:
    done = tried(root, *arguments, *([] if "--who" in arguments else ["--who", "wei"]))
    assert done.returncode == 2
    assert said in done.stderr
    assert not (root / "content/tried").exists()


def test_a_day_that_is_none(root: Path) -> None:
    done = run("tried", "blade-chatters", "worked", "--who", "wei", "--today", "soon", folder=root)
    assert done.returncode == 2
    assert "write it as YYYY-MM-DD" in done.stderr


def test_a_replaced_entry_is_pointed_out(root: Path) -> None:
    assert (
        "It has been replaced by new-way: was it that one?" in tried(root, "old-way", "worked", "--who", "wei").stderr
    )


def test_somebody_elses_title_drives_no_terminal(root: Path) -> None:
    write(root, {"content/lessons/evil.md": '---\ntitle: "Red \\e[31m"\n---\n\nDo it.\n'})
    assert "\x1b" not in tried(root, "evil", "worked", "--who", "wei").stderr


# Who


def repository(root: Path, **settings: str) -> None:
    subprocess.run(["git", "-C", str(root), "init", "-q"], check=True)
    for name, value in settings.items():
        subprocess.run(["git", "-C", str(root), "config", f"user.{name}", value], check=True)


@pytest.mark.parametrize(
    ("name", "email", "who"),
    [
        ("Somebody", "ines@example.org", "ines"),
        ("Inês Prado", "other@example.org", "ines"),
        ("Zhang Wei", "wei@example.org", "Zhang Wei"),
        ("wei", "", "wei"),
        ("lars@example.org", "", "lars"),
        ("Ли", "li@example.org", "Ли"),
    ],
)
def test_git_knows_who_you_are_so_the_file_does_not_say_it(root: Path, name: str, email: str, who: str) -> None:
    repository(root, name=name, email=email)
    done = tried(root, "measure-first", "worked")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"content/tried/measure-first/2026-11-21-[a-z0-9]{6}\.md\n", done.stdout)
    assert (root / done.stdout.strip()).read_text() == "---\nresult: worked\n---\n"
    (one,) = read(root).tries["measure-first"]
    assert one.who == who


def test_an_author_who_is_in_no_list_does_not_prove_their_own(root: Path) -> None:
    write(root, {"content/lessons/mine.md": "---\ntitle: Mine\nauthors: [Zhang Wei]\n---\n\nDo it.\n"})
    repository(root, name="Zhang Wei", email="wei@example.org")
    for _ in range(2):
        tried(root, "mine", "worked")
    tried(root, "mine", "worked", "--who", "lars")
    assert read(root).maturities["mine"].people == ("lars",)


@pytest.mark.parametrize("path", ["/nowhere", None])
def test_without_git_or_a_name_in_it_who_must_be_said(root: Path, path: str | None) -> None:
    done = tried(root, "measure-first", "worked", HOME=str(root), **({"PATH": path} if path else {}))
    assert done.returncode == 2
    assert "say it with --who" in done.stderr
    assert not (root / "content/tried").exists()


# At a terminal


def talk(root: Path, *arguments: str, answers: tuple[tuple[str, str], ...], **changes: str) -> tuple[int, str]:
    """The command at a terminal, with an answer for each question; its exit code and all that was shown."""
    terminal = Terminal("tried", *arguments, *DAY, folder=root, NO_COLOR="1", **changes)
    for question, answer in answers:
        terminal.expect(question)
        terminal.type(answer)
    return terminal.ends(), terminal.shown


def only_try(root: Path) -> str:
    (path,) = files(root)
    return (root / path).read_text()


def test_at_a_terminal_one_sentence_is_asked_for(root: Path) -> None:
    code, shown = talk(root, "measure-first", "worked", "--who", "wei", answers=(("in one sentence?", "Saved a day."),))
    assert code == 0, shown
    assert only_try(root) == "---\nresult: worked\n---\n\nSaved a day.\n"


def test_the_sentence_may_be_left_out(root: Path) -> None:
    assert talk(root, "measure-first", "worked", "--who", "wei", answers=(("in one sentence?", ""),))[0] == 0
    assert only_try(root) == "---\nresult: worked\n---\n"


def test_of_several_ways_one_can_be_chosen(root: Path) -> None:
    answers = (("Number", "3"), ("Number", "2"), ("in one sentence?", "Quiet."))
    code, shown = talk(root, "blade-chatters", "worked", "--who", "wei", answers=answers)
    assert code == 0, shown
    assert " 2  Degrease the glass\n" in shown
    assert only_try(root) == "---\nresult: worked\nof: Degrease the glass\n---\n\nQuiet.\n"


def test_what_is_said_is_not_asked(root: Path) -> None:
    arguments = ("blade-chatters", "worked", "-m", "", "--who", "wei")
    code, shown = talk(root, *arguments, answers=())
    assert code == 0
    assert "?" not in shown
    assert only_try(root) == "---\nresult: worked\n---\n"


def test_who_is_asked_where_git_does_not_know(root: Path) -> None:
    answers = (("Who are you?", "ines@example.org"),)
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(root)}
    assert talk(root, "measure-first", "worked", "-m", "", answers=answers, **nobody)[0] == 0
    assert "-ines-" in files(root)[0]


@pytest.mark.parametrize("answer", ["\x03", "\x04"])
def test_one_can_stop(root: Path, answer: str) -> None:
    terminal = Terminal("tried", "measure-first", "worked", "--who", "wei", *DAY, folder=root)
    terminal.expect("in one sentence?")
    assert terminal.ends(pressing=answer) == 130
    assert not (root / "content/tried").exists()


def test_completion(root: Path) -> None:
    def completed(*words: str) -> list[str]:
        said = run(folder=root, _COP_KB_COMPLETE="bash_complete", COMP_CWORD=str(len(words)),
                   COMP_WORDS=" ".join(("cop-kb", *words))).stdout  # fmt: skip
        return [line.partition(",")[2] for line in said.splitlines() if line]

    assert completed("tried", "bl") == ["blade-chatters"]
    assert completed("tried", "blade-chatters", "") == [str(each) for each in Result]
    assert completed("tried", "blade-chatters", "st") == ["still-true"]
    assert completed("tried", "blade-chatters", "worked", "--of", "Tu") == ["Turn the arm"]
    assert completed("tried", "x", "worked", "--context", "veh") == ["vehicle=van", "vehicle=saloon"]
    assert completed("tried", "x", "worked", "--who", "i") == ["ines"]
    assert completed("tried", "nowhere", "worked", "--of", "") == []


def test_one_try_after_the_other_reads_no_more_than_their_entry(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    options = {"obj": None, "catch_exceptions": False}

    def call(*words: str) -> str:
        return CliRunner().invoke(cli, ["-C", str(root), "tried", *words, *DAY], **options).stderr

    assert "hunch → tried" in call("measure-first", "worked", "--who", "wei")
    monkeypatch.setattr(knowledge_base, "load", None)  # would be called to read all
    assert "tried → proven" in call("measure-first", "worked", "--who", "lars")
    assert "Took away" not in call("rubbeln", "trying", "--who", "wei", "--of", "turn the arm")
    assert "Took away" in call("rubbeln", "worked", "--who", "wei", "--of", "turn the arm")
    assert "It has been replaced by new-way" in call("old-way", "worked", "--who", "wei")
