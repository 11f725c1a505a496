from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.scaffolding.files import write_new


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.md"
    assert write_new(path, "ä\n")
    assert path.read_bytes() == "ä\n".encode()
    assert [each.name for each in path.parent.iterdir()] == ["c.md"]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "c.md"
    path.write_text("first")
    assert not write_new(path, "second")
    (tmp_path / "dangling.md").symlink_to(tmp_path / "nowhere")
    assert not write_new(tmp_path / "dangling.md", "second")
    assert path.read_text() == "first"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("links", [True, False])
def test_of_many_writers_one_wins(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(95, "not supported")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    monkeypatch.setattr(os.path, "lexists", lambda _: False)  # all look before anybody writes
    path = tmp_path / "c.md"
    wins: list[str] = []
    ready = threading.Barrier(8)

    def work(text: str) -> None:
        ready.wait()
        if write_new(path, text):
            wins.append(text)

    threads = [threading.Thread(target=work, args=(str(number) * 10,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wins == [path.read_text()]
    assert [each.name for each in tmp_path.iterdir()] == ["c.md"]


def test_what_the_system_does_not_let_us_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CopKbError, match="cannot be written") as error:
        write_new(tmp_path / "file" / "a.md", "x")
    assert error.value.exit_code == 3
