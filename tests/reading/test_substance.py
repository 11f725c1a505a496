"""The words of a text, and what counts as a change of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.reading.substance import NOTHING, Change, Substance, _apart, change, compare

ENTRY = """\
---
title: Blade chatters
aka: [Judder, "Squeak: loud"]
topics: [rubber]
applied: [{entry: wet-glass, result: worked, note: two cars}]
---
<!-- What does one see? -->

It chatters at **low** speed on [dry glass](../faqs/glass.md "clean"), see [[streaks]].

1. Wet the glass.
2. Wait, and see the table.

## Cause

The attack angle is two degrees off, says `measure()`.
"""


def became(after: str, before: str = ENTRY) -> Change:
    return change(Substance(before.encode()), Substance(after.encode()))


def edited(old: str, new: str, text: str = ENTRY) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_words_are_those_that_people_read() -> None:
    words = " ".join(Substance(ENTRY.encode()).words)
    assert words == (
        "blade chatters it chatters at low speed on dry glass clean see wet the glass wait and see the table "
        "cause the attack angle is two degrees off says measure judder squeak loud two cars"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("topics: [rubber]", "topics: [glass, wax]\nreview: 2027-01-01"),
        ("topics: [rubber]\n", ""),
        ("wet-glass, result: worked", "dampen-the-glass, result: partly"),
        ("../faqs/glass.md", "../../faqs/wax/the-glass.md#top"),
        ("[[streaks]]", "[[faqs/smears#cause]]"),
        ("**low**", "_low_"),
        ("chatters", "chat**ters**"),
        ("`measure()`", "*measure()*"),
        ("**low**", "<strong class='x'>low</strong>"),
        ("It chatters", "It   chatters"),
        (" at **low** speed", "\nat **low**\nspeed"),
        ("## Cause\n", "Cause\n-----\n"),
        ("## Cause\n", "\n\n## Cause {#why .wide}\n"),
        ("1. Wet", "7) Wet"),
        ("1. Wet the glass.\n2. Wait", "- Wet the glass.\n- Wait"),
        ("<!-- What does one see? -->", ""),
        ("\n## Cause", "\n<!-- reviewed by somebody,\n\non a Monday -->\n\n## Cause"),
        ("[dry glass](../faqs/glass.md \"clean\")", "[dry glass][glass] \"clean\""),
        ("degrees", "degree\u00ades".replace("ees", "es")),
        ("degrees", "dergees"),
        ("attack", "attak"),
        ("low", "LOW"),
        ("says `", "says&nbsp;`"),
        ("---\ntitle: Blade chatters\n", "---\n"),
    ],
)  # fmt: skip
def test_what_changes_no_word(old: str, new: str) -> None:
    before = ENTRY
    if new == "---\n":  # the title as a heading
        new, before = "---\n", ENTRY
        after = edited("<!-- What", "# Blade chatters\n\n<!-- What", edited(old, new))
    else:
        after = edited(old, new)
    assert became(after, before) is Change.NONE
    assert became(before, after) is Change.NONE
    assert became(after.replace("\n", "\r\n"), before) is Change.NONE


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Blade chatters", "Wiper chatters", Change.MORE),
        ("Judder", "Rattle", Change.MORE),
        ("two cars", "three vans", Change.MORE),
        ("two degrees", "nine degrees", Change.MORE),
        ("two degrees", "2 degrees", Change.MORE),
        ("low", "slow", Change.MORE),
        ("Wait, and", "And", Change.OTHER),
        ("The attack angle is", "Is the attack angle", Change.OTHER),
        ("1. Wet the glass.\n2. Wait, and see the table.", "1. Wait, and see the table.\n2. Wet the glass.", Change.OTHER),
        ("says `measure()`", "", Change.OTHER),
    ],
)  # fmt: skip
def test_what_changes_words(old: str, new: str, what: Change) -> None:
    assert became(edited(old, new)) is what


@pytest.mark.parametrize(
    ("before", "after", "is_correction"),
    [
        ("the chattres stay", "the chatters stay", True),
        ("torqque and preasure", "torque and pressure", True),
        ("the cat stays", "the car stays", False),
        ("the M6x20blade", "the M8x20blade", False),
        ("part 12345 here", "part 12346 here", False),
        ("it chatters", "it has chattered", False),
        ("separate words", "seperatewords", False),
        ("wiper moves", "blade moves", False),
        ("雨刷震动", "雨刷停止", False),
        ("हिन्दुस्तानी में", "हिन्दुस्तानि में", True),
    ],
)
def test_a_correction_leaves_the_words_what_they_were(before: str, after: str, is_correction: bool) -> None:
    assert (became(after, before) is Change.NONE) == is_correction


def test_prompts_say_nothing() -> None:
    prompt = "What does one see?"
    texts = [Substance(each.encode(), {prompt}) for each in (f"# A\n\n  {prompt}\n\nIt jumps.\n", "# A\n\nIt jumps.\n")]
    assert change(*texts) is Change.NONE
    assert Substance(b"# A\n\nWhat does one see? It jumps.\n", {prompt}).words[:4] == ["a", "what", "does", "one"]


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("---\ntitle: Error: it broke\nretired: No: never\n---\nx\n", '---\ntitle: "Error: it broke"\nretired: "No: never"\n---\nx\n'),
        ("\n\n---\ntitle: Blade\n---\nx\n", "---\ntitle: Blade\n---\nx\n"),
        ("---\ntitle: Blade\ntopics: rubber\n---\nx\n", "---\ntitle: Blade\ntopics: [rubber]\n---\nx\n"),
    ],
)  # fmt: skip
def test_a_fix_of_the_front_matter_changes_no_word(broken: str, mended: str) -> None:
    assert became(mended, broken) is Change.NONE


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"---\n", b"---\na: [\n---\n", b"<!--", b"](" * 999, b"\0"])
def test_any_bytes_have_words(data: bytes) -> None:
    assert isinstance(Substance(data).words, list)
    assert change(NOTHING, Substance(data)) in Change


PARTS = st.lists(
    st.sampled_from(
        ["a", "chatters", "glass", " ", "\n", "\n\n", "<!--", "-->", "<b", ">", "](", ")", "x.md", "[[", "]]", "|", "1. ",
         "```", "[r]: u", "&amp;", "**", "- ", "What?", "雨", "é"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PARTS, PARTS, PARTS, PARTS)
def test_reading_only_what_differs_tells_the_same(begin: str, one: str, other: str, end: str) -> None:
    before, after = (Substance(f"{begin}{part}{end}".encode(), {"What?"}) for part in (one, other))
    assert change(before, after) is compare(before.body_words, after.body_words)


def test_little_is_read_where_little_differs() -> None:
    text = "\n\n".join(f"Paragraph {number} says something." for number in range(100))
    old, new = _apart(text, text.replace("Paragraph 50 says", "Paragraph 50 told"))
    assert (len(old), len(new)) < (60, 60)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "chatters", "chattres", "glass", "12"])),
    st.lists(st.sampled_from(["a", "b", "glass"])),
)
def test_what_is_added_is_never_called_less(before: list[str], after: list[str]) -> None:
    what = compare(before, after)
    assert (what is Change.NONE) or before != after
    if what is Change.OTHER:
        assert all(after.count(word) <= before.count(word) for word in after)
    assert compare(after, after) is Change.NONE
