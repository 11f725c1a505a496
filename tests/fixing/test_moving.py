"""Moving an entry: every link, reference and try leads to what it led to, and nothing else changes by a byte."""

from __future__ import annotations

import errno
import os
import posixpath
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.fixing import Change, fixed_texts
from cop_kb.fixing.aliases import alias_edit, has_alias
from cop_kb.fixing.all_or_nothing import Move, carry_out
from cop_kb.fixing.moving import Moving, plan_moving
from cop_kb.fixing.places import Target, folder_of, target_from
from cop_kb.model.entry import Entry, PlainPage
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.files import source_from
from cop_kb.reading.references import refs_of
from cop_kb.reading.writer import Writer
from cop_kb.rules import check, load_rules
from tests.support import read, write

MOVED = "problems/new.md"


def moved(root: Path, files: Mapping[str, str | bytes], old: str, new: str, type_name: str = "") -> Moving:
    """Move an entry of a knowledge base with these files, and write it."""
    kb = read(root, {f"content/{path}": text for path, text in files.items()})
    entry = kb.by_slug[old]
    target = target_from(kb, entry, new)
    if type_name:
        target = Target(kb.types[type_name], target.slug, target.folder)
    moving = plan_moving(kb, entry, target)
    carry_out(
        kb.settings.root,
        moving.moves,
        [Change(moving.path(each.path), each.before, each.after, each.cured) for each in moving.changes],
    )
    return moving


def tidied(root: Path) -> None:
    """Write what entries are called now, wherever that is proposed."""
    found = check(read(root), [load_rules()["old-address"]])
    carry_out(root, [], fixed_texts(root, found, 1_000_000))
    assert not check(read(root), [load_rules()["old-address"]])


def text(root: Path, path: str) -> str:
    return (root / "content" / path).read_bytes().decode()


