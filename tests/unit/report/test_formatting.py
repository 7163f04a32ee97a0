from __future__ import annotations

from voicecheck.report.formatting import number


def test_numbers_are_written_for_people() -> None:
    pairs = {7.11e-15: "0", -7e-15: "0", 0.0499: "0,05", 99.96: "100", 9.996: "10", 5.0: "5"}
    pairs |= {123456.7: "123457", -1.08: "-1,08", 0.0042: "0,004", 0.0: "0", 1e12: "1" + 12 * "0"}
    assert {value: number(value, "de") for value in pairs} == pairs
    assert number(1.085, "en", ".1f") == "1.1"
    assert number(-0.04, "de", ".1f") == "0,0"
