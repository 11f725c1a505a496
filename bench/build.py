"""Cold build and validation, as ratios against plain MkDocs + Material on the same page texts in the same run.

usage: python bench/build.py [N] [ROUNDS]

Plain MkDocs gets what cop-kb plans: the same Markdown for every entry, list and guide page, the same nav (lists,
topics, guide; entries out of it), Material's search, the same Markdown extensions. Figures are CPU seconds of whole
processes, and seconds by the clock; medians. Cold is without anything kept, compiled templates included.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from cop_kb.engines.planning import make_plan
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.reading.today import the_day

HERE = Path(__file__).parent
PLAIN = """\
site_name: Generated
theme:
  name: material
  font: false
plugins:
  - search
not_in_nav: "*"
"""


class Cost(NamedTuple):
    """What a process and its children took, in seconds."""

    cpu: float
    wall: float


def cost(*command: str, cwd: Path) -> Cost:
    """Run it; a clean build compiles its templates too, as on a machine that has never built."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryDirectory() as own:
        changes = {"TMPDIR": own} if "--clean" in command else {}
        subprocess.run(command, cwd=cwd, check=True, capture_output=True, env={**os.environ, **changes})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, time.perf_counter() - began)


def plain_peer(ours: Path, peer: Path) -> None:
    """The same page texts for plain MkDocs."""
    plan = make_plan(load(load_settings(ours / "mkdocs.yml"), the_day()))
    for page in plan.pages:
        target = peer / "docs" / page.uri
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"# {page.title}\n\n{page.markdown}", encoding="utf-8")
    extensions = (ours / "mkdocs.yml").read_text(encoding="utf-8").partition("markdown_extensions:")
    nav = "".join(f"  - {title}: {uri}\n" for title, uri in plan.nav if isinstance(uri, str))
    (peer / "mkdocs.yml").write_text(f"{PLAIN}nav:\n{nav}{extensions[1]}{extensions[2]}", encoding="utf-8")


def main(count: int, rounds: int) -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare, peer, small = (Path(folder) / name for name in ("ours", "bare", "peer", "small"))
        for target, size in ((ours, count), (bare, count), (small, max(count // 5, 1))):
            subprocess.run([sys.executable, HERE / "generate.py", target, str(size)], check=True)
        config = (bare / "mkdocs.yml").read_text(encoding="utf-8")
        (bare / "mkdocs.yml").write_text(config.replace("  - cop-kb:\n", "  - cop-kb:\n      search: material\n"))
        plain_peer(ours, peer)
        few = f"cop-kb validate, {max(count // 5, 1)} entries"
        found: dict[str, list[Cost]] = {}
        for number in range(rounds):
            for name, words, where in (
                ("cop-kb build, cold", ("cop_kb", "build", "--clean"), ours),
                ("  cold, without full text", ("cop_kb", "build", "--clean"), bare),
                ("  cold, without it, one process", ("cop_kb", "build", "--clean", "--jobs", "1"), bare),
                ("mkdocs build, same texts", ("mkdocs", "build", "-q"), peer),
                ("cop-kb build, nothing changed", ("cop_kb", "build"), ours),
                ("cop-kb build, one word changed", ("cop_kb", "build"), ours),
                ("  changed, without full text", ("cop_kb", "build"), bare),
                ("mkdocs build --dirty, one changed", ("mkdocs", "build", "-q", "--dirty"), peer),
                ("cop-kb validate", ("cop_kb", "validate", "--format", "json"), ours),
                (few, ("cop_kb", "validate", "--format", "json"), small),
            ):
                if "changed" in name and "nothing" not in name:
                    for each in (ours, bare, peer):
                        change_a_word(each, number)
                found.setdefault(name, []).append(cost(sys.executable, "-m", *words, cwd=where))
    report(found, count, rounds, few)


def change_a_word(folder: Path, number: int) -> None:
    """One more word in one entry."""
    path = sorted(folder.rglob("lessons/*.md"))[0]
    path.write_text(f"{path.read_text(encoding='utf-8')}\nWord {number}.\n", encoding="utf-8")


def report(found: dict[str, list[Cost]], count: int, rounds: int, few: str) -> None:
    """Print medians and ratios."""
    cpu, wall = (
        {name: statistics.median(each[at] for each in costs) for name, costs in found.items()} for at in (0, 1)
    )
    versions = ", ".join(f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material"))
    print(f"{count} entries, {rounds} rounds, Python {platform.python_version()}, {versions}\n")
    plain = "mkdocs build, same texts"
    for name in found:
        ratio = f"{cpu[name] / cpu[plain]:6.2f} x CPU {wall[name] / wall[plain]:6.2f} x wall"
        print(f"{name:<36} {cpu[name]:8.2f} s CPU {wall[name]:8.2f} s wall {ratio if 'validate' not in name else ''}")
    print(f"\nvalidate, per entry          {1000 * cpu['cop-kb validate'] / count:6.2f} ms CPU")
    print(f"validate, 5 x the entries    {cpu['cop-kb validate'] / cpu[few]:6.2f} x the time")


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]]
    main(*(sizes + [500, 3][len(sizes) :]))
