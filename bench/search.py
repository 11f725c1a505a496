"""The search: how well it finds, beside Material's own on the same content, and what it costs at N entries.

usage: python bench/search.py [N]

The example is built twice, with our search and with Material's, and asked the queries of tests/search/ in the same
browser. Material gets each query as people type it, and what its box lists counts, entries only. Then a knowledge base
of N generated entries is built: bytes that a reader fetches for a first search, and milliseconds in the browser.
"""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
CHECKOUT = HERE.parent
sys.path.insert(0, str(CHECKOUT))

from tests.browser.conftest import serving  # noqa: E402
from tests.browsers import ARGUMENTS, find_browser  # noqa: E402
from tests.search.test_queries import figures, place, ranks  # noqa: E402

SETS = ("queries.yml", "held_out.yml")
TYPED = ["chatter", "chattr glas", "bl", "motor noise when cold", "preloadd noozle", "b"]
LUNR = """async queries => {
  const field = document.querySelector("input[data-md-component=search-query]")
  const meta = document.querySelector(".md-search-result__meta")
  const out = []
  for (const query of queries) {
    field.value = ""
    field.dispatchEvent(new Event("keyup", { bubbles: true }))
    await new Promise(done => setTimeout(done, 30))
    meta.textContent = "waiting"
    field.value = query
    field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }))
    for (let i = 0; i < 60 && meta.textContent === "waiting"; i++) await new Promise(done => setTimeout(done, 25))
    await new Promise(done => setTimeout(done, 60))
    const links = [...document.querySelectorAll(".md-search-result__list > li a.md-search-result__link")]
    out.push([...new Set(links.map(link => link.href.split(/[?#]/)[0]))].slice(0, 10))
  }
  return out
}"""
TIMES = """async queries => {
  const start = performance.now()
  const found = await kbBox.index()
  const ready = performance.now() - start
  const again = new kbRanking.Index(found.data)
  const chunks = []
  let last = performance.now()
  for (const _ of again.building()) { chunks.push(performance.now() - last); last = performance.now() }
  const asked = queries.map(query => {
    const rounds = Array.from({ length: 5 }, () => {
      const begin = performance.now()
      found.search(query)
      return performance.now() - begin
    })
    return rounds.sort((a, b) => a - b)[2]
  })
  return { ready, built: chunks.reduce((a, b) => a + b, 0), longest: Math.max(...chunks), asked }
}"""


def build(root: Path, settings: str = "") -> float:
    """Build, with settings added to the block of cop-kb; gives the seconds."""
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("  - cop-kb:\n", f"  - cop-kb:\n{settings}"), encoding="utf-8")
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "cop_kb", "build", "--today", "2026-11-21"], cwd=root, check=True, capture_output=True
    )
    return time.perf_counter() - begin


def material(root: Path) -> None:
    """The same knowledge base with Material's search."""
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("plugins:\n", "plugins:\n  - material/search\n")
    config.write_text(text, encoding="utf-8")
    build(root, "      search: material\n")


def copy_of_example(target: Path) -> Path:
    """The example outside its repository."""
    subprocess.run(["cp", "-r", CHECKOUT / "content", CHECKOUT / "mkdocs.yml", f"{target}/"], check=True)
    return target


def lunr_ranks(page: Page, name: str) -> list[tuple[str, int]]:
    """As ``ranks``, by Material's search."""
    import yaml

    asked: list[dict[str, Any]] = yaml.safe_load((CHECKOUT / "tests/search" / name).read_text(encoding="utf-8"))
    page.locator("[data-kb-search]").click()
    page.wait_for_timeout(1500)
    known = {each["url"] for each in json.loads(page.request.get(page.url + "kb.json").text())["entries"]}
    found = page.evaluate(LUNR, [each["query"] for each in asked])
    ours = [[url for url in urls if url.removeprefix(page.url.split("#")[0]) in known] for urls in found]
    return [(each["query"], place(each["expect"], urls)) for each, urls in zip(asked, ours, strict=True)]


def quality(browser: Browser, folder: Path) -> None:
    """Both searches on the same queries."""
    for name in ("ours", "theirs"):
        (folder / name).mkdir()
        root = copy_of_example(folder / name)
        build(root) if name == "ours" else material(root)
    print("| queries | search | hit@1 | hit@3 | MRR |\n|---|---|---|---|---|")
    for queries in SETS:
        for name, label, ask in (("ours", "cop-kb", ranks), ("theirs", "Material (lunr)", lunr_ranks)):
            with serving(folder / name / "site") as address:
                page = browser.new_page()
                page.goto(address)
                found = ask(page, queries)
                page.close()
            told = " | ".join(f"{value:.3f}" for value in figures(found).values())
            print(f"| {queries}, {len(found)} | {label} | {told} |")


def cost(browser: Browser, folder: Path, count: int) -> None:
    """Bytes and milliseconds at many entries."""
    root = folder / "many"
    subprocess.run([sys.executable, HERE / "generate.py", root, str(count)], check=True)
    print(f"\n{count} entries, built in {build(root):.0f} s")
    print(
        f"index of the box: {len(gzip.compress((root / 'site/search/instant.js').read_bytes())) / 1e6:.3f} MB gzipped"
    )
    with serving(root / "site") as address:
        page = browser.new_page()
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url.removeprefix(address).partition("?")[0]))
        page.goto(f"{address}about/" if (root / "site/about").is_dir() else address)
        times = page.evaluate(TIMES, TYPED)
        print(
            f"in the browser: ready after {times['ready']:.0f} ms, of which building the index {times['built']:.0f} ms,"
        )
        print(f"the longest piece without a pause {times['longest']:.0f} ms; an answer, median of 5:")
        print(", ".join(f"“{words}” {taken:.1f}" for words, taken in zip(TYPED, times["asked"], strict=True)), "ms")
        print(f"median of answers {statistics.median(times['asked']):.1f} ms")
        page.goto(f"{address}search/?q=chatter+glass")
        page.locator(".kb-found__item").first.wait_for(timeout=60_000)
        fetched = [root / "site" / path for path in sorted(asked) if "pagefind/" in path]
        full = sum(min(path.stat().st_size, len(gzip.compress(path.read_bytes()))) for path in fetched)
        print(f"first search of the full text: {full / 1e6:.3f} MB gzipped, scripts and program included")


def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        quality(browser, Path(name))
        cost(browser, Path(name), count)
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
