"""Who wrote and tried what, and since when, as readers are told it: in real repositories, through real commands."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cop_kb.cli import cli
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.knowledge_map import knowledge_map, map_data
from cop_kb.publishing.people import People
from cop_kb.publishing.story import story, try_data
from cop_kb.publishing.topics import TopicTree
from cop_kb.reading import knowledge_base, log_reading
from cop_kb.reading.glance import glance_at
from cop_kb.reading.knowledge_base import Git, load
from cop_kb.reading.settings import load_settings
from tests.repository import INES, LARS, WEI, Repository
from tests.support import write

ZOE, TODAY = "Zoe Zimmer <zoe@post.invalid>", date(2027, 6, 1)
CHATTER = """\
---
title: Blade chatters on dry glass
topics: [rubber]
---
It chatters at low speed, and only where the glass is dry. See [the streaks](streaks.md) and [[wax]].

## Cause

The attack angle is two degrees off, so the rubber does not turn over at the end of each stroke.

## Workaround

Wet the glass for five seconds, then wipe it with a clean cloth until nothing is left of the old wax.
"""
STREAKS = "# Streaks after the car wash\n\nThin lines stay where the old wax lies, refer to [[chatter]].\n\n## Cause\n\nHot wax.\n"
WAX = "---\ntitle: How do I see old wax?\n---\nBreathe on the glass: where it does not mist over, there is wax.\n"
FILES = {
    "content/topics.yml": "rubber: {label: Rubber, synonyms: [gum]}\nglass: {label: Glass}\n",
    "content/problems/chatter.md": CHATTER,
    "content/problems/streaks.md": STREAKS,
}


@pytest.fixture(autouse=True)
def only_what_the_tests_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the machine or its users; whoever works here is Zoe, who came last."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Ines wrote two entries, Wei one; Lars tried one, and his file does not say so."""
    found = Repository(tmp_path / "repository")
    write(found.root, FILES)
    found.commit(who=INES)
    found.commit({"content/faqs/wax.md": WAX}, WEI)
    found.commit({"content/tried/chatter/2026-01-03-abc123.md": "---\nresult: worked\n---\n"}, LARS)
    found.git("config", "user.name", "Zoe Zimmer")
    found.git("config", "user.email", "zoe@post.invalid")
    return found


def loaded(root: Path) -> KnowledgeBase:
    return load(load_settings(root / "mkdocs.yml"), TODAY)


def told(root: Path) -> Mapping[str, Any]:
    """All that readers are told of who did what when, whatever the entries are called by now."""
    kb = loaded(root)
    people = People(kb)
    entries = {
        entry.title: (entry.authors, entry.created, entry.changed, kb.freshness[slug].since)
        for slug, entry in kb.by_slug.items()
    }
    tries = sorted((one.who, str(one.date), kb.by_slug[one.slug].title) for each in kb.tries.values() for one in each)
    pages = {
        part.name: {name: sorted(each.title for each in getattr(part, name).values()) for name in ("wrote", "tried")}
        for part in people.parts.values()
    }
    known = {each["label"]: each["people"] for each in map_data(kb, knowledge_map(TopicTree(kb)))["topics"]}
    return {"entries": entries, "tries": tries, "pages": pages, "map": known["Rubber"]}


