"""How the cop-kb that runs was installed → the line that installs the same one elsewhere, in ``requirements.txt``.

A bare ``cop-kb`` would install whatever somebody registers under that name. So the line names a commit or a version, or
it makes ``pip install`` fail and say what belongs there.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from cop_kb.model.error import CopKbError
from cop_kb.reading.changed import changed_files
from cop_kb.reading.commit_files import asked, repository_of

NAME = "cop-kb"
INSTALLERS = re.compile(r"(pip|uv|pdm|poetry)\b", re.IGNORECASE)
"""Programs that take a package without ``direct_url.json`` from the same registries as pip."""
SHORT_SSH = re.compile(r"(?P<user>[\w.-]+@)?(?P<host>[\w.-]{2,}):(?!//)(?P<path>[^\s:]+)")
"""``git@host:path``: https://git-scm.com/docs/git-clone#_git_urls. One letter before the colon is a drive."""
SCHEMES = ("https", "ssh", "http", "git", "file")
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
ONE_WORD = re.compile(r"[^\s#;]+")
MISSING = f"Replace this line by the one that installs {NAME} for you: {NAME} @ git+ADDRESS@COMMIT"
"""No requirement, so pip stops and shows it: https://pip.pypa.io/en/stable/reference/requirements-file-format/"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A line of ``requirements.txt``, what a maintainer should know of it, and whether it installs anything."""

    line: str
    notes: tuple[str, ...] = ()
    installs: bool = True

    @property
    def text(self) -> str:
        """The whole file."""
        head = (f"What CI and this folder's README install. Renew it to take a newer {NAME}.", *self.notes)
        return "".join(f"# {line}\n" for line in head) + f"{self.line}\n"


def requirement() -> Requirement:
    """The line for the cop-kb that runs."""
    try:
        return requirement_of(distribution(NAME))
    except PackageNotFoundError:
        return _missing("it runs without being installed")


def requirement_of(installed: Distribution) -> Requirement:
    """The line for an installed cop-kb (PEP 610: https://peps.python.org/pep-0610/)."""
    told = installed.read_text("direct_url.json")
    if told is None:
        return _from_registry(installed)
    try:
        found = json.loads(told)
        url = str(found["url"])
    except (ValueError, KeyError, TypeError):
        return _missing("the record of how it was installed cannot be read")
    if isinstance(vcs := found.get("vcs_info"), dict):
        commit, folder = str(vcs.get("commit_id", "")), str(found.get("subdirectory") or "")
        return _from_repository(url, commit, folder) if vcs.get("vcs") == "git" else _missing("it is not from Git")
    if isinstance(archive := found.get("archive_info"), dict):
        return _from_archive(url, archive)
    return _from_folder(Path(unquote(urlsplit(url).path)))


def _missing(why: str) -> Requirement:
    note = f"{NAME} was installed here in a way that no other machine can repeat: {why}."
    cure = f"Write {NAME}==VERSION instead only if the registry that you install from has {NAME}."
    return Requirement(MISSING, (note, cure), installs=False)


def _from_registry(installed: Distribution) -> Requirement:
    if not INSTALLERS.match(installed.read_text("INSTALLER") or ""):
        return _missing("neither pip nor uv installed it")
    note = f"{NAME} came from the registry that pip uses here. If that is your own, CI must use it as well."
    return Requirement(f"{NAME}=={installed.version}", (note,))


def _from_archive(url: str, archive: dict[str, Any]) -> Requirement:
    """An archive at an address is as good as a commit if its digest is known; a file is on this machine only."""
    algorithm, _, digest = str(archive.get("hash", "")).partition("=")
    address = _address(url)
    if not (address.startswith("https:") and algorithm == "sha256" and digest.isalnum()):
        return _missing("it comes from a file")
    return Requirement(f"{NAME} @ {address}#sha256={digest}")


