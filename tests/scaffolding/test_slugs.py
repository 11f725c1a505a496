from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.scaffolding.slugs import LONGEST, check_slug, free_slug, slug_from, taken_slugs
from tests.support import read

SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return read(
        tmp_path_factory.mktemp("kb"),
        {
            "content/problems/Blade-Chatter.md": "# Blade chatters\n",
            "content/problems/park-drift.md": "---\naliases: [wiki/old-park]\n---\n# Park drifts\n",
            "content/cases/broken.md": b"\xff\xfe",
            "content/tried/gone/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\n",
            "content/topics.yml": "noise: Noise\n",
        },
    )


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Blade chatters on dry glass", "blade-chatters-on-dry-glass"),
        ("Streaks in the driver's field – don’t wipe", "streaks-in-the-drivers-field-dont-wipe"),
        ("Дворник дребезжит", "dvornik-drebezzhit"),
        ("Ο υαλοκαθαριστήρας τρίζει", "o-ualokatharisteras-trizei"),
        ("雨刮器抖动", "yu-gua-qi-dou-dong"),
        ("المساحة تهتز", "lmsh-thtz"),
        ("WIP-041: 20 % / 3.10 mm", "wip-041-20-3-10-mm"),
        ("🚗💥", ""),
        ("?!", ""),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_slug_is_what_is_left_of_a_title_in_any_script(title: str, slug: str) -> None:
    assert slug_from(title) == slug


def test_letters_are_written_out_as_the_site_s_language_does() -> None:
    assert slug_from("Schläuche für Düsen", "de-AT") == "schlaeuche-fuer-duesen"
    assert slug_from("Schläuche für Düsen") == "schlauche-fur-dusen"


def test_a_long_title_is_cut_at_a_word() -> None:
    slug = slug_from("The blade that chatters on the upper third of the windscreen whenever the sun comes out")
    assert slug == "the-blade-that-chatters-on-the-upper-third-of-the-windscreen"
    assert len(slug_from("x" * 500)) == LONGEST


def test_a_slug_is_free_in_the_whole_knowledge_base(kb: KnowledgeBase) -> None:
    problem, case = kb.types["problem"], kb.types["case"]
    taken = taken_slugs(kb)
    assert free_slug("Blade chatter", case, kb, taken) == "blade-chatter-2", "whatever its type and capitals"
    assert free_slug("Old park", case, kb, taken) == "old-park-2", "an old address still leads somewhere"
    assert free_slug("Broken", problem, kb, taken) == "broken-2", "a file that cannot be read is there"
    assert free_slug("Gone", problem, kb, taken) == "gone-2", "the tries are of something else"
    assert free_slug("Index", problem, kb, taken) == "index-2", "would introduce the list"
    assert free_slug("Aux", problem, kb, taken) == "aux-2", "no file on Windows"
    assert free_slug("🚗", problem, kb, taken) == "problem-2026-11-21"
    assert free_slug("🚗", problem, kb, taken | {"problem-2026-11-21"}) == "problem-2026-11-21-2"
    assert free_slug("Noise", problem, kb, taken) == "noise"
    assert free_slug("Noise", problem, kb, taken_slugs(kb, is_folder=True)) == "noise-2", "would introduce the topic"


@given(title=st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_title_gives_a_safe_and_free_slug(kb: KnowledgeBase, title: str) -> None:
    taken = taken_slugs(kb)
    slug = free_slug(title, kb.types["problem"], kb, taken)
    assert SAFE.fullmatch(slug)
    assert len(slug) <= LONGEST + 3
    assert slug not in taken
    check_slug(slug, taken, kb)


@pytest.mark.parametrize("slug", ["Blade", "a b", "a/b", "..", "", "ä", "a--b", "-a", "a.b", "x" * 101, "a_b", "a\n"])
def test_a_slug_that_is_not_safe_is_refused(kb: KnowledgeBase, slug: str) -> None:
    with pytest.raises(CopKbError, match="is not a slug"):
        check_slug(slug, taken_slugs(kb), kb)


def test_what_is_refused_comes_with_a_better_one(kb: KnowledgeBase) -> None:
    with pytest.raises(CopKbError, match="Take “blade-3”"):
        check_slug("Blade #3", taken_slugs(kb), kb)
    with pytest.raises(CopKbError, match=r"“old-park” is taken: it belongs to content/problems/park-drift\.md"):
        check_slug("old-park", taken_slugs(kb), kb)
    with pytest.raises(CopKbError, match="“index” is taken: lists, topics or Windows use that name"):
        check_slug("index", taken_slugs(kb), kb)
    with pytest.raises(CopKbError, match=r"“broken” is taken: it belongs to content/cases/broken\.md"):
        check_slug("broken", taken_slugs(kb), kb)
    with pytest.raises(CopKbError, match=r"belongs to content/problems/Blade-Chatter\.md"):
        check_slug("blade-chatter", taken_slugs(kb), kb)


def test_a_slug_of_tries_without_an_entry_can_be_given_on_purpose(kb: KnowledgeBase) -> None:
    check_slug("gone", taken_slugs(kb), kb)


def test_a_message_names_the_file_that_has_the_slug(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/faqs/a.md": "# A?\n"})
    with pytest.raises(CopKbError, match=r"content/faqs/a\.md"):
        check_slug("a", taken_slugs(kb), kb)
