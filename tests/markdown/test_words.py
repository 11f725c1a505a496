"""No word vanishes: what GitHub shows is on the page, in the same order, and more only where GitHub hides something."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.markdown.html import PUBLISHED, Elements
from cop_kb.safety.removed import removed
from cop_kb.safety.sanitiser import cleaned
from tests.markdown.collections_of_others import SHARES, real_texts
from tests.markdown.converters import by_github, converted, without_signs
from tests.markdown.html import words
from tests.markdown.test_specification import PIECES

ELEMENTS = Elements(PUBLISHED)


def differences(text: str) -> list[str]:
    """Where the words of the article are others than those of GitHub's rendering, with what GitHub hides of tags."""
    expected, found = words(by_github(text), ELEMENTS), words(cleaned(converted(text, without_signs())))
    parts = SequenceMatcher(None, expected, found, autojunk=False).get_opcodes() if expected != found else ()
    return [f"{expected[a:b]} → {found[c:d]}" for kind, a, b, c, d in parts if kind != "equal"]


@pytest.mark.parametrize("share", SHARES)
def test_no_word_of_a_real_text_vanishes(share: int, record_property: pytest.RecordProperty) -> None:
    texts = real_texts(share)
    other = {name: found for name, body in texts if (found := differences(body))}
    record_property("markdown", f"{len(texts) - len(other)} of {len(texts)} real texts keep every word; not {other}")
    assert other == {}


@pytest.mark.parametrize(
    "text",
    [
        "# Where is <serial number>?\n\nType <serial>, press <Enter>, x<y and y>z, List<String>, Unordered<T, S>.\n",
        "- <a b>\n- </nothing>\n\n> <T>\n\n| <x y> |\n|---|\n| Map<K, V> |\n",
        "<details>\n<summary>S</summary>\n\n<part no>\n\n</details>\n",
        "<part no>\ntext\n\n<div>\n<part no> in\n</div>\n",
        "<template>kept</template> <?php kept ?> <!DOCTYPE kept> <![CDATA[kept]]>\n",
        "a <!-- hidden --> b\n\n<!-- hidden -->\n\nc <!-- not closed\n\nd\n",
        "`<b>` and\n\n    <i>\n\n```\n<!-- shown -->\n```\n",
        "*a $b* c$ &amp; &lt;d&gt; \\<e> &copy;f &#65;g\n",
        "the <script> tag *b*\n\n<style>\n\n*c*\n\n- <iframe src=x>\n- <title>\n\n</script> d <textarea> e\n",
        "##\n\n## ##\n\ntext\n\n### \n",
    ],
)
def test_what_github_hides_of_tags_is_shown_as_text(text: str) -> None:
    assert differences(text) == []


# a tag that begins a line makes raw HTML of all below it, even of an unknown element: there is a letter before those
HTML = [
    *(
        "a <serial number>",
        "a <T>",
        "a </t>",
        "x<2",
        "y>z",
        "<b>",
        "</b>",
        "<B class='x'>",
        "<br>",
        "<kbd>k</kbd>",
        "<img src=x alt=y>",
    ),
    *(
        "a <!-- c -->",
        "\n\n<div>\n",
        "\n</div>\n\n",
        "<span title='t u'>",
        "</span>",
        "<https://v.org>",
        "<w@x.org>",
        "$y$",
        "$5",
    ),
    *(
        "\n\n<details>\n<summary>z</summary>\n\n",
        "\n\n</details>\n\n",
        "a <iframe src=x>",
        "a </iframe>",
        "a <font color=red>",
        "&lt;a&gt;",
    ),
]


MIXTURES = st.lists(st.sampled_from([*PIECES, *HTML]), min_size=1, max_size=30).map("".join)


@settings(deadline=None)
@given(MIXTURES)
def test_no_word_of_any_mixture_vanishes(text: str) -> None:
    check_words(text)


@pytest.mark.long
@settings(deadline=None, max_examples=5_000)
@given(MIXTURES)
def test_no_word_of_many_mixtures_vanishes(text: str) -> None:
    check_words(text)


def check_words(text: str) -> None:
    """The same words; other ones only where a finding says that an element is not published."""
    if not removed(html := converted(text, without_signs())):
        assert differences(text) == []
        return
    found = iter("".join(words(cleaned(html))))
    expected = "".join(words(by_github(text, filtered=False), ELEMENTS))
    assert [each for each in expected if each not in found] == [], "all letters, in the same order"


def test_a_tag_that_nothing_ends_swallows_no_text() -> None:
    text = "<div class=a title='unfinished\n\n*c*\n\n<p\nd\n\n<b e <i>f</i> <select>\n\n1. g\n"
    assert words(cleaned(converted(text, without_signs()))) == [
        "div",
        "class",
        "a",
        "title",
        "unfinished",
        "c",
        "p",
        "d",
        "b",
        "e",
        "f",
        "select",
        "1",
        "g",
    ]


def test_what_an_element_holds_goes_only_with_its_end() -> None:
    html = cleaned(converted("a <script>b</script> c <script> *d*\n\n<style>\nx\n</style>\n\ne\n", without_signs()))
    assert words(html) == ["a", "c", "script", "d", "e"]
