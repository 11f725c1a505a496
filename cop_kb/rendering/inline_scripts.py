"""Scripts that stand in pages themselves, which the site's policy does not let run: one sentence for each script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cop_kb.reports.summary import plural
from cop_kb.safety.policy import inline_scripts, source_of

MARK = ": a script stands in the page itself"
CURE = (
    MARK + ", and the site's policy lets it not run. Put it into a file and name that under extra_javascript, or allow "
    'it: extra: {content_security_policy: {script-src: ["%s"]}}'
)


def told_of(page: str, html: str) -> str:
    """What is said of a page for the first script that stands in it; "" where none does."""
    found = inline_scripts(html)
    return page + CURE % source_of(found[0]) if found else ""


def one_each(said: Iterable[str]) -> tuple[str, ...]:
    """All that was said, once; what was said of the same script on many pages as one sentence, in the first's place.

    >>> one_each([told_of("a.md", "<script>x</script>"), told_of("b.md", "<script>x</script>")])[0][:14]
    'a.md and 1 oth'
    """
    pages: dict[str, list[str]] = {}
    for each in said:
        page, mark, rest = each.partition(MARK)
        of_it = pages.setdefault(mark + rest if mark else each, [])
        if mark and page not in of_it:
            of_it.append(page)
    return tuple(_named(found) + text for text, found in pages.items())


def _named(pages: Sequence[str]) -> str:
    if len(pages) < 2:
        return "".join(pages)
    return f"{pages[0]} and {plural(len(pages) - 1, 'other page')}"
