"""What names, folders and files beside recordings say about a call; and that bad ones say nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.errors import ConfigError
from voicecheck.recorders.metadata import MetadataSettings, call_info
from voicecheck.recorders.presets import ANY, SideFiles, check_recorder, presets
from voicecheck.recorders.sidecars import Sidecars
from voicecheck.recorders.tables import MAX_BYTES
from voicecheck.types.call import CallInfo, Direction


class Folder:
    """Files in memory, and how often they were asked for."""

    def __init__(self, **files: bytes | str) -> None:
        self.files = {
            f"/x/{name}": body.encode() if isinstance(body, str) else body
            for name, body in files.items()
        }
        self.n_read = 0

    def read(self, path: str) -> bytes:
        self.n_read += 1
        return self.files[path]

    def listing(self, folder: str) -> list[str]:
        return [path for path in self.files if str(PurePosixPath(path).parent) == folder]

    @property
    def sidecars(self) -> Sidecars:
        return Sidecars(read=self.read, listing=self.listing)


def known(name: str, settings: MetadataSettings | None = None, **files: bytes | str) -> CallInfo:
    return call_info(
        f"/x/{name}", settings=settings or MetadataSettings(), sidecars=Folder(**files).sidecars
    )


def test_no_name_is_too_odd_for_a_store() -> None:
    body = json.dumps({"agent": "Sonja\0\nKern ", "queue": "x" * 500, "call_id": "\x07"})
    info = known("a.wav", **{"a.json": body})
    assert (info.agent, info.queue, info.call_id) == ("Sonja Kern", "x" * 200, None)
    assert known("a.wav", **{"a.json": '{"agent": "\\ud83d x"}'}).agent == "? x"


@pytest.mark.parametrize(
    ("name", "info"),
    [
        (
            "out-01715551234-104-20260312-091502-1773303302.4711.wav",
            CallInfo("1773303302.4711", "104", None, Direction.OUTBOUND, None,
                     datetime(2026, 3, 12, 9, 15, 2)),
        ),
        (
            "q-600-01715551234-20260312-091502-1773303302.12.wav",
            CallInfo("1773303302.12", None, "600", Direction.INBOUND, None,
                     datetime(2026, 3, 12, 9, 15, 2)),
        ),
        (
            "external-104-01715551234-20260312-091502-1773303302.12.wav",
            CallInfo("1773303302.12", "104", None, Direction.INBOUND, None,
                     datetime(2026, 3, 12, 9, 15, 2)),
        ),
        (
            "external-104-anonymous-20260312-091502-1773303302.12.wav",
            CallInfo("1773303302.12", "104", None, Direction.INBOUND, None,
                     datetime(2026, 3, 12, 9, 15, 2)),
        ),
        (
            "internal-104-107-20260312-091502-1773303302.12.wav",
            CallInfo("1773303302.12", "104", None, Direction.INTERNAL, None,
                     datetime(2026, 3, 12, 9, 15, 2)),
        ),
        (
            "force-0821XXXX8663-3201-20250327-092517-1743042317.12206.wav",
            CallInfo("1743042317.12206", "3201", None, None, None,
                     datetime(2025, 3, 27, 9, 25, 17)),
        ),
        (
            "[Zinhle Phungula]_201-0114627554_20190219120918(380).wav",
            CallInfo("380", "201", None, Direction.OUTBOUND, None,
                     datetime(2019, 2, 19, 12, 9, 18)),
        ),
        (
            "[27836826436]_27836826436-100_20190211124743(3).wav",
            CallInfo("3", "100", None, Direction.INBOUND, None, datetime(2019, 2, 11, 12, 47, 43)),
        ),
        (
            "year=2026/month=3/day=12/hour=8/conversation_id="
            "0f4dd1a2-7e0e-4c3f-9a55-0d1f9f0c3b11/77aa.opus",
            CallInfo("0f4dd1a2-7e0e-4c3f-9a55-0d1f9f0c3b11",
                     started_at=datetime(2026, 3, 12, 8, tzinfo=UTC)),
        ),
        (
            "0f4dd1a2-7e0e-4c3f-9a55-0d1f9f0c3b11_20260312T08:15_UTC.wav",
            CallInfo("0f4dd1a2-7e0e-4c3f-9a55-0d1f9f0c3b11",
                     started_at=datetime(2026, 3, 12, 8, 15, tzinfo=UTC)),
        ),
        ("REabcdef0123456789abcdef0123456789.mp3", CallInfo("REabcdef0123456789abcdef0123456789")),
        (
            "20251104-133555_302_(252)792-8686_Outgoing_Auto_2243071124051.mp3",
            CallInfo("2243071124051", "302", None, Direction.OUTBOUND, None,
                     datetime(2025, 11, 4, 13, 35, 55)),
        ),
        (
            "20251121-141152_(469)906-0558_Incoming_Auto_2254843027051.mp3",
            CallInfo("2254843027051", None, None, Direction.INBOUND, None,
                     datetime(2025, 11, 21, 14, 11, 52)),
        ),
        ("call 17.wav", CallInfo()),
        ("out-of-office.wav", CallInfo()),
    ],
)  # fmt: skip
def test_names_as_telephone_systems_write_them(name: str, info: CallInfo) -> None:
    assert known(name) == info


def test_no_number_of_a_caller_gets_out() -> None:
    for name in (
        "out-01715551234-104-20260312-091502-1773303302.4711.wav",
        "[01715551234]_01715551234-100_20190211124743(3).wav",
        "20251121-141152_(469)906-0558_Incoming_Auto_2254843027051.mp3",
    ):
        assert "5551234" not in str(known(name))
        assert "906-0558" not in str(known(name))


def test_every_naming_has_a_source_and_a_known_recorder() -> None:
    for recorder, preset in presets().items():
        assert all(naming.source for naming in preset.names)
        assert preset.side_files.source or preset.side_files == SideFiles()
        if recorder != ANY:
            check_recorder(recorder)


def test_a_pattern_of_ones_own() -> None:
    settings = MetadataSettings(
        file_pattern=r"(?P<started_at>\d{6}_\d{4})_(?P<agent>[A-Z]{2})_(?P<direction>\w+?)_",
        date_format="%d%m%y_%H%M",
        timezone="Europe/Berlin",
        directions={"raus": "outbound"},
    )
    info = known("120326_0915_MK_raus_7.wav", settings)
    assert (info.agent, info.direction) == ("MK", Direction.OUTBOUND)
    assert info.started_at is not None
    assert info.started_at.isoformat() == "2026-03-12T09:15:00+01:00"


def test_a_file_beside_the_recording_wins_field_by_field() -> None:
    name = "external-104-01715551234-20260312-091502-1773303302.12.wav"
    beside = json.dumps(
        {"agent": {"agentName": "Kern"}, "queueName": "Service", "start": "quatsch"}
    )
    info = known(name, **{name.replace(".wav", ".json"): beside})
    assert (info.agent, info.queue, info.direction) == ("Kern", "Service", Direction.INBOUND)
    assert info.started_at == datetime(2026, 3, 12, 9, 15, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_german_table_for_the_whole_folder(encoding: str) -> None:
    table = (
        "Datei;Bearbeiter;Warteschlange;Richtung;Beginn\r\n"
        "a.wav;Jürgen Groß;Störung;eingehend;12.03.2026 09:15\r\n"
        "b.wav;Käthe;;ausgehend;12.03.2026 10:15:30\r\n"
    ).encode(encoding)
    folder = Folder(**{"a.wav": b"", "b.wav": b"", "anrufe.csv": table})
    a, b, c = (
        call_info(f"/x/{name}.wav", settings=MetadataSettings(), sidecars=folder.sidecars)
        for name in "abc"
    )
    assert a == CallInfo(None, "Jürgen Groß", "Störung", Direction.INBOUND, None,
                         datetime(2026, 3, 12, 9, 15))  # fmt: skip
    assert (b.agent, b.queue, b.direction) == ("Käthe", None, Direction.OUTBOUND)
    assert c == CallInfo()


def test_a_table_is_read_once_for_a_thousand_files() -> None:
    rows = "\n".join(f"call{i}.wav,agent{i % 7}" for i in range(1000))
    folder = Folder(**{"calls.csv": "filename,agent\n" + rows})
    sidecars = folder.sidecars
    for i in range(1000):
        info = call_info(f"/x/call{i}.wav", settings=MetadataSettings(), sidecars=sidecars)
        assert info.agent == f"agent{i % 7}"
    assert folder.n_read == 1


def test_xml_beside_the_recording() -> None:
    beside = '<call id="1"><agent>K1</agent><direction>Inbound</direction></call>'
    info = known("a.wav", **{"a.xml": beside})
    assert (info.agent, info.direction) == ("K1", Direction.INBOUND)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    "<x><agent>&b;</agent></x>"
)


@pytest.mark.parametrize(
    "beside",
    [b"", b"\xff\xfe\x00", b"{", b"[1, 2]", b"null", BOMB.encode(), b" " * (MAX_BYTES + 1)],
)
@pytest.mark.parametrize("kind", ["json", "xml", "csv"])
def test_a_broken_file_beside_costs_nothing(kind: str, beside: bytes) -> None:
    assert known("a.wav", **{f"a.{kind}": beside}) == CallInfo()


def test_times_that_make_no_sense_are_left_out() -> None:
    for start in ("99.99.2026", "0", "1234567890123456789", "soon", "0001-01-01"):
        assert known("a.wav", **{"a.json": json.dumps({"start": start})}).started_at is None


def test_users_names_win() -> None:
    settings = MetadataSettings(fields={"Sachbearbeiter": "agent"})
    body = json.dumps({"agent": "system", "Sachbearbeiter": "Kern"})
    assert known("a.wav", settings, **{"a.json": body}).agent == "Kern"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"file_pattern": "("}, "pattern"),
        ({"file_pattern": "(?P<agnet>.)"}, "did you mean 'agent'"),
        ({"recorder": "freepbxx"}, "unknown"),
        ({"timezone": "Europe/Berln"}, "Europe/Berlin"),
        ({"fields": {"a": "agnet"}}, "agent"),
        ({"directions": {"a": "inbond"}}, "inbound"),
    ],
)
def test_wrong_settings_are_told_before_the_night(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        MetadataSettings(**wrong)  # type: ignore[arg-type]


@given(st.text(alphabet=st.characters(blacklist_characters="\x00")))
def test_no_name_is_too_odd(name: str) -> None:
    assert isinstance(known(f"{name}.wav"), CallInfo)
