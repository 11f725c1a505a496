"""Every kind of page in a real browser: nothing goes wrong, sticks out, keeps anybody out or asks another host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit, visiting
from tests.conftest import Example

pytestmark = pytest.mark.browser

NAME = "Wiper engineers' knowledge base"
ENTRY = "problems/blade-chatters-on-dry-glass/"
KINDS = {
    "home": ("", "What wiper engineers tell each other"),
    "list": ("problems/", "Problems"),
    "list, narrowed": ("lessons/#maturity=proven", "Lessons"),
    "all entries": ("all/", "All entries"),
    "entry": (ENTRY, "Blade chatters on dry glass"),
    "entry with pictures": ("lessons/split-the-attack-angle-error-over-the-wipe/", None),
    "disputed entry": ("lessons/aim-the-nozzles-for-80-kmh/", None),
    "replaced entry": ("lessons/scrub-new-glass-with-a-scouring-pad/", None),
    "case": ("cases/press-cars-chatter-on-a-dry-morning/", None),
    "faq": ("faqs/what-motor-current-is-normal/", None),
    "open question": ("faqs/how-do-i-aim-the-washer-nozzles-on-a-van/", None),
    "topic": ("topics/chatter/", "Chatter"),
    "topics": ("topics/", "Topics"),
    "map": ("map/", None),
    "symptoms": ("symptoms/", None),
    "symptoms, narrowed": ("symptoms/#text=glass", None),
    "wanted": ("wanted/", "Wanted"),
    "people": ("people/", "People"),
    "person": ("people/hanna/", "Hanna Vogt"),
    "search": ("search/?q=chatter", "Search"),
    "search, nothing asked": ("search/", "Search"),
    "guide": ("guide/", "How to take part"),
    "guide to a type": ("guide/problem/", None),
    "rules": ("guide/rules/", "Rules"),
    "rule": ("guide/rules/dead-link/", None),
    "plain page": ("about/", None),
    "not found": ("no/such/page/", None),
}
WIDTHS = {"light": (1440, 2560, 1024, 360), "dark": (390, 1220)}
"""How wide the window is: first when the page is opened, then made so. From 1220 on the tabs are shown."""


@pytest.fixture(scope="module")
def windows(browser: Browser, address: str) -> Iterator[dict[str, Visit]]:
    """A window by light and one by dark, in which page after page is opened."""
    with ExitStack() as stack:
        yield {
            scheme: stack.enter_context(visiting(browser, address, color_scheme=scheme, reduced_motion="reduce"))
            for scheme in WIDTHS
        }


@pytest.mark.parametrize("scheme", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_whole(kind: str, scheme: str, windows: dict[str, Visit]) -> None:
    path, title = KINDS[kind]
    visit, (first, *others) = windows[scheme], WIDTHS[scheme]
    visit.wrong.clear()
    visit.page.set_viewport_size({"width": first, "height": 900})
    visit.page.goto("about:blank")  # an address with another # alone opens nothing
    page = visit.go(path).page
    headings = page.locator("h1")
    expect(headings).to_have_count(1)
    expect(headings).to_be_visible()
    text = headings.inner_text().replace("¶", "").strip()
    if kind == "not found":
        assert text == "404 - Not found"
    elif title:
        assert text == title
        assert page.title() == f"{title} - {NAME}"
    else:
        assert text.startswith(page.title().removesuffix(f" - {NAME}"))
    if kind == "search":
        expect(page.locator(".kb-found__item").first).to_be_visible()
    assert is_light(page) == (scheme == "light")
    assert visit.barriers() == []
    for width in (first, *others):
        page.set_viewport_size({"width": width, "height": 900})
        wide, window = visit.width()
        assert wide <= window == width
        assert page.evaluate(CUT_TABS) == []
    assert visit.wrong == []


CUT_TABS = """[...document.querySelectorAll(".md-tabs__link")].filter(link => link.checkVisibility())
  .filter(link => {
    const bar = link.closest(".md-tabs__list").getBoundingClientRect(), own = link.getBoundingClientRect()
    return own.right > bar.right + 1 || own.left < bar.left - 1 || own.bottom > bar.bottom + 1
  }).map(link => link.textContent.trim())"""


def is_light(page: Page) -> bool:
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, background.removeprefix("rgb(").removesuffix(")").split(",")[:3])) > 380


@pytest.mark.parametrize("kind", ["home", "entry", "list", "not found"])
def test_a_page_is_whole_below_a_path_too(kind: str, browser: Browser, address_below: str) -> None:
    with visiting(browser, address_below) as visit:
        page = visit.go(KINDS[kind][0]).page
        expect(page.locator("h1")).to_have_count(1)
        page.locator("header a.md-logo").first.click()
        page.wait_for_url(address_below)
        expect(page.locator("h1")).to_contain_text("What wiper engineers tell each other")
        assert visit.wrong == []


def test_a_redirect_leads_on_to_a_page_without_a_script(example: Example, browser: Browser, address: str) -> None:
    known = json.loads((example.site / "kb.json").read_text(encoding="utf-8"))["entries"]
    pages = [path for path in example.site.rglob("*.html") if 'http-equiv="refresh"' in path.read_text("utf-8")]
    assert len(pages) >= sum(len(entry["codes"]) for entry in known) > 0
    some = [path for kind in ("go", "") for path in pages if ("go" in path.parts) == bool(kind)][:: len(pages) // 5]
    with visiting(browser, address, java_script_enabled=False) as visit:
        for path in some:
            folder = path.relative_to(example.site).as_posix().removesuffix("index.html")
            visit.go(folder)
            visit.page.wait_for_url(lambda url, folder=folder: url != address + folder)
            assert visit.page.url.removeprefix(address) in {entry["url"] for entry in known}
        assert visit.wrong == []


def test_a_code_leads_to_its_entry_from_a_file_too(example: Example, browser: Browser) -> None:
    known = json.loads((example.site / "kb.json").read_text(encoding="utf-8"))["entries"]
    entry = next(entry for entry in known if entry["codes"])
    page_of_code = next(
        path for path in (example.site / "go").rglob("*.html") if f"/{entry['url']}" in path.read_text(encoding="utf-8")
    )
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(page_of_code.as_uri())
        page.wait_for_url(f"**/{entry['url']}")


def test_it_can_be_read_and_walked_without_javascript(browser: Browser, address: str) -> None:
    with visiting(browser, address, java_script_enabled=False, viewport={"width": 390, "height": 900}) as visit:
        page = visit.go("").page
        page.locator("article a[href='problems/']").first.click()
        page.wait_for_url(address + "problems/")
        page.locator("article a", has_text="Blade chatters on dry glass").first.click()
        page.wait_for_url(address + ENTRY)
        expect(page.locator("section.kb-answer")).to_be_visible()
        expect(page.locator("h1")).to_have_text("Blade chatters on dry glass")
        assert page.locator("article time").first.inner_text().count("-") == 2, "an absolute date"
        assert visit.wrong == []


def test_the_answer_is_above_the_fold(browser: Browser, address: str) -> None:
    with visiting(browser, address, viewport={"width": 1440, "height": 900}) as visit:
        box = visit.go(ENTRY).page.locator("section.kb-answer").bounding_box()
        assert box
        assert box["y"] < 700


def test_every_picture_of_an_entry_is_shown(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.go(KINDS["entry with pictures"][0]).page
        pictures = page.locator("article img")
        assert pictures.count() > 0
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        assert visit.wrong == []


def test_the_skip_link_leads_to_what_the_page_says(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        for path in (ENTRY, "problems/", "topics/", ""):
            page = visit.go(path).page
            target = page.locator("a.md-skip").first.get_attribute("href")
            assert target
            assert page.locator(f"article {target}, article{target}").count() == 1, path
