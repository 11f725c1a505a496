"""The live preview: what is on the page after a change, good or broken."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cop_kb.engines.preview import Preview
from cop_kb.model.error import CopKbError
from tests.support import read, write

GOOD = "# Blade chatters\n\nA loud rattle.\n\n## Workaround\n\nWet the glass.\n"
FILE = "content/problems/blade-chatters.md"
PATIENCE = 30.0


@contextmanager
def preview_of(root: Path, said: list[str]) -> Iterator[Preview]:
    with Preview(lambda: read(root), root / "mkdocs.yml", 0, said.append) as preview:
        threading.Thread(target=preview.serve, daemon=True).start()
        yield preview


def page(preview: Preview, address: str) -> str:
    try:
        with urllib.request.urlopen(preview.url + address, timeout=10) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError):
        return ""


def wait_for(preview: Preview, address: str, text: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if text in (found := page(preview, address)):
            return found
        time.sleep(0.1)
    raise AssertionError(f"“{text}” never came to {address}")


def test_a_change_is_shown_and_a_broken_file_shows_its_findings_above_its_last_good_version(tmp_path: Path) -> None:
    said: list[str] = []
    root = write(tmp_path, {FILE: GOOD})
    with preview_of(root, said) as preview:
        wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        write(root, {FILE: GOOD.replace("Wet the glass", "Wipe it")})
        wait_for(preview, "problems/blade-chatters/", "Wipe it.")
        write(root, {FILE: "---\ntitle: a: b\n---\nnothing\n"})
        broken = wait_for(preview, "problems/blade-chatters/", "kb-findings")
        assert "a colon inside" in broken
        assert "Wipe it." in broken
        write(root, {FILE: GOOD})
        assert "kb-findings" not in wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        write(
            root, {"content/tried/blade-chatters/2026-11-01-ines-abc123.md": "---\nresult: worked\n---\nQuiet now.\n"}
        )
        wait_for(preview, "problems/blade-chatters/", "Quiet now.")
        write(root, {"mkdocs.yml": (root / "mkdocs.yml").read_text().replace("site_name: Trial", "site_name: Renamed")})
        wait_for(preview, "", "Renamed")
        write(root, {"mkdocs.yml": "site_name: [\n"})
        time.sleep(1)
        assert "Renamed" in wait_for(preview, "", "Renamed"), "the last good site is still shown"
    assert any("last good site" in text for text in said)


def test_a_port_that_is_taken_is_said_before_anything_is_built(tmp_path: Path) -> None:
    root = write(tmp_path, {FILE: GOOD})
    with preview_of(root, []) as preview:
        wait_for(preview, "problems/blade-chatters/", "Wet the glass.")
        with pytest.raises(CopKbError, match="--port"):
            Preview(lambda: read(root), root / "mkdocs.yml", preview.port, print)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_ends_it_without_a_complaint(tmp_path: Path) -> None:
    root = write(tmp_path, {FILE: GOOD})
    command = [sys.executable, "-m", "cop_kb", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert "Look at http://127.0.0.1:" in process.stdout.readline()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0
    assert process.stderr
    assert "Traceback" not in process.stderr.read()
