"""The knowledge base without what is withheld: as if nobody had written it, but that others may name it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.published import without_withheld
from tests.support import read

FILES = {
    "content/problems/noise.md": "# Noise\n\nLoud. See [[new-arm]], [[old-arm]] and [[nobody]].\n",
    "content/problems/new-arm/index.md": "---\ndraft: yes\naliases: [wiki/old-arm]\nsupersedes: noise\n---\n# New arm\n\n[[secret]]\n",
    "content/problems/new-arm/part/a.csv": "a\n",
    "content/problems/new-arm/part/known/index.md": "# Known\n\nIt is.\n",
    "content/problems/new-arm/part/known/b.csv": "b\n",
    "content/only.csv": "c\n",
    "content/both.csv": "d\n",
    "content/nobody.csv": "e\n",
    "content/plan.md": "---\nunlisted: yes\n---\n# Plan\n\n[a](only.csv) [b](both.csv)\n",
    "content/about.md": "# About\n\n[b](both.csv)\n",
    "content/cases/car.md": "---\naudience: us\nproblem: noise\napplied: [{entry: pad, result: worked}]\n---\n# Car\n\nLoud.\n",
    "content/lessons/pad.md": "# Glue a pad\n\n## Lesson\n\nDo.\n\n## Recommendation\n\nGlue.\n",
    "content/tried/new-arm/2026-01-01-ines-abcdef.md": "---\nresult: worked\n---\n",
    "content/tried/old-arm/2026-01-02-ines-abcdef.md": "---\nresult: worked\n---\n",
    "content/tried/pad/2026-01-02-ines-abcdef.md": "---\nresult: partly\n---\n",
}


def standing(kb: KnowledgeBase, slug: str) -> tuple[object, ...]:
    return kb.maturities.get(slug), kb.states.get(slug), kb.superseding.get(slug), kb.freshness.get(slug)


def test_what_is_withheld_is_gone_with_what_is_about_it(tmp_path: Path) -> None:
    kb = read(tmp_path, FILES)
    public = without_withheld(kb)
    assert set(public.by_slug) == {"noise", "known", "pad"}
    assert [each.source.uri for each in public.pages] == ["about.md"]
    assert {each.uri for each in public.attachments} == {
        *("problems/new-arm/part/known/b.csv", "both.csv", "nobody.csv")
    }
    logo = replace(kb, settings=replace(kb.settings, assets=("only.csv",)))
    assert "only.csv" in {each.uri for each in without_withheld(logo).attachments}, "what mkdocs.yml names is published"
    assert set(public.tries) == {"pad"}
    assert not public.stray_tries
    assert set(public.wanted) == {"nobody"}
    assert public.unpublished == {"new-arm", "old-arm", "car"}
    assert not public.relations
    assert without_withheld(public) is public


def test_what_it_says_of_others_counts_from_when_it_is_published(tmp_path: Path) -> None:
    kb = read(tmp_path, FILES)
    public = without_withheld(kb)
    for slug in public.by_slug:
        assert standing(kb, slug) == standing(public, slug)
    assert kb.is_current("noise")
    shown = {
        path: text.replace("draft: yes", "draft: no").replace("audience: us\n", "") for path, text in FILES.items()
    }
    kb = read(tmp_path / "shown", shown)
    assert not kb.is_current("noise")
    assert kb.maturities["pad"].worked == 1


def test_of_two_with_one_slug_the_public_one_is_published(tmp_path: Path) -> None:
    files = {"content/cases/arm.md": "---\ndraft: yes\n---\n# One\n", "content/problems/arm.md": "# Two\n\nLoud.\n"}
    public = without_withheld(read(tmp_path, files))
    assert public.by_slug["arm"].title == "Two"
    assert public.unpublished == {"cases-arm"}


def test_without_anything_withheld_it_is_the_same_value(tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/faqs/a.md": "# Why?\n"})
    assert without_withheld(kb) is kb
