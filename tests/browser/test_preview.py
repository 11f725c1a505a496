"""What a member sees of the preview while writing: the words come into the page, which stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit, visiting
from tests.preview.test_preview import FILE, preview_of
from tests.support import MKDOCS_YML, write

LONG = "\n\n".join(f"Paragraph {number} of a long story." for number in range(60))
ENTRY = f"---\ntitle: Blade chatters\n---\n{LONG}\n\n## Workaround\n\nWet the glass.\n"
STYLE = "content/extra.css"
HERE = "problems/blade-chatters/"
PATIENCE = 30_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    settings = f"{MKDOCS_YML}extra_css: [extra.css]\nextra: {{repo: none}}\n"
    return write(tmp_path, {FILE: ENTRY, "mkdocs.yml": settings, STYLE: "body { color: rgb(3, 2, 1) }\n"})


@pytest.fixture
def looking(root: Path, browser: Browser) -> Iterator[Visit]:
    """At an entry, in a page that knows when it is loaded again."""
    with preview_of(root, []) as preview, visiting(browser, preview.url) as visit:
        visit.go(HERE).page.evaluate("window.stayed = true")
        yield visit


def stayed(visit: Visit) -> bool:
    return bool(visit.page.evaluate("window.stayed === true"))


def test_words_come_into_the_entry_that_is_looked_at(root: Path, looking: Visit) -> None:
    page = looking.page
    page.evaluate("scrollTo(0, 600)")
    (root / FILE).write_text(
        ENTRY.replace("Wet the glass", "Wipe it dry").replace("title: Blade chatters", "title: It jumps")
    )
    expect(page.get_by_text("Wipe it dry.")).to_be_attached(timeout=PATIENCE)
    expect(page).to_have_title("It jumps - Trial")
    assert stayed(looking)
    assert page.evaluate("scrollY") == 600
    page.evaluate("scrollTo(0, 0)")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".kb-copy").first.click()
    assert str(page.evaluate("navigator.clipboard.readText()")).startswith("cop-kb tried blade-chatters"), "it works on"
    (root / FILE).write_text(ENTRY.replace("Wet the glass", "Grease it"))
    expect(page.get_by_text("Grease it.")).to_be_attached(timeout=PATIENCE)
    assert stayed(looking)
    assert looking.wrong == []


def test_what_is_no_text_has_the_page_loaded_again(root: Path, looking: Visit) -> None:
    (root / STYLE).write_text("body { color: rgb(1, 2, 3) }\n")
    expect(looking.page.locator("body")).to_have_css("color", "rgb(1, 2, 3)", timeout=PATIENCE)
    assert not stayed(looking)


def test_a_page_that_is_no_entry_is_loaded_again(root: Path, looking: Visit) -> None:
    looking.go("problems/").page.evaluate("window.stayed = true")
    (root / FILE).write_text(ENTRY.replace("Blade chatters", "It jumps"))
    expect(looking.page.get_by_text("It jumps").first).to_be_attached(timeout=PATIENCE)
    assert not stayed(looking)
