"""Where a knowledge base begins: at its ``mkdocs.yml``."""

from __future__ import annotations

import os
from pathlib import Path

from cop_kb.model.error import CopKbError

CONFIG = ("mkdocs.yml", "mkdocs.yaml")
INHERIT = "INHERIT"
"""MkDocs' word for another configuration file, which this one adds to."""


def find_config(start: Path) -> Path:
    """The ``mkdocs.yml`` of ``start`` or of the nearest folder above it. Raises CopKbError where there is none."""
    for folder in (start, *start.parents):
        for name in CONFIG:
            if os.path.lexists(folder / name):  # a link or a folder is told of when it is read, and not passed by
                return folder / name
    raise CopKbError(
        f"There is no mkdocs.yml in {start} or above it: begin with “cop-kb init .”, or change the folder."
    )
