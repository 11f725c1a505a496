"""A site in German: no page, no file for scripts, no feed says anything in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from cop_kb.model.words import PLACE
from cop_kb.reading.words import CATALOGUES
from cop_kb.rendering.theme_words import WORDS
from tests.cli.running import DAY, build
from tests.rendering.sites import tree
from tests.staging.staging import stage
from tests.support import write

CONFIG = """\
site_name: Βάση
site_url: https://example.org/
repo_url: https://github.com/a/b
docs_dir: content
theme: {name: cop-kb, language: de}
plugins:
  - cop-kb:
      proven_people: 2
      facets: {glass: {label: Γυαλί, values: [α, β]}}
"""
TRY = "---\nresult: {}\ndate: {}\nwho: {}\ncontext: {{glass: {}}}\n---\nΈτσι.\n"
CONTENT = {
    "mkdocs.yml": CONFIG,
    "content/topics.yml": "a: {label: Θόρυβος}\nb: {label: Τζάμι}\nc: {label: Κενό, parent: b}\n",
    "content/people.yml": "anna: {name: Άννα}\nnikos: {name: Νίκος}\nzoe: {name: Ζωή}\neleni: {name: Ελένη}\n"
    "petros: {name: Πέτρος}\n",
    "content/problems/p1.md": "---\ntopics: [a]\nauthors: [Άννα]\nthanks: [Ζωή]\ndate: 2023-01-02\naka: [βουή]\n"
    "applies_to: {glass: [α]}\nimpact: Πολύ.\nlinks: [https://example.org/1]\n---\n# Βουίζει\n\nΌλη νύχτα.\n\n"
    "## Behelf\n\n### Λάδι\n\nΛάδωσε, όπως [[p2]] και [[p9]] και [εκεί](p8.md).\n\n- [x] Ναι\n",
    "content/problems/p2.md": "---\ntopics: [a]\nauthors: [Νίκος]\ndate: 2024-02-03\ncodes: [Ω-1]\naliases: [old/p2]\n"
    "review: 2025-01-01\n---\n# Τρίζει\n\nΜέρα.\n",
    "content/problems/p3.md": "---\nauthors: [Νίκος]\nsupersedes: [p4]\n---\n# Κολλάει\n\nΒράδυ.\n\n## Ursache\n\nΣκόνη.\n",
    "content/problems/p4.md": "# Παλιό\n\nΠρωί.\n",
    "content/problems/p5.md": "---\nretired: Τέλος.\n---\n# Πάει\n\nΠρωί.\n\n## Lösung\n\nΝέο.\n",
    "content/faqs/f1.md": "---\ntopics: [b]\nauthors: [Άννα]\ndate: 2026-01-01\n---\n# Γιατί;?\n",
    "content/faqs/f2.md": "---\ntopics: [b]\nbased_on: [p1]\n---\n# Πώς;?\n\nΈτσι.\n",
    "content/cases/c1.md": "---\nhappened: 2026-03\nproblem: [p1]\nauthors: [Άννα]\n"
    "applied: [{entry: l1, result: worked, note: Ναι}]\n---\n# Μια νύχτα\n\nΌλα.\n\n## Ausgang\n\nΚαλά.\n",
    "content/lessons/l1.md": "---\nauthors: [Νίκος]\ndate: 2023-01-01\nkind: caution\nadopted_in: [Ω]\naddresses: [p1]\n---\n"
    "# Λάδι\n\nΛάδι.\n\n## Empfehlung\n\nΛάδωσε.\n",
    "content/lessons/l2.md": "---\nauthors: [Νίκος]\n---\n# Νερό\n\nΝερό.\n\n## Empfehlung\n\nΠλύνε.\n",
    **{
        f"content/tried/{slug}/{day}-{who}-abc12{number}.md": TRY.format(result, day, who, glass)
        for number, (slug, result, day, who, glass) in enumerate(
            (
                ("p1", "worked", "2026-01-01", "nikos", "α"),
                ("p1", "partly", "2026-02-01", "eleni", "β"),
                ("p1", "didnt", "2026-03-01", "nikos", "β"),
                ("p1", "trying", "2026-03-02", "petros", "α"),
                ("p1", "unclear", "2026-03-03", "petros", "α"),
                ("p1", "still-true", "2026-03-04", "petros", "α"),
                ("l1", "worked", "2026-01-01", "eleni", "α"),
                ("l1", "worked", "2026-01-02", "petros", "α"),
            )
        )
    },
}
"""Every page kind and every mark, in Greek: what is in Latin letters, the interface says."""

LATIN = re.compile(r"[A-Za-z]")
GREEK = re.compile(r"[Ͱ-Ͽἀ-῿]")
ENGLISH = re.compile(
    r"\b(?:the|of|and|this|what|with|by|to|for|from|nobody|somebody|who|how|is|are|it|not|yet|written|tried|worked|"
    r"problems|cases?|lessons?|entries|entry|topics?|more|show|page|open|state|search)\b",
    re.IGNORECASE,
)
PATH = re.compile(r"https?://\S+|\S+\.md\b")
MATERIAL = {"Made with", "Material for MkDocs"}
"""What Material says in English whatever the language."""
SEEN = {"title", "aria-label", "placeholder", "alt", "data-said", "data-none", "data-failed", "data-more", "data-by"}
SEEN |= {"data-past", "data-helps", "data-nothing", "data-also", "data-missing", "data-kb-since"}
VOID = {"br", "img", "input", "link", "meta", "path", "use", "hr"}
NOT_READ = {"script", "style", "code", "pre"}


class Visible(HTMLParser):
    """The texts that a reader of a page sees or hears."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.texts.update(" ".join(value.split()) for name, value in attrs if name in SEEN and value)
        if tag == "meta" and given.get("name") == "description":
            self.texts.add(given.get("content") or "")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script" and given.get("id") == "kb-search-words":
            self.open.append("words")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "words":
            self.texts.update(json.loads(data).values())
        elif not NOT_READ & set(self.open):
            self.texts.add(" ".join(data.split()))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(write(tmp_path_factory.mktemp("german"), CONTENT), "--no-git", "--today", DAY)


