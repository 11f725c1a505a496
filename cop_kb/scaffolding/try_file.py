"""What somebody says of how it went → the file of a try, and the knowledge base with it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from string import ascii_lowercase, digits

from cop_kb.model.entry import Entry, Try
from cop_kb.model.entry_type import heading_key
from cop_kb.model.error import CopKbError
from cop_kb.model.file_names import shortened_name
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.settings import Facet
from cop_kb.model.yaml_text import read_yaml
from cop_kb.reading.collecting import with_tries_of
from cop_kb.reading.entries import read_values
from cop_kb.reading.files import source_from
from cop_kb.reading.persons import is_end_of
from cop_kb.reading.project import project_of
from cop_kb.reading.tries import FIELDS, FOLDER, options_of, read_try
from cop_kb.reading.vocabulary import person_of
from cop_kb.reading.writer import Writer
from cop_kb.scaffolding.slugs import slug_from
from cop_kb.scaffolding.values import NotTakenError, given_data, lines_of
from cop_kb.scaffolding.words import one_line
from cop_kb.scaffolding.yaml_lines import Data

RANDOM = 6


def draft_try(
    kb: KnowledgeBase,
    entry: Entry,
    who: str,
    given: Mapping[str, list[str]],
    text: str = "",
    *,
    git_knows: bool = False,
) -> Try:
    """A try of an entry that is not written yet. ``given`` are texts for the fields of a try, ``text`` a sentence.

    ``who`` is anything a person may be called; where ``git_knows`` them, the file does not say it. Raises NotTakenError
    for a value that ``validate`` would not take, and CopKbError.
    """
    facets = kb.settings.facets
    values = {name: given_data(FIELDS[name], texts, facets) for name, texts in given.items() if texts}
    if given.get("of"):
        values["of"] = _option(entry, given["of"][0])
    name = _name(kb, who)
    signed = "" if git_knows else slug_from(name)
    if not (signed or git_knows):
        raise CopKbError(f"“{name}” has no letter that a file's name could have: give an id of people.yml with --who.")
    if signed and signed != name:
        values["who"] = name
    random = "".join(secrets.choice(ascii_lowercase + digits) for _ in range(RANDOM))
    uri = f"{FOLDER}{entry.slug}/{'-'.join(filter(None, (str(kb.today), signed, random)))}.md"
    said = f"\n{one_line(text, 'The sentence')}\n" if text.strip() else ""
    written = "\n".join(("---", *_lines(values, facets), "---", said))
    one = read_try(source_from(written.encode(), f"{kb.settings.content}/{uri}", uri), facets)
    return replace(one, who=one.who or name)


def _lines(values: Mapping[str, Data], facets: Mapping[str, Facet]) -> Iterator[str]:
    """The front matter, each value as it was read: in the settings' own spelling, a single one without brackets."""
    node = read_yaml("\n".join(line for name, data in values.items() for line in lines_of(FIELDS[name], data)))
    taken, _ = read_values(node if isinstance(node, MappingNode) else None, FIELDS, facets)
    if context := taken.get("context"):
        taken["context"] = {facet: each[0] if len(each) == 1 else each for facet, each in context.items()}
    for name, field in FIELDS.items():
        yield from lines_of(field, taken[name]) if name in taken else ()


def _name(kb: KnowledgeBase, who: str) -> str:
    """The id of somebody in ``people.yml``; else the name, and never an e-mail address."""
    name = who.partition("<")[0]
    if known := person_of(who, kb.people):
        return known.id
    return shortened_name(one_line(name.strip().partition("@")[0], "The name of who tried it"))


def _option(entry: Entry, given: str) -> str:
    """The way that is meant, as its heading is written. Raises NotTakenError."""
    options = options_of(entry)
    for option in options:
        if heading_key(option) == heading_key(given):
            return option
    message = f"“{given}” is no way that {entry.slug} describes."
    hint = (
        f"{nearest_hint(given, options)} It has: {'; '.join(options)}." if options else "It has only one: leave it out."
    )
    raise NotTakenError(FIELDS["of"], f"{message} {hint.strip()}")


def is_own_trying(kb: KnowledgeBase, other: Try, one: Try) -> bool:
    """Whether a try only said that somebody was trying what they now say the end of."""
    return not other.from_entry and is_end_of(one, other, kb.people)


def with_try(kb: KnowledgeBase, one: Try) -> KnowledgeBase:
    """The knowledge base as it is once the try is written, without what it replaces."""
    kept = [each for each in kb.tries.get(one.slug, ()) if not is_own_trying(kb, each, one)]
    return with_tries_of(kb, one.slug, [*kept, one])


def write_try(kb: KnowledgeBase, one: Try) -> tuple[str, ...]:
    """Write the try, then remove what it replaces: gives the paths of those. Raises CopKbError."""
    root, writer = kb.settings.root, Writer(project_of(kb.settings.root))
    if one.source is None or not writer.new(root / one.source.path, one.source.text, "the new try"):
        raise CopKbError("Somebody has just written a file of the same name: say it again.")
    gone = [each.source for each in kb.tries.get(one.slug, ()) if each.source and is_own_trying(kb, each, one)]
    for source in gone:
        try:
            writer.remove(root / source.path)
        except CopKbError as error:
            raise CopKbError(f"{one.source.path} is written, but {error}", error.exit_code) from None
    return tuple(source.path for source in gone)
