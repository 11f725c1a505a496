"""What the Markdown stack raises belongs to one page: a finding with its line, its source shown, the rest built."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from markdown import Markdown

from cop_kb.model.words import ENGLISH
from cop_kb.rendering.fault_findings import fault_findings
from cop_kb.rendering.planning import make_plan
from cop_kb.rendering.source_page import LONGEST, TooSlowError, is_of_page, reason, source_html
from tests.cli.running import mkdocs, run
from tests.rendering.broken import SETTINGS, broken
from tests.support import read

RAISES = "# A\n\nFine.\n\nSet it to <b>zz number</b> & more.\n"
NUMBER = "this text cannot be rendered, so the page shows its source (ValueError: could not convert string to float"
SOURCE = "<pre><code># A\n\nFine.\n\nSet it to &lt;b&gt;zz number&lt;/b&gt; &amp; more.</code></pre>"
KINDS = {
    "content/cases/number.md": (RAISES, 5, "ValueError"),
    "content/cases/deep.md": ("---\ntitle: Deep\n---\n\n\nIt is zz deep.\n", 6, "RecursionError"),
    "content/cases/memory.md": ("# M\n\n- a\n\n    zz memory\n", 5, "MemoryError"),
    "content/cases/together.md": ("# T\n\nFine.\n\nzz one\n\nzz two\n\nthree\n", 7, "KeyError"),
    "content/about.md": ("# About\n\nzz number\n", 3, "ValueError"),
    "content/problems/index.md": ("# Problems\n\nzz number\n", 3, "ValueError"),
    "content/topics/noise.md": ("# Noise\n\nzz number\n", 3, "ValueError"),
}
FILES: dict[str, str | bytes] = {
    "content/topics.yml": "noise: {}\n",
    **{path: text for path, (text, _, _) in KINDS.items()},
}


def lines(said: str) -> list[str]:
    return [line for line in said.splitlines() if "[unrenderable-text]" in line]


def test_every_kind_in_every_kind_of_page_is_one_finding_and_the_rest_is_built(tmp_path: Path) -> None:
    given = broken(tmp_path, FILES)
    done = run("build", folder=tmp_path, **given)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    told = lines(done.stderr)
    assert len(told) == len(KINDS)
    for path, (_, line, kind) in KINDS.items():
        assert any(each.startswith(f"{path}:{line}:") and kind in each for each in told), path
    assert "All is well." in (tmp_path / "site/faqs/good/index.html").read_text()
    page = (tmp_path / "site/cases/number/index.html").read_text()
    assert SOURCE in page
    assert "This text could not be rendered. Below is its source." in page
    assert "Content-Security-Policy" in page
    for path in ("problems", "about", "topics/noise"):
        assert "<pre><code>" in (tmp_path / "site" / path / "index.html").read_text(), path


def test_it_is_said_by_every_build_until_it_is_mended(tmp_path: Path) -> None:
    given = broken(tmp_path, {"content/cases/a.md": RAISES})
    for _ in range(2):
        done = run("build", folder=tmp_path, **given)
        assert (done.returncode, len(lines(done.stderr))) == (1, 1)
    (tmp_path / "content/cases/a.md").write_text("# A\n\nMended.\n")
    done = run("build", folder=tmp_path, **given)
    assert (done.returncode, lines(done.stderr)) == (0, [])
    assert "Mended." in (tmp_path / "site/cases/a/index.html").read_text()
    (tmp_path / "content/cases/a.md").write_text(RAISES)
    assert run("build", folder=tmp_path, **given).returncode == 1


def test_validate_finds_it_beforehand_as_data_too(tmp_path: Path) -> None:
    given = broken(tmp_path, FILES)
    assert run("validate", folder=tmp_path, **given).returncode == 0
    done = run("validate", "--rendered", "--format", "json", folder=tmp_path, **given)
    found = [each for each in json.loads(done.stdout)["findings"] if each["rule"] == "unrenderable-text"]
    assert done.returncode == 1
    assert {(each["path"], each["line"]) for each in found} == {(path, line) for path, (_, line, _) in KINDS.items()}


def test_the_settings_say_how_grave_it_is_and_the_page_is_safe_in_any_case(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[cop-kb]", "[{cop-kb: {severities: {unrenderable-text: off}}}]")
    given = broken(tmp_path, {"content/cases/a.md": RAISES}, settings)
    done = run("build", folder=tmp_path, **given)
    assert (done.returncode, lines(done.stderr)) == (0, [])
    assert SOURCE in (tmp_path / "site/cases/a/index.html").read_text()


def test_strict_leaves_the_old_site(tmp_path: Path) -> None:
    given = broken(tmp_path, {"content/cases/a.md": RAISES})
    done = run("build", "--strict", folder=tmp_path, **given)
    assert done.returncode == 1
    assert "content/cases/a.md: ValueError" in done.stderr
    assert not (tmp_path / "site").exists()


def test_plain_mkdocs_does_the_same(tmp_path: Path) -> None:
    given = broken(tmp_path, {"content/cases/a.md": RAISES})
    done = mkdocs("build", folder=tmp_path, **given)
    assert done.returncode == 0
    assert f"ERROR   -  content/cases/a.md:5:1: {NUMBER}" in done.stderr
    plain = (tmp_path / "site/cases/a/index.html").read_bytes()
    assert SOURCE.encode() in plain
    assert mkdocs("build", "--strict", folder=tmp_path, **given).returncode == 1
    run("build", "--site-dir", "ours", folder=tmp_path, **given)
    assert (tmp_path / "ours/cases/a/index.html").read_bytes() == plain


def test_pages_that_other_processes_render_do_the_same(tmp_path: Path) -> None:
    many: dict[str, str | bytes] = {f"content/cases/c{number}.md": f"# C {number}\n\nFine.\n" for number in range(120)}
    given = broken(tmp_path, {**many, "content/cases/c60.md": RAISES, "content/cases/c61.md": "# D\n\nzz deep\n"})
    done = run("build", "--jobs", "2", "--no-git", folder=tmp_path, **given)
    assert (done.returncode, len(lines(done.stderr))) == (1, 2)
    assert SOURCE in (tmp_path / "site/cases/c60/index.html").read_text()


def test_stage_stages_the_source(tmp_path: Path) -> None:
    given = broken(tmp_path, {"content/cases/a.md": RAISES})
    done = run("stage", "out", folder=tmp_path, **given)
    assert (done.returncode, len(lines(done.stderr))) == (1, 1)
    staged = (tmp_path / "out/docs/cases/a.md").read_text()
    assert "&#60;b&#62;zz number&#60;&#47;b&#62;" in staged
    assert run("stage", "--strict", "other", folder=tmp_path, **given).returncode == 1
    assert not (tmp_path / "other").exists()


HOOKS = """\
def on_page_markdown(markdown, page, **_):
    if "zz number" in markdown:
        float("22.5.1")


