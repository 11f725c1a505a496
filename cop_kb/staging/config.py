"""The ``mkdocs.yml`` of a staged folder: the community's own, without cop-kb in it.

It is taken as YAML nodes, so that tags (``!!python/name``, ``!ENV``) stay the text they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markupsafe import escape

from cop_kb.model.error import CopKbError
from cop_kb.model.page import Plan
from cop_kb.model.words import Words
from cop_kb.reading.files import read_text
from cop_kb.rendering.encryption import refuse_encryption
from cop_kb.rendering.extensions import FENCES, MERMAID
from cop_kb.rendering.theme import location
from cop_kb.rendering.theme_words import name_toggles
from cop_kb.rendering.unseen import nav_without
from cop_kb.safety.policy import KEY, policies
from cop_kb.safety.sanitiser import DIAGRAM
from cop_kb.staging.folder import CONFIG, DOCS, THEME

HEAD = "# Made by “cop-kb stage”; the next one writes it anew.\n"
NAME, BASE, SEARCH = "cop-kb", "material", "search"
OURS = frozenset({"docs_dir", "site_dir", "theme", "plugins", "markdown_extensions", "watch", "edit_uri"})
LEFT_OUT = {
    "hooks": "other engines do not run them",
    "INHERIT": "put what it brings into mkdocs.yml itself",
    "edit_uri_template": "take edit_uri, which cop-kb writes into each page",
}
CODE_FORMAT = "tag:yaml.org,2002:python/name:pymdownx.superfences.fence_code_format"
READING_OTHERS = frozenset({"pymdownx.snippets", "pymdownx.b64", "markdown_include.include", "mdx_include"})
"""Markdown extensions that bring other files into a page, which nothing would have made safe."""


@dataclass(frozen=True, slots=True)
class StagedConfig:
    """Its text; where the community's own templates are ("" for nowhere); whether pages show their tags.

    ``warnings`` say what could not be carried over.
    """

    text: str
    custom_dir: str
    has_tags: bool
    warnings: tuple[str, ...]


def staged_config(config_file: Path, plan: Plan, say: Words) -> StagedConfig:
    """The settings of the staged site. Raises CopKbError for another theme and for plugins that encrypt."""
    read = _pairs(yaml.compose(read_text(config_file), Loader=yaml.SafeLoader))
    theirs = {key: node for key, node in read.items() if not _is_empty(node)}
    refuse_encryption(name for name, _ in _named(theirs.get("plugins")))
    theme, custom_dir = _theme(theirs.get("theme"), say)
    extensions, unsafe = _extensions(theirs.get("markdown_extensions"), custom_dir)
    defaults = {"site_name": "Knowledge base", "nav": _nav(plan.nav), "not_in_nav": "*"}
    config = {key: _node(value) for key, value in defaults.items()}
    config |= {key: node for key, node in theirs.items() if key not in OURS and key not in LEFT_OUT}
    if plan.withheld and isinstance(nav := _plain(theirs.get("nav")), list):
        config["nav"] = _node(nav_without(nav, plan.withheld))
    config |= {"docs_dir": _node(DOCS), "site_dir": _node("site"), "edit_uri": _node("")}
    config["extra"] = _extra(theirs)
    config |= {"theme": theme, "plugins": _plugins(theirs.get("plugins")), "markdown_extensions": extensions}
    text = yaml.serialize(_mapping(config), Dumper=yaml.SafeDumper, allow_unicode=True, width=120)
    has_tags = any(name in ("tags", f"{BASE}/tags") for name, _ in _named(theirs.get("plugins")))
    left_out = [f"{CONFIG}: {key} is left out; {why}." for key, why in LEFT_OUT.items() if key in theirs]
    return StagedConfig(HEAD + text, custom_dir, has_tags, (*left_out, *unsafe))


def _theme(theirs: yaml.Node | None, say: Words) -> tuple[yaml.Node, str]:
    """Our theme's settings with theirs over them, as MkDocs lays them, on Material; and their own folder."""
    given = {"name": theirs} if isinstance(theirs, yaml.ScalarNode) else _pairs(theirs)
    name, folder = given.pop("name", None), given.pop("custom_dir", None)
    if name is None or name.value != NAME:
        raise CopKbError(f"{CONFIG}: stage copies the theme {NAME}, and theme names another one.")
    text = Path(location.__file__).read_text(encoding="utf-8")
    ours = _pairs(yaml.compose(text, Loader=yaml.SafeLoader))
    ours.pop("extends", None)
    ours["palette"] = _node(name_toggles(yaml.safe_load(text)["palette"], say))
    settings = {"name": _node(BASE), "custom_dir": _node(THEME), **ours, **given}
    return _mapping(settings), str(folder.value) if folder is not None else ""


