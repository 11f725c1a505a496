"""``mkdocs.yml`` → settings. Read by cop-kb itself, without MkDocs; tags of MkDocs and Python are left alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Severity
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.place import place_in
from cop_kb.model.settings import Facet, Ignore, Settings
from cop_kb.model.yaml_text import NotYamlError, plain, read_yaml

CONFIG = ("mkdocs.yml", "mkdocs.yaml")
PLUGIN = "cop-kb"
OFF = "off"


@dataclass(frozen=True, slots=True)
class Config:
    """The text of a ``mkdocs.yml`` as nodes, and how to complain about it."""

    path: Path
    text: str
    root: MappingNode

    def error(self, node: Node, message: str) -> CopKbError:
        """A CopKbError at the place of a node."""
        return CopKbError(f"{place_in(self.path.name, self.text, node.start)}: {message}")

    def value(self, key: str, default: Any) -> Any:
        """A value of MkDocs' own as plain data, of the kind of ``default``; ``!ENV`` is looked up as MkDocs does."""
        found = plain(self.root.get(key), _scalar)
        return found if isinstance(found, type(default)) else default


def find_config(start: Path) -> Path:
    """The ``mkdocs.yml`` of ``start`` or of the nearest folder above it. Raises CopKbError where there is none."""
    for folder in (start, *start.parents):
        for name in CONFIG:
            if (folder / name).is_file():
                return folder / name
    raise CopKbError(
        f"There is no mkdocs.yml in {start} or above it: begin with “cop-kb init .”, or change the folder."
    )


def load_settings(path: Path) -> Settings:
    """The settings in a ``mkdocs.yml``. Raises CopKbError, with file and line, for what cannot be used."""
    config = _read(path)
    block = _block(config)
    root = path.parent.resolve()
    content = config.value("docs_dir", "docs")
    given = {key.text: (key, value) for key, value in block or ()}
    for name, (key, _) in given.items():
        if name not in SETTINGS:
            raise config.error(key, f"“{name}” is no setting of cop-kb. {nearest_hint(name, SETTINGS)}".rstrip())
    return Settings(
        root=root,
        content=PurePosixPath(os.path.relpath(root / content, root)).as_posix(),
        site=config.value("site_dir", "site"),
        site_name=config.value("site_name", "Knowledge base"),
        site_url=config.value("site_url", ""),
        repo_url=config.value("repo_url", ""),
        edit_uri=config.value("edit_uri", ""),
        language=_language(config),
        directory_urls=config.value("use_directory_urls", default=True),
        has_nav=config.root.get("nav") is not None,
        **{name: SETTINGS[name](config, value) for name, (_, value) in given.items() if not value.is_empty},
    )


def _read(path: Path) -> Config:
    try:
        text = path.read_text(encoding="utf-8-sig")
        root = read_yaml(text, aliases=True)
    except (OSError, UnicodeDecodeError) as error:
        raise CopKbError(f"{path} cannot be read: {error}.", exit_code=3) from None
    except NotYamlError as problem:
        raise CopKbError(f"{place_in(path.name, text, problem.offset)}: not YAML ({problem.detail}).") from None
    if not isinstance(root, MappingNode):
        raise CopKbError(f"{path.name}: the settings of a site belong here, beginning with site_name.")
    return Config(path, text, root)


def _block(config: Config) -> MappingNode | None:
    """The options of the plugin ``cop-kb``, or None where it has none. The plugin itself must be there."""
    plugins = config.root.get("plugins")
    for item in plugins.items if isinstance(plugins, Sequence) else (plugins,) if plugins else ():
        if isinstance(item, Scalar) and item.text == PLUGIN:
            return None
        if isinstance(item, MappingNode) and item.key(PLUGIN):
            options = item.get(PLUGIN)
            if isinstance(options, MappingNode) or options is None or options.is_empty:
                return options if isinstance(options, MappingNode) else None
            raise config.error(options, "the settings of cop-kb are keys with values.")
    raise CopKbError(f"{config.path.name}: the plugin cop-kb is not there. Add “- cop-kb” under plugins.")


