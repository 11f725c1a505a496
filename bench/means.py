"""What a run measures with: sizes, rounds, and the folders and programs, made when a measure first asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from knowledge_base import KnowledgeBase
from peers import Linters, Peer
from tools import Tools

AnyPeer = TypeVar("AnyPeer", bound=Peer)


@dataclass(frozen=True)
class Means:
    """``small``, ``middle`` and ``large`` are numbers of entries: 1,000, 5,000 and 10,000 in the goals."""

    folder: Path
    tools: Tools
    small: int
    middle: int
    large: int
    rounds: int
    peers: frozenset[str]

    @property
    def often(self) -> int:
        """Rounds for what takes less than a second: its figures are the more uncertain."""
        return 5 * self.rounds

    def kb(self, count: int, *, full_text: bool = False, as_mkdocs: bool = False) -> KnowledgeBase:
        """A knowledge base of so many entries."""
        return KnowledgeBase(self.folder, count, full_text=full_text, as_mkdocs=as_mkdocs)

    def peer(self, kind: type[AnyPeer], kb: KnowledgeBase) -> AnyPeer:
        """A peer with the same texts."""
        return kind(self.folder, kb, self.tools)

    def linters(self, kb: KnowledgeBase) -> Linters:
        """The linters on the same entries."""
        return Linters(self.folder, kb, self.tools)
