"""The rules: ``x.py`` says how something is found, ``x.md`` what it is, why it matters and how to cure it.

Presence is registration: a module with a text of the same name beside it is a rule. Such a module has a
``SEVERITY`` and ``check(kb)``, which yields findings without caring for severity, ignores or order; the runner
does the rest. The bad and good examples of the text are its tests. With ``READS_BODIES = False`` it says that it looks
at nothing of an entry but what is in its face (``reading.face``): then it need not look again where that is the same.
With ``LOSES_FILES = True`` it says that what it finds is missing from the site: it is an error, whatever settings say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.settings import Settings
from cop_kb.reading.opened import edits, remembered

__all__ = ["Rule", "check", "check_again", "load_rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """``id`` is what settings and ``explain`` call it; ``text`` is its own page, in Markdown."""

    id: str
    name: str
    severity: Severity
    text: str
    find: Callable[[KnowledgeBase], Iterator[Finding]]
    reads_bodies: bool = True
    loses_files: bool = False


@cache
def load_rules() -> Mapping[str, Rule]:
    """All rules by id, sorted."""
    folder = Path(__file__).parent
    rules = {}
    for page in sorted(folder.glob("*.md")):
        module = import_module(f"{__name__}.{page.stem}")
        text = page.read_text(encoding="utf-8")
        name = text.split("\n", 1)[0].lstrip("# ")
        rule_id = page.stem.replace("_", "-")
        facts = getattr(module, "READS_BODIES", True), getattr(module, "LOSES_FILES", False)
        rules[rule_id] = Rule(rule_id, name, module.SEVERITY, text, module.check, *facts)
    return MappingProxyType(rules)


def check(kb: KnowledgeBase, rules: Iterable[Rule] | None = None) -> tuple[Finding, ...]:
    """Every finding in a knowledge base, sorted by place; with the severities and ignores of its settings.

    Raises CopKbError if the settings name a rule that does not exist, or silence one that must not be.
    """
    settings = kb.settings
    _check_names(settings)
    found: set[Finding] = set()
    for rule in load_rules().values() if rules is None else rules:
        severity = settings.severities.get(rule.id, rule.severity)
        if severity is None:
            continue
        patterns = [ignore.path for ignore in settings.ignores if ignore.rule == rule.id]
        found.update(
            replace(finding, rule=rule.id, severity=severity)
            for finding in rule.find(kb)
            if not any(fnmatchcase(finding.place.path, pattern) for pattern in patterns)
        )
    return tuple(sorted(found, key=lambda finding: finding.order))


def check_again(kb: KnowledgeBase, only: Severity | None = None) -> tuple[Finding, ...]:
    """As ``check``, or of that ``only`` what is so severe.

    What was found before is not looked for again, where it cannot be otherwise now.
    """
    name = f"findings-{only}" if only else "findings"
    return tuple(remembered(kb, name, lambda kb: check(kb, _rules(kb, only)), partial(_found_again, only)))


def _rules(kb: KnowledgeBase, only: Severity | None) -> list[Rule]:
    severities = kb.settings.severities
    return [each for each in load_rules().values() if only in (None, severities.get(each.id, each.severity))]


def _found_again(only: Severity | None, kb: KnowledgeBase, found: Iterable[Finding]) -> Iterable[Finding]:
    rules = _rules(kb, only)
    entries = tuple(each.now for each in edits(kb))
    paths = {entry.source.path for entry in entries}
    those = [rule for rule in rules if rule.reads_bodies]
    others = {rule.id for rule in rules if not rule.reads_bodies}
    holds = (finding for finding in found if finding.rule in others or finding.place.path not in paths)
    new = check(replace(kb, scope=entries), those)
    return sorted({*holds, *new}, key=lambda finding: finding.order)


def _check_names(settings: Settings) -> None:
    known = load_rules()
    ignored = [ignore.rule for ignore in settings.ignores]
    for name in (*settings.severities, *ignored):
        if name not in known:
            raise CopKbError(f"mkdocs.yml: “{name}” is no rule of cop-kb. {nearest_hint(name, known)}".rstrip())
        is_silenced = name in ignored or settings.severities.get(name) is not Severity.ERROR
        if known[name].loses_files and is_silenced:
            what = "a file that it names is missing from the site, and nobody would know"
            raise CopKbError(f"mkdocs.yml: {name} can be neither ignored nor less than an error: {what}.")
