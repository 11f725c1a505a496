"""What a text says in short: whole sentences or whole steps, from whatever it is written in, and never markup."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from cop_kb.markdown.brief import ENOUGH, all_words, brief
from cop_kb.markdown.document import Document, read_document
from cop_kb.markdown.sentences import sentences
from cop_kb.reading.files import source_from

TOML = '```toml\n[tool.x]\na = 1\n\n[tool.y]\nb = "2"\n```\n'


def said(text: str) -> str:
    return brief(read_document(text), 0, len(text)).within(ENOUGH)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("One *line*\ngoes on.\n\nTwo.", "One line goes on."),
        ("**Bold** start.", "Bold start."),
        ("- a\n- b\n\nText.", "a · b"),
        ("1. Close it\n2. Open it\n", "1 Close it · 2 Open it"),
        ("4) Close it\n5)\n6) Open it\n", "4 Close it · 6 Open it"),
        ("1. loosen\n   - upper nut\n   - lower nut\n2. test\n", "1 loosen: upper nut, lower nut · 2 test"),
        ("1. Run `up{job=\"x\"}`:\n\n   ```\n   make\n   ```\n\n2. Wait.\n", '1 Run up{job="x"}: make · 2 Wait.'),
        ("- [x] done\n- [ ] `[ ]` open\n", "done · [ ] open"),
        ("- ```\n  make\n  ```\n", "make"),
        ("Do this:\n- a\n- b\n\nMore.", "Do this: a · b"),
        ("It broke. Do this:\n\n1. a\n", "It broke. Do this: 1 a"),
        ("Run:\n\n    make all\n", "Run: make all"),
        ("Run:\n\n```\nmake all\nmake more\n```\n", "Run: …"),
        ("It says:\n\n> Out of memory.\n", "It says: Out of memory."),
        ("**Steps:**\n\n- a\n- b\n", "a · b"),
        ("| Sign | Means |\n|---|---|\n| red | hot |\n| blue | cold \\| wet |\n", "red: hot · blue: cold | wet"),
        ("| only | head |\n|---|---|\n", "only: head"),
        ("> Quoted. Twice.\n", "Quoted. Twice."),
        ("> [!WARNING]\n> Hot.\n", "Hot."),
        ("> [!TIP] With a title\n> 1. a\n> 2. b\n", "1 a · 2 b"),
        ('!!! warning "Mind"\n    Hot.\n', "Hot."),
        ('??? tip "Only a title"\n', "Only a title"),
        ('=== "Linux"\n    Do it.\n', "Do it."),
        ("Term\n:   What it means.\n", "Term: What it means."),
        ("<div markdown>\nInside.\n</div>\n", "Inside."),
        ("<p align=\"center\">Plain <b>HTML</b>, too &amp; so</p>\n", "Plain HTML, too & so"),
        ("<details><summary>Log</summary>\n\nText.\n\n</details>\n", "Text."),
        ("one<br>two", "one two"),
        ("<script>x</script>\n", ""),
        ("### Prime it by hand\nOpen the cap.\n", "Open the cap."),
        ("### Wet it\n\n### Rest it\n", "Wet it · Rest it"),
        ("![badge](a.svg) [![b](c.svg)](d)\n\nText.", "Text."),
        ("![A drawing](a.png)\n", "A drawing"),
        ("![](a.png)\n", ""),
        (TOML + "\nSo it is.", "So it is."),
        (TOML, '[tool.x] · a = 1 · [tool.y] · b = "2"'),
        ("[^1]: note\n\n*[HTML]: x\n\nText[^1].", "Text."),
        ("[TOC]\n\n::: x\n\n--8<-- \"a.md\"\n\n{{< hint >}}\n\nText.", "Text."),
        ("[a]: x.md\n\nSee [this][a] and [[slug|that]] and [[other]].", "See this and that and other."),
        ("Mind <serial number> & x<y.", "Mind <serial number> & x<y."),
        ("<!-- nothing -->\n\n---\n", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_it_is_said_in_whole_sentences_or_steps(text: str, short: str) -> None:
    assert said(text) == short


def test_a_paragraph_that_is_all_of_it_says_where_it_stands() -> None:
    text = "- x\n\nOne.\nTwo.\n\n- y\n"
    document = read_document(text)
    found = brief(document, 3, len(text))
    assert text[found.start : found.end] == "One.\nTwo."
    assert [(each.start, each.end) for each in (brief(document, 0, 3), brief(document, 14, 20))] == [(0, 0), (0, 0)]


def test_all_words_are_those_of_every_block() -> None:
    text = f"One.\n\n## This\n\n- a\n- b\n\n{TOML}"
    assert all_words(read_document(text), 0, len(text)) == 'One. This a · b [tool.x] · a = 1 · [tool.y] · b = "2"'


# Over all texts: no markup, every word in its order, whole sentences

WORD = re.compile(r"[^\W_]+")
MARKUP = re.compile(
    r"```|~~~|^#{1,6} |^\||\|$|\]\(|^\s*[-*+] |\*\*\w|</?(?:div|p|br|span|details|summary|table|td|tr|img|a|b)\b[^<>]*>"
    r"|<!--|^!!! ?[\w-]|^\?\?\?|\[\^\w+\]|^>|\{\{[<%]"
)


def check(document: Document, start: int, end: int) -> None:
    """What holds of every summary."""
    found = brief(document, start, end)
    short = "".join(found.parts)
    written = document.text[start:end]
    literal = " ".join(document.text[first:last] for first, last in document.code if start <= first < end)
    shown = MARKUP.search(short)
    assert shown is None or shown[0] in literal or f"\\{shown[0][0]}" in written, (short, shown)
    assert "\n" not in short
    assert in_order(WORD.findall(without_numbers(short)), WORD.findall(without_marks(written))), short
    for most in (40, 160, 320):
        cut = found.within(most)
        assert len(cut) <= most + 2
        if cut != short:
            assert len(short) > most
            assert cut.endswith("…") or cut in {"".join(found.parts[:n]) for n in range(len(found.parts))}
    if has_prose(document, start, end):
        assert not any(shred in short for shred in shreds(document, start, end)), short


def without_numbers(short: str) -> str:
    """Without the numbers of steps, which GitHub counts whatever is written."""
    return re.sub(r"(?:^|(?<=· )|(?<=: ))\d+ ", "", short)


def without_marks(written: str) -> str:
    """With entities read, and without what may stand inside a word."""
    return re.sub(r"[`*]|__|</?(?:b|i|em|su[bp])>", "", re.sub(r"&#?\w+;", lambda found: unescape(found[0]), written))


def in_order(words: list[str], written: list[str]) -> bool:
    rest = iter(written)
    return all(any(word == other for other in rest) for word in words)


def has_prose(document: Document, start: int, end: int) -> bool:
    """Whether there is a list, or a paragraph that is no bold label, picture or mark of another tool."""
    blocks = [block for block in document.blocks if start <= block.start < end]
    texts = [document.text[block.start : block.end] for block in blocks if block.tokens[0].type == "paragraph_open"]
    is_list = any(block.tokens[0].type.endswith("_list_open") for block in blocks)
    return is_list or any(not text.startswith(("**", "![", "[![", "{{", "[TOC", ":::")) for text in texts)


def shreds(document: Document, start: int, end: int) -> set[str]:
    """The lines of code of more than one line that stand nowhere else."""
    found: set[str] = set()
    for block in document.blocks:
        if start <= block.start < end and block.tokens[0].type in ("fence", "code_block"):
            lines = [line.strip() for line in block.tokens[0].content.split("\n") if WORD.search(line)]
            found |= {line for line in lines if document.text.count(line) == 1} if len(lines) > 1 else set()
    return found


def stretches(document: Document) -> Iterator[tuple[int, int]]:
    """The whole text, and what stands below each of its headings."""
    yield document.start, len(document.text)
    bounds = [each.start for each in document.headings[1:]] + [len(document.text)]
    yield from ((heading.end, end) for heading, end in zip(document.headings, bounds, strict=False))


def check_text(text: str) -> None:
    document = read_document(text, source_from(text.encode(), "a.md", "a.md").body_start)
    for start, end in stretches(document):
        check(document, start, end)


BLOCKS = (
    "A line of *words*. And `code`.\n", "1. one\n2. two\n   - three\n", "- [ ] a\n- b\n\n  c\n", TOML, "> quoted\n> more\n\n",
    "> [!NOTE]\n> Noted.\n\n", '!!! tip "Title"\n    Boxed.\n\n    - x\n', "| a | b |\n|---|---|\n| 1 | c |\n", "Lead:\n",
    "### Deep\n", "## Head\n", "<div>html <b>bold</b></div>\n\n", "![alt](x.png)\n", "    indented = 1\n", "**Label**\n",
    "[^1]: Foot.\n", "Word[^1] and [link](to/where.md 'title').\n", "---\n", "<!-- hidden -->\n", "Ends [x][y]\n\n[y]: z\n",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(150))
def test_no_summary_of_a_generated_text_holds_markup(seed: int) -> None:
    chance = random.Random(seed)
    blocks = [chance.choice(BLOCKS) for _ in range(chance.randint(1, 9))]
    check_text(chance.choice(("\n", "", "\r\n")).join(blocks))


def test_no_summary_of_a_real_text_holds_markup() -> None:
    folder = os.environ.get("COP_KB_CORPORA")
    if not folder:
        pytest.skip("COP_KB_CORPORA names no folder of real collections")
    paths = sorted(Path(folder).rglob("*.md"))
    assert len(paths) > 400
    wrong = []
    for path in paths:
        try:
            check_text(path.read_text(encoding="utf-8"))
        except AssertionError as error:
            wrong.append(f"{path.relative_to(folder)}: {str(error).splitlines()[0][:300]}")
    assert wrong == []


def test_sentences_joined_are_the_text() -> None:
    text = "It rattles, e.g. at night. See 2.5.1. Why? «So.» Ende"
    assert " ".join(sentences(text)) == text


@pytest.mark.parametrize("unit", ["{% ", "- x\n\n  y\n\n", "<script>", "**a** ", "> x\n>\n", "a: ", "$ "])
def test_a_summary_takes_time_in_proportion_to_the_text(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    document = read_document(text)
    started = time.process_time()
    brief(document, 0, len(text))
    all_words(document, 0, len(text))
    assert time.process_time() - started < 1