def files_in(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


LINKS = {
    "[a](../problems/old.md)": "[a](../problems/new.md)",
    '[a](../problems/old.md#why "Why")': '[a](../problems/new.md#why "Why")',
    "[a](../problems/old.md?x=1#why)": "[a](../problems/new.md?x=1#why)",
    "[a](../problems/old)": "[a](../problems/new)",
    "[a](../problems/old.html)": "[a](../problems/new.html)",
    "[a](../../problems/old/)": "[a](../../problems/new/)",
    "[a](/problems/old/#why)": "[a](/problems/new/#why)",
    "[a](/problems/old.md)": "[a](/problems/new.md)",
    "[a](</problems/old.md>)": "[a](</problems/new.md>)",
    "[a](../problems/OLD.md)": "[a](../problems/new.md)",
    "![a](../problems/old.md)": "![a](../problems/new.md)",
    "[a][b]\n\n[b]: ../problems/old.md 'Title'": "[a][b]\n\n[b]: ../problems/new.md 'Title'",
    "[old]\n\n[old]: <../problems/old.md>": "[old]\n\n[old]: <../problems/new.md>",
    '<a class="x" href="../problems/old.md#b">a</a>': '<a class="x" href="../problems/new.md#b">a</a>',
    "<A HREF='../../problems/old/'>a</A>": "<A HREF='../../problems/new/'>a</A>",
    '[a]({{< ref "../problems/old.md" >}})': '[a]({{< ref "../problems/new.md" >}})',
    "[![p](../problems/p.png)](../problems/old.md)": "[![p](../problems/p.png)](../problems/new.md)",
    "[[old]] and [[ old ]]": "[[new]] and [[ old ]]",
    "[[old#why|the old one]]": "[[new#why|the old one]]",
    "[[old |the old one]]": "[[new |the old one]]",
}
KEPT = (
    "[a](old.md)",
    "[old](https://example.org/problems/old.md)",
    "old, problems/old.md",
    "`[a](../problems/old.md)` and `[[old]]`",
    "```\n[[old]]\n```",
    "<!-- [[old]] -->",
    "\\[[old]]",
    "[a](#old)",
    "[a](../problems/other.md)",
    "[[Old]]",
)


@pytest.mark.parametrize(("before", "after"), [*LINKS.items(), *((each, each) for each in KEPT)])
@pytest.mark.parametrize("path", ["cases/c.md", "guides/g.md"])
def test_links_lead_there_still_and_can_follow_in_the_style_they_have(
    tmp_path: Path, path: str, before: str, after: str
) -> None:
    files = {
        "problems/old.md": "---\naliases: [wiki/older]\n---\nx\n",
        "problems/other.md": "x",
        "problems/p.png": b"p",
        path: f"\ufeff# Title\r\n\r\n{before}\r\n\r\n<!-- old -->\r\nno line end",
    }
    moved(tmp_path, files, "old", "new")
    assert text(tmp_path, path) == files[path]
    meant = [each for each in check(read(tmp_path), [load_rules()["old-address"]]) if "wiki/older" not in each.message]
    assert bool(meant) is (before != after)
    tidied(tmp_path)
    assert text(tmp_path, path) == f"\ufeff# Title\r\n\r\n{after}\r\n\r\n<!-- old -->\r\nno line end"
    assert text(tmp_path, MOVED) == "---\naliases: [wiki/older, problems/old]\n---\nx\n"
    assert not (tmp_path / "content/problems/old.md").exists()


REFS = {
    "[old]": "[new]",
    "old  # why": "new  # why",
    "'old'": "'new'",
    '[other, "old" , old-er]': '[other, "new" , old-er]',
    "\n  - old # one\n  -   other": "\n  - new # one\n  -   other",
    "problems/old.md": "new",
    '"[[old]]"': '"[[new]]"',
    "[./problems/old]": "[new]",
    ">-\n  old": ">-\n  new",
    '"\\u006fld"': "new",
}


@pytest.mark.parametrize(("before", "after"), REFS.items())
def test_references_lead_there_still_and_can_follow(tmp_path: Path, before: str, after: str) -> None:
    around = "---\n# kept\ntitle:   'T'\nproblem: {}\naka: [old]\nold: old\n---\n\nold\n"
    files = {"problems/old.md": "x", "problems/other.md": "x", "cases/c.md": around.replace("{}", before)}
    moved(tmp_path, files, "old", "new")
    assert text(tmp_path, "cases/c.md") == files["cases/c.md"]
    assert read(tmp_path).linked_by("new", "problem") == ("c",)
    tidied(tmp_path)
    assert text(tmp_path, "cases/c.md") == around.replace("{}", after)


def test_what_was_used_and_tries_stay_where_they_are_and_count(tmp_path: Path) -> None:
    use = "---\napplied:\n  - entry: old # x\n    result: worked\n  - {entry: old, result: didnt}\n---\n"
    files = {
        "problems/old.md": "x",
        "cases/c.md": use,
        "tried/old/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\n",
        "tried/old/picture.png": b"p",
    }
    moving = moved(tmp_path, files, "old", "new")
    assert moving.moves == (Move("content/problems/old.md", "content/problems/new.md"),)
    assert [change.path for change in moving.changes] == ["content/problems/old.md"]
    kb = read(tmp_path)
    assert len(kb.tries["new"]) == 3 and not kb.stray_tries


@pytest.mark.parametrize(("new", "written"), [("null", '"null"'), ("no", '"no"'), ("12", '"12"'), ("1e3", '"1e3"')])
def test_a_slug_that_yaml_takes_for_something_else_is_quoted(tmp_path: Path, new: str, written: str) -> None:
    files = {"problems/old.md": "x", "cases/c.md": "---\nproblem: old\n---\n"}
    moved(tmp_path, files, "old", new)
    tidied(tmp_path)
    assert text(tmp_path, "cases/c.md") == f"---\nproblem: {written}\n---\n"


ALIASES = {
    "": "---\naliases: [problems/old]\n---\n",
    "\n# T\n": "---\naliases: [problems/old]\n---\n\n# T\n",
    "# T\r\n": "---\r\naliases: [problems/old]\r\n---\r\n\r\n# T\r\n",
    "---\nno front matter\n": "---\naliases: [problems/old]\n---\n\n---\nno front matter\n",
    "---\n---\nx": "---\naliases: [problems/old]\n---\nx",
    "---\n# nothing yet\n---\nx": "---\n# nothing yet\naliases: [problems/old]\n---\nx",
    "---\ntitle: T # t\n\n---": "---\ntitle: T # t\n\naliases: [problems/old]\n---",
    "---\r\ntitle: T\r\n---\r\n": "---\r\ntitle: T\r\naliases: [problems/old]\r\n---\r\n",
    "---\n  title: T\n  lang: en\n---\n": "---\n  title: T\n  lang: en\n  aliases: [problems/old]\n---\n",
    "---\n{title: T}\n---\n": "---\n{aliases: [problems/old], title: T}\n---\n",
    "---\n{}\n---\n": "---\n{aliases: [problems/old]}\n---\n",
    "---\ntitle: |\n  T\n---\n": "---\ntitle: |\n  T\naliases: [problems/old]\n---\n",
    "---\naliases: [a/b] # c\nlang: en\n---\n": "---\naliases: [a/b, problems/old] # c\nlang: en\n---\n",
    "---\naliases: [a,b,]\n---\n": "---\naliases: [a,b, problems/old,]\n---\n",
    "---\naliases: [\n  a,\n  'b' # c\n]\n---\n": "---\naliases: [\n  a,\n  'b',\n  problems/old # c\n]\n---\n",
    "---\naliases: [\n  a\n]\n---\n": "---\naliases: [\n  a,\n  problems/old\n]\n---\n",
    "---\naliases: [a, # c\n  b]\n---\n": "---\naliases: [a, # c\n  b, problems/old]\n---\n",
    "---\naliases: []\n---\n": "---\naliases: [problems/old]\n---\n",
    "---\naliases: {}\n---\n": "---\naliases: [problems/old]\n---\n",
    "---\naliases:\nlang: en\n---\n": "---\naliases: [problems/old]\nlang: en\n---\n",
    "---\naliases:   # none\n---\n": "---\naliases: [problems/old]   # none\n---\n",
    "---\naliases: ~ # none\n---\n": "---\naliases: [problems/old] # none\n---\n",
    "---\naliases: a/b # c\n---\n": "---\naliases: [a/b, problems/old] # c\n---\n",
    "---\naliases: 'a, b'\n---\n": '---\naliases: ["a, b", problems/old]\n---\n',
    "---\naliases: a, b\n---\n": '---\naliases: ["a, b", problems/old]\n---\n',
    "---\naliases: >-\n  a/b\nlang: en\n---\n": '---\naliases: ["a/b", problems/old]\nlang: en\n---\n',
    "---\naliases:\n  - a # c\n\n# d\nb: c\n---\n": "---\naliases:\n  - a # c\n  - problems/old\n\n# d\nb: c\n---\n",
    "---\naliases:\n- a\n-   b\nlang: en\n---\n": "---\naliases:\n- a\n-   b\n-   problems/old\nlang: en\n---\n",
    "---\r\naliases:\r\n  - a\r\n---\r\n": "---\r\naliases:\r\n  - a\r\n  - problems/old\r\n---\r\n",
    "---\naliases:\n  - a\n  -\n---\n": "---\naliases:\n  - a\n  -\n  - problems/old\n---\n",
    "---\naliases:\n  -\n    a\n---\n": "---\naliases:\n  -\n    a\n  - problems/old\n---\n",
    "---\naliases:\n  - |\n    a\nlang: en\n---\n": "---\naliases:\n  - |\n    a\n  - problems/old\nlang: en\n---\n",
    "---\naliases:\n  - 'a\n    b'\n---\n": "---\naliases:\n  - 'a\n    b'\n  - problems/old\n---\n",
    "---\naliases:\naliases: [a]\n---\n": "---\naliases:\naliases: [a, problems/old]\n---\n",
    "---\naliases: [problems/new, a]\n---\n": "---\naliases: [problems/old, a]\n---\n",
    "---\naliases:\n  - /problems/new/\n---\n": "---\naliases:\n  - problems/old\n---\n",
    "---\naliases: [/problems/old/]\n---\n": "---\naliases: [/problems/old/]\n---\n",
}


@pytest.mark.parametrize(("before", "after"), ALIASES.items())
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_old_address_is_written_in_the_style_of_the_others(
    tmp_path: Path, before: str, after: str, mark: str
) -> None:
    moving = moved(tmp_path, {"problems/old.md": mark + before}, "old", "new")
    assert text(tmp_path, MOVED) == mark + after
    assert moving.alias == "problems/old"
    assert read(tmp_path).slugs["old"] == "new"


YAML_LINES = st.sampled_from(
    [
        "a/b",
        "'it''s'",
        '"q: \\"x\\""',
        "~",
        "a b",
        "[x]",
        "|\n    t",
        ">-\n    u\n    v",
        "# only\n    w",
        "ü/ö",
        "a # c",
    ]
)


@given(st.lists(YAML_LINES, min_size=1, max_size=4), st.sampled_from(["  ", ""]), st.sampled_from(["\n", "\r\n"]))
def test_any_block_list_of_aliases_takes_one_more(items: list[str], indent: str, end: str) -> None:
    before = "---\naliases:\n" + "".join(f"{indent}- {item}\n" for item in items) + "lang: en\n---\nx\n"
    source = source_from(before.replace("\n", end).encode(), "content/problems/old.md", "problems/old.md")
    if source.front_matter is None:
        return
    edit = alias_edit(source, "problems/old")
    assert edit
    after = source.text[: edit.start] + edit.text + source.text[edit.end :]
    assert has_alias(after, "problems/old")
    assert source.text == after.replace(edit.text, "", 1)


@pytest.mark.parametrize(
    "broken", ["---\ntitle: a: b\n---\n", "---\ntitle: x\n", "---\n- a\n---\n", "\n---\na: b\n---\n"]
)
def test_an_entry_whose_front_matter_cannot_be_read_stays(tmp_path: Path, broken: str) -> None:
    with pytest.raises(CopKbError, match="its front matter cannot be read"):
        moved(tmp_path, {"problems/old.md": broken}, "old", "new")
    with pytest.raises(CopKbError, match="a list belongs under aliases"):
        moved(tmp_path, {"problems/old.md": "---\naliases: {a: b}\n---\n"}, "old", "new")


def test_an_entry_with_files_beside_it_moves_as_a_folder(tmp_path: Path) -> None:
    files = {
        "problems/chatter/old/index.md": "![p](p.png) [c](../../../cases/c.md) [s](other.md) <img src='p.png'>\n",
        "problems/chatter/old/p.png": b"p",
        "problems/chatter/old/other.md": "[up](index.md) ![p](p.png) [[old]]\n",
        "problems/chatter/old/.hidden": b"h",
        "cases/c.md": "![p](../problems/chatter/old/p.png) ![p](/problems/old/p.png) [o](../problems/old.md)\n",
    }
    moved(tmp_path, files, "old", "new")
    assert text(tmp_path, "problems/chatter/new/index.md").endswith(
        "\n\n" + str(files["problems/chatter/old/index.md"])
    )
    assert text(tmp_path, "problems/chatter/new/other.md") == files["problems/chatter/old/other.md"]
    assert (tmp_path / "content/problems/chatter/new/.hidden").exists()
    assert text(tmp_path, "cases/c.md") == (
        "![p](../problems/chatter/new/p.png) ![p](/problems/new/p.png) [o](../problems/old.md)\n"
    )


def test_into_another_folder_its_own_links_change_and_its_address_does_not(tmp_path: Path) -> None:
    files = {
        "problems/old.md": "[c](../cases/c.md#x) [i](/about.md) ![p](p.png) [[c]] [d](dead.md) [t](../topics/noise/)\n",
        "problems/p.png": b"p",
        "cases/c.md": "---\nproblem: problems/old\n---\n[o](../problems/old.md) [o](../../problems/old/)\n",
        "about.md": "x",
        "topics.yml": "noise: Noise\n",
    }
    moving = moved(tmp_path, files, "old", "noise/old")
    assert text(tmp_path, "problems/noise/old.md") == (
        "[c](../../cases/c.md#x) [i](/about.md) ![p](../p.png) [[c]] [d](dead.md) [t](../../topics/noise/)\n"
    )
    assert text(tmp_path, "cases/c.md") == files["cases/c.md"], "the address is the same"
    assert not moving.alias and moving.moves == (Move("content/problems/old.md", "content/problems/noise/old.md"),)
    for back, there in (("problems/old", "noise/"), ("problems/", "/noise/old"), ("content/problems/old.md", "")):
        moved(tmp_path, {}, "old", back)
        assert text(tmp_path, "problems/old.md") == files["problems/old.md"], "and back"
        if there:
            moved(tmp_path, {}, "old", there)


def test_back_to_an_old_slug_its_alias_becomes_the_other_one(tmp_path: Path) -> None:
    files = {
        "problems/old.md": "---\naliases: [wiki/x]\n---\n[[old]]\n",
        "tried/old/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\n",
    }
    moved(tmp_path, files, "old", "new")
    write(tmp_path, {"content/tried/new/2026-01-02-ines-abc124.md": "---\nresult: worked\n---\n"})
    moved(tmp_path, {}, "new", "old")
    assert text(tmp_path, "problems/old.md") == "---\naliases: [wiki/x, problems/new]\n---\n[[old]]\n"
    assert len(read(tmp_path).tries["old"]) == 2, "tries under both slugs come together"


def test_another_type_is_another_folder(tmp_path: Path) -> None:
    files = {
        "problems/noise/old/index.md": "# T\n![p](p.png) [o](../../other.md)\n",
        "problems/noise/old/p.png": b"p",
        "problems/other.md": "[[old]] [o](noise/old/index.md) ![p](noise/old/p.png) [u](../old/)\n",
        "faqs/f.md": "---\nbased_on: [old, problems/noise/old/index.md]\n---\n",
        "topics.yml": "noise: Noise\n",
        "tried/old/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\n",
    }
    moving = moved(tmp_path, files, "old", "old", "case")
    assert text(tmp_path, "cases/noise/old/index.md") == (
        "---\naliases: [problems/old]\n---\n\n# T\n![p](p.png) [o](../../../problems/other.md)\n"
    )
    assert text(tmp_path, "problems/other.md") == (
        "[[old]] [o](noise/old/index.md) ![p](../cases/noise/old/p.png) [u](../old/)\n"
    )
    tidied(tmp_path)
    assert text(tmp_path, "problems/other.md") == (
        "[[old]] [o](../cases/noise/old/index.md) ![p](../cases/noise/old/p.png) [u](../../cases/old/)\n"
    )
    assert text(tmp_path, "faqs/f.md") == files["faqs/f.md"]
    assert len(moving.moves) == 1 and read(tmp_path).tries["old"]


def test_of_two_with_one_slug_one_can_go_and_the_references_stay(tmp_path: Path) -> None:
    files = {
        "cases/same.md": "x",
        "problems/same.md": "x",
        "faqs/f.md": "---\nbased_on: [same]\n---\n[[same]] [p](../problems/same.md) [c](../cases/same.md)\n",
        "tried/same/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\n",
    }
    kb = read(tmp_path, {f"content/{path}": each for path, each in files.items()})
    second = next(entry for entry in kb.entries if entry.type.name == "problem")
    moving = plan_moving(kb, second, target_from(kb, second, "new"))
    assert [move.before for move in moving.moves] == ["content/problems/same.md"]
    after = {change.path: change.after for change in moving.changes}
    assert after["content/faqs/f.md"] == (
        "---\nbased_on: [same]\n---\n[[same]] [p](../problems/new.md) [c](../cases/same.md)\n"
    )
    assert moving.alias == "problems/problems-same"


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("taken", "content/problems/taken.md is there already"),
        ("folder/x", "content/problems/folder/ is the folder of an entry"),
        ("cases/old", "That is the place of a case: first “cop-kb retype old case”"),
        ("../old", "“..” is no folder here"),
        (".git/old", "“.git” is no folder here"),
        ("Not Safe/old", "“Not Safe” is no folder here"),
    ],
)
def test_where_it_cannot_go(tmp_path: Path, new: str, message: str) -> None:
    files = {"problems/old.md": "x", "problems/taken.md": "x", "problems/folder/index.md": "x"}
    with pytest.raises(CopKbError, match=re.escape(message)):
        moved(tmp_path, files, "old", new)


