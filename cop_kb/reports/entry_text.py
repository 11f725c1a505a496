"""An entry as a person reads it at a terminal: how far to trust it, the answer, and what it hangs together with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page
from cop_kb.reading.withholding import is_withheld
from cop_kb.reports.columns import GAP, hanging, padded, widest, wrapped
from cop_kb.reports.readable import readable
from cop_kb.reports.related import Related
from cop_kb.reports.text import Style, unstyled, visible, width

Data = dict[str, Any]


def entry_text(
    page: Page,
    related: Sequence[Related],
    kb: KnowledgeBase,
    style: Style = unstyled,
    render: Callable[[str], str] = str.strip,
    most: int = 100,
) -> str:
    """The page of an entry in at most so many columns; ``render`` makes its Markdown readable."""
    shown: Data = page.meta["kb"]
    body = render(readable(page.markdown))
    blocks = [
        _head(page.title, shown, style, most),
        "\n".join(wrapped(visible(shown["lead"]), most)) if shown["lead"] else "",
        _labelled(_standing(shown), style, most),
        body,
        _gaps(shown, style, most),
        _related(related, kb, style, most),
        _tries(shown, style, most),
        _labelled(_facts(shown), style, most),
        style(visible(shown["path"]), "quiet"),
    ]
    return "\n\n".join(filter(None, blocks))


def _head(title: str, shown: Data, style: Style, most: int) -> str:
    about = [shown["type"]["label"], *(topic["label"] for topic in shown["topics"]), *shown["codes"]]
    lines = [style(line, "title") for line in wrapped(visible(title), most)]
    lines += [style(line, "quiet") for line in wrapped(visible(" · ".join(about)), most)]
    if shown["banner"]:
        links = ", ".join(
            f"{link['title']} ({link['why']})" if link["why"] else link["title"] for link in shown["banner"]["links"]
        )
        said = f"{shown['banner']['text']}: {links}" if links else shown["banner"]["text"]
        said = f"Retired: {said}" if shown["banner"]["kind"] == "retired" else said
        lines += ["", *(style(line, shown["banner"]["kind"]) for line in wrapped(visible(said), most))]
    return "\n".join(lines)


def _standing(shown: Data) -> Iterator[tuple[str, str, str]]:
    """State, maturity, disputes, freshness and environment: a word, its role, what it means."""
    if state := shown["state"]:
        yield state["name"], state["tone"], state["means"]
    if maturity := shown["maturity"]:
        yield maturity["name"], maturity["level"], maturity["reason"]
        counts = [f"{maturity[key]} {word}" for key, word in COUNTED if maturity[key]]
        if counts:
            of = f"{maturity['of']}: " if maturity["of"] else ""
            yield "", "quiet", f"{of}{', '.join(counts)}; last tried {maturity['last']}."
        if maturity["circumstances"]:
            yield "", "quiet", f"Worked with {'; '.join(maturity['circumstances'])}."
        for each in maturity["disputes"]:
            details = ", ".join(filter(None, (each["where"], each["who"], each["date"])))
            yield "disputed", "disputed", f"The newest try says it didn't work ({details})." if details else DIDNT
    if fresh := shown["freshness"]:
        if fresh["is_due"]:
            yield "due", "due", f"Somebody should look again: {fresh['why']}."
        else:
            yield "fresh", "settled", f"Until {fresh['due']}: {fresh['why']}."
    if shown["applies_to"]:
        holds = "; ".join(f"{each['label']}: {', '.join(each['values'])}" for each in shown["applies_to"])
        yield "applies to", "label", holds


COUNTED = (("worked", "worked"), ("partly", "partly worked"), ("didnt", "didn't work"))
DIDNT = "The newest try says it didn't work."


def _labelled(rows: Iterator[tuple[str, str, str]], style: Style, most: int) -> str:
    """Words with what they mean beside them."""
    found = [(visible(word), role, visible(text)) for word, role, text in rows]
    wide = widest([word for word, _, _ in found])
    lines = []
    for word, role, text in found:
        first, *rest = hanging(text, " " * (wide + len(GAP)), most)
        lines += [style(padded(word, wide), role) + first[wide:], *rest]
    return "\n".join(lines)


def _gaps(shown: Data, style: Style, most: int) -> str:
    """What nobody has written yet, as a colleague would ask."""
    if not shown["gaps"]:
        return ""
    asked = [line for gap in shown["gaps"] for line in hanging(visible(gap["question"]), "? ", most)]
    return "\n".join((style("Do you know?", "gap"), *(style(line, "gap") for line in asked)))


def _related(groups: Sequence[Related], kb: KnowledgeBase, style: Style, most: int) -> str:
    lines = []
    for group in groups:
        lines.append(style(f"{group.arrow} {group.label}", "head"))
        for entry, note in group.items:
            gone = (
                " (draft)" if is_withheld(entry.source) else "" if kb.is_current(entry.slug) else " (no longer current)"
            )
            titled, slug = hanging(visible(f"{entry.title}{gone}"), "  ", most), style(visible(entry.slug), "quiet")
            beside = width(titled[-1]) + len(GAP) + width(entry.slug) <= most
            lines += [*titled[:-1], f"{titled[-1]}{GAP}{slug}"] if beside else [*titled, f"    {slug}"]
            lines += hanging(visible(note), "    ", most) if note else []
    return "\n".join(lines)


def _tries(shown: Data, style: Style, most: int) -> str:
    """Who tried it, when, and how it went, the newest first."""
    if not shown["tries"]:
        return ""
    lines = [style("Tries", "head")]
    wide = widest([one["label"] for one in shown["tries"]])
    for one in shown["tries"]:
        about = " · ".join(filter(None, (one["who"], one["of"], one["where"], one["title"])))
        before = f"  {one['date'] or ' ' * 10}  "
        result = style(padded(one["label"], wide), one["result"])
        first, *rest = hanging(visible(about), " " * (len(before) + wide + len(GAP)), most)
        lines += [before + result + first[len(before) + wide :], *rest]
        lines += hanging(visible(one["text"]), " " * len(before), most) if one["text"] else []
    return "\n".join(lines)


def _facts(shown: Data) -> Iterator[tuple[str, str, str]]:
    """The other fields, who wrote, told and tried it, and when."""
    if shown["aka"]:
        yield "Also called", "label", "; ".join(shown["aka"])
    for fact in shown["facts"]:
        items = (f"{each['text']} ({each['url']})" if each["url"] != each["text"] and each["url"] else each["text"]
                 for each in fact["items"])  # fmt: skip
        yield fact["label"], "label", "; ".join(items)
    for credit in shown["credit"]:
        yield credit["verb"], "label", ", ".join(credit["names"])
    for each in shown["dates"]:
        yield each["label"], "label", each["date"]
