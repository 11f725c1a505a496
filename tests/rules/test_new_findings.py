from __future__ import annotations

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.place import Place
from cop_kb.rules.new_findings import new_findings


def finding(line: int, message: str = "dead", path: str = "a.md", severity: Severity = Severity.WARNING) -> Finding:
    return Finding(Place(path, line), message, rule="dead-link", severity=severity)


def new(found: list[Finding], before: list[Finding], **was: str) -> list[int]:
    return [each.place.line for each in new_findings(found, before, {f"{name}.md": old for name, old in was.items()})]


def test_what_was_there_as_often_is_known_wherever_it_moved() -> None:
    assert new([finding(7)], [finding(1)]) == []
    assert new([finding(1), finding(7)], [finding(1)]) == [7]
    assert (
        new(
            [finding(7, "the byte 0x80 on line 1,207 is not UTF-8")],
            [finding(1, "the byte 0x80 on line 3 is not UTF-8")],
        )
        == []
    )
    assert new([finding(7, "other")], [finding(1)]) == [7]


def test_a_file_that_was_renamed_is_the_same_and_any_other_is_not() -> None:
    assert new([finding(7, path="b.md")], [finding(1)], b="a.md") == []
    assert new([finding(7, path="b.md")], [finding(1)]) == [7]


def test_what_became_graver_is_new_and_what_became_milder_is_not() -> None:
    assert new([finding(7, severity=Severity.ERROR)], [finding(1)]) == [7]
    assert new([finding(7, severity=Severity.HINT)], [finding(1)]) == []
