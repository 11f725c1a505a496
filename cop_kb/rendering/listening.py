"""What MkDocs has to say while it is at work: its warnings and its errors, as ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.exceptions import Abort, MkDocsException

from cop_kb.model.error import CopKbError
from cop_kb.rendering.other_plugins import blaming


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
        where = f"{error.filename}:{error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
        told = "\n".join([*said, f"{where}{error}"]).strip()
        raise CopKbError(f"MkDocs could not build the site: {told}", exit_code=1) from None
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate
