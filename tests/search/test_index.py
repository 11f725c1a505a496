"""What is written for the search: the index of the box, and the full text."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cop_kb.model.page import Page, Plan, Record
from cop_kb.publishing import instant_index as instant
from cop_kb.publishing.records import search_parts
from cop_kb.rendering.planning import make_plan
from cop_kb.search import BUNDLE, EarlierIndex, index, indexing
from cop_kb.search.documents import digest, document
from cop_kb.search.pagefind import make_index
from cop_kb.search.same_bytes import decoded, encoded
from tests.cli.running import build, run
from tests.rendering.sites import tree
from tests.support import MKDOCS_YML, read, write

FILES: dict[str, str | bytes] = {
    "content/problems/hop.md": "---\naka: [judder]\ncodes: [W-41]\ntopics: [noise]\ndate: 2024-05\n---\n# Blade hops\n\n"
    "## Symptom\n\nIt **hops** on dry glass.\n\n## Workaround\n\nDegrease the windscreen with alkaline cleaner.\n",
    "content/problems/old.md": "---\nretired: nobody has it any more\n---\n# Old & <odd>\n",
    "content/lessons/new.md": "---\nsupersedes: [older]\n---\n# Newer way\n\n## Lesson\n\nSo.\n",
    "content/lessons/older.md": "---\naka: [elder]\n---\n# Older way\n\n## Lesson\n\nThus.\n",
    "content/topics.yml": "noise: {label: Noise, synonyms: [racket]}\n",
    "content/about.md": "# About us\n\nWe.\n",
    "content/hidden.md": "---\nsearch: {exclude: true}\n---\n# Hidden\n",
}


def data(plan: Plan) -> Any:
    """What the index of the box holds."""
    content = next(each.content for each in plan.files if each.uri == instant.URI) or b""
    text = content.decode()
    assert text.startswith("kbSearch(")
    assert text.endswith(")\n")
    return json.loads(text.removeprefix("kbSearch(").removesuffix(")\n"))


def test_the_box_knows_what_an_entry_is_called_and_how_it_shows(tmp_path: Path) -> None:
    found = data(make_plan(read(tmp_path, FILES)))
    entries = found["entries"]
    at = entries["slug"].index("hop")
    assert {key: entries[key][at] for key in ("title", "aka", "codes", "topics", "symptom")} == {
        "title": "Blade hops",
        "aka": ["judder"],
        "codes": ["W-41"],
        "topics": [0],
        "symptom": "It hops on dry glass.",
    }
    kind = found["types"][entries["type"][at]]
    assert f"{kind['before']}hop{kind['after']}" == "problems/hop/"
    assert [found["marks"][number] for number in entries["marks"][at]] == [["contained", "partial"]]
    assert "alkaline" in entries["words"][at].split()
    assert found["topics"] == [{"label": "Noise", "url": "topics/noise/", "words": ["racket"]}]
    assert ["About us", "about/"] in found["pages"]
    assert "Hidden" not in {title for title, _ in found["pages"]}


def test_what_is_no_longer_current_has_no_trust_and_hands_its_names_on(tmp_path: Path) -> None:
    entries = data(make_plan(read(tmp_path, FILES)))["entries"]
    trust = dict(zip(entries["slug"], entries["trust"], strict=True))
    assert trust == {"hop": 1, "old": 0, "new": 1, "older": 0}
    assert entries["before"][entries["slug"].index("new")] == ["Older way", "elder"]


def test_the_index_of_the_box_holds_as_much_as_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = read(tmp_path, FILES)
    rich = instant.instant_index(kb, instant.index_parts(kb), ()).content or b""
    monkeypatch.setattr(instant, "MOST_BYTES", 10)
    lean = instant.instant_index(kb, instant.index_parts(kb), ()).content or b""
    assert b"alkaline" in rich
    assert b"alkaline" not in lean
    assert b"Blade hops" in lean


def test_material_s_search_leaves_nothing_of_ours(tmp_path: Path) -> None:
    plan = make_plan(read(tmp_path, {**FILES, "mkdocs.yml": MKDOCS_YML + "      search: material\n"}))
    assert instant.URI not in {each.uri for each in plan.files}
    assert "search.md" not in {page.uri for page in plan.pages}
    assert not any(page.record for page in plan.pages)


def test_a_setting_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": MKDOCS_YML + "      search: google\n"})
    done = run("validate", folder=tmp_path)
    assert done.returncode == 2
    assert "mkdocs.yml:11:15: “google” is no search: take pagefind or material." in done.stderr


def test_a_document_holds_the_text_of_the_entry_and_nothing_else_of_its_page() -> None:
    record = Record("problems/hop/", ("judder",), {"state": ('a "b"',)}, {"trust": 1}, {"type": "<x>"})
    page = Page("problems/hop.md", "Blade <hops>", "", record=record)
    html = 'frame<div data-pagefind-body><h2 id="a">A<a class="headerlink" href="#a">¶</a></h2><div>B</div></div>foot'
    text = document(page, html, "en")
    assert '<main data-pagefind-body><h2 id="a">A</h2><div>B</div></main>' in text
    assert "frame" not in text
    assert "foot" not in text
    assert 'content="a &quot;b&quot;"' in text
    assert 'content="Blade &lt;hops&gt;"' in text
    assert document(replace(page, record=None), html, "en") == ""
    assert "<main data-pagefind-body>Blade &lt;hops&gt;</main>" in document(
        page, "<div data-pagefind-body></div>", "en"
    )


def test_a_page_that_is_written_anew_meanwhile_is_searched_as_it_is(tmp_path: Path) -> None:
    site, documents = tmp_path / "site", tmp_path / "documents"
    plan = Plan((Page("problems/hop.md", "Hop", "", record=Record("problems/hop/", (), {}, {}, {})),), (), ())
    texts = [f"<main data-pagefind-body>The {animal}.</main>" for animal in ("zebra", "giraffe")]
    known = {"problems/hop.md": digest(texts[0])}
    for text in (texts[1], texts[0]):  # another by the time it is read than when its digest was taken
        write(site, {"problems/hop/index.html": text})
        assert index(site, plan, (), known, None, documents) == ""
        assert text in (documents / "0/problems/hop/index.html").read_text()


def test_the_full_text_has_the_same_bytes_each_time_and_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (build(write(tmp_path / name, FILES)) for name in ("one", "the other"))
    made = tree(one / BUNDLE)
    assert {"0/pagefind.js", "0/pagefind-worker.js"} < set(made)
    assert not [name for name in made if "-ui" in name]
    assert tree(other / BUNDLE) == made
    monkeypatch.setattr(indexing, "find_program", lambda: "/bin/false")  # it would fail, if it were asked
    plan = make_plan(read(tmp_path / "one"))
    (one / BUNDLE).rename(tmp_path / "site-before")
    (tmp_path / "last" / BUNDLE).parent.mkdir(parents=True)
    (tmp_path / "site-before").rename(tmp_path / "last" / BUNDLE)
    for has_part in (False, True):
        last = EarlierIndex(tmp_path / "last", lambda _, has=has_part: has, may_be_moved=False)  # type: ignore[misc]
        assert (index(one, plan, [last]) == "") is has_part, "another's would be believed, or our own is not"
    assert tree(one / BUNDLE) == made


def test_without_pagefind_the_site_is_built_and_somebody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = build(write(tmp_path, FILES))
    plan = make_plan(read(tmp_path))
    monkeypatch.setattr(indexing, "find_program", lambda: None)
    assert "pip install 'pagefind[bin]'" in index(site, plan)
    monkeypatch.setattr(indexing, "find_program", lambda: "/bin/false")
    shutil.rmtree(site / BUNDLE)
    assert index(site, plan).startswith("Pagefind could not index the site")
    assert not (site / BUNDLE).exists()


@pytest.mark.parametrize(
    ("entries", "parts"), [(0, 1), (599, 1), (1_199, 1), (1_200, 2), (5_000, 7), (10_000, 4), (10_001, 5), (50_000, 20)]
)
def test_an_index_has_as_many_parts_as_a_search_can_fetch_and_none_is_too_big(
    tmp_path: Path, entries: int, parts: int
) -> None:
    kb = read(tmp_path, FILES)
    entry = next(iter(kb.by_slug.values()))
    assert search_parts(replace(kb, by_slug={str(number): entry for number in range(entries)})) == parts


@pytest.mark.parametrize("value", [[], ["a", 23, 24, 255, 256, 65535, 65536, 2**40, "ä" * 30, [[1], []]]])
def test_pagefind_s_files_are_read_as_they_are_written(value: Any) -> None:
    data = encoded(value)
    assert decoded(data) == (value, len(data))
    for end in range(len(data)):
        try:
            decoded(data[:end])
        except ValueError:
            continue
        pytest.fail("it was cut off")


@pytest.mark.parametrize(
    ("name", "half"), [("pagefind-entry.json", ""), ("pagefind-entry.json", "{"), ("a.pf_fragment", r"\037\213")]
)
def test_what_pagefind_did_not_write_whole_is_not_used(name: str, half: str, tmp_path: Path) -> None:
    program, target = tmp_path / "pagefind", tmp_path / "index"
    program.write_text(f"#!/bin/sh\nmkdir {target}\nprintf '{half}' > {target}/{name}\n")
    program.chmod(0o755)
    said = make_index(str(program), tmp_path, target, "en", "x", with_program=False, stop=lambda: False)
    assert said.startswith(f"Pagefind did not write {name} whole")
    assert not target.exists()
