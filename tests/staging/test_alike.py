"""A staged folder says to every engine what GitHub shows: the same blocks, nesting and words as in our own build."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cop_kb.model.page import Page
from cop_kb.model.settings import Settings
from cop_kb.safety.sanitiser import safe_html
from cop_kb.staging.alike import for_site, text_alike
from cop_kb.staging.rendering import Rendering, read_rendering
from tests.cli.running import build
from tests.markdown.html import structure
from tests.markdown.test_specification import EXAMPLES
from tests.rendering.sites import dead_links
from tests.staging.staging import built, engines, stage
from tests.support import MKDOCS_YML, write

EXTENSIONS = """\
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - toc: {permalink: true}
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
"""
PERMALINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>')
"""It leads to the id that the engine made; the one that GitHub makes is an anchor beside it."""
ADDRESS = re.compile(r' (?:href|src)="[^"]*"')
"""Where they lead is looked at apart."""
TEXTS = {
    "steps": "1. loosen\n   - upper nut\n     ```sh\n     a -b\n\n     \tc `d`\n     ```\n2. tighten\n3. test\n",
    "list after a line": "Do this:\n- a\n- b\n\nand\n1. x\n   1. y\n2. z\n",
    "two lists": "- a\n\n* b\n\n1. c\n\n1) d\n",
    "alerts": "> [!NOTE]\n> Mind the spring.\n\n> [!WARNING] Hot\n> - one\n> - two\n",
    "tasks": "- [ ] open\n- [x] done\n  - [ ] below\n",
    "addresses": "See https://example.org/a_b, ~~not~~ www.example.org.\n",
    "links": "1. [to b](b.md)\n   - [to a heading](b.md#zustand-本)\n   - ![curve](a.png)\n   - [file](a.png)\n   - [wanted][def]\n\n[def]: b.md\n",
    "tables": "Text\n| a | b |\n|---|---|\n| `x\\|y` | 2 |\nafter\n",
    "code": "text:\n- a\n\n  ~~~py\n  {++x++} = '`' <b>\n  ~~~\n\n```py\ny = 1\n```\n",
    "tabs": '=== "One"\n\n    1. a\n       - b\n\n=== "Two"\n\n    c\n\nx\n\n=== "Three"\n\n    d\n',
    "notes": "Do:\n- a[^1]\n- b\n\n[^1]: Because.\n",
    "html": "<details>\n<summary>S</summary>\n\n1. a\n   - b\n\n</details>\n\n<div markdown>\n- *c*\n</div>\n",
    "headings": "text\n## H *one*\nmore\n\n## 状態\n\nno `code`\n\n#no heading\n",
    "quotation": "> a\nlazy\n> - b\n\n> > c\n> d\n",
    "words": "<serial number> and x<y and y>z, List<String>\n\n- a < b & c\n- <b>d</b>\n",
}
FILES = {
    "mkdocs.yml": MKDOCS_YML + EXTENSIONS + "site_url: https://kb.example.org/wiki/\n",
    "content/cases/b.md": "# B\n\n## Zustand 本\n\n[here](#zustand-本)\n",
    "content/cases/all/index.md": "# All\n\n"
    + "\n\n".join(f"BEGIN {n}\n\n{text}\n\nEND {n}" for n, text in enumerate(TEXTS.values())).replace(
        "b.md", "../b.md"
    ),
    "content/cases/all/a.png": b"png",
    "content/cases/old.md": f"---\nmarkdown: mkdocs\n---\n# Old\n\nBEGIN 0\n\n{TEXTS['list after a line']}\n\nEND 0\n",
    "content/index.md": f"# Home\n\nBEGIN 0\n\n{TEXTS['steps']}\n\nEND 0\n",
}


def shown(site: Path, name: str) -> list[list[str]]:
    """What stands between the marks of a page, as elements and words."""
    html = (site / name).read_text(encoding="utf-8")
    parts = re.findall(r"<p>BEGIN (\d+)</p>(.*?)<p>END \1</p>", html, re.DOTALL)
    return [structure(ADDRESS.sub("", PERMALINK.sub("", part))) for _, part in parts]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("alike") / "kb", FILES)


@pytest.fixture(scope="module")
def ours(root: Path) -> Path:
    return build(root)


@pytest.fixture(scope="module")
def staged(root: Path) -> Path:
    return stage(root, root.parent / "out")


@pytest.mark.parametrize("engine", engines())
def test_every_engine_shows_the_same_structure(engine: str, ours: Path, staged: Path, tmp_path: Path) -> None:
    import shutil

    site = built(engine, Path(shutil.copytree(staged, tmp_path / "out")))
    for name, count in (("cases/all/index.html", len(TEXTS)), ("index.html", 1), ("cases/old/index.html", 1)):
        expected, found = shown(ours, name), shown(site, name)
        assert len(expected) == count
        for title, one, other in zip(TEXTS, expected, found, strict=False):
            assert other == one, title
        assert len(found) == count
    assert "<p>Do this:\n- a" in (site / "cases/old/index.html").read_text(encoding="utf-8")
    assert dead_links(site, "/wiki/") == []


def test_only_what_would_be_read_otherwise_is_html(staged: Path) -> None:
    text = (staged / "docs/cases/all.md").read_text(encoding="utf-8")
    assert "## H *one*" in text
    assert '## <span id="状態"></span>状態' in text
    assert "BEGIN 0\n\n\n<ol><li>loosen" in text
    assert "[^1]: Because." in text
    assert "no `code`" in text
    assert "```py\ny = 1\n```" in text


@pytest.fixture(scope="module")
def rendering(staged: Path) -> Rendering:
    return read_rendering(staged / "mkdocs.yml")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_kind_of_text_is_read_alike(text: str, rendering: Rendering) -> None:
    made, _ = text_alike(Page("a.md", "A", text), rendering, (), Settings(Path()))
    one, other = rendering.readings.github.reset().convert(text), rendering.readings.other.reset().convert(made)
    assert structure(other) == structure(safe_html(one))


def test_commonmarks_examples_are_read_alike(rendering: Rendering, record_property: pytest.RecordProperty) -> None:
    unlike = []
    for each in EXAMPLES:
        made, _ = text_alike(Page("a.md", "A", each["markdown"]), rendering, (), Settings(Path()))
        one = safe_html(rendering.readings.github.reset().convert(each["markdown"]))
        two = rendering.readings.other.reset().convert(made)
        if structure(ADDRESS.sub("", two)) != structure(ADDRESS.sub("", one)):
            unlike.append(each["example"])
    record_property(
        "markdown", f"{len(EXAMPLES) - len(unlike)} of {len(EXAMPLES)} examples are staged alike; not {unlike}"
    )
    assert len(unlike) < 0.03 * len(EXAMPLES), unlike


def test_tabs_in_html_have_names_of_their_own(staged: Path, ours: Path) -> None:
    text = (staged / "docs/cases/all.md").read_text(encoding="utf-8")
    assert 'id="__tabbed_1001_1"' in text
    assert '=== "Three"' in text


def test_addresses_in_html_are_those_of_the_site() -> None:
    html = '<a href="b.md#x y">1</a> <img src="a/p.png"> <a href="#c">2</a> <a href="https://e.example/b.md">3</a> <a href="no.md">4</a>'
    uris = {"cases/b.md", "cases/a/p.png"}
    plain = for_site(html, "cases/a.md", uris, Settings(Path()))
    assert plain.startswith('<a href="../b/#x%20y">1</a> <img src="p.png">')
    files = for_site(html, "cases/a.md", uris, Settings(Path(), directory_urls=False))
    assert files.startswith('<a href="b.html#x%20y">1</a> <img src="a/p.png">')
    rooted = for_site(html, "cases/a.md", uris, Settings(Path(), site_url="https://e.example/kb"))
    assert rooted.startswith('<a href="/kb/cases/b/#x%20y">1</a> <img src="/kb/cases/a/p.png">')
    assert all(each.endswith(html[html.index(' <a href="#c"') :]) for each in (plain, files, rooted))
