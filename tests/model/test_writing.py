"""What is said where a file cannot be written names that file and what it was for, whatever the system names."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound

from cop_kb.model.error import CopKbError
from cop_kb.model.writing import shown, writing

CODES = [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENAMETOOLONG, errno.EMFILE, errno.EIO, errno.EDQUOT]
SOURCE, TARGET = Path("/kb/content/a.png"), Path("/kb/site/a.png")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("named", [(), (str(TARGET),), (str(TARGET.parent),), (str(SOURCE), None, str(TARGET))])
def test_it_is_the_file_to_be_written(code: int, named: tuple[str | None, ...]) -> None:
    with pytest.raises(CopKbError) as caught, writing(TARGET, "a copy of content/a.png", SOURCE):
        raise OSError(code, os.strerror(code), *named)
    assert str(caught.value) == f"{TARGET} (a copy of content/a.png) cannot be written: {os.strerror(code)}."
    assert caught.value.exit_code == 3


def test_a_source_that_cannot_be_read_is_named_so() -> None:
    with pytest.raises(CopKbError, match=rf"{SOURCE} cannot be read: Permission denied"), writing(TARGET, "x", SOURCE):
        raise PermissionError(errno.EACCES, "Permission denied", str(SOURCE))


def test_too_many_open_files_are_no_fault_of_the_source() -> None:
    with (
        pytest.raises(CopKbError, match=rf"{TARGET} .* cannot be written: Too many open"),
        writing(TARGET, "x", SOURCE),
    ):
        raise OSError(errno.EMFILE, "Too many open files", str(SOURCE))


def test_of_a_folder_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from/a").symlink_to(tmp_path / "nowhere")
    with pytest.raises(CopKbError) as caught, writing(tmp_path / "to", "the theme"):
        shutil.copytree(tmp_path / "from", tmp_path / "to")
    assert str(caught.value) == f"{tmp_path}/to/a (the theme) cannot be written: No such file or directory."


def test_what_is_no_error_of_the_system_is_passed_on() -> None:
    with pytest.raises(TemplateNotFound), writing(TARGET, "x"):
        raise TemplateNotFound("x.html")
    with pytest.raises(KeyError), writing(TARGET, "x"):
        raise KeyError


def test_a_path_is_shown_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "site" / "a") == str(Path("site/a"))
    assert shown(tmp_path.parent / "a") == str(tmp_path.parent / "a")
