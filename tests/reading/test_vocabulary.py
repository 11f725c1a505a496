"""``topics.yml`` and ``people.yml``: the words of a community and the people in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.model.knowledge_base import KnowledgeBase, Topic
from cop_kb.reading.vocabulary import ancestors, person_of, topic_words
from tests.support import read


def topics(root: Path, text: str) -> KnowledgeBase:
    return read(root, {"content/topics.yml": text})


def people(root: Path, text: str) -> KnowledgeBase:
    return read(root, {"content/people.yml": text})


def said(kb: KnowledgeBase) -> list[tuple[str, str, str]]:
    """Place, what is wrong and what to do, of every trouble in the data files."""
    return [
        (str(source.place(trouble.start)).removeprefix("content/"), trouble.detail, trouble.hint)
        for source in kb.data_files
        for trouble in source.troubles
    ]


def test_a_topic_has_a_label_a_parent_synonyms_and_a_description(tmp_path: Path) -> None:
    text = (
        "noise: {label: Noise}\nchatter:\n  parent: noise\n  synonyms: [judder, stick-slip]\n  description: It jumps.\n"
    )
    kb = topics(tmp_path, text)
    assert list(kb.topics.values()) == [
        Topic("noise", "Noise"),
        Topic("chatter", "Chatter", "noise", ("judder", "stick-slip"), "It jumps.", 22),
    ]
    assert said(kb) == []


@pytest.mark.parametrize(
    "text", ["park-position:", "park-position: ~", "park-position: {}", "park-position: Park position"]
)
def test_a_topic_may_be_only_a_key_or_a_label(text: str, tmp_path: Path) -> None:
    assert topics(tmp_path, text).topics["park-position"].label == "Park position"


def test_no_files_are_no_topics_and_no_people(tmp_path: Path) -> None:
    kb = read(tmp_path, {})
    assert (kb.topics, kb.people, said(kb)) == ({}, {}, [])


@pytest.mark.parametrize("text", ["", "---\n", "# nothing yet\n"])
def test_an_empty_file_is_no_mistake(text: str, tmp_path: Path) -> None:
    assert said(topics(tmp_path, text)) == []


def test_a_data_file_may_begin_like_front_matter(tmp_path: Path) -> None:
    assert list(topics(tmp_path, "---\na: A\nb: B\n").topics) == ["a", "b"]


def test_a_topic_is_meant_by_key_label_or_synonym_in_any_case(tmp_path: Path) -> None:
    kb = topics(tmp_path, "a: {label: Noise, synonyms: [NVH, b, Geräusche]}\nb: {label: Rubber, synonyms: [nvh]}\n")
    assert topic_words(kb.topics) == {"a": "a", "b": "b", "noise": "a", "nvh": "a", "geräusche": "a", "rubber": "b"}


def test_an_entry_names_topics_by_any_of_their_words_and_each_counts_once(tmp_path: Path) -> None:
    files = {"content/topics.yml": "a: {label: Noise, synonyms: [NVH]}\nb: B\n"}
    kb = read(tmp_path, files | {"content/faqs/x.md": "---\ntopics: [nvh, Noise, B, nope]\n---\n"})
    assert kb.topics_of(kb.by_slug["x"]) == ("a", "b")


def test_wider_topics_are_given_the_nearest_first(tmp_path: Path) -> None:
    kb = topics(tmp_path, "a: A\nb: {parent: a}\nc: {parent: b}\n")
    assert ancestors("c", kb.topics) == ("b", "a")
    assert ancestors("nope", kb.topics) == ()


def test_a_parent_that_is_no_topic_is_dropped_and_said(tmp_path: Path) -> None:
    kb = topics(tmp_path, "noise: Noise\nchatter: {parent: noice}\n")
    assert kb.topics["chatter"].parent == ""
    assert said(kb) == [("topics.yml:2:1", "the parent “noice” of chatter is no topic", "Did you mean “noise”?")]


@pytest.mark.parametrize(
    ("text", "parents"),
    [
        ("a: {parent: a}\n", {"a": ""}),
        ("a: {parent: b}\nb: {parent: a}\n", {"a": "", "b": "a"}),
        ("a: {parent: b}\nb: {parent: c}\nc: {parent: b}\n", {"a": "b", "b": "", "c": "b"}),
    ],
)
def test_a_circle_of_topics_is_cut_once_and_said(text: str, parents: dict[str, str], tmp_path: Path) -> None:
    kb = topics(tmp_path, text)
    assert {key: topic.parent for key, topic in kb.topics.items()} == parents
    assert [detail for _, detail, _ in said(kb)] == [
        f"{next(k for k, v in parents.items() if not v)} lies below itself"
    ]


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("a: [", ("topics.yml:1:5", "not YAML: the list in [ ] is not closed, or lacks a comma", "")),
        ("- a\n- b\n", ("topics.yml:1:1", "a mapping of keys belongs here", "")),
        ("a: [b]\n", ("topics.yml:1:4", "a takes label, parent, synonyms, description", "")),
        ("a: {lable: A}\n", ("topics.yml:1:5", "“lable” is no key here", "Did you mean “label”?")),
        ("a: {x: A}\n", ("topics.yml:1:5", "“x” is no key here", "Known are label, parent, synonyms, description.")),
        ("a: &x A\nb: *x\n", ("topics.yml:1:4", "not YAML: anchors (&) and aliases (*) are not taken here", "")),
    ],
)
def test_what_is_wrong_with_topics_is_said_at_its_place(
    text: str, trouble: tuple[str, str, str], tmp_path: Path
) -> None:
    assert said(topics(tmp_path, text)) == [trouble]


@pytest.mark.parametrize("key", ["''", "~", "a/b", "../../x", "..", ".a", "_a", "index", "README", "a\\b"])
def test_a_key_that_could_name_no_page_is_no_topic(key: str, tmp_path: Path) -> None:
    kb = topics(tmp_path, f"{key}: Noise\nrubber: {{parent: rubber-goods}}\nrubber-goods: R\n")
    assert list(kb.topics) == ["rubber", "rubber-goods"]
    [(place, detail, hint)] = said(kb)
    assert (place, detail.endswith("is no key of a topic"), bool(hint)) == ("topics.yml:1:1", True, True)


@pytest.mark.parametrize("key", ["c#", "größe", "12v", "park position", "v1.5", "騒音"])
def test_any_other_word_may_be_a_key(key: str, tmp_path: Path) -> None:
    assert list(topics(tmp_path, f"{key}: Label\n").topics) == [key]


def test_a_topic_twice_is_a_double_key_and_the_first_counts(tmp_path: Path) -> None:
    kb = topics(tmp_path, "a: One\na: Two\n")
    assert kb.topics["a"].label == "One"
    assert [trouble.rule for source in kb.data_files for trouble in source.troubles] == ["duplicate-key"]


# People


def meant(kb: KnowledgeBase, who: str) -> str:
    """The id of whoever is meant."""
    found = person_of(who, kb.people)
    return found.id if found else ""


INES = """\
ines:
  name: Inês Prado
  emails: [Ines.Prado@example.org, ip@example.org]
  accounts: ["github:ines-p"]
  was: [Inês Moura]
