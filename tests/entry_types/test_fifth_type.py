"""A community's own type is one folder beside its mkdocs.yml, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cop_kb.cli import cli
from cop_kb.model.error import CopKbError
from cop_kb.reading.own_types import types_in
from cop_kb.rules import check
from cop_kb.scaffolding.folder import init
from tests.entry_types.test_examples import findings_of
from tests.support import TODAY, read

STORY = Path(__file__).parents[1] / "data" / "story"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A new knowledge base with a fifth type."""
    shutil.copytree(STORY, tmp_path / "entry_types" / "story")
    init(tmp_path, "Trial", TODAY)
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *arguments])


def test_init_writes_its_example_too(root: Path) -> None:
    kb = read(root)
    assert kb.by_slug["the-wiper-that-waved"].type.name == "story"
    assert not [finding for finding in check(kb) if finding.severity != "hint"]


def test_its_examples_give_the_findings_they_list(root: Path) -> None:
    story = types_in(root / "entry_types")["story"]
    for example in story.examples:
        assert {each.rule for each in findings_of(root, story, example)} == set(example.findings)


def test_new_takes_its_fields_as_options(root: Path) -> None:
    given = "--mood Funny --told-on 2026 --teller ines --teller robin --about blade-chatter --field-slug fox"
    done = run(root, "new", "story", "The fox in the car wash", *given.split(), "--slug", "the-fox")
    assert done.exit_code == 0, done.output
    entry = read(root).by_slug["the-fox"]
    assert entry.source.uri == "stories/the-fox.md"
    assert entry.title == "The fox in the car wash"
    assert entry.values["mood"] == "funny"
    assert entry.texts("teller") == ("ines", "robin")
    assert [ref.slug for ref in entry.refs("about")] == ["blade-chatter"]
    assert entry.values["slug"] == "fox"


def test_an_untouched_scaffold_of_it_gives_only_hints(root: Path) -> None:
    assert run(root, "new", "story", "The fox in the car wash").exit_code == 0
    text = (root / "content/stories/the-fox-in-the-car-wash.md").read_text()
    assert "# teller: [robin]" in text
    assert "<!-- How does it go? -->" in text
    assert "told_on" not in text, "only what is declared as scaffold"
    findings = [each for each in check(read(root)) if "the-fox" in each.place.path]
    assert [each.rule for each in findings] == ["missing-section"]


def test_help_shows_the_type_and_its_fields_in_its_knowledge_base_only(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert "--told-on DATE" in run(root, "new", "--help").output
    elsewhere = run(tmp_path_factory.mktemp("elsewhere"), "new", "--help").output
    assert "--told-on" not in elsewhere
    assert "--happened" in elsewhere


def test_a_field_of_it_is_no_field_of_another_type(root: Path) -> None:
    done = run(root, "new", "faq", "Who tells it?", "--mood", "funny")
    assert done.exit_code == 2
    assert "--mood is a field of story, not of faq" in done.output


def test_a_broken_declaration_is_named_and_the_command_stops(root: Path) -> None:
    (root / "entry_types/story/type.yml").write_text("name: story\nplurals: stories\n")
    done = run(root, "new", "story", "x")
    assert done.exit_code != 0
    assert "entry_types/story/type.yml:2:1" in str(done.exception)


def test_a_kind_of_field_that_is_none_is_named(root: Path) -> None:
    declaration = root / "entry_types/story/type.yml"
    declaration.write_text(declaration.read_text().replace("kind: when", "kind: whenn"))
    with pytest.raises(CopKbError, match=r"told_on of the entry type story .*“whenn”.* Did you mean “when”\?"):
        read(root)
