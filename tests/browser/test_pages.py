"""Every kind of page in a real browser: nothing goes wrong, nothing sticks out, nobody else is asked."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import visiting
from tests.conftest import Example

pytestmark = pytest.mark.browser

NAME = "Wiper engineers' knowledge base"
ENTRY = "problems/blade-chatters-on-dry-glass/"
KINDS = {
    "home": ("", "What wiper engineers tell each other"),
    "list": ("problems/", "Problems"),
    "entry": (ENTRY, "Blade chatters on dry glass"),
    "entry with pictures": ("lessons/split-the-attack-angle-error-over-the-wipe/", None),
    "topic": ("topics/chatter/", "Chatter"),
    "topics": ("topics/", "Topics"),
    "wanted": ("wanted/", "Wanted"),
    "search": ("search/?q=chatter", "Search"),
    "guide": ("guide/", "How to take part"),
    "guide to a type": ("guide/problem/", None),
    "rules": ("guide/rules/", "Rules"),
    "rule": ("guide/rules/dead-link/", None),
    "plain page": ("about/", None),
    "not found": ("no/such/page/", None),
}
WIDTHS = (1440, 390)


@pytest.mark.parametrize(
    ("kind", "scheme"),
    [
        *((kind, "light") for kind in KINDS),
        *((kind, "dark") for kind in ("home", "entry", "search", "plain page", "not found")),
    ],
)
def test_a_page_is_whole(kind: str, scheme: str, browser: Browser, address: str) -> None:
    path, title = KINDS[kind]
    with visiting(browser, address, color_scheme=scheme, viewport={"width": WIDTHS[0], "height": 900}) as visit:
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
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide, window = visit.width()
            assert wide <= window == width
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        light = sum(map(int, background.removeprefix("rgb(").removesuffix(")").split(",")[:3])) > 380
        assert light == (scheme == "light"), background
        assert visit.wrong == []


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
