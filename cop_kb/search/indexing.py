"""Built site → Pagefind's files in it, made from small documents of ours: pages would take more time and memory."""

from __future__ import annotations

import hashlib
import posixpath
import shutil
import subprocess
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import unquote

from cop_kb.model.page import Page, Plan
from cop_kb.search.documents import document
from cop_kb.search.same_bytes import put_in_order

BUNDLE = "search/pagefind"
MADE_FROM = "made-from.txt"
"""What the index was made from, as a hash: another build takes it over where that has not changed."""
NOT_NEEDED = ("*-ui.css", "*-ui.js", "*-highlight.js")
MISSING = "Pagefind is not installed, so the full text cannot be searched. Run “pip install 'pagefind[bin]'”."


def index(site: Path, plan: Plan, last: Path | None = None) -> str:
    """Index the entries of a built site; gives "" or, where that was not possible, why.

    ``last`` is an earlier build of the same site: where no text has changed, its index is taken over.
    """
    pages = [page for page in plan.pages if page.record]
    if not pages:
        return ""
    program = _program()
    if program is None:
        return MISSING
    target = site / BUNDLE
    with tempfile.TemporaryDirectory(prefix="cop-kb-search-") as folder:
        made_from = _write(pages, site, Path(folder), plan.language)
        if last and _made_from(last / BUNDLE) == made_from:
            shutil.copytree(last / BUNDLE, target, dirs_exist_ok=True)
            return ""
        shutil.rmtree(target, ignore_errors=True)
        language = plan.language.partition("-")[0]
        command = [program, "--site", folder, "--output-path", str(target), "--force-language", language, "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if done.returncode:
            shutil.rmtree(target, ignore_errors=True)
            return f"Pagefind could not index the site: {(done.stderr or done.stdout).strip()}"
    for pattern in NOT_NEEDED:
        for path in target.glob(pattern):
            path.unlink()
    put_in_order(target)
    (target / MADE_FROM).write_text(made_from, encoding="utf-8")
    return ""


def _write(pages: list[Page], site: Path, folder: Path, language: str) -> str:
    """Write the documents, each where its page is in the site; gives the hash of all."""
    made_from = hashlib.sha256(f"{_version()} {language}\n".encode())
    for page in pages:
        name = _file(page.record.url if page.record else "")
        text = document(page, (site / name).read_text(encoding="utf-8"), language)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        made_from.update(f"{name}\n{text}\n".encode())
    return made_from.hexdigest()


def _file(url: str) -> str:
    path = unquote(url)
    return posixpath.join(path, "index.html") if path.endswith("/") or not path else path


def _made_from(bundle: Path) -> str:
    try:
        return (bundle / MADE_FROM).read_text(encoding="utf-8")
    except OSError:
        return ""


def _version() -> str:
    try:
        return version("pagefind")
    except PackageNotFoundError:
        return ""


def _program() -> str | None:
    """Pagefind's program: that of its package, else one that is installed by itself."""
    try:
        from pagefind.service import get_executable
    except ImportError:
        return shutil.which("pagefind")
    found = get_executable()
    return str(found) if found else None