x: {name: X, hide: true}
"""


@pytest.mark.parametrize(
    "who",
    [
        *("ines", "INES", "@ines", "Inês Prado", "inês prado", "Inês  Prado", "ines-prado", "ines.prado@example.org"),
        *("IP@example.org", "Somebody <ip@example.org>", "Inês Prado <unknown@example.org>", "github:ines-p", "ines-p"),
        *("ines-p@users.noreply.github.com", "123+ines-p@users.noreply.github.com", "Inês Moura", "ines-moura"),
    ],
)
def test_a_person_is_meant_by_id_name_slug_or_e_mail(who: str, tmp_path: Path) -> None:
    assert meant(people(tmp_path, INES), who) == "ines"


def test_somebody_unknown_is_known_by_what_was_written(tmp_path: Path) -> None:
    assert person_of("Tomasz W.", people(tmp_path, INES).people) is None


@pytest.mark.parametrize(
    ("value", "hidden"), [("true", True), ("True", True), ("false", False), ("", False), ("yes", True), ("no", False)]
)
def test_a_person_may_be_hidden(value: str, hidden: bool, tmp_path: Path) -> None:
    assert people(tmp_path, f"x: {{name: X, hide: {value}}}\n").people["x"].hidden is hidden


def test_what_is_neither_yes_nor_no_hides_and_is_said(tmp_path: Path) -> None:
    kb = people(tmp_path, "x: {name: X, hide: perhaps}\n")
    assert kb.people["x"].hidden
    assert [trouble.detail for source in kb.data_files for trouble in source.troubles] == [
        "yes or no belongs here: it is taken for yes"
    ]


def test_an_old_name_that_somebody_has_now_is_said_without_the_name(tmp_path: Path) -> None:
    kb = people(tmp_path, "a: {name: Ann Lee, was: [Bob Ray]}\nb: {name: Bob Ray, hide: yes}\n")
    assert meant(kb, "Bob Ray") == "b"
    [detail] = [trouble.detail for source in kb.data_files for trouble in source.troubles]
    assert detail == "an old name of this person is the name that somebody else has now"


def test_a_person_may_be_only_a_name(tmp_path: Path) -> None:
    found = people(tmp_path, "ines: Inês Prado\nbob:\n").people
    assert (found["ines"].name, found["bob"].name) == ("Inês Prado", "bob")


def test_nobody_is_nobody(tmp_path: Path) -> None:
    assert people(tmp_path, "'': Ann\nb: '!!!'\nc: {name: Cat, emails: ['']}\n").people.get("") is None


def test_the_first_person_of_a_name_has_it(tmp_path: Path) -> None:
    assert people(tmp_path, "a: Ann\nb: {name: Ann, emails: [b@x]}\n").people["ann"].id == "a"
