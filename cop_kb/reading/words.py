"""The catalogues of translations, one file for each language, and entry types in the language of a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cop_kb.model.entry_type import EntryType, Field, SectionType, headings_of
from cop_kb.model.words import PLACE, Words
from cop_kb.model.yaml_text import plain, read_yaml

CATALOGUES = Path(__file__).parents[1] / "words"
NO_TEXTS: Mapping[str, str] = MappingProxyType({})


def words_of(language: str, own: Mapping[str, str] = NO_TEXTS) -> Words:
    """The words of a language, with a community's ``own`` texts before ours. Where there is no catalogue: English.

    >>> words_of("de-AT")("Wanted"), words_of("tlh")("Wanted"), words_of("en", {"Wanted": "Tell us!"})("Wanted")
    ('Gesucht', 'Wanted', 'Tell us!')
    """
    name = language.casefold().replace("_", "-")
    texts = next((found for name in (name, name.partition("-")[0]) if (found := _catalogue(name))), NO_TEXTS)
    return Words(language, {**texts, **own} if own else texts)


@cache
def _catalogue(name: str) -> Mapping[str, str]:
    known = {path.stem.casefold(): path for path in CATALOGUES.glob("*.yml")}
    return catalogue(known[name].read_text(encoding="utf-8")) if name in known else NO_TEXTS


def catalogue(text: str) -> Mapping[str, str]:
    """The texts of a catalogue; what could not be filled in is left out, so that English is shown."""
    found = plain(read_yaml(text))
    pairs = found.items() if isinstance(found, dict) else ()
    return MappingProxyType({str(key): str(value) for key, value in pairs if value and fits(str(key), str(value))})


def fits(text: str, said: str) -> bool:
    """Whether a translation has the places that its English text has.

    >>> fits("Page {n}", "Seite {n}"), fits("Page {n}", "Seite {m}")
    (True, False)
    """
    return set(PLACE.findall(said)) == set(PLACE.findall(text))


def in_language(types: Mapping[str, EntryType], say: Words) -> Mapping[str, EntryType]:
    """Entry types as a reader of this language sees them, and as its authors write them: with headings of theirs.

    Names are what other things go by, those of states too, and stay.
    """
    if not say.texts:
        return types
    return MappingProxyType({name: _type(each, say) for name, each in types.items()})


def _type(entry_type: EntryType, say: Words) -> EntryType:
    sections = tuple(_section(each, say) for each in entry_type.sections)
    return replace(
        entry_type,
        label=say(entry_type.label),
        label_plural=say(entry_type.label_plural),
        purpose=say(entry_type.purpose),
        fields={name: _field(each, say) for name, each in entry_type.fields.items()},
        sections=sections,
        states=tuple(replace(each, means=say(each.means)) for each in entry_type.states),
        template=_template(entry_type, sections),
        headings={**headings_of(sections), **entry_type.headings},
    )


def _field(field: Field, say: Words) -> Field:
    return replace(field, label=say(field.label), inverse=say(field.inverse), help=say(field.help))


def _section(section: SectionType, say: Words) -> SectionType:
    def headings(given: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for each in given for name in (each, say(each))))

    return replace(
        section,
        title=say(section.title),
        prompt=say(section.prompt),
        ask=say(section.ask),
        headings=headings(section.headings),
        variants={meaning: headings(given) for meaning, given in section.variants.items()},
    )


def _template(entry_type: EntryType, sections: Iterable[SectionType]) -> str:
    """What a new entry begins with: the same sections, under the headings of this language."""
    text = entry_type.template
    for before, after in zip(entry_type.sections, sections, strict=True):
        text = text.replace(f"## {before.title}\n", f"## {after.title}\n")
        text = text.replace(f"<!-- {before.prompt} -->", f"<!-- {after.prompt} -->")
    return text
