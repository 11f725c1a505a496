"""A file of the content folder on its way into the site: what is copied is what was looked at."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from cop_kb.model.error import CopKbError
from cop_kb.reading.writer import copy_out


class AttachedFile(File):
    """A file that is copied as it is, and never through a link.

    MkDocs' own copy follows links (https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/utils/__init__.py#L115).
    """

    project: Path
    under_mkdocs: bool

    @classmethod
    def of(cls, config: MkDocsConfig, uri: str, source: Path, project: Path, *, under_mkdocs: bool) -> AttachedFile:
        """The file at ``source``, for the address ``uri``; ``project`` is what it lies in."""
        file = cls.generated(config, uri, abs_src_path=str(source))
        assert isinstance(file, cls)  # noqa: S101 - it is made by its own class
        file.project, file.under_mkdocs = project, under_mkdocs
        return file

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - as MkDocs calls it
        """Copy it into the site. Raises CopKbError where it cannot be; PluginError, which plain MkDocs shows."""
        if self.abs_src_path is None or (dirty and not self.is_modified()):
            return
        try:
            copy_out(self.project, Path(self.abs_src_path), Path(self.abs_dest_path))
        except CopKbError as error:
            raise PluginError(str(error)) if self.under_mkdocs else error from None
