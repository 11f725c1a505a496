"""Quick ways to render give what MkDocs gives, byte for byte."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config import load_config

from cop_kb.rendering.quick_page import Converter
from tests.cli.running import build, mkdocs
from tests.conftest import Example
from tests.support import write

SAMPLES = {
    "footnotes": "One[^1]\n\n[^1]: Note.\n",
    "no footnote": "One[^1]\n",
    "abbreviation": "CSS is\n\n*[CSS]: Style\n",
    "no abbreviation": "CSS is not\n",
    "reference": "[a][b]\n\n[b]: x.md\n",
    "no reference": "[a][b]\n",
    "headings": "# A\n\n## B\n\n## B\n",
    "the same headings": "## B\n\nText\n",
    "code": '``` py linenums="1"\na = 1\n```\n',
    "tabs": '=== "One"\n\n    Text\n\n=== "Two"\n\n    Text\n',
    "tasks": "- [ ] open\n- [x] done\n",
    "raw": "<div markdown>\n*x*\n</div>\n\n<b>",
    "unfinished": "```\nnever closed\n\n<div>\n",
    "table": "| a |\n|---|\n| `b` |\n",
}


def test_a_site_is_the_same_byte_for_byte(example_of_files: Example, example_offline: Example, tmp_path: Path) -> None:
    """Addresses with a folder per page are compared in test_build.py."""
    ours = example_of_files.site
    assert (example_offline.site / "topics/index.html").read_text().count("/index.html") > 10
    plain = str(tmp_path / "plain")
    done = mkdocs("build", "-q", "-d", plain, folder=example_of_files.root, SOURCE_DATE_EPOCH="1795219200")
    assert done.returncode == 0
    pages = {path.relative_to(ours) for path in ours.rglob("*.html")}
    assert len(pages) > 140
    assert pages == {path.relative_to(tmp_path / "plain") for path in (tmp_path / "plain").rglob("*.html")}
    assert [page for page in pages if (ours / page).read_bytes() != (tmp_path / "plain" / page).read_bytes()] == []


def test_with_a_community_s_own_template_every_page_is_rendered_whole(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "mkdocs.yml": "site_name: T\ndocs_dir: content\ntheme: {name: cop-kb, custom_dir: mine}\nplugins: [cop-kb]\n",
            "mine/partials/copyright.html": "<p>{{ page.title }}</p>",
            "content/cases/a.md": "---\ntitle: One\n---\nText\n",
            "content/cases/b.md": "---\ntitle: Two\n---\nText\n",
        },
    )
    site = build(tmp_path)
    assert "<p>One</p>" in (site / "cases/a/index.html").read_text()
    assert "<p>Two</p>" in (site / "cases/b/index.html").read_text()


def test_a_converter_that_is_shared_remembers_nothing(example: Example) -> None:
    config = load_config(str(example.root / "mkdocs.yml"))
    shared = Converter(config)
    for first in SAMPLES.values():
        for second in SAMPLES.values():
            shared.fresh(config).convert(first)
            assert shared.fresh(config).convert(second) == Converter(config).fresh(config).convert(second)
