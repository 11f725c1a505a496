"""Cold build and validation, as ratios against plain MkDocs + Material on the same page texts in the same run.

usage: python bench/build.py [N] [ROUNDS]

Plain MkDocs gets what cop-kb plans: the same Markdown for every entry, list and guide page, the same nav (lists,
topics, guide; entries out of it), Material's search, the same Markdown extensions. Figures are CPU seconds of whole
processes, medians.
"""

from __future__ import annotations

import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

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


def cpu(*command: str, cwd: Path) -> float:
    """CPU seconds of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


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
        ours, peer, small = (Path(folder) / name for name in ("ours", "peer", "small"))
        for target, size in ((ours, count), (small, max(count // 5, 1))):
            subprocess.run([sys.executable, HERE / "generate.py", target, str(size)], check=True)
        plain_peer(ours, peer)
        times: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, command, where in (
                ("cop-kb build", ("cop-kb", "build"), ours),
                ("mkdocs build, same texts", ("mkdocs", "build", "-q"), peer),
                ("cop-kb validate", ("cop-kb", "validate", "--format", "json"), ours),
                (f"cop-kb validate, {max(count // 5, 1)} entries", ("cop-kb", "validate", "--format", "json"), small),
            ):
                times.setdefault(name, []).append(cpu(sys.executable, "-m", *_module(command), cwd=where))
    medians = {name: statistics.median(found) for name, found in times.items()}
    build, plain, validate, few = medians.values()
    versions = ", ".join(f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material"))
    print(f"{count} entries, {rounds} rounds, Python {platform.python_version()}, {versions}\n")
    for name, seconds in medians.items():
        print(f"{name:<40} {seconds:8.2f} s CPU")
    print(f"\nbuild / plain MkDocs         {build / plain:6.2f} x")
    print(f"validate, per entry          {1000 * validate / count:6.2f} ms CPU")
    print(f"validate, 5 x the entries    {validate / few:6.2f} x the time")


def _module(command: tuple[str, ...]) -> tuple[str, ...]:
    return ("cop_kb" if command[0] == "cop-kb" else "mkdocs", *command[1:])


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]]
    main(*(sizes + [500, 3][len(sizes) :]))
