"""A repository in which tests commit, by people who are named, one commit a day."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

INES, WEI, LARS = "Ines Prado <ines@post.invalid>", "Wei Zhang <wei@post.invalid>", "Lars Ny <lars@post.invalid>"


class Repository:
    """A repository; each commit is made a day after the last, by somebody who is named."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = 0
        root.mkdir(parents=True, exist_ok=True)
        self.git("-c", "init.defaultBranch=main", "init", "-q")

    @property
    def today(self) -> date:
        """The day of the next commit's work: days are counted from the first of January 2026."""
        return date(2025, 12, 31) + timedelta(days=max(1, self.day))

    def git(self, *arguments: str, who: str = INES, given: bytes = b"") -> str:
        name, _, email = who.rstrip(">").partition(" <")
        when = f"{self.today}T12:00:00+0000"
        people = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
                  for key, value in (("NAME", name), ("EMAIL", email), ("DATE", when))}  # fmt: skip
        settings = ("-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always")
        words = ("git", "-C", str(self.root), *settings, *arguments)
        done = subprocess.run(words, env={**os.environ, **people}, input=given, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode(errors="surrogateescape").strip()

    def commit(self, files: Mapping[str, str | None] | None = None, who: str = INES, says: str = "Say it") -> str:
        """Write files (None: take the file away) and commit everything; gives the revision."""
        self.day += 1
        for path, text in (files or {}).items():
            target = self.root / path
            if text is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", says, who=who)
        return self.git("rev-parse", "HEAD")

    def move(self, old: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", old, new)