def _from_folder(folder: Path) -> Requirement:
    """A checkout of cop-kb, as its remote has it."""
    try:
        top = repository_of(folder)
    except CopKbError:
        return _missing("Git may not be asked about the folder that it comes from")
    inside = folder.resolve().relative_to(top) if top else Path()
    tracked = f":(top,literal){(inside / 'pyproject.toml').as_posix()}"
    if top is None or not asked(top, "ls-files", "-z", "--", tracked):
        return _missing("it comes from a folder that is no checkout of Git")
    remote, head = _remote(top), os.fsdecode(asked(top, "rev-parse", "--verify", "HEAD") or b"").strip()
    if not (remote and head):
        return _missing("it comes from a checkout without a remote or without a commit")
    name, url = remote
    return _from_repository(url, head, inside.as_posix() if inside.parts else "", tuple(_not_in(top, name, head)))


def _remote(top: Path) -> tuple[str, str] | None:
    """The name and address of ``origin``, else of the only remote."""
    told = os.fsdecode(asked(top, "config", "--null", "--get-regexp", r"^remote\..*\.url$") or b"")
    pairs = (pair.partition("\n") for pair in told.split("\0") if pair)
    found = {key.removeprefix("remote.").removesuffix(".url"): value for key, _, value in pairs}
    name = "origin" if "origin" in found else next(iter(found), "") if len(found) == 1 else ""
    return (name, found[name]) if name else None


def _not_in(top: Path, remote: str, head: str) -> list[str]:
    """What of the checkout its remote does not have, as far as Git can tell."""
    notes = []
    missing = asked(top, "log", "-1", "--format=%H", head, "--not", f"--remotes={remote}")
    if missing is None or missing.strip():
        notes.append(f"Push this commit first: {remote} did not have it when this line was written.")
    tracked = os.fsdecode(asked(top, "ls-files", "-z") or b"").split("\0")
    try:
        is_other = bool(changed_files(top, "HEAD", filter(None, tracked)))
    except CopKbError:
        notes.append("Git could not tell whether the checkout had changes of its own, which are not in this commit.")
    else:
        if is_other:
            notes.append("The checkout also had changes that are in no commit; they are not installed by this line.")
    return notes


def _from_repository(url: str, commit: str, folder: str, notes: tuple[str, ...] = ()) -> Requirement:
    address = _address(url)
    if not (address and COMMIT.fullmatch(commit)):
        return _missing("its repository has no address that can be written here")
    if address.startswith("file:"):
        notes = (*notes, "cop-kb was installed from a folder on this machine, which a CI elsewhere cannot reach.")
        notes = (*notes, "Put the address of its repository here: cop-kb @ git+https://ADDRESS@COMMIT")
    elif address.startswith("ssh:"):
        notes = (*notes, "This address needs a key, which a CI job does not have: prefer one that begins with https.")
    where = f"subdirectory={folder}" if folder and ONE_WORD.fullmatch(folder) else ""
    if address.startswith("file:"):  # pip 23 takes no address without a host after “@”
        return Requirement(f"git+{address}@{commit}#egg={NAME}{where and '&'}{where}", notes)
    return Requirement(f"{NAME} @ git+{address}@{commit}{where and '#'}{where}", notes)


def _address(url: str) -> str:
    """An address that pip takes, without password or token; "" for one that may not or cannot be written."""
    if any(character.isspace() for character in url.strip(" ")):
        url = Path(url).as_uri() if Path(url).is_absolute() else ""
    if short := SHORT_SSH.fullmatch(url):
        url = f"ssh://{short['user'] or ''}{short['host']}/{short['path'].lstrip('/')}"
    elif Path(url).is_absolute():
        url = Path(url).as_uri()
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES or (not host and parts.scheme != "file"):
        return ""
    user = f"{parts.username}@" if parts.scheme == "ssh" and parts.username else ""
    address = urlunsplit((parts.scheme, f"{user}{host}{port}", parts.path, "", ""))
    return address if ONE_WORD.fullmatch(address) else ""
