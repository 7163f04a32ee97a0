"""Gauges: people as a shape, norms without people as bands, both said in words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from voicecheck.checks.norms import load_norms
from voicecheck.languages import available
from voicecheck.report.html.gauge import BASE, HEIGHT, MARGIN, WIDTH, gauge
from voicecheck.types.norm import Norm, Percentiles

ALL = [
    pytest.param(norm, id=f"{language}-{norm.name}")
    for language in available()
    for norm in load_norms(language).norms.values()
]


def parts(picture: str, tag: str, kind: str = "") -> list[ET.Element]:
    found = ET.fromstring(picture).iter()
    return [e for e in found if e.tag.endswith(tag) and kind in e.get("class", "")]


def needle_x(picture: str) -> float:
    (needle,) = parts(picture, "path", "needle")
    return float(re.match(r"M ?([\d.]+)", needle.get("d", ""))[1])


def test_a_population_is_drawn_and_a_norm_without_one_has_bands_alone() -> None:
    norms = load_norms("de")
    people = gauge(5.7, norms["articulation_rate"], "Sprechtempo", "de")
    shapes = [e for e in parts(people, "path") if "needle" not in e.get("class", "")]
    assert [e.get("class") for e in shapes] == ["band-good", "band-watch", "band-bad"]
    bands = gauge(1.2, norms["response_latency_s"], "Antwortzeit", "de")
    assert [e.get("class") for e in parts(bands, "path")] == ["needle"]
    assert len(parts(bands, "rect", "band-")) == len(parts(people, "rect", "band-")) == 3


def test_the_picture_is_said_in_words() -> None:
    norms = load_norms("de")
    people = gauge(5.7, norms["articulation_rate"], "Sprechtempo", "de")
    assert (
        'aria-label="Sprechtempo: 5,7 Silben/s, schneller als bei 9 von 10 Menschen am Telefon"'
        in people
    )
    bands = gauge(1.2, norms["response_latency_s"], "Antwortzeit", "de")
    assert 'aria-label="Antwortzeit: 1,2 s, auffällig; an niemandem gemessen"' in bands


@pytest.mark.parametrize("norm", ALL)
def test_worse_is_further_right_and_all_stays_in_the_picture(norm: Norm) -> None:
    reach = norm.bad - norm.good
    values = [norm.good + reach * share for share in (-9, 0, 0.5, 1, 9)]
    needles = [needle_x(gauge(value, norm, "x", "de")) for value in values]
    assert needles == sorted(needles)
    assert needles[0] >= MARGIN - 0.1 and needles[-1] <= WIDTH - MARGIN + 0.1
    picture = gauge(norm.good, norm, "x", "de")
    figures = [float(n) for e in parts(picture, "path") for n in re.findall(r"[\d.]+", e.get("d"))]
    assert max(figures[1::2]) < HEIGHT
    for text in parts(picture, "text"):
        half = 3.0 * len(text.text or "")
        assert half <= float(text.get("x")) <= WIDTH - half


def test_a_pile_stands_where_its_people_are() -> None:
    norm = load_norms("de")["long_silences"]
    (pile,) = parts(gauge(3.0, norm, "x", "de"), "rect", "pile")
    assert float(pile.get("x")) + float(pile.get("width")) / 2 == MARGIN
    assert float(pile.get("y")) + float(pile.get("height")) == pytest.approx(BASE)


def test_figures_that_would_touch_become_one() -> None:
    norm = load_norms("de")["articulation_rate"]
    near = replace(
        norm, watch=5.5, fail=5.52, bad=5.54, percentiles=Percentiles(3.5, 4, 4.8, 5.5, 5.52, n=9)
    )
    assert [e.text for e in parts(gauge(5.0, norm, "x", "de"), "text")] == ["5,5", "6"]
    assert [e.text for e in parts(gauge(5.0, near, "x", "de"), "text")] == ["5,5 | 5,52"]
