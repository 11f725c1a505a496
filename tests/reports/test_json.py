"""Findings for programs: a document that any JSON reader takes, with keys that stay."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import validate

from cop_kb.model.finding import Severity
from cop_kb.model.place import Place
from cop_kb.reports.json import json_report
from cop_kb.reports.summary import Summary
from tests.reports.findings import finding

FORM = {
    "type": "object",
    "required": ["version", "entries", "counts", "findings"],
    "properties": {
        "version": {"const": 1},
        "entries": {"type": "integer", "minimum": 0},
        "counts": {
            "required": ["error", "warning", "hint"],
            "additionalProperties": {"type": "integer", "minimum": 0},
        },
        "findings": {
            "type": "array",
            "items": {
                "required": ["rule", "severity", "path", "line", "column", "end_column", "message", "hint", "fixable"],
                "properties": {
                    "severity": {"enum": ["error", "warning", "hint"]},
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1},
                    "end_column": {"type": "integer", "minimum": 2},
                    "fixable": {"type": "boolean"},
                },
            },
        },
    },
}


def test_a_document_says_all_that_a_finding_says() -> None:
    found = (finding(fixable=True), finding("x", Severity.HINT, place=Place("b.md", 3)))
    document = json.loads(json_report(Summary(found, 7, "kb/")))
    validate(document, FORM)
    assert document["counts"] == {"error": 1, "warning": 0, "hint": 1}
    assert document["entries"] == 7
    assert document["findings"][0] == {
        "rule": "dangling-ref",
        "severity": "error",
        "path": "kb/content/cases/a.md",
        "line": 2,
        "column": 10,
        "end_column": 14,
        "message": "“nope” under problem is no entry",
        "hint": "Was it renamed?",
        "fixable": True,
    }


def test_nothing_found_is_a_document_too() -> None:
    validate(json.loads(json_report(Summary(()))), FORM)


@given(st.text(st.characters(), max_size=20))
def test_any_text_comes_back_as_it_was_and_can_be_written_in_any_encoding(text: str) -> None:
    document = json_report(Summary((finding(text),)))
    assert json.loads(document)["findings"][0]["message"] == text
    document.encode("ascii")
