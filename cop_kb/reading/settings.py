"""``mkdocs.yml`` → settings. Read by cop-kb itself, without MkDocs; tags of MkDocs and Python are left alone."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from cop_kb.model.error import CopKbError
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.place import place_in
from cop_kb.model.settings import Settings
from cop_kb.model.yaml_text import NotYamlError, plain, read_yaml
from cop_kb.reading.config_file import INHERIT
from cop_kb.reading.declared_settings import SETTINGS, Config, scalar_value
from cop_kb.reading.files import read_text
from cop_kb.reading.project import project_of
from cop_kb.reading.words import fits, words_of

PLUGIN = "cop-kb"
WORDS = "kb_words"
"""Under ``extra``: texts of the interface that a community says in another way."""
ARITHMATEX = "pymdownx.arithmatex"
PYMDOWNX_IDS = re.compile(r"^[ \t]*slugify:.*pymdownx\.slugs", re.MULTILINE)  # a tag, which no node keeps


def load_settings(path: Path, root: Path | None = None) -> Settings:
    """The settings in a ``mkdocs.yml``, for the knowledge base in the folder ``root`` (None: the file's own).

    Raises CopKbError, with file and line, for what cannot be used.
    """
    config = _read(path)
    block = _block(config)
    config_folder, root = (path.parent if root else None), (root or path.parent).resolve()
    given = {key.text: (key, value) for key, value in block or ()}
    for name, (key, _) in given.items():
        if name not in SETTINGS:
            raise config.error(key, f"“{name}” is no setting of cop-kb. {nearest_hint(name, SETTINGS)}".rstrip())
    return Settings(
        root=root,
        config_folder=config_folder,
        content=PurePosixPath(os.path.relpath(_content_folder(config, root), root)).as_posix(),
        site=config.value("site_dir", "site"),
        site_place=_site_place(config),
        custom_dir=_custom_dir(config),
        site_name=config.value("site_name", "Knowledge base"),
        site_url=config.value("site_url", ""),
        repo_url=config.value("repo_url", ""),
        edit_uri=config.value("edit_uri", ""),
        language=_language(config),
        say=words_of(_language(config), _own_words(config)),
        directory_urls=config.value("use_directory_urls", default=True),
        has_nav=config.root.get("nav") is not None,
        assets=tuple(_assets(config)),
        pymdownx_ids=bool(PYMDOWNX_IDS.search(config.text)),
        other_math=ARITHMATEX in _extensions(config),
        notes=tuple(_notes(config)),
        **{name: SETTINGS[name].read(config, value) for name, (_, value) in given.items() if not value.is_empty},
    )


def _extensions(config: Config) -> Iterator[str]:
    """The names of the extensions of Markdown: in a list, some with options, or as keys."""
    for each in config.value("markdown_extensions", []) or config.value("markdown_extensions", {}):
        yield from each if isinstance(each, dict) else (each,)


def _read(path: Path) -> Config:
    text = read_text(path)
    try:
        root = read_yaml(text, aliases=True)
    except NotYamlError as problem:
        raise CopKbError(f"{place_in(path.name, text, problem.offset)}: not YAML ({problem.detail}).") from None
    if not isinstance(root, MappingNode):
        raise CopKbError(f"{path.name}: the settings of a site belong here, beginning with site_name.")
    return Config(path, text, root)


def _content_folder(config: Config, root: Path) -> Path:
    """The content folder, without links. Raises CopKbError where it, or the theme's own folder, is out of bounds."""
    theme = config.root.get("theme")
    if isinstance(theme, MappingNode) and (own := theme.get("custom_dir")) and config.path.parent.resolve() == root:
        _inside(config, root, own, "custom_dir", config.text_of(own))
    docs = config.root.get("docs_dir")
    return _inside(config, root, docs or config.root, "docs_dir", config.value("docs_dir", "docs"))


def _inside(config: Config, root: Path, node: Node, name: str, given: str) -> Path:
    """The folder that a setting names, without links. Raises CopKbError where it is none of the project's."""
    project = project_of(root)
    try:
        found = Path(os.path.realpath(root / given))
    except ValueError:  # a NUL character
        raise config.error(node, f"{name} is no path.") from None
    if not found.is_relative_to(project) or ".git" in found.relative_to(project).parts:
        raise config.error(node, f"{name} leads to {found}, which is not part of {project}. Name a folder in there.")
    return found


def _notes(config: Config) -> Iterator[str]:
    inherited = config.root.get(INHERIT)
    if inherited is not None and not inherited.is_empty:
        place = place_in(config.path.name, config.text, inherited.start)
        yield (
            f"{place}: {INHERIT} is not followed here: what cop-kb needs to know (docs_dir, the plugin cop-kb and its "
            f"settings) belongs into {config.path.name} itself."
        )


def _block(config: Config) -> MappingNode | None:
    """The options of the plugin ``cop-kb``, or None where it has none. The plugin itself must be there."""
    item = named_plugin(config.root)
    if item is None:
        raise CopKbError(f"{config.path.name}: the plugin cop-kb is not there. Add “- cop-kb” under plugins.")
    options = item.get(PLUGIN) if isinstance(item, MappingNode) else None
    if isinstance(options, MappingNode) or options is None or options.is_empty:
        return options if isinstance(options, MappingNode) else None
    raise config.error(options, "the settings of cop-kb are keys with values.")


def named_plugin(root: MappingNode) -> Node | None:
    """The item that names the plugin ``cop-kb`` in what a ``mkdocs.yml`` says; None where there is none."""
    plugins = root.get("plugins")
    for item in plugins.items if isinstance(plugins, Sequence) else (plugins,) if plugins else ():
        if (isinstance(item, Scalar) and item.text == PLUGIN) or (isinstance(item, MappingNode) and item.key(PLUGIN)):
            return item
    return None


def _site_place(config: Config) -> str:
    node = config.root.get("site_dir")
    return str(place_in(config.path.name, config.text, node.start)) if node else ""


def _custom_dir(config: Config) -> str:
    theme = plain(config.root.get("theme"), scalar_value)
    return str(theme.get("custom_dir") or "") if isinstance(theme, dict) else ""


def _assets(config: Config) -> Iterator[str]:
    """The files that ``mkdocs.yml`` itself names as styles, scripts, logo and icon."""
    theme = config.root.get("theme")
    named = [config.root.get("extra_css"), config.root.get("extra_javascript")]
    named += [theme.get("logo"), theme.get("favicon")] if isinstance(theme, MappingNode) else []
    for node in named:
        for item in node.items if isinstance(node, Sequence) else (node,):
            path = item.get("path") if isinstance(item, MappingNode) else item
            if isinstance(path, Scalar):
                yield posixpath.normpath(path.text.partition("?")[0].lstrip("/"))


def _language(config: Config) -> str:
    theme = plain(config.root.get("theme"), scalar_value)
    return str(theme.get("language") or "en") if isinstance(theme, dict) else "en"


def _own_words(config: Config) -> dict[str, str]:
    """The community's own texts by the English ones that they replace. Raises CopKbError for one that does not fit."""
    extra = config.root.get("extra")
    given = extra.get(WORDS) if isinstance(extra, MappingNode) else None
    if given is None or given.is_empty:
        return {}
    if not isinstance(given, MappingNode):
        raise config.error(given, f"{WORDS}: texts with what to say instead belong here, one on each line.")
    found = {}
    for key, value in given:
        if not isinstance(value, Scalar) or not fits(key.text, value.text):
            raise config.error(value, f"{WORDS}: “{key.text}” takes a text with the same {{places}} in it.")
        found[key.text] = value.text
    return found
