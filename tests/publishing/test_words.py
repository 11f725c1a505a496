"""The interface in another language: that all its texts are translated, and what happens to one that is not."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cop_kb.entry_types import load_types
from cop_kb.model.error import CopKbError
from cop_kb.model.words import ENGLISH, Words
from cop_kb.reading.words import CATALOGUES, catalogue, fits, in_language, words_of
from cop_kb.rendering.theme import FOLDER
from cop_kb.rendering.theme_words import TEXT, WORDS, in_words
from tests.publishing.planning import CHECKOUT, planned
from tests.support import MKDOCS_YML

PACKAGE = CHECKOUT / "cop_kb"
SPEAKING = ("publishing", "reading", "model", "rendering", "preview", "staging", "safety")
SHOWN = (
    "label",
    "label_plural",
    "purpose",
    "title",
    "prompt",
    "ask",
    "means",
    "inverse",
    "help",
    "open_credit",
    "answer_credit",
)
GERMAN = MKDOCS_YML.replace("  name: cop-kb\n", "  name: cop-kb\n  language: de\n")
LANGUAGES = sorted(path.stem for path in CATALOGUES.glob("*.yml"))


def written(language: str) -> dict[str, str]:
    """The catalogue as it is written."""
    found: dict[str, str] = yaml.safe_load((CATALOGUES / f"{language}.yml").read_text(encoding="utf-8"))
    return found


@cache
def code() -> tuple[ast.AST, ...]:
    paths = [path for folder in SPEAKING for path in (PACKAGE / folder).rglob("*.py")]
    return tuple(node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def texts_in(nodes: Iterable[ast.AST]) -> set[str]:
    return {each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def said() -> set[str]:
    """The texts that the code hands to ``say`` directly."""
    calls = [each for each in code() if isinstance(each, ast.Call)]
    speaking = [each for each in calls if getattr(each.func, "attr", getattr(each.func, "id", "")) == "say"]
    return {text for call in speaking for argument in call.args for text in texts_in(ast.walk(argument))}


def in_theme() -> set[str]:
    return set(TEXT.findall((FOLDER / WORDS).read_text(encoding="utf-8")))


def scalars(data: Any, keys: tuple[str, ...] = ()) -> Iterator[str]:
    """The texts in plain data; with ``keys`` only those of these keys."""
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str) and (not keys or key in keys):
                yield value
            elif not isinstance(value, str):
                yield from scalars(value, keys)
    elif isinstance(data, list):
        for each in data:
            yield from [each] if isinstance(each, str) and not keys else scalars(each, keys)


def declared(keys: tuple[str, ...] = ()) -> set[str]:
    paths = [*(PACKAGE / "entry_types").rglob("*.yml"), FOLDER / "mkdocs_theme.yml"]
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    return {text for each in files for text in scalars(each, keys)}


def states() -> set[str]:
    return {state.name for each in load_types().values() for state in each.states}


# The catalogues


def test_every_text_of_the_interface_is_translated() -> None:
    texts = {text for text in said() | in_theme() | declared(SHOWN) | states() if text}
    assert len(texts) > 300
    for language in LANGUAGES:
        assert sorted(texts - set(written(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_of_a_text_that_is_gone(language: str) -> None:
    known = texts_in(code()) | in_theme() | declared()
    known |= {text.removesuffix(" by") for text in declared(("open_credit", "answer_credit"))}
    assert sorted(set(written(language)) - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_places_of_its_text(language: str) -> None:
    assert [text for text, said in written(language).items() if not said or not fits(text, said)] == []


def test_no_text_is_there_twice() -> None:
    for language in LANGUAGES:
        node = yaml.compose((CATALOGUES / f"{language}.yml").read_text(encoding="utf-8"))
        keys = [key.value for key, _ in node.value]
        assert sorted({key for key in keys if keys.count(key) > 1}) == []


# What is not translated


def test_a_text_without_translation_stays_english() -> None:
    say = Words("de", {"Page": "Seite"})
    assert (say("Page"), say("Wanted"), say("Page {n}", n=2)) == ("Seite", "Wanted", "Page 2")


def test_a_translation_that_does_not_fit_is_left_out() -> None:
    assert catalogue('"Page {n}": "Seite {m}"\n"Wanted": "Gesucht"\n"Map": ""\n') == {"Wanted": "Gesucht"}


def test_what_fills_a_place_is_not_filled_in_again() -> None:
    assert ENGLISH("{names}; last on {day}", names="{day}", day="Monday") == "{day}; last on Monday"


@pytest.mark.parametrize("language", ["en", "tlh", "", "../de", "de.yml"])
def test_without_a_catalogue_it_is_english(language: str) -> None:
    assert words_of(language).texts == {}


@pytest.mark.parametrize("language", ["de", "de-AT", "de_CH", "DE"])
def test_a_language_is_found_whatever_its_region(language: str) -> None:
    assert words_of(language)("Wanted") == "Gesucht"


def test_english_leaves_templates_and_types_as_they_are() -> None:
    template = (FOLDER / WORDS).read_text(encoding="utf-8")
    types = load_types()
    assert in_words(template, ENGLISH) == template
    assert in_language(types, ENGLISH) is types


# A community's own words


def test_a_community_says_single_texts_in_another_way(tmp_path: Path) -> None:
    own = 'extra:\n  kb_words: {Wanted: "Was fehlt uns?", "Topics": "Gebiete"}\n'
    found = planned(tmp_path, {"mkdocs.yml": GERMAN + own, "topics.yml": "noise: {label: Lärm}\n"})
    assert {"Was fehlt uns?", "Gebiete", "Symptome"} <= {name for name, _ in found.plan.nav}
    assert found.pages["wanted.md"].title == "Was fehlt uns?"


@pytest.mark.parametrize("own", ["kb_words: {'{n} people': '{m} Leute'}", "kb_words: [a]", "kb_words: {Wanted: [a]}"])
def test_words_that_do_not_fit_are_told_with_their_line(tmp_path: Path, own: str) -> None:
    with pytest.raises(CopKbError, match=r"mkdocs\.yml:\d+:\d+: kb_words: "):
        planned(tmp_path, {"mkdocs.yml": f"{GERMAN}extra:\n  {own}\n"})


# Entry types


def test_headings_of_the_language_and_english_ones_are_understood(tmp_path: Path) -> None:
    files = {
        "problems/a.md": "# A\n\nSurrt.\n\n## Behelf\n\nÖlen.\n\n## Vermutete Ursache\n\nStaub.\n",
        "problems/b.md": "# B\n\nSurrt.\n\n## Workaround\n\nÖlen.\n\n## Cause\n\nStaub.\n",
    }
    kb = planned(tmp_path, {"mkdocs.yml": GERMAN, **files}).kb
    assert {slug: state.name for slug, state in kb.states.items()} == {"a": "contained", "b": "known error"}
    assert [gap.title for gap in kb.by_slug["b"].gaps] == ["Lösung"]


def test_a_new_entry_begins_with_headings_of_the_language() -> None:
    for entry_type in in_language(load_types(), words_of("de")).values():
        headings = [line.removeprefix("## ") for line in entry_type.template.splitlines() if line.startswith("## ")]
        assert set(headings) <= {section.title for section in entry_type.sections}
        assert all(prompt in entry_type.template for prompt in [entry_type.sections[0].prompt])


# Titles in another language


def test_titles_in_another_language_than_the_site_say_which(tmp_path: Path) -> None:
    files = {
        "problems/a.md": "---\nlang: ar\n---\n# طنين\n\nSurrt.\n",
        "problems/b.md": "---\nlang: de\n---\n# Brummt\n\nSurrt, wie [[a]].\n",
    }
    found = planned(tmp_path, {"mkdocs.yml": GERMAN, **files})
    rows = [row for group in found.shown("problems/index.md")["groups"] for row in group["rows"]]
    assert {row["title"]: row["lang"] for row in rows} == {"طنين": "ar", "Brummt": ""}
    assert b'"langs":{"a":"ar"}' in (found.files["rows/problems.js"].content or b"")
    assert b'"langs":{"0":"ar"}' in (found.files["search/instant.js"].content or b"")
    assert [page.record.shown.get("lang") for page in found.plan.pages if page.record] == ["ar", None]
    assert '"inLanguage": "ar"' in found.shown("problems/a.md")["structured_data"]
    assert '"inLanguage": "de"' in found.shown("problems/b.md")["structured_data"]
