"""The settings of a knowledge base: the ``cop-kb`` block of ``mkdocs.yml`` and what cop-kb needs of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cop_kb.model.finding import Severity
from cop_kb.model.words import ENGLISH, Words

GITHUB, MKDOCS = "github", "mkdocs"
"""Who reads a Markdown text: cop-kb, as GitHub does, or Python-Markdown alone, as in plain MkDocs."""
MATERIAL = "material"
"""Where readers search by Material's own search and not by ours."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A side of the environment in which something holds. Without ``values`` any text is taken."""

    name: str
    label: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignore:
    """Findings of a rule that are not reported for files that match ``path`` (a glob), and why."""

    rule: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class PeopleSwitches:
    """Where names may stand: on ``pages`` of people, as ``credit`` for what somebody did, and as whom to ``ask``."""

    pages: bool = True
    credit: bool = True
    ask: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """``root`` is the folder of ``mkdocs.yml``; ``content``, ``site`` and ``custom_dir`` are relative to it.

    ``site_place`` says where ``mkdocs.yml`` names the site's folder, and is "" where it does not.

    Where the settings are those of another commit, ``config_folder`` is the folder of that commit's ``mkdocs.yml``.
    Where the files are a copy of what Git has, ``copy_of`` is the folder in the checkout that they are a copy of.

    ``severities`` maps a rule to its severity, or to None where it is turned off. Maturity: *proven* needs
    ``proven_people`` who neither wrote nor told it, and ``proven_ratio`` times as many *worked* as *didn't* within
    ``proven_months``. ``headings`` are further headings of sections, by type and section, ``clocks`` are months by type
    name. ``git`` says whether credit is taken from it, ``people`` where names may stand, ``pymdownx_ids`` whether
    pymdownx.slugs makes the ids of headings, ``other_math`` whether pymdownx.arithmatex shows formulas. ``search`` is
    *pagefind*, or *material* for Material's own. ``markdown`` says who reads texts, *github* or *mkdocs*. Sizes are in
    bytes. ``say`` is what cop-kb itself says to readers, in ``language``.

    ``attachments`` are globs of files that become part of the site whatever their kind, ``assets`` the files that
    ``mkdocs.yml`` names as styles, scripts, logo and icon. ``notes`` are what a maintainer should know of the settings.
    """

    root: Path
    config_folder: Path | None = None
    copy_of: Path | None = None
    content: str = "content"
    site: str = "site"
    site_place: str = ""
    custom_dir: str = ""
    site_name: str = "Knowledge base"
    site_url: str = ""
    repo_url: str = ""
    edit_uri: str = ""
    language: str = "en"
    say: Words = ENGLISH
    directory_urls: bool = True
    has_nav: bool = False
    pymdownx_ids: bool = False
    other_math: bool = False
    facets: Mapping[str, Facet] = field(default_factory=dict)
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()
    proven_people: int = 2
    proven_ratio: int = 3
    proven_months: int = 36
    headings: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    clocks: Mapping[str, int | None] = field(default_factory=dict)
    git: bool = True
    people: PeopleSwitches = PeopleSwitches()
    search: str = "pagefind"
    markdown: str = GITHUB
    trusted: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    max_entry_bytes: int = 1_000_000
    max_attachment_bytes: int = 5_000_000
    notes: tuple[str, ...] = ()

    @property
    def has_own_search(self) -> bool:
        """Whether the site is searched by cop-kb's own search, not by Material's."""
        return self.search != MATERIAL

    def read_as(self, said: object) -> str:
        """Who reads a text whose front matter says this under ``markdown``."""
        return said if isinstance(said, str) and said in (GITHUB, MKDOCS) else self.markdown

    @property
    def checkout(self) -> Path:
        """The folder that people know as that of the knowledge base: what is said and kept of it is about that one."""
        return self.copy_of or self.root

    @property
    def content_folder(self) -> Path:
        """The content folder, absolute."""
        return self.root / self.content
