"""The site that the preview shows, and how it becomes that of another plan: page by page, in its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cop_kb.model.page import Page, Plan
from cop_kb.model.writing import writing
from cop_kb.rendering.build import Built
from cop_kb.rendering.renewing import Renewing

MANY = 300
"""So many pages, at most, are written into the site that is shown; where there are more, all is rendered anew."""


class ShownSite:
    """A site that was built from a plan, and what was written into it since."""

    def __init__(self, plan: Plan, built: Built) -> None:
        self.folder, self.watched, self._texts = built.site, built.watched, built.texts
        self.faults = built.faults
        """Why pages show their source by now, by uri: they could not be rendered."""
        self._plan = plan
        self._renewing, self._may_become = built.renewing, built.may_be_renewed
        self._pages = {page.uri: page for page in plan.pages}
        self._written: set[str] = set()
        self._quickly: set[str] = set()

    @property
    def texts(self) -> Mapping[str, str]:
        """The digests of the texts to be searched, by uri, as far as they are known."""
        return {uri: digest for uri, digest in self._texts.items() if uri not in self._written}

    def show(self, page: Page) -> bool:
        """Write a page anew before all of its plan is known, and say whether that can be.

        Raises CopKbError where MkDocs cannot render it.
        """
        if not (self._renewing and self._renewing.may(page)):
            return False
        self._write(self._renewing, page)
        self._quickly.add(page.uri)
        return True

    def become(self, plan: Plan, go_on: Callable[[], None]) -> int | None:
        """Write the pages and files that are others in a plan, and give the number of pages, with those shown before.

        None where that does not do, and nothing is written then: where navigation may be another, or anything else
        that is on all pages. Raises what ``go_on`` raises, which is called before every page, and CopKbError where
        MkDocs cannot render one.
        """
        if self._renewing is None or not self._may_become or _common(plan) != _common(self._plan):
            return None
        pages = [page for page in plan.pages if page != self._pages[page.uri]]
        if len(pages) > MANY or not all(map(self._renewing.may, pages)):
            return None
        for page in pages:
            go_on()
            self._write(self._renewing, page)
        before = {file.uri: file for file in self._plan.files}
        for file in plan.files:
            if file.content is not None and file != before[file.uri]:
                _replace(self.folder / file.uri, file.content)
        shown = self._quickly | {page.uri for page in pages}
        self._plan, self._quickly = plan, set()
        return len(shown)

    def _write(self, renewing: Renewing, page: Page) -> None:
        renewing.render(page)
        self._pages[page.uri] = page
        self._written.add(page.uri)


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of the old one, in one step: somebody may read it. What is kept off the site stays so."""
    if path.is_file():
        new = path.with_name(f"{path.name}.new")
        with writing(path, "a file of the preview"):
            new.write_bytes(content)
            new.replace(path)


def _common(plan: Plan) -> tuple[object, ...]:
    """What all pages depend on: which pages and files there are, and where the navigation leads."""
    pages = [(page.uri, page.in_nav, page.trusted, page.source_path) for page in plan.pages]
    files = [(file.uri, file.source_path) for file in plan.files]
    return pages, files, plan.nav, plan.today, plan.language, plan.search_parts
