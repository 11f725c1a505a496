"""What many tests need: a knowledge base from a few files, read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.cache_folder import cache_folder
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings

TODAY = date(2026, 11, 21)
MKDOCS_YML = """\
site_name: Trial
docs_dir: content
theme:
  name: cop-kb
plugins:
  - material/search
  - cop-kb:
      facets:
        vehicle: [van, saloon]
        glass: [plain, coated]
"""


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files (path → text) below ``root``, with a ``mkdocs.yml`` where none is given. Gives ``root``."""
    for path, text in {"mkdocs.yml": MKDOCS_YML, **files}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    (root / "content").mkdir(exist_ok=True)
    return root


def cache_of(root: Path) -> Path:
    """The cache of the knowledge base in ``root``."""
    folder = cache_folder(root)
    assert folder
    return folder


def read(root: Path, files: Mapping[str, str | bytes] | None = None, today: date = TODAY) -> KnowledgeBase:
    """The knowledge base in ``root``, with these files written first."""
    if files is not None:
        write(root, files)
    return load(load_settings(root / "mkdocs.yml"), today)
