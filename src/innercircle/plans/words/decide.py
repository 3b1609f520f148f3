"""From signals to a label: what stands against what, and where the likeness of the wording has the last word.

The order is the spec's: a sales aim makes it sales, whatever useful is wrapped round it; delivery that is owed or paid
is neutral, however useful; something useful or a wish to learn makes it relationship; administration and silence are
neutral.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from innercircle.plans.rules.reading import Kind, Label, Signal
from innercircle.plans.words.likeness import Likeness, Line

_GIVING = frozenset({Kind.USEFUL, Kind.LEARN})
_OWED = frozenset({Kind.PAID})
_MEANT = (  # which rule a concept speaks of, the most telling first
    ("cheaper", "DC01"), ("lock", "DP01"), ("rival", "LN03"), ("satisfaction", "LN03"), ("gain_us", "SP03"),
    ("contact", "SP02"),
    ("ours_to_sell", "IL01"), ("more", "SP01"), ("money", "SP04"),
)  # fmt: skip
_SURE = 0.95  # what wording must say against a standing sales signal
_DOUBT = {Label.RELATIONSHIP: 0.45, Label.NEUTRAL: 0.35}  # by what phrases say: shares of sales from which it is sales
_DOUBT_UNSPOKEN = 0.12  # where no phrase speaks for them, a smaller doubt is enough
_VAGUE = 0.5  # a share below half says nothing: then phrases have the word, and without any it is silence
_FORMS = frozenset({"SP02", "IL01"})  # what paid work may look like: a regular meeting, a presentation
_SHORT = 5  # words
_TOUCH = "meeting"
_AIMLESS = frozenset({"role", "them", "us", "place", "when_who", "schedule"})
_CHORES = frozenset({Kind.ADMIN, Kind.CHORE, Kind.INTERNAL})


def by_signals(signals: Sequence[Signal]) -> Label | None:
    """The label the signals agree on, None when they are silent."""
    standing = [signal for signal in signals if not signal.lifted]
    strong = {signal.kind for signal in standing if not signal.weak}
    if Kind.SALES in strong:
        return Label.NEUTRAL if _chore_governs(standing) or _paid_governs(standing) else Label.SALES
    if strong & _OWED:
        return Label.NEUTRAL
    if strong & {Kind.ADMIN, Kind.INTERNAL} and not strong & _GIVING:
        return Label.NEUTRAL
    if strong & _GIVING:
        return Label.NEUTRAL if _chore_governs(standing) else Label.RELATIONSHIP
    if strong & _CHORES:
        return Label.NEUTRAL
    refused = any(signal.kind is Kind.SALES and signal.lifted for signal in signals)
    return Label.RELATIONSHIP if refused else None


def _chore_governs(standing: Sequence[Signal]) -> bool:
    """Whether administration comes first and so is what is really done ("update quote status in the CRM")."""
    solid = [signal for signal in standing if not signal.weak]
    if any(signal.governs and signal.kind in {Kind.ADMIN, Kind.INTERNAL} for signal in solid):
        return True
    chores = [signal.start for signal in solid if signal.kind in {Kind.ADMIN, Kind.INTERNAL}]
    others = [signal.start for signal in solid if signal.kind in _GIVING or signal.kind is Kind.SALES]
    return bool(chores) and min(chores) <= min(others)


def _paid_governs(standing: Sequence[Signal]) -> bool:
    """Whether it says outright that it is paid work, and only its form looks like sales ("jour fixe, billable")."""
    codes = {signal.code for signal in standing if signal.kind is Kind.SALES and not signal.weak}
    return codes <= _FORMS and any(signal.governs and signal.kind is Kind.PAID for signal in standing)


def bare(line: Line) -> bool:
    """Whether a short line names a way of being in touch and a name or place, and no aim ("Reply to Tim")."""
    speaking = [each for each in line.signals if not (each.weak and each.kind is Kind.USEFUL)]
    if len(line.words) > _SHORT or any(each.kind is not Kind.CHORE for each in speaking):
        return False
    meant = [set(each) for each in line.concepts]
    return any(_TOUCH in each for each in meant) and all(_TOUCH in each or each <= _AIMLESS for each in meant)


def guess(line: Line) -> str:
    """The rule a sales line without sales signals most likely falls under, by what its words mean."""
    meant = {concept for each in line.concepts for concept in each}
    return next((code for concept, code in _MEANT if concept in meant), "SP03")


def weighed(shares: Mapping[Label, float], spoken: Label | None) -> Label:
    """The label with the greatest share; where a sales aim is not unlikely, a line does not pass as relationship.

    A sales line that passes as relationship makes a sales plan look good, the worst mistake of the three. Where a sales
    signal stands, the wording has to speak all the more clearly against it.
    """
    best = max(Label, key=lambda each: shares[each])
    if best is not Label.RELATIONSHIP:
        return best
    if spoken is Label.SALES:
        return best if shares[best] >= _SURE else Label.SALES
    doubt = _DOUBT[spoken] if spoken else _DOUBT_UNSPOKEN
    return Label.SALES if shares[Label.SALES] > doubt else best


def settle(line: Line, likeness: Likeness) -> tuple[Label, str, float | None]:
    """The label, what settled it (signals, likeness, silence) and how alike the wording is to that label's lines."""
    shares = likeness.shares(line)
    if shares is None:
        return line.spoken or Label.NEUTRAL, "signals" if line.spoken else "silence", None
    label = weighed(shares, line.spoken)
    vague = max(shares.values()) < _VAGUE or (line.spoken is None and shares[label] < _VAGUE)
    if bare(line) or vague:
        return line.spoken or Label.NEUTRAL, "signals" if line.spoken else "silence", None
    return label, "signals" if label is line.spoken else "likeness", shares[label]
