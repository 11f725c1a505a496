"""What a reader sees and does on an entry and on the pages of people: at a glance, by hand, on paper, without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import serving, visiting
from tests.cli.running import build
from tests.conftest import Example
from tests.support import MKDOCS_YML, write

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
FORGE = "repo_url: https://github.com/w/kb\nedit_uri: edit/main/content/\nsite_url: https://w.example/kb/\n"
FILES = {
    "mkdocs.yml": FORGE + MKDOCS_YML,
    "content/people.yml": "hanna: Hanna Vogt\nwei: Zhang Wei\n",
    "content/topics.yml": "glass: Glass\n",
    "content/lessons/glass/rtl.md": f"---\ntitle: امسح الزجاج {LONG}\nlang: ar\nauthors: [hanna]\ndate: 2026-01-01\ncodes: [W-1]\naka: [{LONG}]\n---\nاغسل\n\n## Recommendation\n\nاغسل {LONG}.\n",
    "content/tried/rtl/2026-10-01-wei-abc123.md": "---\nresult: didnt\ncontext: {glass: coated}\n---\nNo.\n",
    "content/tried/rtl/2026-09-01-wei-abc124.md": "---\nresult: worked\ncontext: {glass: plain}\n---\nYes.\n",
    "content/faqs/open.md": '---\nauthors: [wei]\ntitle: Is </script> & "so" a word?\n---\n',
    "content/lessons/one.md": "Warm it.\n",
}
PAGES = ("lessons/rtl/", "faqs/open/", "lessons/one/", "people/", "people/hanna/", "topics/glass/", "")


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose repository is at a forge, and with the hardest entries to show."""
    site = build(write(tmp_path_factory.mktemp("forged"), FILES))
    with serving(site) as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (2560, "dark")])
def test_everybody_can_read_every_page(width: int, scheme: str, browser: Browser, forged: str) -> None:
    with visiting(browser, forged, color_scheme=scheme, viewport={"width": width, "height": 900}) as visit:
        for path in PAGES:
            wide, window = visit.go(path).width()
            assert wide <= window, path
            assert visit.barriers() == [], path
        assert visit.wrong == []


def test_the_answer_is_above_the_fold_of_a_phone(example: Example, browser: Browser, address: str) -> None:
    known = json.loads((example.site / "kb.json").read_text(encoding="utf-8"))["entries"]
    some = [each["url"] for each in known if each["disputed"]] + [each["url"] for each in known[::8]]
    with visiting(browser, address, viewport={"width": 390, "height": 844}) as visit:
        for url in some:
            answers = visit.go(url).page.locator("section.kb-answer > :is(p, ul, ol, pre)").first
            if answers.count():
                box = answers.bounding_box()
                assert box
                assert box["y"] + 48 < 844, url


def test_a_disputed_entry_says_so_with_where_who_and_when(browser: Browser, forged: str) -> None:
    with visiting(browser, forged) as visit:
        trust = visit.go("lessons/rtl/").page.locator(".kb-trust")
        said = " ".join(trust.inner_text().split())
        assert "tried worked for 1 person besides its author (plain), didn't 1 ×, last 2026-10-01" in said
        assert re.search(r"disputed didn't work: glass: coated; Zhang Wei, 2026-10-01", said)
        assert "Ask Zhang Wei, Hanna Vogt" in said


def test_a_try_is_begun_with_todays_date_and_a_name_nobody_has(browser: Browser, forged: str) -> None:
    with visiting(browser, forged) as visit:
        link = visit.go("lessons/rtl/").page.get_by_role("link", name="I tried it")
        asked = parse_qs(urlsplit(link.get_attribute("href") or "").query)
        today = datetime.now(UTC).date()
        assert re.fullmatch(rf"{today:%Y-%m}-\d\d-[a-z0-9]{{6}}\.md", asked["filename"][0])
        assert "YYYY" not in asked["value"][0]
        names = {
            visit.go("lessons/rtl/").page.get_by_role("link", name="I tried it").get_attribute("href") for _ in range(2)
        }
        assert len(names) == 2


def test_what_is_missing_leads_to_the_editor(browser: Browser, forged: str) -> None:
    with visiting(browser, forged) as visit:
        gap = visit.go("faqs/open/").page.locator(".kb-gap")
        expect(gap).to_contain_text("What is the short answer?")
        assert gap.locator("a").get_attribute("href") == "https://github.com/w/kb/edit/main/content/faqs/open.md"


def test_programs_read_what_people_read(browser: Browser, forged: str) -> None:
    with visiting(browser, forged) as visit:
        page = visit.go("faqs/open/").page
        found = json.loads(page.locator("script[type='application/ld+json']").inner_text())
        title = 'Is </script> & "so" a word?'
        assert (found["headline"], found["url"]) == (title, "https://w.example/kb/faqs/open/")
        assert page.locator("meta[property='og:title']").get_attribute("content") == title
        assert page.locator("link[rel=canonical]").get_attribute("href") == found["url"]


def test_what_changed_since_the_last_visit_is_marked_and_the_first_visit_marks_nothing(
    browser: Browser, forged: str
) -> None:
    with visiting(browser, forged) as visit:
        page = visit.go("").page
        assert page.locator(".kb-since").count() == 0
        [key] = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('cop-kb:visit'))")
        page.evaluate("key => localStorage.setItem(key, '2026-08-01 2026-09-20')", key)
        visit.go("lessons/rtl/")
        expect(page.locator(".kb-event--didnt .kb-since")).to_have_text("new to you")
        expect(page.locator(".kb-event--worked .kb-since")).to_have_count(0)
        visit.go("lessons/rtl/")
        expect(page.locator(".kb-since")).to_have_count(1)


def test_paper_shows_answer_trust_and_a_short_address_and_nothing_to_press(browser: Browser, forged: str) -> None:
    with visiting(browser, forged) as visit:
        page = visit.go("lessons/rtl/").page
        page.emulate_media(media="print")
        for shown in (".kb-trust", ".kb-answer", ".kb-address"):
            expect(page.locator(shown)).to_be_visible()
        assert page.locator(".kb-address").inner_text() == f"{forged}go/W-1/"
        for hidden in (".kb-gap", ".kb-ways", ".md-header", ".md-sidebar", ".md-footer"):
            for each in page.locator(hidden).all():
                expect(each).to_be_hidden()


def test_without_a_script_there_is_nothing_that_does_nothing(browser: Browser, address: str) -> None:
    with visiting(browser, address, java_script_enabled=False) as visit:
        page = visit.go("problems/blade-chatters-on-dry-glass/").page
        expect(page.locator(".kb-ways code").first).to_have_text(
            'cop-kb tried blade-chatters-on-dry-glass worked -m "…"'
        )
        expect(page.locator(".kb-copy").first).to_be_hidden()
        assert page.locator(".kb-event time").first.inner_text().count("-") == 2
