"""What is seen and not understood is said: once, short, and harmless to a terminal."""

from __future__ import annotations

import pytest

from voicecheck.recorders.metadata import MetadataSettings, call_info, open_sidecars
from voicecheck.recorders.unread import LONGEST, MAX_KINDS, MAX_LINES, Unread, listed, shown
from voicecheck.types.text import Text


def said(*names: str, settings: MetadataSettings | None = None, **files: str) -> list[str]:
    """Return what is said of side files once the metadata of some recordings was looked for."""
    settings = settings or MetadataSettings()
    sidecars = open_sidecars(
        settings,
        read=lambda path: files[path.removeprefix("/x/")].encode(),
        listing=lambda folder: [f"{folder}/{file}" for file in (*files, *names)],
    )
    for name in names:
        call_info(f"/x/{name}", settings=settings, sidecars=sidecars)
    sidecars.finish()
    return [line.en for line in sidecars.unread.lines()]


def test_columns_that_nobody_knows() -> None:
    (line,) = said("a.wav", **{"calls.csv": "Aufzeichnung;wann;wer\na.wav;gestern;anna\n"})
    assert line.startswith("calls.csv: seen, not understood: columns Aufzeichnung, wann, wer; ")
    assert "file/Datei, start/Zeitpunkt" in line
    assert "[metadata.fields]" in line


def test_columns_of_ones_own_are_understood() -> None:
    settings = MetadataSettings(fields={"Aufzeichnung": "file", "Wer": "agent"})
    table = {"calls.csv": "Aufzeichnung;wann;wer\na.wav;gestern;anna\n"}
    assert said("a.wav", settings=settings, **table) == []


def test_a_table_that_names_no_recording() -> None:
    (line,) = said("a.wav", **{"calls.csv": "Start;Agent\n02.03.2026;anna\n"})
    assert "columns Start, Agent, none of which names a recording; " in line


def test_dates_that_nothing_settles() -> None:
    table = "file,start\na.wav,05/03/2026 14:05\nb.wav,06/03/2026 9:10\n"
    (line,) = said("a.wav", "b.wav", **{"calls.csv": table})
    assert "whether day or month comes first: 2; " in line
    assert "[metadata] date_format" in line
    settings = MetadataSettings(date_format="%d/%m/%Y %H:%M:%S")
    assert said("a.wav", "b.wav", settings=settings, **{"calls.csv": table}) == []


def test_times_and_words_that_nobody_reads() -> None:
    table = "file,start,direction\na.wav,gestern,raus\nb.wav,2026-03-02,in\n"
    times, words = said("a.wav", "b.wav", **{"calls.csv": table})
    assert "times that cannot be read: 1 (such as gestern); " in times
    assert "words of direction that nobody knows: raus; say in [metadata.directions]" in words
    settings = MetadataSettings(directions={"raus": "outbound"}, fields={"start": "queue"})
    assert said("a.wav", "b.wav", settings=settings, **{"calls.csv": table}) == []


def test_rows_without_recordings_and_recordings_without_rows() -> None:
    table = "file,agent\na.wav,anna\nb.wav,bert\nc.wav,carl\n"
    missing, without = said("a.wav", "d.wav", "e.wav", **{"calls.csv": table})
    assert missing == "calls.csv: rows that name recordings not in this folder: 2"
    assert without == "calls.csv: recordings beside it without a row: 2"
    assert said("d.wav", "e.wav") == []


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("calls.xlsx", "PK", "seen, not read; save it as CSV"),
        ("calls.json", "{", "seen, not read: is no JSON that can be read"),
        ("a.json", "[" * 100_000, "seen, not read: nested too deeply"),
    ],
)
def test_files_that_cannot_be_read(name: str, body: str, says: str) -> None:
    assert said("a.wav", **{name: body}) == [f"{name}: {says}"]


def test_rows_that_name_another_recording_or_none() -> None:
    (line,) = said("a.wav", **{"a.csv": "Agent;Kern\nWarteschlange;Service\nBeginn;14:05\n"})
    assert line.startswith("a.csv: seen, not understood: several rows, ")


def test_files_that_are_none_are_no_matter() -> None:
    others = {"a.json": '{"segments": []}', "readme.txt": "Hello; world\nyes; no\n"}
    assert said("a.wav", **others) == []


def test_a_file_per_recording_is_one_line_for_all() -> None:
    files = {f"c{i}.json": f'{{"start": "12/0{i}/2026"}}' for i in range(1, 9)}
    (line,) = said(*(f"c{i}.wav" for i in range(1, 9)), **files)
    assert line.startswith("c1.json and 7 more: dates left out")


def test_a_file_counts_once_however_often_it_is_looked_at() -> None:
    (line,) = said("a.wav", "a.wav", "a.wav", **{"a.json": '{"start": "05/03/2026"}'})
    assert "comes first: 1; " in line


def test_lines_are_few_short_and_harmless() -> None:
    unread = Unread()
    for i in range(2 * MAX_KINDS):
        unread.note(f"/x/{i}", Text.of(f"columns {i}"))
    lines = [line.en for line in unread.lines()]
    assert len(lines) == MAX_LINES + 1
    assert lines[-1] == f"side files: {2 * MAX_KINDS - MAX_LINES} more such lines"
    assert shown("a\x1b[31m\u202eb\n") == "a\\x1b[31m\\x202eb\\x0a"
    assert len(shown("x" * 1000)) == LONGEST
    assert listed(str(i) for i in range(100)).en.endswith("and 92 more")


def test_it_is_said_in_german() -> None:
    unread = Unread()
    sidecars = open_sidecars(
        MetadataSettings(),
        read=lambda path: b"file,start\na.wav,05/03/2026 14:05\n",
        listing=lambda folder: [f"{folder}/{name}" for name in ("a.wav", "a.csv", "b.csv")],
    )
    call_info("/x/a.wav", settings=MetadataSettings(), sidecars=sidecars)
    assert [line.de for line in sidecars.unread.lines()] == [
        "a.csv und 1 weitere: Datumsangaben ausgelassen, denn nichts in der Datei sagt, ob Tag oder Monat "
        'zuerst kommt: 2; angeben mit [metadata] date_format, "%d/%m/%Y %H:%M" oder '
        '"%m/%d/%Y %H:%M"'
    ]
    for i in range(MAX_LINES + 1):
        unread.note(f"/x/{i}", Text.of(f"Spalten {i}"))
    assert unread.lines()[-1] == Text(
        "Beidateien: noch 1 solche Zeile", "side files: 1 more such line"
    )
