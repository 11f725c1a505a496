"""The search, as a reader meets it: the box that answers while one types, and the page for the full text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from cop_kb.rendering.build import build as build_plan
from cop_kb.rendering.planning import make_plan
from cop_kb.search import BUNDLE
from tests.browser.conftest import BELOW, Visit, serving, visiting
from tests.cli.running import build
from tests.conftest import Example
from tests.support import MKDOCS_YML, read, write

pytestmark = pytest.mark.browser

CHATTER = "problems/blade-chatters-on-dry-glass/"


@pytest.fixture(scope="module")
def entries(example: Example) -> list[dict[str, Any]]:
    """What the example knows, as it tells other programs."""
    known: list[dict[str, Any]] = json.loads((example.site / "kb.json").read_text(encoding="utf-8"))["entries"]
    return known


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        yield visit
        assert visit.wrong == []


def box(page: Page, place: str = "header") -> Any:
    """The field of a search box."""
    return page.locator(f"#kb-find-{place}")


def hits(page: Page) -> Any:
    """What a box shows, without the way to the full text."""
    return page.locator(".kb-find--open .kb-hit:not(.kb-hit--all)")


def test_a_keyboard_is_enough(visit: Visit) -> None:
    page = visit.go("about/").page
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("blade chaters dry")
    expect(hits(page).first).to_contain_text("Blade chatters on dry glass")
    expect(page.locator(".kb-find--open [role=status]")).to_have_text("8 results")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = page.locator(".kb-find--open [aria-selected=true]")
    expect(chosen).to_contain_text("Blade chatters on dry glass")
    expect(box(page)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(page.locator(".kb-find__panel:visible")).to_have_count(0)
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(hits(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(visit.address + CHATTER)


@pytest.mark.parametrize("key", ["s", "f"])
def test_letters_open_it_where_nobody_types(visit: Visit, key: str) -> None:
    page = visit.go("").page
    page.keyboard.press(key)
    expect(box(page, "home")).to_be_focused()
    expect(box(page, "home")).to_have_value("")
    page.keyboard.press(key)
    expect(box(page, "home")).to_have_value(key)


def test_codes_other_names_and_symptoms_come_first(visit: Visit, entries: list[dict[str, Any]]) -> None:
    field = box(visit.go(CHATTER).page)
    asked = [(entry["aka"][0], entry["title"]) for entry in entries if entry["aka"] and not entry["superseded_by"]][:3]
    asked += [(entry["codes"][0].lower(), entry["title"]) for entry in entries if entry["codes"]][:2]
    assert len(asked) == 5
    for words, title in asked:
        field.fill(words)
        expect(hits(visit.page).first.locator(".kb-hit__title")).to_have_text(title)


def test_what_is_no_longer_current_is_shown_on_request(visit: Visit, entries: list[dict[str, Any]]) -> None:
    old = next(entry for entry in entries if entry["superseded_by"])
    page = visit.go("about/").page
    box(page).fill(old["title"])
    expect(hits(page).first).to_contain_text("In place of")
    expect(page.locator(".kb-hit .kb-badge", has_text="superseded")).to_have_count(0)
    page.get_by_label("Also show replaced entries").check()
    expect(hits(page).first.locator(".kb-hit__title")).to_have_text(old["title"])
    expect(hits(page).first.locator(".kb-badge")).to_have_text("superseded")


def test_nothing_found_says_what_to_do(visit: Visit) -> None:
    page = visit.go("").page
    box(page, "home").fill("xqzvw")
    expect(page.locator(".kb-find--open [role=status]")).to_have_text("Nothing found for “xqzvw”.")
    page.get_by_role("link", name="How to take part").last.click()
    page.wait_for_url(visit.address + "guide/")


def test_the_index_is_fetched_when_the_box_is_first_used(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url.removeprefix(visit.address)))
    page = visit.go(CHATTER).page
    assert not [url for url in asked if url.startswith("search/")]
    box(page).fill("chatter")
    expect(hits(page).first).to_be_visible()
    assert "search/instant.js" in asked
    assert not [url for url in asked if "pagefind" in url or "search_index" in url]


def test_the_full_text_with_facets_and_the_way_back(visit: Visit) -> None:
    page = visit.go("").page
    box(page, "home").fill("Shore")
    page.keyboard.press("Enter")
    page.wait_for_url(visit.address + "search/?q=Shore")
    results, status = page.locator(".kb-found__item"), page.locator(".kb-found__count")
    expect(status).to_contain_text("result")
    every = status.inner_text()
    expect(results.first.locator("mark").first).to_be_visible()
    first = page.locator("[data-kb-choice^='type=']").first
    choice = first.get_attribute("data-kb-choice") or ""
    number = int(page.locator(f"label:has([data-kb-choice={json.dumps(choice)}]) .kb-count").inner_text())
    first.check()
    expect(status).to_have_text(f"{number} results" if number > 1 else "1 result")
    expect(page).to_have_url(f"{visit.address}search/?q=Shore&type={choice.removeprefix('type=')}")
    expect(page.locator(f"[data-kb-choice='{choice}']")).to_be_focused()
    assert page.locator("[data-kb-choice^='type=']").count() > 1, "what else could be chosen is still there"
    assert page.locator("legend", has_text="Vehicle").count() + page.locator("legend", has_text="Glass").count() > 0
    page.get_by_label("Order").select_option("date")
    dates = page.locator(".kb-found__item time")
    expect(page).to_have_url(f"{visit.address}search/?q=Shore&type={choice.removeprefix('type=')}&sort=date")
    expect(status).to_have_text(f"{number} results" if number > 1 else "1 result")
    page.wait_for_function(
        "(s => s.length && String(s) === String([...s].sort().reverse()))"
        "([...document.querySelectorAll('.kb-found__item time')].map(each => each.dateTime))"
    )
    assert dates.count() > 0
    results.first.locator("a").last.click()
    page.wait_for_url(lambda url: "/search/" not in url)
    page.go_back()
    expect(status).to_have_text(f"{number} results" if number > 1 else "1 result")
    expect(page.get_by_label("Order")).to_have_value("date")
    page.go_back()
    expect(page.get_by_label("Order")).to_have_value("relevance")
    page.go_back()
    expect(status).to_have_text(every)
    expect(box(page, "page")).to_have_value("Shore")


@pytest.mark.parametrize("query", ["smears after washing", "blade chaters", "WIP-041", "wischer rubbelt", "spindle"])
def test_the_page_shows_what_the_box_shows_in_its_order_and_texts_below(visit: Visit, query: str) -> None:
    page = visit.go(f"search/?q={quote(query)}").page
    names = page.locator(".kb-found__names a.kb-hit")
    expect(names.first).to_be_visible()
    expect(page.get_by_text("Nothing found")).to_have_count(0)
    box = page.evaluate(
        """async query => {
      const found = await kbBox.index()
      return found.search(query).results.map(each => new URL(kbBox.shown(found, each, query).url, kbBox.base).href)
    }""",
        query,
    )
    shown = names.evaluate_all("all => all.map(each => each.href)")
    assert shown == box[: len(shown)]
    assert len(shown) == min(len(box), 10)
    assert visit.wrong == []


def test_nothing_is_found_only_where_neither_names_nor_texts_have_it(visit: Visit) -> None:
    page = visit.go("search/?q=qqqzzz").page
    expect(page.locator(".kb-found__count")).to_have_text("Nothing found for “qqqzzz”.")
    expect(page.get_by_text("Nobody has written it yet? Then ask it")).to_be_visible()


def test_an_index_in_parts_answers_as_one_index(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def entry(number: int) -> str:
        said = "retired: nobody has it" if number == 40 else f"date: 2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
        said += "\naka: [zorbatron]\ncodes: [Q-77z]" if number == 5 else ""
        more = {3: "A motorcade in Washington: P0171x.", 4: "Motorcades, P0171.", 7: "Éclair zorb Q-77."}.get(
            number, "The motor."
        )
        return f"---\n{said}\n---\n# Blade {number}\n\n## Lesson\n\nIt {'hops ' * (number % 5 + 1)}. {more} Washed.\n"

    files = {"mkdocs.yml": MKDOCS_YML, **{f"content/lessons/e{number}.md": entry(number) for number in range(42)}}
    answers = []
    for name, size in (("one", 100), ("four", 10)):
        monkeypatch.setattr("cop_kb.publishing.records.PART", size)
        plan = make_plan(read(tmp_path / name, files))
        site = build_plan(plan, tmp_path / name / "mkdocs.yml", tmp_path / name / "site").site
        assert len(list((site / BUNDLE).iterdir())) == plan.search_parts
        with serving(site) as address, visiting(browser, address) as visit:
            answers.append(found_in_parts(visit))
            assert visit.wrong == []
    assert plan.search_parts == 4
    assert answers[0] == answers[1]


SOUGHT = (
    *("hops", "motor", "motorcade", "motorcades", "motorc", "washington", "wash", "washi", "hops washington"),
    *("P0171", "P0171x", "P017", "blade P0171x motor", '"motorcade"', "éclair", "eclairs", "zebra", "hops zebra"),
    *("zorbatron", "zorb", "Q-77z", "blade", "zorbatron washington", "zorb motorcades"),
)
"""Words that all entries have, one or none; and such that others begin with, or that are only in the front matter."""


def found_in_parts(visit: Visit) -> list[Any]:
    """What the page of the full text finds and counts, in the order of dates, and how much for other words."""
    page = visit.go("search/?q=hops&sort=date").page
    items, more = page.locator(".kb-found__item"), page.locator(".kb-more")
    for shown in (10, 20, 30, 40):
        expect(items).to_have_count(shown)
        more.click()
    expect(items).to_have_count(41)
    expect(more).to_have_count(0)
    dates = page.locator(".kb-found__item time").evaluate_all("all => all.map(each => each.dateTime)")
    assert dates == sorted(dates, reverse=True)
    counts = page.locator(".kb-found__count, .kb-facet").all_inner_texts()
    numbers = []
    for words in SOUGHT:
        visit.go(f"search/?q={quote(words)}&replaced=yes")
        numbers.append((words, page.locator(".kb-found__count, .kb-found__texts").last.inner_text().split(": ")[-1]))
    assert ("hops", "42 results") in numbers
    assert ("motorcade", "2 results") in numbers
    assert ("hops washington", "1 result") in numbers
    visit.go("search/?q=eclair+washington&sort=date")
    expect(page.locator(".kb-found__count")).to_have_text("Nothing found for “eclair washington”.")
    expect(page.get_by_label("Order")).to_have_value("date")
    return [dates, counts, numbers]


def test_it_says_that_it_is_looking_until_there_is_an_answer(visit: Visit) -> None:
    waiting: list[Route] = []
    visit.page.route("**/pagefind.js", lambda route: waiting.append(route))
    page = visit.go("search/?q=chatter").page
    expect(page.locator("[data-kb-found] [role=status]")).to_have_text("Looking …")
    waiting[0].continue_()
    expect(page.locator(".kb-found__item").first).to_be_visible()
    expect(page.get_by_text("Looking …")).to_have_count(0)
    page.unroute_all()


def test_without_words_it_offers_the_lists_and_loads_nothing(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.go("search/").page
    expect(page.locator("article a", has_text="Problems").first).to_be_visible()
    expect(page.locator("[data-kb-found]")).to_be_hidden()
    assert not [url for url in asked if "pagefind" in url]


def test_without_javascript_the_form_leads_to_the_lists(browser: Browser, address: str) -> None:
    with visiting(browser, address, java_script_enabled=False) as visit:
        page = visit.go("").page
        box(page, "home").fill("chatter")
        box(page, "home").press("Enter")
        page.wait_for_url(f"{address}search/?q=chatter")
        expect(page.get_by_text("Searching needs JavaScript")).to_be_visible()
        page.locator("article a", has_text="Problems").first.click()
        page.wait_for_url(f"{address}problems/")
        assert visit.wrong == []


def test_it_works_below_a_path_and_on_a_page_that_is_not_there(browser: Browser, address_below: str) -> None:
    with visiting(browser, address_below) as visit:
        page = visit.go("no/such/page/").page
        box(page, "home").fill("wischer rubbelt")
        expect(hits(page).first).to_have_attribute("href", address_below + CHATTER)
        visit.go("search/?q=wiper&topic=Chatter")
        link = page.locator(".kb-found__item a").first
        assert (link.get_attribute("href") or "").startswith(f"{BELOW}/")
        link.click()
        page.wait_for_url(lambda url: "/search/" not in url)
        expect(page.locator("h1")).to_have_count(1)
        assert visit.wrong == []


def test_material_s_own_search_takes_its_place(browser: Browser, tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": MKDOCS_YML + "      search: material\n",
        "content/problems/noise.md": "# Blade hops\n\n## Symptom\n\nIt hops.\n",
    }
    site = build(write(tmp_path, files))
    assert (site / "search/search_index.json").is_file()
    assert not (site / "search/instant.js").exists()
    with serving(site) as address, visiting(browser, address) as visit:
        page = visit.go("").page
        page.locator("[data-kb-search]").click()
        page.locator("input[data-md-component='search-query']").press_sequentially("hops")
        expect(page.locator("a.md-search-result__link").first).to_contain_text("Blade hops")
        assert visit.wrong == []
