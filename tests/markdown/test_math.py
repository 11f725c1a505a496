"""Formulas: where they begin, what becomes of them, and what can never come through."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from cop_kb.markdown.document import plain_text, read_document
from cop_kb.markdown.extension import GithubMarkdown
from cop_kb.markdown.math import find_formula
from cop_kb.markdown.mathml import ARGUMENTS, ATTRIBUTES, MOST_OF_A_TEXT, OTHERS, TOKENS, formula, formulas
from cop_kb.safety.removed import removed
from cop_kb.safety.sanitiser import safe_html
from tests.cli.running import run
from tests.markdown.converters import by_github, converted, full
from tests.markdown.html import words
from tests.support import write

MONEY = [
    "$5 and $10",
    "US$ 20",
    "$5, or 9 US$.",
    "$10, US$ 20",
    "$HOME/bin and $PATH",
    "$HOME:$PATH",
    "cost 5$ or 6$",
    "$ a $",
    "$$",
    "$$$",
    "$a\n\nb$",
    "`$a` and $b`$",
    "`a $x$ b`",
    "    $x$",
    "```sh\necho $a$\n```",
    r"\$a$ and \$b\$",
    "[a](https://e.org/$a$)",
    "<https://e.org/$a$>",
    "see https://e.org/$a$ and",
    '<a href="$x$">y</a>',
    "$x [a](b$) c",
    '$5 <b title="a$">c</b>',
    "n$th$ and $n$th",
    "![$](a.png) [$](b.md)",
]


@pytest.mark.parametrize("text", MONEY)
def test_money_code_and_addresses_stay_what_they_are(text: str) -> None:
    assert "<math" not in safe_html(converted(text))
    assert read_document(text).formulas == ()


MATH = {
    "$x$": "inline",
    "($x$), *$y$* and **a $z$**.": "inline",
    "$5 mm$": "inline",
    "costs $5 and $x$": "inline",
    r"$a_1 * b_1$ and \$5": "inline",
    r"$\$5 + x$": "inline",
    "$`a_1 * b`$": "inline",
    "设$x$为": "inline",
    "$a\nb$": "inline",
    "[$x$](a.md)": "inline",
    "# A $x$": "inline",
    "| $x$ |\n|---|\n| a |": "inline",
    "a $$x$$ b": "block",
    "$$x$$": "block",
    "$$\nx\n- y\n= z\n$$": "block",
    "text\n$$\nx\n$$\ntext": "block",
    "- a\n\n  $$\n  x\n  $$": "block",
    "> $$\n> x\n> $$": "block",
    "```math\nx\n```": "block",
    "- ~~~ math\n  x\n  ~~~": "block",
}


@pytest.mark.parametrize("text", MATH)
@pytest.mark.parametrize("md", [None, "full"])
def test_formulas_become_mathml(text: str, md: str | None) -> None:
    html = safe_html(converted(text, full() if md else None))
    assert html.count("<math ") == html.count(f'display="{MATH[text]}"') > 0
    assert "$$" not in html
    assert len(read_document(text).formulas) == html.count("<math ")


@pytest.mark.parametrize("text", [*MONEY, *MATH])
def test_no_word_of_a_formula_vanishes(text: str) -> None:
    assert words(converted(text)) == words(by_github(text))


def test_the_source_is_kept_for_who_cannot_see_it() -> None:
    html = safe_html(converted(r'$a < b \text{"q"}$'))
    assert r'alttext="a &lt; b \text{&quot;q&quot;}"' in html


def test_elsewhere_a_formula_is_its_source() -> None:
    assert plain_text(r"The *law* $a_1 * b_2 * c$") == r"The law $a_1 * b_2 * c$"
    assert [each.text for each in read_document("# A $b_1 * c_1 * d$").headings] == ["A $b_1 * c_1 * d$"]


def test_a_formula_is_no_place_for_links_or_tags() -> None:
    document = read_document("$[[a]]$ and $`[[c]](d) <img src=x>`$")
    assert document.links == ()
    assert removed(converted("$`<script>`$ and $a<b$")) == ()


@pytest.mark.parametrize(
    ("tex", "has"),
    [
        (r"\frac{a}{b}", "<mfrac>"),
        (r"\mathbf{ab} \mathbb{R}", "𝐚"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", 'class="kb-math__right"'),
        (r"\begin{align} a &= b \end{align}", "<mtable"),
        (r"\begin{gathered} a \\ b \end{gathered}", "<mtr>"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", 'class="kb-math__left"'),
        (r"\begin{array}{c|c} 1 & 2 \end{array}", 'class="kb-math__line"'),
        (r"a = 1 \\ b = 2", "<mtr>"),
        (r"\begin{equation} a \end{equation}", "<mi>a</mi>"),
        (r"\boxed{x}", 'class="kb-math__box"'),
        ("a % more\n+ b", "<mi>b</mi>"),
        (r"\color{red}{x}", 'mathcolor="red"'),
        (r"a \! b \mkern18mu c", 'width="1.000em"'),
    ],
)
def test_what_people_write_can_be_set(tex: str, has: str) -> None:
    assert has in formula(f"${tex}$").html


NOT_SET = {
    r"\SI{5}{mm}": r"“\SI” is not supported",
    r"\cancel{x}": r"“\cancel” is not supported",
    r"\newcommand{\a}{\b\b} \a": r"“\newcommand” is not supported",
    r"\def\a{\a\a} \a": r"“\def” is not supported",
    r"\href{javascript:alert(1)}{x}": r"“\href” is not supported",
    r"\style{position:fixed}{x}": r"“\style” is not supported",
    r"\class{md-header}{x}": r"“\class” is not supported",
    r"\unicode{x202e}": r"“\unicode” is not supported",
    r"\rule{99em}{99em}": r"“\rule” is not supported",
    r"\hspace{-50em} x": "“-50em” is not supported",
    r"\color{url(x)}{x}": "“url(x)” is not supported",
    r"\colorbox{red}{x}": r"“\colorbox” is not supported",
    r"\frac{a}": "an argument is missing",
    "a & b": "a “&” stands outside a matrix, or in an environment that is not supported",
    r"\begin{rcases} a & b \end{rcases}": "a “&” stands outside a matrix, or in an environment that is not supported",
    "x^": "it is incomplete, or not TeX",
    "a_b_c": "it is incomplete, or not TeX",
    r"\left( x": "it is incomplete, or not TeX",
    "x" * 3_001: "it has more than 3,000 characters",
    "{" * 1_000 + "}" * 1_000: "it is nested more than 40 levels deep",
    r"\sqrt " * 400 + "x": "it is nested more than 40 levels deep",
    r"\frac a" * 400 + "b": "it is nested more than 40 levels deep",
    r"\displaystyle " * 200 + "b": "it is nested more than 40 levels deep",
    r"\left(" * 300: "it is nested more than 40 levels deep",
}


@pytest.mark.parametrize("tex", NOT_SET, ids=lambda tex: tex[:30])
def test_what_cannot_be_set_stays_as_it_was_written_and_says_why(tex: str) -> None:
    assert formula(f"$`{tex}`$") == ("", NOT_SET[tex])
    html = safe_html(converted(f"$`{tex}`$"))
    assert html.startswith("<p><code>$`")
    assert words(html) == words(by_github(f"$`{tex}`$"))


class Elements(HTMLParser):
    """The elements of a text, each with its attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def is_known(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "math":
        return set(attributes) == {"display", "alttext"}
    if tag not in {*TOKENS, *OTHERS, *ARGUMENTS}:
        return False
    return all(
        (name == "class" and re.fullmatch(r"(kb-math__(left|right|line|box) ?)+", value or ""))
        or (name in ATTRIBUTES and ATTRIBUTES[name].fullmatch(value or ""))
        for name, value in attributes.items()
    )


PIECES = [
    *(
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;img src=x onerror=a()&gt;}",
        r"\verb|<b>|",
        "<!--",
        "-->",
        "]]>",
    ),
    *(
        r"\href{javascript:a()}{x}",
        r"\style{color:red}{y}",
        r"\class{md-nav}{z}",
        r"\unicode{3c}",
        r"\color{red}",
        "</math>",
    ),
    *(
        r"\begin{matrix}",
        r"\end{matrix}",
        "&",
        r"\\",
        r"\begin{array}{c|r}",
        r"\end{array}",
        r"\hline",
        r"\sideset{_a}{^b}",
    ),
    *(
        "{",
        "}",
        "^",
        "_",
        "'",
        r"\left(",
        r"\right)",
        r"\frac",
        r"\sqrt[3]",
        r"\over",
        r"\displaystyle",
        r"\limits",
        r"\not",
    ),
    *(
        "x",
        "1",
        "+",
        " ",
        '"',
        "<",
        ">",
        "&#x3c;",
        "&#xd800;",
        r"\operatorname{<b>}",
        r"\mathop{x}",
        r"\tag{<i>}",
        r"\middle",
    ),
    *(
        r"\genfrac(]{1px}{0}",
        r"\xrightarrow{a}",
        r"\hspace{9em}",
        r"\raise1em",
        r"\skew3\hat a",
        r"\mathbb{R}",
        r"\hbox{$x$}",
    ),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_nothing_but_mathml_comes_out_of_any_formula(tex: str) -> None:
    made = formula(f"$`{tex}`$")
    assert bool(made.html) != bool(made.why)
    reader = Elements()
    reader.feed(made.html)
    assert all(is_known(*each) for each in reader.found), made.html


@pytest.mark.parametrize(
    "html",
    [
        "<math><mi>x</mi></math>",
        '<math display="block" alttext="x"><mrow><mi>x</mi></mrow></math>',
        '<math><maction actiontype="toggle"><mi href="javascript:a()">x</mi></maction></math>',
        '<math><annotation-xml encoding="text/html"><script>a()</script></annotation-xml></math>',
        '<math><mtext><img src=x onerror="a()"></mtext></math>',
        '<b title="<code class=kb-math>$x$</code>">y</b>',
    ],
)
def test_mathml_that_somebody_types_is_not_let_through(html: str) -> None:
    safe = safe_html(converted(html, full()))
    assert not re.search(r"<(?:math|m[a-z]+)[ >]", safe)
    assert "<script" not in safe


def test_all_formulas_of_a_text_are_bounded_together() -> None:
    many = [f"$`{number}{'x' * 900}`$" for number in range(MOST_OF_A_TEXT // 900)]
    begin = time.process_time()
    assert {each.why for each in formulas(many)} == {
        "the formulas of this text have more than 100,000 characters together"
    }
    assert time.process_time() - begin < 1


def test_looking_for_formulas_takes_no_longer_than_the_text_is_long() -> None:
    for text in (
        "$a " * 50_000,
        "$$a " * 50_000,
        "$`" * 50_000,
        "$5" + " " * 100_000 + "$",
        "$" + "<!-- " * 5_000 + "$",
    ):
        begin = time.process_time()
        find_formula(text, 0, len(text))
        converted(text)
        assert time.process_time() - begin < 10, text[:10]


def test_an_extension_for_formulas_that_a_site_names_shows_them() -> None:
    text = "Cost $5 and $10, $a_1 * b_1$ and \\(c_1 * d_1\\).\n\n$$\na_1\n- b_1\n$$\n\n- x\n\n  \\[\n  c_1 \\\\ d_1\n  \\]\n"
    md = Markdown(
        extensions=["pymdownx.arithmatex", GithubMarkdown()],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )
    html = md.convert(text)
    assert "kb-math" not in html
    assert "Cost $5 and $10, " in html
    assert [each.strip() for each in re.findall(r'class="arithmatex">\\.(.*?)\\[)\]]', html, re.DOTALL)] == [
        "a_1 * b_1",
        "c_1 * d_1",
        "a_1\n- b_1",
        r"c_1 \\ d_1",
    ]


def test_a_page_has_its_formulas_however_it_is_built_and_the_finding_agrees(tmp_path: Path) -> None:
    entry = "# What is $E_1$?\n\n$E = m c^2$ and $\\nothing$\n"
    write(
        tmp_path,
        {
            "mkdocs.yml": "site_name: A\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [cop-kb: {git: false}]\n",
            "content/faqs/e.md": entry,
        },
    )
    built = run("build", folder=tmp_path)
    assert "content/faqs/e.md:3:17 warning" in built.stdout + built.stderr
    html = (tmp_path / "site/faqs/e/index.html").read_text(encoding="utf-8")
    assert html.count('<math display="inline" alttext="E = m c^2">') == 1
    assert r"<code>$\nothing$</code>" in html
    (tmp_path / "mkdocs.yml").write_text(
        (tmp_path / "mkdocs.yml").read_text() + "markdown_extensions: [pymdownx.arithmatex: {generic: true}]\n"
    )
    validated = run("validate", folder=tmp_path)
    assert "unreadable-math" not in validated.stdout
