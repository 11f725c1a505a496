"""Every setting of the ``cop-kb`` block: how it is read, what it does, an example. The manual is made from this."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Severity
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.place import place_in
from cop_kb.model.settings import GITHUB, MKDOCS, Facet, Ignore, PeopleSwitches
from cop_kb.model.yaml_text import plain
from cop_kb.reading.kinds import yes_or_no

OFF = "off"
SEARCHES = ("pagefind", "material")
ENV = "!ENV"


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
        found = _value(self.root.get(key))
        return found if isinstance(found, type(default)) else default

    def text_of(self, node: Node) -> str:
        """A value of MkDocs' own as text; "" where it is none."""
        found = _value(node)
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class Setting:
    """``read`` turns its value into what Settings holds; ``help`` and ``example`` (YAML) are for the manual."""

    read: Callable[[Config, Node], Any]
    help: str
    example: str


def _value(node: Node | None) -> Any:
    return _from_environment(node) if getattr(node, "tag", None) == ENV else plain(node, scalar_value)


def _from_environment(node: Node | None) -> Any:
    """``!ENV NAME`` or ``!ENV [NAME, …, default]`` (https://github.com/waylan/pyyaml-env-tag)."""
    names = node.items if isinstance(node, Sequence) else (node,)
    default = names[-1] if len(names) > 1 else None
    given = (os.environ.get(each.text) for each in names if isinstance(each, Scalar) and each is not default)
    value = next((text for text in given if text is not None), None)
    return plain(default if value is None else Scalar(0, 0, value), scalar_value)


def scalar_value(node: Scalar) -> Any:
    """A scalar as MkDocs reads it, as far as cop-kb needs to know: text, true, false, and ``!ENV NAME``."""
    if node.tag == ENV:
        return _from_environment(node)
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


def _headings(config: Config, node: Node) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Headings by entry type and section."""
    return {
        entry_type.text: {
            section.text: _texts(config, value)
            for section, value in _mapping(config, sections, f"headings of {entry_type.text}")
        }
        for entry_type, sections in _mapping(config, node, "headings")
    }


def _people(config: Config, node: Node) -> PeopleSwitches:
    """``pages``, ``credit`` and ``ask``, each yes or no."""
    known = tuple(each.name for each in fields(PeopleSwitches))
    switches = {}
    for key, value in _mapping(config, node, "people"):
        if key.text not in known:
            hint = nearest_hint(key.text, known) or f"It takes {', '.join(known)}."
            raise config.error(key, f"“{key.text}” is no switch of people. {hint}")
        said = yes_or_no(value.text) if isinstance(value, Scalar) else None
        if said is None:
            raise config.error(value, f"{key.text} takes yes or no.")
        switches[key.text] = said
    return PeopleSwitches(**switches)


def _mapping(config: Config, node: Node, what: str) -> MappingNode:
    if isinstance(node, MappingNode):
        return node
    raise config.error(node, f"{what} takes keys with values.")


def _texts(config: Config, node: Node) -> tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(_one(config, item) for item in items if not item.is_empty)


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


def _search(config: Config, node: Node) -> str:
    text = _one(config, node)
    if text not in SEARCHES:
        raise config.error(node, f"“{text}” is no search: take {' or '.join(SEARCHES)}.")
    return text


def _markdown(config: Config, node: Node) -> str:
    text = _one(config, node)
    if text not in (GITHUB, MKDOCS):
        raise config.error(node, f"“{text}” reads no Markdown: take {GITHUB} or {MKDOCS}.")
    return text


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "facets": Setting(
            _facets,
            "The sides of the environment in which something holds, for `applies_to` and the context of tries: "
            "a facet's values, or its label and values. Without values any text is taken.",
            "facets:\n  vehicle: [van, saloon]\n  plant: {label: Plant, values: [Kolín, Sines]}",
        ),
        "severities": Setting(
            _severities,
            "The severity of a rule's findings: `error`, `warning`, `hint`, or `off`.",
            "severities:\n  near-duplicate: off\n  unknown-topic: error",
        ),
        "ignores": Setting(
            _ignores,
            "Findings of a rule that are not reported for files that match a path. The reason is required.",
            "ignores:\n  - {rule: dead-link, path: content/cases/*, reason: the old tracker is gone}",
        ),
        "headings": Setting(
            _headings,
            "Further headings that open a section, beside those that the entry type knows: by type and section.",
            "headings:\n  problem:\n    cause: [Why it broke, Fault tree]\n    resolution: [What we changed]",
        ),
        "clocks": Setting(
            _clocks,
            "Months until somebody should look again at an entry of a type, or `never`; else the type's own.",
            "clocks: {faq: 6, problem: never}",
        ),
        "proven_people": Setting(
            _number,
            "For how many people who neither wrote nor told it it must have worked to be *proven*.",
            "proven_people: 3",
        ),
        "proven_ratio": Setting(
            _number, "How many times as often it must have worked as not, to be *proven*.", "proven_ratio: 4"
        ),
        "proven_months": Setting(_number, "How many months back tries count for *proven*.", "proven_months: 24"),
        "git": Setting(_yes_or_no, "Whether Git is asked who wrote what and when.", "git: false"),
        "people": Setting(
            _people,
            "Where names of people may stand: on `pages` of their own, as `credit` for what they wrote, told, asked or "
            "tried, and as whom to `ask`. Each is `yes` unless it says `no`. [The places](names.md) are listed.",
            "people: {pages: no, credit: yes, ask: yes}",
        ),
        "search": Setting(
            _search,
            "How readers search: `pagefind` (a box that answers while one types, and a page for the full text), or "
            "`material`, Material's search, which needs its plugin `material/search`.",
            "search: material",
        ),
        "markdown": Setting(
            _markdown,
            "Who reads the texts: `github` (as GitHub shows them, with the Markdown extensions of `mkdocs.yml`), or "
            "`mkdocs`: Python-Markdown alone, for a site that was written for it. `markdown:` in the front matter says "
            "it for one page. What cop-kb itself knows of a text (sections, links, summaries, findings) is always "
            "GitHub's reading, and headings always have GitHub's ids. The rule `reads-differently` names what would "
            "change.",
            "markdown: mkdocs",
        ),
        "trusted": Setting(
            _texts,
            "Plain pages (globs below the content folder) that may hold any HTML: they are not sanitised.",
            "trusted: [about.md, tools/*]",
        ),
        "attachments": Setting(
            _texts,
            "Further files (globs below the content folder) that become part of the site: of kinds that cop-kb does "
            "not know, or that a browser runs. What `extra_css`, `extra_javascript` and `theme` name need not be here.",
            'attachments: ["*.gcode", tools/converter.html, CNAME]',
        ),
        "max_entry_bytes": Setting(_number, "How big a Markdown file may be.", "max_entry_bytes: 200000"),
        "max_attachment_bytes": Setting(
            _number, "From which size on an attachment is a finding.", "max_attachment_bytes: 1000000"
        ),
    }
)
