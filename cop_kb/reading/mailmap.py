"""``.mailmap``: a person's names and addresses → the one that they go by, as Git itself reads it.

Git reads the file of the work tree by its own account, whatever it is; here it is a text that was read safely.
https://git-scm.com/docs/gitmailmap
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cop_kb.model.history import Writer


@dataclass(frozen=True, slots=True)
class Mailmap:
    """What a name and an address, or an address alone, become; "" stays as it was."""

    by_both: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    by_address: dict[str, tuple[str, str]] = field(default_factory=dict)

    def named(self, who: Writer) -> Writer:
        """Somebody by the name and address that they go by."""
        address = _folded(who.email)
        found = self.by_both.get((_folded(who.name), address)) or self.by_address.get(address) or ("", "")
        return Writer(found[0] or who.name, found[1] or who.email)


def read_mailmap(text: str) -> Mailmap:
    """What a ``.mailmap`` says. A line that says nothing is passed over."""
    found = Mailmap()
    for line in text.split("\n"):
        name, address, rest = _person(line)
        old_name, old_address, _ = _person(rest)
        if not address or line.startswith("#"):
            continue
        if "<" not in rest or ">" not in rest:  # only the name is another
            old_name, old_address, address = "", address, ""
        if old_name:
            found.by_both[_folded(old_name), _folded(old_address)] = (name, address)
        else:
            before = found.by_address.get(_folded(old_address), ("", ""))
            found.by_address[_folded(old_address)] = (name or before[0], address or before[1])
    return found


def _person(text: str) -> tuple[str, str, str]:
    """A name, the address after it in ``<>``, and what follows; "" for each that is not there."""
    name, opened, rest = text.partition("<")
    address, closed, rest = rest.partition(">")
    return (name.strip(), address, rest) if opened and closed else ("", "", "")


def _folded(text: str) -> str:
    """A text without case, as C's ``strcasecmp`` compares it."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