def cop_kb(repository: Repository, *words: str) -> None:
    done = CliRunner().invoke(cli, ["-C", str(repository.root), *words], catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output


def texts(repository: Repository) -> list[Path]:
    return sorted(each for each in repository.root.glob("content/*/**/*.md") if "tried" not in each.parts)


def rewritten(repository: Repository, how: Callable[[str], str]) -> None:
    for path in texts(repository):
        path.write_bytes(how(path.read_bytes().decode()).encode())


def slugs(repository: Repository) -> dict[str, str]:
    return {each.title: slug for slug, each in loaded(repository.root).by_slug.items()}


def rename(repository: Repository, chance: random.Random) -> None:
    title, slug = chance.choice(sorted(slugs(repository).items()))
    cop_kb(repository, "rename", slug, f"{title.split()[0].lower()}-{chance.randrange(1000)}")


def retype(repository: Repository, _: random.Random) -> None:
    cop_kb(repository, "retype", slugs(repository)["Streaks after the car wash"], "faq", "--force")
    cop_kb(repository, "retype", slugs(repository)["Streaks after the car wash"], "problem", "--force")


def move(repository: Repository, chance: random.Random) -> None:
    path = chance.choice(texts(repository))
    folder = path.parent / f"folder-{chance.randrange(1000)}"
    folder.mkdir()
    path.rename(folder / path.name)


def reformat(repository: Repository, chance: random.Random) -> None:
    mark = chance.choice(["**", "_", "`"])
    rewritten(repository, lambda text: re.sub(r"(?<=\n)(\w+) (\w+) ", rf"{mark}\1{mark}  \n\2 ", text))
    rewritten(
        repository, lambda text: re.sub(r"\n(topics|title|aliases): (.*)\n", r"\n\1:   \2\n", text) + "\n\n<!-- x -->\n"
    )


def line_ends(repository: Repository, _: random.Random) -> None:
    rewritten(repository, lambda text: text.replace("\r", "") if "\r" in text else text.replace("\n", "\r\n"))


def fix(repository: Repository, _: random.Random) -> None:
    path = next(each for each in texts(repository) if "angle" in each.read_text(encoding="utf-8"))
    path.write_text(f"\n\n{path.read_text(encoding='utf-8').replace('rubber', 'gum', 1)}", encoding="utf-8")
    repository.commit(who=ZOE)
    cop_kb(repository, "validate", "--fix")


def retag(repository: Repository, _: random.Random) -> None:
    rewritten(repository, lambda text: text.replace("\ntitle:", "\nreview: never\nx-seen: yes\ntitle:", 1))


def references(repository: Repository, chance: random.Random) -> None:
    here = sorted(slugs(repository).values())
    rewritten(repository, lambda text: re.sub(r"\[\[[\w-]+\]\]", f"[[{chance.choice(here)}]]", text))


def typo(repository: Repository, _: random.Random) -> None:
    changes = {"chatters": "chattres", "chattres": "chatters", "degrees": "degres", "degres": "degrees"}
    rewritten(repository, lambda text: re.sub(r"(?<=It )chatt\w+|degre+s", lambda found: changes[found[0]], text))


def merge(repository: Repository, chance: random.Random, *how: str) -> None:
    """Some of the others on a branch, and something else meanwhile."""
    repository.git("checkout", "-qb", "branch")
    for each in chance.sample([rename, reformat, retag, references, typo, move], 2):
        each(repository, chance)
        repository.commit(who=ZOE)
    repository.git("checkout", "-q", "main")
    repository.commit({f"content/notes-{repository.day}.md": "# Notes\n\nOf the day.\n"}, LARS)
    repository.git("merge", "-q", *(how or ("--no-ff", "--no-edit")), "branch", who=ZOE)
    repository.git("branch", "-qD", "branch")


def squash(repository: Repository, chance: random.Random) -> None:
    merge(repository, chance, "--squash")


UPKEEP = (rename, retype, move, reformat, line_ends, fix, retag, references, typo, merge, squash)


@pytest.mark.parametrize("seed", range(5))
def test_upkeep_leaves_credit_and_clocks_as_they_were(repository: Repository, seed: int) -> None:
    chance, before = random.Random(seed), told(repository.root)
    assert before["entries"]["Blade chatters on dry glass"] == (
        ("Ines Prado",), date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 3)
    )  # fmt: skip
    assert set(before["pages"]) == {"Ines Prado", "Wei Zhang", "Lars Ny"}
    for each in [*chance.sample(UPKEEP, 5), UPKEEP[seed], UPKEEP[-1 - seed]]:
        tree = repository.git("rev-parse", "HEAD^{tree}")
        each(repository, chance)
        repository.commit(who=ZOE)
        assert told(repository.root) == before, each.__name__
        assert each in (retype, references) or repository.git("rev-parse", "HEAD^{tree}") != tree, (
            f"{each.__name__} did nothing"
        )


def test_one_sentence_gives_credit_and_starts_the_clock_anew(repository: Repository) -> None:
    before = told(repository.root)
    text = CHATTER.replace("of the old wax.", "of the old wax. A drop of vinegar helps.")
    repository.commit({"content/problems/chatter.md": text}, ZOE)
    after = told(repository.root)
    day = date(2026, 1, 4)
    assert after["entries"].pop("Blade chatters on dry glass") == (
        ("Ines Prado", "Zoe Zimmer"), date(2026, 1, 1), day, day
    )  # fmt: skip
    assert after["entries"].items() <= before["entries"].items()
    assert after["pages"]["Zoe Zimmer"] == {"wrote": ["Blade chatters on dry glass"], "tried": []}
    assert "Zoe Zimmer" in after["map"]


def test_who_only_takes_words_away_starts_the_clock_and_has_no_credit(repository: Repository) -> None:
    repository.commit({"content/problems/chatter.md": CHATTER.replace(", and only where the glass is dry", "")}, ZOE)
    found = told(repository.root)["entries"]["Blade chatters on dry glass"]
    assert (found[0], found[2]) == (("Ines Prado",), date(2026, 1, 4))


