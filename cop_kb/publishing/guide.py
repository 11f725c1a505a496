"""The guide: how to write each type of entry, and what each rule finds; from their own texts, nothing else."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cop_kb.model.entry_type import EntryType
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import GUIDE, Page, guide_uri
from cop_kb.model.settings import Settings
from cop_kb.model.words import ENGLISH, Words
from cop_kb.publishing.links import escape_markdown
from cop_kb.publishing.name_places import PLACES
from cop_kb.reading.declared_settings import SETTINGS

FOLDER = posixpath.dirname(GUIDE)
RULES = f"{FOLDER}/rules/index.md"
SETTINGS_PAGE = f"{FOLDER}/settings.md"
NAMES_PAGE = f"{FOLDER}/names.md"
FILE_BLOCK = re.compile(r"^(`{3,}\w+) title=\"([^\"]+)\".*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RuleText:
    """What the guide shows of a rule: its own page, in Markdown, and how grave its findings are."""

    id: str
    name: str
    severity: str
    text: str


def guide_pages(kb: KnowledgeBase, rules: Iterable[RuleText]) -> list[Page]:
    """The guide's first page, a page per type, the list of rules and a page per rule."""
    listed, say = list(rules), kb.settings.say
    pages = [_first_page(kb)]
    pages += [
        Page(guide_uri(each.name), each.label, type_text(each, say), meta=_hidden(each.purpose))
        for each in kb.types.values()
    ]
    pages.append(
        Page(SETTINGS_PAGE, say("Settings"), settings_text(kb.settings), meta=_hidden("Every setting of cop-kb."))
    )
    title = say("Where names of people stand")
    pages.append(Page(NAMES_PAGE, title, people_text(kb.settings), meta=_hidden(title)))
    pages.append(Page(RULES, say("Rules"), _rule_list(listed), meta=_hidden("What cop-kb looks for in an entry.")))
    pages += [
        Page(f"{FOLDER}/rules/{each.id}.md", each.name, named_blocks(each.text), meta=_hidden(each.name))
        for each in listed
    ]
    return pages


def named_blocks(markdown: str) -> str:
    """Code blocks with their file's name in a line above: a title in the fence is not understood everywhere."""
    return FILE_BLOCK.sub(r"`\2`\n\n\1", markdown)


def _hidden(description: str) -> dict[str, object]:
    """Guide pages are found from the guide, not from the search: there, entries come first."""
    return {"search": {"boost": 0.2}, "description": description}


def _first_page(kb: KnowledgeBase) -> Page:
    say = kb.settings.say
    lines = [
        f"# {say('How to take part')}",
        "",
        say(
            "Everything here was written by somebody who had just met it. An entry is a Markdown file in the folder of "
            "its type; one sentence is enough. What is missing is shown as a question, and somebody else may know."
        ),
        "",
        f"## {say('What to write')}",
        "",
        _head(say("Type"), say("Write it when")),
    ]
    lines += [f"| **[{_cell(each.label)}]({each.name}.md)** | {_cell(each.purpose)} |" for each in kb.types.values()]
    first = next(iter(kb.types), "")
    lines += [
        "",
        f"## {say('How')}",
        "",
        "```console",
        f'$ cop-kb new {first} "{say("What you saw, in your words")}"',
        "$ cop-kb validate",
        "```",
        "",
        say(
            "Then commit it and open a merge request. `cop-kb validate` names file, line and cure for everything it "
            "finds; [the rules](rules/index.md) explain each."
        ),
        "",
        f"## {say('How far to trust an entry')}",
        "",
        _head(say("Mark"), say("Means")),
        *(f"| **{say(name)}** | {means} |" for name, means in _marks(kb.settings)),
        "",
        say(
            "Nobody grants any of this: it follows from the tries that people report. Thresholds, facets and the like "
            "are [settings](settings.md)."
        ),
        "",
        say("[Where names of people stand](names.md), and how that is switched off."),
    ]
    title, about = say("How to take part"), say("How to write an entry.")
    return Page(GUIDE, title, "\n".join(lines) + "\n", meta=_hidden(about))


