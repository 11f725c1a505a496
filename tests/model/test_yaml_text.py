"""YAML text → nodes with places: what is there, where it stands, and what is refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cop_kb.model import yaml_text
from cop_kb.model.node import Mapping, Node, Scalar, Sequence
from cop_kb.model.yaml_faults import MAX_DEPTH
from cop_kb.model.yaml_text import MAX_NODES, NotYamlError, plain, read_yaml


def mapping(text: str, **options: Any) -> Mapping:
    node = read_yaml(text, **options)
    assert isinstance(node, Mapping)
    return node


def scalars(node: Node | None) -> list[Scalar]:
    """All scalars below a node, keys too, in the order of the text."""
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [each for item in node.items for each in scalars(item)]
    return [each for key, value in node or () for each in (key, *scalars(value))] if isinstance(node, Mapping) else []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("title: Blade chatter", ["title", "Blade chatter"]),
        ("größe: Übermaß 🚗 x\nb: ß", ["größe", "Übermaß 🚗 x", "b", "ß"]),
        ("a: one\r\nb: zwei ü\r\nc: three\r\n", ["a", "one", "b", "zwei ü", "c", "three"]),
        ("a: 1 # a comment\n# ü\nb:   2   # more", ["a", "1", "b", "2"]),
        ("a: 'it''s'\nb: \"x\\ty\"", ["a", "'it''s'", "b", '"x\\ty"']),
        ("a: |\n  one\n  ü two\nb: 3", ["a", "|\n  one\n  ü two\n", "b", "3"]),
        ("a: >-\r\n  one\r\n  two\r\nb: 3", ["a", ">-\r\n  one\r\n  two\r\n", "b", "3"]),
        ("a: [ü, {b: 'c'}]\nd:\n- e\n-   f", ["a", "ü", "b", "'c'", "d", "e", "f"]),
        ("a: two\n  lines\nb: c", ["a", "two\n  lines", "b", "c"]),
        ("a:\nb: ~", ["a", "", "b", "~"]),
        ("? a\n: b", ["a", "b"]),
    ],
    ids=lambda each: None if isinstance(each, list) else repr(each),
)
def test_every_scalar_stands_where_its_place_says(text: str, written: list[str]) -> None:
    assert [text[each.start : each.end] for each in scalars(read_yaml(text))] == written


def test_offset_is_added_to_every_place() -> None:
    file = "---\ntitle: ü\n---\n"
    value = mapping(file[4:-4], offset=4).get("title")
    assert value is not None
    assert file[value.start : value.end] == "ü"


def test_lists_and_mappings_reach_from_their_first_to_their_last_sign() -> None:
    text = "a: [b, c]\nd: {e: f}"
    node = mapping(text)
    assert [text[value.start : value.end] for _, value in node] == ["[b, c]", "{e: f}"]


def test_a_key_that_stands_twice_is_kept_twice_and_the_first_counts() -> None:
    node = mapping("a: 1\nb: 2\na: 3")
    assert [(key.text, value.text) for key, value in node if isinstance(value, Scalar)] == [
        ("a", "1"),
        ("b", "2"),
        ("a", "3"),
    ]
    first = node.get("a")
    assert isinstance(first, Scalar)
    assert first.text == "1"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "---\n---\n"[:4]])
def test_an_empty_text_has_no_node(text: str) -> None:
    node = read_yaml(text)
    assert node is None or node.is_empty


@pytest.mark.parametrize("text", ["a: ~", "a:", "a: null", "a: Null", "a: NULL", "a: []", "a: {}"])
def test_nothing_null_and_empty_lists_are_empty(text: str) -> None:
    value = mapping(text).get("a")
    assert value is not None
    assert value.is_empty


@pytest.mark.parametrize("text", ["a: ''", 'a: "null"', "a: '~'", "a: nil", "a: 0", "a: [~]"])
def test_what_somebody_wrote_is_not_empty(text: str) -> None:
    value = mapping(text).get("a")
    assert value is not None
    assert not value.is_empty


@pytest.mark.parametrize(
    ("text", "detail", "at"),
    [
        ("a: &x 1", "anchors", "&x"),
        ("a: *x", "anchors", "*x"),
        ("a: b: c", "a colon stands where no key can begin", ": c"),
        ("a: [1", "the list in [ ] is not closed", ""),
        ("a: 'x", "the quote that begins here (') is not closed", "'x"),
        ('a: "x', 'the quote that begins here (") is not closed', '"x'),
        ("a: {b: 1", "the mapping in { } is not closed", ""),
        ("a: ]", "this ] closes nothing", "]"),
        ("a: , b", "a comma stands where a value belongs", ","),
        ("a: *", "the * is followed by no name", "*"),
        ("a:\n    b: 1\n  c: 2", "this cannot be read as YAML", "c: 2"),
        ("a: 1\n---\nb: 2", "a second document", "---"),
        ("[a]: 1", "a key must be one word or text", "[a]"),
        ("{a: b}: 1", "a key must be one word or text", "{a"),
        ("a: @x", "no value begins with @", "@x"),
        ("a: \x07b", "a character that YAML does not allow", "\x07"),
        ("ü: 1\nä: b: c", "a colon stands where no key can begin", ": c"),
        ("a:\n\tb: c", "a tab stands", "\tb"),
    ],
)
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])  # they call the same thing by other words
def test_what_is_refused_is_refused_with_its_place_in_our_words(
    text: str, detail: str, at: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_text, "Loader", getattr(yaml, loader))
    with pytest.raises(NotYamlError) as caught:
        read_yaml(text)
    assert detail in caught.value.detail
    assert text[caught.value.offset :].startswith(at)


def test_anchors_and_aliases_are_taken_where_the_caller_allows_them() -> None:
    assert plain(read_yaml("a: &x [1]\nb: *x", aliases=True)) == {"a": [1], "b": [1]}


def test_an_alias_without_an_anchor_is_refused_even_there() -> None:
    with pytest.raises(NotYamlError, match="no anchor before it"):
        read_yaml("a: *x", aliases=True)


def test_an_alias_inside_its_own_anchor_is_refused() -> None:
    with pytest.raises(NotYamlError):
        read_yaml("a: &x [*x]", aliases=True)


def test_nesting_is_taken_to_its_limit_and_not_beyond() -> None:
    assert read_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    with pytest.raises(NotYamlError, match="levels deep"):
        read_yaml("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


DEEP = ["[" * 60_000, "{a: " * 60_000, "- " * 60_000, "? " * 60_000]


@pytest.mark.parametrize("text", DEEP)
def test_sixty_thousand_brackets_are_refused_and_do_not_crash(text: str) -> None:
    with pytest.raises(NotYamlError, match="levels deep"):
        read_yaml(text)


@pytest.mark.parametrize("text", DEEP)
@pytest.mark.parametrize("limit", [1, 100, 1_000])
def test_the_limit_is_ours_whatever_the_parser_has_to_say(
    text: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(text: str, **_: object) -> Iterator[yaml.Event]:
        mark = yaml.Mark("", limit, 0, limit, None, 0)
        raise yaml.MarkedYAMLError(None, None, "more than I take", mark)

    monkeypatch.setattr(yaml, "parse", refuse)
    with pytest.raises(NotYamlError) as caught:
        read_yaml(text)
    assert ("levels deep" in caught.value.detail) == (limit >= 100)


def test_brackets_in_texts_are_not_nested() -> None:
    with pytest.raises(NotYamlError, match="no value begins with @"):
        read_yaml(f"a: [\"{'[' * 40}\", '{'{' * 40}', b] # {'[' * 40}\nb: @")


def test_values_are_taken_to_their_limit_and_not_beyond() -> None:
    most = MAX_NODES - 1  # the list itself is a value
    node = read_yaml("[" + "a," * most + "]")
    assert isinstance(node, Sequence)
    assert len(node.items) == most
    with pytest.raises(NotYamlError, match="more than 10,000 values"):
        read_yaml("[" + "a," * MAX_NODES + "]")


def test_the_error_may_be_passed_on() -> None:
    @contextmanager
    def passing() -> Iterator[None]:
        yield

    with pytest.raises(NotYamlError), passing():
        read_yaml("a: b: c")


def test_aliases_do_not_multiply_into_a_laughing_billion() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in zip("abcdef", "bcdefg", strict=True)
    ]
    node = read_yaml("\n".join(lines), aliases=True)
    assert isinstance(node, Mapping)  # shared, not copied: no memory grows


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("tRue", "tRue"),
        ("~", None),
        ("null", None),
        ("", None),
        ("012", 12),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1:30", "1:30"),
        ("3.10", 3.1),
        ("-4", -4),
        ("+4", 4),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        ("+inf", "+inf"),
        ("-infinity", "-infinity"),
        ("-nan", "-nan"),
        ("+١٢", "+١٢"),
        ("2026-03-09", "2026-03-09"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("1" * 300, int("1" * 300)),
    ],
)
def test_plain_reads_scalars_as_yaml_1_2_does(written: str, meant: object) -> None:
    found = plain(read_yaml(f"a: {written}"))["a"]
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a: !!str 12", 3),
        ("a: !tag b", 3),
        ("a: !!python/object/apply:os.system [true]", 3),
        ("!!set {a, b}", 0),
        ("<<: {a: 1}", 0),
        ("a:\n  <<: {b: 1}", 5),
        ("a: b\u2028c: d", 4),
        ("a: b\rc: d", 4),
        ("a: b\x85c: d", 4),
    ],
)
def test_what_only_makes_an_entry_harder_to_read_is_refused(text: str, at: int) -> None:
    with pytest.raises(NotYamlError) as refused:
        read_yaml(text)
    assert refused.value.offset == at


def test_maintainers_may_use_tags_merges_and_aliases() -> None:
    text = "a: &a {b: 1}\nc:\n  <<: *a\nd: !!python/name:os.path\n"
    assert set(plain(read_yaml(text, aliases=True))) == {"a", "c", "d"}


def test_an_accent_is_the_same_however_it_is_typed() -> None:
    assert plain(read_yaml("cafe\u0301: [u\u0308ber]")) == {"caf\u00e9": ["\u00fcber"]}


def test_a_number_too_long_for_python_is_still_a_value() -> None:
    assert isinstance(plain(read_yaml(f"a: {'1' * 6000}"))["a"], float)


def test_plain_takes_another_reading_of_scalars() -> None:
    assert plain(read_yaml("a: [1, {b: no}]"), lambda node: node.text) == {"a": ["1", {"b": "no"}]}


YAML_LIKE = st.lists(
    st.sampled_from([*"abü🚗 \n\r\t-:?[]{},#&*!|>'\"%@`~.0\\", "\r\n", ": ", "- ", "\n  ", "---\n", "...\n", "\u2028"]),
    max_size=30,
).map("".join)


@settings(deadline=None)
@given(st.one_of(st.text(), YAML_LIKE))
@example("\ufeffa: b")
@example("a: b\x85c: d")
@example("\ud800")
@example("%YAML 9.9\n---\na")
@example("%TAG ! x\n---\na")
@example("!<")
@example('"\\ud800"')
@example("a: \x00")
@example("\uf900")
def test_any_text_gives_nodes_in_their_places_or_is_refused(text: str) -> None:
    try:
        found = scalars(read_yaml(text))
    except NotYamlError as error:
        assert 0 <= error.offset <= len(text)
        assert error.detail
        return
    for each in found:
        assert 0 <= each.start <= each.end <= len(text)
        if each.plain and each.tag is None and "\n" not in each.text:
            written = unicodedata.normalize("NFC", text[each.start : each.end])
            assert " ".join(written.split()).endswith(" ".join(each.text.split()))  # "! x" is x
