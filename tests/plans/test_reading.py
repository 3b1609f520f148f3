"""What words say: grammar round the signals, two languages, and the order in which signals decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.plans.rules.reading import Kind, Label, Signal
from innercircle.plans.words.decide import by_signals, guess, weighed
from innercircle.plans.words.language import languages
from innercircle.plans.words.lexicon import shipped
from innercircle.plans.words.likeness import Likeness, Line, features, softmax
from innercircle.plans.words.reader import line_of, read
from tests.plans.desk import NEUTRAL, RELATIONSHIP, SALES, label, lifted, standing


@pytest.mark.parametrize(
    ("text", "taken_back", "because"),
    [
        ("Workshop on stock levels, no pitch", "pitch", 'after "no"'),
        ("Half a day without selling anything", "selling", 'after "without"'),
        ("Do not pitch", "pitch", 'after "not"'),
        ("Ohne Verkaufsgespräch zuhören", "verkaufsgespraech", 'after "ohne"'),
        ("Kein Angebot dabei", "angebot", 'after "kein"'),
        ("Instead of a pitch, read their returns", "pitch", 'after "instead of"'),
        ("Read their returns rather than pitch", "pitch", 'after "rather than"'),
        ("Statt Produktpräsentation ihre Zahlen durchgehen", "produktpraesentation", 'after "statt"'),
        ("Lieber zuhören als verkaufen", "verkaufen", 'after "lieber zuhoeren als"'),
    ],
)
def test_what_is_refused_does_not_count(text: str, taken_back: str, because: str) -> None:
    assert lifted(read(text))[taken_back] == because


@pytest.mark.parametrize(
    "text",
    [
        "Not only help but also pitch",
        "No. Pitch on Monday",
        "No charge demo of our tool",
        "Instead of the workshop, pitch",
        "Statt Workshop lieber Produktpräsentation",
        "No agenda yet for the visit next week and the pitch",
    ],
)
def test_a_refusal_ends_where_its_clause_ends(text: str) -> None:
    assert standing(text, Kind.SALES)


@pytest.mark.parametrize(
    "text",
    [
        "Help them prepare their pitch",
        "Check the client's brochure for errors",
        "Read his proposal",
        "Ihren Prospekt auf Fachfehler durchsehen",
        "Comment on Maria's quote to her customer",
    ],
)
def test_a_thing_of_theirs_is_no_sales_signal(text: str) -> None:
    assert "it is theirs" in lifted(read(text)).values()
    assert label(text) is RELATIONSHIP


@pytest.mark.parametrize("text", ["Give them our brochure", "Their buyer, our pitch", "Show their board our brochure"])
def test_a_thing_of_ours_stays_one(text: str) -> None:
    assert label(text) is SALES


@pytest.mark.parametrize(
    ("learning", "selling"),
    [
        ("Ask what keeps their plant manager awake", "Ask when they will sign"),
        ("Ask which cuts hurt the plants most", "Ask about the budget for our proposal"),
        ("Fragen, was den Werkleiter nachts wach hält", "Fragen, wann sie unterschreiben"),
        ("Understand how their customers decide", "Understand who decides about our offer"),
    ],
)
def test_a_question_is_about_their_business_or_about_our_sale(learning: str, selling: str) -> None:
    assert label(learning) is RELATIONSHIP
    assert label(selling) is SALES
    assert "LN03" in {signal.code for signal in read(selling).standing}


@pytest.mark.parametrize(
    ("given_to_them", "wanted_from_them"),
    [
        ("Send them data for their board", "Send them our brochure"),
        ("Introduce their CFO to a treasurer who solved this", "Ask their CFO to introduce us to the treasurer"),
        ("Recommend their product to other clients", "Ask them to recommend us"),
        ("Ihren Finanzvorstand mit einem Kollegen bekannt machen", "Um Empfehlung im Konzern bitten"),
        ("Help them write the manual for their staff", "Help them write the spec so that only we can win"),
    ],
)
def test_the_beneficiary_decides(given_to_them: str, wanted_from_them: str) -> None:
    assert label(given_to_them) is RELATIONSHIP
    assert label(wanted_from_them) is SALES


@pytest.mark.parametrize(
    "text",
    [
        "Free workshop to present our offer",
        "Kostenloser Workshop, um unser Produkt vorzustellen",
        "Free audit as a foot in the door",
        "Listen to their problems in order to sell our consulting",
    ],
)
def test_a_sales_aim_outweighs_the_gift_round_it(text: str) -> None:
    assert label(text) is SALES


@pytest.mark.parametrize(
    "text",
    [
        "Send the invoice for March",
        "Book flight to Oslo",
        "Update CRM",
        "Hotel buchen",
        "Termin vereinbaren",
        "Team meeting",
        "Deliver report as agreed in the order",
        "Wartung laut Vertrag durchführen",
        "Schedule the steering meeting",
        "Call Anna",
    ],
)
def test_administration_delivery_and_silence_are_neutral(text: str) -> None:
    assert label(text) is NEUTRAL


@pytest.mark.parametrize("word", ["billed", "billable", "charged", "invoiced", "paid for"])
def test_what_is_not_billed_is_own_time(word: str) -> None:
    unpaid = read(f"Second opinion on his exit plan, not {word}, understand what his board wants")
    assert unpaid.label is RELATIONSHIP
    assert Kind.PAID not in {signal.kind for signal in unpaid.standing}
    assert Kind.PAID in {signal.kind for signal in read(f"Second opinion on his exit plan, {word}").standing}


@pytest.mark.parametrize(
    "text", ["Lunch with GC, see if any matters coming up", "Coffee, see if anything is coming up"]
)
def test_listening_for_work_is_sales(text: str) -> None:
    assert label(text) is SALES
    assert "SP03" in {signal.code for signal in read(text).standing}


def test_what_comes_up_for_them_is_their_business() -> None:
    assert label("Ask if anything is coming up that worries her before the audit") is RELATIONSHIP


@pytest.mark.parametrize(
    "text", ["Touch base", "Quarterly catch-up with the CFO", "Check-in call", "QBR", "Kontaktpflege"]
)
def test_contact_as_an_end_is_sales(text: str) -> None:
    assert label(text) is SALES
    assert "SP02" in {signal.code for signal in read(text).standing}


def test_abbreviations_and_slips_are_read_as_meant() -> None:
    assert label("f/u on propsal w/ Dave") is SALES
    assert label("xsell ins prods") is SALES


def test_the_language_is_told_line_by_line() -> None:
    everyday = shipped().grammar.everyday
    assert languages(["what", "they", "have", "with", "the", "board"], everyday) == ("en",)
    assert languages(["mit", "der", "leitung", "und", "dem", "betriebsrat"], everyday) == ("de",)
    assert set(languages(["demo"], everyday)) == {"en", "de"}
    assert set(languages(["mit", "the", "und", "of"], everyday)) == {"en", "de"}


def test_a_mixed_line_is_read_in_both_languages() -> None:
    assert label("Cross-Selling Workshop beim Kunden") is SALES
    assert label("Benchmark für das Board Paper von Frau Lang") is RELATIONSHIP


@pytest.mark.parametrize("text", ["", "   ", "???", "12345", "\x00\x01", "🙂🙂", "a" * 100_000, "no " * 5_000])
def test_odd_text_is_read_without_a_fault(text: str) -> None:
    assert read(text).label in set(Label)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    reading = read(text)
    assert reading.label in set(Label)
    assert all(0 <= signal.start < signal.end for signal in reading.signals)


def signal(kind: Kind, start: int = 0, *, weak: bool = False, lifted: str = "") -> Signal:
    return Signal(kind, "", "word", start, start + 1, weak, lifted)


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ([], None),
        ([signal(Kind.SALES), signal(Kind.USEFUL)], SALES),
        ([signal(Kind.ADMIN, 0), signal(Kind.SALES, 2)], NEUTRAL),
        ([signal(Kind.SALES, 0), signal(Kind.ADMIN, 2)], SALES),
        ([signal(Kind.CHORE, 0), signal(Kind.SALES, 2)], SALES),
        ([signal(Kind.PAID), signal(Kind.USEFUL)], NEUTRAL),
        ([signal(Kind.USEFUL)], RELATIONSHIP),
        ([signal(Kind.LEARN), signal(Kind.CHORE, 3)], RELATIONSHIP),
        ([signal(Kind.INTERNAL, 0), signal(Kind.LEARN, 3)], NEUTRAL),
        ([signal(Kind.CHORE)], NEUTRAL),
        ([signal(Kind.SALES, weak=True)], None),
        ([signal(Kind.SALES, lifted='after "no"')], RELATIONSHIP),
        ([signal(Kind.SALES, lifted='after "no"'), signal(Kind.ADMIN)], NEUTRAL),
        ([signal(Kind.OWN)], None),
    ],
)
def test_signals_decide_in_this_order(signals: list[Signal], expected: Label | None) -> None:
    assert by_signals(signals) is expected


@pytest.mark.parametrize(
    ("relationship", "sales", "spoken", "expected"),
    [
        (0.55, 0.4, None, SALES),
        (0.65, 0.3, RELATIONSHIP, RELATIONSHIP),
        (0.65, 0.3, None, SALES),
        (0.85, 0.1, None, RELATIONSHIP),
        (0.9, 0.05, SALES, SALES),
        (0.97, 0.01, SALES, RELATIONSHIP),
        (0.9, 0.05, NEUTRAL, RELATIONSHIP),
        (0.2, 0.36, SALES, NEUTRAL),
    ],
)
def test_in_doubt_a_line_does_not_pass_as_relationship(
    relationship: float, sales: float, spoken: Label | None, expected: Label
) -> None:
    shares = {RELATIONSHIP: relationship, SALES: sales, NEUTRAL: 1 - relationship - sales}
    assert weighed(shares, spoken) is expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("knock something off", "DC01"), ("zqx", "SP03"), ("golf", "SP02"), ("dependency", "DP01"), ("margin", "SP04")],
)
def test_a_sales_line_without_a_phrase_gets_the_rule_its_words_mean(text: str, code: str) -> None:
    line, _ = line_of(text, shipped())
    assert guess(line) == code


def test_without_weights_signals_stand_alone() -> None:
    silent = Likeness({})
    assert read("zzz qqq", likeness=silent).settled_by == "silence"
    assert read("pitch", likeness=silent).settled_by == "signals"
    assert read("pitch", likeness=silent).likeness is None


def test_weights_of_its_features_make_a_line_alike() -> None:
    model = Likeness({"w:xylophone": (0.0, 9.0, 0.0), "bias": (3.0, 0.0, 0.0)})
    assert read("xylophone", likeness=model).label is SALES
    assert read("marimba", likeness=model).label is RELATIONSHIP


def test_shares_add_up() -> None:
    assert sum(softmax((1.0, 2.0, 900.0))) == pytest.approx(1)


def test_every_part_of_a_line_is_weighed() -> None:
    line = Line(["send", "benchmark", "to", "board"], [["give"], ["knowledge"], [], ["role"]], (), None)
    names = set(features(line))
    assert {"w:benchmark", "b:bench", "e:hmark", "p:send benchmark", "first:send"} <= names
    assert {"k:give", "k:give>knowledge", "k:give>>role", "h:knowledge", "t:role", "spoken:none"} <= names
