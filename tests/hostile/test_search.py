"""A search over titles, words and bodies that are markup, without the policy: nothing runs, all is shown as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving
from tests.cli.running import build
from tests.support import write

pytestmark = pytest.mark.browser

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
EVIL = "<img src=x onerror=hit()><script>hit()</script><svg onload=hit()></svg>"
ENTRY = f"""\
---
title: 'wobble {EVIL}'
aka: ['judder {EVIL}']
codes: ['E1{EVIL}']
topics: [noise]
---
## Symptom

It wobbles: `{EVIL}` and &lt;img src=x onerror=hit()&gt; <![CDATA[ {EVIL} ]]>

## Workaround

Hold it {EVIL} tight.
"""
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": "site_name: T\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [cop-kb]\n",
    "content/problems/wobble.md": ENTRY,
    "content/topics.yml": f"noise: {{label: 'noise {EVIL}', synonyms: ['clatter {EVIL}'], description: '{EVIL}'}}\n",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = write(tmp_path_factory.mktemp("search"), FILES)
    site = build(root, "--no-git")
    for page in site.rglob("*.html"):
        page.write_text(POLICY.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    with serving(site) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.add_init_script("window.ran = 0; window.hit = () => { window.ran += 1 }")
    yield page
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") == 0, "nothing ran"
    assert page.evaluate("document.querySelectorAll('[onerror], [onload]').length") == 0
    page.close()


@pytest.mark.parametrize("words", ["wobble", "judder", "clatter", "E1", "onerror", EVIL])
def test_the_box_shows_what_was_typed(words: str, page: Page, address: str) -> None:
    page.goto(address)
    box = page.locator("#kb-find-header")
    box.fill(words)
    expect(page.locator(".kb-find--open .kb-hit").first).to_be_visible()
    if words in ("wobble", "judder"):
        expect(page.locator(".kb-find--open .kb-hit").first).to_contain_text(f"wobble {EVIL}")


@pytest.mark.parametrize("words", ["wobble", "tight"])
def test_the_page_of_the_full_text_does_too(words: str, page: Page, address: str) -> None:
    page.goto(f"{address}search/?q={words}")
    expect(page.locator("article")).to_contain_text(f"wobble {EVIL}")


@pytest.mark.parametrize(
    "path", ["symptoms/", "problems/", "topics/noise/", "map/", "all/", "", "wanted/", "problems/wobble/"]
)
def test_so_do_the_pages_that_name_it(path: str, page: Page, address: str) -> None:
    page.goto(address + path)
    expect(page.locator("body")).to_contain_text("<img src=x onerror=hit()>")
