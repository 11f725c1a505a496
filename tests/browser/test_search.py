"""The search finds an entry by whatever somebody would call it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as NotInTimeError

from tests.browser.conftest import Visit, visiting
from tests.conftest import Example

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def entries(example: Example) -> list[dict[str, Any]]:
    """What the example knows, as it tells other programs."""
    known: list[dict[str, Any]] = json.loads((example.site / "kb.json").read_text(encoding="utf-8"))["entries"]
    return known


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        yield visit


def is_among_the_first(visit: Visit, words: str, url: str, most: int) -> bool:
    """Whether the search, once it has caught up with what is typed, shows an entry among the first."""
    field = visit.page.locator("input[data-md-component='search-query']")
    field.fill("")
    field.press_sequentially(words)
    try:
        visit.page.wait_for_function(AMONG, arg=[visit.address + url, most])
    except NotInTimeError:
        return False
    return True


AMONG = """([url, most]) => {
  const links = [...document.querySelectorAll("a.md-search-result__link")].map(link => link.href.split(/[?#]/)[0])
  return [...new Set(links)].slice(0, most).includes(url)
}"""


def test_the_button_opens_it(visit: Visit) -> None:
    visit.go("").page.locator("[data-kb-search]").click()
    expect(visit.page.locator("input[data-md-component='search-query']")).to_be_focused()
    assert visit.wrong == []


def test_by_title(visit: Visit, entries: list[dict[str, Any]]) -> None:
    entry = next(each for each in entries if each["slug"] == "blade-chatters-on-dry-glass")
    visit.go("").page.locator("[data-kb-search]").click()
    assert is_among_the_first(visit, entry["title"], entry["url"], 1)
    assert visit.wrong == []


def test_by_what_else_it_is_called(visit: Visit, entries: list[dict[str, Any]]) -> None:
    named = [entry for entry in entries if entry["aka"]]
    assert len(named) > 5
    visit.go("").page.locator("[data-kb-search]").click()
    for entry in named[:2]:
        assert is_among_the_first(visit, entry["aka"][0], entry["url"], 3), entry["aka"][0]
    assert visit.wrong == []


def test_by_a_code(visit: Visit, entries: list[dict[str, Any]]) -> None:
    coded = [entry for entry in entries if entry["codes"]]
    visit.go("guide/").page.keyboard.press("/")
    for entry in coded[:3]:
        assert is_among_the_first(visit, entry["codes"][0], entry["url"], 3), entry["codes"][0]
    assert visit.wrong == []


def test_a_result_leads_to_its_entry(visit: Visit) -> None:
    visit.go("about/").page.keyboard.press("s")
    url = "problems/blade-chatters-on-dry-glass/"
    assert is_among_the_first(visit, "blade chatters dry", url, 1)
    visit.page.locator("a.md-search-result__link").first.click()
    visit.page.wait_for_url(lambda there: there.startswith(visit.address + url))
    assert visit.wrong == []
