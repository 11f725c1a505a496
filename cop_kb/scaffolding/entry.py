"""A type, a title and a few values → the draft of an entry: where it will lie, and what will stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType, Field
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.project import project_of
from cop_kb.reading.relations import SUPERSEDES
from cop_kb.reading.vocabulary import ancestors
from cop_kb.reading.writer import Writer
from cop_kb.scaffolding.slugs import check_slug, free_slug, taken_slugs
from cop_kb.scaffolding.values import lines_of
from cop_kb.scaffolding.words import one_line
from cop_kb.scaffolding.yaml_lines import Data, flow, quoted

INDEX = "/index.md"
"""What an entry that is a folder is called in there: no slug is “index”."""
MORE = "# Take off the # where you have something to say:"


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that is not written yet.

    ``uri`` is its file in the content folder, ``values`` the data of its fields by name, ``examples`` what a field
    could hold, by name, and ``mentions`` the slugs its text links to.
    """

    type: EntryType
    slug: str
    title: str
    uri: str
    values: Mapping[str, Data] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    mentions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The file: title, what was given, what could be given (as comments), and the type's template."""
        lines = [f"title: {quoted(self.title)}"]
        for name, declared in self.type.fields.items():
            if name in self.values:
                lines += lines_of(declared, self.values[name])
        more = [f"# {name}: {example}" for name, example in self.examples.items() if name not in self.values]
        front_matter = "\n".join(["---", *lines, *([MORE, *more] if more else []), "---"])
        parts = [front_matter, self.type.template.strip()]
        if self.mentions:
            parts.append("## See also\n\n" + "\n".join(f"- [[{slug}]]" for slug in self.mentions))
        return "\n\n".join(filter(None, parts)) + "\n"


def draft(
    kb: KnowledgeBase,
    entry_type: EntryType,
    title: str,
    values: Mapping[str, Data] | None = None,
    slug: str = "",
    *,
    attachments: bool = False,
) -> Draft:
    """The draft of a new entry of a knowledge base. ``values`` are data as ``given_data`` makes them.

    It lies in the folder of the first of its topics that has one. With ``attachments`` it is a folder itself.
    Raises CopKbError for a title or slug that cannot be taken.
    """
    title = one_line(title, "The title")
    values = values or {}
    taken = taken_slugs(kb, is_folder=attachments)
    if slug:
        check_slug(slug, taken, kb)
    else:
        slug = free_slug(title, entry_type, kb, taken)
    uri = _uri(_folder(kb, entry_type, values), slug, is_folder=attachments)
    examples = {
        name: example
        for name, declared in entry_type.fields.items()
        if declared.scaffold and (example := _example(declared, kb))
    }
    return Draft(entry_type, slug, title, uri, values, examples)


def _uri(folder: str, slug: str, *, is_folder: bool) -> str:
    return f"{folder}/{slug}{INDEX if is_folder else '.md'}"


def _folder(kb: KnowledgeBase, entry_type: EntryType, values: Mapping[str, Data]) -> str:
    for name, declared in entry_type.fields.items():
        for word in values.get(name, ()) if declared.kind == "topics" else ():
            key = kb.topic_words.get(str(word).casefold(), "")
            for folders in ([key], [*reversed(ancestors(key, kb.topics)), key]):
                uri = "/".join((entry_type.plural, *folders))
                if key and (kb.settings.content_folder / uri).is_dir():
                    return uri
    return entry_type.plural


def _example(declared: Field, kb: KnowledgeBase) -> str:
    """What the field could hold here: this community's own topics and facets, else what its declaration says."""
    if declared.kind == "topics" and kb.topics:
        return flow([next(iter(kb.topics))])
    if declared.kind == "facets":
        facet = next((each for each in kb.settings.facets.values() if each.values), None)
        return flow({facet.name: list(facet.values[:1])}) if facet else ""
    return declared.example


def write_draft(kb: KnowledgeBase, drafted: Draft, *, is_named: bool = False) -> Draft:
    """Write a draft; under the next free slug where somebody else has taken its own since the knowledge base was read.

    Gives what was written. Raises CopKbError where the slug was given (``is_named``) and is taken, and where the system
    does not let us write.
    """
    is_folder = drafted.uri.endswith(INDEX)
    taken, writer = set(taken_slugs(kb, is_folder=is_folder)), Writer(project_of(kb.settings.root))
    while not writer.new(kb.settings.content_folder / drafted.uri, drafted.text, "the new entry"):
        if is_named:
            raise CopKbError(f"{kb.settings.content}/{drafted.uri} is there already: take another --slug.")
        taken.add(drafted.slug)
        slug = free_slug(drafted.title, drafted.type, kb, taken)
        folder = drafted.uri.removesuffix(INDEX if is_folder else ".md").rpartition("/")[0]
        drafted = replace(drafted, slug=slug, uri=_uri(folder, slug, is_folder=is_folder))
    return drafted


def relate(drafted: Draft, other: Entry) -> Draft:
    """The draft with a reference to another entry: in the field that fits its type best, else in the text.

    To look alike is no reason to replace it.
    """
    fitting = [
        declared
        for name, declared in drafted.type.fields.items()
        if declared.kind == "refs" and name != SUPERSEDES and _leads_to(declared, drafted.type, other.type)
    ]
    if not fitting:
        return replace(drafted, mentions=tuple(dict.fromkeys((*drafted.mentions, other.slug))))
    name = min(fitting, key=lambda declared: not declared.to).name
    slugs = dict.fromkeys((*drafted.values.get(name, ()), other.slug))
    return replace(drafted, values={**drafted.values, name: list(map(str, slugs))})


def _leads_to(declared: Field, own: EntryType, other: EntryType) -> bool:
    return not declared.to or other.name in declared.to or ("self" in declared.to and own.name == other.name)