@pytest.mark.parametrize("to", ["content/faqs/wax.md", "content/lessons/clean.md"])
def test_text_that_moves_to_another_entry_takes_its_writers_along(repository: Repository, to: str) -> None:
    head, heading, moved = CHATTER.partition("## Workaround")
    there = repository.root / to
    text = there.read_text(encoding="utf-8") if there.exists() else "# Clean glass\n"
    repository.commit({"content/problems/chatter.md": head, to: f"{text}\n{heading}{moved}"}, ZOE)
    found = told(repository.root)
    title = "How do I see old wax?" if "wax" in to else "Clean glass"
    assert found["entries"][title][0] == (("Wei Zhang", "Ines Prado") if "wax" in to else ("Ines Prado",))
    assert "Zoe Zimmer" not in found["pages"]


def test_a_page_that_was_brought_along_keeps_the_days_that_it_says(repository: Repository) -> None:
    path, page = (
        "content/faqs/old.md",
        "---\ncreated: 2022-01-05\nlast_modified_at: 2025-09-01\n---\n# Old?\n\nYes, it is.\n",
    )
    repository.commit({path: page}, INES)
    entry = loaded(repository.root).by_slug["old"]
    assert (entry.created, entry.changed) == (date(2022, 1, 5), date(2025, 9, 1))
    repository.commit({path: page.replace("Yes, it is.", "Yes, it is, and very much so.")}, WEI)
    entry = loaded(repository.root).by_slug["old"]
    assert entry.created == date(2022, 1, 5)
    assert entry.changed == entry.changes[-1][0] != date(2025, 9, 1)


@pytest.mark.parametrize("how", ["much is added", "much goes"])
def test_who_renames_and_changes_much_in_one_commit_takes_nothing_from_its_writers(
    repository: Repository, how: str
) -> None:
    old, new = "content/problems/chatter.md", "content/problems/judder.md"
    more = "\n".join(
        f"And in the {number}th place Zoe has much more to say of glass and rubber." for number in range(12)
    )
    head = CHATTER.partition("## Cause")[0]
    text = f"{CHATTER}\n{more}\n" if how == "much is added" else head
    repository.commit({old: None, new: text}, ZOE)
    entry = loaded(repository.root).by_slug["judder"]
    assert entry.authors[0] == "Ines Prado"
    assert entry.authors[1:] == (("Zoe Zimmer",) if how == "much is added" else ())


def test_a_list_of_ignored_commits_takes_no_entry_from_its_author(repository: Repository) -> None:
    first = repository.git("rev-list", "--max-parents=0", "HEAD").strip()
    write(repository.root, {".git-blame-ignore-revs": f"{first}\n"})
    assert loaded(repository.root).by_slug["chatter"].authors == ("Ines Prado",)


def test_a_program_that_commits_is_nobody(repository: Repository) -> None:
    path = "content/problems/chatter.md"
    repository.commit(
        {path: CHATTER.replace("dry glass", "dry glass and plastic")}, "renovate[bot] <1+renovate[bot]@x.invalid>"
    )
    kb = loaded(repository.root)
    assert "renovate[bot]" not in kb.by_slug["chatter"].authors
    assert not any("renovate" in name for name in told(repository.root)["pages"])


def test_the_story_says_who_changed_words_and_when_and_nothing_of_upkeep(repository: Repository) -> None:
    path = "content/problems/chatter.md"
    repository.commit({path: CHATTER.replace("five seconds", "ten seconds at least")}, LARS)
    text = (repository.root / path).read_text(encoding="utf-8")
    repository.commit({path: text.replace("[rubber]", "[glass]").replace("\n\n", "\n\n\n")}, ZOE)
    kb = loaded(repository.root)
    entry = kb.by_slug["chatter"]
    tries = [try_data(one, kb) for one in kb.tries["chatter"]]
    changed = [each for each in story(entry, kb, People(kb), tries) if each["kind"] == "changed"]
    told = [(each["date"], each["label"], [one["name"] for one in each["who"]]) for each in changed]
    assert told == [(str(entry.changed), "Words changed by", ["Lars Ny"])]


