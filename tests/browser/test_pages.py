"""What a reader sees: every kind of page, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import served, visiting
from tests.conftest import Example

pytestmark = pytest.mark.browser

ENTRY = "problems/blade-chatters-on-dry-glass/"
KINDS = {
    "home": "",
    "list": "problems/",
    "entry": ENTRY,
    "topic": "topics/chatter/",
    "topics": "topics/",
    "wanted": "wanted/",
    "guide": "guide/",
    "type": "guide/problem/",
    "rules": "guide/rules/",
    "rule": "guide/rules/dead-link/",
    "settings": "guide/settings/",
    "plain": "glossary/",
    "missing": "there-is-no-such-page/",
}
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_whole(kind: str, width: int, scheme: str, browser: Browser, site: str) -> None:
    with visiting(browser, site, viewport={"width": width, "height": 900}, color_scheme=scheme) as visit:
        visit.page.goto(site + KINDS[kind], wait_until="networkidle")
        assert visit.complaints == []
        assert visit.page.locator("h1").count() == 1
        assert visit.page.title().strip()
        assert not visit.page.evaluate(WIDER_THAN_THE_SCREEN)


def test_the_answer_and_its_trust_are_above_the_fold_on_a_phone(browser: Browser, site: str) -> None:
    with visiting(browser, site, viewport={"width": 390, "height": 844}) as visit:
        visit.page.goto(site + ENTRY)
        for selector in ("h1", ".kb-badge--known-error, .kb-badge--partial", ".kb-badge--proven", ".kb-answer h2"):
            box = visit.page.locator(selector).first.bounding_box()
            assert box, selector
            assert box["y"] < 700, selector


def test_material_s_search_finds_an_entry_by_title_by_other_words_and_by_code(browser: Browser, site: str) -> None:
    with visiting(browser, site, viewport={"width": 1440, "height": 900}) as visit:
        for words, slug in (
            ("blade chatters dry", "blade-chatters-on-dry-glass"),
            ("Thermoschutz", "motor-cuts-out-in-heavy-snow"),
            ("WIP-041", "motor-cuts-out-in-heavy-snow"),
        ):
            visit.page.goto(site, wait_until="networkidle")
            visit.page.keyboard.press("s")
            visit.page.locator("input[name=query]").press_sequentially(words, delay=20)
            link = visit.page.locator(f".md-search-result__link[href*='{slug}']").first
            link.wait_for(timeout=15_000)
        assert visit.complaints == []


def test_a_code_and_an_old_address_lead_on(browser: Browser, site: str, example: Example) -> None:
    with visiting(browser, site) as visit:
        visit.page.goto(f"{site}go/WIP-041/")
        visit.page.wait_for_url(re.compile("problems/motor-cuts-out-in-heavy-snow/"))
        alias = next(
            path.parent.relative_to(example.site).as_posix()
            for path in sorted(example.site.rglob("index.html"))
            if b'http-equiv="refresh"' in path.read_bytes() and "go/" not in path.as_posix()
        )
        visit.page.goto(f"{site}{alias}/")
        visit.page.wait_for_selector("h1")
        assert alias not in visit.page.url


def test_without_javascript_everything_is_read(browser: Browser, site: str) -> None:
    with visiting(browser, site, java_script_enabled=False, viewport={"width": 390, "height": 844}) as visit:
        visit.page.goto(site)
        visit.page.locator(".kb a[href*='problems/']").first.click()
        visit.page.locator(f".kb a[href*='{ENTRY.split('/')[1]}']").first.click()
        assert "Blade chatters" in visit.page.locator("h1").inner_text()
        assert visit.page.locator(".kb-answer").inner_text().strip()


def test_a_site_below_a_sub_path_works(browser: Browser, example: Example, tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(example.site)
    with served(tmp_path) as base, visiting(browser, base) as visit:
        visit.page.goto(f"{base}docs/{ENTRY}", wait_until="networkidle")
        visit.page.locator(".kb a[href*='topics/chatter']").first.click()
        visit.page.wait_for_url(re.compile("/docs/topics/chatter/"))
        assert visit.complaints == []
