"""Values that become names of files, each as long and as odd as can be, in one knowledge base: said, and built."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.cli.running import git, run
from tests.support import write

LONG, AUTHOR = "x" * 260, "Ana " + "ü" * 3_000
WIDE = "字" * 100
ENTRY = f"""\
---
codes: [{LONG}, "a\\nb", "javascript:alert(1)", "//host/x", "..", WIP-041]
aliases: [wiki/{LONG}, "../../etc/x", "javascript:a()", "//evil.example", 'a\\b', "a/%00", wiki/old]
thanks: [{LONG}, "Bo Berg"]
topics: [noise]
---
# Blade chatters
"""
TOPICS = f'noise: {{}}\n{LONG}: {{label: L}}\naux: {{label: A}}\n"a\\eb": {{}}\n'
PEOPLE = f"{LONG}: {{name: L}}\nwide: {{name: {WIDE}}}\n"
FILES: dict[str, str | bytes] = {
    "content/problems/chatter.md": ENTRY,
    "content/faqs/who.md": f"---\nauthors: [{WIDE[:60]}, wide]\n---\n# Who?\n",
    "content/topics.yml": TOPICS,
    "content/people.yml": PEOPLE,
    "content/tried/chatter/2026-03-09-bo-aaaaaa.md": f"---\nresult: worked\nwho: {LONG}\n---\n",
}
SAID = {
    ("content/problems/chatter.md", 2, "invalid-value"): 2,
    ("content/problems/chatter.md", 3, "invalid-value"): 6,
    ("content/problems/chatter.md", 4, "invalid-value"): 1,
    ("content/topics.yml", 2, "data-file"): 1,
    ("content/topics.yml", 4, "data-file"): 1,
    ("content/people.yml", 1, "data-file"): 1,
    ("content/tried/chatter/2026-03-09-bo-aaaaaa.md", 3, "invalid-value"): 1,
}


def test_each_is_said_at_its_line_and_the_site_is_built(tmp_path: Path) -> None:
    root = write(tmp_path, FILES)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x", f"--author={AUTHOR} <a@example.org>")
    found = json.loads(run("validate", "--format", "json", folder=root).stdout)["findings"]
    for (path, line, rule), number in SAID.items():
        those = [each for each in found if (each["path"], each["line"], each["rule"]) == (path, line, rule)]
        assert len(those) == number, (path, line, rule)
        assert all(len(each["message"]) < 300 and each["hint"] for each in those)
    done = run("build", folder=root)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    files = [path.relative_to(root / "site").as_posix() for path in (root / "site").rglob("*")]
    assert max(len(os.fsencode(part)) for path in files for part in path.split("/")) <= 255
    assert {"go/WIP-041/index.html", "wiki/old/index.html"} <= set(files)
    assert any(path.startswith("people/ana-uu") for path in files)
    page = (root / "site/problems/chatter/index.html").read_text(encoding="utf-8")
    assert "ü" * 200 not in page
    assert "Ana üüü" in page


def test_a_try_of_somebody_with_such_a_name_has_a_name_of_its_own(tmp_path: Path) -> None:
    root = write(tmp_path, {"content/problems/chatter.md": "# Blade chatters\n"})
    git(root, "init", "-q")
    git(root, "config", "user.name", AUTHOR)
    done = run("tried", "chatter", "worked", "-m", "It works.", folder=root)
    assert done.returncode == 0, done.stderr
    (written,) = (root / "content/tried/chatter").iterdir()
    assert len(written.name) < 255
    assert run("validate", "--strict", folder=root).returncode == 0
