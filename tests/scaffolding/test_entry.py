from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cop_kb.entry_types import load_types
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.writer import Writer
from cop_kb.rules import check
from cop_kb.scaffolding.drafted import with_draft
from cop_kb.scaffolding.entry import draft, relate, write_draft
from cop_kb.scaffolding.folder import init
from cop_kb.scaffolding.words import one_line
from tests.support import TODAY, read

TYPES = tuple(load_types())


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base as init makes it."""
    root = tmp_path_factory.mktemp("kb")
    init(root, "Trial", TODAY)
    return read(root)


def test_a_draft_holds_what_is_given_and_offers_what_could_be(kb: KnowledgeBase) -> None:
    drafted = draft(kb, kb.types["case"], "Van: chatter", {"aka": ["judder"], "happened": "2026-03"})
    assert drafted.uri == "cases/van-chatter.md"
    head = drafted.text.partition("\n\n")[0]
    assert head == (
        '---\ntitle: "Van: chatter"\naka: [judder]\nhappened: 2026-03\n'
        "# Take off the # where you have something to say:\n"
        "# topics: [noise]\n# applies_to: {vehicle: [van]}\n# problem: [blade-chatter]\n---"
    )
    assert drafted.text.endswith(kb.types["case"].template)


def test_without_topics_and_facets_there_is_nothing_of_the_kind_to_offer(tmp_path: Path) -> None:
    mkdocs = "site_name: T\ndocs_dir: content\nplugins: [cop-kb]\n"
    bare = read(tmp_path, {"mkdocs.yml": mkdocs})
    text = draft(bare, bare.types["faq"], "Why?").text
    assert "applies_to" not in text
    assert "# topics: [chatter]" in text


@pytest.mark.parametrize("name", TYPES)
def test_an_untouched_draft_gives_hints_about_sections_and_nothing_else(kb: KnowledgeBase, name: str) -> None:
    entry_type = kb.types[name]
    drafted = draft(kb, entry_type, f"Something new{entry_type.title_ends_with}")
    found = [each for each in check(with_draft(kb, drafted)) if each.place.path.endswith(drafted.uri)]
    assert {(each.rule, each.severity) for each in found} == {("missing-section", Severity.HINT)}


@pytest.mark.parametrize("name", TYPES)
def test_every_line_it_offers_can_be_used(kb: KnowledgeBase, name: str) -> None:
    drafted = draft(kb, kb.types[name], "Something new")
    offered = [f"# {key}: {example}" for key, example in drafted.examples.items()]
    assert all(f"\n{line}\n" in drafted.text for line in offered)
    text = drafted.text
    for line in offered:
        text = text.replace(line, line.removeprefix("# "))
    Writer(kb.settings.root).new(kb.settings.root / "content" / drafted.uri, text, "the new entry")
    found = [each for each in check(read(kb.settings.root)) if each.place.path.endswith(drafted.uri)]
    (kb.settings.root / "content" / drafted.uri).unlink()
    assert not [each for each in found if each.severity != Severity.HINT]


@given(title=st.text(max_size=120), name=st.sampled_from(TYPES))
@settings(max_examples=200, deadline=None)
def test_any_title_comes_back(kb: KnowledgeBase, title: str, name: str) -> None:
    try:
        line = one_line(title, "The title")
    except CopKbError:
        assume(False)
    drafted = draft(kb, kb.types[name], title)
    entry = with_draft(kb, drafted).by_slug[drafted.slug]
    assert entry.title == normalize("NFC", line), "accents are read in their letters"
    assert entry.uri not in {each.uri for each in kb.entries}
    assert not entry.troubles
    assert not any(section.text for section in entry.sections), "a draft says nothing yet"


def test_a_folder_of_a_known_topic_is_where_it_goes(tmp_path: Path) -> None:
    files = {f"content/problems/{path}/old.md": f"# {path}\n" for path in ("chatter", "noise/knock", "unknown")}
    topics = "noise: Noise\nchatter: {label: Chatter, synonyms: [judder]}\nknock: {parent: noise}\nrubber: Rubber\n"
    kb = read(tmp_path, {**files, "content/topics.yml": topics})
    problem, case = kb.types["problem"], kb.types["case"]

    def uri(*words: str, attachments: bool = False) -> str:
        return draft(kb, problem, "New", {"topics": list(words)}, attachments=attachments).uri

    assert uri("chatter") == "problems/chatter/new.md"
    assert uri("Judder") == "problems/chatter/new.md", "a synonym means its topic"
    assert uri("rubber", "chatter") == "problems/chatter/new.md", "the first that has a folder"
    assert uri("knock") == "problems/noise/knock/new.md", "below the wider topic"
    assert uri("unknown") == "problems/new.md", "a folder that is no topic"
    assert uri("rubber") == uri() == "problems/new.md"
    assert uri("chatter", attachments=True) == "problems/chatter/new/index.md"
    assert draft(kb, case, "New", {"topics": ["chatter"]}).uri == "cases/new.md", "another type's folder"


def test_an_entry_with_attachments_is_read_as_an_entry(kb: KnowledgeBase) -> None:
    drafted = draft(kb, kb.types["problem"], "Noise", attachments=True)
    assert drafted.uri == "problems/noise-2/index.md", "noise/index.md would introduce the topic"
    assert with_draft(kb, drafted).by_slug["noise-2"].folder == "problems/noise-2"


def test_to_relate_takes_the_field_that_fits_or_a_line_in_the_text(kb: KnowledgeBase) -> None:
    blade, edge = kb.by_slug["blade-chatter"], kb.by_slug["soften-the-edge"]
    case = relate(relate(draft(kb, kb.types["case"], "New"), blade), edge)
    assert case.values == {"problem": ["blade-chatter"]}
    assert case.text.endswith("## See also\n\n- [[soften-the-edge]]\n")
    problem = relate(relate(draft(kb, kb.types["problem"], "New"), blade), blade)
    assert "supersedes" not in problem.values, "to look alike is no reason to replace"
    assert problem.mentions == ("blade-chatter",)
    faq = relate(draft(kb, kb.types["faq"], "New", {"based_on": ["soften-the-edge"]}), blade)
    assert faq.values == {"based_on": ["soften-the-edge", "blade-chatter"]}
    lesson = relate(draft(kb, kb.types["lesson"], "New"), kb.by_slug["dry-glass-chatter-on-the-van"])
    assert lesson.values == {"from": ["dry-glass-chatter-on-the-van"]}
    for drafted in (case, problem, faq, lesson):
        after = with_draft(kb, drafted)
        entry = after.by_slug[drafted.slug]
        assert not any(section.name and section.text for section in entry.sections), "its state stays as it was"
        assert after.relations_from[drafted.slug]


def test_a_draft_changes_nothing_else(kb: KnowledgeBase) -> None:
    after = with_draft(kb, draft(kb, kb.types["case"], "New"))
    assert {**after.by_slug, "new": None} == {**kb.by_slug, "new": None}
    assert after.tries == kb.tries
    assert after.maturities.keys() == kb.maturities.keys()


def test_a_slug_can_be_given(kb: KnowledgeBase) -> None:
    assert draft(kb, kb.types["case"], "New", slug="other").uri == "cases/other.md"
    with pytest.raises(CopKbError, match="taken"):
        draft(kb, kb.types["case"], "New", slug="blade-chatter")


@pytest.mark.parametrize("attachments", [False, True])
def test_a_slug_that_was_taken_meanwhile_is_the_next_one(attachments: bool, tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/cases/x-2.md": "# Another\n"})
    drafts = [draft(kb, kb.types["case"], "X", attachments=attachments) for _ in range(3)]
    assert {each.slug for each in drafts} == {"x"}
    written = [write_draft(kb, each) for each in drafts]
    assert [each.slug for each in written] == ["x", "x-3", "x-4"]
    assert all((tmp_path / "content" / each.uri).read_text() == each.text for each in written)
    assert written[-1].uri == ("cases/x-4/index.md" if attachments else "cases/x-4.md")


def test_a_slug_that_was_given_is_no_other(tmp_path: Path) -> None:
    kb = read(tmp_path, {})
    write_draft(kb, draft(kb, kb.types["case"], "X", slug="mine"), is_named=True)
    with pytest.raises(CopKbError, match=r"content/cases/mine\.md is there already"):
        write_draft(kb, replace(draft(kb, kb.types["case"], "Y"), uri="cases/mine.md", slug="mine"), is_named=True)