def test_a_folder_cannot_go_into_itself_or_take_the_place_of_a_topic_or_take_others_along(tmp_path: Path) -> None:
    files = {"problems/old/index.md": "x", "problems/old/inner.md": "x", "topics.yml": "noise: {synonyms: [din]}\n"}
    for new, message in (("old/new", "in the entry's own folder"), ("din", "“din” is a topic")):
        with pytest.raises(CopKbError, match=message):
            moved(tmp_path, files, "old", new)
    with pytest.raises(CopKbError, match=r"inner\.md lies in its folder, and would become a case too"):
        moved(tmp_path, files, "old", "old", "case")


def test_an_old_address_of_another_entry_is_taken(tmp_path: Path) -> None:
    files = {"problems/old.md": "x", "problems/other.md": "---\naliases: [problems/new]\n---\n"}
    with pytest.raises(CopKbError, match="The address problems/new is taken"):
        moved(tmp_path, files, "old", "new")


def test_only_the_case_changes(tmp_path: Path) -> None:
    moving = moved(tmp_path, {"problems/Old.md": "x", "cases/c.md": "[[Old]] [o](../problems/Old.md)"}, "Old", "old")
    assert text(tmp_path, "cases/c.md") == "[[old]] [o](../problems/old.md)"
    assert not moving.alias, "it would be the address of today, for most servers and systems"


