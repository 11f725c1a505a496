"""What a commit does to words, told from the texts before and after it, without Git."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from cop_kb.reading.commit_words import CommitWords, commit_words, texts_in
from cop_kb.reading.git import Change as Named
from cop_kb.reading.substance import Change, Substance

WORDS = ["blade", "glass", "rubber", "spindle", "motor", "angle", "washer", "heat", "salt", "wax", "nozzle", "lift"]


def prose(seed: int, count: int = 40) -> str:
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(WORDS)}{chance.randrange(99)}" for _ in range(count))


ONE, TWO, THREE = prose(1), prose(2), prose(3)


def told(before: Mapping[str, str], after: Mapping[str, str]) -> CommitWords:
    """What a commit between these files did, none of which Git takes for a renamed one."""
    changes = []
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if old != new:
            status = "A" if old is None else "D" if new is None else "M"
            changes.append(Named(status, path, path, old or "", new or ""))
    assert set(texts_in(changes)) <= {*before.values(), *after.values()}
    return commit_words(changes, {text: Substance(text.encode()) for text in texts_in(changes)})


def became(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, Change, tuple[str, ...]]]:
    return {each.new: (each.status, each.change, each.moved_from) for each in told(before, after).files}


def test_a_file_that_came_with_words_adds_them() -> None:
    assert became({}, {"a.md": ONE, "b.md": "<!-- nothing -->", "c.csv": "1"}) == {
        "a.md": ("A", Change.MORE, ()),
        "b.md": ("A", Change.NONE, ()),
    }


def test_text_that_moved_to_another_file_came_from_there() -> None:
    before = {"a.md": f"{ONE}\n\n{TWO}", "b.md": THREE}
    assert became(before, {"a.md": ONE, "b.md": f"{THREE}\n\n{TWO}"}) == {
        "a.md": ("M", Change.OTHER, ()),
        "b.md": ("M", Change.MORE, ("a.md",)),
    }
    assert became(before, {**before, "a.md": ONE, "new.md": f"# A title\n\n{TWO}"})["new.md"] == (
        "A", Change.MORE, ("a.md",)
    )  # fmt: skip


def test_several_files_in_one_come_from_all() -> None:
    before = {"a.md": ONE, "b.md": TWO}
    assert became(before, {"both.md": f"{ONE}\n\n{TWO}"})["both.md"] == ("R", Change.MORE, ("b.md",)), (
        "it is a.md, with the text of b.md"
    )


@pytest.mark.parametrize(("moved", "own", "is_moved"), [(40, 8, True), (40, 14, False), (5, 0, True), (4, 0, False)])
def test_four_fifths_of_what_is_added_must_have_gone_elsewhere(moved: int, own: int, is_moved: bool) -> None:
    text = prose(7, moved)
    new = f"{prose(8, own)} {text}".strip()
    (_, what, sources) = became({"a.md": f"{ONE} {text}"}, {"a.md": ONE, "new.md": new})["new.md"]
    assert what is Change.MORE
    assert bool(sources) == is_moved


def test_text_that_is_copied_has_not_moved() -> None:
    assert became({"a.md": ONE}, {"a.md": ONE, "b.md": ONE})["b.md"] == ("A", Change.MORE, ())
    both = {"a.md": ONE, "b.md": f"{TWO} {THREE}"}
    assert became(both, {"a.md": ONE, "b.md": TWO, "c.md": ONE})["c.md"] == ("A", Change.MORE, ())


def test_paragraphs_in_another_order_are_no_more_words() -> None:
    assert became({"a.md": f"{ONE}\n\n{TWO}"}, {"a.md": f"{TWO}\n\n{ONE}"}) == {"a.md": ("M", Change.OTHER, ())}


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("problems/a.md", "faqs/a.md", TWO),
        ("problems/a.md", "faqs/a/index.md", TWO),
        ("tried/a/2026-01-01-abc123.md", "tried/b/2026-01-01-abc123.md", TWO),
        ("problems/a.md", "problems/b.md", f"---\ntopics: [x]\n---\n**{ONE}**\n"),
    ],
)
def test_what_has_the_same_name_or_the_same_words_moved(old: str, new: str, text: str) -> None:
    found = told({old: ONE}, {new: text}).files
    assert [(each.status, each.old, each.new) for each in found] == [("R", old, new)]
    assert found[0].change is (Change.MORE if text == TWO else Change.NONE)


def test_an_import_is_known_by_the_entry_that_it_adds() -> None:
    imported = f"---\nx-source: https://wiki.example/a\n---\n{ONE}"
    assert told({}, {"a.md": imported, "b.md": TWO}).is_import
    assert not told({"a.md": imported}, {"a.md": f"{imported} more"}).is_import
    assert not told({"old/a.md": imported}, {"new/a.md": imported}).is_import
    assert not told({}, {"a.md": f"{ONE}\n\nx-source: no key\n"}).is_import


KEEPING = {
    "rename": lambda files, chance: {f"{path[:-3]}-{chance.randrange(9)}.md": text for path, text in files.items()},
    "retype": lambda files, _: {path.replace("problems/", "faqs/"): text for path, text in files.items()},
    "retag": lambda files, _: {path: f"---\ntopics: [x]\n---\n{text}" for path, text in files.items()},
    "reformat": lambda files, _: {path: text.replace(" ", "\n", 3).replace("blade", "**blade**") for path, text in files.items()},
    "line ends": lambda files, _: {path: text.replace("\n", "\r\n") for path, text in files.items()},
    "links": lambda files, chance: {path: f"{text} [[x{chance.randrange(9)}]]" for path, text in files.items()},
}  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_upkeep_changes_no_words(seed: int) -> None:
    chance = random.Random(seed)
    files = {f"content/problems/{number}.md": f"# Title {number}\n\n{prose(number)}\n" for number in range(3)}
    after = files
    for name in chance.sample(sorted(KEEPING), 3):
        after = KEEPING[name](after, chance)  # type: ignore[no-untyped-call]  # small functions
    found = told(files, after)
    assert {(each.change, each.moved_from) for each in found.files} <= {(Change.NONE, ())}
    assert not [each for each in found.files if each.status in "AD"]


def test_thousands_of_files_that_move_at_once_are_known_again() -> None:
    before = {f"old/{number}.md": f"Entry number {number} says this." for number in range(2_000)}
    after = {f"new/x{path[4:]}": f"---\ntopics: [x]\n---\n*{text}*" for path, text in before.items()}
    found = told(before, after).files
    assert {(each.status, each.change) for each in found} == {("R", Change.NONE)}
    assert all(each.new == f"new/x{each.old[4:]}" for each in found)
