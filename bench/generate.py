"""A knowledge base of N entries of all types, with relations, tries, topics, code and tables: same seed, same bytes.

usage: python bench/generate.py FOLDER [N] [SEED]
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

from cop_kb.entry_types import load_types
from cop_kb.model.entry_type import EntryType

WORDS = [
    "blade",
    "arm",
    "glass",
    "motor",
    "linkage",
    "rubber",
    "edge",
    "nozzle",
    "sensor",
    "spindle",
    "spring",
    "bracket",
    "park",
    "reversal",
    "chatter",
    "streak",
    "lift",
    "noise",
    "current",
    "torque",
    "angle",
    "preload",
    "wear",
    "ageing",
    "heat",
    "frost",
    "rain",
    "coating",
    "washer",
    "hose",
    "pump",
    "relay",
    "signal",
    "voltage",
    "sample",
    "supplier",
    "batch",
    "plant",
    "test",
    "bench",
    "vehicle",
    "van",
    "saloon",
    "driver",
    "winter",
    "summer",
    "ozone",
    "graphite",
    "wax",
    "film",
    "dust",
    "salt",
]
VERBS = [
    "shows",
    "changes",
    "needs",
    "holds",
    "loses",
    "damps",
    "raises",
    "lowers",
    "keeps",
    "bends",
    "sticks",
    "turns",
    "measures",
    "drifts",
]
RARE = 0.3
TOPICS = [f"topic-{number}" for number in range(24)]
PEOPLE = [f"person-{number}" for number in range(30)]
MKDOCS_YML = """\
site_name: Generated
docs_dir: content
theme:
  name: {theme}
plugins:
{plugins}
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc:
      permalink: true
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
"""
OURS = """\
  - material/search
  - cop-kb:
      facets:
        vehicle: [compact, saloon, van, truck]"""


class Writer:
    """Writes entries that look like people's: headings, lists, code, a table, links, about 400 words."""

    def __init__(self, folder: Path, count: int, seed: int) -> None:
        self.folder, self.random = folder, random.Random(seed)
        types = list(load_types().values())
        self.entries = [(types[number % len(types)], f"{self.phrase(3, '-')}-{number}") for number in range(count)]
        self.slugs = {each.name: [slug for owner, slug in self.entries if owner.name == each.name] for each in types}

    def phrase(self, words: int, by: str = " ") -> str:
        return by.join(self.word() for _ in range(words))

    def word(self) -> str:
        """A common word, or one of many rarer ones: as in people's texts, and not 67 words again and again."""
        first = self.random.choice(WORDS)
        return first + self.random.choice(WORDS) if self.random.random() < RARE else first

    def sentence(self) -> str:
        text = f"{self.phrase(4)} {self.random.choice(VERBS)} {self.phrase(5)}"
        return f"{text.capitalize()} at {self.random.randint(2, 90)} N."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 5)))

    def write(self) -> None:
        self.put("mkdocs.yml", MKDOCS_YML.format(theme="cop-kb", plugins=OURS))
        topics = [f"{key}: {{label: {key.capitalize()}, synonyms: [{self.phrase(2)} {key}]}}" for key in TOPICS]
        self.put("content/topics.yml", "\n".join(topics) + "\n")
        self.put("content/people.yml", "\n".join(f"{who}: {{name: {who.title()}}}" for who in PEOPLE) + "\n")
        self.put("content/index.md", f"# Generated\n\n{self.paragraph()}\n")
        for entry_type, slug in self.entries:
            self.put(f"content/{entry_type.plural}/{slug}.md", self.entry(entry_type, slug))
            if entry_type.roles.tried:
                self.tries(slug)

    def put(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def entry(self, entry_type: EntryType, slug: str) -> str:
        day = date(2023, 1, 1) + timedelta(days=self.random.randint(0, 1400))
        lines = ["---", f"title: {self.phrase(5).capitalize()} {slug.rpartition('-')[2]}{entry_type.title_ends_with}"]
        lines += [f"topics: [{', '.join(self.random.sample(TOPICS, 2))}]", f"aka: [{self.phrase(2)}, {self.phrase(3)}]"]
        lines += [f"date: {day}", f"authors: [{self.random.choice(PEOPLE)}]", "applies_to: {vehicle: [van]}"]
        for field in entry_type.fields.values():
            if field.kind == "refs" and field.to and field.to != ("self",):
                lines.append(f"{field.name}: [{self.random.choice(self.slugs[field.to[0]])}]")
        lines.append("---")
        for section in entry_type.sections:
            if section.expected or self.random.random() < 0.3:
                lines += ["", f"## {section.title}", "", self.paragraph()]
                if section.max_sentences is None:
                    lines += ["", self.extra()]
        other = self.random.choice(self.entries)[1]
        return "\n".join([*lines, "", f"See [[{other}]] and [the home page](../index.md).", ""])

    def extra(self) -> str:
        kind = self.random.randrange(4)
        if kind == 0:
            return "\n".join(f"- {self.sentence()}" for _ in range(4))
        if kind == 1:
            rows = [f"| {self.phrase(1)} | {self.random.randint(1, 99)} |" for _ in range(4)]
            return "\n".join(["| part | N |", "|---|---:|", *rows])
        if kind == 2:
            return f"```python\nload = {self.random.randint(1, 99)}\nprint(load * 0.8)\n```"
        return f'!!! warning "{self.phrase(2).capitalize()}"\n    {self.sentence()}'

    def tries(self, slug: str) -> None:
        for _ in range(self.random.randint(0, 3)):
            day = date(2025, 1, 1) + timedelta(days=self.random.randint(0, 600))
            name = "".join(self.random.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(6))
            result = self.random.choice(["worked", "worked", "worked", "partly", "didnt"])
            who = self.random.choice(PEOPLE)
            self.put(f"content/tried/{slug}/{day}-{who}-{name}.md", f"---\nresult: {result}\n---\n{self.sentence()}\n")


if __name__ == "__main__":
    Writer(Path(sys.argv[1]), *(int(word) for word in (sys.argv[2:] + ["500", "1"][len(sys.argv) - 2 :]))).write()
