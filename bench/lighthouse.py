"""Lighthouse on the example: entry, list, home and search, as on a phone and on a desk.

usage: python bench/lighthouse.py [ROUNDS] [FOLDER]

Builds the example, serves it on this machine as a host of static sites does (gzip, connections kept open), and asks
Lighthouse 12, the median of ROUNDS (1) runs. LIGHTHOUSE names its command; without, ``npx --yes lighthouse@12``.
Whole reports are written to FOLDER, if one is given. A score below 95 is an error.
"""

from __future__ import annotations

import functools
import gzip
import io
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parent
sys.path.insert(0, str(CHECKOUT))

from tests.browser.conftest import Handler, Server  # noqa: E402
from tests.browsers import find_browser  # noqa: E402

ENOUGH = 95
PAGES = {
    "home": "",
    "list": "problems/",
    "entry": "problems/blade-chatters-on-dry-glass/",
    "search": "search/?q=chatter",
}
MANNERS = {"phone": [], "desk": ["--preset=desktop"]}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class Compressing(Handler):
    """Serves with gzip and keeps connections open."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> io.BytesIO | None:  # type: ignore[override]
        """The head of an answer; gives its body."""
        path = Path(self.translate_path(self.path.partition("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return None
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        return io.BytesIO(body)


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    with Server(("127.0.0.1", 0), functools.partial(Compressing, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def ask(address: str, manner: str, target: Path) -> dict[str, int]:
    """The scores of a page, 0 to 100."""
    command = shlex.split(os.environ.get("LIGHTHOUSE", "npx --yes lighthouse@12"))
    options = [
        "--quiet",
        "--output=json",
        f"--output-path={target}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    known = {**os.environ, "CHROME_PATH": find_browser() or ""}
    subprocess.run([*command, address, *options, *MANNERS[manner]], check=True, env=known, capture_output=True)
    report = json.loads(target.read_text(encoding="utf-8"))
    for each in report["audits"].values():
        if each["score"] is not None and each["score"] < 0.9 and each["scoreDisplayMode"] in ("binary", "numeric"):
            print(f"    {each['id']}: {each.get('displayValue', each['title'])}", file=sys.stderr)
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


def main(rounds: int, reports: Path) -> int:
    """Ask and print."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(CHECKOUT / "content", Path(name) / "content")
        shutil.copy(CHECKOUT / "mkdocs.yml", name)
        subprocess.run([sys.executable, "-m", "cop_kb", "build"], cwd=name, check=True, capture_output=True)
        print(f"| page | | {' | '.join(CATEGORIES)} |\n|---|---|{'---|' * len(CATEGORIES)}")
        lowest = 100
        with serving(Path(name) / "site") as address:
            for page, path in PAGES.items():
                for manner in MANNERS:
                    found = [ask(address + path, manner, reports / f"{page}-{manner}-{n}.json") for n in range(rounds)]
                    scores = {each: round(statistics.median(run[each] for run in found)) for each in CATEGORIES}
                    lowest = min(lowest, *scores.values())
                    print(f"| {page} | {manner} | {' | '.join(map(str, scores.values()))} |", flush=True)
    return int(lowest < ENOUGH)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    sys.exit(main(count, folder))
