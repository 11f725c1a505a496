"""An entry type's declaration: what is wrong with it is said with file, line and cure; ours are complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.entry_types import load_types
from cop_kb.model.entry_type import EntryType
from cop_kb.model.error import CopKbError
from cop_kb.reading.kinds import KINDS
from cop_kb.reading.own_types import types_in

TYPES = load_types()
NOTE = """\
name: note
plural: notes
label: Note
label_plural: Notes
purpose: Something.
icon: material/note
order: 9
fields:
  about:
    kind: refs
    to: [problem]
    label: About
sections:
  text:
    title: Text
    prompt: What is it?
states:
  - name: written
    means: There is a text.
    when: {sections: [text]}
roles:
  symptom: text
"""


def declare(root: Path, text: str, name: str = "note") -> None:
    folder = root / "entry_types" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "type.yml").write_text(text, encoding="utf-8")


def test_a_folder_with_a_declaration_is_a_type(tmp_path: Path) -> None:
    declare(tmp_path, NOTE)
    note = types_in(tmp_path / "entry_types")["note"]
    assert (note.plural, note.label, note.clock_months, note.roles.symptom) == ("notes", "Note", None, "text")
    assert list(types_in(tmp_path / "entry_types")) == [
        "problem",
        "faq",
        "case",
        "lesson",
        "note",
    ]  # in their declared order


def test_a_folder_without_a_declaration_is_none(tmp_path: Path) -> None:
    (tmp_path / "entry_types/drafts").mkdir(parents=True)
    assert list(types_in(tmp_path / "entry_types")) == list(TYPES)


def test_a_community_may_replace_a_type_of_ours(tmp_path: Path) -> None:
    declare(tmp_path, NOTE.replace("note\n", "faq\n", 1).replace("notes", "faqs", 1))
    assert types_in(tmp_path / "entry_types")["faq"].label == "Note"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("label: Note\n", "lable: Note\n", 3, "“lable” is no key here. Did you mean “label”?"),
        ("label: Note\n", "", 1, "the key “label” is missing"),
        ("order: 9", "order: nine", 7, "“order” takes a value of the kind int"),
        ("    kind: refs\n", "", 10, "the key “kind” is missing"),
        ("    title: Text\n", "    titel: Text\n", 15, "“titel” is no key here. Did you mean “title”?"),
        ("    prompt: What is it?\n", "", 15, "the key “prompt” is missing"),
        ("{sections: [text]}", "{section: [text]}", 20, "“section” is no key here. Did you mean “sections”?"),
        ("{sections: [text]}", "{sections: [texte]}", 1, "no section “texte” is declared. Did you mean “text”?"),
        ("symptom: text", "symptom: texte", 1, "no section “texte” is declared. Did you mean “text”?"),
        ("symptom: text", "answer: [tixt]", 1, "no section “tixt” is declared. Did you mean “text”?"),
        ("symptom: text", "options: zzz", 1, "no section “zzz” is declared"),
        ("symptom: text", "symptoms: text", 22, "“symptoms” is no key here. Did you mean “symptom”?"),
        ("sections:\n  text:\n", "sections: [text]\nother:\n", 13, "a mapping of keys and values belongs here"),
        ("name: note", "name: [a: b: c]", 1, "not YAML"),
    ],
    ids=lambda each: repr(each) if isinstance(each, str) else None,
)
def test_what_is_wrong_is_said_with_file_line_and_nearest_match(
    old: str, new: str, line: int, message: str, tmp_path: Path
) -> None:
    assert old in NOTE
    declare(tmp_path, NOTE.replace(old, new, 1))
    with pytest.raises(CopKbError) as caught:
        types_in(tmp_path / "entry_types")
    assert str(caught.value).startswith(f"entry_types/note/type.yml:{line}:")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[problem]", "[problems]"), "about leads to “problems”, which is no entry type"),
        (("plural: notes", "plural: faqs"), "the entry type faq keeps its entries in “faqs” already"),
    ],
    ids=["to", "plural"],
)
def test_mistakes_that_concern_other_types_are_said_with_file_and_line(
    change: tuple[str, str], message: str, tmp_path: Path
) -> None:
    declare(tmp_path, NOTE.replace(*change))
    with pytest.raises(CopKbError, match=rf"entry_types/note/type\.yml:\d+:\d+: {message}"):
        types_in(tmp_path / "entry_types")


def test_an_example_that_cannot_be_read_is_no_crash(tmp_path: Path) -> None:
    declare(tmp_path, NOTE)
    (tmp_path / "entry_types/note/examples").mkdir()
    (tmp_path / "entry_types/note/examples/bad-colon.md").write_text(
        "---\nx-findings: [yaml-error]\ntitle: a: b\n---\n"
    )
    assert [example.findings for example in types_in(tmp_path / "entry_types")["note"].examples] == [("yaml-error",)]


def test_a_declaration_that_cannot_be_read_is_the_systems_fault(tmp_path: Path) -> None:
    declare(tmp_path, NOTE)
    (tmp_path / "entry_types/note/type.yml").write_bytes(b"name: \xff")
    with pytest.raises(CopKbError) as caught:
        types_in(tmp_path / "entry_types")
    assert caught.value.exit_code == 3


each_type = pytest.mark.parametrize("entry_type", TYPES.values(), ids=lambda each: each.name)


@each_type
def test_every_section_says_what_belongs_there_and_every_expected_one_asks_for_it(entry_type: EntryType) -> None:
    for section in entry_type.sections:
        assert section.title
        assert section.prompt
        assert not section.expected or section.ask.endswith("?"), section.name


@each_type
def test_every_role_names_something_that_is_declared(entry_type: EntryType) -> None:
    roles, sections = entry_type.roles, {section.name for section in entry_type.sections}
    assert {*roles.answer, roles.symptom, roles.options} - {""} <= sections
    assert set(roles.open_when) <= {state.name for state in entry_type.states}
    assert not roles.adopted_in or roles.adopted_in in entry_type.fields
    shown = {"state", "maturity", "occurrences", "answer", "symptom", "date", "last_seen", "held"}
    assert set(roles.columns) <= entry_type.fields.keys() | sections | shown
    assert not roles.occurrences or any(roles.occurrences in other.fields for other in TYPES.values())


@each_type
def test_every_field_has_a_known_kind_a_label_and_a_word_of_help(entry_type: EntryType) -> None:
    for field in entry_type.fields.values():
        assert field.kind in KINDS
        assert field.label
        assert field.help.endswith("."), field.name
        assert field.kind != "choice" or field.values


@each_type
def test_a_state_without_conditions_stands_last(entry_type: EntryType) -> None:
    assert all(state.when for state in entry_type.states[:-1])
    assert all(not state.when for state in entry_type.states[-1:])
    assert all(state.means.endswith(".") for state in entry_type.states)
    assert {state.tone for state in entry_type.states} <= {"open", "partial", "settled"}


@each_type
def test_no_heading_means_two_sections(entry_type: EntryType) -> None:
    said = [
        heading.casefold()
        for section in entry_type.sections
        for heading in (
            section.title,
            *section.headings,
            *(each for group in section.variants.values() for each in group),
        )
    ]
    assert len(said) == len(set(said))
