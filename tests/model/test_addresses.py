"""Where a link in a file of the content folder leads."""

from __future__ import annotations

import pytest

from cop_kb.model.addresses import address_table, is_external, is_markdown, split_anchor

TABLE = address_table(
    {
        "index.md": "index.md",
        "about.md": "about.md",
        "problems/index.md": "problems/index.md",
        "problems/chatter/blade-chatter.md": "problems/blade-chatter.md",
        "faqs/gel-pad/index.md": "faqs/gel-pad.md",
        "faqs/gel-pad/pad one.png": "faqs/gel-pad/pad one.png",
        "notes/README.md": "notes/index.md",
        "Größe.md": "Größe.md",
    },
    {"wiki/Chatter": "problems/blade-chatter.md", "about": "faqs/gel-pad.md"},
)


@pytest.mark.parametrize(
    ("target", "uri"),
    [
        ("blade-chatter.md", "problems/blade-chatter.md"),
        ("./blade-chatter.md", "problems/blade-chatter.md"),
        ("blade-chatter", "problems/blade-chatter.md"),
        ("blade-chatter.html", "problems/blade-chatter.md"),
        ("Blade-Chatter.md", "problems/blade-chatter.md"),
        ("blade-chatter.md#cause", "problems/blade-chatter.md"),
        ("blade-chatter.md?x=1#cause", "problems/blade-chatter.md"),
        ("../../faqs/gel-pad/index.md", "faqs/gel-pad.md"),
        ("../../faqs/gel-pad/", "faqs/gel-pad.md"),
        ("../../faqs/gel-pad", "faqs/gel-pad.md"),
        ("../../faqs/gel-pad/pad%20one.png", "faqs/gel-pad/pad one.png"),
        ("/faqs/gel-pad/", "faqs/gel-pad.md"),
        ("/problems/blade-chatter/", "problems/blade-chatter.md"),
        ("/problems/blade-chatter.md", "problems/blade-chatter.md"),
        ("/wiki/Chatter", "problems/blade-chatter.md"),
        ("/wiki/chatter/", "problems/blade-chatter.md"),
        ("../../about.md", "about.md"),
        ("/about", "about.md"),
        ("/notes/", "notes/index.md"),
        ("../../Gr%C3%B6%C3%9Fe.md", "Größe.md"),
        ("/", "index.md"),
        ("../..", "index.md"),
    ],
)
def test_a_link_is_found_by_file_page_folder_and_alias(target: str, uri: str) -> None:
    assert TABLE.find(target, "problems/chatter/blade-chatter.md") == uri


def test_an_anchor_alone_leads_to_the_file_itself() -> None:
    assert TABLE.find("#cause", "problems/chatter/blade-chatter.md") == "problems/chatter/blade-chatter.md"


def test_a_link_may_be_written_as_seen_from_the_page() -> None:
    assert TABLE.find("../gel-pad/", "faqs/other.md") == "faqs/gel-pad.md"


@pytest.mark.parametrize("target", ["nope.md", "../../../etc/passwd", "/..", "gel-pad", "../..//../x", "a\0b"])
def test_what_is_not_there_is_not_found(target: str) -> None:
    assert TABLE.find(target, "problems/chatter/blade-chatter.md") is None


@pytest.mark.parametrize("target", ["https://a.b", "//a.b/c", "mailto:a@b.c", "data:image/png;base64,x", " http://a"])
def test_an_address_of_another_site_is_external(target: str) -> None:
    assert is_external(target)


@pytest.mark.parametrize("target", ["a.md", "/a", "#a", "a/b:c", "", "../x?y=http://z"])
def test_a_path_is_not_external(target: str) -> None:
    assert not is_external(target)


def test_path_and_anchor_are_decoded_apart() -> None:
    assert split_anchor("a%23b.md#c%20d") == ("a#b.md", "c d")


@pytest.mark.parametrize(
    ("uri", "is_it"), [("a.md", True), ("A.MD", True), ("a.mkd", True), ("a.mdx", False), ("md", False)]
)
def test_markdown_is_known_by_its_name(uri: str, is_it: bool) -> None:
    assert is_markdown(uri) is is_it
