"""What must hold after a fault, whatever it was."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

from tests.faults.place import Ended, Place, Tree, tree

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = ".cop-kb-site.json"
SHOWN = 4


def site_of(place: Place, sites: Mapping[str, Tree]) -> str:
    """Which of these sites a place shows, whole and at its address; fails where it shows none of them."""
    assert place.site.is_dir(), "there is no site"
    there = tree(place.site)
    for name, site in sites.items():
        if there == site:
            return name
    told = []
    for name, site in sites.items():
        lost = sorted(site.keys() - there.keys())
        more = sorted(there.keys() - site.keys())
        other = sorted(each for each in site.keys() & there.keys() if site[each] != there[each])
        told.append(
            f"than “{name}”: {len(lost)} files less {lost[:SHOWN]}, {len(more)} more {more[:SHOWN]}, "
            f"{len(other)} other {other[:SHOWN]}"
        )
    raise AssertionError("the site is another " + "; ".join(told))


def check_told(ended: Ended, *codes: int) -> None:
    """A command that was not killed ends with one of these codes, and with a sentence where that is not 0 or 1."""
    assert "Traceback" not in ended.err, ended.err
    assert ended.code in codes, f"exit code {ended.code}\n{ended.err}"
    if ended.code > 1:
        sentences = [line for line in ended.err.splitlines() if line.startswith(("cop-kb: ", "Error: "))]
        assert len(sentences) == 1, ended.err


def content_of(there: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Whether the content is as it was ``before`` a command, ``after`` it, or between; fails for a file that is half."""
    if there == before:
        return "before"
    if there == after:
        return "after"
    whole = {*before.values(), *after.values()}  # a file that was moved may not be changed yet
    for name, text in there.items():
        assert text in whole, f"{name} is half written:\n{text!r}"
    lost = [name for name in before if name in after and name not in there]
    assert not lost, f"{lost} are gone"
    return "between"


def check_links(site: Path) -> None:
    """Every link from a page to another of the site leads to a file; so does every file of the manifest."""
    for name in json.loads((site / MANIFEST).read_text(encoding="utf-8"))["files"]:
        assert (site / name).is_file(), name
    for page in site.rglob("*.html"):
        links = _Links()
        links.feed(page.read_text(encoding="utf-8"))
        for link in links.found:
            parts = urlsplit(urldefrag(link).url)
            if parts.scheme or parts.netloc or not parts.path or page.name == "404.html":
                continue
            target = page.parent / unquote(parts.path)
            assert target.is_file() or (target / "index.html").is_file(), f"{page.relative_to(site)} links to {link}"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]
