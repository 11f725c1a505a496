"""The day from which maturity and freshness are reckoned: the only place that asks the clock."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from cop_kb.model.error import CopKbError

FIRST, LAST = 1980, 2099
"""Years that every format of the site can say: gzip counts seconds from 1970 in 32 bits."""


def the_day(given: date | None = None) -> date:
    """``given``, else SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch), else the system's.

    Raises CopKbError for a SOURCE_DATE_EPOCH that is no number of seconds, and for a day that no archive can hold.
    """
    day = given or _day_of_the_system()
    if not FIRST <= day.year <= LAST:
        raise CopKbError(f"{day} cannot be today: take a day from {FIRST} to {LAST}.")
    return day


def _day_of_the_system() -> date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise CopKbError(f"SOURCE_DATE_EPOCH is “{epoch}”: it takes seconds since 1970, or nothing.") from None