def on_page_content(html, page, **_):
    if "zz content" in html:
        raise OSError(2, "No such file or directory", "data.csv")


def on_post_page(output, page, **_):
    if "<p>post" in output:
        raise KeyError("post")
"""
TEMPLATE = '{% extends "main.html" %}{% block content %}{{ 1 // (0 if "zz divide" in page.content else 1) }}{{ super() }}{% endblock %}'


def test_hooks_and_templates_that_fail_on_one_page_stop_no_other(tmp_path: Path) -> None:
    settings = SETTINGS.replace("theme: {name: cop-kb}", "theme: {name: cop-kb, custom_dir: own}\nhooks: [hooks.py]")
    settings = settings.replace("markdown_extensions: [broken_extension]\n", "").replace(
        "[cop-kb]", "[{cop-kb: {trusted: ['*']}}]"
    )
    files: dict[str, str | bytes] = {
        "hooks.py": HOOKS,
        "own/own.html": TEMPLATE,
        "content/cases/a.md": RAISES,
        "content/cases/b.md": "# B\n\nzz content\n",
        "content/c.md": "# C\n\npost\n",
        "content/d.md": "---\ntemplate: own.html\n---\n# D\n\nzz divide\n",
        "content/e.md": "---\ntemplate: own.html\n---\n# E\n\nAll is well, too.\n",
    }
    broken(tmp_path, files, settings)
    done = run("build", folder=tmp_path)
    told = lines(done.stderr)
    assert (done.returncode, "Traceback" in done.stderr, len(told)) == (1, False, 4)
    for path, kind in {
        "cases/a": "ValueError",
        "cases/b": "FileNotFoundError",
        "c": "KeyError",
        "d": "ZeroDivisionError",
    }.items():
        assert any(each.startswith(f"content/{path}.md:") and kind in each for each in told), path
        assert "<pre><code>" in (tmp_path / "site" / path / "index.html").read_text(), path
    assert "All is well, too." in (tmp_path / "site/e/index.html").read_text()


def test_a_theme_that_is_broken_for_all_stops_the_build_as_before(tmp_path: Path) -> None:
    settings = SETTINGS.replace("theme: {name: cop-kb}", "theme: {name: cop-kb, custom_dir: own}")
    given = broken(tmp_path, {"own/main.html": "{% if %}"}, settings)
    done = run("build", folder=tmp_path, **given)
    assert (done.returncode, "main.html:1" in done.stderr, (tmp_path / "site").exists()) == (1, True, False)


def test_a_full_disk_is_no_fault_of_a_text() -> None:
    assert not is_of_page(OSError(28, "No space left on device"))
    assert is_of_page(FileNotFoundError(2, "No such file or directory"))


def test_a_reason_is_one_line_of_no_great_length() -> None:
    assert reason(KeyError()) == "KeyError"
    assert reason(ValueError("a\n  b")) == "ValueError: a b"
    assert reason(TooSlowError("it takes longer than 60 s")) == "it takes longer than 60 s"
    assert len(reason(ValueError("x" * 1_000))) < LONGEST + 20


def test_nothing_in_a_source_means_anything() -> None:
    html = source_html("<script>a()</script>\n</code></pre>&", ENGLISH)
    assert "<pre><code>&lt;script&gt;a()&lt;/script&gt;\n&lt;/code&gt;&lt;/pre&gt;&amp;</code></pre>" in html


@pytest.mark.parametrize(
    ("body", "line"),
    [("a\n\nb\n\nbad\n", 7), ("bad\n", 3), ("x\n\n> - bad\n", 5), ("```\n\nbad\n\n```\n", 5), ("fine\n", 3)],
)
def test_the_line_is_that_of_the_block(body: str, line: int, tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/cases/a.md": f"# A\n\n{body}"})
    markdown = Markdown()

    def convert(text: str) -> str:
        if "bad" in text:
            raise ValueError
        return markdown.reset().convert(text)

    (found,) = fault_findings(kb, {"cases/a.md": "why"}, make_plan(kb).pages, lambda _: convert)
    assert (found.place.path, found.place.line) == ("content/cases/a.md", 1 if body == "fine\n" else line)


def test_a_page_that_nobody_wrote_is_named(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/cases/a.md": "# A\n"})
    (found,) = fault_findings(kb, {"all/index.md": "why"}, make_plan(kb).pages, lambda _: str)
    assert str(found.place) == "all/index.md:1:1"
