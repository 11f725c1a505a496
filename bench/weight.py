"""What a reader's browser fetches at N entries, beside plain MkDocs + Material on the same page texts.

usage: python bench/weight.py [N] [FOLDER]

All sizes are bytes after gzip, level 9, as a host of static sites sends them; what is small enough already (Pagefind's
files) counts as it is. Pages count with what is inline in them. ``fetched`` is what a browser with an empty cache asks
for, scripts, styles and all. With a FOLDER, the sites stay there and are not built again.
"""

from __future__ import annotations

import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from peers import plain_peer  # noqa: E402

from tests.browser.conftest import serving  # noqa: E402
from tests.browsers import ARGUMENTS, find_browser  # noqa: E402

FIRST = "chatter glass"


def weigh(path: Path) -> int:
    """Bytes of a file on the wire."""
    raw = path.read_bytes()
    return min(len(raw), len(gzip.compress(raw, mtime=0)))


def sites(folder: Path, count: int) -> tuple[Path, Path]:
    """Both sites, built."""
    ours, peer = folder / "ours", folder / "peer"
    for root, command in (
        (ours, ["cop_kb", "build", "--no-git", "--today", "2026-11-21"]),
        (peer, ["mkdocs", "build", "-q"]),
    ):
        if (root / "site").is_dir():
            continue
        if root == ours:
            subprocess.run([sys.executable, HERE / "generate.py", root, str(count)], check=True)
        else:
            plain_peer(ours, peer)
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", *command], cwd=root, check=True, capture_output=True)
        print(f"{root.name}: built in {time.perf_counter() - begin:.0f} s")
    return ours / "site", peer / "site"


def fetched(
    browser: Browser, site: Path, path: str, act: Callable[[Page], object] = lambda page: None
) -> tuple[int, int]:
    """What opening a page fetches, and what doing something there fetches on top."""
    with serving(site) as address:
        page = browser.new_page()
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url.removeprefix(address).partition("?")[0]))
        page.goto(address + path, wait_until="networkidle")
        opened = set(asked)
        act(page)
        page.wait_for_load_state("networkidle")
        page.close()
    return total(site, opened), total(site, asked - opened)


def total(site: Path, asked: Iterable[str]) -> int:
    """Bytes of some addresses."""
    files = [site / each / "index.html" if not each or each.endswith("/") else site / each for each in asked]
    return sum(weigh(path) for path in files if path.is_file())


def in_our_box(page: Page) -> None:
    """Search in the header."""
    page.locator("#kb-find-header").press_sequentially(FIRST)
    page.locator(".kb-find--open .kb-hit").first.wait_for(timeout=120_000)


def in_their_box(page: Page) -> None:
    """The same, in Material's: its index is fetched when the page is opened."""
    page.locator("input[data-md-component=search-query]").click()
    page.locator("input[data-md-component=search-query]").press_sequentially(FIRST)
    page.locator(".md-search-result__link").first.wait_for(timeout=120_000)


def rows(browser: Browser, ours: Path, peer: Path) -> Iterable[tuple[str, str, str]]:
    """The table."""
    folders = [
        each
        for each in sorted(ours.iterdir())
        if (peer / each.name).is_dir() and (ours / "rows").joinpath(f"{each.name}.js").exists()
    ]
    entries = [
        path.relative_to(ours)
        for folder in folders
        for path in sorted(folder.glob("*/index.html"))
        if path.parent.name != "page"
    ]
    sizes = [[weigh(site / path) for path in entries] for site in (ours, peer)]
    yield f"entry page with what is inline, median of {len(entries)}", *(kb(statistics.median(each)) for each in sizes)
    yield "entry page, the largest", *(kb(max(each)) for each in sizes)
    yield "home page", kb(weigh(ours / "index.html")), kb(weigh(peer / "index.html"))
    lists = [
        path
        for folder in (*folders, ours / "all")
        for path in (folder / "index.html", *folder.glob("page/*/index.html"))
    ]
    yield f"a page of a list, the largest of {len(lists)}", kb(max(map(weigh, lists))), "–"
    yield (
        "the map; the symptom finder",
        "; ".join(kb(weigh(ours / name / "index.html")) for name in ("map", "symptoms")),
        "–",
    )
    parts = [weigh(path) for path in sorted((ours / "rows").glob("*.js"))]
    yield "narrowing a list: the largest of a type; all entries", f"{kb(max(parts))}; {kb(sum(parts))}", "–"
    path = str(entries[len(entries) // 2].parent) + "/"
    (our_page, our_box), (their_page, their_box) = (
        fetched(browser, site, path, act) for site, act in ((ours, in_our_box), (peer, in_their_box))
    )
    yield "an entry opened first, all that is fetched", kb(our_page), kb(their_page)
    yield "and the first search in its box", kb(our_box), kb(their_box)
    yield "index of the box alone", kb(weigh(ours / "search/instant.js")), kb(weigh(peer / "search/search_index.json"))
    words = FIRST.replace(" ", "+")
    full = fetched(browser, ours, f"search/?q={words}", lambda page: page.locator(".kb-found__item").first.wait_for())
    shell = fetched(browser, ours, "search/")[0]
    yield "first search of the full text for two words, on top of its page", kb(sum(full) - shell), "the same index"


def kb(size: float) -> str:
    """As people read it."""
    return f"{size / 1000:,.1f} kB"


def main(count: int, folder: Path) -> None:
    """Build, weigh and print."""
    ours, peer = sites(folder, count)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        print(f"\n| {count:,} generated entries, gzipped | cop-kb | plain MkDocs + Material |\n|---|---|---|")
        for row in rows(browser, ours, peer):
            print(f"| {' | '.join(row)} |", flush=True)
        browser.close()


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    if len(sys.argv) > 2:
        main(size, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(size, Path(name))
