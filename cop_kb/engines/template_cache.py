"""What Jinja compiled of the templates, kept with the user: a third of a small build's time.

By itself Jinja keeps that in the system's folder for temporary files, for good.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

from cop_kb.reading.cache_folder import cache_folder, make_cache_folder

NAME = "templates"


class TemplateCache(FileSystemBytecodeCache):
    """A cache that may be away at any time, and is not written where there is no room."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled, if it is there and can be read."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, if that can be."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_templates(env: Environment, root: Path) -> None:
    """Let an environment keep what it compiles in the cache of a knowledge base, if there is one."""
    folder = cache_folder(root)
    with suppress(OSError):
        if folder:
            make_cache_folder(folder / NAME)
            env.bytecode_cache = TemplateCache(str(folder / NAME))
