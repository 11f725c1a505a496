"""What the pages of entries depend on besides their own values: configuration, theme, and all that has a version."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from cop_kb.reading.files import read_whole
from cop_kb.reading.kept import fingerprint
from cop_kb.reading.words import CATALOGUES
from cop_kb.rendering.theme import FOLDER, community_folders

SETTINGS = (
    *("site_name", "site_url", "site_description", "site_author", "copyright", "use_directory_urls"),
    *("repo_url", "repo_name", "edit_uri", "edit_uri_template", "extra", "extra_css", "extra_javascript"),
    *("markdown_extensions", "mdx_configs"),
)
PACKAGES = (
    *("mkdocs", "mkdocs-material", "Markdown", "markdown-it-py", "pymdown-extensions", "Pygments", "Jinja2"),
    *("MarkupSafe", "nh3"),
)
MOST_TEMPLATE_BYTES = 20_000_000
HERE = Path(__file__).parent


def base_fingerprint(config: MkDocsConfig) -> str:
    """A digest of all that, in hexadecimal."""
    settings = {name: _plain(config[name]) for name in SETTINGS}
    theme = {name: _plain(config.theme[name]) for name in config.theme}
    versions = [platform.python_version(), *(version(name) for name in PACKAGES)]
    templates = [FOLDER, *community_folders(config)]
    return fingerprint(
        settings,
        theme,
        versions,
        _texts(templates, "*.html", "*.svg"),
        _texts([HERE, HERE.with_name("safety"), HERE.with_name("markdown")], "*.py"),
        _texts([CATALOGUES], "*.yml"),
    ).hex()


def _texts(folders: Iterable[Path], *patterns: str) -> list[list[str]]:
    files = sorted({path for folder in folders for pattern in patterns for path in folder.rglob(pattern)})
    return [[path.name, read_whole(path.resolve(), MOST_TEMPLATE_BYTES).hex()] for path in files if path.is_file()]


def _plain(value: Any) -> Any:
    """Plain data; of a function or an object its name, for its text is different in each run."""
    if isinstance(value, Mapping):
        return [[str(key), _plain(each)] for key, each in value.items()]
    if isinstance(value, (list, tuple, set)):
        return [_plain(each) for each in value]
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    kind = value if hasattr(value, "__qualname__") else type(value)
    return [kind.__module__, kind.__qualname__, _plain(getattr(value, "__dict__", {}))]