def _marks(settings: Settings) -> tuple[tuple[str, str], ...]:
    """What each mark of trust means, with the thresholds that hold here."""
    say = settings.say
    proven = say(
        "In the last {months} months it worked for {people} people besides its author, and at least {ratio} times as "
        "often as it didn't.",
        months=settings.proven_months,
        people=settings.proven_people,
        ratio=settings.proven_ratio,
    )
    return (
        ("hunch", say("Nobody has reported a try yet.")),
        ("tried", say("Somebody tried it and said how it went.")),
        ("proven", proven),
        ("adopted", say("Proven, and the practice was changed.")),
        ("disputed", say("Somewhere the newest try says that it didn't work. Only a newer try clears it.")),
        ("due", say("Nobody has confirmed it for a long time.")),
    )


def _head(*cells: str) -> str:
    """The first two lines of a table."""
    return f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}"


def type_text(entry_type: EntryType, say: Words = ENGLISH) -> str:
    """A type's own page in Markdown: its text, its sections, its states, its fields."""
    about = entry_type.about.strip() or f"# {entry_type.label_plural}\n\n{entry_type.purpose}"
    head = _head(say("Section"), say("What belongs there"), say("Expected"))
    lines = [about, "", f"## {say('Sections')}", "", head]
    for section in entry_type.sections:
        expected = say("yes") if section.expected else ""
        if section.expected and section.unless:
            other = entry_type.section(section.unless)
            named = f"**{other.title}**" if other else f"`{section.unless}`"
            expected = say("yes, unless {other} is given", other=named)
        lines.append(f"| **{_cell(section.title)}** | {_cell(section.prompt)} | {expected} |")
    if entry_type.states:
        lines += [
            "",
            f"## {say('States')}",
            "",
            say("The state follows from what is filled in."),
            "",
            _head(say("State"), say("Means")),
        ]
        lines += [f"| **{_cell(say(state.name))}** | {_cell(state.means)} |" for state in reversed(entry_type.states)]
    lines += [
        "",
        f"## {say('Fields')}",
        "",
        say("All of them may be left out."),
        "",
        _head(say("Field"), say("Means"), say("For example")),
    ]
    own_last = sorted(entry_type.fields.values(), key=lambda field: not field.scaffold)
    for field in own_last:
        example = f"`{field.name}: {field.example}`".replace("|", "\\|") if field.example else ""
        lines.append(f"| `{field.name}` | {_cell(field.help)} | {example} |")
    return "\n".join(lines) + "\n"


def settings_text(settings: Settings) -> str:
    """The manual of the settings: what each does, an example, and what it is here."""
    lines = ["# Settings", "", "They stand in `mkdocs.yml`, below the plugin `cop-kb`.", ""]
    for name, setting in SETTINGS.items():
        lines += [f"## {name}", "", setting.help, "", "```yaml", setting.example, "```", ""]
        value = getattr(settings, name)
        if isinstance(value, (bool, int)):
            lines += [f"Here: `{str(value).lower()}`.", ""]
    return "\n".join(lines)


def people_text(settings: Settings) -> str:
    """The manual of where names stand: every place, for what, and its switch as it is here."""
    say, switches = settings.say, settings.people
    lines = [
        f"# {say('Where names of people stand')}",
        "",
        say(
            "Names stand where somebody wrote, told, asked or tried something, and nowhere else. Nothing counts or "
            "compares what a person did."
        ),
        "",
        _head(say("Place"), say("For whoever"), say("Switch"), say("Here")),
    ]
    for each in PLACES.values():
        here = say("yes") if getattr(switches, each.switch) else say("no")
        lines.append(f"| {say(each.where)} | {say(each.who)} | `people: {{{each.switch}: no}}` | {here} |")
    lines += [
        "",
        say(
            "The switches stand in `mkdocs.yml`, below the plugin `cop-kb`. Whoever does not want to be named at all "
            "has `hide: yes` in `content/people.yml`: then no page, feed or command says the name, id or address. "
            "Where an author typed the name into a text, `cop-kb validate` says so."
        ),
        "",
        say(
            "Addresses in `people.yml` are for telling who is who, and are never shown. `contact` is shown where "
            "readers are told whom to ask: a link, a handle, or an address if somebody wants that."
        ),
    ]
    return "\n".join(lines) + "\n"


def _rule_list(rules: list[RuleText]) -> str:
    lines = ["# Rules", "", "What `cop-kb validate` looks for. An *error* stops the build; a *warning* is probably a "
             "mistake; a *hint* is a gap.", "", "| Rule | Name in settings | Severity |", "|---|---|---|"]  # fmt: skip
    lines += [f"| [{_cell(rule.name)}]({rule.id}.md) | `{rule.id}` | {rule.severity} |" for rule in rules]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return escape_markdown(" ".join(text.split()))
