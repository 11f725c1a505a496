"""What members write may be read, not run; what Material's Markdown extensions make of it stays as it was."""

from __future__ import annotations

import re
import timeit
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markupsafe import Markup
from mkdocs.config import load_config

from cop_kb.markdown.extension import GithubMarkdown
from cop_kb.markdown.html import PUBLISHED
from cop_kb.rendering.extensions import draw_diagrams
from cop_kb.safety.removed import removed
from cop_kb.safety.sanitiser import safe_data, safe_html
from tests.safety.attacks import ATTACKS, MUTATIONS
from tests.safety.dangers import dangers

CHECKOUT = Path(__file__).parents[2]
HTML_TAG = re.compile(r"<[^>]*>")


@pytest.mark.parametrize("html", ATTACKS.values(), ids=ATTACKS)
def test_nothing_that_runs_frames_submits_or_fetches_is_left(html: str) -> None:
    assert dangers(html), "the judge must see it, else this test can not fail"
    assert dangers(safe_html(html)) == []


@pytest.mark.parametrize("html", MUTATIONS.values(), ids=MUTATIONS)
def test_nothing_becomes_an_attack_when_a_browser_reads_it_again(html: str) -> None:
    safe = safe_html(html)
    assert dangers(safe) == []
    assert "onerror" not in safe
    assert "<style" not in safe


@given(st.lists(st.sampled_from([*ATTACKS.values(), *MUTATIONS.values(), "<svg>", "</svg>", "<title>", "</title>", "<p>", "<b title='", "'",
                                 "<table>", "<td>", "<!--", "-->", "<a href='", ">", "&lt;script&gt;", "<![CDATA[", "x"]),
                max_size=8))  # fmt: skip
@example(["<a href='", "'><p>", "<table>", '<a href="javascript:alert(1)">x</a>'])
@settings(max_examples=150, deadline=None)
def test_no_mixture_of_attacks_gets_through_and_what_reads_it_again_finds_nothing_new(parts: list[str]) -> None:
    """Elements may move when it is read again: https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments."""
    safe = safe_html("".join(parts))
    again = safe_html(safe)
    assert dangers(safe) == dangers(again) == []
    assert tags_of(again) <= tags_of(safe)
    assert sorted(HTML_TAG.sub("", again)) == sorted(HTML_TAG.sub("", safe))


def tags_of(html: str) -> set[str]:
    return set(HTML_TAG.findall(html))


def test_the_words_inside_what_is_removed_stay_unless_they_are_code() -> None:
    assert safe_html("<form><p>Call <marquee>Inês</marquee></p></form>") == "<p>Call Inês</p>"
    assert "alert" not in safe_html("a<script>alert(1)</script>b<style>alert</style>")


def test_a_class_beside_mermaid_stays_and_a_word_that_only_holds_it_too() -> None:
    assert safe_html('<p class="big mermaid red">x</p>') == '<p class="big red">x</p>'
    assert safe_html('<p class="mermaid-like">x</p>') == '<p class="mermaid-like">x</p>'


@pytest.mark.parametrize("text", ["KB 12 is the wrong kit", "kb-worked"])
def test_a_heading_that_begins_like_our_ids_keeps_its_anchor(text: str) -> None:
    html = rendered(f"## {text}\n\ntext\n")
    assert re.search(r'<h2 id="kb-[^"]+"', safe_html(html)), "else its link in the table of contents leads nowhere"


def test_our_ids_cannot_be_taken_by_anything_else() -> None:
    assert safe_html('<p id="kb-main">x</p><h2 id="__search">y</h2>') == "<p>x</p><h2>y</h2>"


@pytest.mark.parametrize("address", ["a.png", "../x/a%20b.png", "/img/a.png", "a.png?x=1&amp;y=2", "ordner:x/../a.png"])
def test_a_picture_of_ones_own_stays(address: str) -> None:
    kept = f'src="{address}"' in safe_html(f'<img src="{address}" alt="A">')
    assert kept is not address.startswith("ordner:")


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=1&amp;c=2#d", "mailto:ines@example.org", "tel:+351", "../b/#c"]
)
def test_a_link_stays(address: str) -> None:
    html = f'<a href="{address}">x</a>'
    assert safe_html(html) == html


