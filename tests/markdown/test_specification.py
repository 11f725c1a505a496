"""CommonMark's own examples, and GitHub's own program as the judge of what is beyond them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from tests.markdown.collections_of_others import SHARES, real_texts
from tests.markdown.converters import by_github, converted, full, plain
from tests.markdown.html import structure

DATA = Path(__file__).parents[1] / "data"
EXAMPLES = json.loads((DATA / "commonmark-0.31.2.json").read_text(encoding="utf-8"))
GFM = json.loads((DATA / "gfm-0.29.json").read_text(encoding="utf-8"))
EXTENSIONS = {
    602: "the address in it is bare",
    608: "the address in it is bare",
    611: "a bare address",
    612: "a bare mail address",
}
"""Examples that GitHub reads otherwise, for it makes links of bare addresses."""
SHOWN = {"<?php": 180, "<!DOCTYPE": 181, "<![CDATA[": 182, "foo <?php": 627, "foo <!ELEMENT": 628, "foo <![CDATA[": 629}
"""What is no element is shown as text: no word vanishes."""


def test_commonmark_is_read_as_its_specification_says(record_property: pytest.RecordProperty) -> None:
    failed = [each["example"] for each in EXAMPLES if structure(converted(each["markdown"])) != structure(each["html"])]
    record_property("markdown", f"{len(EXAMPLES) - len(failed)} of CommonMark's {len(EXAMPLES)} examples; not {failed}")
    assert set(failed) <= {*EXTENSIONS, *SHOWN.values()}


@pytest.mark.parametrize("number", sorted(EXTENSIONS))
def test_where_github_differs_from_commonmark_so_do_we(number: int) -> None:
    text = EXAMPLES[number - 1]["markdown"]
    assert structure(converted(text)) == structure(by_github(text))


TEXTS = [
    "1. loosen\n   - upper nut\n2. tighten\n3. test\n",
    "1. loosen\n\n   ```sh\n   a -b\n\n   c\n   ```\n2. tighten\n   - x\n\n     > q\n     > - r\n3. test\n",
    "- a\n  - b\n    - c\n      more\n- d\n\n  para\n- e\n",
    "- a\n\n  - b\n  - c\n\n- d\n",
    "Do this:\n- a\n- b\n\nand\n1. x\n2. y\n",
    "3) c\n4) d\n\ntext\n\n0. z\n",
    "- a\n- b\n\n* c\n* d\n\n1. e\n2. f\n",
    "- see\n\n  | a | b |\n  |---|---|\n  | `x\\|y` | 2 |\n- next\n",
    "Text\n| a | b |\n|---|---|\n| 1 | 2 |\nafter\n",
    "> a\nlazy\n\n> > b\n> c\n",
    "- # H\n  text\n- ## I\n",
    "-     code\n\n  text\n- ```\n  x\n  ```\n",
    "- a\n-\n- b\n",
    "<div>\n*x*\n\n*y*\n</div>\n\n<details>\n<summary>S</summary>\n\n- a\n- b\n\n</details>\n",
    "```\nx\n\n- y\n",
    "> ~~~py\n> a = '```'\n> ~~~\n",
    "- a\n\n\n      code\n\n<!-- -->\n\n    code2\n",
    '**a**b *foo**bar**baz* __x__y _a_b ***a** b* **"q"**t\n',
    "snake_case_name and *a*b and 2*3*4 **bold**text\n",
    "Foo\nbar\n===\n\ntext\n---\n",
    "a\\\nb  \nc\nd\n",
    "[a\nb]\n\n- x\n\n- y\n\n[a b]:\n  /url\n  'title'\n",
    '\\| \\~ \\< \\& \\" 1\\. a \\$5\n',
    "x<y and y>z `List<String>` a < b\n",
    "- [ ] a\n- [x] b\n  - [ ] c\n",
    "1. a\n   1. b\n      1. c\n\n         text\n   2. d\n2. e\n",
    "- a\n- b\n***\n- c\n",
    "para\n    not code\n\n    code\n",
    "text\n2. not list\n- list\n",
    "see https://e.org/a_b_c. and <https://x.org> mail <a@b.org>\n",
    "www.example.org/a_(b), (www.example.org) http://x y README.md a@b.org. _https://example.org_\n",
    "`` a`b `` and ` a ` and `a\nb`\n",
    "a ~b~ ~~c~~ ~~~d~~~ ~~e **f**~~ g~h~i\n",
    "| a | b |\n|:--|--:|\n| 1 |\n| 1 | 2 | 3 |\n\n| no |\n",
    "\tcode\n\n- \ta\n\n\tb\n",
]
"""What members of communities write every day, and what converters have long read in other ways."""


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_read_as_github_reads_it(text: str) -> None:
    assert structure(converted(text)) == structure(by_github(text))


PIECES = [
    *("a", "b c", " **d** ", " *e* ", "`f`", "[g](h)", "https://i.org", "~~j~~", "<b>k</b>", "\\*", "&amp;", "1"),
    *(
        "\n",
        "\n\n",
        "\n- l",
        "\n1. m",
        "\n   n",
        "\n    o",
        "\n> p",
        "\n# q",
        "\n```\n",
        "\n---\n",
        "\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n",
    ),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join))
def test_any_mixture_is_read_as_github_reads_it(text: str) -> None:
    assert structure(converted(text)) == structure(by_github(text))


@pytest.mark.parametrize("md", [plain, full], ids=["plain", "full"])
def test_githubs_own_syntax_is_read_as_its_specification_says(
    md: Callable[[], Markdown], record_property: pytest.RecordProperty
) -> None:
    failed = [
        each["example"] for each in GFM if structure(converted(each["markdown"], md())) != structure(each["html"])
    ]
    record_property("markdown", f"{len(GFM) - len(failed)} of GFM's {len(GFM)} examples ({md.__name__}); not {failed}")
    assert failed == []


def _read_otherwise(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (name for name, body in texts if structure(converted(body)) != structure(by_github(body)))


@pytest.mark.parametrize("share", SHARES)
def test_real_collections_are_read_as_github_reads_them(share: int, record_property: pytest.RecordProperty) -> None:
    texts = real_texts(share)
    other = list(_read_otherwise(texts))
    record_property(
        "markdown", f"{len(texts) - len(other)} of {len(texts)} real texts as GitHub reads them; not {other}"
    )
    assert other == []
