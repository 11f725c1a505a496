"""Real collections that nobody here wrote, put unchanged into the right folder of a fresh knowledge base.

They lie outside the project: COP_KB_CORPORA names their folder. Without it these tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cop_kb.entry_types import load_types
from cop_kb.model.finding import Severity
from cop_kb.rules import check
from tests.support import read, write

CORPORA = os.environ.get("COP_KB_CORPORA", "")
pytestmark = pytest.mark.skipif(not CORPORA, reason="COP_KB_CORPORA does not name the folder of the real collections")

COLLECTIONS = [
    ("prometheus-runbooks/content/runbooks", "problem", 108),
    ("csc-faq/docs/support/faq", "faq", 86),
    ("dfds-postmortems", "case", 39),
    ("mybinder-incidents/docs/source/incident-reports", "case", 23),
    ("2i2c-incidents/reports", "case", 7),
    ("simonw-til", "lesson", 175),
]


def put(folder: str, type_name: str, root: Path) -> Path:
    """The collection as the entries of a fresh knowledge base, unchanged."""
    target = write(root, {}) / "content" / load_types()[type_name].plural
    shutil.copytree(Path(CORPORA) / folder, target)
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return root


@pytest.mark.parametrize(("folder", "type_name", "count"), COLLECTIONS, ids=[each[0] for each in COLLECTIONS])
def test_a_real_collection_builds_without_an_error(folder: str, type_name: str, count: int, tmp_path: Path) -> None:
    root = put(folder, type_name, tmp_path)
    kb = read(root)
    assert len(kb.by_slug) == len(kb.entries) >= count
    assert [finding for finding in check(kb) if finding.severity is Severity.ERROR] == []
    done = subprocess.run(
        [sys.executable, "-m", "cop_kb", "build"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for entry in kb.entries:
        page = root / "site" / entry.type.plural / entry.slug / "index.html"
        assert page.is_file(), entry.slug
    report = outside_check(root, folder.partition("/")[0])
    assert report["broken links"] == report["broken anchors"] == report["broken images"] == 0, report["e.g."]
    assert report["pages with duplicate ids"] == 0
    assert report["titles in no h1"] <= UNTITLED.get(folder, 0), report["missing e.g."]


UNTITLED = {"dfds-postmortems": 1}
"""One of its files has no extension, so it is an attachment here and not an entry."""


def outside_check(root: Path, name: str) -> dict[str, int]:
    """What the collections' own checker, which knows nothing of cop-kb, says of the built site."""
    checks = Path(CORPORA) / "checks"
    truth = next(checks.glob(f"truth/{name}*.json"))
    done = subprocess.run(
        [sys.executable, checks / "check_site.py", root / "site", truth], capture_output=True, text=True, check=True
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found
