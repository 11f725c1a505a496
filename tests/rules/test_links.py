"""Links, anchors and pictures: what is found, and honest text in which nothing is."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest

from cop_kb.rules import check, load_rules
from cop_kb.rules.anchors import anchors, ways_to_make
from cop_kb.rules.targets import is_inside
from tests.support import MKDOCS_YML, read

LINK_RULES = ("dead-link", "missing-image", "external-image", "image-without-alt", "wanted-page", "superseded-link")
HONEST = {
    "code": "`[a](b.md)` and ``[[c]]``\n\n```md\n[a](b.md) ![](c.png) [[d]]\n```\n\n    [a](b.md)\n",
    "comment": "<!-- [a](b.md) ![](c.png) [[d]] -->\n",
    "other sites": "[a](https://example.org/a b) [b](mailto:a@example.org) [c](tel:+4912) [d](//example.org/x)\n",
    "brackets": "- [x] done\n- [ ] open\n\na[0] and f[x] (y), [citation needed], \\[a](b.md)\n",
    "comments": "[//]: <> (This is a comment)\n\n[comment]: # (So is this)\n",
    "footnotes": "Text[^1] [back](#fnref:1) [there](#fn:1)\n\n[^1]: A note: with words\n",
    "templates": "[a]({{ site.url }}/x) [b](${HOME}/y) ![c]({{ img }}) [d]({% link x.md %})\n",
    "labels that define nothing": "[NOTE]: this is a sentence, not an address\n\n[1]: a list of words\n",
    "own headings": "[a](#the-cause) [b](#the-cause_1) [c](#x1) [d](#)\n\n## The cause\n\n## The cause\n\n## O {#x1}\n",
    "html ids": "<a id=\"here\"></a> <span id='there'></span>\n\n[a](#here) [b](#there)\n",
    "headings in boxes": "!!! note\n    ## Inside a box\n\n> ### In a quote\n\n[a](#inside-a-box) [b](#in-a-quote)\n",
    "scripts": "[a](#die-groe-code_x) [b](#die-größe-code_x) [c](#日)\n\n## Die Größe & `code_x`: *?*\n\n## 日\n",
    "lists of lists": "[[1, 2], [3, 4]] and [[1]](https://example.org/a) and [[2]][x]\n\n[x]: https://example.org/x\n",
    "bash": "if [[ -f a ]]; then [[ $x == y ]] && z; fi\n",
    "escapes": "[a](other\\_page.md) [b](<other page.md>) [c](other%20page.md) [d](other_page.md?plain=1&amp;x=2)\n",
    "lists and topics": "[a](../faqs/) [b](/faqs) [c](../topics/winter/) [d](../wanted/) [e](../guide/x/) [f](../)\n",
    "pictures": '![a](a.png) <img alt="" src="a.png"> ![b](/problems/a.png "title") ![c](data:image/png;base64,AA==)\n',
    "nested": "[![a picture](a.png)](other_page.md)\n",
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_text_gives_nothing(name: str, tmp_path: Path) -> None:
    files = {
        "content/problems/here.md": f"# Here\n\n{HONEST[name]}",
        "content/problems/other_page.md": "# Other\n",
        "content/problems/other page.md": "# Another\n",
        "content/problems/a.png": "x",
        "content/index.md": "# Home\n",
        "content/topics.yml": "winter: Winter\n",
    }
    found = check(read(tmp_path, files), [load_rules()[rule] for rule in LINK_RULES])
    assert [f"{each.rule}: {each.message}" for each in found] == []


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[a](nowhere.md)", "“nowhere.md” leads nowhere", "the page shows only the words"),
        ("[a](Other-pages.md)", "“Other-pages.md” leads nowhere", "Did you mean other_page.md?"),
        ("[a](../cases/moved.md)", "“../cases/moved.md” leads nowhere", "Did you mean winter/moved.md?"),
        ("[a](../faqs/winter/gel.html)", "leads nowhere", "Did you mean ../faqs/gel/index.md?"),
        ("[a]: nowhere.md", "“nowhere.md” leads nowhere", ""),
        ('<a class="x" href="nowhere.md">a</a>', "“nowhere.md” leads nowhere", ""),
        ("[a](../../README.md)", "“../../README.md” leads nowhere", ""),
        ("[a](TODO)", "“TODO” leads nowhere", ""),
        ("[a](../topics.yml)", "leads nowhere", ""),
        ("[a](other_page.md#Nope)", "“#Nope” is no heading of content/problems/other_page.md", ""),
        ("[a](other_page.md#what-to-does)", "“#what-to-does” is no heading", "Did you mean #what-to-do?"),
        ("[a](/about#x)", "“#x” is no heading of content/about.md", ""),
        ("[[other_page#nope]]", "“#nope” is no heading", ""),
        ("[a]()", "the link “a” has no address", ""),
        ("![a](b.png)", "the picture “b.png” is not there", ""),
    ],
)
def test_what_leads_nowhere(text: str, message: str, hint: str, tmp_path: Path) -> None:
    files = {
        "content/problems/here.md": f"# Here\n\n{text}\n",
        "content/problems/other_page.md": "# Other\n\n## What to do\n",
        "content/problems/winter/moved.md": "# Moved\n",
        "content/faqs/gel/index.md": "# Gel?\n",
        "content/about.md": "# About\n",
        "content/topics.yml": "winter: Winter\n",
    }
    rules = [load_rules()[rule] for rule in ("dead-link", "missing-image")]
    found = [each for each in check(read(tmp_path, files), rules) if each.place.path == "content/problems/here.md"]
    assert [message in each.message and hint in each.hint for each in found] == [True], found


def test_a_link_to_a_file_in_trouble_of_its_own_is_not_blamed(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/problems/here.md": "# Here\n\n[a](bad.md) [[bad]] [b](../cases/twice.md) [c](../faqs/twice.md)\n",
        "content/lessons/l.md": "---\naddresses: [bad]\n---\n# L\n",
        "content/problems/bad.md": b"# \xff\n",
        "content/cases/twice.md": "# A\n",
        "content/faqs/twice.md": "# B?\n",
    }
    found = check(read(tmp_path, files))
    assert {each.rule for each in found if each.severity != "hint"} == {"unreadable-file", "duplicate-slug"}
    assert not any("bad" in each.message and each.rule == "wanted-page" for each in found)


def test_anchors_are_those_of_the_renderer(tmp_path: Path) -> None:
    text = (
        "# Top\n\n## The cause\n\n## The cause\n\n## A & B\n\n## `code_x` *and* [link](x.md)!\n\n## 1. Größe\n\n"
        "Setext\n------\n\n## Own {#own-id}\n\n## The cause\n\n## 日本\n\n## Quote “x” – y\n"
    )
    kb = read(tmp_path, {"content/problems/x.md": text})
    md = markdown.Markdown(extensions=["toc", "attr_list"])
    md.convert(text)
    stack = list(md.toc_tokens)  # type: ignore[attr-defined]
    ids = set()
    while stack:
        token = stack.pop()
        ids.add(token["id"])
        stack.extend(token["children"])
    assert len(ids) == 11
    assert ids <= anchors(kb.entries[0].outline, ways_to_make(kb.settings))


def test_anchors_as_the_site_is_configured(tmp_path: Path) -> None:
    text = "# X\n\n[as GitHub makes it](#one---two) [as Python-Markdown does](#one-two) [neither](#one--two)\n\n## One - two\n"
    rules = [load_rules()["dead-link"]]
    found = check(read(tmp_path, {"content/problems/x.md": text, "mkdocs.yml": MKDOCS_YML}), rules)
    assert [each.message.split("”")[0] for each in found] == ["“#one--two"]


def test_what_is_inside() -> None:
    assert is_inside("a.md")
    assert is_inside("#x")
    assert not is_inside("https://example.org")
    assert not is_inside("{{ x }}")


@pytest.mark.parametrize("field", ["based_on", "supersedes"])
def test_links_to_what_was_replaced(field: str, tmp_path: Path) -> None:
    """The chain is followed to its end; who replaces may name what it replaces, and what is out of use may anything."""
    files = {
        "content/faqs/a.md": "# A?\n",
        "content/faqs/b.md": "---\nsupersedes: a\n---\n# B?\n\nOnce [a](a.md).\n",
        "content/faqs/c.md": "---\nsupersedes: b\n---\n# C?\n\nOnce [a](a.md), then [[b]].\n",
        "content/faqs/old.md": "---\nretired: no\n---\n# Old?\n\n[a](a.md)\n",
        "content/faqs/x.md": f"---\n{field}: [c, a]\n---\n# X?\n\n[[a#x]] [a](../a)\n",
    }
    found = check(read(tmp_path, files), [load_rules()["superseded-link"]])
    lines = [each.place.line for each in found if each.place.path.endswith("x.md")]
    if field == "based_on":
        assert lines == [2, 6, 6]
        assert {each.message for each in found} == {"“a” has been replaced by c"}
        assert all(each.fix is None for each in found)  # c stands there already, and an anchor may not be the same
    else:
        assert {each.place.path for each in found} == set()


def test_many_links_and_references_that_lead_nowhere_are_named_at_once(tmp_path: Path) -> None:
    """The nearest name is looked for in thousands without comparing with each."""
    import time

    files = {f"content/problems/entry-number-{n}.md": f"# Entry {n}\n" for n in range(1000)}
    files["content/faqs/x.md"] = (
        "---\nbased_on:\n"
        + "".join(f"  - entry-nunber-{n}\n" for n in range(1000))
        + "---\n# X?\n\n"
        + "".join(f"[a](../problems/entri-number-{n}.md)\n" for n in range(1000))
    )
    kb = read(tmp_path, files)
    started = time.process_time()
    found = check(kb, [load_rules()["dangling-ref"], load_rules()["dead-link"]])
    assert time.process_time() - started < 20
    assert len(found) == 2000
    assert sum("Did you mean" in each.hint for each in found) > 1900
