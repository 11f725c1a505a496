"""Some pages of a site made anew in their places, where all others stay as they are."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cop_kb.engines.build import Built, Manner, render
from cop_kb.engines.earlier_site import earlier_site
from cop_kb.engines.folders_beside import new_folder
from cop_kb.engines.site_folder import NEW, clear_up, note_coming, note_gone
from cop_kb.model.page import Plan
from cop_kb.search import BUNDLE, index_again


def build_again(plan: Plan, config_file: Path, site: Path, manner: Manner) -> Built | None:
    """Build what a plan has besides its ``others``, which are in ``site`` already, as ``build`` made it.

    Each file takes the place of the old one in one step, the pages first. None where that does not do: where MkDocs or
    a plugin has something to say, or may look at other pages too. Raises CopKbError as ``render`` does.
    """
    if not plan.others:
        return None
    site = site.resolve()
    clear_up(site)
    with new_folder(site, NEW) as new:
        built = render(plan, config_file, new, manner)
        if not built.may_be_renewed or built.faults or len(built.rendered) < len(plan.pages):
            return None
        documents = earlier_site(config_file.parent, site, clean=False).documents
        why = index_again(new, plan, site, built.texts, documents)
        if why is None:
            return None
        for each in plan.files:
            (new / each.uri).parent.mkdir(parents=True, exist_ok=True)
            (new / each.uri).write_bytes(each.content or b"")
        _put(new, site)
    return replace(built, site=site, warnings=(why,) if why else ())


def _put(new: Path, site: Path) -> None:
    """Put the new files in the places of the old ones; a part of the full text's index as a whole."""
    bundle, old = new / BUNDLE, new / "old"
    files = [path for path in new.rglob("*") if path.is_file() and not path.is_relative_to(bundle)]
    for path in sorted(files, key=lambda path: path.suffix != ".html"):
        path.replace(site / path.relative_to(new))
    if bundle.is_dir():
        note_coming(site, new)
        (old / BUNDLE).mkdir(parents=True)
        parts = sorted(part.name for part in bundle.iterdir())
        for part in parts:
            with suppress(FileNotFoundError):
                (site / BUNDLE / part).rename(old / BUNDLE / part)
            (bundle / part).rename(site / BUNDLE / part)
        note_gone(site, old)
