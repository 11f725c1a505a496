"""Knowledge base → plan: every page and file once, every link resolved, the same bytes every time."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cop_kb.markdown.document import read_document
from cop_kb.model.addresses import is_external
from cop_kb.model.folded import Folded
from cop_kb.model.page import Plan
from cop_kb.publishing.links import url_of
from cop_kb.publishing.plan import plan
from cop_kb.reading.published import without_withheld
from cop_kb.rules import check
from tests.publishing.planning import FLAT, RULES, Planned, planned, wiper_engineers
from tests.support import read


@pytest.fixture(scope="module")
def wipers() -> Planned:
    return wiper_engineers()


def written(site: Plan) -> str:
    """Everything in a plan, as one text."""
    pages = tuple(replace(page, meta=dict(page.meta)) for page in site.pages)
    return json.dumps(asdict(replace(site, pages=pages)), default=repr, ensure_ascii=False)


def output(uri: str, *, directory_urls: bool) -> str:
    """The file of the site that a page becomes."""
    url = unquote(url_of(uri, directory_urls=directory_urls))
    return posixpath.join(url, "index.html") if url.endswith("/") or not url else url


def addresses(value: Any) -> Iterator[str]:
    """Every address that a template is given."""
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "url" and isinstance(each, str))
        yield from (each for inner in value.values() for each in addresses(inner))
    elif isinstance(value, list):
        yield from (each for inner in value for each in addresses(inner))


def lost_links(site: Planned) -> list[tuple[str, str]]:
    """Page and address of every link in a page that leads to nothing in the plan."""
    there = {*site.pages, *site.files}
    lost = []
    for page in site.plan.pages:
        for link in read_document(page.markdown).links:
            target = unquote(link.target.partition("#")[0].partition("?")[0])
            if link.kind in ("link", "image") and target and not is_external(link.target):
                found = posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), target))
                lost += [] if found in there else [(page.uri, link.target)]
    return lost


# The same every time


def test_two_readings_give_the_same_bytes(wipers: Planned) -> None:
    assert written(wiper_engineers().plan) == written(wipers.plan)


def test_the_order_in_which_files_were_made_changes_nothing(tmp_path: Path) -> None:
    files = {f"content/{folder}/{name}.md": f"---\naka: [{name}]\n---\n[[{name[::-1]}]]\n" for folder, name in PAIRS}
    files |= {
        f"content/tried/ab/2026-01-0{n}-{who}-abc123.md": "---\nresult: worked\n---\n"
        for n, who in ((1, "b"), (1, "a"))
    }
    one = written(plan(read(tmp_path / "kb", files), RULES))
    for path in (tmp_path / "kb").rglob("*.md"):
        path.unlink()
    other = written(plan(read(tmp_path / "kb", dict(reversed(files.items()))), RULES))
    assert one == other


PAIRS = [("faqs", "ab"), ("problems", "ba"), ("lessons", "cd"), ("cases", "dc"), ("notes", "xy"), ("faqs", "zz")]


def test_pages_and_files_stand_sorted_and_each_once(wipers: Planned) -> None:
    uris = [page.uri for page in wipers.plan.pages], [file.uri for file in wipers.plan.files]
    assert all(each == sorted(set(each)) for each in uris)


@pytest.mark.parametrize("directory_urls", [True, False])
def test_no_two_of_them_are_one_file_of_the_site(directory_urls: bool, tmp_path: Path) -> None:
    files = {
        "problems/a/index.md": "# A\n",
        "problems/a/README.md": "# R\n",
        "problems/a/_index.md": "# I\n",
        "problems/a/a.png": "x",
        "README.md": "# Readme\n",
        "index.md": "# Home\n",
        "notes/README.md": "# Notes\n",
        "faqs/b.md": "---\naliases: [problems/a, kb.json, problems/a/a.png, wanted, go/x]\ncodes: [x]\n---\n",
        "problems/README.md": "# P\n",
        "kb.json": "{}",
    }
    site = planned(tmp_path, files | ({} if directory_urls else {"mkdocs.yml": FLAT}))
    outputs = [output(page.uri, directory_urls=directory_urls) for page in site.plan.pages]
    outputs += [file.uri for file in site.plan.files]
    assert [uri for uri, count in Counter(outputs).items() if count > 1] == []
    folders = {parent for uri in outputs for parent in map(str, Path(uri).parents)}
    assert folders.isdisjoint(outputs), "no file has the name of a folder"


# Links


def test_every_link_in_a_page_leads_to_a_page_or_file_of_the_plan(wipers: Planned) -> None:
    assert lost_links(wipers) == []
    left = [
        (page.uri, link.target)
        for page in wipers.plan.pages
        for link in read_document(page.markdown).links
        if link.kind == "wiki"
    ]
    assert left == []


def test_every_address_a_template_is_given_is_one_of_the_site(wipers: Planned) -> None:
    there = {url_of(uri, directory_urls=True) for uri in wipers.pages} | {*wipers.files}
    for page in wipers.plan.pages:
        for url in addresses(page.meta):
            assert not url or is_external(url) or url.partition("#")[0] in there, f"{page.uri}: {url}"


def test_the_example_has_something_to_resolve(wipers: Planned) -> None:
    links = [link for page in wipers.plan.pages for link in read_document(page.markdown).links]
    assert len([link for link in links if not is_external(link.target)]) > 50


def test_every_page_of_the_example_shows_only_plain_data(wipers: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Folded, "of", lambda data: data)
    pages = {page.uri: page for page in plan(wipers.kb, RULES).pages}
    for uri, page in pages.items():
        assert json.loads(json.dumps(page.meta)) == page.meta, uri
    assert {uri: dict(page.meta) for uri, page in wipers.pages.items()} == {uri: pages[uri].meta for uri in pages}


def test_every_entry_attachment_and_plain_page_is_in_the_plan(wipers: Planned) -> None:
    assert {entry.uri for entry in wipers.kb.entries} <= wipers.pages.keys()
    assert {wipers.kb.uris[each.uri] for each in wipers.kb.attachments} <= wipers.files.keys()
    assert {wipers.kb.uris[page.source.uri] for page in wipers.kb.pages} <= wipers.pages.keys()


def test_no_data_file_is_a_file_of_the_site(wipers: Planned) -> None:
    for uri in (*wipers.pages, *wipers.files):
        assert not re.match(r"tried/|topics\.yml|people\.yml", uri)


PIECES = [
    *"[]()`~<>#|!\\*_-= \n\t\"':{}.1ab",
    *("```\n", "~~~\n", "<!--", "-->", "\n\n", "\r\n", "\n    ", "\n- ", "\n1. ", "> ", "\n---\n", "\n===\n", "&amp;"),
    *("](b.md)", "](../problems/c.md#x)", "](nope.md)", "[a](b.md)", "![a](<x.png>)", "![x](https://h/i.png)", "{#a}"),
    *("[[b]]", "[[c|x]]", "[[nope]]", "[a]: b.md\n", "[a]: nope.md\n", "[a]: https://x\n", "[a][a]", "![a][a]"),
    *("\n# h\n", "\n## Cause\n", "\n## Fix\n", "<a href='b.md'>", '<img src="x.png">', "[![i](x.png)](b.md)"),
]
KEYS = [
    *(
        "title: '[x](y) | <b>'",
        "aka: [x, y]",
        "topics: [noise, t]",
        "supersedes: [a, c]",
        "date: 2026-01-01",
        "lang: de",
    ),
    *("aliases: [old, b, '..', kb.json]", "codes: [X 1, b]", "applies_to: {vehicle: van}", "retired: x", "bad: ["),
    *(
        "based_on: [b, nope]",
        "problem: c",
        "applied: [{entry: b, result: worked}]",
        "links: [https://a]",
        "review: never",
    ),
]
BODY = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
FILE = st.tuples(st.lists(st.sampled_from(KEYS), max_size=4), BODY).map(
    lambda parts: "".join(("---\n", *(f"{key}\n" for key in parts[0]), "---\n", parts[1]))
)


@settings(deadline=None, max_examples=60)
@given(a=FILE, b=FILE, c=FILE, page=BODY, flat=st.booleans())
@example(a="", b="", c="\n    [![i](x.png)](b.md)", page="", flat=False)
@example(a="!![x](https://h/i.png)", b="", c="[\n\n## Cause\n\n](b.md)", page="", flat=True)
def test_whatever_is_written_has_a_plan_whose_links_all_lead_somewhere(
    tmp_path_factory: pytest.TempPathFactory, a: str, b: str, c: str, page: str, flat: bool
) -> None:
    root = tmp_path_factory.mktemp("any")
    files = {"faqs/a.md": a, "faqs/b.md": b, "problems/noise/c/index.md": c, "problems/noise/c/x.png": "x"}
    files |= {"about.md": page, "topics.yml": "noise: Noise\n", "tried/b/2026-01-01-x-abc123.md": page}
    site = planned(root, files | ({"mkdocs.yml": FLAT} if flat else {}))
    assert lost_links(site) == []
    images = [link for each in site.plan.pages for link in read_document(each.markdown).links if link.kind == "image"]
    assert not [link.target for link in images if is_external(link.target)]
    assert all(json.dumps(dict(each.meta)) for each in site.plan.pages)


# The community's own pages


def test_a_plain_page_keeps_its_text_and_front_matter_and_has_its_links_resolved(tmp_path: Path) -> None:
    page = "---\ntitle: About\nhide: [toc]\nweight: 3\n---\n# About us\n\nSee [b](faqs/b.md) and [[b|that]].\n"
    site = planned(tmp_path, {"about.md": page, "faqs/b.md": "x"})
    found = site.pages["about.md"]
    assert (found.title, found.template, found.source_path) == ("About", "", "content/about.md")
    assert found.meta == {"hide": ["toc"], "weight": 3}
    assert found.markdown == "# About us\n\nSee [b](faqs/b.md) and [that](faqs/b.md).\n"


@pytest.mark.parametrize(
    ("pattern", "trusted"), [("about.md", True), ("*.md", True), ("tools/*", False), ("About.md", False)]
)
def test_only_listed_pages_are_trusted_and_never_an_entry(pattern: str, trusted: bool, tmp_path: Path) -> None:
    settings = f"docs_dir: content\nplugins:\n  - cop-kb:\n      trusted: ['{pattern}']\n"
    site = planned(tmp_path, {"mkdocs.yml": settings, "about.md": "x", "faqs/a.md": "x", "faqs/index.md": "x"})
    assert [uri for uri, page in site.pages.items() if page.trusted] == (["about.md"] if trusted else [])


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("index.md", "index.md"),
        ("README.md", "index.md"),
        ("wanted.md", "wanted.md"),
        ("problems/index.md", "problems/index.md"),
        ("problems/README.md", "problems/index.md"),
        ("faqs/noise/index.md", "topics/noise.md"),
        ("topics/noise.md", "topics/noise.md"),
        ("topics/index.md", "topics/index.md"),
    ],
)
def test_a_page_at_the_address_of_a_generated_one_becomes_its_introduction(path: str, uri: str, tmp_path: Path) -> None:
    text = "---\ntitle: Mine\n---\n# Mine\n\nHello [[a]].\n"
    site = planned(tmp_path, {"topics.yml": "noise: Noise\n", "faqs/a.md": "# A?\n", path: text})
    page = site.pages[uri]
    assert page.template, "it is still the generated page"
    link = f"[A?]({posixpath.relpath('faqs/a.md', posixpath.dirname(uri) or '.')})"
    title = "" if uri == "index.md" else "## Mine\n\n"
    assert page.markdown.strip() == f"{title}Hello {link}."
    assert site.plan == plan(site.kb, RULES)


@pytest.mark.parametrize(
    ("heading", "shown"),
    [("Problems", ""), ("PROBLEMS", ""), ("Our `<b>` and x\\_y", r"## Our &#60;b\> and x\_y" + "\n\n")],
)
def test_a_heading_that_is_not_the_title_of_the_list_is_shown(heading: str, shown: str, tmp_path: Path) -> None:
    site = planned(tmp_path, {"problems/README.md": f"---\ntitle: No heading\n---\n# {heading}\n\nHi.\n"})
    page = site.pages["problems/index.md"]
    assert (page.title, page.markdown) == ("Problems", f"{shown}Hi.\n")


@pytest.mark.parametrize("index", ["index.md", "_index.md"])
@pytest.mark.parametrize(
    ("folder", "uri"), [("", "index.md"), ("problems/", "problems/index.md"), ("faqs/noise/", "topics/noise.md"), ("notes/", "notes/index.md")]
)  # fmt: skip
def test_a_readme_beside_an_index_is_left_out_and_stops_nothing(
    index: str, folder: str, uri: str, tmp_path: Path
) -> None:
    files = {
        f"{folder}{index}": "# The index\n\nShown.\n",
        f"{folder}README.md": "# Readme\n\nFor the repository. [[no]]\n",
    }
    site = planned(
        tmp_path, files | {"topics.yml": "noise: Noise\n", "faqs/a.md": f"# A?\n\n[r](/{folder}README.md)\n"}
    )
    assert "Shown." in site.text(uri)
    assert not [page.uri for page in site.plan.pages if "repository" in page.markdown]
    assert "kb-nowhere" not in site.text("faqs/a.md")
    found = check(site.kb)
    assert not [each for each in found if each.severity == "error"]
    assert [str(each.place) for each in found if each.rule == "readme-left-out"] == [f"content/{folder}README.md:1:1"]


def test_a_readme_introduces_again_once_the_index_is_withheld(tmp_path: Path) -> None:
    site = planned(tmp_path, {"problems/index.md": "---\ndraft: yes\n---\nSecret.\n", "problems/README.md": "Seen.\n"})
    public = plan(without_withheld(site.kb), RULES)
    assert next(page for page in public.pages if page.uri == "problems/index.md").markdown == "Seen.\n"


# Navigation


def test_the_nav_holds_lists_and_the_communitys_pages_and_no_entry(tmp_path: Path) -> None:
    files = {
        "topics.yml": "noise: Noise\n",
        "faqs/a.md": "x",
        "about.md": "# About us\n",
        "index.md": "# Home\n",
        "glossary.md": "# Glossary\n",
        "test-rigs/one.md": "# Rig one\n",
        "test-rigs/deep/two.md": "# Rig two\n",
        "problems/index.md": "x",
        "problems/2026/README.md": "x",
    }
    assert planned(tmp_path, files).plan.nav == (
        ("Home", "index.md"),
        ("Symptoms", "symptoms/index.md"),
        ("Problems", "problems/index.md"),
        ("FAQs", "faqs/index.md"),
        ("Cases", "cases/index.md"),
        ("Lessons", "lessons/index.md"),
        ("All entries", "all/index.md"),
        ("Topics", "topics/index.md"),
        ("Map", "map/index.md"),
        ("Wanted", "wanted.md"),
        ("About us", "about.md"),
        ("Glossary", "glossary.md"),
        ("Test rigs", (("Rig two", "test-rigs/deep/two.md"), ("Rig one", "test-rigs/one.md"))),
        ("How to take part", "guide/index.md"),
    )


def test_every_page_of_the_nav_is_a_page(tmp_path: Path) -> None:
    site = planned(tmp_path, {})
    assert {uri for _, uri in site.plan.nav} <= site.pages.keys()
    assert "Topics" not in dict(site.plan.nav)


def test_the_plan_says_for_which_day_it_was_made(wipers: Planned) -> None:
    assert wipers.plan.today == wipers.kb.today


def test_a_readme_in_the_folder_of_an_entry_is_for_the_repository_too(tmp_path: Path) -> None:
    files = {
        "cases/van/index.md": "# The van\n\nIt stopped.\n",
        "cases/van/README.md": "# Files\n\nOf the repository.\n",
    }
    site = planned(tmp_path, files)
    assert not [page.uri for page in site.plan.pages if "repository" in page.markdown]
    assert [each.place.path for each in check(site.kb) if each.rule == "readme-left-out"] == [
        "content/cases/van/README.md"
    ]
