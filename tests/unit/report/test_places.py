"""Where a value lies among people: the sentence, and the line of characters."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from voicecheck.checks.norms import load_norms
from voicecheck.languages import available
from voicecheck.report.places import WIDTH, drawn, place_line
from voicecheck.types.norm import FAIL_FROM, WARN_FROM, Backing, Norm, Percentiles

RATE = Norm(
    "interruption_rate", "1/min", "m", 1, 2, 3, 4, "switchboard", "s", Backing.MEASURED,
    Percentiles(0, 0.5, 1, 2, 3, n=50),
)  # fmt: skip
SIGNS = Norm(
    "backchannel_rate", "1/min", "m", 5, 2, 1, 0, "switchboard", "s", Backing.MEASURED,
    Percentiles(1, 2, 5, 8, 9, n=50),
)  # fmt: skip


@pytest.mark.parametrize(
    ("norm", "value", "said"),
    [
        (RATE, 2.4, "2,4 je Minute, häufiger als bei 9 von 10 Menschen am Telefon"),
        (RATE, 3.0, "3 je Minute, häufiger als bei 97,5 von 100 Menschen am Telefon"),
        (RATE, 2.0, "2 je Minute, häufiger als bei 9 von 10 Menschen am Telefon"),
        (RATE, 1.4, "1,4 je Minute, häufiger als bei der Hälfte der Menschen am Telefon"),
        (RATE, 1.0, "1 je Minute, genau in der Mitte"),
        (RATE, 0.5, "0,5 je Minute, seltener als bei der Hälfte der Menschen am Telefon"),
        (RATE, 0.4, "0,4 je Minute, seltener als bei 9 von 10 Menschen am Telefon"),
        (SIGNS, 1.5, "1,5 je Minute, seltener als bei 9 von 10 Menschen am Telefon"),
        (SIGNS, 9.5, "9,5 je Minute, häufiger als bei 97,5 von 100 Menschen am Telefon"),
    ],
)
def test_the_place_is_said_in_words(norm: Norm, value: float, said: str) -> None:
    assert place_line(norm, value, "de") == said


def test_a_value_that_many_share_is_further_out_than_nobody() -> None:
    rare = replace(RATE, percentiles=Percentiles(0, 0, 1, 2, 3, n=50))
    said = place_line(rare, 0.0, "en")
    assert said == "0 per minute, as with at least 10 of 100 people on the telephone"


def test_own_calls_are_no_people_on_the_telephone() -> None:
    own = replace(RATE, population="own calls, percentiles of calls")
    assert place_line(own, 2.4, "de").endswith("häufiger als bei 9 von 10 aus der Vergleichsgruppe")
    assert place_line(own, 1.4, "en").endswith(
        "more frequent than with half of the reference group"
    )
    points = replace(own, percentiles=None)
    assert place_line(points, 2.4, "de") == "2,4 je Minute, auffällig; eigener Richtwert"


def test_without_people_the_sentence_says_so() -> None:
    latency = load_norms("de")["response_latency_s"]
    assert place_line(latency, 1.2, "de") == "1,2 s, auffällig; an niemandem gemessen"
    assert place_line(latency, 1.6, "en") == "1.6 s, fail; nobody was measured"


@pytest.mark.parametrize("language", available())
def test_the_sentence_never_contradicts_the_verdict(language: str) -> None:
    for norm in load_norms(language).norms.values():
        if norm.percentiles is None:
            continue
        reach = abs(norm.bad - norm.good)
        for i in range(-30, 31):
            value = norm.good + reach * i / 20
            severity, said = norm.severity(value), place_line(norm, value, "en")
            worse = value > norm.good if norm.high_is_worse else value < norm.good
            if worse:
                assert ("97.5 of 100" in said) == (severity >= FAIL_FROM - 1e-9), (norm, value)
                assert ("9 of 10 " in said) == (WARN_FROM - 1e-9 <= severity < FAIL_FROM - 1e-9)


def test_the_line_shades_what_lies_further_out_than_nine_of_ten() -> None:
    marks, scale, *labels = drawn(RATE, [2.5, 0.1], "de")
    assert len(scale) == WIDTH and scale.isascii()
    # From 0 to 4: P50 at a quarter, P90 in the middle, P97.5 at three quarters.
    assert [i for i, sign in enumerate(scale) if sign == "|"] == [0, 7, 14, 28, 41]
    assert set(scale[1:7]) == {"."} and set(scale[8:14]) == {"-"}
    assert set(scale[29:41]) == {"="} and set(scale[42:]) == {"#"}
    assert [i for i, sign in enumerate(marks) if sign == "v"] == [1, 34]
    assert "P97,5: 3" in " ".join(labels) and "P50: 1" in " ".join(labels)


def test_where_less_is_worse_the_shading_lies_on_the_left() -> None:
    scale, *_ = drawn(SIGNS, [], "en")
    assert scale.startswith("#") and scale.endswith(".")


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_label_starts_below_its_bar_and_none_runs_into_another(
    language: str, lang: str
) -> None:
    for norm in load_norms(language).norms.values():
        if norm.percentiles is None:
            continue
        scale, *rows = drawn(norm, [], lang)  # type: ignore[arg-type]
        bars = {i for i, sign in enumerate(scale) if sign == "|"}
        starts = {m.start() for row in rows for m in re.finditer(r"(?<!, )P", row)}
        touching = [row for row in rows if re.search(r"[^ ]P", row)]
        assert bars <= starts, norm.name
        assert touching == []
        assert sum(row.count("P") for row in rows) == 5
