"""Lists, the finder and the map as readers use them: narrowing, counts, the address, the back button, no script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit, serving, visiting
from tests.cli.running import DAY, run
from tests.support import MKDOCS_YML, write

pytestmark = pytest.mark.browser

MANY = 130


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a list of two pages, made to be opened from a disk."""
    files = {
        f"content/problems/p{n}.md": f"---\ndate: 2026-01-01\ntopics: [noise]\n---\n# Hums at {n:03} Hz\n\nA tone.\n"
        for n in range(MANY)
    }
    files["content/problems/odd.md"] = (
        "---\ntitle: <b>Gestänge</b> & co\ndate: 2020-01-01\naka: [Schlieren]\n---\nIt rattles.\n"
    )
    files |= {"content/topics.yml": "noise: Noise\n", "mkdocs.yml": f"use_directory_urls: false\n{MKDOCS_YML}"}
    root = write(tmp_path_factory.mktemp("long"), files)
    done = run("build", "--today", DAY, folder=root)
    assert done.returncode == 0, done.stderr
    return root / "site"


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        yield visit
        assert visit.wrong == []


def titles(page: Page) -> list[str]:
    return page.locator("article table.kb-table tbody:visible th[scope=row] a").all_inner_texts()


def status(page: Page) -> str:
    return page.locator("[data-kb-count]").inner_text()


def test_a_list_is_narrowed_with_counts_and_the_address_remembers(visit: Visit) -> None:
    page = visit.go("problems/").page
    every = titles(page)
    assert (
        page.evaluate("performance.getEntriesByType('resource').filter(each => each.name.includes('/rows/')).length")
        == 0
    )
    page.locator("[data-kb-box=state] summary").click()
    box = page.get_by_role("checkbox", name="resolved")
    expect(box).to_be_visible()
    count = int(box.locator("xpath=..").locator(".kb-count").inner_text())
    box.check()
    expect(page.locator("[data-kb-count]")).to_have_text(f"{count} of {len(every)} entries")
    assert len(titles(page)) == count
    assert page.url.endswith("/problems/#state=resolved")
    page.get_by_role("checkbox", name="known error").check()
    both = titles(page)
    assert count < len(both) < len(every)
    page.keyboard.press("Escape")
    expect(page.locator("[data-kb-box=state] summary")).to_be_focused()
    page.locator("[data-kb-box=maturity] summary").click()
    left = page.get_by_role("checkbox", name="proven").locator("xpath=..").locator(".kb-count").inner_text()
    page.get_by_role("checkbox", name="proven").check()
    assert len(titles(page)) == int(left), "the count said before what would be left"

    page.go_back()
    expect(page.locator("[data-kb-count]")).to_have_text(f"{len(both)} of {len(every)} entries")
    assert titles(page) == both
    page.go_back()
    page.go_back()
    expect(page.locator("[data-kb-count]")).to_have_text("")
    assert titles(page) == every


def test_an_address_can_be_sent_to_somebody(visit: Visit) -> None:
    page = visit.go("all/#type=lesson&maturity=adopted&text=split+attack&sort=title").page
    expect(page.locator("[data-kb-count]")).to_have_text("1 of 63 entries")
    assert titles(page) == ["Split the attack-angle error evenly over the wipe before you change anything else"]
    assert page.locator("input[name=text]").input_value() == "split attack"
    assert page.locator("mark").all_inner_texts()[:2] == ["Split", "attack"]
    page.get_by_role("button", name="Show all").click()
    assert len(titles(page)) == 63
    assert page.url == f"{visit.address}all/"


def test_a_topic_narrows_its_own_entries_only(visit: Visit) -> None:
    page = visit.go("topics/noise/").page
    every = titles(page)
    page.locator("[data-kb-box=topic] summary").click()
    page.get_by_role("checkbox", name="Motor noise").check()
    expect(page.locator("[data-kb-count]")).to_have_text(f"2 of {len(every)} entries")
    page.locator("tbody:visible a.kb-chip").first.click()
    page.wait_for_url("**/topics/*/")


def test_columns_sort_both_ways(visit: Visit) -> None:
    page = visit.go("problems/").page
    page.get_by_role("button", name="Problem", exact=True).click()
    head = page.locator("th[data-key=title]")
    expect(head).to_have_attribute("aria-sort", "ascending")
    current = titles(page)[:-1]
    assert current == sorted(current, key=str.casefold)
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert titles(page)[:-1] == current[::-1]
    page.locator("select[name=sort]").select_option("occurrences")
    assert titles(page)[0] == "Blade chatters on dry glass"


