"""A page that would never be done is shown as its source, and said."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from cop_kb.rendering.source_page import TooSlowError
from cop_kb.rendering.time_limit import time_limit
from tests.cli.running import run
from tests.support import write

FOREVER = """\
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from cop_kb.rendering import time_limit

time_limit.time_limit.__wrapped__.__defaults__ = (0.2,)


class Forever(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Loop(md), "forever", 0)


class Loop(Preprocessor):
    def run(self, lines):
        while "and so on" in lines:
            pass
        return lines


def on_config(config):
    config.markdown_extensions.append(Forever())
"""


def test_what_takes_too_long_is_stopped() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(TooSlowError, match=r"it takes longer than 0\.05 s"), time_limit(0.05):
        while True:
            pass
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_what_is_done_in_time_is_left_alone() -> None:
    with time_limit(0.05):
        pass
    sum(range(3_000_000))


def test_within_another_limit_that_one_counts() -> None:
    with pytest.raises(TooSlowError, match=r"0\.05 s"), time_limit(0.05), time_limit(0.01):
        while True:
            pass


def test_a_build_shows_its_source_and_goes_on(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "site_name: T\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [cop-kb]\nhooks: [forever.py]\n",
        "forever.py": FOREVER,
        "content/cases/a.md": "and so on\n",
    }
    done = run("build", folder=write(tmp_path, files))
    assert done.returncode == 1
    assert "content/cases/a.md:1:1 error this text cannot be rendered" in done.stderr
    assert "(it takes longer than 0.2 s)" in done.stderr
    assert "<pre><code>and so on</code></pre>" in (tmp_path / "site/cases/a/index.html").read_text()
