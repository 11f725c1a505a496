from __future__ import annotations

from cop_kb.reading.renames import renames

LONG = b"".join(b"line %d of a text\n" % number for number in range(20))


def test_a_file_that_holds_the_same_or_most_of_it_was_renamed() -> None:
    assert renames({"a.md": LONG}, {"b.md": LONG}) == {"b.md": "a.md"}
    assert renames({"a.md": LONG}, {"b.md": LONG + b"more\n"}) == {"b.md": "a.md"}
    assert renames({"a.md": LONG}, {"b.md": b"other\n"}) == {}
    assert renames({"a.md": b""}, {"b.md": b""}) == {}, "empty files have nothing in common"


def test_of_several_the_most_alike_is_meant_and_each_only_once() -> None:
    gone = {"a.md": LONG, "b.md": LONG + b"x\n" * 9}
    assert renames(gone, {"c.md": LONG + b"x\n" * 8, "d.md": LONG + b"y\n"}) == {"c.md": "b.md", "d.md": "a.md"}
    assert renames({"x/a.md": LONG, "x/b.md": LONG}, {"y/a.md": LONG}) == {"y/a.md": "x/a.md"}
