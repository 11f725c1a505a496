"""What MkDocs has to say while it is at work: its warnings and its errors, as ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.utils import get_theme_dir

from cop_kb.model.error import CopKbError
from cop_kb.model.writing import shown
from cop_kb.rendering.other_plugins import blaming

PACKAGED = ("cop-kb", "material")
"""The themes that come as packages."""


@contextmanager
def listening() -> Iterator[list[str]]:
    """Within this, what MkDocs logs as a warning or worse is in this list, in place of its own output.

    Raises CopKbError for what MkDocs, templates, plugins and hooks raise.
    """
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    listener = Listener(logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        with blaming(said):
            yield said
    except (MkDocsException, Abort, TemplateError) as error:
        raise _could_not(said, f"{_template_of(error)}{error}") from None
    except Exception as error:
        where = _template_of(error)
        if not where or _is_packaged(where):
            raise
        raise _could_not(said, f"{where}{type(error).__name__}: {error}") from None
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate


def _could_not(said: list[str], why: str) -> CopKbError:
    told = "\n".join(dict.fromkeys([*said, why])).strip()
    return CopKbError(f"MkDocs could not build the site: {told}", exit_code=1)


def _template_of(error: Exception) -> str:
    """The place in a template, with a colon, at which an error was raised; "" where none was at work.

    https://github.com/pallets/jinja/blob/3.1.6/src/jinja2/debug.py#L76 gives the frames of templates this name.
    """
    if isinstance(error, TemplateSyntaxError):
        return f"{shown(error.filename or error.name or 'a template')}:{error.lineno}: "
    frames = [each for each in walk_tb(error.__traceback__) if "__jinja_exception__" in each[0].f_globals]
    return f"{shown(frames[-1][0].f_code.co_filename)}:{frames[-1][1]}: " if frames else ""


def _is_packaged(place: str) -> bool:
    """Whether a template is one of ours or of Material's: then the error is not the maintainer's."""
    return any(Path(place).resolve().is_relative_to(Path(get_theme_dir(name)).resolve()) for name in PACKAGED)
