"""What members write, opened in a browser by either of two layers alone: nothing runs, and nothing else happens.

*Sanitised* is the site as it is without its policy; *policy* is a site whose pages a maintainer trusts, so that only
the policy stands between them and the reader; *neither* shows that the vectors are live.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from markdown import Markdown
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from cop_kb.rendering.extensions import draw_diagrams
from cop_kb.safety.removed import removed
from cop_kb.safety.sanitiser import safe_html
from tests.browser.conftest import serving
from tests.cli.running import build
from tests.hostile.rendering import ALONE, HOST, QUIET, VECTORS, pages, single
from tests.safety.dangers import dangers
from tests.support import write

pytestmark = pytest.mark.browser

CHECKOUT = Path(__file__).parents[2]
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
FEATURES = (
    "  features: [content.tooltips, content.code.annotate, content.code.copy, content.footnote.tooltips, "
    "content.tabs.link, navigation.tabs, navigation.top, search.highlight, search.suggest, search.share, toc.follow]\n"
)
MORE = "  - pymdownx.critic\n  - pymdownx.arithmatex: {generic: true}\n  - pymdownx.snippets\n"
FIELDS = "\"'><img src=x onerror=hit(900)><script>hit(901)</script>{{ 7*7 }}"
CANARIES = """
window.ran = []
window.hit = number => window.ran.push(number)
"""
AROUSE = """() => {
  for (const each of document.querySelectorAll("article *, body > *")) {
    for (const name of ["mouseover", "pointerenter", "focus", "click", "toggle", "animationstart", "start"]) {
      if (each.hasAttribute(`on${name}`)) each.dispatchEvent(new Event(name, { bubbles: false }))
    }
  }
  for (const each of document.querySelectorAll("a[href], area[href]")) {
    if (/^javascript:/i.test(each.protocol ?? "")) { each.removeAttribute("target"); each.click() }
  }
}"""
LOOK = """() => {
  const wrong = []
  const content = document.querySelector(".kb-text") ?? document.querySelector("article.md-typeset")
  for (const each of content.querySelectorAll("a[href], area[href]")) {
    const href = each.href?.baseVal ?? each.href
    if (each.closest(".kb-head, .md-source-file") || each.matches(".headerlink")) continue
    const { protocol, host } = new URL(href, location)
    if (!["http:", "https:", "mailto:", "tel:"].includes(protocol)) wrong.push(`link: ${href}`)
    if (/^\\s*[\\\\/]{2}/.test(each.getAttribute("href"))) wrong.push(`host without a scheme: ${href}`)
  }
  for (const each of content.querySelectorAll("*")) {
    const { position } = getComputedStyle(each)
    if (["fixed", "sticky"].includes(position)) wrong.push(`${position}: ${each.outerHTML.slice(0, 80)}`)
    if (/^__(?!tabbed|code|span)|^kb-(?!diagram)|\\$$/.test(each.id) && !/^H\\d$/.test(each.tagName)) wrong.push(`id: ${each.id}`)
    for (const name of each.getAttributeNames()) {
      if (/^data-(md|kb|clipboard|pagefind)-|^on|^popover$/.test(name) && !each.matches(".kb-gap, button, .md-clipboard, .highlight *, .md-code__nav *"))
        wrong.push(`${name} on ${each.outerHTML.slice(0, 80)}`)
    }
  }
  const own = ".kb-trust, .kb-mark, .kb-banner, .kb-chip, .kb-preview, .md-banner, .md-overlay, .md-header, .md-dialog, .md-consent, " +
    ".md-sidebar, .md-search, [role=alert], [role=dialog], input:not([type=checkbox], [type=radio]), form, iframe, object, embed, " +
    "select, textarea, style, script, link, meta, base, footer"
  for (const each of content.querySelectorAll(own)) {
    if (!each.closest(".md-code__nav, nav.md-code__nav")) wrong.push(`part of the page: ${each.outerHTML.slice(0, 80)}`)
  }
  const config = JSON.parse(document.querySelector("#__config").textContent)
  if (!/^\\.+(\\/\\.\\.)*$/.test(config.base)) wrong.push(`settings of Material: ${config.base}`)
  for (const [id, tag] of [["__search", "INPUT"], ["__drawer", "INPUT"], ["__config", "SCRIPT"]]) {
    if (document.getElementById(id)?.tagName !== tag) wrong.push(`#${id}`)
  }
  for (const name of ["cookie", "title", "domain"]) if (typeof document[name] !== "string") wrong.push(`document.${name}`)
  if (!(document.forms instanceof HTMLCollection) || !(document.body instanceof HTMLBodyElement)) wrong.push("document")
  for (const [x, y, part] of [[600, 20, ".md-header"], [40, 20, ".md-header"], [1240, 20, ".md-header"]]) {
    if (!document.elementFromPoint(x, y)?.closest(part)) wrong.push(`${part} is covered`)
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`wider than the window: ${document.documentElement.scrollWidth}`)
  const frame = [...document.body.children].filter(each => !each.matches("script, a.md-skip, svg.kb-sprite, .md-tooltip2")).map(each => each.tagName + "." + each.className.split(" ")[0]).join(" ")
  const footer = document.querySelectorAll("body > .md-container > footer.md-footer").length
  return { wrong, frame, footer, main: document.querySelectorAll("main").length }
}"""


@dataclass
class Seen:
    """What happened while the pages were looked at, and what was wrong with how they looked."""

    ran: set[int] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    dialogs: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    frames: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    opened: int = 0


def settings(more: str = "") -> str:
    text = (CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("  - cop-kb:\n", f"  - cop-kb:\n{more}", 1).replace(
        "  name: cop-kb\n", f"  name: cop-kb\n{FEATURES}", 1
    )
    return text.rstrip() + "\n" + MORE


def paths() -> dict[str, str]:
    """Where each page of vectors lies: entries and plain pages in turn."""
    return {name: f"cases/{name}" if number % 2 else name for number, name in enumerate(pages())}


@pytest.fixture(scope="module")
def sanitised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as members get it."""
    quoted = '"' + FIELDS.replace("\\", "\\\\").replace('"', '\\"') + '"'
    where = paths()
    files: dict[str, str | bytes] = {f"content/{where[name]}.md": text for name, text in pages().items()}
    files["mkdocs.yml"] = settings()
    files["content/harmless.md"] = "# Harmless\n\nText.\n"
    files["content/problems/fields.md"] = (
        f"---\ntitle: {quoted}\ntopics: [noise]\naka: [{quoted}]\nimpact: {quoted}\nauthors: [{quoted}]\nthanks: [ines]\n"
        f"links: [{{url: 'https://x.example/', label: {quoted}}}]\ncodes: [{quoted}]\n---\n## Workaround {FIELDS}\n\ntext\n"
    )
    files["content/tried/fields/2026-01-01-ines-abcdef.md"] = f"---\nresult: worked\nof: {quoted}\n---\n{FIELDS}\n"
    files["content/topics.yml"] = f"noise: {{label: {quoted}, description: {quoted}, synonyms: [{quoted}]}}\n"
    files["content/people.yml"] = f"ines: {{name: {quoted}}}\n"
    return build(write(tmp_path_factory.mktemp("sanitised"), files))


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same vectors on pages that are not sanitised."""
    files: dict[str, str | bytes] = {f"content/{name}.md": text for name, text in pages().items()}
    files["mkdocs.yml"] = settings('      trusted: ["*"]\n')
    return build(write(tmp_path_factory.mktemp("trusted"), files))


def without_policy(site: Path, into: Path) -> Path:
    shutil.copytree(site, into, ignore=shutil.ignore_patterns("vendor"))
    (into / "assets/javascripts/vendor").symlink_to(site / "assets/javascripts/vendor")
    for path in into.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert POLICY.search(text), path
        path.write_text(POLICY.sub("", text, count=1), encoding="utf-8")
    return into


def look_at(site: Path, names: list[str], browser: Browser, *, how_it_looks: bool) -> Seen:
    """Open pages of a site, arouse what is in them, and see what happens."""
    seen, vectors = Seen(), paths().values()
    with serving(site) as address, browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.add_init_script(CANARIES)

        def asked(url: str) -> None:
            if not url.startswith((address, "data:", "blob:", "about:")):
                seen.asked.add(url)

        page.on("request", lambda request: asked(request.url))
        page.on("requestfailed", lambda request: seen.stopped.add(request.url) if request.failure == "csp" else None)
        page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        for name in names:
            with leaving(seen, name):
                page.goto(f"{address}{name}/", wait_until="load")
                if name.endswith("diagram") and how_it_looks:
                    page.locator(".kb-diagram").first.wait_for()
                seen.opened += 1
                page.evaluate(AROUSE)
                if name.endswith("tooltip"):
                    hover(page)
                page.wait_for_timeout(30)
                seen.ran.update(page.evaluate("window.ran"))
                if how_it_looks and name in vectors:
                    found = page.evaluate(LOOK)
                    seen.wrong += [f"{name}: {each}" for each in found["wrong"]]
                    seen.frames.add(f"{found['frame']} {found['footer']} {found['main']}")
    seen.asked -= seen.stopped  # these never left the browser
    return seen


def hover(page: Page) -> None:
    """Let the tooltips come out: Material's script makes them only now."""
    for each in page.query_selector_all("article [title]"):
        with suppress(BrowserError):
            each.hover(timeout=500)
            page.wait_for_timeout(300)