def _extra(theirs: dict[str, yaml.Node]) -> yaml.Node:
    """Theirs, and the policies that our templates print."""
    given = _pairs(theirs.get("extra"))
    plain = {name: _plain(node) for name, node in given.items()}
    scripts = (each.get("path", "") if isinstance(each, dict) else each for each in _listed(theirs, "extra_javascript"))
    font = plain_theme.get("font") if isinstance(plain_theme := _plain(theirs.get("theme")), dict) else False
    found = policies(plain, map(str, scripts), map(str, _listed(theirs, "extra_css")), font)
    return _mapping({**given, KEY: _node(found)})


def _listed(theirs: dict[str, yaml.Node], name: str) -> list[Any]:
    found = _plain(theirs.get(name))
    return found if isinstance(found, list) else []


def _plain(node: yaml.Node | None) -> Any:
    """A node as plain data; what has a tag of its own is text."""
    if isinstance(node, yaml.MappingNode):
        return {name: _plain(value) for name, value in _pairs(node).items()}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if node is None or node.tag.endswith((":null", ":bool")):
        return node is not None and str(node.value).lower() in ("true", "yes", "on")
    return str(node.value)


def _plugins(theirs: yaml.Node | None) -> yaml.Node:
    """Theirs, without ours, by the short names that hold for Material; its search stands in for ours."""
    kept = [(name.removeprefix(f"{BASE}/"), node) for name, node in _named(theirs) if name != NAME]
    return _sequence(kept if any(name == SEARCH for name, _ in kept) else [(SEARCH, None), *kept])


def _extensions(theirs: yaml.Node | None, custom_dir: str) -> tuple[yaml.Node, list[str]]:
    """Theirs; paths into their own theme folder lead to the copy. Never absent: Zensical would take its own."""
    listed = list(_named(theirs))
    for _, node in listed:
        for scalar in _scalars(node):
            if custom_dir and scalar.value.startswith(f"{custom_dir.rstrip('/')}/"):
                scalar.value = THEME + scalar.value[len(custom_dir.rstrip("/")) :]
    listed = [(name, _drawing(node) if name == FENCES else node) for name, node in listed]
    unsafe = [name for name, _ in listed if name in READING_OTHERS]
    why = "it brings other files into a page, and they are not made safe"
    kept = _sequence([(name, node) for name, node in listed if name not in READING_OTHERS])
    return kept, [f"{CONFIG}: the Markdown extension {name} is left out; {why}." for name in unsafe]


def _drawing(options: yaml.Node | None) -> yaml.Node:
    """Fences whose diagrams our own script draws: Material's and Zensical's would fetch Mermaid from another host."""
    given = _pairs(options)
    fences = given.get("custom_fences")
    theirs = list(fences.value) if isinstance(fences, yaml.SequenceNode) else []
    others = [each for each in theirs if getattr(_pairs(each).get("name"), "value", "") != MERMAID]
    drawn = {"name": _node(MERMAID), "class": _node(DIAGRAM), "format": yaml.ScalarNode(CODE_FORMAT, "")}
    return _mapping({**given, "custom_fences": yaml.SequenceNode("tag:yaml.org,2002:seq", [*others, _mapping(drawn)])})


def _named(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node | None]]:
    """Plugins or extensions, each with its options: a list of names and one-key mappings, or a mapping."""
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if isinstance(item, yaml.ScalarNode):
            yield item.value, None
        elif isinstance(item, yaml.MappingNode):
            yield from _pairs(item).items()


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _scalars(value)


def _nav(nav: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    return [{str(escape(title)): _nav(below) if isinstance(below, tuple) else below} for title, below in nav]


def _is_empty(node: yaml.Node | None) -> bool:
    return node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"))


def _pairs(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _mapping(pairs: dict[str, yaml.Node]) -> yaml.MappingNode:
    return yaml.MappingNode("tag:yaml.org,2002:map", [(_node(key), value) for key, value in pairs.items()])


def _sequence(named: list[tuple[str, yaml.Node | None]]) -> yaml.SequenceNode:
    items = [_node(name) if node is None or _is_empty(node) else _mapping({name: node}) for name, node in named]
    return yaml.SequenceNode("tag:yaml.org,2002:seq", items)


def _node(value: Any) -> yaml.Node:
    """Plain data as a node; texts that look like something else are quoted by the serializer."""
    return yaml.representer.SafeRepresenter(sort_keys=False).represent_data(value)
