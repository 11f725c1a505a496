"""Built site → Pagefind's files in it, made from small documents of ours: pages would take more time and memory."""

from __future__ import annotations

import posixpath
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event
from types import MappingProxyType
from urllib.parse import unquote

from cop_kb import __version__
from cop_kb.model.page import Page, Plan
from cop_kb.search.document_folder import DocumentFolder, claimed
from cop_kb.search.documents import digest, document
from cop_kb.search.same_bytes import put_in_order

BUNDLE = "search/pagefind"
MADE_FROM = "made-from.txt"
"""What the index was made from, as a hash: another build takes it over where that has not changed."""
FORM = 2
"""The number goes up with the form of the documents."""
NOT_NEEDED = ("*-ui.css", "*-ui.js", "*-highlight.js")
MISSING = "Pagefind is not installed, so the full text cannot be searched. Run “pip install 'pagefind[bin]'”."


def index(
    site: Path,
    plan: Plan,
    earlier: Iterable[Path | None] = (),
    digests: Mapping[str, str] = MappingProxyType({}),
    stop: Event | None = None,
    documents: Path | None = None,
) -> str:
    """Index the entries of a built site; gives "" or, where that was not possible, why.

    ``earlier`` are earlier builds of the same site: where no text has changed, the index of one is taken over; the last
    of them is only read. ``digests`` are those of the searched texts, by uri, as far as they are known. Once ``stop``
    is set, it ends. ``documents`` is a folder in which the documents for Pagefind are kept for the next time.
    """
    pages = [(page, _file(page.record.url)) for page in plan.pages if page.record]
    if not pages:
        return ""
    program = _program()
    if program is None:
        return MISSING
    target = site / BUNDLE
    keys = {name: _key(page, name, site, digests, plan.language) for page, name in pages}
    made_from = _hash(keys[name] for name in sorted(keys))
    if _made_from(target) == made_from:
        return ""
    if _is_taken_over(target, [each / BUNDLE for each in earlier if each], made_from):
        return ""
    with _folder(documents) as folder:
        for page, name in pages:
            folder.put(name, keys[name], partial(_document, page, site / name, plan.language))
        folder.finish()
        return _make(program, folder.folder, target, plan.language, made_from, stop)


def index_again(new: Path, plan: Plan, site: Path, digests: Mapping[str, str], documents: Path | None) -> str | None:
    """Index some pages that were built anew, the plan's, with all others of a site as they were indexed before.

    The index is made in the folder ``new``, where the pages are, unless the same is searched as before. Gives what
    ``index`` does; None where nothing is known of the others.
    """
    program, last = _program(), _made_from(site / BUNDLE)
    if program is None:
        return None if last else MISSING
    with ExitStack() as stack, suppress(OSError):
        folder = stack.enter_context(claimed(documents)) if documents and documents.is_dir() else None
        if folder is None or _hash(folder.keys) != last:  # they are of another site
            return None
        for page in plan.pages:
            if page.record:
                name = _file(page.record.url)
                key = _key(page, name, new, digests, plan.language)
                folder.put(name, key, partial(_document, page, new / name, plan.language))
        folder.finish(others_stay=True)
        made_from = _hash(folder.keys)
        return "" if made_from == last else _make(program, folder.folder, new / BUNDLE, plan.language, made_from)
    return None


def _make(program: str, documents: Path, target: Path, language: str, made_from: str, stop: Event | None = None) -> str:
    """Let Pagefind make an index; gives "" or what it told."""
    shutil.rmtree(target, ignore_errors=True)
    places = ["--site", str(documents), "--output-path", str(target)]
    failed, told = _run([program, *places, "--force-language", language.partition("-")[0], "--quiet"], stop)
    if failed:
        shutil.rmtree(target, ignore_errors=True)
        return f"Pagefind could not index the site: {told.strip()}"
    for pattern in NOT_NEEDED:
        for path in target.glob(pattern):
            path.unlink()
    put_in_order(target)
    (target / MADE_FROM).write_text(made_from, encoding="utf-8")
    return ""


@contextmanager
def _folder(kept: Path | None) -> Iterator[DocumentFolder]:
    """Where the documents go: what is kept, or, where that cannot be, a folder that goes away again."""
    with ExitStack() as stack:
        found = None
        if kept:
            with suppress(OSError):
                found = stack.enter_context(claimed(kept))
        yield found or DocumentFolder(Path(stack.enter_context(tempfile.TemporaryDirectory()), "documents"))


def _run(command: list[str], stop: Event | None) -> tuple[int, str]:
    """The exit code of a program, and what it told."""
    output = subprocess.PIPE
    with subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603 - our words
        while True:
            with suppress(subprocess.TimeoutExpired):
                told, _ = process.communicate(timeout=None if stop is None else 0.2)
                return process.returncode, told
            if stop and stop.is_set():
                process.kill()


def _is_taken_over(target: Path, earlier: Sequence[Path], made_from: str) -> bool:
    for bundle in earlier:
        if _made_from(bundle) == made_from:
            if bundle is earlier[-1]:
                shutil.copytree(bundle, target, dirs_exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                bundle.rename(target)
            return True
    return False


def _document(page: Page, built: Path, language: str) -> str:
    return document(page, built.read_text(encoding="utf-8"), language)


def _key(page: Page, name: str, site: Path, digests: Mapping[str, str], language: str) -> str:
    """All that a page's document depends on."""
    text = digests.get(page.uri) or digest((site / name).read_text(encoding="utf-8"))
    said = f"{FORM} {__version__}\n{language}\n{name}\n{page.title}\n{page.record}\n{text}"
    return blake2b(said.encode()).hexdigest()


def _hash(keys: Iterable[str]) -> str:
    """All that the index depends on, as a hash; the keys are in the order of the documents' names."""
    made_from = blake2b(f"{_version()}\n".encode())
    for key in keys:
        made_from.update(f"{key}\n".encode())
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
