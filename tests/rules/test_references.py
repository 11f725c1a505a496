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
