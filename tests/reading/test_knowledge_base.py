"""The folder of a mkdocs.yml → the knowledge base: every file as what its place says, and no file stops the rest."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cop_kb.model.error import CopKbError
from cop_kb.reading.files import content_files
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.rules import check
from tests.support import TODAY, read, write

TOPICS = "chatter:\n  label: Chatter\n  synonyms: [judder]\nwinter: Winter\n"


def test_the_folder_decides_the_type(tmp_path: Path) -> None:
    kb = read(tmp_path, {f"content/{name}/{name}-1.md": "x" for name in ("cases", "faqs", "problems", "lessons")})
    assert {slug: entry.type.name for slug, entry in kb.by_slug.items()} == {
        "cases-1": "case",
        "faqs-1": "faq",
        "lessons-1": "lesson",
        "problems-1": "problem",
    }


def test_an_empty_folder_is_a_knowledge_base(tmp_path: Path) -> None:
    kb = read(tmp_path, {})
    assert (kb.entries, kb.pages, kb.attachments, kb.tries) == ((), (), (), {})


def test_no_content_folder_is_a_knowledge_base_too(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "content").rmdir()
    assert read(tmp_path).entries == ()


@pytest.mark.parametrize("folder", ["chatter", "Chatter", "judder"])
def test_a_subfolder_that_is_a_topic_is_the_first_topic(folder: str, tmp_path: Path) -> None:
    files = {"content/topics.yml": TOPICS, f"content/problems/{folder}/a.md": "---\ntopics: [winter, chatter]\n---\n"}
    kb = read(tmp_path, files)
    assert kb.topics_of(kb.by_slug["a"]) == ("chatter", "winter")


def test_any_other_subfolder_is_only_a_folder(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/topics.yml": TOPICS, "content/problems/winter/chatter/old/a.md": "x"})
    assert kb.topics_of(kb.by_slug["a"]) == ("chatter",), "the nearest that is one"
    assert read(tmp_path, {"content/problems/2025/b.md": "x"}).by_slug["b"].folder_topic == ""


def test_an_entry_with_files_beside_it_is_an_index_in_its_folder(tmp_path: Path) -> None:
    files = {"content/problems/chatter/a/index.md": "x", "content/problems/chatter/a/deep/b.png": "x"}
    kb = read(tmp_path, files | {"content/topics.yml": TOPICS})
    assert kb.by_slug["a"].uri == "problems/a.md"
    assert kb.uris["problems/chatter/a/deep/b.png"] == "problems/a/deep/b.png"


@pytest.mark.parametrize("name", ["index.md", "_index.md", "README.md", "readme.md"])
def test_an_index_introduces_the_list_of_its_folder(name: str, tmp_path: Path) -> None:
    files = {f"content/problems/{name}": "# Hello\n", f"content/faqs/judder/{name}": "# About chatter\n"}
    kb = read(tmp_path, files | {"content/topics.yml": TOPICS})
    assert kb.entries == ()
    assert {page.introduces: kb.uris[page.source.uri] for page in kb.pages} == {
        "chatter": "topics/chatter.md",
        "problems": "problems/index.md",
    }


@pytest.mark.parametrize("name", ["_index.md", "README.md"])
def test_a_readme_in_any_other_folder_is_a_plain_page(name: str, tmp_path: Path) -> None:
    kb = read(tmp_path, {f"content/problems/2026/{name}": "x"})
    assert (kb.entries, [page.introduces for page in kb.pages]) == ((), [""])


def test_a_readme_in_the_folder_of_an_entry_does_not_take_its_address(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/problems/a/index.md": "# A\n", "content/problems/a/README.md": "# R\n"})
    assert kb.uris["problems/a/index.md"] == "problems/a.md"
    assert kb.uris["problems/a/README.md"] == "problems/a/readme.md"


def test_any_other_markdown_is_a_plain_page(tmp_path: Path) -> None:
    files = {"content/about.md": "---\ntitle: About us\nx: 1\n---\n", "content/tools/rig-2.md": "# The rig\n"}
    kb = read(tmp_path, files | {"content/notes/old_page.md": "text", "content/problems.md": "x"})
    assert [(page.source.uri, page.title) for page in kb.pages] == [
        ("about.md", "About us"),
        ("notes/old_page.md", "Old page"),
        ("problems.md", "Problems"),
        ("tools/rig-2.md", "The rig"),
    ]
    assert kb.pages[0].meta == {"title": "About us", "x": 1}


@pytest.mark.parametrize("title", ["3.10", "012", "no", "true"])
def test_the_title_of_a_plain_page_stays_as_written(title: str, tmp_path: Path) -> None:
    assert read(tmp_path, {"content/about.md": f"---\ntitle: {title}\n---\n"}).pages[0].title == title


def test_tries_and_data_files_are_no_pages_and_no_attachments(tmp_path: Path) -> None:
    files = {
        "content/topics.yml": TOPICS,
        "content/people.yml": "ines: Inês\n",
        "content/tried/README.md": "How to",
        "content/tried/a/2026-01-02-ines-abc123.md": "---\nresult: worked\n---\n",
        "content/tried/a/photo.png": "x",
        "content/faqs/a.md": "x",
        "content/.hidden.md": "x",
        "content/.git/x.md": "x",
    }
    kb = read(tmp_path, files)
    assert (kb.pages, kb.attachments, [one.slug for one in kb.tries["a"]]) == ((), (), ["a"])
    assert [entry.slug for entry in kb.entries] == ["a"]


def test_a_data_file_in_a_subfolder_is_an_attachment(tmp_path: Path) -> None:
    assert [each.uri for each in read(tmp_path, {"content/x/topics.yml": "a: b"}).attachments] == ["x/topics.yml"]


def test_two_files_with_one_slug_are_both_entries_and_the_first_has_the_slug(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/faqs/a.md": "# One\n", "content/problems/a.md": "# Two\n"})
    assert [entry.title for entry in kb.entries] == ["One", "Two"]
    assert kb.by_slug["a"].title == "One"


def test_progress_counts_every_file_to_the_last(tmp_path: Path) -> None:
    write(tmp_path, {f"content/faqs/{number}.md": "x" for number in range(3)})
    told: list[tuple[int, int]] = []
    load(load_settings(tmp_path / "mkdocs.yml"), TODAY, lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


BROKEN = {
    "nul": b"# A\n\0\n",
    "latin-1": "# Größe\n".encode("latin-1"),
    "utf-16": "# A\n".encode("utf-16"),
    "too-big": b"# A\n" + b"x" * 2000,
}
SMALL = "plugins:\n  - cop-kb:\n      max_entry_bytes: 1500\ndocs_dir: content\n"


@pytest.mark.parametrize(("name", "data"), BROKEN.items(), ids=BROKEN)
@pytest.mark.parametrize("place", ["faqs/bad.md", "bad.md", "tried/good/2026-01-01-x-abc123.md"])
def test_a_file_that_cannot_be_read_is_one_error_and_the_rest_is_read(
    name: str, data: bytes, place: str, tmp_path: Path
) -> None:
    kb = read(tmp_path, {"mkdocs.yml": SMALL, f"content/{place}": data, "content/faqs/good.md": "# Good?\n"})
    assert [entry.slug for entry in kb.entries] == ["good"]
    assert [source.uri for source in kb.unread] == [place]
    errors = [finding for finding in check(kb) if finding.severity == "error"]
    assert [(finding.rule, finding.place.path, bool(finding.hint)) for finding in errors] == [
        ("unreadable-file", f"content/{place}", True)
    ]


def test_a_file_of_the_most_bytes_is_read(tmp_path: Path) -> None:
    kb = read(tmp_path, {"mkdocs.yml": SMALL, "content/faqs/a.md": "x" * 1500, "content/faqs/b.md": "x" * 1501})
    assert (sorted(kb.by_slug), [source.uri for source in kb.unread]) == (["a"], ["faqs/b.md"])


def test_what_cannot_be_read_is_said_with_its_line_or_size(tmp_path: Path) -> None:
    files = {f"content/faqs/{name}.md": data for name, data in BROKEN.items()}
    kb = read(tmp_path, files | {"mkdocs.yml": SMALL, "content/faqs/late.md": b"a\nb\nc \xff"})
    assert {source.uri: source.troubles[0].detail for source in kb.unread} == {
        "faqs/late.md": "the byte 0xff on line 3 is not UTF-8",
        "faqs/latin-1.md": "the byte 0xf6 on line 1 is not UTF-8",
        "faqs/nul.md": "it holds a NUL character on line 2",
        "faqs/too-big.md": "2,004 bytes are more than the 1,500 that an entry may have",
        "faqs/utf-16.md": "it is UTF-16, not UTF-8",
    }


def test_a_name_that_is_not_utf8_is_one_error_that_can_be_printed(tmp_path: Path) -> None:
    write(tmp_path, {"content/faqs/good.md": "# Good?\n"})
    for name in (b"gr\xfc\xdfe.md", b"\xff.png"):
        (tmp_path / "content/faqs" / os.fsdecode(name)).write_bytes(b"# A?\n")
    kb = read(tmp_path)
    assert [entry.slug for entry in kb.entries] == ["good"]
    assert kb.attachments == ()
    found = [finding for finding in check(kb) if finding.rule == "unreadable-file"]
    assert [str(finding.place) for finding in found] == [
        "content/faqs/\\xff.png:1:1",
        "content/faqs/gr\\xfc\\xdfe.md:1:1",
    ]


def test_folders_links_and_pipes_named_like_markdown_stop_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"content/faqs/good.md": "# Good?\n", "content/faqs/folder.md/inside.md": "# Inside?\n"})
    faqs = tmp_path / "content/faqs"
    (faqs / "link.md").symlink_to(faqs / "good.md")
    (faqs / "nowhere.md").symlink_to(faqs / "gone.md")
    (faqs / "round").symlink_to(tmp_path / "content")
    (tmp_path / "content/topics.yml").mkdir()
    os.mkfifo(faqs / "pipe.md")
    os.mkfifo(tmp_path / "content/people.yml")
    kb = read(tmp_path)
    assert sorted(kb.by_slug) == ["good", "inside"]
    assert {source.uri: source.troubles[0].detail for source in kb.unread} == {
        "faqs/link.md": "it is a symbolic link, and links are not followed",
        "faqs/nowhere.md": "it is a symbolic link, and links are not followed",
        "faqs/pipe.md": "it is a pipe",
        "faqs/round": "it is a symbolic link, and links are not followed",
    }
    refused = {finding.place.path for finding in check(kb) if finding.severity == "error"}
    assert {"content/topics.yml", "content/people.yml"} < refused


def test_files_are_given_in_one_order_however_they_were_made(tmp_path: Path) -> None:
    for name in ("b/z.md", "a.md", "b.md", "Ä.md", "B.md", "b/a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [found.uri for found in content_files(tmp_path)] == ["B.md", "a.md", "b.md", "b/a.md", "b/z.md", "Ä.md"]


def test_broken_data_files_are_findings_and_the_rest_is_read(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/topics.yml": "a: [", "content/people.yml": b"\xff", "content/faqs/a.md": "# A?\n"})
    assert (kb.topics, kb.people, sorted(kb.by_slug)) == ({}, {}, ["a"])
    assert {(each.rule, each.place.path) for each in check(kb) if each.place.path.endswith(".yml")} == {
        ("data-file", "content/topics.yml"),
        ("unreadable-file", "content/people.yml"),
    }


YAML = st.lists(
    st.sampled_from(
        [
            *"ab:-[]{},#&*!|>'\"%@ \n\t~",
            *(
                "a: ",
                "b:\n",
                "  ",
                "- ",
                "? ",
                "label: ",
                "parent: a",
                "parent: b",
                "synonyms: [",
                "emails: [",
                "name: ",
            ),
            *(
                "hide: true",
                "result: worked",
                "of: ",
                "context: {vehicle: van}",
                "date: 2026",
                "\r\n",
                "title: ",
                "---\n",
            ),
        ]
    ),
    max_size=25,
).map("".join)
DATA = st.one_of(st.binary(max_size=40), YAML.map(str.encode), YAML.map(lambda text: f"---\n{text}\n---\n".encode()))
ANYWHERE = ["faqs/a.md", "faqs/a/index.md", "about.md", "topics.yml", "people.yml", f"tried/a/{TODAY}-x-abc123.md"]


@settings(deadline=None, max_examples=60)
@given(st.lists(DATA, min_size=len(ANYWHERE), max_size=len(ANYWHERE)))
@example([b""] * 3 + [b"'': a\n", b"'': b\n", b""])
@example([b""] * 3 + [b"topic: a\n", b"", b""])  # the folder faqs/a is that topic's
def test_whatever_the_files_hold_they_are_read_and_checked(
    tmp_path_factory: pytest.TempPathFactory, data: list[bytes]
) -> None:
    files = {f"content/{path}": each for path, each in zip(ANYWHERE, data, strict=True)}
    kb = read(tmp_path_factory.mktemp("any"), files)
    check(kb)
    others = (*kb.unread, *(page.source for page in kb.pages))
    assert len(kb.entries) + len([source for source in others if source.uri.startswith("faqs/")]) == 2


def test_a_field_of_no_known_kind_is_the_declarations_fault(tmp_path: Path) -> None:
    declared = (Path(__file__).parents[1] / "data/story/type.yml").read_text()
    write(tmp_path, {"entry_types/story/type.yml": declared.replace("kind: choice", "kind: choise")})
    with pytest.raises(CopKbError, match="“choise”"):
        read(tmp_path)


def test_a_content_folder_that_cannot_be_read_is_not_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(tmp_path, {"content/faqs/a.md": "x"})
    scan = os.scandir

    def refused(path: str) -> object:
        if path == str(tmp_path / "content"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(CopKbError, match=r"content cannot be read: Permission denied\.$") as caught:
        read(tmp_path)
    assert caught.value.exit_code == 3
