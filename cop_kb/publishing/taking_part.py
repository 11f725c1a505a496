"""What a reader may do about an entry, where it stands: improve it, say how it went, ask. In the forge, or typed."""

from __future__ import annotations

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.values import Result
from cop_kb.publishing.forge import Forge
from cop_kb.publishing.rows import Data, entry_url
from cop_kb.reading.tries import FOLDER, options_of

DAY, RANDOM = "YYYY-MM-DD", "xxxxxx"
"""What a page cannot know, in the address of a new try: a script of the theme puts today's day and letters there."""


def taking_part(entry: Entry, kb: KnowledgeBase, forge: Forge) -> Data:
    """The ways to take part, each with an address in the forge ("" without one) and what to type instead."""
    path = entry.source.path
    return {
        "improve": {"url": forge.edit(path), "path": path},
        "tried": _tried(entry, kb, forge) if entry.type.roles.tried else None,
        "ask": {
            "url": forge.issue(kb.settings.say("Question: {title}", title=entry.title), _asked(entry, kb)),
            "command": _ask_command(kb),
        },
    }


def _tried(entry: Entry, kb: KnowledgeBase, forge: Forge) -> Data:
    path = f"{kb.settings.content}/{FOLDER}{entry.slug}/{DAY}-{RANDOM}.md"
    url = forge.new_file(path, _try_text(entry, kb)) if forge.kind else ""
    return {"url": url, "command": f'cop-kb tried {entry.slug} {Result.WORKED} -m "…"'}


def _try_text(entry: Entry, kb: KnowledgeBase) -> str:
    """The file of a try that only lacks how it went. Who wrote it is known from Git, if that is asked."""
    say = kb.settings.say
    others = ", ".join(each for each in Result if each != Result.WORKED)
    lines = [
        "---",
        f"result: {Result.WORKED}  # {say('or {others}', others=others)}",
        *([] if kb.settings.git else [f"who:  # {say('your name')}"]),
    ]
    if options := options_of(entry):
        lines.append(f"# of: {say('which of {options}', options='; '.join(options))}")
    for name, facet in kb.settings.facets.items():
        if facet is next(iter(kb.settings.facets.values())):
            lines.append("# context:")
        known = ", ".join(facet.values)
        lines.append(f"#   {name}: {say('one of {values}', values=known) if known else ''}".rstrip())
    lines += ["---", "", f"<!-- {say('One sentence: where was it, and how did it go?')} -->", ""]
    return "\n".join(" ".join(line.splitlines()) for line in lines)


def _asked(entry: Entry, kb: KnowledgeBase) -> str:
    """The beginning of a question: what it is about."""
    site = kb.settings.site_url
    about = f"{site.rstrip('/')}/{entry_url(kb, entry)}" if site else entry.source.path
    said = kb.settings.say("About “{title}”: {address}", title=entry.title, address=about)
    return f"\n\n{said}\n"


def _ask_command(kb: KnowledgeBase) -> str:
    """What to type to write down a question: an entry of the type whose titles are questions, "" without one."""
    found = next((each.name for each in kb.types.values() if each.title_ends_with == "?"), "")
    return f'cop-kb new {found} "…?"' if found else ""
