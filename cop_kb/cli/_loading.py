"""What commands share: the knowledge base of the folder they work in, progress, and the day it is."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cop_kb.cli._terminal import told
from cop_kb.model.error import CopKbError

if TYPE_CHECKING:
    from cop_kb.model.knowledge_base import KnowledgeBase
    from cop_kb.model.settings import Settings
    from cop_kb.reading.trusted import Trusted

Made = TypeVar("Made")


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in newer click only
    """A date ``YYYY-MM-DD``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date that was written, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is no date: write it as YYYY-MM-DD.", param, ctx)


today_option = click.option(
    "--today",
    type=Day(),
    help="The day to reckon from (default: SOURCE_DATE_EPOCH, else the system's date).",
)


def _use_cache_dir(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    """Let the whole command use a folder for the cache, also in plugins and processes; say why if it cannot."""
    from cop_kb.reading.cache_folder import VARIABLE

    if value is None or ctx.resilient_parsing:
        return
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = os.path.abspath(value)  # noqa: PTH100 - links must stay

    @ctx.call_on_close
    def restore() -> None:
        del os.environ[VARIABLE]
        if before is not None:
            os.environ[VARIABLE] = before

    if folder := ctx.find_root().obj:
        say_unused_cache(folder)


def say_unused_cache(folder: Path) -> None:
    """Say why the folder that was named for the cache of the knowledge base around a folder is not used, if so."""
    from cop_kb.reading.cache_folder import VARIABLE, find_cache_folder
    from cop_kb.reading.config_file import find_config

    with suppress(CopKbError):
        if (named := os.environ.get(VARIABLE)) and (why_not := find_cache_folder(find_config(folder).parent).why_not):
            click.echo(told(f"The cache folder {named} is not used: {why_not}."), err=True)


def undo_what_was_stopped(folder: Path) -> None:
    """Undo what a killed command began to change in the knowledge base around a folder, and say so.

    Raises CopKbError where the system does not let us.
    """
    from cop_kb.fixing.journal import undo_stopped
    from cop_kb.reading.config_file import find_config

    try:
        root = find_config(folder).parent
    except CopKbError:  # the command says so, if it needs one
        return
    if said := undo_stopped(root):
        click.echo(told(said), err=True)


cache_dir_option = click.option(
    "--cache-dir",
    type=click.Path(file_okay=False, path_type=Path),
    expose_value=False,
    callback=_use_cache_dir,
    help="Keep in this folder what need not be worked out again (default: COP_KB_CACHE_DIR, else your cache folder).",
)


trusted_option = click.option(
    "--trusted-from",
    metavar="REF",
    help="For a merge request: take all but the content from this commit: mkdocs.yml, what it inherits, hooks, theme, "
    "entry types. What the request changes of them is not run.",
)


no_git_option = click.option("--no-git", is_flag=True, help="Leave out who wrote what and when, as Git knows it.")


def open_trusted(ctx: click.Context, ref: str | None) -> Trusted | None:
    """The settings of the commit that was asked for, until the command ends; None where none was.

    What a maintainer may wonder about is said. Raises CopKbError where there are none.
    """
    if ref is None:
        return None
    from cop_kb.cli._terminal import told
    from cop_kb.reading.trusted import trusted_from

    trusted = ctx.with_resource(trusted_from(ctx.obj, ref))
    for note in trusted.notes:
        click.echo(told(note), err=True)
    return trusted


def settings_and_day(folder: Path, today: date | None = None, trusted: Trusted | None = None) -> tuple[Settings, date]:
    """What a knowledge base is read with: the settings of a folder or of the nearest one above it, and the day it is.

    ``trusted`` settings stand in for those that lie there. Raises CopKbError where there are none that can be used.
    """
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.settings import load_settings
    from cop_kb.reading.today import the_day

    settings = load_settings(trusted.config_file, trusted.root) if trusted else load_settings(find_config(folder))
    return settings, the_day(today)


def load_knowledge_base(
    folder: Path,
    today: date | None = None,
    *,
    needs_git: bool = False,
    no_git: bool = False,
    quiet: bool = False,
    clean: bool = False,
    whole: bool = False,
    processes: int | None = None,
    watch: Callable[[int, int], None] | None = None,
    trusted: Trusted | None = None,
) -> KnowledgeBase:
    """The knowledge base of a folder or of the nearest one above it.

    Where Git cannot tell who wrote what, that is an error with ``needs_git``; else nobody has credit, which is said
    once. ``trusted`` settings stand in for those that lie there. ``clean`` reads all files, also those that have not
    changed, with at most so many ``processes``. Who does not want the ``whole`` of it may get one as it was,
    with the entries that were edited.
    Raises CopKbError where there is none, and what ``watch`` raises, which is called for every file.
    """
    from cop_kb.reading.history import NoCreditError
    from cop_kb.reading.knowledge_base import Git, load
    from cop_kb.reading.opened import with_all_entries

    settings, day = settings_and_day(folder, today, trusted)
    with progress("Reading", quiet=quiet) as tell, keeping_everything():
        read = partial(
            load, settings, day, watch or tell, clean=clean, opening=True, as_edited=not whole, processes=processes
        )
        try:
            kb = read(git=Git.NOT if no_git else Git.NEEDED)
        except NoCreditError as error:
            if needs_git:
                raise NoCreditError(f"{error} Or leave credit out with --no-git.", error.exit_code) from None
            _say_once(f"Nobody has credit here: {error}")
            kb = read(git=Git.NOT)
        ctx = click.get_current_context(silent=True)
        if ctx and ctx.params.get("no_git"):  # else who runs the command has not asked for it, and need not know
            _say_nameless(kb)
        return with_all_entries(kb) if whole else kb


def _say_nameless(kb: KnowledgeBase) -> None:
    """Say how many tries count as by nobody because Git, which knows it, is not asked."""
    from cop_kb.reports.summary import plural

    count = sum(not one.who and not one.from_entry for tries in kb.tries.values() for one in tries)
    if count:
        _say_once(f"Without Git, nobody knows who made {plural(count, 'try')}: no name stands in the file.")


def _say_once(text: str) -> None:
    """Tell whoever runs the command something on the way, the first time that it comes up."""
    from cop_kb.cli._terminal import told

    ctx = click.get_current_context(silent=True)
    said = ctx.find_root().meta.setdefault(f"{__name__}.said", set()) if ctx else {text}
    if text not in said:
        said.add(text)
        click.echo(told(text), err=True)


def reopen_knowledge_base(folder: Path, today: date | None = None, *, no_git: bool = False) -> KnowledgeBase | None:
    """The one of ``load_knowledge_base`` as it was, with the entries that were edited; None where it has to be read."""
    from cop_kb.reading.knowledge_base import Git, reopen

    with keeping_everything():
        return reopen(*settings_and_day(folder, today), Git.NOT if no_git else Git.NEEDED)


def at_a_glance(
    folder: Path,
    recall: Callable[[KnowledgeBase], Made | None],
    make: Callable[[KnowledgeBase], Made],
    *,
    no_git: bool = False,
    quiet: bool = False,
) -> tuple[KnowledgeBase, Made]:
    """The knowledge base at a glance, with what can be recalled of it; else as it is read, with what is made of it.

    Raises as ``load_knowledge_base`` does.
    """
    from cop_kb.reading.glance import glance

    with keeping_everything():
        seen = glance(*settings_and_day(folder))
        made = recall(seen) if seen else None
    if seen and made is not None:
        return seen, made
    kb = load_knowledge_base(folder, no_git=no_git, quiet=quiet)
    return kb, make(kb)


@contextmanager
def keeping_everything() -> Iterator[None]:
    """What is made here lives until the command ends: looking through it for rubbish costs a tenth of a build.

    https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class progress:  # noqa: N801 - used as a function: with progress("Reading") as tell
    """One line at a terminal that says how far something is; nothing in a pipe, or where ``quiet`` is wanted."""

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        self.what = what
        self.shown = sys.stderr.isatty() and not quiet

    def __enter__(self) -> Callable[[int, int], None]:
        return self._tell

    def _tell(self, done: int, total: int) -> None:
        if self.shown and (done == total or done % max(1, total // 100) == 0):
            click.echo(f"\r{self.what} {done:,}/{total:,}", nl=False, err=True)

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)


def shown_path(path: Path) -> str:
    """A path as somebody in the current folder would type it."""
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
