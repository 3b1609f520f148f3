"""The three tests and what an activity is (spec 30, docs/rules/plan/README.md): structure first, words second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.reading import Kind, Label, Reading
from innercircle.plans.rules.values import Activity, Correction, Reader, State

_SALES = frozenset({"SP01", "SP02", "SP03", "SP04", "DC01", "DP01", "IL01", "LN03"})


class Outcome(StrEnum):
    """What a test says; unknown means the plan is silent."""

    PASS = "pass"  # noqa: S105 - the word of the spec, no secret
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """One test's outcome with its reason; `code` names the rule behind a failure."""

    outcome: Outcome
    reason: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an activity is, and why. `read_as` is what the rules said before a correction by hand."""

    label: Label
    own_time: Checked
    learning: Checked
    illustration: Checked
    codes: tuple[str, ...]
    reason: str
    read_as: Label
    correction: Correction | None = None

    @property
    def tests(self) -> tuple[Checked, Checked, Checked]:
        """The three tests in the spec's order."""
        return self.own_time, self.learning, self.illustration


@dataclass(frozen=True, slots=True)
class _Words:
    """The readings of an activity's texts; None where the field is empty or was not asked."""

    title: Reading
    learn: Reading | None
    useful: Reading | None


def judge(activity: Activity, read: Reader, *, lenient: bool = False) -> Judgement:
    """The three tests of an activity and its label.

    Strictly (a plan with its fields) relationship-building needs three passes. `lenient` is for single lines from
    elsewhere, where the plan is mostly silent: there evident intent counts as long as no test fails.
    """
    words = _Words(read(activity.title), _read(read, activity.learn), _read(read, activity.useful))
    tests = (own_time(activity, words.title), _learning(activity, words), _illustration(activity, words))
    label = _label(words, tests, lenient=lenient)
    codes = tuple(dict.fromkeys(_codes(label, words, tests)))
    found = without(Judgement(label, *tests, codes, _reason(label, words, tests, codes), label), dict(activity.off))
    said = activity.correction
    if said:
        read_as, reason = found.label, _corrected(said, found.label)
        return replace(found, label=said.label, reason=reason, read_as=read_as, correction=said)
    return found


def without(found: Judgement, off: Mapping[str, str]) -> Judgement:
    """The judgement with rules that do not count (code to reason) taken out.

    A line that was sales by nothing else becomes neutral; a label set by hand stays.
    """
    gone = [code for code in found.codes if code in off]
    if not gone:
        return found
    codes = tuple(code for code in found.codes if code not in off)
    still = found.label is not Label.SALES or found.correction or any(code in _SALES for code in codes)
    label = found.label if still else Label.NEUTRAL
    said = "; ".join(f"{code} is switched off: {off[code]}" for code in gone)
    read_as = found.read_as if found.correction else label
    return replace(found, label=label, codes=codes, reason=f"{found.reason} ({said})", read_as=read_as)


def own_time(activity: Activity, title: Reading) -> Checked:
    """Test 1: hours of ours, planned or spent, that nobody is billed for."""
    if activity.billable:
        return Checked(Outcome.FAIL, "it is billable", "OT01")
    paid = [signal for signal in title.of(Kind.PAID) if signal.code == "OT01"]
    if paid and activity.billable is None:
        return Checked(Outcome.FAIL, f'the words say it is paid for ("{paid[0].words}")', "OT01")
    if activity.hours:
        return Checked(Outcome.PASS, f"{activity.hours:g} hours of ours, not billed")
    if activity.hours is not None:
        return Checked(Outcome.FAIL, "no hours of ours in it", "OT02")
    own = title.of(Kind.OWN)
    if own:
        return Checked(Outcome.PASS, f'the words say it is unpaid ("{own[0].words}")')
    return Checked(Outcome.UNKNOWN, "it does not say whose time it takes")


def _learning(activity: Activity, words: _Words) -> Checked:
    """Test 2: what we want to learn about the client; when done, what we learned."""
    about_us = _about_us(words.learn) or _aim(words.title, "LN03")
    if about_us:
        return Checked(Outcome.FAIL, f'the question is about our sale ("{about_us}")', "LN03")
    if activity.state is State.DONE and activity.learned is not None:
        if activity.learned.strip():
            return Checked(Outcome.PASS, "it records what was learned")
        return Checked(Outcome.FAIL, "it is done and nothing learned is recorded", "LN02")
    if words.learn:
        return Checked(Outcome.PASS, "it says what we want to learn")
    learn = words.title.of(Kind.LEARN)
    if learn:
        return Checked(Outcome.PASS, f'the words want to learn ("{learn[0].words}")')
    if activity.learn is not None:
        return Checked(Outcome.FAIL, "it names nothing to learn", "LN01")
    return Checked(Outcome.UNKNOWN, "it does not say what we want to learn")


def _about_us(learn: Reading | None) -> str:
    """What in the field "what we want to learn" is about our sale: there every sales word makes it so."""
    if learn is None or learn.label is not Label.SALES:
        return ""
    found = [signal.words for signal in learn.of(Kind.SALES) if not signal.weak]
    return found[0] if found else ""


