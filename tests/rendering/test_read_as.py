"""Who reads a text: GitHub's way, or Python-Markdown alone where the settings or the page itself say so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cop_kb.markdown.headings import makeExtension
from cop_kb.model.settings import GITHUB, MKDOCS
from cop_kb.rendering.planning import make_plan
from tests.cli.running import DAY, build, mkdocs, within
from tests.rendering.sites import tree
from tests.support import MKDOCS_YML, read, write

STEPS = "1. loosen\n   - upper nut\n2. tighten\n\nDo:\n- this\n\n## 状態\n\nx <serial number> y\n"
NESTED, FLAT = "<li>upper nut</li>", "<p>Do:\n- this</p>"
ALL = MKDOCS_YML.replace("cop-kb:\n", "cop-kb:\n      markdown: mkdocs\n")


def page(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def text_of(keys: str) -> str:
    return f"---\n{keys}\n---\n# T\n\n{STEPS}"


FILES = {
    "content/cases/github.md": text_of("markdown: github"),
    "content/cases/mkdocs.md": text_of("markdown: mkdocs"),
    "content/cases/unsaid.md": text_of("title: T"),
    "content/cases/index.md": text_of("markdown: mkdocs"),
    "content/about.md": text_of("markdown: mkdocs"),
    "content/other.md": text_of("markdown: [odd]"),
}
SAID_BY_PAGES = {"cases/mkdocs": MKDOCS, "cases/index": MKDOCS, "about": MKDOCS, "cases/github": GITHUB}
UNSAID = ("cases/unsaid", "other")


@pytest.mark.parametrize(("settings", "default"), [(MKDOCS_YML, GITHUB), (ALL, MKDOCS)])
def test_the_page_says_it_and_else_the_settings(settings: str, default: str, tmp_path: Path) -> None:
    plan = make_plan(read(tmp_path, {**FILES, "mkdocs.yml": settings}))
    found = {each.uri.removesuffix(".md"): each.read_as for each in plan.pages}
    expected = {**SAID_BY_PAGES, **dict.fromkeys(UNSAID, default)}
    assert {name: found[name] for name in expected} == expected
    assert found["guide/index"] == GITHUB, "our own texts are always read in one way"


@pytest.mark.parametrize("settings", [MKDOCS_YML, ALL])
def test_both_ways_to_build_read_each_page_as_it_says(settings: str, tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {**FILES, "mkdocs.yml": settings})
    site = build(root)
    done = mkdocs("build", "-q", "-d", str(tmp_path / "plain"), folder=root, SOURCE_DATE_EPOCH="1789776000")
    assert done.returncode == 0, done.stderr
    expected = {**SAID_BY_PAGES, **dict.fromkeys(UNSAID, MKDOCS if settings == ALL else GITHUB)}
    for name, read_as in expected.items():
        folder = name.removesuffix("index").rstrip("/")
        for where in (site, tmp_path / "plain"):
            html = page(where, f"{folder}/index.html")
            assert (FLAT in html) is (read_as == MKDOCS), name
            assert 'id="状態"' in html, "links lead to the ids that GitHub makes, whoever reads the text"
            assert 'id="_1"' in html
        article = re.search(r"<article.*?</article>", page(site, f"{folder}/index.html"), re.DOTALL)
        assert article
        assert article[0] in page(tmp_path / "plain", f"{folder}/index.html")


def test_a_page_is_rendered_again_when_only_its_reader_changes(tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/a.md": text_of("markdown: github")})
    assert FLAT not in page(build(root), "cases/a/index.html")
    write(root, {"content/cases/a.md": text_of("markdown: mkdocs")})
    assert FLAT in page(build(root), "cases/a/index.html")
    write(root, {"mkdocs.yml": ALL, "content/cases/a.md": text_of("x-nothing: 1")})
    assert FLAT in page(build(root), "cases/a/index.html")
    assert tree(root / "site") == tree(build(root, "--clean"))


def test_another_word_is_a_finding_and_the_settings_hold(tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/a.md": text_of("markdown: gitlab")})
    assert "gitlab" in within(root, "validate", "--today", DAY).output
    assert [each.read_as for each in make_plan(read(root)).pages if each.uri == "cases/a.md"] == [GITHUB]


def test_what_is_taken_out_is_said_as_the_page_is_read(tmp_path: Path) -> None:
    body = "# T\n\nx\n\n-   a\n\n    <p onclick='x()'>b</p>\n"
    for read_as in (GITHUB, MKDOCS):
        root = write(tmp_path / read_as, {"content/cases/a.md": f"---\nmarkdown: {read_as}\n---\n{body}"})
        assert "onclick" in within(root, "validate", "--rendered").output


def test_the_ids_alone_are_an_extension_of_their_own() -> None:
    from markdown import Markdown

    assert Markdown(extensions=["toc", makeExtension()]).convert("# Ä b") == (
        '<h1 id="ä-b"><span id="a-b"></span>Ä b</h1>'
    )
