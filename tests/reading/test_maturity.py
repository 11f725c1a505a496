"""How far an entry can be trusted, and when somebody should look again: all of it follows from tries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cop_kb.model.knowledge_base import Freshness, KnowledgeBase, Maturity
from tests.support import MKDOCS_YML, TODAY, read

LESSON = "content/lessons/l.md"
PEOPLE = "".join(f"{who}:\n" for who in ["ann", "bob", "cat", "dan", "eve", "a", "b", "c", "d"])
WITHIN, BEYOND = "2023-11-21", "2023-11-20"  # TODAY is 2026-11-21; tries count for 36 months


def tries(story: str, slug: str = "l") -> dict[str, str]:
    """``date who result [of=…] [facet=value]`` on each line → files of tries."""
    files = {}
    for number, line in enumerate(filter(None, map(str.strip, story.splitlines()))):
        day, who, result, *rest = line.split(" ", 3)
        more = dict(part.split("=") for part in "".join(rest).split(";") if part)
        option = more.pop("of", "")
        context = ", ".join(f"{facet}: {value}" for facet, value in more.items())
        text = f"---\nresult: {result}\nof: {option}\ncontext: {{{context}}}\n---\n"
        files[f"content/tried/{slug}/{day}-{who}-{number:06}.md"] = text
    return files


def lesson(
    root: Path, story: str, front: str = "authors: [ann]", settings: str = "", people: str = ""
) -> KnowledgeBase:
    files = {LESSON: f"---\n{front}\n---\nx\n", "mkdocs.yml": MKDOCS_YML + settings}
    files["content/people.yml"] = f"{PEOPLE}{people}\n"
    return read(root, files | tries(story))


def of(kb: KnowledgeBase) -> Maturity:
    return kb.maturities["l"]


NEARLY = "2026-01-01 bob worked\n2026-01-02 cat worked"


@pytest.mark.parametrize(
    ("story", "level"),
    [
        ("", "hunch"),
        ("2026-01-01 bob trying", "hunch"),
        ("2026-01-01 bob unclear\n2026-01-02 cat still-true", "hunch"),
        ("2026-01-01 bob worked", "tried"),
        ("2026-01-01 bob partly", "tried"),
        ("2026-01-01 bob didnt", "tried"),
        ("2026-01-01 bob partly\n2026-01-02 cat partly", "tried"),
        (NEARLY, "proven"),
        ("2026-01-01 bob worked\n2026-01-02 bob worked\n2026-01-03 bob worked", "tried"),
        ("2026-01-01 ann worked\n2026-01-02 bob worked", "tried"),
        ("2026-01-01 ann worked\n2026-01-02 bob worked\n2026-01-02 cat worked", "proven"),
        (f"{NEARLY}\n2026-01-03 dan didnt", "tried"),
        (f"{NEARLY}\n2026-01-03 bob worked\n2026-01-04 dan didnt", "proven"),
        (f"{NEARLY}\n2026-01-03 ann worked\n2026-01-04 dan didnt", "proven"),
        (f"{NEARLY}\n2026-01-03 bob worked\n2026-01-04 dan didnt\n2026-01-05 dan didnt", "tried"),
        (f"{NEARLY}\n{BEYOND} dan didnt", "proven"),
        (f"{NEARLY}\n{WITHIN} dan didnt", "tried"),
        (f"{WITHIN} bob worked\n{WITHIN} cat worked", "proven"),
        (f"{WITHIN} bob worked\n{BEYOND} cat worked", "tried"),
        (f"{BEYOND} bob worked\n{BEYOND} cat worked", "tried"),
        (f"{NEARLY}\n2026-01-03 dan partly\n2026-01-03 eve partly", "proven"),
    ],
)
def test_the_level_is_earned_by_use(story: str, level: str, tmp_path: Path) -> None:
    assert of(lesson(tmp_path, story)).level == level


def test_adopted_is_proven_and_the_practice_changed(tmp_path: Path) -> None:
    front = "authors: [ann]\nadopted_in: [Test instruction WT-12]"
    assert of(lesson(tmp_path / "1", NEARLY, front)).level == "adopted"
    assert of(lesson(tmp_path / "2", "2026-01-01 bob worked", front)).level == "tried"
    assert of(lesson(tmp_path / "3", "", front)).level == "hunch"


def test_nobody_types_a_level_in(tmp_path: Path) -> None:
    assert of(lesson(tmp_path, "", "maturity: proven\nstatus: adopted")).level == "hunch"


@pytest.mark.parametrize(
    ("story", "people"),
    [
        (
            "2026-01-01 ines worked\n2026-01-02 ip@example.org worked",
            "ines: {name: Inês Prado, emails: [ip@example.org]}",
        ),
        ("2026-01-01 ines worked\n2026-01-02 ines-prado worked", "ines: Inês Prado"),
        ("2026-01-01 Ines worked\n2026-01-02 ines worked", "ines:"),
        ("2026-01-01 Inês-Prado worked\n2026-01-02 ines-prado worked", "ines: Ines Prado"),
        ("2026-01-01 ines worked\n2026-01-02 @IP worked", "ines: {accounts: ['github:ip']}"),
        ("2026-01-01 ines worked\n2026-01-02 12+ip@users.noreply.github.com worked", "ines: {accounts: [github:ip]}"),
        ("2026-01-01 ines worked\n2026-01-02 ines-moura worked", "ines: {name: Inês Prado, was: [Inês Moura]}"),
    ],
    ids=["e-mail", "name", "case", "accent", "account", "address of an account", "old name"],
)
def test_two_spellings_of_one_person_count_once(story: str, people: str, tmp_path: Path) -> None:
    assert len(of(lesson(tmp_path, story, people=people)).people) == 1


@pytest.mark.parametrize("author", ["Inês Prado", "ines-prado", "ines", "ines@example.org", "INES"])
def test_the_authors_own_tries_do_not_prove_however_written(author: str, tmp_path: Path) -> None:
    people = "ines: {name: Inês Prado, emails: [ines@example.org]}"
    found = of(
        lesson(tmp_path, "2026-01-01 ines-prado worked\n2026-01-02 bob worked", f"authors: ['{author}']", people=people)
    )
    assert (found.people, found.level) == (("bob",), "tried")


def test_an_author_whom_nobody_listed_is_known_by_name(tmp_path: Path) -> None:
    found = of(lesson(tmp_path, "2026-01-01 ines-prado worked\n2026-01-02 bob worked", "authors: [Inês Prado]"))
    assert found.people == ("bob",)


@pytest.mark.parametrize("owners", ["authors: [ann, bob]", "thanks: [bob]", "authors: [ann]\nthanks: [BOB]"])
def test_nobody_who_wrote_or_told_it_proves_it(owners: str, tmp_path: Path) -> None:
    found = of(lesson(tmp_path, NEARLY, owners))
    assert (found.people, found.level) == (("cat",), "tried")


def test_a_teller_under_another_name_does_not_prove_it(tmp_path: Path) -> None:
    people = "ines: {name: Inês Prado, was: [Inês Moura], accounts: ['github:ip']}"
    story = "2026-01-01 ip worked\n2026-01-02 bob worked"
    found = of(lesson(tmp_path, story, "thanks: [Inês Moura]", people=people))
    assert (found.people, found.level) == (("bob",), "tried")


@pytest.mark.parametrize(
    ("who", "counts"),
    [("Ruth Okafor", True), ("forty patient colleagues", False), ("the two valeters of that night", False),
     ("somebody", False), ("Night Shift", False), ("ruth@example.com", False), ("김 철수", True)],
)  # fmt: skip
def test_only_a_person_proves_it(who: str, counts: bool, tmp_path: Path) -> None:
    one = {"content/tried/l/2026-03-01-x-aaaaaa.md": f"---\nresult: worked\nwho: {who}\n---\n"}
    people = {"content/people.yml": f"{PEOPLE}night: {{name: Night Shift, group: yes}}\n"}
    found = of(
        read(tmp_path, {LESSON: "---\nauthors: [ann]\n---\nx\n"} | people | one | tries("2026-01-01 bob worked"))
    )
    assert (len(found.people), found.level) == ((2, "proven") if counts else (1, "tried"))
    assert ("content/people.yml says who is who" in found.reason) is not counts


def test_a_case_whose_author_nobody_knows_proves_nothing(tmp_path: Path) -> None:
    case = "---\nhappened: 2026\napplied: [{entry: l, result: worked}]\n---\n"
    files = {LESSON: "---\nauthors: [ann]\n---\n", "content/cases/c.md": case, "content/people.yml": PEOPLE}
    kb = read(tmp_path, files | tries("2026-01-01 bob worked"))
    assert (of(kb).worked, of(kb).people, of(kb).level) == (2, ("bob",), "tried")


def test_thresholds_are_settings(tmp_path: Path) -> None:
    three = lesson(tmp_path / "a", NEARLY, settings="      proven_people: 3\n")
    one_to_one = lesson(tmp_path / "b", f"{NEARLY}\n2026-01-03 dan didnt", settings="      proven_ratio: 1\n")
    shorter = lesson(tmp_path / "c", NEARLY, settings="      proven_months: 6\n")
    assert [of(kb).level for kb in (three, one_to_one, shorter)] == ["tried", "proven", "tried"]


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        ("", "Nobody has reported a try yet."),
        ("2026-01-01 bob trying", "Somebody is trying it."),
        ("2026-01-01 bob worked", "It takes 1 more person for whom it worked to be proven."),
        ("2026-01-01 bob didnt", "It takes 2 more people for whom it worked to be proven."),
        (NEARLY, "It worked for 2 people who did not write it in the last 36 months."),
        (f"{NEARLY}\n2026-01-03 dan didnt", "Worked 2, didn't 1 in the last 36 months; proven takes 3 to 1."),
    ],
)
def test_the_level_is_given_with_its_reason(story: str, reason: str, tmp_path: Path) -> None:
    assert of(lesson(tmp_path, story)).reason == reason


def test_all_tries_are_counted_the_old_ones_too(tmp_path: Path) -> None:
    found = of(
        lesson(
            tmp_path, f"{NEARLY}\n{BEYOND} dan worked\n{BEYOND} dan didnt\n2026-05-01 eve partly\n2026-06-01 eve trying"
        )
    )
    assert (found.worked, found.partly, found.didnt, found.last) == (3, 1, 1, date(2026, 5, 1))


def test_circumstances_are_where_it_worked_each_once(tmp_path: Path) -> None:
    story = """
        2026-01-01 a worked vehicle=van
        2026-01-02 b worked vehicle=van
        2026-01-03 c didnt vehicle=saloon
        2026-01-04 d worked
    """
    assert of(lesson(tmp_path, story)).circumstances == ((("vehicle", "van"),),)


# Disputes


@pytest.mark.parametrize(
    ("story", "where"),
    [
        ("2026-01-01 a worked", []),
        ("2026-01-01 a didnt", [()]),
        ("2026-01-01 a didnt\n2026-01-02 b worked", []),
        ("2026-01-01 a didnt\n2026-01-02 b partly", []),
        ("2026-01-02 a didnt\n2026-01-01 b worked", [()]),
        ("2026-01-01 a didnt\n2026-01-02 b trying\n2026-01-03 c unclear\n2026-01-04 d still-true", [()]),
        ("2026-01-01 a didnt vehicle=van\n2026-01-02 b worked", [(("vehicle", "van"),)]),
        ("2026-01-01 a didnt vehicle=van\n2026-01-02 b worked vehicle=saloon", [(("vehicle", "van"),)]),
        ("2026-01-01 a didnt vehicle=van\n2026-01-02 b worked vehicle=van", []),
        ("2026-01-01 a didnt vehicle=van;glass=coated\n2026-01-02 b worked glass=coated;vehicle=van", []),
        ("2020-01-01 a didnt vehicle=van", [(("vehicle", "van"),)]),
        ("2026-01-01 a didnt\n2026-01-01 b worked", []),
    ],
)
def test_it_is_disputed_where_the_newest_final_try_did_not_work(
    story: str, where: list[object], tmp_path: Path
) -> None:
    assert [dispute.context for dispute in of(lesson(tmp_path, story)).disputes] == where


def test_a_dispute_says_when_and_who_and_editing_does_not_clear_it(tmp_path: Path) -> None:
    kb = lesson(tmp_path, f"{NEARLY}\n2026-02-01 Eve didnt", "authors: [ann]\ndate: 2026-11-20")
    [dispute] = of(kb).disputes
    assert (dispute.date, dispute.who) == (date(2026, 2, 1), "Eve")


# Options


PROBLEM = "---\nauthors: [ann]\n---\n## Workaround\n\n### Rest it\n\nx\n\n### Turn it\n\ny\n"


def problem(root: Path, story: str) -> Maturity:
    files = {"content/problems/p.md": PROBLEM, "content/people.yml": PEOPLE}
    return read(root, files | tries(story, "p")).maturities["p"]


def test_of_several_options_the_best_counts(tmp_path: Path) -> None:
    story = """
        2026-01-01 bob worked of=Rest it
        2026-01-02 cat didnt of=Turn it
        2026-01-03 dan didnt of=Turn it
        2026-01-04 eve worked of=rest it!
    """
    found = problem(tmp_path, story)
    assert (found.level, found.worked, found.didnt, found.disputes) == ("proven", 2, 0, ())
    assert found.of in ("Rest it", "rest it!")


def test_the_best_is_the_most_mature_and_not_the_most_tried(tmp_path: Path) -> None:
    story = "\n".join(f"2026-01-0{day} bob worked of=Turn it" for day in range(1, 6))
    found = problem(tmp_path, f"{story}\n2026-02-01 cat worked of=Rest it\n2026-02-02 dan worked of=Rest it")
    assert (found.of, found.level, found.worked) == ("Rest it", "proven", 2)


def test_what_worked_for_two_people_in_two_ways_is_proven_in_neither(tmp_path: Path) -> None:
    assert problem(tmp_path, "2026-01-01 bob worked of=Rest it\n2026-01-02 cat worked of=Turn it").level == "tried"


def test_where_there_are_no_options_of_is_only_a_remark(tmp_path: Path) -> None:
    assert of(lesson(tmp_path, "2026-01-01 bob worked of=this\n2026-01-02 cat worked of=that")).level == "proven"


def test_a_case_has_no_maturity(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/cases/c.md": "x"} | tries("2026-01-01 bob worked", "c"))
    assert kb.maturities == {}


# Freshness


def fresh(
    root: Path, front: str = "", story: str = "", kind: str = "faqs", settings: str = "", today: date = TODAY
) -> Freshness:
    files = {f"content/{kind}/l.md": f"---\n{front}\n---\nx\n", "mkdocs.yml": MKDOCS_YML + settings}
    return read(root, {**files, "content/people.yml": PEOPLE} | tries(story), today).freshness["l"]


@pytest.mark.parametrize(
    ("kind", "due"),
    [("faqs", "2027-01-31"), ("problems", "2027-01-31"), ("lessons", "2028-01-31"), ("cases", None)],
)
def test_each_type_has_its_clock(kind: str, due: str | None, tmp_path: Path) -> None:
    found = fresh(tmp_path, "date: 2026-01-31", kind=kind)
    assert (str(found.due) if found.due else None, found.since, found.is_due) == (due, date(2026, 1, 31), False)


@pytest.mark.parametrize(("today", "is_due"), [("2027-01-30", False), ("2027-01-31", True), ("2027-02-01", True)])
def test_it_is_due_from_the_day_on(today: str, is_due: bool, tmp_path: Path) -> None:
    assert fresh(tmp_path, "date: 2026-01-31", today=date.fromisoformat(today)).is_due is is_due


@pytest.mark.parametrize(
    ("front", "story", "due", "why"),
    [
        ("date: 2026-01-31", "", "2027-01-31", "written 2026-01-31"),
        ("date: 2026-01-31", "2026-03-01 a worked", "2027-03-01", "tried 2026-03-01 by one person"),
        ("date: 2026-01-31", "2026-03-01 nobody worked", "2027-03-01", "tried 2026-03-01"),
        ("date: 2026-01-31", "2026-03-01 a didnt\n2026-03-01 b worked", "2027-03-01", "tried 2026-03-01 by two people"),
        ("date: 2026-01-31", "2026-03-01 a didnt\n2026-02-01 b worked", "2027-03-01", "tried 2026-03-01 by one person"),
        ("date: 2026-01-31", "2026-03-01 a trying", "2027-01-31", "written 2026-01-31"),
        ("date: 2026-01-31", "2026-03-01 a still-true", "2027-03-01", "confirmed 2026-03-01 by one person"),
        ("date: 2026-03-02", "2026-03-01 a worked", "2027-03-02", "written 2026-03-02"),
        ("review: 6 months\ndate: 2026-01-31", "", "2026-07-31", "written 2026-01-31"),
        ("review: 1 month\ndate: 2026-01-31", "", "2026-02-28", "written 2026-01-31"),
        ("review: 2026-12-01\ndate: 2026-01-31", "", "2026-12-01", "the entry asks for it on 2026-12-01"),
        ("review: 2026-12-01", "", "2026-12-01", "the entry asks for it on 2026-12-01"),
        ("review: never\ndate: 2020-01-31", "2020-03-01 a worked", "None", ""),
        ("", "", "None", ""),
    ],
)
def test_the_clock_starts_anew_with_a_text_a_try_or_a_confirmation(
    front: str, story: str, due: str, why: str, tmp_path: Path
) -> None:
    found = fresh(tmp_path, front, story)
    assert (str(found.due), found.why) == (due, why)


@pytest.mark.parametrize(("review", "is_due"), [("2026-11-20", True), ("2026-11-21", True), ("2026-11-22", False)])
def test_a_review_is_due_on_its_day(review: str, is_due: bool, tmp_path: Path) -> None:
    assert fresh(tmp_path, f"review: {review}").is_due is is_due


def test_clocks_are_settings_and_a_review_comes_before_them(tmp_path: Path) -> None:
    six = "      clocks: {faq: 6, lesson: never, case: 1}\n"
    assert str(fresh(tmp_path / "a", "date: 2026-01-31", settings=six).due) == "2026-07-31"
    assert fresh(tmp_path / "b", "date: 2026-01-31", kind="lessons", settings=six).due is None
    assert str(fresh(tmp_path / "c", "date: 2026-01-31", kind="cases", settings=six).due) == "2026-02-28"
    assert str(fresh(tmp_path / "d", "date: 2026-01-31\nreview: 1 year", settings=six).due) == "2027-01-31"
