"""Files beside recordings: how they are written, and what their vendors' words mean."""

from __future__ import annotations

import json

import pytest

from voicecheck.recorders.metadata import MetadataSettings, call_info
from voicecheck.recorders.sidecars import Sidecars
from voicecheck.types.call import CallInfo, Direction


def known(name: str, **files: bytes | str) -> CallInfo:
    content = {k: v.encode() if isinstance(v, str) else v for k, v in files.items()}
    sidecars = Sidecars(
        read=lambda path: content[path.removeprefix("/x/")],
        listing=lambda folder: [f"{folder}/{file}" for file in content],
    )
    return call_info(f"/x/{name}", settings=MetadataSettings(), sidecars=sidecars)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_excels_unicode_text(encoding: str) -> None:
    bom = "" if encoding == "utf-16" else "\ufeff"
    table = f"{bom}Datei\tBearbeiter\r\na.wav\tJürgen\r\nb.wav\tKäthe\r\n".encode(encoding)
    assert known("b.wav", **{"t.csv": table}).agent == "Käthe"


def test_a_key_within_another_is_no_key_of_the_same_name_elsewhere() -> None:
    connect = {"Queue": {"Name": "Repairs"}, "Agent": {"Username": "kern"}}
    assert known("a.wav", **{"a.json": json.dumps(connect)}) == CallInfo(
        agent="kern", queue="Repairs"
    )
    assert known("a.wav", **{"a.json": '{"name": "Repairs"}'}) == CallInfo()
    assert known("a.wav", **{"a.json": '{"agent": {"name": "Repairs"}}'}).queue is None


@pytest.mark.parametrize(
    ("method", "direction", "transferred"),
    [
        ("INBOUND", Direction.INBOUND, None),
        ("CALLBACK", Direction.OUTBOUND, None),
        ("TRANSFER", None, True),
        ("QUEUE_TRANSFER", None, True),
    ],
)
def test_one_key_may_say_two_things(
    method: str, direction: Direction | None, transferred: bool | None
) -> None:
    info = known("a.wav", **{"a.json": json.dumps({"InitiationMethod": method})})
    assert (info.direction, info.transferred) == (direction, transferred)


def test_a_word_that_means_nothing_hides_none_that_does() -> None:
    row = {"InitiationMethod": "INBOUND", "transferred": "nein", "richtung": "?"}
    info = known("a.wav", **{"a.json": json.dumps(row)})
    assert (info.direction, info.transferred) == (Direction.INBOUND, False)


def test_one_line_settles_the_dates_of_a_table() -> None:
    table = "file,start\na.wav,05/03/2026 2:05 PM\nb.wav,{}\n"
    for other, month in (("05/13/2026", 5), ("13/05/2026", 3)):
        found = known("a.wav", **{"t.csv": table.format(other)}).started_at
        assert found is not None
        assert (found.month, found.hour) == (month, 14)
    assert known("a.wav", **{"t.csv": table.format("06/03/2026")}).started_at is None
