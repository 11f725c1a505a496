"""What a text says in short, to be cut to any length."""

from __future__ import annotations

from dataclasses import dataclass

BETWEEN = " · "
"""What stands between two steps, items or rows."""
CUT = "…"


@dataclass(frozen=True, slots=True)
class Brief:
    """``parts`` are whole sentences, or whole steps, each with what stands between it and the one before.

    Where they are one paragraph of the text and nothing else, ``start`` and ``end`` say where in the file it stands.
    """

    parts: tuple[str, ...] = ()
    start: int = 0
    end: int = 0

    def __bool__(self) -> bool:
        return bool(self.parts)

    def within(self, most: int) -> str:
        """As many parts as fit into so many characters; of a part that is longer alone, its first words.

        It ends with “…” where a step, or part of a sentence, was left out.

        >>> steps = Brief(("1 Close it", " · 2 Open it", " · 3 Wait"))
        >>> steps.within(80), steps.within(26), Brief(("Wet the glass.", " Wait a minute.")).within(20)
        ('1 Close it · 2 Open it · 3 Wait', '1 Close it · 2 Open it · …', 'Wet the glass.')
        """
        whole = "".join(self.parts)
        if len(whole) <= most:
            return whole
        kept = ""
        for part, following in zip(self.parts, (*self.parts[1:], ""), strict=True):
            mark = f"{BETWEEN}{CUT}" if following.startswith(BETWEEN) else ""
            if len(kept) + len(part) + len(mark) > most:
                break
            kept += part
        else:
            return kept
        if not kept:
            return f"{whole[: most - 1].rsplit(' ', 1)[0].rstrip(',;:–- ')} {CUT}"
        return f"{kept}{BETWEEN}{CUT}" if part.startswith(BETWEEN) else kept


NOTHING = Brief()
