"""All tests, with what they need: ``python -m tests [pytest's arguments]``.

A browser is looked for first; where there is none Debian's is installed (as root), or Playwright's own. So is strace,
but the tests that need it skip without.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.browsers import find_browser

HELP = "The tests open pages in a browser, and there is none: install Chromium, or run “playwright install chromium”."


def install_browser() -> None:
    """Bring a browser, by the ways there are, or say that there is none."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if is_debian_root():
        packages = [["apt-get", "install", "-y", "-qq", name] for name in ("chromium-headless-shell", "chromium")]
        ways = [["apt-get", "update", "-qq"], *packages, *ways]
    for way in ways:
        if find_browser() is None:
            print("$", " ".join(way), flush=True)  # noqa: T201 - this is a program
            subprocess.run(way, check=False, stdout=subprocess.DEVNULL)
    if find_browser() is None:
        sys.exit(HELP)


def install_strace() -> None:
    """Bring strace, where that can be."""
    if is_debian_root():
        print("$ apt-get install strace", flush=True)  # noqa: T201 - this is a program
        for way in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "strace"]):
            subprocess.run(way, check=False, stdout=subprocess.DEVNULL)


def is_debian_root() -> bool:
    """Whether Debian's packages can be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


if __name__ == "__main__":
    if find_browser() is None:
        install_browser()
    if shutil.which("strace") is None:
        install_strace()
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *sys.argv[1:]]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # half a minute
    sys.exit(subprocess.run(command, env=kept, check=False).returncode)
