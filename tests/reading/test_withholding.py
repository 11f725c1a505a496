"""Which words in a front matter withhold a text from readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.reading.files import source_from
from cop_kb.reading.withholding import is_withheld, withholdings
from cop_kb.rules import check
from tests.support import MKDOCS_YML, read


def says(front_matter: str) -> bool:
    return is_withheld(source_from(f"---\n{front_matter}\n---\n# T\n".encode(), "content/t.md", "t.md"))


@pytest.mark.parametrize(
    "front_matter",
    [
        *(
            f"draft: {word}"
            for word in ("yes", "Yes", "TRUE", "true", "'true'", '"yes"', "on", "1", "y", "[yes]", " yes ")
        ),
        *("Draft: true", "DRAFT: yes", "'draft': yes", "draft: no\ndraft: yes", "draft: yes\ndraft: no"),
        *(
            "draft: maybe",
            "draft: 2",
            "draft: ''",
            "draft: {a: b}",
            "draft: [yes, no]",
            "draft: !x yes",
            "draft: |\n  yes",
        ),
        *("published: false", "published: no", "publish: off", "published: 0", "published: soon", "Published: False"),
        *("private: true", "unlisted: yes", "private: perhaps", "unlisted: [a, b]"),
        *("visibility: internal", "visibility: members", "visibility: [public, internal]", "visibility: true"),
        *("audience: internal", "audience: [a, b]", "audience: public", "audience: {team: x}"),
        *("password: hunter2", "password: 1234", "inject_id: here"),
        "title: 1\naka: [b]\ndraft: yes",
    ],
)
def test_withheld(front_matter: str) -> None:
    assert says(front_matter)


@pytest.mark.parametrize(
    "front_matter",
    [
        *(f"draft: {word}" for word in ("no", "No", "FALSE", "'false'", "off", "0", "n", "[no]")),
        *("draft:", "draft: ~", "draft: null", "draft: []", "published:", "audience:", "password:", "visibility: ~"),
        *(
            "published: true",
            "publish: yes",
            "published: 1",
            "published: 2021-03-04",
            "published: 2021-03-04T10:00:00Z",
        ),
        *("private: false", "unlisted: no", "visibility: public", "visibility: Public", "visibility: [public]"),
        *("x-draft: yes", "drafted: yes", "status: draft", "title: draft", "x: {draft: yes}", "level: expert"),
    ],
)
def test_not_withheld(front_matter: str) -> None:
    assert not says(front_matter)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: a: b\ndraft: yes\n---\n# T\n",
        "---\n- draft\n---\n# T\n",
        "---\ndraft: yes\n# T\n",
        "\n\n---\ndraft: yes\n---\n# T\n",
        "+++\ndraft = true\n+++\n# T\n",
        "---\ntitle: x\n---\n---\ndraft: yes\n---\n# T\n",
    ],
)
def test_a_front_matter_that_cannot_be_read_may_have_withheld_it(text: str) -> None:
    assert is_withheld(source_from(text.encode(), "content/t.md", "t.md"))
    assert not is_withheld(source_from(b"# T\n\ndraft: yes\n\n---\n", "content/t.md", "t.md"))


def test_severities_and_ignores_publish_nothing_that_is_withheld(tmp_path: Path) -> None:
    off = "      severities: {yaml-error: off, withheld: off, invalid-value: off}\n"
    texts = {"a": "title: a: b", "b": "draft: maybe", "c": "private: true"}
    kb = read(
        tmp_path,
        {
            "mkdocs.yml": MKDOCS_YML + off,
            **{f"content/faqs/{name}.md": f"---\n{text}\n---\n# T?\n" for name, text in texts.items()},
        },
    )
    assert kb.withheld == {"faqs/a.md", "faqs/b.md", "faqs/c.md"}
    assert {each.rule for each in check(kb)} <= {"missing-section", "duplicate-title", "missing-title"}


def test_one_wrong_value_is_one_finding(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/faqs/a.md": "---\ndraft: maybe\npublished: true\n---\n# T?\n\nYes.\n"})
    found = [each for each in check(kb) if each.rule != "missing-section"]
    assert [(each.rule, each.message) for each in found] == [
        ("invalid-value", "“maybe” is neither yes nor no, so readers do not see this entry")
    ]
    assert next(withholdings(kb.entries[0].source)).is_clear is False


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("draft: true\n\n# T\n", True),
        ("title: T\npassword: 12345\n\nText\n", True),
        ("Published: no\n# T\n", True),
        ("Draft: what we think of it\n\n# T\n", False),
        ("Audience: technicians\nVisibility: low\n\nText\n", False),
        ("# T\n\ndraft: true\n", False),
        ("Text\ndraft: true\n", False),
    ],
)
def test_a_key_above_the_text_without_dashes_counts_where_it_can_mean_nothing_else(text: str, *, is_so: bool) -> None:
    assert is_withheld(source_from(text.encode(), "content/t.md", "t.md")) is is_so
