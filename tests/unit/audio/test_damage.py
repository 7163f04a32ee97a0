from __future__ import annotations

import pytest

from voicecheck.audio.containers import Reader
from voicecheck.audio.damage import described
from voicecheck.types.time import Span


def said(reader: Reader, **found: object) -> list[str]:
    given = {"duration_s": 100.0, "n_invalid": 0, "most_s": None} | found
    return [text.en for text in described(reader, **given)]  # type: ignore[arg-type]


@pytest.fixture
def reader() -> Reader:
    return Reader("pcm_s16le", 8000, 1)


def test_nothing_found_is_nothing_said(reader: Reader) -> None:
    reader.promised_s, reader.sound_bytes = 100.2, (1000, 1000)
    assert said(reader) == []


def test_bytes_that_are_missing_are_told_in_seconds(reader: Reader) -> None:
    reader.sound_bytes = (2000, 1000)
    assert "promises 200.0 s, 100.0 s are there" in said(reader)[0]
    reader.sound_bytes = (1000, 1500)
    assert "about 50.0 s follow" in said(reader)[0]


def test_what_is_cut_for_its_length_is_not_called_incomplete(reader: Reader) -> None:
    reader.promised_s = 200.0
    assert said(reader, most_s=7200.0) == [
        "the recording is longer than 2 hours; what lies before was read"
    ]


def test_places_are_named_and_many_are_counted(reader: Reader) -> None:
    reader.holes = [Span(72.4 + i, 72.5 + i) for i in range(3)]
    assert "0.3 s are missing within the recording (at 1:12, 1:13, 1:14)" in said(reader)[0]
    reader.holes = [Span(2.0 * i, 2.0 * i + 1) for i in range(8)]
    assert "(at 0:00, 0:02, 0:04, 0:06, 0:08 and 3 more)" in said(reader)[0]


def test_holes_that_touch_are_one(reader: Reader) -> None:
    reader.garbled = [Span(10.0, 11.0), Span(11.0, 12.0)]
    assert "2.0 s of the recording are random bytes instead of sound (at 0:10)" in said(reader)[0]


def test_the_first_of_several_recordings_is_measured_by_its_own_promise(reader: Reader) -> None:
    reader.promised_s, reader.joined_s = 60.0, [60.0]
    assert said(reader) == [
        "the file holds several recordings one behind the other; others begin at 1:00; all were read"
    ]
