"""Tries → maturity, dispute and freshness, each with its reason. Earned by use and computed; nobody types it in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from cop_kb.model.entry import Entry, Try
from cop_kb.model.entry_type import heading_key
from cop_kb.model.knowledge_base import Dispute, Freshness, Maturity
from cop_kb.model.levels import LEVELS
from cop_kb.model.settings import Settings
from cop_kb.model.values import Result, Review
from cop_kb.reading.dates import add_months

Context = tuple[tuple[str, str], ...]
EARLIEST = date.min
WORKED_FOR = "It worked for {n} people besides the author in the last {months} months."
MISSING = (
    "It takes {n} more person for whom it worked to be proven.",
    "It takes {n} more people for whom it worked to be proven.",
)
OUTWEIGHED = "Worked {worked}, didn't {didnt} in the last {months} months; proven takes {ratio} to 1."
WRITTEN, CHANGED = "last written on {day}", "last changed on {day}"
CONFIRMED, TRIED = "last confirmed on {day}", "last tried on {day}"


def maturity(
    entry: Entry, tries: Collection[Try], settings: Settings, today: date, person: Callable[[str], str]
) -> Maturity:
    """How far an entry can be trusted. Where it offers several options, that of the best of them.

    ``person`` gives the id of whoever is meant by a name, so that nobody counts twice.
    """
    final = [one for one in tries if one.result is not None and one.result.is_final]
    adopted = bool(entry.texts(entry.type.roles.adopted_in)) if entry.type.roles.adopted_in else False
    author = person(next(iter(entry.authors), ""))
    options: dict[str, list[Try]] = {}
    for one in final:
        options.setdefault(heading_key(one.of) if entry.type.roles.options else "", []).append(one)
    found = [_of_option(group, author, settings, today, person, adopted=adopted) for group in options.values()]
    best = max(found, key=lambda each: (LEVELS.index(each.level), each.worked - each.didnt, each.of), default=None)
    trying = any(one.result == Result.TRYING for one in tries)
    return best or Maturity(
        "hunch", settings.say("Somebody is trying it." if trying else "Nobody has reported a try yet.")
    )


def _of_option(
    tries: list[Try], author: str, settings: Settings, today: date, person: Callable[[str], str], *, adopted: bool
) -> Maturity:
    since = add_months(today, -settings.proven_months)
    recent = [one for one in tries if (one.date or EARLIEST) >= since]
    counts = {result: sum(one.result == result for one in recent) for result in Result}
    worked, didnt = counts[Result.WORKED], counts[Result.DIDNT]
    confirmed = {person(one.who) for one in recent if one.result == Result.WORKED and one.who}
    people = tuple(sorted(confirmed - {author}))
    level = "tried"
    if len(people) >= settings.proven_people and worked >= settings.proven_ratio * didnt:
        level = "adopted" if adopted else "proven"
    every = {result: sum(one.result == result for one in tries) for result in Result}
    return Maturity(
        level=level,
        reason=_reason(level, len(people), worked, didnt, settings),
        worked=every[Result.WORKED],
        partly=every[Result.PARTLY],
        didnt=every[Result.DIDNT],
        people=people,
        circumstances=tuple(sorted({one.context for one in tries if one.result == Result.WORKED and one.context})),
        last=max((one.date for one in tries if one.date), default=None),
        of=next((one.of for one in tries if one.of), ""),
        disputes=_disputes(tries),
    )


def _reason(level: str, people: int, worked: int, didnt: int, settings: Settings) -> str:
    """Why it stands where it stands, and what would carry it further."""
    say, months = settings.say, settings.proven_months
    if level != "tried":
        return say(WORKED_FOR, n=people, months=months)
    if people < settings.proven_people:
        return say.number(settings.proven_people - people, *MISSING)
    counts = {"worked": worked, "didnt": didnt, "months": months, "ratio": settings.proven_ratio}
    return say(OUTWEIGHED, **counts)


def _disputes(tries: Iterable[Try]) -> tuple[Dispute, ...]:
    """The circumstances whose newest final try is a *didn't*. On the same day the better result stands last."""
    newest: dict[Context, Try] = {}
    order = (Result.DIDNT, Result.PARTLY, Result.WORKED)
    for one in sorted(tries, key=lambda each: (each.date or EARLIEST, order.index(each.result or Result.DIDNT))):
        newest[one.context] = one
    return tuple(
        Dispute(context, one.date, one.who) for context, one in sorted(newest.items()) if one.result == Result.DIDNT
    )


def freshness(entry: Entry, tries: Iterable[Try], settings: Settings, today: date) -> Freshness:
    """When somebody should look again. Any try, a *still-true*, or a newer date of the entry starts the clock anew."""
    say = settings.say
    starts = [(entry.date.last, WRITTEN)] if entry.date else []
    starts += [(entry.changed, CHANGED)] if entry.changed and entry.changed != entry.created else []
    starts += [(one.date, CONFIRMED if one.result == Result.STILL_TRUE else TRIED) for one in tries if one.date]
    since, why = max(((day, why) for day, why in starts if day <= today), default=(None, ""))
    review: Review | None = entry.values.get("review")
    if review and review.on and (since is None or since < review.on):
        return Freshness(
            since, review.on, say("the entry asks for it on {day}", day=review.on), is_due=review.on <= today
        )
    months = settings.clocks.get(entry.type.name, entry.type.clock_months)
    if review and not review.on:
        months = review.months
    if since is None or months is None:
        return Freshness(since, None, "")
    due = add_months(since, months)
    return Freshness(since, due, say(why, day=since), is_due=due <= today)
