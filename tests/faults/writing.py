"""Commands that write into the content folder, and what must hold of it whatever happens to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.faults.place import FILES, Place
from tests.faults.verdict import check_told, content_of

RANDOM = re.compile(r"(content/tried/\w+/2026-11-21-\w+-)[a-z0-9]{6}\.md")
SUGGESTED = re.compile(r"^# topics: .*\n", re.MULTILINE)
BEFORE = {name: text for name, text in FILES.items() if name.startswith("content/")}


@dataclass(frozen=True, slots=True)
class Writing:
    """A command that writes."""

    name: str
    words: tuple[str, ...]
    may_be_between: bool = False
    """Whether it may end between two whole files of which each is good without the other."""

    def __str__(self) -> str:
        return self.name

    def after(self, place: Place) -> dict[str, str]:
        """The content as it is when nothing goes wrong; undone at once."""
        place.write(BEFORE)
        done = place.run(*self.words)
        assert done.code == 0, done.err
        after = _normal(place.content())
        assert after != BEFORE
        place.write(BEFORE)
        return after

    def state(self, place: Place, after: Mapping[str, str]) -> str:
        """Whether the content is as before the command, after it, or between; fails for a file that is half."""
        return content_of(_normal(place.content()), BEFORE, after)

    def heal(self, place: Place, after: Mapping[str, str], state: str, *, partly: bool = False) -> str:
        """What the next command of any kind makes of it: as before or after, nothing wrong, and nothing left.

        Where it was done ``partly``, it may stay between.
        """
        place.let_it_be_old()
        checked = place.run("validate")
        assert checked.code == 0, f"{state}, then\n{checked.out}\n{checked.err}"
        now = self.state(place, after)
        assert now != "between" or self.may_be_between or partly, f"{state}, then {now}\n{checked.err}"
        assert now == state or state == "between", f"{state}, then {now}\n{checked.err}"
        assert place.leftovers() == []
        return now

    def again(self, place: Place, after: Mapping[str, str], state: str, *, partly: bool = False) -> None:
        """The next run does what the first did not do, and leaves nothing wrong."""
        state = self.heal(place, after, state, partly=partly)
        done = place.run(*self.words)
        check_told(done, 0, *([] if state == "before" else [2]))
        if state == "before" or partly:
            assert self.state(place, after) == "after", done.err
        assert place.leftovers() == []


def _normal(content: Mapping[str, str]) -> dict[str, str]:
    """The content with the same name for every try of today, and without what a new entry only suggests."""
    return {
        RANDOM.sub(r"\1random.md", name): text if name in BEFORE else SUGGESTED.sub("", text)
        for name, text in content.items()
    }


IN_SHORT = ("new", "rename")
"""Of those below: what is tried whenever the tests run."""
WRITING = (
    Writing("new", ("new", "faq", "Why does it squeal?", "--yes")),
    Writing("new with attachments", ("new", "case", "The tram slid", "--attachments", "--yes")),
    Writing("tried", ("tried", "chatter", "worked", "-m", "Quiet again.", "--who", "robin"), may_be_between=True),
    Writing("rename", ("rename", "chatter", "judder")),
    Writing("retype", ("retype", "care", "faq")),
    Writing("validate --fix", ("validate", "--fix")),
)
