"""A mail address in a text that everybody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.markdown import without_code
from cop_kb.rules.shared import sources

SEVERITY = Severity.HINT
HINT = "Does everybody on the site need it? A name is enough: people.yml has addresses, and is not published."
ADDRESS = re.compile(
    r"(?<![\w.+/@:=-])(?:(?<=mailto:)|(?<!mailto:))(?P<user>[A-Za-z0-9][\w.+-]{0,63})@"
    r"(?P<host>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}(?P<end>[A-Za-z]{2,24}))(?![\w@:/-]|\.\w)"
)
MAILTO = re.compile(
    r"mailto:(?P<user>[\w.+-]{1,64})@(?P<host>(?:[\w-]{1,63}\.){1,5}(?P<end>[A-Za-z]{2,24}))", re.IGNORECASE
)
NO_ENDS = frozenset(
    "png jpg jpeg gif webp svg avif ico pdf md txt csv js mjs ts css scss html htm json yml yaml toml ini cfg conf sh py rb "
    "zip gz service socket timer target mount path slice device local localhost lan internal intern corp home "
    "example invalid test".split()
)
EXAMPLES = re.compile(
    r"(?:.*\.)?example\.(?:com|org|net|edu)|(?:.*\.)?(?:your|my|some)?-?(?:domain|company|host|server|email)\.\w+",
    re.IGNORECASE,
)
USERS = frozenset(("git", "hg", "svn", "user", "username", "you", "your", "name", "noreply", "no-reply", "root"))
COMMAND = re.compile(r"\b(?:ssh|scp|sftp|rsync|mosh|ssh-copy-id|telnet)\s[^\n]{0,80}\Z")


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """In prose and front matter; what stands in code is an example or a command."""
    for source in sources(kb):
        if "@" not in source.text or source in kb.data_files:
            continue
        text = without_code(source.text)
        for found in (*ADDRESS.finditer(text), *MAILTO.finditer(text)):
            if not _is_none(found):
                start = found.start("user")
                yield Finding(
                    source.place(start, found.end()), f"“{text[start : found.end()]}” is a mail address", HINT
                )


def _is_none(found: re.Match[str]) -> bool:
    """Whether it only looks like the address of somebody."""
    return (
        found["end"].lower() in NO_ENDS
        or found["user"].lower() in USERS
        or bool(EXAMPLES.fullmatch(found["host"]))
        or bool(COMMAND.search(found.string, max(0, found.start() - 100), found.start()))
    )
