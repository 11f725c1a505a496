"""What members write stays harmless in a staged site, where nobody sanitises it after it was rendered."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.model.page import Page
from cop_kb.model.settings import Settings
from cop_kb.safety.markdown import as_written
from cop_kb.safety.sanitiser import safe_html
from cop_kb.staging.alike import text_alike
from cop_kb.staging.rendering import Rendering, read_rendering
from tests.markdown.html import structure
from tests.safety.dangers import dangers
from tests.staging.staging import Shown, built, engines, stage
from tests.support import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHECKOUT = Path(__file__).parents[2]
EXTENSIONS = """\
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.blocks.html
  - pymdownx.critic
  - pymdownx.details
  - pymdownx.highlight: {anchor_linenums: true}
  - pymdownx.inlinehilite
  - pymdownx.keys
  - pymdownx.magiclink
  - pymdownx.mark
  - pymdownx.progressbar
  - pymdownx.smartsymbols
  - pymdownx.snippets: {base_path: [content]}
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist
"""
MKDOCS_YML = """\
site_name: Trial
docs_dir: content
theme: {name: cop-kb}
plugins:
  - material/search
  - cop-kb: {severities: {dead-link: off, invalid-value: warning}}
"""
RUN = "pwned()"
IMG = f"<img src=x onerror={RUN}>"

VECTORS = [
    # HTML
    f"<script>{RUN}</script>",
    f"<ScRiPt\n>{RUN}</sCrIpT\n>",
    f"text <script src=//evil.example/x.js></script> text {RUN}",
    IMG,
    f"a\n{IMG}\nb",
    f"<img\nsrc=x\nonerror={RUN}\n>",
    f"<img src=x\tonerror={RUN}//",
    f'<img/src="x"/onerror="{RUN}">',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f'<svg><a href="javascript:{RUN}"><text y=20>x</text></a></svg>',
    f'<p onclick="{RUN}">x</p>',
    f"<p ONMOUSEOVER='{RUN}'>x</p>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<div style=\"background:url(//evil.example/{RUN})\">x</div>",
    f"<style>*{{background:url('//evil.example/?{RUN}')}}</style>",
    f"<iframe src=\"javascript:{RUN}\"></iframe>",
    f"<iframe srcdoc=\"&lt;script&gt;parent.{RUN}&lt;/script&gt;\"></iframe>",
    f"<object data=\"javascript:{RUN}\"></object><embed src=\"javascript:{RUN}\">",
    f"<form action=\"javascript:{RUN}\"><button>x</button></form>",
    f"<button formaction=\"javascript:{RUN}\" onclick=\"{RUN}\">x</button>",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={RUN}&gt;\">",
    f"<base href=\"javascript:{RUN}//\"><meta http-equiv=refresh content=\"0;url=javascript:{RUN}\">",
    f"<link rel=stylesheet href=//evil.example/{RUN}>",
    f"<video><source onerror=\"{RUN}\"></video><audio src=x onerror={RUN}></audio>",
    f"<a href=\"javascript:{RUN}\">x</a>",
    f"<a href=' java\tscript:{RUN}'>x</a>",
    f"<a href=\"&#106;&#97;vascript&colon;{RUN}\">x</a>",
    f"<a href=\"\x01javascript:{RUN}\">x</a>",
    f"</div></article></main>{IMG}",
    f"<div markdown>\n\n{IMG}\n\n[x](javascript:{RUN})\n\n</div>",
    f"<div markdown=\"1\" onclick=\"{RUN}\">\n*x*\n</div>",
    f"<span markdown onmouseover={RUN}>*x*</span>",
    f"<p title=\"</p>{IMG}\">x</p>",
    f"<a title='\">{IMG}'>x</a>",
    f"<noscript><p title=\"</noscript>{IMG}\"></noscript>",
    f"<title>{IMG}</title>",
    f"<textarea>{IMG}</textarea><xmp>{IMG}</xmp><plaintext>{IMG}",
    f"<![CDATA[><script>{RUN}</script>]]>",
    f"<?php {IMG} ?>",
    f"<!DOCTYPE x [<!ENTITY y '{IMG}'>]>",
    # put together
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<scr<!-- x -->ipt>{RUN}</scr<!-- -->ipt>",
    f"<!-- x --><!--> {IMG} -->",
    f"<!-->{IMG}",
    f"<!--->{IMG}-->",
    f"<!-- a --!>{IMG}",
    f"<<b>script>{RUN}<</b>/script>",
    f"<im\x02g src=x onerror={RUN}>",
    f"\\<img src=x onerror={RUN}\\>",
    f"<b\n\n{IMG}\n\n>",
    # code that is none, and code
    f"`<b>` {IMG} ` x",
    f"`` ` {IMG} ` x",
    f"```\n{IMG}\n``\n\n{IMG}",
    f"~~~ \n x\n```\n{IMG}",
    f"- a\n\n    {IMG}\n\n        {IMG}",
    f"    \n\n  a\n    {IMG}",
    f"1. x\n\n\t{IMG}",
    f"> ```\n> x\n{IMG}",
    f"text\n    {IMG}\n",
    f"``` {{.python onclick=\"{RUN}\" style=\"x:url(//evil.example)\"}}\nx\n```",
    f"``` {{.python title=\"{IMG}\"}}\nx\n```",
    f"`#!html {IMG}` {{onclick={RUN}}}",
    # links
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN} \"title\")",
    f"[x](<javascript:{RUN}>)",
    f"[x](java\tscript:{RUN})",
    f"[x](java\nscript:{RUN})",
    f"[x](&#x6A;avascript:{RUN})",
    f"[x](javascript&colon;{RUN})",
    f"[x](java\\script:{RUN})",
    f"[x](\\javascript:{RUN})",
    f"[x]( \x01javascript:{RUN})",
    f"[x](java`script`:{RUN})",
    f"[x](java\n`script`:{RUN})",
    f"[x](vbscript:{RUN})",
    f"[x](data:text/html;base64,PHNjcmlwdD4={RUN})",
    f"[x](data&#58;text/html,{RUN})",
    f"![x](javascript:{RUN})",
    f"![x](data:image/svg+xml,<svg onload={RUN}>)",
    f"![x](//evil.example/{RUN}.png)",
    f"![x][far]\n\n[far]: https://evil.example/{RUN}.png",
    f"![far]\n\n[far]: //evil.example/{RUN}.png",
    f"[![x](a.png)](javascript:{RUN})",
    f"[x [y](javascript:{RUN}) z](javascript:{RUN})",
    f"[x][evil]\n\n[evil]: javascript:{RUN}",
    f"[evil]\n\n[evil]:\n  <javascript:{RUN}>\n  'title'",
    f"[x](http://a \"\" onclick={RUN} \"\")",
    f"[x](a.md '\" onmouseover=\"{RUN}')",
    f"<javascript:{RUN}>",
    f"<JaVaScRiPt:{RUN}>",
    f"[x](http://[)\n\n<http://[>\n\n[y](https://a]b/) {RUN}",
    # attribute lists
    f"text\n{{: onclick=\"{RUN}\" }}",
    f"# Heading {{onmouseover={RUN}}}",
    f"*x*{{ onclick='{RUN}' }}",
    f"*x*{{: title=\"}}\" onclick=\"{RUN}\" }}",
    f"[x](a.md){{ href=\"javascript:{RUN}\" }}",
    f"[x](a.md){{: .b href=javascript:{RUN} }}",
    f"![x](a.png){{ src=//evil.example/{RUN} onerror={RUN} }}",
    f"![x](a.png){{ srcset=\"//evil.example/{RUN} 2x\" }}",
    f"text\n{{: style=\"background:url(//evil.example/{RUN})\" }}",
    f"text {RUN}\n{{: #__search .mermaid data-md-component=dialog }}",
    f"- item\n{{: onclick={RUN} }}",
    f"| a {{onclick={RUN}}} | b |\n|---|---|\n| {IMG} | [x](javascript:{RUN}) {{: onclick={RUN} }} |",
    # extensions
    f"!!! note \"{IMG}\"\n    {IMG}",
    f"??? tip \"<b onclick={RUN}>x</b>\"\n    [x](javascript:{RUN})",
    f"=== \"{IMG}\"\n\n    {IMG}\n",
    f"Term {IMG}\n:   {IMG}",
    f"x[^1]\n\n[^1]: {IMG} [x](javascript:{RUN})",
    f"The ABC.\n\n*[ABC]: \"><img src=x onerror={RUN}>",
    f"++\"{IMG}\"++ ==<b onclick={RUN}>x</b>==",
    f"{{++{IMG}++}} {{~~a~>{IMG}~~}} {{>>{IMG}<<}}",
    f"[=50% \"{IMG}\"]{{: onclick={RUN} }}",
    f"/// html | script\n{RUN}\n///",
    f"/// html | div[onclick=\"{RUN}\"]\nx\n///",
    f"- /// html | img[src=x onerror={RUN}]\n  ///",
    f"--8<-- \"evil.txt\"\n\n{RUN}",
    f"# {IMG}\n\n## [x](javascript:{RUN})",
    f"{IMG}\n====\n",
    f"- [ ] {IMG}",
    f"[[{IMG}]] [[x|{IMG}]]",
    f"[TOC]\n\n# <b onclick={RUN}>x</b> {{: data-toc-label='{IMG}' }}",
]  # fmt: skip
THEME_ALONE = {"404.html", "cases/harmless/index.html", "lessons/index.html"}
HARMLESS = [
    "**Bold**, `<code>` and a < b > c & d; {not: a list}; 1 <2.",
    'H<sub>2</sub>O, <kbd>Ctrl</kbd>, <br>, <span lang="de">ja</span>, <https://example.org/?a=1&b=2>, <me@a.example>',
    "```html\n<script>alert(1)</script>\n```\n\n    <script>too</script>\n\n~~~ {.python hl_lines='1'}\nx = '<'\n~~~\n",
    '<div class="grid cards" markdown>\n\n- one\n- two\n\n</div>\n\n<details><summary>More</summary>inside</details>',
    "[x](a.md 'title') [y][z] ![near](near.png){ width='300' loading=lazy }\n{: .lead #mine }\n\n[z]: b.md 'B'",
    '| a | b |\n|:--|--:|\n| 1 | 2 |\n\n!!! note "The *motor*"\n    text\n\n=== "One"\n\n    1\n\n=== "B"\n\n    2\n',
    "A claim[^1] of the ECU.\n\n[^1]: Its source.\n\n*[ECU]: Engine control\n\n- [x] done\n\n==mark== ++ctrl+c++",
    "## KB 12 is wrong\n\ntext\n\n[tel](tel:+351) [mail](mailto:a@b.example) [up](../x/a%20b.md#c)\n",
]


def alike(text: str, rendering: Rendering) -> tuple[str, bool]:
    """What is staged of a text, and whether it is shown as it was written."""
    return text_alike(Page("faqs/q.md", "Q?", text), rendering, (), Settings(Path()))


def dangerous(html: str) -> list[str]:
    """What a text of HTML has that could do harm; the bar of a progress bar needs its width."""
    return [each for each in dangers(html) if each != "<div>: style is width:50.00%"]


@pytest.fixture(scope="module")
def rendering(tmp_path_factory: pytest.TempPathFactory) -> Rendering:
    root = write(tmp_path_factory.mktemp("kb"), {"mkdocs.yml": MKDOCS_YML + EXTENSIONS, "content/faqs/q.md": "# Q?\n"})
    return read_rendering(stage(root, root.parent / f"{root.name}-out") / "mkdocs.yml")


@pytest.mark.parametrize("markdown", VECTORS)
def test_nothing_that_runs_or_asks_another_host_is_rendered(markdown: str, rendering: Rendering) -> None:
    safe, _ = alike(f"Before.\n\n{markdown}\n\nAfter.\n", rendering)
    assert dangerous(rendering.html(safe)) == []


@pytest.mark.parametrize("markdown", HARMLESS)
def test_what_is_harmless_stays_as_it_was_written(markdown: str, rendering: Rendering) -> None:
    assert dangerous(rendering.html(markdown)) == []
    assert alike(markdown, rendering) == (markdown, False)


@pytest.mark.parametrize("markdown", HARMLESS)
def test_one_bad_word_costs_a_page_no_others(markdown: str, rendering: Rendering) -> None:
    for bad in ("<b onclick=x>bad</b>", "[bad](javascript:x)", "bad\n{: onclick=x }", "## bad <iframe></iframe>"):
        plain = f"{markdown}\n\nbad\n"
        safe, is_source = alike(f"{markdown}\n\n{bad}\n", rendering)
        assert not is_source
        assert safe.startswith(markdown.rstrip("\n"))
        assert dangerous(rendering.html(safe)) == []
        shown = Shown(f"<article>{rendering.html(safe)}</article>").words[1]
        before = Shown(f"<article>{rendering.html(plain)}</article>").words[1]
        assert before.replace("¶", "").split() == shown.replace("¶", "").split(), "but for permalinks"


def test_what_is_unsafe_becomes_what_a_build_shows(rendering: Rendering) -> None:
    text = (
        '<p align="center" onclick="x()">A <u>b</u></p>\n\n<center>unclosed\n\n![e](e.png){ width="9" onload=x .k }\n\n'
        "[go](javascript:x) [file](file:///etc) <!-- gone -->\n\n## a *b* `c` <b onclick=x>d_e_f</b> [g](x:y)\n\n[h][r]\n\n[r]: vbscript:x\n"
    )
    safe, is_source = alike(text, rendering)
    assert not is_source
    shown = safe_html(rendering.readings.github.reset().convert(text))
    assert structure(rendering.readings.other.reset().convert(safe)) == structure(shown)


@given(parts=st.lists(st.sampled_from([*VECTORS, *HARMLESS, *"<>\n`{}", "```", "    ", "<!--", "-->", "](", "\n\n"])))
@settings(max_examples=80, deadline=None)
def test_no_mixture_gets_through(parts: list[str], rendering: Rendering) -> None:
    safe, _ = alike("".join(parts), rendering)
    assert dangerous(rendering.html(safe)) == []


@given(text=st.text(alphabet="ab <>`*_[](){}#|!\\&;:/-=+~^.$%\"'\n\t1", max_size=80))
@settings(max_examples=80, deadline=None)
def test_source_is_shown_character_by_character(text: str, rendering: Rendering) -> None:
    shown = Shown(f"<article>{rendering.html(as_written(text))}</article>").words[1]
    assert shown == " ".join(text.split())


# The whole way, to the site


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A staged knowledge base in which every page tries something; ``cases/harmless.md`` does not."""
    evil = json.dumps(f'"><img src=x onerror={RUN}>')
    front = f"title: {evil}\naka: [{evil}]\ncodes: [{evil}]\nimpact: {evil}\nretired: {evil}\nthanks: [{evil}]\n"
    links = f"links: ['javascript:{RUN}', {{url: 'https://a.example/\"x', label: {evil}}}]\n"
    files = {f"content/cases/v{number}.md": f"# V\n\n{text}\n" for number, text in enumerate(VECTORS)}
    files |= {
        "mkdocs.yml": MKDOCS_YML + EXTENSIONS,
        "content/cases/harmless.md": "# V\n\ntext\n",
        "content/problems/fields.md": f"---\n{front}{links}---\n## {IMG}\n\nx [[harmless|{IMG}]] [[{IMG}]]\n",
        "content/plain.md": f"---\ntitle: {evil}\ndescription: {evil}\ntags: [{evil}]\n---\n# {IMG}\n\n{IMG}\n",
        "content/forged.md": "---\ntemplate: entry.html\nkb: {kind: entry, facts: [{label: x, items: "
        f"[{{text: x, url: 'javascript:{RUN}'}}]}}]}}\n---\nx\n",
        "content/evil.txt": IMG,
        "content/topics.yml": f"noise: {{label: {evil}, synonyms: [{evil}], description: {evil}}}\n",
        "content/people.yml": f"ines: {{name: {evil}}}\n",
        "content/tried/v1/2026-01-01-ines-abcdef.md": f"---\nresult: didnt\nof: {evil}\n---\n{IMG}\n",
    }
    root = write(tmp_path_factory.mktemp("hostile") / "kb", files)
    return stage(root, root.parent / "out")


