"""What honest content looks like that a rule might mistake, and one finding where one thing is wrong."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from cop_kb.fixing import fixed_texts
from cop_kb.model.finding import Finding
from cop_kb.rules import check, load_rules
from tests.rules.test_examples import files_in, parts_of
from tests.support import read


def found(root: Path, files: dict[str, str | bytes], *rules: str) -> tuple[Finding, ...]:
    return check(read(root, files), [load_rules()[rule] for rule in rules] or None)


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_messages_have_no_full_stop_and_hints_do_not_repeat_them(rule: object, tmp_path: Path) -> None:
    for number, (name, text) in enumerate(parts_of(rule)):  # type: ignore[arg-type]
        for finding in check(read(tmp_path / str(number), files_in(text))) if name == "Bad" else ():
            assert not finding.message.endswith((".", " "))
            assert "\n" not in finding.message
            assert finding.hint
            assert finding.hint != finding.message


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A: b\n---\n# T\n",
        "---\ntopics: [\n---\nText.\n",
        "---\ntitle: A\nText.\n",
        "\n---\ntitle: A\n---\nB\n",
    ],
)
def test_a_broken_front_matter_is_one_finding(text: str, tmp_path: Path) -> None:
    rules = [each.rule for each in found(tmp_path, {"content/problems/a.md": text}) if each.severity != "hint"]
    assert len(rules) == 1, rules


@pytest.mark.parametrize(
    "title",
    ["Why?", "Why ?", "Why?!", "„Warum?“", "なぜ？", "لماذا؟", "Γιατί;", "Why? (van)", "**Why?**", "Why? 🙂", "Ինչո՞ւ"],
)
def test_titles_that_ask(title: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"content/faqs/a.md": f"# {title}\n"}, "title-form") == ()


@pytest.mark.parametrize("title", ["Why", "Why? Because.", "Torque (which?) of the nut", "?Why", "…", "100 %"])
def test_titles_that_do_not_ask(title: str, tmp_path: Path) -> None:
    assert len(found(tmp_path, {"content/faqs/a.md": f"# {title}\n"}, "title-form")) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_leftover_prompt_goes_with_its_lines(end: str, tmp_path: Path) -> None:
    lines = [
        "# T",
        "",
        "## Short answer",
        "",
        "<!-- The answer in at most three sentences. -->",
        "",
        "22 Nm.",
        "",
        "## Details",
        "",
    ]
    files: dict[str, str | bytes] = {"content/faqs/a.md": end.join(lines)}
    (finding,) = found(tmp_path, files, "leftover-prompt")
    (change,) = fixed_texts(tmp_path, [finding])
    assert change.after == end.join(lines[:4] + lines[6:])
    assert found(tmp_path, {"content/faqs/a.md": change.after}, "leftover-prompt") == ()


def test_dates_are_put_right_only_without_doubt(tmp_path: Path) -> None:
    texts = ["03/04/2026", "4.3.2026", "2026/3/9", "9. March 2026", "March 9, 2026", "2026-3-9", "soon", "2026/13/45"]
    files: dict[str, str | bytes] = {
        f"content/cases/a{n}.md": f"---\ndate: {text}\n---\n# A{n}\n" for n, text in enumerate(texts)
    }
    fixed = [bool(each.fix) for each in found(tmp_path, files, "invalid-value")]
    assert fixed == [False, False, True, True, True, True, False, False]


def test_topics_that_cannot_be_read_are_no_unknown_topics(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"content/topics.yml": "a: [", "content/faqs/a.md": "---\ntopics: [a]\n---\n# A?\n"}
    assert [each.rule for each in found(tmp_path, files) if each.severity != "hint"] == ["data-file"]


def test_a_topics_file_may_begin_like_any_yaml_file(tmp_path: Path) -> None:
    for number, start in enumerate(("---\n", "# Topics\n---\n", "%YAML 1.2\n---\n")):
        files: dict[str, str | bytes] = {
            "content/topics.yml": f"{start}a: A\n",
            "content/faqs/a.md": "---\ntopics: [a]\n---\n# A?\n",
        }
        assert [each for each in found(tmp_path / str(number), files) if each.severity != "hint"] == []


def test_the_later_of_two_near_duplicates_is_named(tmp_path: Path) -> None:
    def entry(day: str) -> str:
        return (
            f"---\ndate: {day}\n---\n# Wiper arm slips on the {'worn ' if day > '2026-02' else ''}spindle of the van\n"
        )

    files: dict[str, str | bytes] = {
        "content/problems/a.md": entry("2026-03-01"),
        "content/problems/b.md": entry("2026-01-01"),
    }
    assert [each.place.path for each in found(tmp_path, files, "near-duplicate")] == ["content/problems/a.md"]
    files["content/problems/c.md"] = "---\nsupersedes: b\n---\n# Spindle\n"
    assert found(tmp_path, files, "near-duplicate") == ()


def test_what_was_replaced_or_retired_asks_for_nothing(tmp_path: Path) -> None:
    old = "---\ndate: 2015-01-01\nretired: Gone.\n---\n# Torque of the arm nut\n\nOne. Two. Three. Four. Five.\n"
    files: dict[str, str | bytes] = {"content/faqs/a.md": old, "content/faqs/b.md": old}
    assert found(tmp_path, files) == ()


def test_links_into_the_tries_of_a_moved_entry(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/problems/new.md": "---\naliases: [problems/old, wiki/Old Page]\n---\n## Workaround\n\n### Wet it\n",
        "content/tried/old/2026-01-02-ines-abc123.md": "---\nresult: worked\nof: 1. Wet it!\n---\n",
        "content/tried/Old Page/2026-01-02-ines-abc123.md": "---\nresult: worked\n---\n",
    }
    assert found(tmp_path, files, "stray-try", "invalid-try", "duplicate-alias", "dangling-ref") == ()


def test_a_clock_that_has_not_run_out(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"content/faqs/a.md": "---\ndate: 2026-01-31\nreview: 1 month\n---\n# A?\n"}
    kb = read(tmp_path, files, today=date(2026, 2, 27))
    assert check(kb, [load_rules()["review-due"]]) == ()
    kb = read(tmp_path, today=date(2026, 2, 28))
    assert len(check(kb, [load_rules()["review-due"]])) == 1


def test_a_file_without_extension_is_named_though_its_last_word_is_common(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/cases/Bad node image, many issues": "# A\n",
        "content/cases/a.md": "# A: issues.\n",
    }
    assert [each.hint for each in found(tmp_path, files, "unknown-file-kind")] == [
        "Is it an entry? Then its name must end in .md."
    ]


@pytest.mark.parametrize("key", ["tіtle", "ｔitle", "tit\u200ble", "TОPICS", "аkа", "t\u0131tle"])
def test_a_key_in_letters_that_only_look_right_is_told_which(key: str, tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {"content/faqs/a.md": f"---\n{key}: x\n---\n# A?\n"}, "unknown-key")
    assert re.fullmatch(r"Write “(title|topics|aka)” anew: it holds U\+[0-9A-F]{4} \(.+\)\.", finding.hint)


def test_an_unknown_key_of_a_try_is_said(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/faqs/a.md": "# A?\n",
        "content/tried/a/2026-01-02-ines-abc123.md": "---\nresult: worked\ncontex: {vehicle: van}\nx-own: 1\n---\n",
    }
    (finding,) = found(tmp_path, files, "unknown-key")
    assert (finding.message, finding.hint) == ("“contex” is no field of a try", "Did you mean “context”?")


def test_folders_that_look_like_topics_are_one_hint_and_its_cure_works(tmp_path: Path) -> None:
    names = [f"Part {letter}" for letter in "abcdefghijklmnopq"]
    files: dict[str, str | bytes] = {f"content/problems/{name}/x{n}.md": f"# X{n}\n" for n, name in enumerate(names)}
    files |= {f"content/faqs/{name.lower()}/y{n}.md": f"# Y{n}?\n" for n, name in enumerate(names[:2])}
    (one,) = found(tmp_path, files, "topic-folders")
    assert one.message.startswith("17 folders look like topics and are none: “part a”, “part b”, “Part c”, ")
    assert one.message.endswith(" and 12 more")
    lines = re.findall(r"“([^”]+)”", one.hint)
    assert lines[:2] == ["part-a: {label: Part a}", "part-b: {label: Part b}"]
    kb = read(tmp_path, {"content/topics.yml": "\n".join(lines)})
    assert kb.topics_of(kb.by_slug["x0"]) == kb.topics_of(kb.by_slug["y0"]) == ("part-a",)
    assert check(kb, [load_rules()["topic-folders"]])[0].message.startswith("14 folders")
