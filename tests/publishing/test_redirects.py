"""Old addresses and codes lead on, from any place, and never in the way of a page."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from cop_kb.model.page import code_address
from cop_kb.publishing.redirects import file_of
from cop_kb.rules import check, load_rules
from tests.publishing.planning import FLAT, Planned, planned

OTHERS = {"faqs/b.md": "x", "about.md": "x", "faqs/d/index.md": "x", "faqs/d/pic.png": "x"}


def redirects(root: Path, front: str, settings: str = "", path: str = "faqs/a.md") -> dict[str, str]:
    """File of each redirect → its text."""
    files = OTHERS | {path: f"---\ntitle: A?\n{front}\n---\n"} | ({"mkdocs.yml": settings} if settings else {})
    return texts(planned(root, files))


def texts(site: Planned) -> dict[str, str]:
    return {uri: file.content.decode() for uri, file in site.files.items() if file.content and uri.endswith(".html")}


@pytest.mark.parametrize(
    ("alias", "nested", "flat"),
    [
        ("wiki/blade-chatter", "wiki/blade-chatter/index.html", "wiki/blade-chatter.html"),
        ("/wiki/blade-chatter/", "wiki/blade-chatter/index.html", "wiki/blade-chatter.html"),
        ("wiki/blade-chatter.md", "wiki/blade-chatter/index.html", "wiki/blade-chatter.html"),
        ("wiki/Blade%20chatter", "wiki/Blade chatter/index.html", "wiki/Blade chatter.html"),
        ("wiki/old.html", "wiki/old.html", "wiki/old.html"),
        ("wiki/old.htm?x=1#y", "wiki/old.htm", "wiki/old.htm"),
        ("wiki/../b/./c", "b/c/index.html", "b/c.html"),
        ("v1.5/notes-1.5", "v1.5/notes-1.5/index.html", "v1.5/notes-1.5.html"),
        ("größe", "größe/index.html", "größe.html"),
        ("..", "", ""),
        ("../../etc/passwd", "", ""),
        ("%2e%2e/x", "", ""),
        ("/", "", ""),
        ("", "", ""),
        ("https://old.example.org/wiki/a", "", ""),
        ("//old.example.org/a", "", ""),
    ],
)
def test_an_old_address_is_answered_by_a_file_inside_the_site(alias: str, nested: str, flat: str) -> None:
    assert (file_of(alias, directory_urls=True), file_of(alias, directory_urls=False)) == (nested, flat)


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("WIP-041", "go/WIP-041/"),
        ("5T/955 425.C", "go/5T-955-425.C/"),
        ("P0420+", "go/P0420+/"),
        ("../../x", "go/x/"),
        ("Größe 1", "go/Größe-1/"),
        ("///", "go/code/"),
        ("<script>", "go/script/"),
        ("..", "go/code/"),
    ],
)
def test_a_code_has_a_stable_address(code: str, address: str) -> None:
    assert code_address(code) == address


def test_aliases_and_codes_lead_to_the_entry(tmp_path: Path) -> None:
    found = redirects(tmp_path, "aliases: [wiki/old]\ncodes: [WIP 041/B]")
    assert list(found) == ["go/WIP-041-B/index.html", "wiki/old/index.html"]
    assert '<meta http-equiv="refresh" content="0; url=../../faqs/a/">' in found["wiki/old/index.html"]
    assert '<a href="../../faqs/a/">A?</a>' in found["wiki/old/index.html"]
    assert '<meta name="robots" content="noindex">' in found["wiki/old/index.html"]


@pytest.mark.parametrize("settings", ["", FLAT], ids=["nested", "flat"])
@pytest.mark.parametrize("alias", ["old", "a/b c/d", "a/b.html", "x.html", "faqs/older"])
def test_a_redirect_works_from_wherever_it_lies_even_from_disk(alias: str, settings: str, tmp_path: Path) -> None:
    [(uri, text)] = redirects(tmp_path, f"aliases: ['{alias}']", settings, path="faqs/größe 1.md").items()
    target = re.search(r'href="([^"]+)">A\?', text)
    assert target
    led_to = unquote(normpath(join(dirname(uri) or ".", target[1])))
    assert led_to == ("faqs/größe 1.html" if settings else "faqs/größe 1")


def test_the_canonical_address_is_absolute_where_the_site_is_known(tmp_path: Path) -> None:
    settings = f"site_url: https://example.org/kb/\n{FLAT}"
    [text] = redirects(tmp_path, "aliases: [old]", settings).values()
    assert '<link rel="canonical" href="https://example.org/kb/faqs/a.html">' in text


@pytest.mark.parametrize(
    "alias",
    [
        *("faqs/b", "/faqs/b/", "faqs/b.md", "faqs/a", "wanted", "about/", "problems", "guide/faq"),
        *("kb.json", "kb.json/x", "faqs/d/pic.png", "index.html"),
    ],
)
def test_an_alias_where_the_site_has_something_else_is_skipped(alias: str, tmp_path: Path) -> None:
    site = planned(tmp_path, OTHERS | {"faqs/a.md": f"---\naliases: ['{alias}']\n---\n"})
    assert texts(site) == {}
    assert site.kb.by_slug.keys() == {"a", "b", "d"}


def test_the_first_of_two_entries_with_one_alias_has_it(tmp_path: Path) -> None:
    files = {f"faqs/{name}.md": f"---\ntitle: {name}\naliases: [old]\ncodes: [X-1]\n---\n" for name in "ab"}
    found = texts(planned(tmp_path, files))
    assert all(">a</a>" in text for text in found.values())
    assert len(found) == 2


def test_one_file_is_never_the_folder_of_another(tmp_path: Path) -> None:
    found = redirects(tmp_path, "aliases: [a.html, a.html/b, c/d.html/e, c/d.html]")
    assert list(found) == ["a.html", "c/d.html/e/index.html"]


def test_titles_and_addresses_are_escaped(tmp_path: Path) -> None:
    front = "title: '<script>\"&'\naliases: [old]"
    text = planned(tmp_path, {"faqs/a&b'.md": f"---\n{front}\n---\n"}).files["old/index.html"].content
    assert text is not None
    assert b"<script>" not in text
    assert b"&lt;script&gt;&quot;&amp;" in text
    assert b'href="../faqs/a%26b%27/"' in text


PARTS = {
    "faqs/a.md": "---\ntitle: A?\naliases: [old.html, {from: old.html#x, to: The cause}]\n---\n## The cause\n\nYes.\n",
    "faqs/b.md": "---\ntitle: B?\naliases: [{from: /old.html#y, to: '#done'}, {from: split#p, to: nowhere}]\n---\n## Done\n",
    "faqs/c.md": "---\ntitle: C?\naliases:\n- {from: moved, to: Größe}\n- from: split#__proto__\n  to: more\n---\n## Größe\n\n## M {#more}\n",
    "about.md": "# Us\n\n[x](old.html#x) [y](/old.html#y) [z](old.html#z) [m](moved) <a href='/old.html#y'>y</a>\n",
}


def led(text: str) -> tuple[str, dict[str, str]]:
    """Where the script of a redirect leads: without a part, and by part."""
    found = re.search(r'data-to="([^"]*)" data-parts="([^"]*)"', text)
    assert found
    return found[1], json.loads(unescape(found[2]))


def test_parts_of_an_old_page_lead_to_the_headings_where_they_have_come(tmp_path: Path) -> None:
    found = texts(planned(tmp_path, PARTS))
    assert led(found["old.html"]) == ("faqs/a/", {"x": "faqs/a/#the-cause", "y": "faqs/b/#done"})
    parts = {"__proto__": "../faqs/c/#more", "p": "../faqs/b/#nowhere"}
    assert led(found["split/index.html"]) == ("../faqs/b/", parts)
    assert led(found["moved/index.html"]) == ("../faqs/c/#gr%C3%B6%C3%9Fe", {})
    assert 'content="0; url=../faqs/c/#gr%C3%B6%C3%9Fe"></noscript>' in found["moved/index.html"]


def test_links_to_a_part_of_an_old_page_lead_there_too(tmp_path: Path) -> None:
    site = planned(tmp_path, PARTS)
    assert site.text("about.md").partition("\n\n")[2] == (
        "[x](faqs/a.md#the-cause) [y](faqs/b.md#done) [z](faqs/a.md#z) [m](faqs/c.md) <a href='../faqs/b/#done'>y</a>\n"
    )
    found = [f"{each.place} {each.message}" for each in check(site.kb, [load_rules()["dead-link"]])]
    assert found == [
        "content/about.md:3:38 “#z” is no heading of content/faqs/a.md",
        "content/faqs/b.md:3:45 “#nowhere” is no heading of content/faqs/b.md",
    ]


@pytest.mark.parametrize(
    ("alias", "message"),
    [
        ("{from: old#x}", "a part of an old page under aliases needs from and to"),
        ("{to: x}", "a part of an old page under aliases needs from and to"),
        ("{from: [a], to: x}", "a part of an old page under aliases needs from and to"),
        ("{from: '#x', to: y}", "“#x” names no page"),
        ("{from: ../../etc#x, to: y}", "“../../etc#x” leads out of the folder in which it stands"),
        ("{from: 'https://a.example/#x', to: y}", "“https://a.example/#x” leads to another site"),
        ('{from: "a#\\u0007", to: y}', "holds a control character"),
        (f"{{from: 'a#{'x' * 300}', to: y}}", "is 300 bytes long, more than 200 leave room for"),
        (f"{{from: a, to: {'y' * 300}}}", "is 300 bytes long, more than 200 leave room for"),
        ('{from: a, to: "y\\u202e"}', "holds the invisible character U+202E"),
        ("{from: a, to: '#'}", "“#” names no heading"),
        ("[a, [b]]", "aliases takes texts, not a list"),
    ],
)
def test_a_part_that_cannot_be_is_refused(alias: str, message: str, tmp_path: Path) -> None:
    site = planned(tmp_path, {"faqs/a.md": f"---\naliases: [ok, {alias}]\n---\n# A?\n"})
    (found,) = check(site.kb, [load_rules()["invalid-value"]])
    assert message in found.message
    assert list(texts(site)) == ["ok/index.html"]


def test_nothing_in_an_address_gets_out_of_its_attribute(tmp_path: Path) -> None:
    text = '---\ntitle: A?\naliases:\n- from: old#"\'><script>\n  to: "\'><script>alert(1)</script>"\n---\n'
    (page,) = texts(planned(tmp_path, {"faqs/a.md": text})).values()
    assert page.count("<script") == 1
    assert led(page)[1] == {"\"'><script>": "../faqs/a/#%27%3E%3Cscript%3Ealert%281%29%3C/script%3E"}


def test_a_page_whose_parts_two_entries_have_is_no_mistake_and_one_part_is(tmp_path: Path) -> None:
    front = "---\ntitle: {t}?\naliases: [{{from: old#{t}, to: x}}, {{from: 'old#same', to: x}}]\n---\n## X\n"
    site = planned(tmp_path, {f"faqs/{name}.md": front.format(t=name) for name in "ab"})
    found = [f"{each.place} {each.message}" for each in check(site.kb, [load_rules()["duplicate-alias"]])]
    assert found == ["content/faqs/b.md:3:33 “old#same” is an old address of content/faqs/a.md too"]
