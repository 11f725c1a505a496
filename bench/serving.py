"""``serve``: how long it takes from saving a file until a browser that shows its page shows what was written."""

from __future__ import annotations

import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge_base import SEEN, TITLE, KnowledgeBase, change_a_word
from means import Means
from playwright.sync_api import Page, Response, sync_playwright
from processes import settle
from table import Row
from tools import ours

sys.path.append(str(Path(__file__).parents[1]))

from tests.browsers import ARGUMENTS, find_browser

PATIENCE = 600.0


def serve(means: Means) -> Iterator[Row]:
    """Saves, each after what the one before set going in the background is done."""
    kb = means.kb(means.middle, full_text=True)
    path = f"lessons/{kb.entry.stem}/"
    with serving(kb) as (address, pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        page = browser.new_page()
        page.goto(address + path)
        settle(pid)
        saves = [save(kb, page, pid) for _ in range(max(3, 2 * means.rounds))]
        titles = [retitle(kb, address, pid) for _ in range(max(3, 2 * means.rounds))]
        browser.close()
    came, shown = (statistics.median(figures) for figures in zip(*saves, strict=True))
    what = f"serve, {means.middle:,}: saved to shown in the browser, median of {len(saves)}"
    yield Row(what, f"slowest {max(each[1] for each in saves):.2f} s", "", shown, 0.3, "s")
    yield Row("of that until the page has come from the server", "", "", came, None, "s")
    what = f"serve, {means.middle:,}: a title saved, until all pages that show it do"
    yield Row(what, f"slowest {max(titles):.1f} s", "", statistics.median(titles), None, "s")


def save(kb: KnowledgeBase, page: Page, pid: int) -> tuple[float, float]:
    """Seconds from a save until the page came, and until the word is in it."""
    came: list[float] = []

    def note(response: Response) -> None:
        if response.request.resource_type in ("document", "fetch"):  # loaded, or asked for by the page itself
            came.append(time.perf_counter())

    page.on("response", note)
    path = kb.entry
    began = time.perf_counter()
    word = change_a_word(path)
    page.get_by_text(word).first.wait_for(state="attached", timeout=1000 * PATIENCE)
    shown = time.perf_counter()
    page.remove_listener("response", note)
    settle(pid)
    print(f"  saved to shown: {shown - began:.2f} s", file=sys.stderr, flush=True)
    return came[-1] - began if came else shown - began, shown - began


def retitle(kb: KnowledgeBase, address: str, pid: int) -> float:
    """Seconds from saving another title until what is written last has it, too."""
    began = time.perf_counter()
    word = change_a_word(kb.entry, TITLE).encode()
    while word not in urllib.request.urlopen(address + SEEN).read():
        time.sleep(0.05)
    shown = time.perf_counter()
    settle(pid)
    print(f"  title saved to shown: {shown - began:.2f} s", file=sys.stderr, flush=True)
    return shown - began


@contextmanager
def serving(kb: KnowledgeBase) -> Iterator[tuple[str, int]]:
    """The preview, with its address and its process."""
    with tempfile.NamedTemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            ours("serve", "--port", "0"),
            cwd=kb.folder,
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
        )
        try:
            yield address(process, Path(said.name)), process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def address(process: subprocess.Popen[bytes], said: Path) -> str:
    """The address that it says, once it serves."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        _, found, rest = said.read_text(encoding="utf-8").partition("http://")
        if found:
            return f"http://{rest.split()[0]}"
        time.sleep(0.1)
    raise RuntimeError(f"cop-kb serve did not begin:\n{said.read_text(encoding='utf-8')[-2000:]}")