@pytest.mark.parametrize("number", range(5))
def test_where_writing_fails_everything_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    files = {
        "problems/old/index.md": "x",
        "problems/old/p.png": "p",
        "cases/a.md": "![p](../problems/old/p.png)",
        "cases/b.md": "![p](../problems/old/p.png)",
    }
    before = files_in(write(tmp_path, {f"content/{path}": each for path, each in files.items()}))
    calls = 0
    replace = os.replace

    def counted(before: str, after: str, **folders: int) -> None:
        nonlocal calls
        calls += not after.endswith(".json")  # the journal, which is done without
        if calls == number + 1:
            raise OSError(errno.ENOSPC, "No space left on device", after)
        replace(before, after, **folders)

    monkeypatch.setattr(os, "replace", counted)
    if number < 4:
        with pytest.raises(CopKbError, match=r"No space left on device\. Nothing was changed\.") as caught:
            moved(tmp_path, {}, "old", "noise/new")
        assert caught.value.exit_code == 3
        assert files_in(tmp_path) == before
        assert not (tmp_path / "content/problems/noise").exists()
    else:
        moved(tmp_path, {}, "old", "noise/new")
        assert set(files_in(tmp_path)) == {
            "mkdocs.yml",
            *(f"content/cases/{name}.md" for name in "ab"),
            "content/problems/noise/new/index.md",
            "content/problems/noise/new/p.png",
        }


