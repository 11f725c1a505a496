"""What is not published is said, once, at the line where it stands; and what is published is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.rendering.planning import make_plan
from cop_kb.rendering.rendered import check_rendered, rendering_config
from cop_kb.safety.removed import removed
from tests.cli.running import mkdocs, run
from tests.support import read, write

SETTINGS = (Path(__file__).parents[2] / "mkdocs.yml").read_text(encoding="utf-8")
ENTRY = """\
---
title: Blade lifts
aka: ["<script>"]
---
## Cause

In code: `<script>` and

    <script>not this</script>

Here: <script>this()</script>

## Workaround

!!! note
    Indented.

    <p onclick="a()">x</p>

- a list <a href="java&#115;cript:a">x</a>
- <b style="color:red">x</b>

Twice: <iframe src=a></iframe>

Twice: <iframe src=b></iframe>

## __config

[far]: vbscript:x
[x][far] and <span
  class="md-banner fine">y</span>
"""
LINES = {
    "<script> with all that is in it": [11],
    'onclick="a()" of <p>': [18],
    'href="javascript:a" of <a>': [20],
    'style="color:red" of <b>': [21],
    "<iframe>": [23, 25],
    'id="__config" of <h2>': [27],
    'href="vbscript:x" of <a>': [29],
    "the class md-banner": [31],
}


def test_each_thing_is_named_at_its_line(tmp_path: Path) -> None:
    root = write(tmp_path, {"mkdocs.yml": SETTINGS, "content/problems/lift.md": ENTRY})
    kb = read(root)
    found: dict[str, list[int]] = {}
    for finding in check_rendered(kb, make_plan(kb), rendering_config(root / "mkdocs.yml")):
        assert finding.place.path == "content/problems/lift.md"
        assert finding.rule == "removed-markup"
        found.setdefault(finding.message.removesuffix(" is not published"), []).append(finding.place.line)
    assert found == LINES


def test_it_is_said_as_its_author_wrote_it_and_the_cure_works(tmp_path: Path) -> None:
    text = "# A\n\nThe onclick and <B OnClick='a()'>word</B>, then <IFrame src=x></IFrame> twice.\n\nx\n{ .md-nav onfocus=b }\n"
    root = write(tmp_path, {"mkdocs.yml": SETTINGS, "content/cases/a.md": text})
    kb = read(root)
    found = check_rendered(kb, make_plan(kb), rendering_config(root / "mkdocs.yml"))
    assert [(str(each.place), each.message.removesuffix(" is not published")) for each in found] == [
        ("content/cases/a.md:3:20", 'OnClick="a()" of <b>'),
        ("content/cases/a.md:3:49", "<IFrame>"),
        ("content/cases/a.md:6:4", "the class md-nav"),
        ("content/cases/a.md:6:11", 'onfocus="b" of <p>'),
    ]
    assert "between backticks: `<IFrame>`" in found[1].hint
    cured = text.replace("<IFrame src=x></IFrame>", "`<IFrame>`")
    kb = read(write(root, {"content/cases/a.md": cured}))
    assert "<IFrame>" not in str(check_rendered(kb, make_plan(kb), rendering_config(root / "mkdocs.yml")))


def test_it_is_in_every_kind_of_page_that_somebody_wrote(tmp_path: Path) -> None:
    evil = "Text <iframe src=x></iframe>\n"
    paths = [
        "content/index.md",
        "content/problems/index.md",
        "content/about.md",
        "content/cases/a.md",
        "content/topics/noise.md",
    ]
    files: dict[str, str | bytes] = dict.fromkeys(paths, f"# T\n\n{evil}")
    root = write(tmp_path, {**files, "mkdocs.yml": SETTINGS, "content/topics.yml": "noise: {}\n"})
    kb = read(root)
    places = {str(each.place) for each in check_rendered(kb, make_plan(kb), rendering_config(root / "mkdocs.yml"))}
    assert places == {f"{path}:3:6" for path in paths}


def test_commands_say_it_and_strict_stops_at_it(tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/a.md": "# A\n\nText <iframe src=x></iframe>\n"})
    assert "removed-markup" not in run("validate", folder=root).stdout
    said = "content/cases/a.md:3:6 warning <iframe> is not published [removed-markup]"
    assert said in run("validate", "--rendered", folder=root).stdout
    built = run("build", folder=root)
    assert (built.returncode, said in built.stderr) == (0, True)
    assert run("build", "--strict", folder=root).returncode == 1
    assert "<iframe> is not published" in mkdocs("build", folder=root).stderr


def test_settings_turn_it_off_and_trusted_pages_are_left_alone(tmp_path: Path) -> None:
    evil = "# A\n\n<iframe src=x></iframe>\n"
    settings = SETTINGS.replace("  - cop-kb:\n", "  - cop-kb:\n      trusted: [about.md]\n")
    root = write(tmp_path, {"mkdocs.yml": settings, "content/about.md": evil})
    kb = read(root)
    assert check_rendered(kb, make_plan(kb), rendering_config(root / "mkdocs.yml")) == ()
    settings = SETTINGS.replace("  - cop-kb:\n", "  - cop-kb:\n      severities: {removed-markup: off}\n")
    kb = read(write(root, {"mkdocs.yml": settings}))
    assert check_rendered(kb, make_plan(kb), rendering_config(root / "mkdocs.yml")) == ()


def test_the_example_loses_nothing() -> None:
    root = Path(__file__).parents[2]
    kb = read(root)
    assert check_rendered(kb, make_plan(kb), rendering_config(root / "mkdocs.yml")) == ()


@pytest.mark.parametrize(
    "html",
    ["<p>a < b</p>", "<p>x<br />y</p>", '<pre class="mermaid"><code>graph</code></pre>', "<!-- a --><p>x</p>",
     '<table><tr><td style="text-align: center;">x</td></tr></table>', '<a href="x" target="_blank">x</a>', "<table><tr><td>x</td></tr></table>"],
)  # fmt: skip
def test_what_only_looks_different_is_not_said(html: str) -> None:
    assert removed(html) == ()