def test_the_story_of_a_question_says_who_asked_and_who_answered(repository: Repository) -> None:
    path = "content/faqs/haze.md"
    asked = "# Why does haze come back?\n\n## Short answer\n\n<!-- In one sentence? -->\n"
    repository.commit({path: asked}, INES)
    repository.commit({path: asked.replace("come back", "always come back")}, LARS)
    repository.commit({path: f"{asked}\nThe wax of the wash.\n"}, WEI)
    repository.commit({path: f"{asked}\nThe wax of the wash, on every second car.\n"}, ZOE)
    kb = loaded(repository.root)
    found = story(kb.by_slug["haze"], kb, People(kb), [])
    assert [(each["label"], [one["name"] for one in each["who"]][:1]) for each in found] == [
        ("Words changed by", ["Zoe Zimmer"]),
        ("Answered by", ["Wei Zhang"]),
        ("Words changed by", ["Lars Ny"]),
        ("Asked by", ["Ines Prado"]),
    ]


def test_text_goes_on_with_those_who_wrote_it_where_its_old_entry_is_gone(repository: Repository) -> None:
    repository.commit({"content/problems/streaks.md": STREAKS.replace("Hot wax.", "Hot wax of the wash.")}, LARS)
    text = (repository.root / "content/problems/streaks.md").read_text(encoding="utf-8")
    more = {"content/problems/streaks.md": None, "content/faqs/wax.md": f"{WAX}\n{text}"}
    repository.commit(more, ZOE)
    assert told(repository.root)["entries"]["How do I see old wax?"][0] == ("Wei Zhang", "Ines Prado", "Lars Ny")


def test_an_import_credits_nobody_and_starts_no_clock(repository: Repository) -> None:
    old = "---\nx-source: https://wiki.example/old\n---\n# An old page\n\nWhat the wiki said of wax.\n"
    path = "content/faqs/old.md"
    repository.commit({path: old, "content/lessons/also.md": "# Also here\n\nTold by the wiki.\n"}, ZOE)
    found = told(repository.root)["entries"]
    assert found["An old page"] == found["Also here"] == ((), None, None, None)
    repository.commit({path: f"{old}\nStill true of ours.\n"}, LARS)
    day = date(2026, 1, 5)
    assert told(repository.root)["entries"]["An old page"] == (("Lars Ny",), day, day, day)


# Tries


TRY = "content/tried/chatter/2026-01-03-abc123.md"


def who_tried(root: Path, slug: str = "chatter") -> list[tuple[str, str]]:
    return [(one.who, str(one.date)) for one in loaded(root).tries[slug]]


def test_who_and_when_of_a_try_are_those_of_its_first_commit(repository: Repository) -> None:
    text = "---\nresult: worked\n---\nQuiet again.\n"
    repository.commit({TRY: text, "content/tried/chatter/later.md": "---\nresult: didnt\n---\n"}, WEI)
    repository.move(TRY, "content/tried/chatter/2026-01-03-abc124.md")
    repository.move("content/tried/chatter/later.md", "content/tried/chatter/at-last.md")
    repository.commit(who=ZOE)
    assert who_tried(repository.root) == [("Wei Zhang", "2026-01-04"), ("Lars Ny", "2026-01-03")]


def test_what_a_file_says_comes_before_what_git_knows(repository: Repository) -> None:
    repository.commit({"content/tried/chatter/2026-01-02-ana-abc123.md": "---\nresult: worked\n---\n"}, WEI)
    repository.commit({"content/tried/chatter/2026-01-01-abc125.md": "---\nresult: worked\nwho: Bo\n---\n"}, WEI)
    assert who_tried(repository.root)[1:] == [("ana", "2026-01-02"), ("Bo", "2026-01-01")]


def test_of_a_squash_merge_its_author_tried_it(repository: Repository) -> None:
    says = f"Say how it went\n\nCo-authored-by: {LARS}"
    repository.commit({"content/tried/chatter/2026-01-04-zzz123.md": "---\nresult: worked\n---\n"}, WEI, says)
    assert who_tried(repository.root)[0] == ("Wei Zhang", "2026-01-04")


def test_what_is_not_committed_yet_is_by_who_works_here_today(repository: Repository) -> None:
    files = {"new.md": "---\nresult: partly\n---\n", "2026-02-02-abc123.md": "---\nresult: partly\n---\n"}
    write(repository.root, {f"content/tried/chatter/{name}": text for name, text in files.items()})
    assert who_tried(repository.root)[:2] == [("Zoe Zimmer", str(TODAY)), ("Zoe Zimmer", "2026-02-02")]
    repository.git("config", "user.name", "Zoë Z.")
    assert who_tried(repository.root)[0] == ("Zoë Z.", str(TODAY))


def test_before_the_first_commit_who_works_here_tried_it(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "new")
    write(repository.root, {**FILES, TRY: "---\nresult: worked\n---\n"})
    repository.git("config", "user.name", "Zoe Zimmer")
    assert who_tried(repository.root) == [("Zoe Zimmer", "2026-01-03")]


