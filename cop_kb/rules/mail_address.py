"""A mail address in a text that everybody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.markdown.document import without_code
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.place import Place
from cop_kb.reading.vocabulary import person_of
from cop_kb.rules.shared import sources

SEVERITY = Severity.HINT
READS_BODIES = False
HINT = "Does everybody on the site need it? A name is enough: people.yml has addresses, and is not published."
HOST = r"(?P<host>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}(?P<end>[A-Za-z]{2,24}))"
ADDRESS = re.compile(
    rf"(?:(?<![\w.+/@:=$%{{}}&-])|(?<=mailto:))(?P<user>[A-Za-z0-9][\w.+-]{{0,63}})@{HOST}(?![\w@:/-]|\.\w)",
    re.IGNORECASE,
)
FILES = (
    "png jpg jpeg gif webp svg avif ico pdf md txt csv js mjs ts css scss htm html json yml yaml toml ini cfg py sh zip"
)
UNITS = "service socket timer target mount path slice device"
INSIDE = "local localhost lan internal intern corp home example invalid test"
NO_ENDS = frozenset(" ".join((FILES, UNITS, INSIDE)).split())
EXAMPLES = re.compile(
    r"(?:.*\.)?example\.(?:com|org|net|edu)|(?:.*\.)?(?:your|my|some)?-?(?:domain|company|host|server|email)\.\w+",
    re.IGNORECASE,
)
USERS = frozenset(("git", "hg", "svn", "user", "username", "you", "your", "name", "noreply", "no-reply", "root"))
COMMAND = re.compile(r"\b(?:ssh|scp|sftp|rsync|mosh|ssh-copy-id|telnet)\s[^\n]{0,80}\Z")


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each address once, where it stands first. What stands in code is an example or a command.

    That of somebody who is hidden is not repeated here: ``hidden-name`` finds it.
    """
    places: dict[str, list[Place]] = {}
    for source in sources(kb):
        if "@" not in source.text or source in kb.data_files:
            continue
        for found in ADDRESS.finditer(without_code(source.text)):
            if not _is_none(found) and not _is_hidden(found[0], kb):
                start = found.start("user")
                places.setdefault(found[0][start - found.start() :], []).append(source.place(start, found.end()))
    for address, stands in places.items():
        more = f" (and in {len(stands) - 1:,} more places)" if len(stands) > 1 else ""
        yield Finding(stands[0], f"“{address}” is a mail address{more}", HINT)


def _is_hidden(address: str, kb: KnowledgeBase) -> bool:
    known = person_of(address, kb.people)
    return bool(known and known.hidden)


def _is_none(found: re.Match[str]) -> bool:
    """Whether it only looks like the address of somebody."""
    return (
        found["end"].lower() in NO_ENDS
        or found["user"].lower() in USERS
        or bool(EXAMPLES.fullmatch(found["host"]))
        or bool(COMMAND.search(found.string, max(0, found.start() - 100), found.start()))
    )
