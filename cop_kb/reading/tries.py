"""The tries: one small file each under ``tried/<slug>/``, so that nobody ever merges by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from cop_kb.markdown.brief import all_words
from cop_kb.markdown.document import read_document
from cop_kb.model.addresses import composed
from cop_kb.model.entry import Entry, Try
from cop_kb.model.entry_type import Field
from cop_kb.model.file_names import LONGEST_SHOWN, shortened_name, why_too_long
from cop_kb.model.settings import Facet
from cop_kb.model.source import Source, Trouble
from cop_kb.model.values import Result, When
from cop_kb.reading.dates import read_day
from cop_kb.reading.entries import read_values

FOLDER = "tried/"
NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})-(?:(?P<who>.+)-)?[a-z0-9]{6}")
FIELDS: Mapping[str, Field] = {
    "result": Field("result", "choice", "Result", values=tuple(Result), example="worked"),
    "of": Field("of", "text", "Of", "Which of several ways was tried."),
    "context": Field("context", "facets", "Context", "Where: facet and value.", example="{vehicle: van}"),
    "date": Field("date", "date", "Date", "If not the one in the file's name, else that of its first commit."),
    "who": Field("who", "text", "Who", "If not the one in the file's name, else who made its first commit."),
}


def read_try(source: Source, facets: Mapping[str, Facet]) -> Try:
    """The try in a file ``tried/<slug>/<date>-<6 random characters>.md``, with ``<who>-`` before those or without.

    What the file does not say of who and when, Git knows (``reading.credited``). Never raises.
    """
    path = PurePosixPath(source.uri)
    slug = composed(path.parts[1]) if len(path.parts) > 2 else ""
    values, troubles = read_values(source.front_matter, FIELDS, facets)
    troubles = tuple(_result_trouble(source, troubles))
    named = NAME.fullmatch(path.stem)
    when: When | None = values.get("date")
    if when is None and named:
        try:
            when = read_day(named["date"])
        except ValueError as error:
            troubles += (Trouble("invalid-try", value=path.name, detail=str(error)),)
    if not named and not values.get("date"):
        troubles += (Trouble("invalid-try", value=path.name, detail="its name does not say when"),)
    who = values.get("who") or (named["who"] if named else "") or ""
    if why := why_too_long(who):
        node = source.value("who")
        start, end = (node.start, node.end) if node else (0, 1)
        hint = "Write a name, or an id of people.yml."
        troubles += (Trouble("invalid-value", start, end, who, f"“{who[:LONGEST_SHOWN]}…” {why}", hint),)
    result = values.get("result")
    context = tuple(sorted((facet, value) for facet, given in values.get("context", {}).items() for value in given))
    return Try(
        slug=slug,
        date=when.first if when else None,
        who=shortened_name(who),
        result=Result(result) if result else None,
        of=values.get("of", ""),
        context=context,
        text=all_words(read_document(source.text, source.body_start), 0, len(source.text)),
        source=source,
        troubles=source.troubles + troubles,
    )


def _result_trouble(source: Source, troubles: Iterable[Trouble]) -> Iterator[Trouble]:
    """The troubles of a try: a result that is missing or unknown makes it count for nothing, and is no mere value."""
    node = source.value("result")
    if (node is None or node.is_empty) and not source.troubles:
        hint = f"Add result: {', '.join(Result)}."
        yield Trouble("invalid-try", detail="it does not say how it went", hint=hint)
    for trouble in troubles:
        of_result = node is not None and trouble.rule == "invalid-value" and trouble.start == node.start
        yield replace(trouble, rule="invalid-try") if of_result else trouble


def tries_in(entry: Entry) -> tuple[Try, ...]:
    """The tries that an entry reports by what it says was used in it: by its first author, on its day."""
    happened = (entry.values.get(name) for name, field in entry.type.fields.items() if field.kind == "when")
    when: When | None = next(filter(None, happened), entry.date)
    author = next(iter(entry.authors), "")
    given = entry.values.get("applies_to", {})
    context = tuple(sorted((facet, values[0]) for facet, values in given.items() if len(values) == 1))
    return tuple(
        Try(
            use.entry.slug,
            when.first if when else None,
            author,
            use.result,
            "",
            context,
            use.note,
            from_entry=entry.slug,
        )
        for name, field in entry.type.fields.items()
        if field.kind == "applied"
        for use in entry.values.get(name, ())
    )


def options_of(entry: Entry) -> tuple[str, ...]:
    """The ways that an entry offers: the sub-headings of the section that holds them."""
    held = [each for each in entry.sections if each.name and each.name == entry.type.roles.options and each.heading]
    return tuple(
        heading.text
        for section in held
        for heading in entry.outline.headings
        if heading is not section.heading and section.start <= heading.start < section.end
    )
