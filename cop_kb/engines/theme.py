"""Where our theme lies: in the package of a wheel, beside it in a checkout.

MkDocs finds a theme by an entry point whose object has a ``__file__``
(https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/utils/__init__.py#L256).
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

PACKAGE = Path(__file__).parents[1]
FOLDER = next(folder for folder in (PACKAGE / "theme", PACKAGE.parent / "theme") if folder.is_dir())

location = SimpleNamespace(__file__=str(FOLDER / "mkdocs_theme.yml"))
