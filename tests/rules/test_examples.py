"""The bad and good examples in the rules' own texts are their tests.

A text has parts with H2 headings. In a part, fenced blocks with ``title="path"`` are files; a ``text`` block
lists exactly the findings of this rule that they give. ``Bad`` must give some, ``Good`` none, and ``Fixed`` is
what ``--fix`` makes of the bad files above it. In a file block marked ``escapes``, backslash escapes are bytes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown import Markdown

from cop_kb.fixing import fixed_texts
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rendering.planning import make_plan
from cop_kb.rendering.rendered import check_every_page, rendering_config
from cop_kb.rules import Rule, check, load_rules
from tests.support import read

RENDERED = ("reads-differently", "removed-markup", "unrenderable-text")
"""The rules that need the texts rendered; with the extensions of the example."""
CONFIG = Path(__file__).parents[2] / "mkdocs.yml"
FENCED = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
FILE = re.compile(r"^(`{3,})\w+ title=\"([^\"]+)\"( escapes)?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
FINDINGS = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def files_in(part: str) -> dict[str, str | bytes]:
    return {
        path: text.encode().decode("unicode_escape").encode("latin-1") if escapes else text
        for _, path, escapes, text in FILE.findall(part)
    }


def line(finding: Finding) -> str:
    return f"{finding.place} {finding.severity} {finding.rule}: {finding.message}"


def found_by(rule: Rule, kb: KnowledgeBase) -> tuple[Finding, ...]:
    if rule.severity is None:  # it is off until somebody turns it on
        kb = replace(kb, settings=replace(kb.settings, severities={rule.id: Severity.HINT}))
    if rule.id not in RENDERED:
        return check(kb, [rule])
    found = check_every_page(kb, make_plan(kb), rendering_config(CONFIG))
    return tuple(each for each in found if each.rule == rule.id)


@pytest.fixture
def _own_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extension that a community wrote itself fails on a number with two points."""
    convert = Markdown.convert

    def fail(markdown: Markdown, text: str) -> str:
        for number in re.findall(r"\d+\.\d+\.\d+", text):
            float(number)
        return convert(markdown, text)

    monkeypatch.setattr(Markdown, "convert", fail)


def parts_of(rule: Rule) -> list[tuple[str, str]]:
    masked = FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), rule.text)  # examples have headings too
    found = [*HEADING.finditer(masked)]
    ends = [*(match.start() for match in found[1:]), len(rule.text)]
    return [(match[1].strip(), rule.text[match.end() : end]) for match, end in zip(found, ends, strict=True)]


@pytest.mark.usefixtures("_own_extension")
@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_examples_give_what_the_text_says(rule: Rule, tmp_path: Path) -> None:
    names = [name for name, _ in parts_of(rule)]
    assert "Bad" in names, "a rule shows what it finds"
    assert "Good" in names or "Fixed" in names, "a rule shows what it does not find"
    assert names[-1] == "How to cure it"
    bad = None
    for number, (name, text) in enumerate(parts_of(rule)):
        files = files_in(text)
        if name == "How to cure it":
            break
        assert files, "a part without a file shows nothing"
        kb = read(tmp_path / str(number), files)
        found = found_by(rule, kb)
        if name == "Bad":
            expected = FINDINGS.search(text)
            assert expected, "a bad example lists its findings in a text block"
            assert "\n".join(map(line, found)) == expected[1].strip()
            assert all(finding.hint for finding in found), "every finding says what to do next"
            bad = (kb, found)
        else:
            assert not found
        if name == "Fixed":
            assert bad, "Fixed stands below a Bad"
            fixed = {change.path: change.after for change in fixed_texts(bad[0].settings.root, bad[1])}
            assert fixed == {path: text for path, text in files.items() if path in fixed}
            assert fixed


def test_no_rule_has_a_page_without_a_check_or_a_check_without_a_page() -> None:
    folder = Path(__file__).parents[2] / "cop_kb" / "rules"
    checks = {path.stem for path in folder.glob("*.py") if "\ndef check(" in path.read_text()} - {"__init__"}
    assert checks == {path.stem for path in folder.glob("*.md")}
