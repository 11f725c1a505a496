"""What credit from Git costs: a repository of many files and commits, against one ``git log --raw`` of the same.

usage: python bench/history.py [FILES [COMMITS]]

The repository is made by a script: entries come one by one, then sentences are changed, entries are renamed and
retagged, and now and then several are changed at once. Measured are the whole history with nothing cached, once more
with nothing new, and after one more commit; each beside ``git log --raw`` with renames, in turns. CPU seconds are of
all processes. On a machine with other work to do, the seconds by the clock say little.
"""

from __future__ import annotations

import gc
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

from generate import Writer

from cop_kb.reading.cache_folder import VARIABLE
from cop_kb.reading.given import given
from cop_kb.reading.history import find_log
from cop_kb.reading.knowledge_base import prompts_of
from cop_kb.reading.settings import load_settings

ROUNDS = 3
START, HOUR = 1_600_000_000, 3_600
PEOPLE = [f"Person {number} <person{number}@kb.example>" for number in range(40)]
LOG = ("log", "--raw", "-M", "-z", "--no-abbrev", "--format=%H%x00%ad%x00%an%x00%ae")
File = tuple[str, bytes]


class Entries(Writer):
    """Generated entries, held in memory."""

    def __init__(self, count: int) -> None:
        super().__init__(Path(), count, 1)
        self.files = {
            f"content/{kind.plural}/{slug}.md": self.entry(kind, slug).encode() for kind, slug in self.entries
        }


def commits(count: int, number: int) -> Iterator[tuple[list[File], list[str]]]:
    """The commits: what is written, and what is taken away."""
    made = Entries(count)
    chance, files = random.Random(2), made.files
    yield [("mkdocs.yml", b"site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [cop-kb]\n")], []
    for each in files.items():
        yield [each], []
    paths = sorted(files)
    for step in range(number - count - 1):
        several = 5 if step % 100 == 0 else 1
        written: list[File] = []
        for at in chance.sample(range(len(paths)), several):
            path, text = paths[at], files[paths[at]]
            if step % 50 == 1:
                text = text.replace(b"topics: [", b"topics: [rubber, ", 1)
            else:
                head, _, rest = text.rpartition(b". ")
                text = head + f". {made.sentence()} ".encode() + rest[-1000:]
            written.append((path, text))
            files[path] = text
        gone = []
        if step % 50 == 2:
            gone = [path]
            paths[at] = f"{path.removesuffix('.md')}-{step}.md"
            files[paths[at]] = files.pop(path)
            written = [(paths[at], files[paths[at]])]
        yield written, gone


def stream(count: int, number: int) -> Iterator[bytes]:
    """The same for ``git fast-import``."""
    for at, (written, gone) in enumerate(commits(count, number)):
        who = f"{PEOPLE[at % len(PEOPLE)]} {START + at * HOUR} +0000".encode()
        yield b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata 6\nSay it\n" % (who, who)
        for path in gone:
            yield b"D %s\n" % path.encode()
        for path, text in written:
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(text), text)


def make(root: Path, count: int, number: int) -> None:
    """The repository, unless it is there from an earlier run."""
    if root.exists():
        return
    part = root.with_name(f"{root.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    git(part, "init", "-q", "-b", "main", str(part))
    subprocess.run(["git", "-C", part, "fast-import", "--quiet"], input=b"".join(stream(count, number)), check=True)
    git(part, "reset", "-q", "--hard")
    git(part, "repack", "-adq")
    part.rename(root)


def git(root: Path, *words: str) -> None:
    """Run Git; what it says is not looked at."""
    place = () if words[0] == "init" else ("-C", str(root))
    name = ("-c", "user.name=Ines", "-c", "user.email=ines@kb.example")
    subprocess.run(["git", *place, *name, *words], check=True, stdout=subprocess.PIPE)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long it takes: CPU of all processes, and by the clock."""
    before, began = sum(os.times()[:4]), time.perf_counter()
    work()
    return sum(os.times()[:4]) - before, time.perf_counter() - began


def history(root: Path) -> None:
    """What Git knows of the files. Raises RuntimeError where that is nothing."""
    log = find_log(root)
    prompts = prompts_of(given(load_settings(root / "mkdocs.yml"), date.today()))
    if log is None or not log.read(prompts):
        raise RuntimeError(f"{root} has no history")


def main(count: int = 5_000, number: int = 25_000) -> None:
    """Measure and print."""
    folder = Path(tempfile.gettempdir()) / "cop-kb-bench"
    folder.mkdir(exist_ok=True)
    root, cache = folder / f"history-{count}-{number}", folder / "history-cache"
    make(root, count, number)
    os.environ[VARIABLE] = str(cache)
    gc.disable()  # as commands do
    took: dict[str, list[tuple[float, float]]] = {}
    for at in range(ROUNDS):
        shutil.rmtree(cache, ignore_errors=True)
        took.setdefault("git log --raw", []).append(seconds(lambda: git(root, *LOG)))
        took.setdefault("nothing cached", []).append(seconds(lambda: history(root)))
        took.setdefault("nothing new", []).append(seconds(lambda: history(root)))
        entry = min((root / "content/faqs").iterdir())
        entry.write_text(f"{entry.read_text(encoding='utf-8')}\nOne more sentence, {time.time_ns()}.\n", "utf-8")
        git(root, "commit", "-qam", "Say it")
        took.setdefault("one more commit", []).append(seconds(lambda: history(root)))
        print(f"round {at + 1} of {ROUNDS}", file=sys.stderr)
    peers = took["git log --raw"]
    print(f"{count:,} files, {number:,} commits; medians of {ROUNDS} rounds, and in times of git log --raw")
    for what, rounds in took.items():
        cpu, clock = (median(each) for each in zip(*rounds, strict=True))
        of_cpu, of_clock = (
            median(one[at] / peer[at] for one, peer in zip(rounds, peers, strict=True)) for at in range(2)
        )
        print(f"{what:<16} CPU {cpu:6.2f} s {of_cpu:5.2f} x   clock {clock:6.2f} s {of_clock:5.2f} x")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