MARKDOWN = {
    "headings with permalinks": "## Cause\n\ntext\n\n### Why, and “when”?\n\n## Cause\n",
    "admonition": '!!! warning "Mind the *motor*"\n    It starts.\n\n    - twice\n',
    "admonition beside the text": '!!! info inline end "Note"\n    x\n',
    "details": '??? note "More"\n    text\n\n???+ tip\n    open\n',
    "tabs": '=== "Van"\n\n    one\n\n=== "Saloon"\n\n    two\n',
    "code": "```python\nprint('<b>')\n```\n",
    "code with line numbers": '```python linenums="1" hl_lines="2"\na = 1\nb = 2\n```\n',
    "code with a title": '```yaml title="mkdocs.yml"\na: 1\n```\n',
    "inline code": "`#!python range(3)` and `plain`\n",
    "task list": "- [x] wiped\n- [ ] wet\n",
    "table with alignment": "| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n",
    "footnotes": "A claim[^1], twice[^1].\n\n[^1]: Its *source*.\n",
    "definition list": "Lip\n:   The edge that wipes.\n",
    "keys": "Press ++ctrl+alt+del++\n",
    "mark": "==important==\n",
    "icons": ":material-wiper: :fontawesome-solid-car:{ .big title='A car' } :octicons-heart-fill-24:\n",
    "picture with attributes": '![The lip](lip.png "Its title"){ width="300" loading=lazy align=right }\n',
    "figure": "<figure markdown>\n  ![The lip](lip.png)\n  <figcaption>A caption</figcaption>\n</figure>\n",
    "attributes": "A paragraph.\n{ .lead #first title='x' }\n\n[Go](x.md){ .md-button }\n",
    "abbreviation": "The ECU.\n\n*[ECU]: Engine control unit\n",
    "markdown in html": '<div class="grid cards" markdown>\n\n- **one**\n- two\n\n</div>\n',
    "quotes and rules": "> said\n>\n> > and answered\n\n---\n\nline  \nbreak\n",
    "lists": "3. three\n4. four\n    - a\n    - b\n",
    "html of one's own": 'H<sub>2</sub>O <kbd>Ctrl</kbd> <del>x</del> <ins>y</ins> <span lang="de" dir="ltr">ja</span>\n',
    "maths": "Inline $x^2$ and\n\n$$\na < b\n$$\n",
    "critic": "{--out--}{++in++}{~~a~>b~~}{==seen==}{>>why<<}\n",
    "small and high": "H~2~O, x^2^, ^^under^^, ~~gone~~\n",
    "code with annotations": "```python\nwipe()  # (1)!\n```\n\n1. Twice.\n",
    "code with line numbers in a table": '``` { .python .annotate linenums="1" }\na = 1\n```\n',
    "text with annotations": "Text (1).\n{ .annotate }\n\n1.  Why.\n",
    "captions": "![The lip](lip.png)\n/// caption\nThe lip\n///\n",
    "button with an icon": "[Go :material-car:](x.md){ .md-button .md-button--primary }\n",
    "icons with a class": ":material-car:{ .lg .middle } and :octicons-x-16:\n",
    "grid": '<div class="grid" markdown>\n\n!!! tip\n    one\n\n```\ntwo\n```\n\n</div>\n',
    "link in a new window": '<a href="https://example.org" target="_blank">x</a> [y](x.pdf){ download="y.pdf" }\n',
    "table of contents": "[TOC]\n\n## A\n\n## B\n",
    "tooltips": '[x](https://example.org "A *tip*"){ data-preview }\n',
    "details in tabs": '=== "A"\n\n    ??? note\n        - [x] done\n',
    "svg of one's own": '<svg viewBox="0 0 9 9" width="9"><circle cx="4" cy="4" r="3" fill="red" stroke="#000"/></svg>\n',
}


@pytest.mark.parametrize("text", MARKDOWN.values(), ids=MARKDOWN)
def test_what_markdown_makes_stays_as_it_was(text: str) -> None:
    before, after = rendered(text), safe_html(rendered(text))
    assert dangers(after) == []
    assert elements(after) == elements(before)


