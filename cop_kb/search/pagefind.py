"""Pagefind (https://pagefind.app), a program of its own: documents → an index that says what it was made from."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cop_kb.model.writing import writing
from cop_kb.reading import programs
from cop_kb.reading.programs import checkout_of
from cop_kb.search.same_bytes import put_in_order

MADE_FROM = "made-from.txt"
"""What an index was made from, as a hash: another build takes it over where that has not changed."""
NOT_NEEDED = ("*-ui.css", "*-ui.js", "*-highlight.js")
PROGRAM = ("pagefind.js", "pagefind-worker.js", "wasm.*")
"""What runs in the browser: once is enough, for all indexes of a site."""
GZIP = b"\x1f\x8b"
MISSING = "Pagefind is not installed, so the full text cannot be searched. Run “pip install 'pagefind[bin]'”."


PACKAGES = ("pagefind_bin_extended", "pagefind_bin")
"""What has the program, as ``pagefind.service.get_executable`` looks for it; but that goes on to any folder of PATH."""


def find_program() -> str | None:
    """Pagefind's program: that of its package, else one that is installed outside of the checkout we stand in."""
    for package in PACKAGES:
        with suppress(ImportError):
            return str(import_module(package).get_executable())
    outside = checkout_of(Path.cwd())
    return programs.find_program("pagefind_extended", outside) or programs.find_program("pagefind", outside)


def make_index(
    program: str,
    documents: Path,
    target: Path,
    language: str,
    made_from: str,
    *,
    with_program: bool,
    stop: Callable[[], bool],
) -> str:
    """Let Pagefind make an index of a folder; gives "" or what it told. It ends as soon as ``stop`` says so."""
    shutil.rmtree(target, ignore_errors=True)
    places = ["--site", str(documents), "--output-path", str(target)]
    failed, told = _run([program, *places, "--force-language", language.partition("-")[0], "--quiet"], stop)
    if failed:
        shutil.rmtree(target, ignore_errors=True)
        why = told.strip() or (f"a signal ended it ({-failed})" if failed < 0 else f"it gave the exit code {failed}")
        return f"Pagefind could not index the site: {why.rstrip('.')}."
    if damaged := _damaged(target):
        shutil.rmtree(target, ignore_errors=True)
        return f"Pagefind did not write {damaged} whole, so the full text cannot be searched. Is the disk full?"
    for pattern in NOT_NEEDED if with_program else (*NOT_NEEDED, *PROGRAM):
        for path in target.glob(pattern):
            path.unlink()
    with writing(target, "the search index"):
        put_in_order(target)
        (target / MADE_FROM).write_text(made_from, encoding="utf-8")
    return ""


def _damaged(target: Path) -> str:
    """The name of a file that is not whole, "" where all are: Pagefind 1.5 says nothing of a disk that is full."""
    return next((path.name for path in sorted(target.rglob("*")) if path.is_file() and not _is_whole(path)), "")


def _is_whole(path: Path) -> bool:
    data = path.read_bytes()
    try:
        if data.startswith(GZIP):
            gzip.decompress(data)
        elif path.suffix == ".json":
            json.loads(data)
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile):
        return False
    return bool(data)


def made_from(index: Path) -> str:
    """What an index was made from; "" where there is none."""
    try:
        return (index / MADE_FROM).read_text(encoding="utf-8")
    except OSError:
        return ""


def hash_of(keys: Iterable[str]) -> str:
    """All that an index depends on; the keys of its documents are in the order of their names."""
    made_from = blake2b(f"{_version()}\n".encode())
    for key in keys:
        made_from.update(f"{key}\n".encode())
    return made_from.hexdigest()


def _run(command: list[str], stop: Callable[[], bool]) -> tuple[int, str]:
    """The exit code of a program, and what it told."""
    output = subprocess.PIPE
    with subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603 - our words
        while True:
            with suppress(subprocess.TimeoutExpired):
                told, _ = process.communicate(timeout=0.2)
                return process.returncode, told
            if stop():
                process.kill()


def _version() -> str:
    try:
        return version("pagefind")
    except PackageNotFoundError:
        return ""
