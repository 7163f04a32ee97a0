"""A sentence stands once on a card, and what a line says counts what it shows."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from tests.made_features import a_card, sentence
from voicecheck.checks.deduplication import beside, checks_once, said, shares
from voicecheck.types.judgement import CheckResult, Evidence, Verdict
from voicecheck.types.measure import Passage
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecheck.types.judgement import Scorecard
    from voicecheck.types.text import Lang

NOT_SO_BAD = "Das ist doch nun wirklich nicht so schlimm."


def phrase(start_s: float, end_s: float, quote: str, measure: str = "wording.blame") -> Evidence:
    return Evidence(measure, quote, "phrase", None, Span(start_s, end_s), quote)


def place(start_s: float, end_s: float, quote: str, measure: str = "tempo.x") -> Evidence:
    return Evidence(measure, 7.0, "syllables/s", None, Span(start_s, end_s), quote, 0.9)


def line(code: str, *evidence: Evidence, verdict: Verdict = Verdict.WARN) -> CheckResult:
    return CheckResult(code, code, code, "", verdict, 0.5, 1.0, None, "", None, evidence, 1)


def all_evidence(card: Scorecard) -> list[Evidence]:
    return [e for found in (*card.results, *card.strengths) for e in found.evidence]


def quotes(lines: Iterable[CheckResult]) -> list[list[str | None]]:
    return [[item.quote for item in made.evidence] for made in lines]


@pytest.mark.parametrize(
    ("own", "other", "same"),
    [
        (phrase(1, 3, NOT_SO_BAD), phrase(1, 3, NOT_SO_BAD), True),
        # The same sentence by another phrase in it, and with other punctuation.
        (phrase(1, 1.5, NOT_SO_BAD), phrase(2, 3, "das ist doch nun wirklich nicht so schlimm"), True),
        # Said again much later.
        (phrase(1, 3, NOT_SO_BAD), phrase(31, 33, NOT_SO_BAD), False),
        (phrase(1, 1.3, "Nein."), phrase(3, 3.3, "Nein."), False),
        # A sentence in a long turn is quoted there; the long turn is more than the sentence.
        (phrase(1, 2, "Wie bitte?"), phrase(0, 9, "Ja. Wie bitte? Ich habe das nicht gehört."), True),
        (phrase(0, 9, "Ja. Wie bitte? Ich habe das nicht gehört."), phrase(1, 2, "Wie bitte?"), False),
        # Two people at the same time.
        (phrase(1, 3, "Mein Internet geht nicht."), phrase(1, 3, NOT_SO_BAD), False),
        (phrase(1, 3, ""), phrase(1, 3, ""), False),
        (phrase(1, 1, "Ja."), phrase(1, 1, "Ja."), True),
    ],
)  # fmt: skip
def test_what_is_the_same_sentence(own: Evidence, other: Evidence, same: bool) -> None:
    assert said(own, [other]) is same


def test_excerpts_of_one_long_sentence_are_the_same() -> None:
    words = [f"wort{i}" for i in range(30)]
    first, second = " ".join(words[:16]), " ".join(words[6:22])
    assert said(phrase(8, 9, second), [phrase(2, 3, first)])
    assert not said(phrase(108, 109, second), [phrase(2, 3, first)])


def test_a_check_shows_a_sentence_under_its_first_measure() -> None:
    both = line(
        "M8",
        phrase(1, 3, NOT_SO_BAD, "wording.contradiction"),
        phrase(1.5, 3, NOT_SO_BAD, "wording.trivialise"),
    )
    (made,) = checks_once([both])
    assert [item.measure for item in made.evidence] == ["wording.contradiction"]
    assert (made.verdict, made.severity) == (both.verdict, both.severity)


def test_m8_keeps_what_it_counts_and_m2_gives_way() -> None:
    problem = "Meine Heizung ist seit gestern kalt."
    heard = place(1, 3, problem, "wording.acknowledged_share")
    counted = phrase(1, 3, problem, "wording.acknowledged_share")
    late = place(8, 9, "und zwar heute", "turn_taking.response_latency_s")
    for order in ((0, 1), (1, 0)):
        lines = [line("M2", late, heard), line("M8", counted)]
        made = {r.code: r for r in checks_once([lines[i] for i in order])}
        assert made["M8"].evidence == (counted,)
        assert made["M2"].evidence == (late,)


def test_a_place_of_another_measure_stays_without_the_words() -> None:
    counted, fast = phrase(1, 3, NOT_SO_BAD), place(1, 3, NOT_SO_BAD)
    pushing = phrase(1, 3, NOT_SO_BAD, "wording.push")
    made = checks_once([line("M3", pushing), line("M7", fast), line("M8", counted)])
    assert quotes(made) == [[None], [None], [NOT_SO_BAD]]
    assert [(r.evidence[0].span, r.evidence[0].value) for r in made] == [
        (Span(1, 3), 1.0),
        (Span(1, 3), 7.0),
        (Span(1, 3), NOT_SO_BAD),
    ]
    assert made[1].evidence[0].probability is None


def test_what_stands_out_keeps_a_place_to_listen_to() -> None:
    name = "wording.acknowledged_share"
    made = checks_once(
        [line("M2", place(1, 3, "Kalt.", name)), line("M8", phrase(1, 3, "Kalt.", name))]
    )
    assert [(item.span, item.quote) for item in made[0].evidence] == [(Span(1, 3), None)]


def test_places_of_one_check_stay_as_many_as_it_counts() -> None:
    cut = "ich wollte nur / Ja, ja."
    made = checks_once([line("M3", place(1, 5, cut), place(2, 6, cut))])
    assert [item.span for item in made[0].evidence] == [Span(1, 5), Span(2, 6)]
    assert quotes(made) == [[cut, None]]


def test_two_hits_that_are_one_object_are_told_apart() -> None:
    twice = phrase(1, 3, NOT_SO_BAD)
    (made,) = checks_once([line("M8", twice, twice)])
    assert made.evidence == (twice,)


def test_moments_go_to_the_first_strength_unless_a_later_one_has_no_other() -> None:
    a, b, c = (phrase(10 * i, 10 * i + 2, f"Satz Nummer {i} hier.") for i in range(3))
    assert shares([[a], [a]]) == ((a,), ())
    assert shares([[a, b], [a, c]]) == ((a, b), (c,))
    assert shares([[a, b], [a]]) == ((b,), (a,))
    assert shares([[], [a], [b, a]]) == ((), (a,), (b,))
    assert shares([[a, a]]) == ((a,),)


def test_what_is_unremarkable_gives_way_to_praise_and_keeps_its_value() -> None:
    fast, moment = place(1, 3, NOT_SO_BAD), phrase(1, 3, NOT_SO_BAD, "wording.empathy")
    calm = line("M7", fast, place(8, 9, "etwas anderes"), verdict=Verdict.PASS)
    (made,) = beside([calm], [moment])
    assert quotes([made]) == [[None, "etwas anderes"]]
    assert made.evidence[0].value == 7.0
    assert beside([calm], []) == (calm,)


def test_one_promise_is_praised_once() -> None:
    two, empathy = sentence(2), (Passage(Span(40, 42), 1.0, "Das verstehe ich."),)
    card = a_card("de", commitment=two, timed_commitment=two, empathy=empathy)
    shown = [e.quote or "" for s in card.strengths for e in s.evidence if e.span is not None]
    expected = ["Das ist Satz 0.", "Das ist Satz 1.", "Das verstehe ich."]
    assert sorted(quote for quote in shown if quote.startswith("Das")) == expected
    for strength in card.strengths:
        if strength.heard:
            n = sum(e.span is not None for e in strength.evidence)
            assert (strength.finding or "").startswith(f"{n} M")


@pytest.mark.parametrize(("lang", "says"), [("de", "an anderer Stelle"), ("en", "elsewhere")])
def test_a_mistake_is_no_moment_for_praise(lang: Lang, says: str) -> None:
    two = sentence(2)
    plain = a_card(lang, empathy=two, appreciation=two[:1])
    both = a_card(lang, empathy=two, appreciation=two[:1], trivialise=two, contradiction=two[:1])
    praised, accused = plain.strengths[1], both.strengths[1]
    assert [e.quote for e in praised.evidence] == [p.quote for p in two]
    assert (accused.heard, accused.score, accused.evidence) == (True, praised.score, ())
    assert says in (accused.finding or "")
    m8 = [e.measure for e in both.results["M8"].evidence if e.quote]
    assert m8 == ["wording.contradiction", "wording.trivialise"]
    one_left = a_card(lang, empathy=two, appreciation=two[:1], trivialise=two[:1]).strengths[1]
    assert (one_left.finding or "").startswith("1 ") and len(one_left.evidence) == 1


def test_a_mistake_is_not_counted_among_too_few_moments() -> None:
    one = sentence(1)
    few, none = (a_card("de", empathy=one, **more).strengths[1] for more in ({}, {"blame": one}))
    assert "Wortlaut: 1" in (few.finding or "")
    assert none.finding == "Keine solchen Momente im Wortlaut gefunden."


def test_no_card_quotes_a_sentence_twice() -> None:
    kinds = ("push", "know_it_all", "blame", "trivialise", "empathy", "joint", "commitment")
    here, there = sentence(6)[:3], sentence(6)[3:]
    for one, other in combinations(kinds, 2):
        card, apart = (a_card("de", **{one: here, other: places}) for places in (here, there))
        shown = [e for e in all_evidence(card) if e.quote]
        assert not any(said(a, [b]) for a, b in combinations(shown, 2)), (one, other)
        assert {e.quote for e in shown} >= {p.quote for p in here}
        # What is shown moves no score.
        for made, same in zip(card.results, apart.results, strict=True):
            assert (made.verdict, made.severity) == (same.verdict, same.severity)
        assert [s.score for s in card.strengths] == [s.score for s in apart.strengths]