def test_an_interruption_puts_back_too_and_what_cannot_be_put_back_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(tmp_path, {"a.md": "a", "b.md": "b"})

    def stopped_at(path: Path, text: str) -> Callable[..., None]:
        def stopped(*_: object) -> None:
            path.unlink(missing_ok=True)
            raise KeyboardInterrupt if not text else CopKbError(text)

        return stopped

    move, change = Move("a.md", "new.md"), Change("new.md", "a", "changed", 1)
    monkeypatch.setattr(Writer, "keep", stopped_at(root / "b.md", ""))
    with pytest.raises(KeyboardInterrupt):
        carry_out(root, [move], [change])
    assert (root / "a.md").read_text() == "a" and not (root / "new.md").exists()

    monkeypatch.setattr(Writer, "keep", stopped_at(root / "new.md", "No."))
    with pytest.raises(CopKbError, match=r"^No\. These could not be put back: .*a\.md\.$"):
        carry_out(root, [move], [change])


PLACES = {
    "problem-a": "problems/problem-a.md",
    "problem-b": "problems/noise/problem-b.md",
    "problem-c": "problems/problem-c/index.md",
    "case-d": "cases/case-d.md",
    "lesson-e": "lessons/noise/lesson-e/index.md",
}
OTHERS = {"about.md": "", "guides/g.md": "", "index.md": "", "problems/index.md": ""}
PICTURES = ("problems/problem-c/p.png", "lessons/noise/lesson-e/sub/p q.png", "cases/p.png", "problems/problem-a/x.csv")
WRAPS = ("[t]({})", "![t]({})", "<a href='{}'>t</a>", '<img alt="t" src="{}">', "[t][r{n}]\n\n[r{n}]: {}")


