"""``topics.yml`` and ``people.yml``: the words of a community and the people in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from slugify import slugify

from cop_kb.model.file_names import LONGEST_SHOWN, bounded, shortened_name, why_no_address, why_too_long
from cop_kb.model.knowledge_base import Person, Topic
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.source import Source, Trouble
from cop_kb.model.yaml_text import NotYamlError, read_yaml
from cop_kb.reading.entries import duplicate_keys
from cop_kb.reading.kinds import yes_or_no

TOPIC_KEYS = ("label", "parent", "synonyms", "description")
PERSON_KEYS = ("name", "emails", "accounts", "contact", "was", "group", "hide")
TOPIC_KEY = re.compile(r"[^\W_][^/\\\n]*")
RESERVED = ("index", "readme")
NO_REPLY = {"github": "users.noreply.github.com", "gitlab": "users.noreply.gitlab.com"}
"""Where hosts invent an address for an account, perhaps with a number before it
(https://docs.github.com/account-and-profile/reference/email-addresses-reference)."""
NUMBERED = re.compile(r"\A\d+[+-](?=[^@]+@users\.noreply\.)")


def read_data(source: Source) -> Source:
    """A data file's YAML as the source's front matter; what is wrong with it is noted."""
    if any(trouble.rule in ("unreadable-file", "heavy-markdown") for trouble in source.troubles):
        return source  # any other trouble is one of front matter, and a data file has none
    try:
        node = read_yaml(source.text)
    except NotYamlError as problem:
        trouble = Trouble("data-file", problem.offset, problem.offset + 1, detail=f"not YAML: {problem.detail}")
        return replace(source, front_matter=None, body_start=0, troubles=(trouble,))
    if node is None or node.is_empty:
        return replace(source, front_matter=None, body_start=0)
    if not isinstance(node, MappingNode):
        trouble = Trouble("data-file", node.start, node.start + 1, detail="a mapping of keys belongs here")
        return replace(source, front_matter=None, body_start=0, troubles=(trouble,))
    doubles = tuple(duplicate_keys(node))
    return replace(source, front_matter=node, body_start=0, troubles=doubles)


def read_topics(source: Source) -> tuple[dict[str, Topic], tuple[Trouble, ...]]:
    """Topics by key, in the order of the file; a parent that is none, or makes a circle, is dropped and noted."""
    troubles: list[Trouble] = []
    topics: dict[str, Topic] = {}
    for key, node in source.front_matter or ():
        why = why_no_address(key.text)
        if why or not TOPIC_KEY.fullmatch(key.text) or key.text.lower() in RESERVED:
            hint = "It names a page: take letters, digits and hyphens. Other words are its label and synonyms."
            detail = f"“{key.text[:LONGEST_SHOWN]}” is no key of a topic{f': it {why}' if why else ''}"
            troubles.append(Trouble("data-file", key.start, key.end, key.text, detail, hint))
            continue
        values = dict(_known(key, node, TOPIC_KEYS, troubles))
        parent = _text(values.get("parent"))
        label = _text(values.get("label")) or key.text.replace("-", " ").capitalize()
        topics.setdefault(
            key.text,
            Topic(
                key.text,
                label,
                parent,
                _texts(values.get("synonyms")),
                _text(values.get("description")),
                key.start,
            ),
        )
    for topic in list(topics.values()):
        if topic.parent and topic.parent not in topics:
            hint = nearest_hint(topic.parent, topics)
            detail = f"the parent “{topic.parent}” of {topic.key} is no topic"
            troubles.append(Trouble("data-file", topic.start, topic.start + len(topic.key), topic.parent, detail, hint))
            topics[topic.key] = replace(topic, parent="")
        elif topic.key in ancestors(topic.key, topics):
            detail = f"{topic.key} lies below itself"
            troubles.append(Trouble("data-file", topic.start, topic.start + len(topic.key), topic.key, detail))
            topics[topic.key] = replace(topic, parent="")
    return topics, tuple(troubles)


def ancestors(key: str, topics: Mapping[str, Topic]) -> tuple[str, ...]:
    """The wider topics of a topic, the nearest first; ends where a circle would begin."""
    found: list[str] = []
    parent = topics[key].parent if key in topics else ""
    while parent in topics and parent not in found:
        found.append(parent)
        parent = topics[parent].parent
    return tuple(found)


def topic_words(topics: Mapping[str, Topic]) -> dict[str, str]:
    """Every word that means a topic → its key: keys first, then labels, then synonyms, all without case."""
    words: dict[str, str] = {key.casefold(): key for key in topics}
    for topic in topics.values():
        for word in (topic.label, *topic.synonyms):
            words.setdefault(word.casefold(), topic.key)
    return words


def read_people(source: Source) -> tuple[dict[str, Person], tuple[Trouble, ...]]:
    """People by everything they may be called, without case: id, name, name as an id, old names, address, account."""
    troubles: list[Trouble] = []
    found: list[tuple[Person, Node]] = []
    for key, node in source.front_matter or ():
        if why := why_too_long(key.text):
            detail = f"“{key.text[:LONGEST_SHOWN]}…” is no id of a person: it {why}"
            hint = "It names a page: take a few letters. The name stands under name."
            troubles.append(Trouble("data-file", key.start, key.end, key.text, detail, hint))
            continue
        found.append((_person(key, dict(_known(key, node, PERSON_KEYS, troubles)), troubles), key))
    people: dict[str, Person] = {}
    for person, _ in found:
        for word in _words_now(person):
            people.setdefault(word, person)
    current = dict(people)
    for person, node in found:
        for name in person.was:
            if (other := current.get(name.casefold())) and other is not person:
                detail = "an old name of this person is the name that somebody else has now"
                hint = "Evidence under that name belongs to one of them: take it away from was."
                troubles.append(Trouble("data-file", node.start, node.end, "", detail, hint))
            for word in filter(None, (name.casefold(), name_slug(name))):
                people.setdefault(word, person)
    return people, tuple(troubles)


def _person(key: Scalar, values: Mapping[str, Node], troubles: list[Trouble]) -> Person:
    return Person(
        key.text,
        shortened_name(_text(values.get("name")) or key.text),
        _texts(values.get("emails")),
        hidden=_is_said(values.get("hide"), troubles),
        accounts=_texts(values.get("accounts")),
        was=_texts(values.get("was")),
        contact=_text(values.get("contact")),
        is_group=_is_said(values.get("group"), troubles),
    )


def _is_said(node: Node | None, troubles: list[Trouble]) -> bool:
    """Whether it says yes. What is neither yes nor no is noted, and taken for yes: so nobody is named by mistake."""
    if node is None or node.is_empty:
        return False
    said = yes_or_no(node.text) if isinstance(node, Scalar) else None
    if said is None:
        troubles.append(
            Trouble("data-file", node.start, node.end, detail="yes or no belongs here: it is taken for yes")
        )
    return said is not False


def _words_now(person: Person) -> Iterator[str]:
    """What somebody may be called today, folded. An account is one with its host, alone, and as its host's address."""
    named = (person.id, person.name, slugify(person.name), *person.emails)
    yield from (word.casefold() for word in named if word)
    for account in person.accounts:
        host, _, login = account.casefold().rpartition(":")
        yield from filter(None, (account.casefold(), login.lstrip("@")))
        if host in NO_REPLY:
            yield f"{login}@{NO_REPLY[host]}"


def person_of(who: str, people: Mapping[str, Person]) -> Person | None:
    """Who of ``people.yml`` is meant by an id, a name, an address, an account, or ``Name <address>``; else None.

    Every question of who somebody is goes through here.
    """
    name, bracket, address = who.strip().partition("<")
    words = [who, address.strip("<> "), name] if bracket else [who]
    for word in (each.strip().lstrip("@").casefold() for each in words):
        found = people.get(word) or people.get(NUMBERED.sub("", word)) or people.get(name_slug(word))
        if found:
            return found
    return None


@lru_cache(maxsize=10_000)  # the same few names stand in all entries
def name_slug(name: str) -> str:
    """A name as an id: how the files of tries have it; "" where no letter or digit is left of it."""
    return bounded(slugify(name))


def identity(who: str, people: Mapping[str, Person]) -> str:
    """By what a person is told from others: the id, else the name as an id, which is how the names of tries have it.

    A mailbox nobody knows stays what it is. It is never shown.
    """
    known = person_of(who, people)
    name = who.partition("<")[0].strip().lstrip("@")
    return known.id if known else who if "@" in name else name_slug(name) or who


def _known(key: Scalar, node: Node, known: tuple[str, ...], troubles: list[Trouble]) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Scalar) and not node.is_empty:
        yield (
            known[0],
            node,
        )  # "chatter: Chatter" is a topic with a label, "ines: Inês Prado" a person with a name
        return
    if not isinstance(node, MappingNode):
        if not node.is_empty:
            detail = f"{key.text} takes {', '.join(known)}"
            troubles.append(Trouble("data-file", node.start, node.start + 1, detail=detail))
        return
    for name, value in node:
        if name.text in known:
            yield name.text, value
        else:
            hint = nearest_hint(name.text, known) or f"Known are {', '.join(known)}."
            troubles.append(
                Trouble("data-file", name.start, name.end, name.text, f"“{name.text}” is no key here", hint)
            )


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) and not node.is_empty else ""


def _texts(node: Node | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(text for text in map(_text, items) if text)
