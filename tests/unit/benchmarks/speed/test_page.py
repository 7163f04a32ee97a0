from __future__ import annotations

from benchmarks.speed.figure import Figure
from benchmarks.speed.page import line, page


def test_the_median_decides_whether_a_target_is_reached() -> None:
    assert Figure("B3", "check", (0.3, 0.5, 0.9), below=0.6).reached is True
    assert Figure("B4", "calls", (1.5, 1.7), at_least=1.9).reached is False
    assert Figure("B6", "decoding", (1.0,)).reached is None


def test_a_row_holds_median_spread_and_target() -> None:
    figure = Figure("B3", "check ÷ peer", (0.5, 0.7, 0.9), below=0.6)
    kept = {
        "code": "B3",
        "what": "check ÷ peer",
        "values": [0.5, 0.7, 0.9],
        "unit": "×",
        "below": 0.6,
        "at_least": None,
    }
    assert line(figure) == "B3    check ÷ peer: 0.7 ×, 0.5 to 0.9 of 3 < 0.6 NOT reached"
    text = page({"whole": {"machine": "two cores", "figures": [kept]}})
    assert "| B3 | check ÷ peer | 0.7 × | 0.5 – 0.9 | 3 | < 0.6 | **no** |" in text
    assert "* whole: two cores." in text
