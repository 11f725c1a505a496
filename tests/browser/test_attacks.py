"""In a browser that would run anything: what members write does not run, and asks no other host."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from cop_kb.safety.sanitiser import safe_html
from tests.browser.conftest import serving, visiting
from tests.cli.running import build
from tests.safety.attacks import ATTACKS, MUTATIONS
from tests.support import MKDOCS_YML, write

pytestmark = pytest.mark.browser

RUNS = "\"><img src=x onerror=\"document.title='RAN'\"><script>document.title='RAN'</script>"
SOME = [ATTACKS[name] for name in ("ids of Material", "Mermaid", "hooks of scripts")]
"""What is meant for Material's scripts, and so can only show what it does on a page that has them."""
TRAP = """
for (const name of ["alert", "a", "b"]) window[name] = () => { document.title = "RAN"; document.body.dataset.ran = "yes" }
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of attacks, in bodies, titles and every other text."""
    quoted = json.dumps(RUNS)
    front = f"---\ntitle: {quoted}\naka: [{quoted}]\nimpact: {quoted}\nauthors: [{quoted}]\nlinks: [{{url: 'https://x.example', label: {quoted}}}]\n---\n"  # fmt: skip
    files: dict[str, str | bytes] = {
        "mkdocs.yml": MKDOCS_YML + "markdown_extensions: [attr_list, md_in_html, {toc: {permalink: true}}]\n",
        "content/problems/evil.md": f"{front}## Workaround {RUNS}\n\n## {RUNS} {{#__config}}\n\n{RUNS} Whirring.\n",
        "content/tried/evil/2026-01-01-ines-abcdef.md": f"---\nresult: worked\nof: {quoted}\n---\n{RUNS}\n",
        "content/topics.yml": f"noise: {{label: {quoted}, description: {quoted}}}\n",
        "content/plain.md": f"---\ntitle: {quoted}\n---\n{RUNS}\n",
    }
    for number, html in enumerate(SOME):
        files[f"content/cases/case-{number}.md"] = f"# Case {number}\n\nText.\n\n{html}\n\n<div markdown>{html}</div>\n"
    return build(write(tmp_path_factory.mktemp("evil"), files))


def test_no_attack_runs_or_asks_for_anything_once_it_is_safe(site: Path, browser: Browser) -> None:
    with serving(site) as address, visiting(browser, address, lasting=True) as visit:
        visit.page.add_init_script(TRAP)
        for name, html in {**ATTACKS, **MUTATIONS}.items():
            visit.page.set_content(f"<!doctype html><title>ok</title><body>{safe_html(html)}")
            assert visit.page.title() == "ok", name
            assert visit.page.evaluate("document.body.dataset.ran") is None, name
            assert visit.wrong == [], name


def test_the_browser_would_run_them(site: Path, browser: Browser) -> None:
    with serving(site) as address, visiting(browser, address, lasting=True) as visit:
        visit.page.set_content(f"<!doctype html><title>ok</title><body>{RUNS}")
        assert visit.page.title() == "RAN", "else the tests beside this one can not fail"


def test_nothing_runs_and_nobody_else_is_asked(site: Path, browser: Browser) -> None:
    with serving(site) as address, visiting(browser, address, lasting=True) as visit:
        visit.page.add_init_script(TRAP)
        cases = [f"cases/case-{number}/" for number in range(len(SOME))]
        for path in ("", "problems/", "problems/evil/", "plain/", "topics/noise/", *cases):
            page = visit.go(path).page
            assert page.evaluate("document.body.dataset.ran") is None, path
            assert page.title() != "RAN", path
            assert (
                page.locator(
                    "article iframe, article form:not(.kb-find), article script, article [style*=fixed]"
                ).count()
                == 0
            ), path
            base = page.evaluate("JSON.parse(document.querySelector('#__config').textContent).base")
            assert base in (".", "..", "../.."), f"{path}: Material's own settings come from elsewhere"
        foreign = [each for each in visit.wrong if not each.startswith("404: ")]
        assert foreign == []


def test_the_search_shows_what_members_wrote_and_does_not_run_it(site: Path, browser: Browser) -> None:
    with serving(site) as address, visiting(browser, address, lasting=True) as visit:
        visit.page.add_init_script(TRAP)
        page = visit.go("").page
        page.locator("#kb-find-home").press_sequentially("onerror")
        expect(page.locator(".kb-hit").first).to_contain_text("onerror")
        visit.go("search/?q=whirring")
        expect(page.locator(".kb-found__item").first).to_contain_text("onerror")
        assert page.title() != "RAN"
        assert page.evaluate("document.body.dataset.ran") is None
        assert page.locator(".kb-find img, .kb-find script, [data-kb-found] img, [data-kb-found] script").count() == 0
        assert visit.wrong == []
