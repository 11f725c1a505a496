"""References of one field that lead back to where they began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.values import Ref

SEVERITY = Severity.ERROR
READS_BODIES = False
SHOWN = 8
Graph = Mapping[str, Mapping[str, Ref]]


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each knot of entries that lead to each other once: its shortest way round from its first entry by path."""
    for name in sorted({field.name for each in kb.types.values() for field in each.fields.values()}):
        graph = _graph(kb, name)
        place = {slug: number for number, slug in enumerate(graph)}
        for knot in _knots(graph):
            first = min(knot, key=lambda slug: place.get(slug, 0))
            if way := _way_round(first, knot, graph):
                source = kb.by_slug[first].source
                ref = graph[first][way[1]]
                shown = way if len(way) <= SHOWN else [*way[: SHOWN - 2], "…", first]
                message = f"{name} goes round in a circle: {' → '.join(shown)}"
                hint = "Which of them came first? It names none of the others; take that reference away."
                yield Finding(source.place(ref.start, ref.end), message, hint)


def _graph(kb: KnowledgeBase, name: str) -> Graph:
    """Slug → the slugs that its field of that name leads to, each with the reference that does; by path."""
    graph: dict[str, dict[str, Ref]] = {}
    for entry in kb.by_slug.values():
        field = entry.type.fields.get(name)
        for ref in entry.refs(name) if field and field.kind == "refs" else ():
            if target := kb.slugs.get(ref.slug):
                graph.setdefault(entry.slug, {}).setdefault(target, ref)
    return graph


def _knots(graph: Graph) -> Iterator[frozenset[str]]:
    """The strongly connected parts (https://doi.org/10.1137/0201010), without recursion: a chain may be long."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    opened: list[str] = []
    closed: set[str] = set()
    for root in graph:
        work = [] if root in number else [(root, iter(graph[root]))]
        while work:
            slug, targets = work[-1]
            if slug not in number:
                number[slug] = low[slug] = len(number)
                opened.append(slug)
            target = next((each for each in targets if each not in closed), None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[slug])
                if low[slug] == number[slug]:
                    at = opened.index(slug)
                    yield frozenset(opened[at:])
                    closed.update(opened[at:])
                    del opened[at:]
            elif target in number:
                low[slug] = min(low[slug], number[target])
            else:
                work.append((target, iter(graph.get(target, ()))))


def _way_round(first: str, knot: frozenset[str], graph: Graph) -> list[str]:
    """The shortest way from an entry back to itself, or [] where there is none."""
    came_from = {first: ""}
    for slug in (reached := [first]):
        for target in graph.get(slug, ()):
            if target == first:
                way = [slug]
                while way[-1] != first:
                    way.append(came_from[way[-1]])
                return [*reversed(way), first]
            if target in knot and target not in came_from:
                came_from[target] = slug
                reached.append(target)
    return []
