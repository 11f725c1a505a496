"""What is installed from a wheel, alone, does what the checkout does: theme, types, rules and texts come with it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

from tests.cli.running import environment

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 300
MUST = {
    "cop_kb/theme/mkdocs_theme.yml",
    "cop_kb/theme/entry.html",
    "cop_kb/theme/partials/kb/words.html",
    "cop_kb/theme/assets/stylesheets/cop-kb.css",
    "cop_kb/theme/assets/javascripts/cop-kb.js",
    "cop_kb/publishing/kb.schema.json",
    "cop_kb/entry_types/fields.yml",
    "cop_kb/rules/dead_link.md",
    "cop_kb/py.typed",
}


def done(*words: str | Path, folder: Path, code: int = 0) -> str:
    """Run a program that must end with this exit code; gives what it says."""
    ran = subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env=environment(PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONPATH=""),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == code, f"{' '.join(map(str, words))}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout + ran.stderr


def test_a_wheel_alone_begins_checks_and_builds_a_knowledge_base(tmp_path: Path) -> None:
    here = ["--no-isolation"] if find_spec("hatchling") else []
    done(sys.executable, "-m", "build", "--wheel", *here, "--outdir", tmp_path / "dist", folder=CHECKOUT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert inside >= MUST
    assert {name for name in inside if "__pycache__" in name or name.startswith(("tests", "content", "theme"))} == set()
    theme = {path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "theme").rglob("*") if path.is_file()}
    assert {f"cop_kb/{name}" for name in theme if "__pycache__" not in name} <= inside

    done(sys.executable, "-m", "venv", "--without-pip", "alone", folder=tmp_path)
    programs = tmp_path / "alone" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", programs / "python"]
    done(*pip, "install", "--quiet", "--no-compile", wheel, folder=tmp_path)
    cop_kb = programs / "cop-kb"
    where = done(programs / "python", "-c", "import cop_kb; print(cop_kb.__file__)", folder=tmp_path)
    assert str(tmp_path) in where, "not the checkout's"

    done(cop_kb, "init", "wipers", folder=tmp_path)
    root = tmp_path / "wipers"
    done(cop_kb, "new", "problem", "Blade squeals on a cold morning", "--yes", folder=root)
    done(cop_kb, "validate", folder=root)
    assert "# " in done(cop_kb, "explain", "dead-link", folder=root)
    assert " pages in site." in done(cop_kb, "build", "--today", "2026-11-21", folder=root)
    site = root / "site"
    assert (site / "problems" / "blade-squeals-on-a-cold-morning" / "index.html").is_file()
    assert (site / "guide" / "rules" / "dead-link" / "index.html").is_file()
    style = (site / "assets" / "stylesheets" / "cop-kb.css").read_text(encoding="utf-8")
    assert style == (CHECKOUT / "theme" / "assets" / "stylesheets" / "cop-kb.css").read_text(encoding="utf-8")
    done(programs / "mkdocs", "build", "--quiet", "--site-dir", "plain", folder=root)
    assert (root / "plain" / "problems" / "blade-squeals-on-a-cold-morning" / "index.html").is_file()
