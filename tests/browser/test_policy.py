"""The policy of the pages stops nothing that is the site's own: every feature, by either light, and from a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import serving, visiting
from tests.cli.running import build
from tests.support import write

pytestmark = pytest.mark.browser

CHECKOUT = Path(__file__).parents[2]
LIP = (CHECKOUT / "content/problems/streaks-in-the-drivers-field/streak-patterns.png").read_bytes()
POLICY = 'http-equiv="Content-Security-Policy"'
EVERYTHING = """\
# Every feature

!!! warning "Mind the motor"
    It starts.

??? note "More"
    text

=== "Van"
    one

=== "Saloon"
    two

```python title="wipe.py" linenums="1" hl_lines="1"
wipe(2)  # (1)!
```

1. twice

```mermaid
graph LR
  A[Dry] --> B[Wet]
```

- [x] wiped

| a | b |
|:-:|--:|
| 1 | 2 |

A claim[^1]. The ECU. ++ctrl+c++ ==marked== $x^2$ :material-car: :smile:

[^1]: Its source.

*[ECU]: Engine control unit

[Go](#mermaid){ .md-button }

<figure markdown>
![The lip](lip.png){ width="30" loading=lazy }
<figcaption>The lip</figcaption>
</figure>

## Mermaid

Lip
:   The edge.
"""
SETTINGS = """\
extra:
  version: {provider: mike}
  annotate: {json: [.s2]}
  consent: {title: Consent, description: May we, cookies: {own: {name: Ours, checked: true}}}
extra_javascript: [own.js]
"""
FEATURES = (
    "  custom_dir: mine\n  features: [content.tabs.link, content.code.copy, content.code.annotate, content.tooltips, announce.dismiss, "
    "navigation.tabs, navigation.top, search.highlight, search.suggest, search.share, navigation.tracking, header.autohide]\n"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = (CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8").replace("  name: cop-kb\n", f"  name: cop-kb\n{FEATURES}", 1)  # fmt: skip
    files: dict[str, str | bytes] = {
        "mkdocs.yml": SETTINGS + settings.rstrip() + "\n  - pymdownx.arithmatex: {generic: true}\n",
        "content/everything.md": EVERYTHING,
        "content/lip.png": LIP,
        "content/own.js": "document.documentElement.dataset.own = 'ran'",
        "content/cases/lip.png": LIP,
        "content/cases/all.md": EVERYTHING.replace("# Every", "---\naliases: [/old/all]\n---\n# Every"),
        "content/versions.json": '[{"version": "1", "title": "1", "aliases": []}]',
        "mine/overrides.html": "",
        "mine/partials/copyright.html": "ours",
    }
    return build(write(tmp_path_factory.mktemp("policy"), files))


def test_every_page_has_a_policy_before_anything_else_and_no_script_of_its_own(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        head = text[text.index("<head>") + 6 :].lstrip()
        assert head.startswith(f"<meta {POLICY}"), path
        inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", text)
        assert inline == [], path
    assert "wasm-unsafe-eval" not in (site / "index.html").read_text(encoding="utf-8")


def test_material_has_no_inline_script_that_we_do_not_replace() -> None:
    import material

    templates = Path(material.__file__).parent / "templates"
    ours = {path.relative_to(CHECKOUT / "theme").as_posix() for path in (CHECKOUT / "theme").rglob("*.html")}
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|\son[a-z]+=\"")
    found = {
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*.html")
        if inline.search(path.read_text(encoding="utf-8"))
    }
    assert found, "else this test can not fail"
    assert found - ours == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_ours_is_stopped(scheme: str, site: Path, browser: Browser) -> None:
    with serving(site) as address, visiting(browser, address, color_scheme=scheme) as visit:
        for path in ("everything/", "cases/all/", "", "no/such/page/"):
            page = visit.go(path).page
            assert page.evaluate("document.documentElement.dataset.own") == "ran", "what a maintainer names runs"
            if path in ("everything/", "cases/all/"):
                expect(page.locator(".kb-diagram")).to_be_visible()
        assert visit.wrong == []


def test_what_scripts_do_still_works(site: Path, browser: Browser) -> None:
    with serving(site) as address, visiting(browser, address, color_scheme="light") as visit:
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = visit.go("everything/").page
        with page.expect_navigation():
            page.get_by_role("button", name="Accept").click()
        page.locator(".tabbed-labels label", has_text="Saloon").click()
        page.locator(".md-clipboard, .md-code__button").first.click()
        assert "wipe(2)" in page.evaluate("navigator.clipboard.readText()")
        for _ in ("to light", "to dark"):
            page.locator("form[data-md-component=palette] label:visible").click()
        page.reload()
        assert page.evaluate("document.body.dataset.mdColorScheme") == "slate", "what was chosen is kept"
        expect(page.locator(".tabbed-block", has_text="two")).to_be_visible()
        assert page.locator("[data-md-component=consent]").is_hidden()
        assert visit.wrong == []


def test_it_works_from_a_file_too(site: Path, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto((site / "everything" / "index.html").as_uri())
        expect(page.locator(".kb-diagram")).to_be_visible()
        assert page.evaluate("document.documentElement.dataset.own") == "ran"
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.md-header')).backgroundColor")
            != "rgba(0, 0, 0, 0)"
        )
        assert [each for each in said if "Content Security Policy" in each] == []
