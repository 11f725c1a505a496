"""After any edits, a build that takes what it can from the last one gives what a clean build gives, byte for byte.

The normal run makes a few; ``python -m pytest -m long tests/rendering/test_random_edits.py`` makes many.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cop_kb.cli import cli
from cop_kb.model.finding import Severity
from cop_kb.reading import answers, kept_files, knowledge_base
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.rendering.build import Manner, build
from cop_kb.rendering.planning import make_plan
from cop_kb.rules import check
from tests.support import TODAY, read

CONFIG = (
    "site_name: Trial\ndocs_dir: content\ntheme: {{name: cop-kb{theme}}}\nplugins: [material/search, cop-kb]\n{more}"
)
SLUGS = ("chatter", "streaks", "lift", "noise")
SLUG = st.sampled_from(SLUGS)
WORDS = st.text("abc é<&*[](){}`\n", max_size=30)
DETAILS = "\n## Cause\n\nWax.\n\nDetails:"
TOPICS = "blade: {label: Blade}\nrubber: {label: Rubber, parent: blade}\n"


class Edits(RuleBasedStateMachine):
    """A knowledge base that is edited and built."""

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.edits = 0
        self.put("content/topics.yml", TOPICS)
        self.put("mkdocs.yml", CONFIG.format(theme="", more=""))
        for slug in SLUGS[:3]:
            self.put(f"content/problems/{slug}.md", f"---\ntitle: Blade {slug}\n---\n## Symptom\n\nIt does.\n{DETAILS}")
        build(make_plan(read(self.root)), self.root / "mkdocs.yml", self.root / "site")

    def put(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def entry(self, slug: str) -> str:
        path = self.root / f"content/problems/{slug}.md"
        return path.read_text(encoding="utf-8") if path.exists() else f"---\ntitle: New {slug}\n---\n"

    @rule(slug=SLUG, words=WORDS)
    def text(self, slug: str, words: str) -> None:
        self.put(f"content/problems/{slug}.md", f"{self.entry(slug)}\n{words}\n")

    @rule(slug=SLUG, words=WORDS)
    def details(self, slug: str, words: str) -> None:
        """Something that, most of the time, others do not see."""
        before, mark, _ = self.entry(slug).partition("\n\nDetails:")
        self.put(f"content/problems/{slug}.md", f"{before}{mark} {words}\n" if mark else before + DETAILS)

    @rule(slug=SLUG, number=st.integers(0, 9))
    def title(self, slug: str, number: int) -> None:
        self.put(f"content/problems/{slug}.md", f"---\ntitle: Title {number}\n---\n## Symptom\n\nAnother.\n")

    @rule(slug=SLUG, other=SLUG)
    def link(self, slug: str, other: str) -> None:
        self.put(f"content/problems/{slug}.md", f"{self.entry(slug)}\nSee [[{other}]].\n")

    @rule(slug=SLUG, number=st.integers(0, 2))
    def ref(self, slug: str, number: int) -> None:
        if (self.root / f"content/problems/{slug}.md").exists():
            self.put(f"content/cases/van-{number}.md", f"---\ntitle: Van {number}\nproblem: {slug}\n---\nIt stood.\n")

    @rule(slug=SLUG, topic=st.sampled_from(["blade", "rubber"]))
    def topic(self, slug: str, topic: str) -> None:
        self.put(f"content/problems/{slug}.md", f"---\ntitle: On {topic}\ntopics: [{topic}]\n---\nText.\n")

    @rule(label=st.sampled_from(["Blade", "Blades", "Wischblatt"]))
    def vocabulary(self, label: str) -> None:
        self.put("content/topics.yml", TOPICS.replace("{label: Blade}", f"{{label: {label}}}"))

    @rule(slug=SLUG, result=st.sampled_from(["worked", "partly", "didnt"]), number=st.integers(100000, 100009))
    def attempt(self, slug: str, result: str, number: int) -> None:
        self.put(f"content/tried/{slug}/2026-11-01-ines-{number}.md", f"---\nresult: {result}\n---\n")

    @rule(slug=SLUG)
    def delete(self, slug: str) -> None:
        (self.root / f"content/problems/{slug}.md").unlink(missing_ok=True)

    @rule(slug=SLUG, other=SLUG)
    def rename(self, slug: str, other: str) -> None:
        path = self.root / f"content/problems/{slug}.md"
        if path.exists():
            path.replace(path.with_name(f"{other}.md"))

    @rule(more=st.sampled_from(["", "site_url: https://kb.example/\n", "markdown_extensions: [admonition]\n"]))
    def configuration(self, more: str) -> None:
        self.put("mkdocs.yml", CONFIG.format(theme="", more=more))

    @rule(language=st.sampled_from(["", ", language: de"]))
    def theme(self, language: str) -> None:
        self.put("mkdocs.yml", CONFIG.format(theme=language, more=""))

    @rule(text=st.sampled_from(["One", "Two"]))
    def template(self, text: str) -> None:
        self.put("mine/partials/copyright.html", f"<p>{text} {{{{ page.title }}}}</p>")
        self.put("mkdocs.yml", CONFIG.format(theme=", custom_dir: mine", more=""))

    @invariant()
    def built(self) -> None:
        """Every edit is built: pages come from what was kept, from the site before the last, and anew."""
        if hasattr(self, "root"):
            self.sites("site")
            self.command("again")

    def sites(self, *names: str) -> bool:
        """Build these, the one that is named so clean; unless there are errors."""
        kb = read(self.root)
        if any(finding.severity is Severity.ERROR for finding in check(kb)):
            return False
        for name in names:
            build(make_plan(kb), self.root / "mkdocs.yml", self.root / name, Manner(clean=name == "clean"))
        return True

    def command(self, name: str) -> None:
        """Build one as somebody does: what others do not see is built alone."""
        CliRunner().invoke(cli, [*f"-C {self.root} build --today {TODAY} --site-dir {self.root / name}".split()])

    def teardown(self) -> None:
        if not hasattr(self, "root"):
            return
        assert read(self.root) == load(load_settings(self.root / "mkdocs.yml"), TODAY, clean=True)
        if self.sites("site", "clean"):
            self.command("again")
            warm, again, clean = (
                {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}
                for site in (self.root / "site", self.root / "again", self.root / "clean")
            )
            assert warm.keys() == again.keys() == clean.keys()
            assert [name for name in warm if warm[name] != clean[name]] == []
            assert [name for name in again if again[name] != clean[name]] == []
        shutil.rmtree(self.root)


@pytest.fixture(autouse=True)
def kept_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is kept, though there is little of it and it is new."""
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    monkeypatch.setattr(kept_files, "JUST_NOW", 0)
    monkeypatch.setattr(answers, "JUST_NOW", 0)


COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}


class TestAFewEdits(Edits.TestCase):  # type: ignore[misc]  # hypothesis makes the class when it runs
    settings = settings(max_examples=4, stateful_step_count=4, **COMMON)


@pytest.mark.long
class TestManyEdits(Edits.TestCase):  # type: ignore[misc]  # hypothesis makes the class when it runs
    settings = settings(max_examples=70, stateful_step_count=8, **COMMON)
