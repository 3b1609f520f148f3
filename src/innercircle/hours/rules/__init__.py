"""What counts, how much, and what it means: the pure rules of client hours and the month test.

Plain words: `docs/rules/client-hours.md` and `docs/rules/month-test.md`, which name the functions here. No Django, no
clock, no database: the pages, the API and `innercircle hours` all decide by these functions.
"""

from innercircle.hours.rules.facts import (
    SENTENCES,
    Fact,
    Held,
    Policy,
    Presence,
    Side,
    Why,
    facts_of,
    month_pieces,
    verdict_on,
)
from innercircle.hours.rules.figures import (
    NO_FIGURES,
    Figures,
    Profile,
    distinct,
    figures,
    hours,
    seconds_by_person,
)
from innercircle.hours.rules.people import Seat, held, presences, seats
from innercircle.hours.rules.settling import MOST_TRIALS, Settling, settling
from innercircle.hours.rules.verdicts import (
    Change,
    MonthTest,
    Running,
    StillPresumedError,
    Streak,
    Verdict,
    active_since,
    amends,
    change,
    closed,
    month_tests,
    presumed,
    running,
    streak,
    verdict,
)

__all__ = [
    "MOST_TRIALS",
    "NO_FIGURES",
    "SENTENCES",
    "Change",
    "Fact",
    "Figures",
    "Held",
    "MonthTest",
    "Policy",
    "Presence",
    "Profile",
    "Running",
    "Seat",
    "Settling",
    "Side",
    "StillPresumedError",
    "Streak",
    "Verdict",
    "Why",
    "active_since",
    "amends",
    "change",
    "closed",
    "distinct",
    "facts_of",
    "figures",
    "held",
    "hours",
    "month_pieces",
    "month_tests",
    "presences",
    "presumed",
    "running",
    "seats",
    "seconds_by_person",
    "settling",
    "streak",
    "verdict",
    "verdict_on",
]