def _language(config: Config) -> str:
    theme = plain(config.root.get("theme"), _scalar)
    return str(theme.get("language") or "en") if isinstance(theme, dict) else "en"


def _scalar(node: Scalar) -> Any:
    """A scalar as MkDocs reads it, as far as cop-kb needs to know: text, true, false, and ``!ENV NAME``."""
    if node.tag == "!ENV":
        return os.environ.get(node.text)
    value = plain(node)
    return value if isinstance(value, bool) or value is None else node.text


def _facets(config: Config, node: Node) -> Mapping[str, Facet]:
    """``vehicle: [van, saloon]`` or ``vehicle: {label: Vehicle, values: [van, saloon]}``."""
    facets: dict[str, Facet] = {}
    for key, value in _mapping(config, node, "facets"):
        label, values = key.text.replace("_", " ").replace("-", " ").capitalize(), value
        if isinstance(value, MappingNode):
            for name, _ in value:
                if name.text not in ("label", "values"):
                    raise config.error(name, f"“{name.text}” is no key of a facet: it takes label and values.")
            shown = value.get("label")
            label = shown.text if isinstance(shown, Scalar) else label
            values = value.get("values") or Sequence(value.start, value.end, ())
        facets[key.text] = Facet(key.text, label, _texts(config, values))
    return facets


def _severities(config: Config, node: Node) -> Mapping[str, Severity | None]:
    """``rule: error``, ``warning``, ``hint`` or ``off``."""
    severities: dict[str, Severity | None] = {}
    for key, value in _mapping(config, node, "severities"):
        text = value.text if isinstance(value, Scalar) else ""
        if text not in (*Severity, OFF):
            raise config.error(value, f"“{text}” is no severity: take error, warning, hint or off.")
        severities[key.text] = None if text == OFF else Severity(text)
    return severities


def _ignores(config: Config, node: Node) -> tuple[Ignore, ...]:
    """A list of ``{rule, path, reason}``; the reason is required."""
    ignores = []
    for item in node.items if isinstance(node, Sequence) else (node,):
        found = {key.text: _one(config, value) for key, value in _mapping(config, item, "an ignore")}
        if set(found) != {"rule", "path", "reason"}:
            raise config.error(item, "an ignore takes rule, path and reason, all three.")
        ignores.append(Ignore(**found))
    return tuple(ignores)


def _clocks(config: Config, node: Node) -> Mapping[str, int | None]:
    """Months by entry type, or ``never``."""
    return {
        key.text: None if isinstance(value, Scalar) and value.text == "never" else _number(config, value)
        for key, value in _mapping(config, node, "clocks")
    }


def _mapping(config: Config, node: Node, what: str) -> MappingNode:
    if isinstance(node, MappingNode):
        return node
    raise config.error(node, f"{what} takes keys with values.")


def _texts(config: Config, node: Node) -> tuple[str, ...]:
    return tuple(_one(config, item) for item in (node.items if isinstance(node, Sequence) else (node,)))


def _one(config: Config, node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    raise config.error(node, "one text belongs here.")


def _number(config: Config, node: Node) -> int:
    value = plain(node)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise config.error(node, "a whole number above 0 belongs here.")


def _yes_or_no(config: Config, node: Node) -> bool:
    value = plain(node)
    if isinstance(value, bool):
        return value
    raise config.error(node, "true or false belongs here.")


SETTINGS: Mapping[str, Callable[[Config, Node], Any]] = {
    "facets": _facets,
    "severities": _severities,
    "ignores": _ignores,
    "proven_people": _number,
    "proven_ratio": _number,
    "proven_months": _number,
    "clocks": _clocks,
    "git": _yes_or_no,
    "trusted": _texts,
    "max_entry_bytes": _number,
    "max_attachment_bytes": _number,
}
"""Every setting of the ``cop-kb`` block, and how it is read."""
