"""Where a knowledge base begins: at its ``mkdocs.yml``."""

from __future__ import annotations

from pathlib import Path

from cop_kb.model.error import CopKbError

CONFIG = ("mkdocs.yml", "mkdocs.yaml")


def find_config(start: Path) -> Path:
    """The ``mkdocs.yml`` of ``start`` or of the nearest folder above it. Raises CopKbError where there is none."""
    for folder in (start, *start.parents):
        for name in CONFIG:
            if (folder / name).is_file():
                return folder / name
    raise CopKbError(
        f"There is no mkdocs.yml in {start} or above it: begin with “cop-kb init .”, or change the folder."
    )
