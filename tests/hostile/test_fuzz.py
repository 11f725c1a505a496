"""Any bytes at all: reading, checking, planning and rendering never end with a traceback, and say where they stumble.

The normal run tries a few; ``python -m pytest -m long tests/hostile`` tries ten thousand.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.config import load_config

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rendering.planning import make_plan
from cop_kb.reports.summary import Summary, texts_of
from cop_kb.reports.text import text_report
from cop_kb.rules import check
from cop_kb.safety.sanitiser import safe_html
from tests.conftest import CHECKOUT
from tests.hostile.honest import HONEST
from tests.hostile.vectors import VECTORS
from tests.support import read

PIECES = """
---|...|----|+++|{|}|[|]|(|)|<|>|!|#|## |> |- |1. |* |_|**|__|`|```|~~~|==|^^|++|~~|\\|&|&amp;|:|: |::|||-|-|!!! note|??? "x"
=== "t"|*[A]: b|[^1]|[^1]: x|[[a]]|[a](b.md)|![a](b.png)|[a][b]|[b]: c|<div markdown>|</div>|<b>|<!--|-->|<?|<![CDATA[
<script>|<style>|<a href="|{: .x #y }|{ .x}|:smile:|++ctrl++|`#!py x`|$x$|title: |aka: |topics: [|date: 2026-|applied:
- entry: a|result: worked|links:|url: https://a.b|problem: |supersedes: a|aliases: |codes: |x-y: |&a |*a|!!str |<<: |? |"|'
%YAML 1.2|@|%|~|null|0x1F|1e999|<<<<<<< a|=======|>>>>>>> b|[ ]|[x]|http://a.b|a@b.cd|a|b|é|ü|ワ|م|\u0301|\u200b|\u200d|\u202e
\u2028|\ufeff|\ufffd|🚗|\x85|\x0b|\x1b|\x02|\x03klzzwxh:0000|\x00|\t|    |\r|\n|\n|\n\n|\n\n|\r\n| |
"""
TOKENS = [piece for line in PIECES.strip("\n").split("\n") for piece in line.split("|")] + [
    "\n",
    "\n",
    "\n    ",
    "|",
    " ",
    " ",
]
TEXTS = st.lists(st.sampled_from(TOKENS), max_size=60).map("".join)
FRONT = st.tuples(TEXTS, TEXTS).map(lambda parts: f"---\n{parts[0]}\n---\n{parts[1]}")
SPLICED = st.tuples(st.sampled_from([each.data[:2_000] for each in VECTORS]), st.integers(0, 2_000), TEXTS).map(
    lambda parts: parts[0][: parts[1]] + parts[2].encode("utf-8", "surrogatepass") + parts[0][parts[1] :]
)
DATA = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    TEXTS.map(str.encode),
    FRONT.map(str.encode),
    SPLICED,
)
PLACES = (
    "cases/a.md", "faqs/a/index.md", "lessons/b.md", "problems/README.md", "about.md", "topics.yml", "people.yml",
    "tried/a/2026-01-01-x-abc123.md", "cases/drawing.svg",
)  # fmt: skip
Fuzz = Mapping[str, bytes]
FILES = st.fixed_dictionaries(dict.fromkeys(PLACES, DATA))


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Markdown:
    """Python-Markdown with the extensions of the example."""
    root = tmp_path_factory.mktemp("example")
    shutil.copy(CHECKOUT / "mkdocs.yml", root)
    (root / "content").mkdir()
    config = load_config(str(root / "mkdocs.yml"))
    return Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)


def looked_through(root: Path, files: Fuzz, render: Callable[[str], str]) -> KnowledgeBase:
    """Everything that is done with content on its way to a site."""
    shutil.rmtree(root, ignore_errors=True)
    kb = read(root, {f"content/{path}": data for path, data in files.items()})
    findings = check(kb)
    for finding in findings:
        assert finding.message and finding.hint
        assert finding.place.path.startswith("content/")
        assert finding.place.line >= 1 and finding.place.column >= 1
    report = text_report(Summary(findings, len(kb.entries), texts=texts_of(kb)), show_all=True)
    assert set(report) <= {"\n", "\t", *filter(str.isprintable, report)}
    for page in make_plan(kb).pages:
        if page.source_path:
            safe_html(render(page.markdown))
    return kb


def sources_of(kb: KnowledgeBase) -> set[str]:
    return {source.uri for source in (*kb.unread, *(each.source for each in (*kb.entries, *kb.pages)))}


def campaign(root: Path, renderer: Markdown, examples: int) -> None:
    @settings(deadline=None, max_examples=examples, suppress_health_check=list(HealthCheck), derandomize=examples < 100)
    @given(FILES)
    @example({place: HONEST["emoji"].encode() for place in PLACES})  # type: ignore[union-attr]
    def run(files: Fuzz) -> None:
        kb = looked_through(root, files, lambda text: renderer.reset().convert(text))
        assert {"cases/a.md", "faqs/a/index.md", "lessons/b.md", "problems/README.md", "about.md"} <= sources_of(kb)

    run()


def test_any_bytes_are_read_checked_planned_and_rendered(
    tmp_path: Path, renderer: Markdown, record_property: Callable[[str, object], None]
) -> None:
    campaign(tmp_path / "kb", renderer, 60)
    record_property("hostile", f"60 knowledge bases of {len(PLACES)} files with any bytes: no traceback")


@pytest.mark.long
def test_ten_thousand_knowledge_bases(
    tmp_path: Path, renderer: Markdown, record_property: Callable[[str, object], None]
) -> None:
    campaign(tmp_path / "kb", renderer, 10_000)
    record_property("hostile", f"10,000 knowledge bases of {len(PLACES)} files with any bytes: no traceback")