def _illustration(activity: Activity, words: _Words) -> Checked:
    """Test 3: something useful for them beyond the present work, not an assertion about us."""
    asserts = _aim(words.title, "IL01") or _first(words.useful, "IL01")
    if asserts:
        return Checked(Outcome.FAIL, f'it asserts ("{asserts}")', "IL01")
    if activity.paid_scope:
        return Checked(Outcome.FAIL, "it is part of what they pay for", "IL02")
    scope = _first(words.title, "IL02") if words.title.label is not Label.RELATIONSHIP else ""
    if scope and not words.useful:
        return Checked(Outcome.FAIL, f'it belongs to the paid work ("{scope}")', "IL02")
    if words.useful:
        return Checked(Outcome.PASS, "it says what useful thing they get")
    useful = [signal for signal in words.title.of(Kind.USEFUL) if not signal.weak]
    if useful:
        return Checked(Outcome.PASS, f'the words give them something ("{useful[0].words}")')
    if activity.useful is not None:
        return Checked(Outcome.FAIL, "it names nothing useful for them", "IL03")
    return _illustrated(words.title)


def _illustrated(title: Reading) -> Checked:
    """Test 3 where neither a field nor a phrase answers it: by what the wording as a whole resembles."""
    if title.label is Label.RELATIONSHIP and not title.of(Kind.LEARN):
        return Checked(Outcome.PASS, _resembles(title, "lines that give them something"))
    if title.label is Label.SALES and title.guess == "IL01":
        return Checked(Outcome.FAIL, _resembles(title, "lines that assert how good we are"), "IL01")
    return Checked(Outcome.UNKNOWN, "it does not say what they get from it")


def _label(words: _Words, tests: tuple[Checked, Checked, Checked], *, lenient: bool) -> Label:
    outcomes = [test.outcome for test in tests]
    three = all(outcome is Outcome.PASS for outcome in outcomes)
    if _sells(words, three=three):
        return Label.SALES
    if three:
        return Label.RELATIONSHIP
    evident = words.title.label is Label.RELATIONSHIP and Outcome.FAIL not in outcomes
    return Label.RELATIONSHIP if lenient and evident else Label.NEUTRAL


def _sells(words: _Words, *, three: bool) -> bool:
    """Whether there is a sales aim; mere likeness of wording does not outweigh three tests passed by structure."""
    if any(_sales_codes(field) for field in (words.learn, words.useful) if field and field.label is Label.SALES):
        return True
    return words.title.label is Label.SALES and (not three or words.title.settled_by == "signals")


def _codes(label: Label, words: _Words, tests: tuple[Checked, Checked, Checked]) -> Iterator[str]:
    if label is Label.SALES:
        readings = [each for each in (words.title, words.learn, words.useful) if each and each.label is Label.SALES]
        found = [code for each in readings for code in _sales_codes(each)]
        yield from found or [each.guess for each in readings[:1] if each.guess]
    for test in tests:
        if test.code:
            yield test.code


def _sales_codes(reading: Reading) -> list[str]:
    signals = sorted(reading.of(Kind.SALES), key=lambda signal: signal.start)
    return [signal.code for signal in signals if not signal.weak]


def _aim(title: Reading, code: str) -> str:
    """The words of a sales signal with this code, where the title as a whole is read as sales: else it is overruled."""
    return _first(title, code) if title.label is Label.SALES else ""


def _first(reading: Reading | None, code: str) -> str:
    """The words of the first standing signal with this code, "" for none."""
    found = [signal.words for signal in reading.standing if signal.code == code and not signal.weak] if reading else []
    return found[0] if found else ""


def _read(read: Reader, text: str | None) -> Reading | None:
    return read(text) if text and text.strip() else None


def _reason(label: Label, words: _Words, tests: tuple[Checked, Checked, Checked], codes: tuple[str, ...]) -> str:
    """One sentence for the label; the tests carry their own."""
    if label is Label.SALES:
        return _why_sales(words, codes)
    if label is Label.RELATIONSHIP:
        passed = [test.reason for test in tests if test.outcome is Outcome.PASS]
        return _sentence("; ".join(passed) or _resembles(words.title, "lines that build the relationship"))
    failed = [test.reason for test in tests if test.outcome is Outcome.FAIL]
    chores = words.title.of(Kind.ADMIN, Kind.CHORE, Kind.INTERNAL)
    if chores:
        failed.insert(0, f'administration ("{chores[0].words}")')
    return _sentence("; ".join(failed) or "neither a use for them nor a sales aim is named")


def _why_sales(words: _Words, codes: tuple[str, ...]) -> str:
    found = [
        (signal.code, signal.words)
        for reading in (words.title, words.learn, words.useful)
        if reading
        for signal in sorted(reading.of(Kind.SALES), key=lambda signal: signal.start)
        if not signal.weak
    ]
    if found:
        code, said = found[0]
        return f'"{said}": {CATALOGUE[code].wrong}'
    named = f"; closest to {codes[0]}, {CATALOGUE[codes[0]].title}" if codes else ""
    return _sentence(_resembles(words.title, "sales lines") + named)


def _resembles(reading: Reading, whom: str) -> str:
    share = f" ({reading.likeness:.0%} alike)" if reading.likeness is not None else ""
    return f"no single phrase decides, the wording as a whole resembles {whom}{share}"


def _corrected(correction: Correction, read_as: Label) -> str:
    by = f" by {correction.by}" if correction.by else ""
    return _sentence(f"corrected by hand{by}: {correction.reason.rstrip('.')} (read as {read_as})")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
