"""Every kind of page in a real browser: nothing goes wrong, sticks out, keeps anybody out or asks another host."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from html import unescape
from urllib.parse import unquote

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
WIDTHS = {"light": (1440, 2560, 1024, 390, 360), "dark": (390, 1220, 1440)}
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
    if "#" in path:
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


def test_it_all_works_from_a_folder_without_a_server(example_offline: Example, browser: Browser) -> None:
    """The box, the filter of a list, the finder and the map; of the full text the page says what it needs."""
    with visiting(browser, f"{example_offline.site.as_uri()}/", viewport={"width": 1280, "height": 900}) as visit:
        page = visit.go("index.html").page
        assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).backgroundColor") == "rgb(31, 77, 69)"  # fmt: skip
        page.locator("#kb-find-home").press_sequentially("blade chaters")
        expect(page.locator(".kb-find--open .kb-hit").first).to_contain_text("Blade chatters on dry glass")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=blade+chaters")
        expect(page.get_by_text("can be searched where the finished site is served")).to_be_visible()
        page.locator(".kb-found__main .kb-hit").first.click()
        page.wait_for_url(f"**/{ENTRY.rstrip('/')}.html")
        expect(page.locator("section.kb-answer")).to_be_visible()
        page.locator(".md-tabs a", has_text="All entries").click()
        page.wait_for_load_state()
        page.locator("input[name=text]").fill("chatter")
        expect(page.locator("[data-kb-count]")).to_have_text(re.compile(r"^\d+ of 63 entries$"))
        page.locator("tbody:visible th a").first.click()
        page.wait_for_url(re.compile(r"/[a-z-]+\.html$"))
        page.go_back()
        expect(page.locator("[data-kb-count]")).to_have_text(re.compile(r"^\d+ of 63 entries$"))
        page.locator(".md-tabs a", has_text="Symptoms").click()
        page.wait_for_load_state()
        page.locator("input[name=text]").fill("chatt")
        expect(page.locator("[data-kb-count]")).to_have_text("3 of 15 symptoms")
        page.locator(".md-tabs a", has_text="Map").click()
        page.locator(".kb-map__card a").nth(1).click()
        page.wait_for_url(re.compile(r"/topics/[a-z-]+\.html#type="))
        expect(page.locator("[data-kb-count]")).not_to_be_empty()
        assert visit.wrong == []


def test_no_link_of_the_folder_needs_a_server(example_offline: Example) -> None:
    links = re.compile(r'<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"#?]+)')
    for path in example_offline.site.rglob("*.html"):
        for link in links.findall(path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", link) and path.name != "404.html":
                assert (path.parent / unquote(unescape(link))).is_file(), f"{path}: {link}"


def test_nothing_moves_for_those_who_do_not_want_it(windows: dict[str, Visit]) -> None:
    for path in ("", ENTRY, "problems/"):
        page = windows["light"].go(path).page
        for fold in page.locator("article summary:visible").all()[:3]:
            fold.click()
        assert page.evaluate(MOVING) == [], path


MOVING = """[
  ...document.getAnimations().map(each => `runs: ${each.effect.target.outerHTML.slice(0, 80)}`),
  ...[...document.querySelectorAll("body, body *")].filter(each => ["", "::before", "::after"].some(part => {
    const style = getComputedStyle(each, part || null)
    return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0 && style.transitionProperty !== "none"
      || style.scrollBehavior === "smooth"
  })).map(each => each.outerHTML.slice(0, 80)),
]"""
