"""One pass over the log of a folder: it names the blobs that commits changed, and these tell whose words are whose.

What a commit did never changes, so that is cached by its name, and only the texts of new commits are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path, PurePosixPath

from cop_kb.model.history import History
from cop_kb.reading.cache_folder import cache_folder
from cop_kb.reading.commit_words import CommitWords, commit_words, texts_in
from cop_kb.reading.file_histories import file_histories
from cop_kb.reading.git import Commit, blobs, commits
from cop_kb.reading.git_process import NoAnswerError
from cop_kb.reading.history import Log, NoCreditError, code, digest_of
from cop_kb.reading.history_cache import cache_commits, cache_histories, cached_commits, cached_histories
from cop_kb.reading.spreading import spread
from cop_kb.reading.substance import Substance

LONGEST = 4 << 20
"""Bytes of a text whose words are read."""
MANY = 4_000
"""With so many new commits two processes share them."""


def read_histories(log: Log, prompts: frozenset[str]) -> Mapping[str, History]:
    """The histories of the Markdown below the log's folder, by path relative to it. Raises NoCreditError."""
    folder, key = cache_folder(log.root), digest_of(log.key, *sorted(prompts))
    found = cached_histories(folder, key)
    if found is None:
        try:
            made = _commits(log)
            told = file_histories(made, _words(log, folder, made, prompts), log.ignored)
        except NoAnswerError as error:
            raise NoCreditError(str(error), error.exit_code) from None
        found = {path.removeprefix(log.prefix): one for path, one in told.items() if path.startswith(log.prefix)}
        cache_histories(folder, key, found)
    return found


def _commits(log: Log) -> tuple[Commit, ...]:
    """The commits that changed something below the folder, or below one from which something was moved there."""
    folders = {log.prefix or "."}
    while True:
        found = commits(log.repository, sorted(folders), log.head, log.mailmap)
        moved = (each for one in found for each in one.changes if each.status == "R" and _is_in(each.new, folders))
        new = {str(PurePosixPath(each.old).parent) for each in moved if not _is_in(each.old, folders)}
        if not new:
            return found
        folders |= new


def _is_in(path: str, folders: Iterable[str]) -> bool:
    return any(each == "." or path.startswith(f"{each.rstrip('/')}/") for each in folders)


def _words(log: Log, folder: Path | None, made: Sequence[Commit], prompts: frozenset[str]) -> list[CommitWords]:
    """What the commits did to words, from the cache as far as it is known. Raises NoAnswerError."""
    key = digest_of(code(), *sorted(prompts))
    known = cached_commits(folder, key)
    new = [each for each in reversed(made) if each.revision not in known]
    if new:
        half = len(new) // 2 if len(new) >= MANY else len(new)
        parts = [part for part in (new[:half], new[half:]) if part]
        told = spread(lambda part: list(_read(log, part, prompts)), parts, chunk=1)
        known |= {each.revision: words for each, words in zip(new, chain.from_iterable(told), strict=True)}
        cache_commits(folder, key, {each.revision: known[each.revision] for each in made})
    return [known[each.revision] for each in made]


def _read(log: Log, made: Sequence[Commit], prompts: frozenset[str]) -> Iterator[CommitWords]:
    """What commits did, the oldest first. A text is read once, and held until the last commit that needs it."""
    needed = [list(texts_in(commit.changes)) for commit in made]
    uses = Counter(each for some in needed for each in some)
    ids = list(uses)  # in the order in which they are needed
    texts: dict[str, Substance] = {}
    with closing(blobs(log.repository, ids, LONGEST)) as found:
        told = zip(ids, found, strict=True)
        for commit, some in zip(made, needed, strict=True):
            while any(each not in texts for each in some):
                name, data = next(told)
                texts[name] = Substance(data, prompts)
            yield commit_words(commit.changes, texts)
            for each in some:
                uses[each] -= 1
                if not uses[each]:
                    del texts[each]
