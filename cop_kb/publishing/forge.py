"""Where the community's repository is edited in a browser: addresses of its editor, its new file, its new issue.

Known are GitHub, GitLab, Gitea and Forgejo, on any host; which it is, the branch and the folder follow from
``repo_url`` and ``edit_uri`` of ``mkdocs.yml``. What cannot be told is "": then pages show a path or a command.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urlencode, urljoin, urlsplit

from cop_kb.model.settings import Settings

BRANCH = "main"
HTTP = re.compile(r"https?://[^/\s]+/", re.IGNORECASE)
EDITS = re.compile(r"(?P<way>-/edit|_edit|edit|src/branch|-/blob|blob)/(?P<branch>[^/?#]+)/(?P<folder>[^?#]*)")
"""An ``edit_uri``; a branch with a slash in it cannot be told from a folder, and is taken for one."""
OF_WAYS = MappingProxyType({"-/edit": "gitlab", "-/blob": "gitlab", "_edit": "gitea", "src/branch": "gitea"})
OF_HOSTS = MappingProxyType(
    {"github": "github", "gitlab": "gitlab", "gitea": "gitea", "forgejo": "gitea", "codeberg": "gitea"}
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The forms of a forge's addresses, below the repository; the names of what fills them in."""

    edit: str
    new: str
    name: str
    text: str
    issue: str
    title: str
    body: str


FORMS: Mapping[str, Addresses] = MappingProxyType(
    {
        "github": Addresses("edit", "new", "filename", "value", "issues/new", "title", "body"),
        "gitea": Addresses("_edit", "_new", "filename", "value", "issues/new", "title", "body"),
        "gitlab": Addresses(
            "-/edit", "-/new", "file_name", "content", "-/issues/new", "issue[title]", "issue[description]"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Forge:
    """``kind`` is one of FORMS, or "" where it is none of them: then only ``editor`` is known, if anything.

    ``folder`` is the content folder inside the repository, ``content`` as the settings name it; ``editor`` is the
    address that ``edit_uri`` gives, which comes before ours.
    """

    kind: str = ""
    repository: str = ""
    branch: str = ""
    folder: str = ""
    content: str = ""
    editor: str = ""

    def edit(self, path: str) -> str:
        """Where an author's file is edited; ``path`` is relative to the folder of ``mkdocs.yml``."""
        inner = self._inner(path)
        if not inner or not (self.editor or self.kind):
            return ""
        if self.editor:
            return self.editor + quote(inner)
        return f"{self.repository}/{FORMS[self.kind].edit}/{quote(self.branch)}/{quote(self._in_repository(inner))}"

    def new_file(self, path: str, text: str) -> str:
        """Where a file is written that is not there yet, with its name and text filled in."""
        inner = self._inner(path)
        if not inner or not self.kind:
            return ""
        form = FORMS[self.kind]
        folder, name = posixpath.split(self._in_repository(inner))
        filled = urlencode({form.name: name, form.text: text}, quote_via=quote, safe="")
        return f"{self.repository}/{form.new}/{quote(self.branch)}/{quote(folder)}?{filled}"

    def issue(self, title: str, body: str) -> str:
        """Where a question is asked, with its title and text filled in."""
        if not self.kind:
            return ""
        form = FORMS[self.kind]
        filled = urlencode({form.title: title, form.body: body}, quote_via=quote, safe="")
        return f"{self.repository}/{form.issue}?{filled}"

    def _inner(self, path: str) -> str:
        prefix = f"{self.content}/"
        return path.removeprefix(prefix) if path.startswith(prefix) else ""

    def _in_repository(self, inner: str) -> str:
        return posixpath.join(self.folder, inner)


NO_FORGE = Forge()


def forge_of(settings: Settings) -> Forge:
    """The forge that ``repo_url`` and ``edit_uri`` speak of.

    >>> from pathlib import Path
    >>> forge = forge_of(Settings(Path(), repo_url="https://github.com/wipers/kb", edit_uri="edit/main/content/"))
    >>> forge.edit("content/a b.md")
    'https://github.com/wipers/kb/edit/main/content/a%20b.md'
    """
    repository = settings.repo_url.strip().rstrip("/")
    if not HTTP.match(f"{repository}/"):
        return NO_FORGE
    repository = quote(repository.removesuffix(".git"), safe="/:@%~+,;=&!$()*-._[]")
    written = EDITS.search(settings.edit_uri)
    kind = OF_WAYS.get(written["way"], "") if written else ""
    kind = kind or _by_host(repository)
    if not kind and written:
        kind = "github"  # whose form of addresses others have taken over
    return Forge(
        kind,
        repository,
        written["branch"] if written else BRANCH,
        written["folder"].strip("/") if written else settings.content,
        settings.content,
        _editor(settings, repository),
    )


def _by_host(repository: str) -> str:
    host = urlsplit(repository).hostname or ""
    return next((kind for word, kind in OF_HOSTS.items() if word in host), "")


def _editor(settings: Settings, repository: str) -> str:
    """The beginning of the editor's addresses, as MkDocs reckons it."""
    if not settings.edit_uri:
        return ""
    inner = settings.edit_uri.startswith(("?", "#"))
    found = urljoin(repository + ("" if inner else "/"), f"{settings.edit_uri.rstrip('/')}/")
    return found if HTTP.match(found) else ""
