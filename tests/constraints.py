"""Versions of libraries for pip's option ``-c``.

``python -m tests.constraints`` writes those that are installed into ``constraints.txt``: run it where all tests passed.
``python -m tests.constraints --oldest`` prints the oldest of each range in ``pyproject.toml``; nothing has to be
installed for that.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "constraints.txt"
HEAD = "# With these versions all tests passed. “python -m tests.constraints” writes those that are installed.\n"
BROUGHT = ("pip", "setuptools")
"""What an environment has already."""
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(?P<range>[^;]*)")


def declared() -> dict[str, str]:
    """The range of versions of everything that ``pyproject.toml`` asks for, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return dict(map(_parsed, (*project["dependencies"], *project["optional-dependencies"]["test"])))


def oldest() -> dict[str, str]:
    """The oldest version of everything that ``pyproject.toml`` asks for, by name. Raises ValueError where none is."""
    found = {}
    for name, allowed in declared().items():
        match = re.search(r">=\s*([\w.]+)", allowed)
        if not match:
            raise ValueError(f"pyproject.toml: {name} has no oldest version.")
        found[name] = match[1]
    return found


def installed() -> dict[str, str]:
    """The version of everything that was installed because ``pyproject.toml`` asks for it, by name."""
    found: dict[str, str] = {}
    wanted = list(declared())
    while wanted:
        name = _key(wanted.pop())
        if name in found or name in BROUGHT:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # for another system, or for an extra that nobody asked for
            continue
        wanted += [_parsed(each)[0] for each in requires(name) or ()]
    return dict(sorted(found.items()))


def lines(versions: dict[str, str]) -> Iterable[str]:
    """The versions as pip takes them."""
    return (f"{name}=={each}\n" for name, each in versions.items())


def _parsed(requirement: str) -> tuple[str, str]:
    match = REQUIREMENT.match(requirement)
    return (_key(match["name"]), match["range"].strip()) if match else (requirement, "")


def _key(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    if sys.argv[1:] == ["--oldest"]:
        sys.stdout.writelines(lines(oldest()))
    else:
        FILE.write_text(HEAD + "".join(lines(installed())), encoding="utf-8")