def uri_of(path: str) -> str:
    slug = next((slug for slug, place in PLACES.items() if place == path), "")
    return f"{path.partition('/')[0]}/{slug}.md" if slug else path


@st.composite
def links(draw: st.DrawFn, base: str, number: int) -> str:
    """A link in the file ``base`` to one of the others, in any style."""
    if draw(st.integers(0, 4)) == 0:
        return f"[[{draw(st.sampled_from([*PLACES, 'wanted']))}]]"
    path = draw(st.sampled_from([*PLACES.values(), *OTHERS, *PICTURES, "dead.md"]))
    names = [path, uri_of(path)]
    if path.endswith(".md"):
        names += [name.removesuffix(".md") + end for name in names for end in ("", ".html", "/")]
    name = draw(st.sampled_from(names))
    folder = draw(st.sampled_from([posixpath.dirname(base), posixpath.splitext(base)[0], "/"]))
    slash = "/" if name.endswith("/") else ""
    target = f"/{name}" if folder == "/" else posixpath.relpath(name, folder or ".") + slash
    target = target.replace(" ", "%20") + draw(st.sampled_from(["", "#why", "?q=1"]))
    return draw(st.sampled_from(WRAPS)).replace("{n}", str(number)).replace("{}", target)


@st.composite
def knowledge_bases(draw: st.DrawFn) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {"content/topics.yml": "noise: Noise\n"}
    files.update((f"content/{path}", b"p") for path in PICTURES)
    for path in (*PLACES.values(), *OTHERS):
        body = "\n\n".join(draw(links(path, number)) for number in range(draw(st.integers(0, 4))))
        refs = draw(st.lists(st.sampled_from([*PLACES, *PLACES.values()]), max_size=2))
        head = f"---\n# c\nsupersedes: [{', '.join(refs)}]\n---\n" if refs and path in PLACES.values() else ""
        end = draw(st.sampled_from(["\n", "\r\n"]))
        files[f"content/{path}"] = f"{head}# T\n\n{body}\n".replace("\n", end)
    return files