def pages(site: Path) -> Iterator[tuple[str, set[str]]]:
    """The pages with what is seen on them; the guide's own texts on types, rules and settings are English."""
    for name, content in tree(site).items():
        is_manual = name.startswith("guide/") and name != "guide/index.html"
        if name.endswith(".html") and not is_manual:
            yield name, Visible(content.decode()).texts - MATERIAL


def english_texts() -> list[re.Pattern[str]]:
    """The English texts of the interface that are others in German."""
    texts = yaml.safe_load((CATALOGUES / "de.yml").read_text(encoding="utf-8"))
    parts = [PLACE.split(text)[::2] for text, said in texts.items() if text != said]
    return [re.compile(".+?".join(map(re.escape, each))) for each in parts if LATIN.search("".join(each))]


def test_there_is_a_page_of_every_kind(site: Path) -> None:
    names = {name for name, _ in pages(site)}
    kinds = {"index.html", "404.html", "all/index.html", "problems/index.html", "problems/p1/index.html"}
    kinds |= {"faqs/f1/index.html", "cases/c1/index.html", "lessons/l1/index.html", "topics/a/index.html"}
    kinds |= {"topics/index.html", "wanted/index.html", "people/index.html", "map/index.html", "symptoms/index.html"}
    kinds |= {"search/index.html", "guide/index.html", "old/p2/index.html"}
    assert kinds - names == set()


def test_no_page_says_a_text_of_the_interface_in_english(site: Path) -> None:
    patterns = english_texts()
    seen = {text: name for name, texts in pages(site) for text in texts if LATIN.search(text)}
    assert len(seen) > 150
    found = {text: name for text, name in seen.items() if any(each.fullmatch(text) for each in patterns)}
    assert found == {}


def test_no_page_has_english_words(site: Path) -> None:
    found = {
        text: name for name, texts in pages(site) for text in texts if ENGLISH.search(PLACE.sub("", PATH.sub("", text)))
    }
    assert found == {}


def test_what_scripts_and_feed_readers_show_is_german(site: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in [*site.glob("rows/*.js"), site / "search/instant.js"]}
    rows = texts[site / "rows/problems.js"]
    assert all(
        each in rows for each in ('"Stand"', '["contained","eingedämmt"]', '["hunch","Vermutung"]', '"strittig"')
    )
    instant = json.loads(texts[site / "search/instant.js"].removeprefix("kbSearch(").rstrip().removesuffix(")"))
    assert {each["label"] for each in instant["types"]} == {"Problem", "Frage", "Fall", "Lehre"}
    assert {text for text, _ in instant["marks"]} >= {"übernommen", "ersetzt", "überholt", "offen", "fällig"}
    feed = json.loads((site / "feed.json").read_text(encoding="utf-8"))
    assert feed["language"] == "de"
    assert {each["tags"][0] for each in feed["items"]} >= {"Problem", "Frage", "Lehre"}
    assert 'xml:lang="de"' in (site / "feed.xml").read_text(encoding="utf-8")


def test_names_for_programs_stay_what_they_are(site: Path) -> None:
    data = json.loads((site / "kb.json").read_text(encoding="utf-8"))
    found = {each["slug"]: each for each in data["entries"]}
    assert (found["p1"]["state"], found["l1"]["maturity"], found["f1"]["state"]) == ("contained", "adopted", "open")


def test_pages_say_which_language_they_are_in(site: Path) -> None:
    for name in ("index.html", "problems/p1/index.html", "old/p2/index.html"):
        assert '<html lang="de"' in (site / name).read_text(encoding="utf-8")


def test_a_staged_theme_speaks_it_too(tmp_path: Path) -> None:
    folder = stage(write(tmp_path, CONTENT), tmp_path / "staged")
    words = (folder / "theme" / WORDS).read_text(encoding="utf-8")
    assert '{% set trust = "Wie verlässlich das ist" %}' in words
    assert '"none": "Nichts gefunden zu „{q}“."' in words
    assert "Zur hellen Darstellung wechseln" in (folder / "mkdocs.yml").read_text(encoding="utf-8")