def test_outside_of_any_repository_nobody_named_tried_it(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, TRY: "---\nresult: worked\n---\n"})
    assert who_tried(tmp_path) == [("", "2026-01-03")]


def test_such_tries_count_for_the_person_wherever_tries_do(repository: Repository) -> None:
    people = "lars: {name: Lars Ny, emails: [lars@post.invalid]}\nwei: {name: Wei Zhang, emails: [w@x.invalid]}\n"
    other = {"content/people.yml": people, "content/tried/chatter/2026-01-04-zzz123.md": "---\nresult: worked\n---\n"}
    repository.commit(other, "W. Zhang <w@x.invalid>")
    kb = loaded(repository.root)
    assert (kb.maturities["chatter"].level, kb.maturities["chatter"].people) == ("proven", ("lars", "wei"))
    parts = {part.name: part for part in People(kb).parts.values()}
    assert [*parts["Lars Ny"].tried] == [*parts["Wei Zhang"].tried] == ["chatter"]
    assert len(parts["Ines Prado"].used["chatter"]) == 2


def test_the_author_does_not_prove_their_own_by_a_try_that_does_not_say_who(repository: Repository) -> None:
    repository.commit({"content/tried/chatter/2026-01-04-zzz123.md": "---\nresult: worked\n---\n"}, INES)
    assert loaded(repository.root).maturities["chatter"].people == ("lars-ny",)


@pytest.mark.parametrize("command", [["list"], ["show", "chatter"]])
def test_without_git_it_is_said_that_nobody_is_named(repository: Repository, command: list[str]) -> None:
    done = CliRunner().invoke(cli, ["-C", str(repository.root), *command, "--no-git"], catch_exceptions=False)
    assert done.stderr == "Without Git, nobody knows who made 1 try: no name stands in the file.\n"
    assert "Lars" not in done.output
    assert "nobody" not in CliRunner().invoke(cli, ["-C", str(repository.root), *command]).output


def test_tried_answers_as_the_whole_knowledge_base_does(repository: Repository) -> None:
    for _ in range(2):
        done = CliRunner().invoke(
            cli, ["-C", str(repository.root), "tried", "chatter", "worked", "-m", "x"], catch_exceptions=False
        )
        assert "tried → proven" in done.stderr or "still proven" in done.stderr, done.stderr
        kb = loaded(repository.root)
        assert (kb.maturities["chatter"].level, kb.maturities["chatter"].people) == (
            "proven",
            ("lars-ny", "zoe-zimmer"),
        )
    repository.commit(who="Zoe Zimmer <zoe@post.invalid>")
    assert loaded(repository.root).maturities["chatter"].people == ("lars-ny", "zoe-zimmer")
    done = CliRunner().invoke(cli, ["-C", str(repository.root), "validate", "--changed", "HEAD~1"])
    assert (done.exit_code, "invalid-try" in done.output) == (0, False)


# What is read


def test_only_the_texts_of_new_commits_are_read(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    blobs = log_reading.blobs

    def listening(repository: Any, ids: list[str], most: int) -> Any:
        asked.append(list(ids))
        return blobs(repository, ids, most)

    monkeypatch.setattr(log_reading, "blobs", listening)
    loaded(repository.root)
    assert len(asked[0]) == 4
    loaded(repository.root)
    assert len(asked) == 1
    repository.commit({"content/faqs/wax.md": f"{WAX}\nOr look along the glass.\n"}, ZOE)
    before, after = (repository.git("rev-parse", f"{name}:content/faqs/wax.md") for name in ("HEAD~1", "HEAD"))
    loaded(repository.root)
    assert asked[1:] == [[before, after]]


def test_at_a_glance_tries_are_by_those_that_the_whole_knowledge_base_says(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge_base, "FEW", 0)  # so that what is read is kept
    settings = load_settings(repository.root / "mkdocs.yml")
    load(settings, TODAY, git=Git.NEEDED, opening=True)
    write(repository.root, {"content/tried/chatter/2026-02-02-abc123.md": "---\nresult: didnt\n---\n"})
    seen = glance_at("chatter", settings, TODAY)
    assert seen
    assert seen.tries["chatter"] == loaded(repository.root).tries["chatter"]
    assert [one.who for one in seen.tries["chatter"]] == ["Zoe Zimmer", "Lars Ny"]
    repository.commit({"content/tried/chatter/2026-02-03-abc123.md": "---\nresult: didnt\n---\n"}, WEI)
    assert glance_at("chatter", settings, TODAY) is None, "only the log knows who made the new one"