Led = tuple[str, str | None]


def led_to(kb: KnowledgeBase, page: Entry | PlainPage) -> list[Led]:
    """What every link and reference of a page leads to, in their order."""
    found: list[Led] = []
    for link in page.outline.links:
        if link.kind == "wiki":
            found.append((link.kind, kb.slugs.get(link.target)))
        elif link.kind != "reference":
            found.append((link.kind, kb.addresses.find(link.target, page.source.uri)))
    if isinstance(page, Entry):
        found += [("ref", kb.slugs.get(ref.slug)) for _, ref in refs_of(page)]
    return found


def skeleton(page: Entry | PlainPage) -> str:
    """A page's text without the targets of links and references, and without aliases."""
    spans = [(link.target_start, link.target_end) for link in page.outline.links if link.kind != "reference"]
    if isinstance(page, Entry):
        spans += [(ref.start, ref.end) for _, ref in refs_of(page)]
    kept = page.source.text
    for start, end in sorted(spans, reverse=True):
        kept = kept[:start] + kept[end:]
    kept = re.sub(r"\A---\r?\naliases: .*\r?\n---\r?\n\r?\n", "", kept)
    return re.sub(r"aliases: .*\r?\n", "", kept)


@settings(max_examples=100, deadline=None)
@given(
    knowledge_bases(),
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(["new", "noise/new", "other/deep/new", "{}", "noise/{}"]),
    st.sampled_from(["", "case", "faq"]),
)
def test_everything_leads_to_what_it_led_to(files: dict[str, str | bytes], slug: str, new: str, type_name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before = read(Path(folder), files)
        entry = before.by_slug[slug]
        target = target_from(before, entry, new.format(slug))
        if type_name:
            target = Target(before.types[type_name], target.slug, target.folder)
        if target == Target(entry.type, slug, folder_of(entry)):
            return
        moving = plan_moving(before, entry, target)
        changes = [Change(moving.path(each.path), each.before, each.after, each.cured) for each in moving.changes]
        carry_out(before.settings.root, moving.moves, changes)
        after = read(Path(folder))

    def now(led: Led) -> Led:
        kind, to = led
        if kind in ("wiki", "ref"):
            return kind, target.slug if to == slug else to
        if to == entry.uri:
            return kind, f"{target.address}.md"
        if to == entry.source.uri:
            return kind, moving.path(f"content/{to}").removeprefix("content/")
        inside = to and entry.folder and to.startswith(f"{entry.type.plural}/{slug}/")
        return kind, f"{target.address}/{to.removeprefix(f'{entry.type.plural}/{slug}/')}" if inside and to else to

    pages = {page.source.path: page for page in (*after.entries, *after.pages)}
    for page in (*before.entries, *before.pages):
        other = pages[moving.path(page.source.path)]
        assert led_to(after, other) == [now(led) for led in led_to(before, page)], (page.source.uri, other.source.text)
        assert skeleton(other) == skeleton(page)
    assert after.by_slug[target.slug].uri == f"{target.address}.md"
    assert after.slugs[slug] == target.slug
