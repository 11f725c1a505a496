"""Where our theme lies: in the package of a wheel, beside it in a checkout.

MkDocs finds a theme by an entry point whose object has a ``__file__``
(https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/utils/__init__.py#L256).
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_theme_dir

PACKAGE = Path(__file__).parents[1]
FOLDER = next(folder for folder in (PACKAGE / "theme", PACKAGE.parent / "theme") if folder.is_dir())

location = SimpleNamespace(__file__=str(FOLDER / "mkdocs_theme.yml"))


def community_folders(config: MkDocsConfig) -> list[Path]:
    """The folders of a site's theme that are neither ours nor Material's nor MkDocs'."""
    known = (FOLDER, Path(get_theme_dir("material")), Path(mkdocs.__file__).parent)
    return [each for each in map(Path, config.theme.dirs) if not any(each.is_relative_to(one) for one in known)]
