"""Tries → maturity, dispute and freshness, each with its reason. Earned by use and computed; nobody types it in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date

from cop_kb.model.entry import Entry, Try
from cop_kb.model.entry_type import heading_key
from cop_kb.model.knowledge_base import Dispute, Freshness, Maturity
from cop_kb.model.levels import LEVELS
from cop_kb.model.settings import Settings
from cop_kb.model.values import FINAL, Result, Review
from cop_kb.model.words import Words
from cop_kb.reading.dates import add_months

Context = tuple[tuple[str, str], ...]
EARLIEST = date.min
WORKED_FOR = "It worked for {n} people who did not write it in the last {months} months."
MISSING = (
    "It takes {n} more person for whom it worked to be proven.",
    "It takes {n} more people for whom it worked to be proven.",
)
UNKNOWN = "Tries under names that nobody here bears do not count: content/people.yml says who is who."
OUTWEIGHED = "Worked {worked}, didn't {didnt} in the last {months} months; proven takes {ratio} to 1."
WRITTEN, CHANGED = "written {day}", "words changed {day}"
CONFIRMED = ("confirmed {day}", "confirmed {day} by one person", "confirmed {day} by {n} people")
TRIED = ("tried {day}", "tried {day} by one person", "tried {day} by {n} people")
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def maturity(
    entry: Entry,
    tries: Collection[Try],
    settings: Settings,
    today: date,
    person: Callable[[str], str],
    owners: Collection[str],
) -> Maturity:
    """How far an entry can be trusted. Where it offers several options, that of the best of them.

    ``person`` gives the id of whoever is meant by a name, so that nobody counts twice, and "" where that is nobody;
    ``owners`` are the ids of those who wrote or told it: their own tries prove nothing.
    """
    final = [one for one in tries if one.result is not None and one.result.is_final]
    adopted = bool(entry.texts(entry.type.roles.adopted_in)) if entry.type.roles.adopted_in else False
    options: dict[str, list[Try]] = {}
    for one in final:
        options.setdefault(heading_key(one.of) if entry.type.roles.options else "", []).append(one)
    found = [_of_option(group, owners, settings, today, person, adopted=adopted) for group in options.values()]
    best = max(found, key=lambda each: (LEVELS.index(each.level), each.worked - each.didnt, each.of), default=None)
    trying = any(one.result == Result.TRYING for one in tries)
    said = settings.say("Somebody is trying it." if trying else "Nobody has reported a try yet.")
    return replace(best or Maturity("hunch", said), has_adopters=adopted)


def _of_option(
    tries: list[Try],
    owners: Collection[str],
    settings: Settings,
    today: date,
    person: Callable[[str], str],
    *,
    adopted: bool,
) -> Maturity:
    since = add_months(today, -settings.proven_months)
    recent = [one for one in tries if (one.date or EARLIEST) >= since]
    counts = {result: sum(one.result == result for one in recent) for result in Result}
    worked, didnt = counts[Result.WORKED], counts[Result.DIDNT]
    confirmed = {person(one.who) for one in recent if one.result == Result.WORKED and one.who}
    people = tuple(sorted(confirmed - {"", *owners}))
    level = "tried"
    if len(people) >= settings.proven_people and worked >= settings.proven_ratio * didnt:
        level = "adopted" if adopted else "proven"
    every = {result: sum(one.result == result for one in tries) for result in Result}
    return Maturity(
        level=level,
        reason=_reason(level, len(people), worked, didnt, settings, has_unknown=_has_unknown(recent, person)),
        worked=every[Result.WORKED],
        partly=every[Result.PARTLY],
        didnt=every[Result.DIDNT],
        people=people,
        circumstances=tuple(sorted({one.context for one in tries if one.result == Result.WORKED and one.context})),
        last=max((one.date for one in tries if one.date), default=None),
        of=next((one.of for one in tries if one.of), ""),
        disputes=_disputes(tries),
    )


def _has_unknown(tries: Iterable[Try], person: Callable[[str], str]) -> bool:
    """Whether it worked for somebody whose name means nobody."""
    return any(one.who and not person(one.who) for one in tries if one.result == Result.WORKED)


def _reason(level: str, people: int, worked: int, didnt: int, settings: Settings, *, has_unknown: bool) -> str:
    """Why it stands where it stands, and what would carry it further."""
    say, months = settings.say, settings.proven_months
    if level != "tried":
        return say(WORKED_FOR, n=people, months=months)
    if people < settings.proven_people:
        missing = say.number(settings.proven_people - people, *MISSING)
        return f"{missing} {say(UNKNOWN)}" if has_unknown else missing
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


def freshness(
    entry: Entry, tries: Collection[Try], settings: Settings, today: date, person: Callable[[str], str]
) -> Freshness:
    """When somebody should look again, and what restarted the clock: how it went, a *still-true*, or newer words.

    ``person`` gives the id of whoever is meant by a name; "" where that is nobody.
    """
    say = settings.say
    starts = [(entry.date.last, say(WRITTEN, day=entry.date.last))] if entry.date else []
    changed = entry.changed if entry.changed != entry.created else None
    starts += [(changed, say(CHANGED, day=changed))] if changed else []
    for texts, results in ((CONFIRMED, (Result.STILL_TRUE,)), (TRIED, FINAL)):
        own = [(one.date, person(one.who)) for one in tries if one.date and one.date <= today and one.result in results]
        if day := max((day for day, _ in own), default=None):
            starts.append((day, _by({who for on, who in own if on == day}, day, texts, say)))
    past = [(day, place, why) for place, (day, why) in enumerate(starts) if day <= today]
    since, _, why = max(past, default=(None, 0, ""))
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
    return Freshness(since, due, why, is_due=due <= today)


def _by(people: set[str], day: date, texts: tuple[str, str, str], say: Words) -> str:
    """What restarted the clock on a day, with how many did it: by no name."""
    n = len(people - {""})
    nobody, one, several = texts
    number = say(NUMBERS[n - 2]) if 1 < n < len(NUMBERS) + 2 else str(n)
    return say(nobody if not n else one if n == 1 else several, day=day, n=number)