@pytest.mark.parametrize("text", MARKDOWN.values(), ids=MARKDOWN)
def test_nothing_is_said_to_be_missing_from_what_markdown_makes(text: str) -> None:
    assert removed(rendered(text)) == ()


def test_a_diagram_is_for_our_own_script() -> None:
    config = load_config(str(CHECKOUT / "mkdocs.yml"))
    draw_diagrams(config)
    markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    html = markdown.convert("```mermaid\ngraph LR\n  A --> B\n```\n")
    assert safe_html(html) == '<pre class="kb-mermaid"><code>graph LR\n  A --&gt; B</code></pre>'


def test_it_takes_no_longer_than_a_millisecond_for_a_page() -> None:
    text = "\n".join(each for each in MARKDOWN.values() if "TOC" not in each)
    html = rendered(text)
    assert len(html) > 8_000
    took = min(timeit.repeat(lambda: safe_html(html), number=5, repeat=5)) / 5 * 6_000 / len(html)
    assert took < 0.001 * 3, "for 6,000 characters of HTML, with room for a busy machine"


def test_an_emoji_is_its_character_and_no_picture_from_another_host() -> None:
    html = rendered(":smile:\n")
    assert dangers(html), "Material takes the picture from a CDN"
    assert 'alt="😄"' in safe_html(html)
    assert "src" not in safe_html(html)


@pytest.fixture(scope="module", autouse=True)
def _renderer() -> None:
    config = load_config(str(CHECKOUT / "mkdocs.yml"))
    more = ["pymdownx.arithmatex", "pymdownx.critic", "pymdownx.tilde", "pymdownx.caret", "pymdownx.blocks.caption"]
    options = {**config.mdx_configs, "pymdownx.arithmatex": {"generic": True}}
    RENDERER["markdown"] = Markdown(extensions=[*config.markdown_extensions, *more], extension_configs=options)


RENDERER: dict[str, Markdown] = {}


def rendered(text: str) -> str:
    """Markdown as the example's extensions make HTML of it."""
    markdown = RENDERER["markdown"]
    markdown.reset()
    return markdown.convert(text)


class Elements(HTMLParser):
    """HTML as a list of what is in it; spelling that means the same is the same."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tbody":  # is there in a browser whether it is written or not
            return
        given = {name: re.sub(r";?\s*$", "", value or "").replace(": ", ":") for name, value in attrs}
        if tag == "a" and given.get("name", "").startswith("__codelineno"):
            del given["name"]  # the id on the same element says it
        self.found.append((tag, sorted(given.items())))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "circle", "tbody"):  # written <path/> or <path></path>
            self.found.append(f"/{tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def elements(html: str) -> list[Any]:
    parser = Elements()
    parser.feed(html)
    parser.close()
    return parser.found


def test_every_text_in_plain_data_is_escaped_whatever_holds_it() -> None:
    data = {"a": ['<b title="x">', {"c": ("'&",)}], "n": 3, "f": 1.5, "t": True, "none": None}
    assert safe_data(data) == {
        "a": ["&lt;b title=&#34;x&#34;&gt;", {"c": ["&#39;&amp;"]}],
        "n": 3,
        "f": 1.5,
        "t": True,
        "none": None,
    }


def test_a_template_that_escapes_again_does_no_harm() -> None:
    once = safe_data("R&D <b>")
    assert Markup("{}").format(once) == once == "R&amp;D &lt;b&gt;"
    assert safe_data(once) == once


def test_a_field_to_write_in_goes_and_the_boxes_beside_it_stay() -> None:
    box = '<input type="checkbox" disabled checked>'
    safe = safe_html(f'<p>{box}</p><input name="a>b"><input>{box}<input type=radio name="t type=x">')
    assert safe.count('type="checkbox"') == 2
    assert '<input type="radio" name="t type=x">' in safe
    assert safe.count("<input") == 3


def test_no_word_is_hidden_by_an_element_or_an_attribute() -> None:
    reader = GithubMarkdown(elements=sorted(PUBLISHED))
    html = Markdown(extensions=[reader]).convert("See <title>22 Nm</title> and <span hidden>never</span>.")
    assert safe_html(html) == "<p>See &lt;title&gt;22 Nm&lt;/title&gt; and <span>never</span>.</p>"