def test_a_long_list_is_narrowed_over_all_its_pages(long: Path, browser: Browser) -> None:
    with serving(long) as address, visiting(browser, address) as visit:
        page = visit.go("problems/index.html").page
        assert len(titles(page)) == 100
        page.get_by_role("link", name="Next").click()
        page.wait_for_url("**/problems/page/2.html")
        assert len(titles(page)) == MANY + 1 - 100
        field = page.locator("input[name=text]")
        field.press_sequentially("schlier GESTANGE")
        expect(page.locator("[data-kb-count]")).to_have_text(f"1 of {MANY + 1} entries")
        assert titles(page) == ["<b>Gestänge</b> & co"]
        expect(page.locator("nav.kb-parts")).to_be_hidden()
        field.fill("hums")
        expect(page.locator("[data-kb-count]")).to_have_text(f"{MANY} of {MANY + 1} entries")
        assert len(titles(page)) == 100
        page.get_by_role("button", name=f"Show {MANY - 100} more").click()
        expect(page.locator("table.kb-table tbody:visible th[scope=row] a")).to_have_count(MANY)
        field.fill("nothing like it")
        expect(page.locator("[data-kb-count]")).to_have_text(f"None of {MANY + 1} entries. Take something away.")
        field.fill("")
        expect(page.locator("nav.kb-parts")).to_be_visible()
        assert visit.wrong == []


def test_the_finder_narrows_while_somebody_types(visit: Visit) -> None:
    page = visit.go("symptoms/").page
    assert page.locator(".kb-symptom:visible").count() == 15
    page.locator("input[name=text]").press_sequentially("glass chatt")
    expect(page.locator("[data-kb-count]")).to_have_text("4 of 15 symptoms")
    first = page.locator(".kb-symptom:visible").first
    expect(first).to_contain_text("Blade chatters on dry glass")
    expect(first).to_contain_text("What helps:")
    assert first.locator("mark").first.inner_text() == "chatters"
    first.locator("a").click()
    page.wait_for_url("**/problems/blade-chatters-on-dry-glass/")
    page.go_back()
    expect(page.locator("[data-kb-count]")).to_have_text("4 of 15 symptoms")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("noise when it turns at the top", "Clunk at the upper reversal on every stroke"),
        ("rubber is torn in hot countries", "Lip cracks at the neck in hot markets"),
        ("water does not spray in frost", "Left washer jet freezes while driving"),
        ("stops half way on the rear window", "Rear wiper parks in the middle of the glass"),
        ("the blade chaters", "Blade chatters on dry glass"),
        ("wischer rubbelt", "Blade chatters on dry glass"),
    ],
)
def test_the_finder_takes_a_description_in_any_words(visit: Visit, words: str, title: str) -> None:
    page = visit.go("symptoms/").page
    page.locator("input[name=text]").fill(words)
    expect(page.locator("[data-kb-found] .kb-symptom").first).to_be_visible()
    found = page.locator("[data-kb-found] .kb-row__title").all_inner_texts()
    assert any(each.startswith(title) for each in found[:3]), found


def test_the_finder_and_the_box_have_one_order_and_words_that_nobody_wrote_are_named(visit: Visit) -> None:
    page = visit.go("symptoms/").page
    page.locator("input[name=text]").fill("streaks qqq")
    expect(page.locator("[data-kb-count]")).to_contain_text("Nowhere among them: qqq.")
    found = page.locator("[data-kb-found] .kb-row__title").evaluate_all("all => all.map(each => each.href)")
    box = page.evaluate(
        """async query => {
      const known = await kbBox.index()
      return known.search(query).results.filter(({ item }) => item < known.count).map(({ item }) => kbBox.urlOf(known, item))
    }""",
        "streaks qqq",
    )
    assert found == [url for url in box if url in found]
    page.locator("input[name=text]").fill("qqq")
    expect(page.locator("[data-kb-count]")).to_have_text("None of 15 symptoms has any of these words. Try others.")


def test_without_a_script_all_of_it_can_be_read(browser: Browser, address: str) -> None:
    with visiting(browser, address, java_script_enabled=False) as visit:
        for path, what in (
            ("all/", "tbody th[scope=row] a"),
            ("symptoms/", ".kb-symptom a"),
            ("map/", ".kb-map__card a"),
        ):
            page = visit.go(path).page
            assert page.locator(what).count() >= 15
            expect(page.locator("form.kb-filter")).to_have_count(0 if path == "map/" else 1)
            if path != "map/":
                expect(page.locator("form.kb-filter")).to_be_hidden()
        assert visit.wrong == []


@pytest.mark.parametrize("width", [320, 390, 500, 600, 768, 1440])
def test_the_order_stands_in_one_line(browser: Browser, address: str, width: int) -> None:
    with visiting(browser, address, viewport={"width": width, "height": 900}) as visit:
        order = visit.go("all/").page.locator(".kb-filter__sort")
        height = "each => each.getBoundingClientRect().height"
        assert order.evaluate(height) == order.locator("select").evaluate(height)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_an_open_box_keeps_nobody_out(browser: Browser, address: str, scheme: str, width: int) -> None:
    with visiting(browser, address, color_scheme=scheme, viewport={"width": width, "height": 900}) as visit:
        page = visit.go("problems/#state=resolved").page
        page.locator("[data-kb-box] summary").first.click()
        expect(page.locator("[data-kb-box] input").first).to_be_visible()
        wide, window = visit.width()
        assert wide <= window
        assert visit.barriers() == []
        assert visit.wrong == []
