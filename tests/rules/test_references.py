"""References in circles of any length, and names that are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.rules import check, load_rules
from tests.support import read


def circles(root: Path, edges: dict[str, str], field: str = "supersedes") -> list[str]:
    files = {f"content/faqs/{slug}.md": f"---\n{field}: [{to}]\n---\n# {slug}?\n" for slug, to in edges.items()}
    return [each.message.partition(": ")[2] for each in check(read(root, files), [load_rules()["ref-cycle"]])]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({"a": "b", "b": "c", "c": ""}, []),
        ({"a": "a"}, ["a → a"]),
        ({"b": "a", "a": "b"}, ["a → b → a"]),
        ({"c": "a", "a": "b", "b": "c"}, ["a → b → c → a"]),
        ({"a": "b, c", "b": "d", "c": "d", "d": ""}, []),
        ({"x": "b", "a": "x", "b": "c", "c": "b"}, ["b → c → b"]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, ["a → b → a", "c → d → c"]),
        ({"a": "b, c", "b": "c, a", "c": "a"}, ["a → b → a"]),
        ({"a": "nobody"}, []),
    ],
)
def test_each_circle_once_at_its_first_entry(tmp_path: Path, edges: dict[str, str], expected: list[str]) -> None:
    assert circles(tmp_path, edges) == expected


def test_long_chains_and_circles(tmp_path: Path) -> None:
    chain = {f"e{n:04}": f"e{n + 1:04}" for n in range(1500)} | {"e1500": ""}
    assert circles(tmp_path / "chain", chain) == []
    (found,) = circles(tmp_path / "circle", chain | {"e1500": "e0000"})
    assert found.startswith("e0000 → e0001 → ")
    assert found.endswith(" → e0000")
    assert len(found) < 300


def test_circles_of_other_fields_and_through_old_addresses(tmp_path: Path) -> None:
    assert circles(tmp_path / "field", {"a": "b", "b": "a"}, "based_on") == ["a → b → a"]
    files = {
        "content/faqs/a.md": "---\nbased_on: old-b\n---\n# A?\n",
        "content/faqs/b.md": "---\nbased_on: a\naliases: [faqs/old-b]\n---\n# B?\n",
    }
    assert len(check(read(tmp_path, files), [load_rules()["ref-cycle"]])) == 1


def rules_of(root: Path, files: dict[str, str | bytes]) -> list[str]:
    return [each.rule for each in check(read(root, files)) if each.severity == "error"]


def test_names_that_collide_only_on_some_systems(tmp_path: Path) -> None:
    assert rules_of(tmp_path / "a", {"content/faqs/É.md": "# A?\n", "content/cases/é.md": "# B\n"}) == [
        "colliding-path"
    ]
    decomposed: dict[str, str | bytes] = {"content/faqs/e\u0301.md": "# A?\n", "content/faqs/\u00e9.md": "# B?\n"}
    assert rules_of(tmp_path / "b", decomposed) == ["colliding-path"]
    assert rules_of(tmp_path / "c", {"content/a/Logo.PNG": "x", "content/a/logo.png": "x"}) == ["colliding-path"]
    honest: dict[str, str | bytes] = {
        "content/faqs/license.md": "# A?\n",
        "content/LICENSE": "x",
        "content/about.md": "# A\n",
    }
    assert rules_of(tmp_path / "d", honest) == []


@pytest.mark.parametrize(
    "slug",
    ["PM2020-002 - KIAM disruption", "a&b", "Was nun", "100-years", "console", "a.b", "ワイパー", "it's", "a(b)", "-x"],
)
def test_honest_slugs(tmp_path: Path, slug: str) -> None:
    assert rules_of(tmp_path, {f"content/cases/{slug}.md": "# A\n"}) == []


@pytest.mark.parametrize(
    "slug", ["a:b", "a|b", "a<b", 'a"b', "a*b", "a\\b", "a\tb", "a ", "NUL", "com1", "aux.x", "a%41", "x" * 201]
)
def test_slugs_that_are_not_safe(tmp_path: Path, slug: str) -> None:
    assert rules_of(tmp_path, {f"content/cases/{slug}.md": "# A\n"}) == ["unsafe-slug"]


def test_a_duplicate_code_names_the_one_that_is_out_of_use(tmp_path: Path) -> None:
    files = {
        "content/problems/a.md": "---\ncodes: [X-1]\n---\n# A\n",
        "content/problems/b.md": "---\ncodes: [x-1]\nsupersedes: a\n---\n# B\n",
    }
    (found,) = check(read(tmp_path, files), [load_rules()["duplicate-code"]])
    assert found.hint == "Take it away from a, which is out of use."


SAME = {
    "content/problems/edge.md": "# The edge\n",
    "content/cases/edge-2024.md": "# The EDGE\n",
    "content/lessons/care.md": "# Care\n\nSee [[the edge]] and [[edge]], [[Edge|it]], [[edge-2024#The edge]].\n",
}


def test_a_link_by_a_title_that_two_entries_have_is_named_with_both_and_the_cure(tmp_path: Path) -> None:
    (found,) = check(
        read(tmp_path, SAME), [load_rules()[name] for name in ("ambiguous-link", "wanted-page", "dead-link")]
    )
    assert (str(found.place), found.message) == (
        "content/lessons/care.md:3:7",
        "“[[the edge]]” could mean content/problems/edge.md or content/cases/edge-2024.md",
    )
    assert found.hint == "Write the slug of the one you mean: [[edge]] or [[edge-2024]]."


def test_a_title_of_what_is_withheld_makes_no_other_ambiguous(tmp_path: Path) -> None:
    files = SAME | {"content/cases/edge-2024.md": "---\ndraft: yes\n---\n# The edge\n"}
    assert check(read(tmp_path, files), [load_rules()[name] for name in ("ambiguous-link", "wanted-page")]) == ()


@pytest.mark.parametrize(
    ("ref", "hint", "fixed"),
    [
        ("The edges", "Was it renamed? Take its new slug, or add the old address to its aliases.", None),
        ("Care", "A reference is the slug of an entry. Write care (“Care”).", "care"),
        ("the EDGE", "A reference is the slug of an entry. Write edge (“The edge”) or edge-2024 (“The EDGE”).", None),
        ("EDGE-2024", "A reference is the slug of an entry. Write edge-2024 (“The EDGE”).", "edge-2024"),
    ],
)
def test_a_title_in_a_field_is_no_reference_and_the_cure_names_the_entry(
    ref: str, hint: str, fixed: str | None, tmp_path: Path
) -> None:
    files = SAME | {"content/cases/c.md": f"---\nproblem: {ref}\n---\n# C\n"}
    (found,) = check(read(tmp_path, files), [load_rules()["dangling-ref"]])
    assert (found.message, found.hint) == (f"“{ref}” under problem is no entry", hint)
    assert (found.fix.edits[0].text if found.fix else None) == fixed


def test_a_wanted_title_proposes_the_nearest_and_quotes_what_a_shell_would_run(tmp_path: Path) -> None:
    links = '[[Car e]] [[Nobody "$(touch x)" wrote]] [[abs-sensor fails]]'
    files = {"content/lessons/care.md": "# Car care\n", "content/faqs/a.md": f"# A?\n\n{links}\n"}
    hints = [each.hint for each in check(read(tmp_path, files), [load_rules()["wanted-page"]])]
    begin = "Do you know something of it? Begin with: cop-kb new problem|faq|case|lesson "
    assert hints == ["Did you mean “care”?", f"""{begin}'Nobody "$(touch x)" wrote'""", f'{begin}"Abs-sensor fails"']


def test_the_name_of_somebody_hidden_is_found_in_every_form_that_is_shown(tmp_path: Path) -> None:
    shown = ["Dr. Gerd Althaus", "Gerd Althaus (lab)", '"Althaus, Gerd"', "by Gerd Althaus"]
    kept = ["Gerd Althaus", "gerd", "gerd althaus"]
    prose = ["Gerd **Althaus**", "Gerd&nbsp;Althaus", "Gerd\u00adAlthaus", "GERD ALTHAUS"]
    files = {
        "content/people.yml": "gerd: {name: Gerd Althaus, hide: yes}\n",
        "content/cases/a.md": "---\nthanks:\n" + "".join(f"  - {each}\n" for each in shown) + "---\n# A\n\nIt ran.\n",
        "content/cases/b.md": "---\nthanks:\n" + "".join(f"  - {each}\n" for each in kept) + "---\n# B\n\nIt ran.\n",
        "content/cases/c.md": "# C\n\n" + "\n\n".join(prose) + "\n",
    }
    found = [each.place for each in check(read(tmp_path, files), [load_rules()["hidden-name"]])]
    assert [each.line for each in found if each.path.endswith("a.md")] == [3, 4, 5, 6]
    assert [each.path for each in found if each.path.endswith("b.md")] == []
    assert len([each for each in found if each.path.endswith("c.md")]) == len(prose)
