"""``.mailmap`` as Git reads it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cop_kb.model.history import Writer
from cop_kb.reading.mailmap import read_mailmap

MAILMAP = """\
# A comment <a@x> <b@x>
Inês Prado <ines@x>
<wei@y> <wei@x>
Lars Ny <lars@y> <Lars@X>
João Reis <joao@y> jr <bot@x>
Priya Rao <priya@y> priya <bot@x>
Somebody <bot@x>
  Blank   Inside  <blank@x>
No address
<>
Half <half@x
Empty <e@y> <>
Twice <twice@x>
<twice@y> <twice@x>
Later <ines2@x>
Latest <ines2@x>
Trailing <t@x> # said here
Only Name <n@y> Old Name <n@x> and more
"""
ASKED = [
    ("I", "ines@x"), ("I", "INES@X"), ("W", "wei@x"), ("L", "lars@x"), ("jr", "bot@x"), ("JR", "Bot@x"), ("Priya", "bot@x"),
    ("other", "bot@x"), ("B", "blank@x"), ("H", "half@x"), ("E", "e@y"), ("T", "twice@x"), ("I", "ines2@x"),
    ("A", "a@x"), ("A", "b@x"), ("T", "t@x"), ("Old Name", "n@x"), ("New", "n@x"), ("Nobody", "nobody@x"),
    ("É", "wei@x"),
]  # fmt: skip


def test_everybody_is_called_as_git_would_call_them(tmp_path: Path) -> None:
    (tmp_path / ".mailmap").write_text(MAILMAP, encoding="utf-8")
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "init", "-q", str(tmp_path)], env=env, check=True)
    given = "".join(f"{name} <{email}>\n" for name, email in ASKED)
    done = subprocess.run(
        ["git", "-C", str(tmp_path), "check-mailmap", "--stdin"],
        input=given, env=env, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    mailmap = read_mailmap(MAILMAP)
    ours = [mailmap.named(Writer(*each)) for each in ASKED]
    assert [f"{each.name} <{each.email}>" for each in ours] == done.stdout.splitlines()


@pytest.mark.parametrize("text", ["", "\0", "<" * 1000, "<>" * 1000, "a <b> " * 1000, "é\ufffd <x> <y>\n" * 10])
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(read_mailmap(text).named(Writer("x", "y")), Writer)
