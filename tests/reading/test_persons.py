"""Who is a person, and who is independent of an entry, by what Git, ``.mailmap`` and ``people.yml`` know together."""

from __future__ import annotations

import doctest
from pathlib import Path

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading import persons
from cop_kb.reading.mailmap import read_mailmap
from cop_kb.reading.persons import joined_by
from cop_kb.reading.vocabulary import person_of
from tests.cli.running import git
from tests.support import read, write

TRY = "---\nresult: worked\nwho: {}\n---\n"
LESSON = "# Do\n\n## Recommendation\n\nDo it.\n"


def committed(root: Path, files: dict[str, str], author: str) -> KnowledgeBase:
    git(root, "init", "-q")
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Begin", "--author", author)
    return read(root)


def test_a_git_author_is_a_person_whatever_the_name(tmp_path: Path) -> None:
    files = {"content/lessons/l.md": LESSON}
    files |= {f"content/tried/l/2026-0{n}-01-x-abc123.md": TRY.format(who) for n, who in ((1, "aiko"), (2, "somebody"))}
    kb = committed(tmp_path, files, "aiko <aiko@example.org>")
    assert kb.persons == {"aiko": True, "somebody": False}


def test_a_mailmap_joins_names_so_that_a_teller_does_not_prove_it(tmp_path: Path) -> None:
    files = {
        ".mailmap": "Inês Prado <ines@example.org> Inês Moura <old@example.org>\n",
        "content/lessons/l.md": LESSON,
        "content/tried/l/2026-01-01-x-abc123.md": TRY.format("Inês Moura"),
        "content/tried/l/2026-02-01-x-abc123.md": TRY.format("Ruth Okafor"),
    }
    kb = committed(tmp_path, files, "Inês Moura <old@example.org>")
    assert kb.by_slug["l"].authors == ("Inês Prado",)
    assert kb.maturities["l"].people == ("ruth-okafor",)
    again = read(tmp_path)  # as it was kept
    assert again.maturities["l"].people == ("ruth-okafor",)


def test_an_address_that_a_host_invents_belongs_to_the_account(tmp_path: Path) -> None:
    files = {
        "content/people.yml": "ines: {name: Inês Prado, accounts: ['github:ines-p', 'gitlab:ip']}\n",
        "content/lessons/l.md": LESSON,
    }
    kb = committed(tmp_path, files, "somebody <12345+ines-p@users.noreply.github.com>")
    assert kb.by_slug["l"].authors == ("ines",)
    assert person_of("77-ip@users.noreply.gitlab.com", kb.people) == kb.people["ines"]


def test_a_mailmap_joins_no_short_name_without_its_address() -> None:
    found = joined_by({}, read_mailmap("Inês Prado <ines@x.invalid> root <root@x.invalid>\n"))
    assert {word: person.name for word, person in found.items()} == {
        "inês prado": "Inês Prado", "ines-prado": "Inês Prado", "ines@x.invalid": "Inês Prado", "root@x.invalid": "Inês Prado",
    }  # fmt: skip


def test_a_hidden_person_is_hidden_under_the_names_that_a_mailmap_joins(tmp_path: Path) -> None:
    files = {
        ".mailmap": "Gerd Althaus <gerd@example.org> Gerd Maier <gm@example.org>\n",
        "content/people.yml": "gerd: {name: Gerd Althaus, hide: yes}\n",
        "content/lessons/l.md": LESSON,
    }
    kb = committed(tmp_path, files, "Gerd Maier <gm@example.org>")
    assert kb.by_slug["l"].authors == ("gerd",)
    found = person_of("Gerd Maier", kb.people)
    assert found
    assert found.hidden


def test_a_hostile_mailmap_gives_names_as_short_as_any() -> None:
    found = joined_by({}, read_mailmap(f"{'x ' * 3000}\x1b[2J <ines@x.invalid>\n"))
    assert all(len(person.name) < 100 and person.name.isprintable() for person in found.values())


def test_the_examples_in_the_texts_of_functions_hold() -> None:
    assert doctest.testmod(persons).failed == 0
