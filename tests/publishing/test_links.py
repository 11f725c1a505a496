"""The links of a page: resolved where they lead somewhere, plain words where they do not."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cop_kb.publishing.links import escape_markdown, relative_url, url_of
from tests.publishing.planning import FLAT, NOWHERE, WANTED, planned

BESIDE = {
    "faqs/b.md": "---\naliases: [wiki/old-b]\n---\n# B?\n",
    "faqs/noise/c.md": "# C?\n",
    "faqs/d/index.md": "# D?\n",
    "faqs/d/a b (1).png": "x",
    "faqs/e f.md": "# E F?\n",
    "lessons/l.md": "# L\n",
    "about.md": "# About\n",
    "topics.yml": "noise: Noise\n",
}


def linked(root: Path, text: str, path: str = "faqs/a.md", settings: str = "") -> str:
    """What a page says in place of a text."""
    files = BESIDE | {path: f"# A?\n\n{text}\n"} | ({"mkdocs.yml": settings} if settings else {})
    site = planned(root, files)
    return site.text(site.kb.uris[path]).partition("\n\n")[2].strip()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[x](b.md)", "[x](b.md)"),
        ("[x](./b.md#cause)", "[x](b.md#cause)"),
        ("[x](../lessons/l.md)", "[x](../lessons/l.md)"),
        ("[x](/lessons/l/)", "[x](../lessons/l.md)"),
        ("[x](noise/c.md)", "[x](c.md)"),
        ("[x](d/index.md)", "[x](d.md)"),
        ("[x](d/)", "[x](d.md)"),
        ("[x](../about.md)", "[x](../about.md)"),
        ("[x](/wiki/old-b/)", "[x](b.md)"),
        ("[x](e%20f.md)", "[x](e%20f.md)"),
        ("[x](<e f.md>)", "[x](<e%20f.md>)"),
        ('[x](b.md "Title")', '[x](b.md "Title")'),
        ("[x](b.md){.button}", "[x](b.md){.button}"),
        ("[x](#here)", "[x](#here)"),
        ("[x](a.md#here)", "[x](#here)"),
        ("[x](#größe)", "[x](#gr%C3%B6%C3%9Fe)"),
        ("[x](/)", "[x](../index.md)"),
        ("[x](/topics/noise/)", "[x](../topics/noise.md)"),
        ("![x](d/a%20b%20%281%29.png)", "![x](d/a%20b%20%281%29.png)"),
        ("[x](https://a.b/c_d)", "[x](https://a.b/c_d)"),
        ("[x](mailto:a@b.c)", "[x](mailto:a@b.c)"),
        ("`[x](nope.md)`", "`[x](nope.md)`"),
        ("[x][r]\n\n[r]: noise/c.md 'T'", "[x][r]\n\n[r]: c.md 'T'"),
        ("[x][r] ![x][r]\n\n[r]: https://a.b", "[x][r] [x](<https://a.b>)\n\n[r]: https://a.b"),
    ],
)
def test_a_link_leads_to_its_page(written: str, shown: str, tmp_path: Path) -> None:
    assert linked(tmp_path, written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[x **y**](nope.md) z", f"{NOWHERE.format('x **y**')} z"),
        ("![x](nope.png)", NOWHERE.format("x")),
        ("[x]()", "[x](#)"),
        ("[x][r] [r] [r][]\n\n[r]: nope.md", f"{' '.join(map(NOWHERE.format, 'xrr'))}\n\n[r]: nope.md"),
        ("![x][r]\n\n[r]: nope.png", f"{NOWHERE.format('x')}\n\n[r]: nope.png"),
        ("[![x](nope.png)](b.md)", f"[{NOWHERE.format('x')}](b.md)"),
        ("[](nope.md)", NOWHERE.format("")),
    ],
)
def test_a_link_that_leads_nowhere_keeps_its_words(written: str, shown: str, tmp_path: Path) -> None:
    assert linked(tmp_path, written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("![x](https://a.b/c.png)", "[x](<https://a.b/c.png>)"),
        ("![](https://a.b/c.png)", "[Image](<https://a.b/c.png>)"),
        ("![x](<https://a.b/c (1).png>)", "[x](<https://a.b/c (1).png>)"),
        ('![x](//a.b/c.png "T")', "[x](<//a.b/c.png>)"),
        ("[![x](https://a.b/c.png)](b.md)", "[x](b.md)"),
        ("!![x](https://a.b/c.png)", "\\![x](<https://a.b/c.png>)"),
        ("\\!![x](https://a.b/c.png)", "\\![x](<https://a.b/c.png>)"),
        ("![x][r]\n\n[r]: https://a.b/c.png", "[x](<https://a.b/c.png>)\n\n[r]: https://a.b/c.png"),
        ("![r]\n\n[r]: https://a.b/c.png", "[r](<https://a.b/c.png>)\n\n[r]: https://a.b/c.png"),
    ],
)
def test_an_image_of_another_site_becomes_a_link(written: str, shown: str, tmp_path: Path) -> None:
    assert linked(tmp_path, written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[[b]]", "[B?](b.md)"),
        ("[[b|words]]", "[words](b.md)"),
        ("[[b#cause]] [[b#cause|words]]", "[B?](b.md#cause) [words](b.md#cause)"),
        ("[[l]]", "[L](../lessons/l.md)"),
        ("[[old-b]]", "[B?](b.md)"),
        ("![[b]]", "[B?](b.md)"),
        ("[[b]][[l]]", "[B?](b.md)[L](../lessons/l.md)"),
        ("[[nope]]", WANTED.format("nope")),
        ("[[nope|a <b> *c*]]", WANTED.format(r"a &#60;b\> \*c\*")),
        ("| a |\n|---|\n| [[b\\|words]] |", "| a |\n|---|\n| [words](b.md) |"),
        ("`[[b]]`", "`[[b]]`"),
    ],
)
def test_wiki_links_are_links_and_wanted_where_nobody_has_written_it(written: str, shown: str, tmp_path: Path) -> None:
    assert linked(tmp_path, written) == shown


@pytest.mark.parametrize(
    ("written", "nested", "flat"),
    [
        ('<a href="b.md">x</a>', '<a href="../b/">x</a>', '<a href="b.html">x</a>'),
        ('<a href="b.md#x">x</a>', '<a href="../b/#x">x</a>', '<a href="b.html#x">x</a>'),
        ("<img src='d/a b (1).png'>", "<img src='../d/a%20b%20%281%29.png'>", "<img src='d/a%20b%20%281%29.png'>"),
        ('<a href="/lessons/l/">x</a>', '<a href="../../lessons/l/">x</a>', '<a href="../lessons/l.html">x</a>'),
        ('<a href="#x">x</a>', '<a href="#x">x</a>', '<a href="#x">x</a>'),
        ('<a href="nope.md">x</a>', '<a href="nope.md">x</a>', '<a href="nope.md">x</a>'),
        ('<a href="https://a.b">x</a>', '<a href="https://a.b">x</a>', '<a href="https://a.b">x</a>'),
    ],
)
def test_addresses_in_html_are_written_as_the_site_has_them(
    written: str, nested: str, flat: str, tmp_path: Path
) -> None:
    assert linked(tmp_path / "nested", written) == nested
    assert linked(tmp_path / "flat", written, settings=FLAT) == flat


def test_links_move_with_an_entry_that_lies_in_a_subfolder(tmp_path: Path) -> None:
    text = "[b](../../b.md) [own](own.png) [[c]]"
    site = planned(tmp_path, BESIDE | {"faqs/noise/a/index.md": text, "faqs/noise/a/own.png": "x"})
    assert site.text("faqs/a.md").endswith("[b](b.md) [own](a/own.png) [C?](c.md)\n")


@pytest.mark.parametrize(
    "title", ["Why *this*?", "[x](y)", "a | b", "`code` <b>", "a_b_c", "R&amp;D", "\\", "C# & ~~D~~", "![i](j)"]
)
def test_a_title_is_shown_as_it_is_where_a_wiki_link_names_it(title: str, tmp_path: Path) -> None:
    site = planned(tmp_path, {"faqs/a.md": "[[b]]", "faqs/b.md": f"---\ntitle: '{title}'\n---\n"})
    html = markdown.markdown(site.text("faqs/a.md"), extensions=["tables", "attr_list", "footnotes", "pymdownx.tilde"])
    assert f'<p><a href="b.md">{title}</a></p>' in unescape(html)
    assert html.count("<") == 6, "no other tag: h2, p, a"


NAMED = {
    "faqs/b.md": "---\ntitle: How does the blade lift?\naliases: [wiki/old-b.html]\naka: [the lift, 'C# and F#']\n---\n# Blade lifts\n\n## Why it does\n\n## Über & mehr {#more}\n",
    "lessons/soft-edge.md": "# Soften the edge\n\n## Steps\n\n## Steps\n",
    "problems/steps.md": "# soft edge\n",
    "problems/one.md": "# The same title\n",
    "cases/two.md": "# the Same  title\n",
    "lessons/dust.md": "# Dust\n",
    "problems/x.md": "---\naka: [dust, Soften the edge]\n---\n# X\n",
    "problems/markup.md": "---\ntitle: '<b>Bold</b> & `x`'\n---\n",
    "problems/long.md": f"# {'long ' * 2_000}\n",
}
SEVERAL = '<span class="kb-nowhere" title="Several entries are called so">{}</span>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[[How does the blade lift?]]", "[How does the blade lift?](b.md)"),
        ("[[how does  the blade LIFT?|so]]", "[so](b.md)"),
        ("[[Blade lifts]]", "[How does the blade lift?](b.md)"),
        ("[[The Lift]]", "[How does the blade lift?](b.md)"),
        ("[[C# and F#]] [[c# and f#|see]]", "[How does the blade lift?](b.md) [see](b.md)"),
        ("[[B]] [[Soft-Edge]] [[SOFT_EDGE]]", "[How does the blade lift?](b.md) [Soften the edge](../lessons/soft-edge.md) [Soften the edge](../lessons/soft-edge.md)"),
        ("[[soft edge]]", "[Soften the edge](../lessons/soft-edge.md)"),
        ("[[wiki/old-b]] [[wiki/old-b.html]] [[Old-B]]", " ".join(["[How does the blade lift?](b.md)"] * 3)),
        ("[[lessons/soft-edge]] [[/lessons/soft-edge.md]]", "[Soften the edge](../lessons/soft-edge.md) [[/lessons/soft-edge.md]]"),
        ("[[b#Why it does]]", "[How does the blade lift?](b.md#why-it-does)"),
        ("[[b#why-it-does|x]] [[B#WHY it does|x]]", "[x](b.md#why-it-does) [x](b.md#why-it-does)"),
        ("[[b#more|x]] [[b#Über & mehr|x]] [[b#Blade lifts#Why it does|x]]", "[x](b.md#more) [x](b.md#more) [x](b.md#why-it-does)"),
        ("[[Soften the edge#Steps]]", "[Soften the edge](../lessons/soft-edge.md#steps)"),
        ("[[soft-edge#steps-1]]", "[Soften the edge](../lessons/soft-edge.md#steps-1)"),
        ("[[soft-edge#Nothing]]", "[Soften the edge](../lessons/soft-edge.md#Nothing)"),
        ("[[dust]] [[Dust]]", "[Dust](../lessons/dust.md) [Dust](../lessons/dust.md)"),
        ("[[The same title]]", SEVERAL.format("The same title")),
        ("[[The same title|*it*]]", SEVERAL.format(r"\*it\*")),
        ("[[one]]", "[The same title](../problems/one.md)"),
        ("[[ Soften the edge", "[[ Soften the edge"),
        ("[[Soften the edge\n\n]]", "[[Soften the edge\n\n]]"),
        (f"[[{'long ' * 2_000}]]", f"[[{'long ' * 2_000}]]"),
        ("[[<b>Bold</b> & `x`]]", "[[<b>Bold</b> & `x`]]"),
        ("[[markup]]", r"[&#60;b\>Bold&#60;/b\> &#38; \`x\`](../problems/markup.md)"),
    ],
)  # fmt: skip
def test_an_entry_is_found_by_every_name_it_has(written: str, shown: str, tmp_path: Path) -> None:
    site = planned(tmp_path, NAMED | {"faqs/a.md": f"# A?\n\n{written}\n"})
    assert site.text("faqs/a.md").partition("\n\n")[2].strip() == shown


def test_whoever_names_an_entry_by_its_title_mentions_it_and_wants_nothing(tmp_path: Path) -> None:
    named = "[[How does the blade lift?]] [[Soft-Edge#Steps]] [[The same title]] [[Not there]] [[not-there]]"
    kb = planned(tmp_path, NAMED | {"faqs/a.md": f"# A?\n\n{named}\n", "about.md": "# Us\n\n[[The lift]]\n"}).kb
    assert [each.target for each in kb.relations_from["a"] if each.field == "mentions"] == ["b", "soft-edge"]
    assert {name: len(places) for name, places in kb.wanted.items()} == {"Not there": 2}


MARKS = st.text(st.sampled_from("ab \\`*_{}[]()#+-.!<>|~^=&;:'\"$%@?/,0"), max_size=20)


@settings(deadline=None)
@given(MARKS)
@example("&lt;b&gt;")
@example("~~a~~ ==b== ^^c^^")
def test_any_escaped_text_is_shown_as_it_is(text: str) -> None:
    shown = " ".join(text.split())
    extensions = ["tables", "attr_list", "footnotes", "pymdownx.tilde", "pymdownx.caret", "pymdownx.mark", "md_in_html"]
    for chosen in (extensions, []):
        html = markdown.markdown(f"x {escape_markdown(shown)} x", extensions=chosen)
        assert unescape(html.removeprefix("<p>").removesuffix("</p>")) == f"x {shown} x"


@pytest.mark.parametrize(
    ("uri", "nested", "flat"),
    [
        ("index.md", "", "index.html"),
        ("wanted.md", "wanted/", "wanted.html"),
        ("problems/index.md", "problems/", "problems/index.html"),
        ("notes/README.md", "notes/", "notes/index.html"),
        ("faqs/e f.md", "faqs/e%20f/", "faqs/e%20f.html"),
        ("faqs/größe.md", "faqs/gr%C3%B6%C3%9Fe/", "faqs/gr%C3%B6%C3%9Fe.html"),
        ("kb.json", "kb.json", "kb.json"),
    ],
)
def test_an_address_is_made_as_mkdocs_makes_it(uri: str, nested: str, flat: str) -> None:
    assert (url_of(uri, directory_urls=True), url_of(uri, directory_urls=False)) == (nested, flat)


@pytest.mark.parametrize(
    ("url", "seen_from", "relative"),
    [
        ("a/b/", "a/c/", "../b/"),
        ("a/b/", "", "a/b/"),
        ("", "a/b/", "../../"),
        ("", "", "./"),
        ("a/b.html", "a/c.html", "b.html"),
        ("a/b.html", "c.html", "a/b.html"),
        ("x.png", "a/b/", "../../x.png"),
        ("a/b/", "a/b/", "./"),
    ],
)
def test_an_address_is_seen_from_another(url: str, seen_from: str, relative: str) -> None:
    assert relative_url(url, seen_from) == relative