@contextmanager
def leaving(seen: Seen, name: str) -> Iterator[None]:
    """A page may lead away, or never end: that is what it was written for."""
    try:
        yield
    except BrowserError as error:
        seen.left.append(f"{name}: {error}")


def tell(record_property: Callable[[str, object], None], said: str) -> None:
    record_property("hostile", said)  # shown at the end


def test_there_are_enough_and_the_judge_sees_the_dangerous_ones() -> None:
    markdown = renderer()
    seen = [name for name, text in single() if name not in QUIET and dangers(markdown.reset().convert(text))]
    assert len(single()) >= 200
    assert len(seen) >= 100, "else the test below can not fail"


def renderer() -> Markdown:
    config = load_config(str(CHECKOUT / "mkdocs.yml"))
    draw_diagrams(config)
    return Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)


def test_of_each_vector_nothing_dangerous_is_left_and_what_went_is_said() -> None:
    markdown = renderer()
    for name, text in single():
        html = markdown.reset().convert(text)
        safe = safe_html(html)
        assert dangers(safe) == [], (name, text)
        again = safe_html(safe)  # once more, for a paragraph in what was a list of choices
        assert dangers(again) == [], (name, text)
        assert safe_html(again) == again, (name, text)
        if dangers(html) and "mermaid" not in text:  # a diagram is drawn by another script
            assert removed(html), (name, text)
        assert not removed(safe), (name, text)


