"""Many people begin an entry of the same title at the same moment: each gets a file, and none is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import environment
from tests.support import write

PEOPLE = 8
BEGIN = """
import sys
from click.testing import CliRunner
from cop_kb.cli import cli

for _ in range(int(sys.argv[2])):
    done = CliRunner().invoke(cli, ["-C", sys.argv[1], "new", "faq", "Does it chatter?", "--yes"])
    assert done.exit_code == 0, (done.output, done.exception)
    print(done.stdout.strip())
"""
"""One process for many calls: else Python's start is nearly all of the time."""


@pytest.mark.parametrize("times", [6, pytest.param(100, marks=pytest.mark.long)])
def test_each_gets_the_next_free_name(times: int, tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {})
    words = [sys.executable, "-c", BEGIN, str(root), str(times)]
    begun = [
        subprocess.Popen(words, cwd=root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PEOPLE)
    ]
    outputs = [each.communicate() for each in begun]
    assert [each.returncode for each in begun] == [0] * PEOPLE, outputs
    said = [path for out, _ in outputs for path in out.split()]
    names = ["does-it-chatter", *(f"does-it-chatter-{number}" for number in range(2, PEOPLE * times + 1))]
    assert sorted(said) == sorted(f"content/faqs/{name}.md" for name in names)
    assert sorted(path.name for path in (root / "content/faqs").iterdir()) == sorted(f"{name}.md" for name in names)
    assert all((root / path).read_text().startswith("---\ntitle: Does it chatter?\n") for path in said)
