"""Addresses of the editor, a new file and a new issue, for the forges that communities use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from cop_kb.model.settings import Settings
from cop_kb.publishing.forge import NO_FORGE, forge_of
from cop_kb.rules import check
from tests.publishing.planning import planned
from tests.support import MKDOCS_YML

GITHUB = "https://github.com/w/kb"


def settings(repo_url: str, edit_uri: str = "") -> Settings:
    return Settings(Path(), repo_url=repo_url, edit_uri=edit_uri)


@pytest.mark.parametrize(
    ("repo_url", "edit_uri", "edit", "new", "issue"),
    [
        (GITHUB, "", "edit/main/content/a%20b.md", "new/main/content?filename=a%20b.md&value=x", "issues/new?title=t&body=b"),
        (f"{GITHUB}/", "edit/dev/sub/content/", "edit/dev/sub/content/a%20b.md", "new/dev/sub/content?filename=a%20b.md&value=x", "issues/new?title=t&body=b"),
        (f"{GITHUB}.git", "blob/dev/content", "blob/dev/content/a%20b.md", "new/dev/content?filename=a%20b.md&value=x", "issues/new?title=t&body=b"),
        ("https://git.plant.example/w/kb", "_edit/main/content/", "_edit/main/content/a%20b.md", "_new/main/content?filename=a%20b.md&value=x", "issues/new?title=t&body=b"),
        ("https://codeberg.org/w/kb", "", "_edit/main/content/a%20b.md", "_new/main/content?filename=a%20b.md&value=x", "issues/new?title=t&body=b"),
        ("https://git.plant.example/w/kb", "-/edit/main/content/", "-/edit/main/content/a%20b.md", "-/new/main/content?file_name=a%20b.md&content=x", "-/issues/new?issue%5Btitle%5D=t&issue%5Bdescription%5D=b"),
        ("https://gitlab.com/w/kb", "edit/main/content/", "edit/main/content/a%20b.md", "-/new/main/content?file_name=a%20b.md&content=x", "-/issues/new?issue%5Btitle%5D=t&issue%5Bdescription%5D=b"),
    ],
)  # fmt: skip
def test_a_forge_is_known_by_its_address_or_by_its_edit_uri(
    repo_url: str, edit_uri: str, edit: str, new: str, issue: str
) -> None:
    forge = forge_of(settings(repo_url, edit_uri))
    base = repo_url.removesuffix("/").removesuffix(".git") + "/"
    assert forge.edit("content/a b.md") in (base + edit, repo_url.rstrip("/") + "/" + edit)
    assert forge.new_file("content/a b.md", "x") == base + new
    assert forge.issue("t", "b") == base + issue


@pytest.mark.parametrize(
    "repo_url", ["", "javascript:alert(1)//github.com/", "data:text/html,github", "git@github.com:w/kb.git"]
)
def test_what_is_no_web_address_is_no_forge(repo_url: str) -> None:
    assert forge_of(settings(repo_url, "edit/main/content/")) == NO_FORGE
    assert NO_FORGE.edit("content/a.md") == NO_FORGE.new_file("content/a.md", "x") == NO_FORGE.issue("t", "b") == ""


def test_an_unknown_forge_is_edited_where_edit_uri_says_and_no_more() -> None:
    forge = forge_of(settings("https://x.example/w", "?query=root/"))
    assert forge.edit("content/a.md") == "https://x.example/w?query=root/a.md"
    assert forge.issue("t", "b") == forge.new_file("content/a.md", "x") == ""


def test_whatever_a_text_holds_arrives_as_it_is() -> None:
    text = 'a & b?\n#c="d" + 100 % é'
    url = urlsplit(forge_of(settings(GITHUB)).new_file("content/tried/ä b/n.md", text))
    assert parse_qs(url.query) == {"filename": ["n.md"], "value": [text]}
    assert unquote(url.path) == "/w/kb/new/main/content/tried/ä b"
    assert not url.fragment


def test_a_page_offers_to_improve_to_try_and_to_ask(tmp_path: Path) -> None:
    files = {"mkdocs.yml": f"repo_url: {GITHUB}\nsite_url: https://w.example/kb/\n{MKDOCS_YML}"}
    site = planned(tmp_path, {**files, "problems/p.md": "# P & q\n\n## Workaround\n\n### Wait\n\nx\n\n### Rest\n\nx\n"})
    ways = site.shown("problems/p.md")["taking_part"]
    assert ways["improve"] == {"url": f"{GITHUB}/edit/main/content/problems/p.md", "path": "content/problems/p.md"}
    asked = parse_qs(urlsplit(ways["ask"]["url"]).query)
    assert asked["title"] == ["Question: P & q"]
    assert "https://w.example/kb/problems/p/" in asked["body"][0]
    tried = urlsplit(ways["tried"]["url"])
    written = parse_qs(tried.query)
    assert tried.path == "/w/kb/new/main/content/tried/p"
    assert written["filename"] == ["YYYY-MM-DD-xxxxxx.md"]
    assert written["value"][0].startswith("---\nresult: worked  # or partly, didnt, trying, still-true, unclear\n")
    assert "# of: which of Wait; Rest\n" in written["value"][0]


def prefilled_try(folder: Path, files: Mapping[str, str]) -> str:
    url = planned(folder, files).shown("faqs/f.md")["taking_part"]["tried"]["url"]
    return parse_qs(urlsplit(url).query)["value"][0]


def test_a_prefilled_try_is_a_try_as_it_stands(tmp_path: Path) -> None:
    files = {"mkdocs.yml": f"repo_url: {GITHUB}\n{MKDOCS_YML}", "faqs/f.md": "x"}
    text = prefilled_try(tmp_path / "a", files)
    assert "who" not in text
    assert "date" not in text
    [one] = planned(tmp_path / "b", {**files, "tried/f/2026-11-20-abc123.md": text}).kb.tries["f"]
    assert (one.troubles, str(one.date), str(one.result), one.text) == ((), "2026-11-20", "worked", "")


def test_a_prefilled_try_asks_who_where_git_is_not_asked(tmp_path: Path) -> None:
    files = {"mkdocs.yml": f"repo_url: {GITHUB}\n{MKDOCS_YML}      git: false\n", "faqs/f.md": "x"}
    text = prefilled_try(tmp_path / "a", files)
    for number, (written, who) in enumerate([(text, ""), (text.replace("who:", "who: Tom"), "Tom")]):
        kb = planned(tmp_path / str(number), {**files, "tried/f/2026-11-20-abc123.md": written}).kb
        assert [one.who for one in kb.tries["f"]] == [who]
        found = [each.message for each in check(kb) if each.rule == "invalid-try"]
        assert found == ([] if who else ["it does not say who, and mkdocs.yml says git: false, so nobody knows"])


def test_without_a_forge_there_is_something_to_copy(tmp_path: Path) -> None:
    ways = planned(tmp_path, {"faqs/f.md": "x", "cases/c.md": "x"})
    assert ways.shown("faqs/f.md")["taking_part"] == {
        "improve": {"url": "", "path": "content/faqs/f.md"},
        "tried": {"url": "", "command": 'cop-kb tried f worked -m "…"'},
        "ask": {"url": "", "command": 'cop-kb new faq "…?"'},
    }
    assert ways.shown("cases/c.md")["taking_part"]["tried"] is None