def test_the_vectors_are_live_without_either_layer(
    trusted: Path, tmp_path: Path, browser: Browser, record_property: Callable[[str, object], None]
) -> None:
    seen = look_at(without_policy(trusted, tmp_path / "bare"), list(pages()), browser, how_it_looks=False)
    hosts = {url for url in seen.asked if HOST in url}
    tell(
        record_property,
        f"neither layer: of {len(single())} vectors {len(seen.ran)} ran script and {len(hosts)} asked another host",
    )
    assert len(seen.ran) >= 40
    assert len(hosts) >= 8


def test_the_sanitiser_alone_is_enough(
    sanitised: Path, tmp_path: Path, browser: Browser, record_property: Callable[[str, object], None]
) -> None:
    names = [*paths().values(), "problems/fields", "topics/noise", "problems", "harmless"]
    seen = look_at(without_policy(sanitised, tmp_path / "bare"), names, browser, how_it_looks=True)
    tell(
        record_property,
        f"sanitiser alone: {len(seen.ran)} ran, {len(seen.asked)} asked, {len(seen.wrong)} looked wrong, on {seen.opened} pages",
    )
    assert (seen.ran, seen.asked, seen.dialogs, seen.wrong, seen.errors) == (set(), set(), [], [], [])
    assert len(seen.frames) == 1, "every page has the same parts around what was written"
    assert seen.left == []


def test_the_policy_alone_lets_no_script_run(
    trusted: Path, browser: Browser, record_property: Callable[[str, object], None]
) -> None:
    seen = look_at(trusted, list(pages()), browser, how_it_looks=False)
    tell(record_property, f"policy alone: {len(seen.ran)} ran, asked: {sorted(seen.asked)}, on {seen.opened} pages")
    assert (seen.ran, seen.dialogs) == (set(), [])
    assert len(seen.asked) <= 2, "a page that leads away by itself, and a shape that browsers refuse without a policy"


def test_both_layers_together_stop_nothing_that_is_ours(sanitised: Path, browser: Browser) -> None:
    with serving(sanitised) as address, browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if "404 (" not in message.text else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        for name in ("diagram", "cases/handler", "problems/fields"):
            page.goto(f"{address}{name}/" if (sanitised / name).is_dir() else f"{address}cases/{name}/")
        assert said == []
    assert set(VECTORS) | set(ALONE)
