"""Some pages of a site made anew in their places, where all others stay as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cop_kb.model.page import Plan
from cop_kb.rendering.build import Built, Manner, render
from cop_kb.rendering.earlier_site import earlier_site
from cop_kb.rendering.site_folder import put, working_on
from cop_kb.rendering.workspace import Workspace
from cop_kb.search import index_again


def build_again(
    plan: Plan, config_file: Path, site: Path, manner: Manner, work: Workspace | None = None
) -> Built | None:
    """Build what a plan has besides its ``others``, which are in ``site`` already, as ``build`` made it.

    The new files take the places of the old ones once all are there. None where that does not do: where MkDocs or a
    plugin has something to say, or may look at other pages too. Raises CopKbError as ``render`` and ``working_on`` do.
    """
    if not plan.others:
        return None
    with working_on(site, work) as work:
        earlier = earlier_site(config_file.parent, work, clean=False)
        with work.new() as new:
            built = render(plan, config_file, new, manner)
            if not built.may_be_renewed or built.faults or len(built.rendered) < len(plan.pages):
                return None
            why = index_again(new, plan, work.target, built.texts, earlier.documents)
            if why is None:
                return None
            for each in plan.files:
                (new / each.uri).parent.mkdir(parents=True, exist_ok=True)
                (new / each.uri).write_bytes(each.content or b"")
            put(work, new)
        earlier.note_index()
    return replace(built, site=work.target, warnings=(why,) if why else ())