FILTER = {"<select>", "<option>", "<input>: takes search"}
"""What lists are narrowed with."""
SCRIPT = re.compile(r"<script(?![^>]*(?:/javascripts/|application/ld))")
"""A script that is neither a file of the theme nor data."""
REDIRECT = re.compile(
    r"<head>\n<meta [^>]*>\n<meta [^>]*>\n<title>[^<]*</title>\n<meta [^>]*>\n<script src=\"[./]*assets/"
)
"""How the page of an old address begins."""


@pytest.fixture(scope="module")
def site_by(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The site that an engine makes of it, built once."""

    @cache
    def once(engine: str) -> Path:
        return built(engine, Path(shutil.copytree(hostile, tmp_path_factory.mktemp(engine) / "out")))

    return once


@pytest.mark.parametrize("engine", engines())
def test_no_engine_makes_anything_dangerous_of_it(engine: str, site_by: Callable[[str], Path]) -> None:
    site = site_by(engine)
    texts = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    of_theme = [text for name, text in texts.items() if name.startswith("guide/") or name in THEME_ALONE]
    allowed = {each for text in of_theme for each in dangerous(text)} | FILTER
    scripts = max(len(SCRIPT.findall(text)) for text in of_theme)
    seen = 0
    for name, text in texts.items():
        of_redirect = {"<noscript>"} if REDIRECT.search(text) else set()
        assert set(dangerous(text)) - allowed == of_redirect, name
        assert len(SCRIPT.findall(text)) <= scripts, name
        own = re.findall(r"<script\b(?! type=.application/ld).*?</script>", text, re.DOTALL)
        assert [each for each in own if "pwned" in each] == [], name
        seen += RUN in Shown(text).words[1]
    assert seen > 40, "the words themselves are shown"


@pytest.mark.browser
def test_a_browser_runs_and_fetches_nothing_of_it(site_by: Callable[[str], Path], browser: Browser) -> None:
    site = site_by("mkdocs")
    look = """() => {
        for (const element of document.querySelectorAll("article *"))
            for (const kind of ["mouseover", "mouseenter", "focus", "click", "toggle", "error", "load"])
                element.dispatchEvent(new Event(kind))
        return [...document.querySelectorAll("a, area, form, use")]
            .map(each => each.href?.baseVal ?? each.href ?? each.action)
            .filter(address => !/^(https?|mailto|tel|file):|^#|^$/.test(address))
    }"""
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script("window.pwned = () => { document.title = 'PWNED' }")
    for path in sorted(site.rglob("*.html")):
        if "guide" in path.parts or "http-equiv" in path.read_text(encoding="utf-8"):
            continue
        page.goto(path.as_uri(), wait_until="domcontentloaded")
        assert page.evaluate(look) == [], path
        assert page.title() != "PWNED", path
    page.close()
    assert [address for address in asked if not address.startswith("file:")] == []
