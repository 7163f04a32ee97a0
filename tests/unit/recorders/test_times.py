"""When a call began: what can be read in one way is read, what cannot is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.recorders.times import comes_day_first, is_ambiguous, started_at


def read(text: str, *, zone: str = "", day_first: bool | None = None, **words: str) -> str | None:
    found = started_at(
        {"started_at": text, **words},
        date_format=words.pop("date_format", ""),
        written_in="",
        shown_in=zone,
        day_first=day_first,
    )
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-02T14:05:07", "2026-03-02T14:05:07"),
        ("2026-03-02T14:05:07Z", "2026-03-02T14:05:07+00:00"),
        ("2026/03/02 14:05", "2026-03-02T14:05:00"),
        ("02.03.2026 14:05:07", "2026-03-02T14:05:07"),
        ("2.3.26 14:05", "2026-03-02T14:05:00"),
        ("02.03.2026", "2026-03-02T00:00:00"),
        ("20260302-140507", "2026-03-02T14:05:07"),
        ("20260302140507", "2026-03-02T14:05:07"),
        ("20260302_140507", "2026-03-02T14:05:07"),
        ("2026-03-02_14-05-07", "2026-03-02T14:05:07"),
        ("Mon, 02 Mar 2026 13:05:07 +0000", "2026-03-02T13:05:07+00:00"),
        ("Mon, 02 Mar 2026 13:05:07 GMT", "2026-03-02T13:05:07+00:00"),
        ("05/13/2026 2:05:07 PM", "2026-05-13T14:05:07"),
        ("13/05/2026 14:05", "2026-05-13T14:05:00"),
        ("2026-03-02 14:05:07 MEZ", "2026-03-02T14:05:07+01:00"),
        ("02.07.2026 14:05 MESZ", "2026-07-02T14:05:00+02:00"),
        ("2026-03-02 14.05.07", "2026-03-02T14:05:07"),
        ("2. März 2026", "2026-03-02T00:00:00"),
        ("2. Mrz. 2026, 14:05 Uhr", "2026-03-02T14:05:00"),
        ("Mo, 02.03.2026 14:05", "2026-03-02T14:05:00"),
        ("Montag, 2. März 2026 um 14.05 Uhr", "2026-03-02T14:05:00"),
        ("Dienstag, 3. Mai 2026 9 Uhr", "2026-05-03T09:00:00"),
        ("31. Dezember 2026 9:05", "2026-12-31T09:05:00"),
        ("02.03.26 14.05", "2026-03-02T14:05:00"),
        ("Mar 2, 2026 2:05:07 PM", "2026-03-02T14:05:07"),
        ("12/31/2026 2:05 a.m.", "2026-12-31T02:05:00"),
        ("02.03.2026 12:05 AM", "2026-03-02T00:05:00"),
        ("2026-03-02T14:05:07,123+0100", "2026-03-02T14:05:07.123000+01:00"),
        ("2026-03-02T14:05:07.123456789Z", "2026-03-02T14:05:07.123456+00:00"),
        ("Mon Mar 02 14:05:07 CET 2026", "2026-03-02T14:05:07+01:00"),
        ("1773303302.5", "2026-03-12T08:15:02.500000+00:00"),
        ("1773303302000000", "2026-03-12T08:15:02+00:00"),
        ("1773303302", "2026-03-12T08:15:02+00:00"),
        ("1773303302000", "2026-03-12T08:15:02+00:00"),
    ],
)
def test_times_as_exports_write_them(text: str, time: str) -> None:
    assert read(text) == time


@pytest.mark.parametrize(
    "text",
    [
        "05/03/2026 14:05",  # May or March
        "05-03-2026 14:05",
        "46083.5868",  # a day of Excel's, or any number
        "14:05 02.03.2026",
        "9" * 10_000,
        "1" * 30 + "/" * 500,
        "12:" * 30 + " 2026",
        "05 03 2026",
        "05.13.2026",  # the day comes first where there are dots
        "202603021405",  # fewer digits than a second needs
        "20269902140507",
        "120326",  # any of three may be the year
        "12/03/26",
        "March 2026",
        "2026",
        "Mon 14:05",
        "14:05",
        "2026-03-02 14:05:07 XYZ",  # no zone that we know
        "02.03.1970 14:05",  # nobody recorded calls then
        "tomorrow 2026",
        "0",
        "",
    ],
)
def test_what_can_be_read_in_two_ways_is_left_out(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(("day_first", "time"), [(True, "2026-03-05"), (False, "2026-05-03")])
def test_the_rest_of_a_file_settles_day_and_month(day_first: bool, time: str) -> None:
    assert read("05/03/2026", day_first=day_first) == f"{time}T00:00:00"
    assert read("05/03/26 10:00", day_first=day_first) == f"{time}T10:00:00"
    assert read("2026-03-05 10:00", day_first=day_first) == "2026-03-05T10:00:00"
    assert read("05.03.2026", day_first=day_first) == "2026-03-05T00:00:00"


@pytest.mark.parametrize(
    ("texts", "day_first"),
    [
        (["05/03/2026", "x", "13/03/2026 10:00"], True),
        (["05-03-2026 2:05 PM", "05-13-2026 2:05 PM"], False),
        (["05/03/26", "05/13/26 2:05 PM"], False),
        (["05/03/26", "13/03/26 14:05"], None),  # or 2013
        (["05/03/2026", "13/05/2026 is when she calls again"], None),
        (["05/03/2026", "05/13/2026"], False),
        (["05/03/2026", "06/03/2026"], None),
        (["13/03/2026", "05/13/2026"], None),
        ([], None),
    ],
)
def test_what_a_files_dates_tell(texts: list[str], day_first: bool | None) -> None:
    assert comes_day_first(texts) is day_first


def test_a_format_of_the_users_settles_what_it_does_not_fit() -> None:
    assert read("05/03/2026 2:05 PM", date_format="%d/%m/%Y") == "2026-03-05T14:05:00"
    assert read("05/03/2026 2:05 PM", date_format="%m/%d/%Y") == "2026-05-03T14:05:00"


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [("05/03/2026 14:05", True), ("05-03-2026", True), ("13/03/2026", False), ("gestern", False)],
)
def test_what_may_be_read_in_two_ways(text: str, ambiguous: bool) -> None:
    assert is_ambiguous(text) is ambiguous


def test_summer_and_winter_on_either_side_of_the_change() -> None:
    assert read("2026-03-29 01:30:00", zone="Europe/Berlin") == "2026-03-29T01:30:00+01:00"
    assert read("2026-03-29 03:30:00", zone="Europe/Berlin") == "2026-03-29T03:30:00+02:00"
    assert read("2026-10-25 00:30:00Z", zone="Europe/Berlin") == "2026-10-25T02:30:00+02:00"
    assert read("2026-10-25 01:30:00Z", zone="Europe/Berlin") == "2026-10-25T02:30:00+01:00"


def test_a_format_of_the_users_wins() -> None:
    assert read("05/03/2026 14:05", date_format="%d/%m/%Y %H:%M") == "2026-03-05T14:05:00"
    assert read("05/03/2026 14:05", date_format="%m/%d/%Y %H:%M") == "2026-05-03T14:05:00"


@pytest.mark.parametrize(
    ("day", "time", "result"),
    [
        ("02.03.2026", "14:05:07", "2026-03-02T14:05:07"),
        ("02.03.2026", "soon", "2026-03-02T00:00:00"),
        ("02.03.2026 10:00", "14:05", "2026-03-02T10:00:00"),
        ("", "14:05", None),
    ],
)
def test_day_and_time_in_two_columns(day: str, time: str, result: str | None) -> None:
    assert read(day, time=time) == result


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_no_calendar_holds_is_left_out(text: str) -> None:
    assert read(text, zone="Europe/Berlin") is None


def test_a_time_without_a_zone_is_in_the_users() -> None:
    assert read("02.03.2026 14:05", zone="Europe/Berlin") == "2026-03-02T14:05:00+01:00"
    assert read("2026-03-02T13:05:00Z", zone="Europe/Berlin") == "2026-03-02T14:05:00+01:00"


@given(st.text(alphabet="0123456789./:- TZ+MarPE", max_size=30))
def test_no_text_is_too_odd(text: str) -> None:
    assert read(text) is None or "T" in str(read(text))
