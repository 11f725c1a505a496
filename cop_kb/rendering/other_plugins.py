"""Plugins and hooks of others: they live from start-up to shutdown, and what they raise is a sentence that names them.

A plugin is anybody's code. Whatever it raises is no error of cop-kb, so nobody is shown a traceback of cop-kb for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Any, Literal

from mkdocs.config.config_options import Hooks, Plugins
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import BasePlugin, PluginCollection

from cop_kb.model.error import CopKbError
from cop_kb.model.writing import shown
from cop_kb.rendering.source_page import SYSTEM, reason

EVENT = PluginCollection.run_event.__code__
"""Runs a ``method`` for the event ``name``
(https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/plugins.py#L552)."""
LOADING = {Plugins.load_plugin.__code__: "plugin", Hooks.run_validation.__code__: "hook"}
"""Load the one called ``name`` (https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/config/config_options.py#L1105)."""
OURS = "cop_kb."
CURE = "Mend or update it, or take it out of mkdocs.yml."
CURES = {
    "rss": "It needs a file for each page, and lists have none: let its match_path name folders of entries without "
    "their index.md, or take it out, for cop-kb writes feeds itself.",
    "exporter": "It knows themes by their names, and cop-kb is not among these: take it out; print-site makes "
    "a page of all pages that a browser prints.",
}
UNFIT = {
    "i18n": "makes its pages from the files of the content folder, not from what cop-kb has made of them. Take it out, "
    "and keep a knowledge base for each language; “language” under theme is that of the site.",
}
"""Plugins that cannot do their work beside cop-kb, by the name under which they register, and why."""


def refuse_unfit(plugins: Iterable[str]) -> None:
    """Raise CopKbError where one of these plugins, named as in ``mkdocs.yml``, cannot do its work beside cop-kb."""
    for name in plugins:
        if why := UNFIT.get(_short(name)):
            raise CopKbError(f"mkdocs.yml: {_short(name)} {why}")


def blame(error: BaseException) -> str:
    """The plugin or hook of others that raised an error, where and what, and what to do; "" where none did.

    A ``CopKbError`` may have taken the error's place.
    """
    raised = _raised(error)
    trace = list(walk_tb(raised.__traceback__))
    for at in reversed(range(len(trace))):
        if named := _named(trace[at][0]):
            if isinstance(raised, MkDocsException):  # what its author wrote for its users
                return f"The {named} failed {named.when}: {raised}"
            cure = CURES.get(_short(named.name), CURE)
            return f"The {named} failed {named.when}: {reason(raised).rstrip('.')}{_where(raised, trace, at)}. {cure}"
    return ""


def culprit(error: BaseException) -> str:
    """The plugin or hook of others that raised an error, as in “plugin “social””; "" where none did."""
    found = (_named(frame) for frame, _ in reversed(list(walk_tb(_raised(error).__traceback__))))
    return next((str(each) for each in found if each), "")


@contextmanager
def blaming(said: list[str] | None = None) -> Iterator[None]:
    """Raise CopKbError, which names it, for what a plugin or hook raises in here; below what was ``said`` before."""
    try:
        yield
    except (Exception, SystemExit) as error:
        is_meant = not isinstance(error, SystemExit) or type(error) is SystemExit or isinstance(error, Abort)
        if not is_meant or not (told := blame(error)):
            raise
        raised = _raised(error)
        failed = isinstance(raised, OSError) and raised.errno in SYSTEM
        raise CopKbError("\n".join([*(said or ()), told]), exit_code=3 if failed else 1) from None


class PluginLife:
    """The life of all plugins of a command that builds once or many times: begun with the first, ended by ``end``."""

    def __init__(self, command: Literal["build", "serve"]) -> None:
        self._command = command
        self._plugins: PluginCollection | None = None

    def begin(self, plugins: PluginCollection) -> None:
        """Start them up, unless they are; where that fails, they are not shut down, as in MkDocs."""
        if self._plugins is None:
            plugins.on_startup(command=self._command, dirty=False)
            self._plugins = plugins

    def end(self) -> None:
        """Shut them down, if they were started. Raises CopKbError where one fails."""
        plugins, self._plugins = self._plugins, None
        if plugins is not None:
            with blaming():
                plugins.on_shutdown()


@contextmanager
def living(plugins: PluginCollection, said: list[str], life: PluginLife | None = None) -> Iterator[None]:
    """Within this the plugins live: for this build, unless a longer ``life`` is given.

    What they raise at their end is ``said`` beside another error.
    """
    own = life or PluginLife("build")
    own.begin(plugins)
    try:
        yield
    except BaseException:
        if life is None:
            _also(said, own.end)
        raise
    if life is None:
        own.end()


def tell_of_error(plugins: PluginCollection, said: list[str], error: Exception) -> None:
    """Let plugins know that the build failed. What they raise for that is ``said`` beside the error."""
    _also(said, lambda: plugins.on_build_error(error=error))


def _also(said: list[str], do: Callable[[], None]) -> None:
    try:
        with blaming():
            do()
    except CopKbError as second:
        said.append(str(second))


def _short(name: str) -> str:
    return name.rpartition("/")[2].partition(" ")[0]  # MkDocs calls a second one “name #2”


@dataclass(frozen=True, slots=True)
class _Named:
    kind: str
    name: str
    when: str

    def __str__(self) -> str:
        return f"{self.kind} “{self.name}”"


def _raised(error: BaseException) -> BaseException:
    """What was raised at first: a ``CopKbError`` may have taken its place."""
    return error.__context__ if isinstance(error, CopKbError) and error.__context__ else error


def _named(frame: FrameType) -> _Named | None:
    """The plugin or hook of others that MkDocs runs or loads in a frame of its own."""
    given = frame.f_locals
    if kind := LOADING.get(frame.f_code):
        return _Named(kind, str(given.get("name", "?")), "to load")
    method = given.get("method")
    if frame.f_code is not EVENT or method is None:
        return None
    owner = getattr(method, "__self__", None)
    module = str(getattr(method, "__module__", ""))
    if module.startswith(OURS):
        return None
    plugins: Iterable[tuple[str, Any]] = given["self"].items()
    name = next((name for name, each in plugins if each is owner or _is_of(each, method)), module)
    return _Named("plugin" if isinstance(owner, BasePlugin) else "hook", name, f"in on_{given.get('name', '?')}")


def _is_of(hook: Any, method: Any) -> bool:
    return any(value is method for value in getattr(hook, "__dict__", {}).values())


def _where(error: BaseException, trace: Sequence[tuple[FrameType, int]], at: int) -> str:
    """The line of a plugin in which an event failed, or the one that could not be loaded; "" where there is none."""
    if isinstance(error, SyntaxError) and error.filename:
        return f" ({shown(error.filename)}:{error.lineno or 1})"
    written = [(frame.f_code.co_filename, line) for frame, line in trace[at + 1 :]]
    written = [(path, line) for path, line in written if Path(path).is_absolute()]  # else Python's own, frozen
    if not written:
        return ""
    path, line = written[0] if trace[at][0].f_code is EVENT else written[-1]
    return f" ({shown(path)}:{line})"
