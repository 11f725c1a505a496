"""Where the system lets a file of the site not be written, one sentence names it and what it was for; exit code 3."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.rendering import page_maker, site
from cop_kb.rendering.build import build
from cop_kb.rendering.planning import make_plan
from tests.cli.running import environment
from tests.support import read, write

MB = 1_000_000
CONFIG = (
    "site_name: T\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [{cop-kb: {max_attachment_bytes: 9000000}}]\n"
)
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": CONFIG,
    "content/cases/a/index.md": "# A\n\n![b](b.png)\n",
    "content/cases/a/b.png": b"\x89PNG\r\n\x1a\n" + bytes(6 * MB),
}


@pytest.mark.parametrize("words", [["build", "--no-git"], ["stage", "out", "--no-git"]])
def test_an_attachment_names_its_copy_and_not_the_authors_file(words: list[str], tmp_path: Path) -> None:
    write(tmp_path, FILES)
    done = subprocess.run(
        [sys.executable, "-m", "cop_kb", *words],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5 * MB, 5 * MB)),
    )
    last = done.stderr.strip().splitlines()[-1]
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert last.startswith("cop-kb: ")
    assert "cases/a/b.png (a " in last
    assert last.endswith("cannot be written: File too large.")
    assert not last.startswith("cop-kb: content/")
    assert not {"site", "out"} & {path.name for path in tmp_path.iterdir()}, "nothing is half there"


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("module", "name", "said"),
    [
        (page_maker, "write_file", "cases/a/index.html (the page of cases/a.md) cannot be written"),
        (site, "_build_theme_template", "404.html (a page of the theme) cannot be written"),
    ],
)
def test_a_page_is_named(module: object, name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb = read(tmp_path, {"mkdocs.yml": CONFIG, "content/cases/a.md": "# A\n"})
    monkeypatch.setattr(module, name, full)
    with pytest.raises(CopKbError) as caught:
        build(make_plan(kb), tmp_path / "mkdocs.yml", tmp_path / "site")
    assert said.partition(" ")[2] in str(caught.value)
    assert "No space left on device" in str(caught.value)
    assert caught.value.exit_code == 3
