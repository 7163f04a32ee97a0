"""Files beside recordings: how they are written, and what their vendors' words mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime

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


INBOUND = ("ankommend", "eingehend", "kommend", "Ein", "verpasst", "Eingehender Anruf", "Missed")
OUTBOUND = ("abgehend", "ausgehend", "gehend", "Aus", "Ausgehender Anruf", "Dialed")


@pytest.mark.parametrize(
    ("word", "direction"),
    [(word, Direction.INBOUND) for word in INBOUND]
    + [(word, Direction.OUTBOUND) for word in OUTBOUND]
    + [("intern", Direction.INTERNAL)],
)
def test_german_journals(word: str, direction: Direction) -> None:
    table = (
        f"Journal März\n\nAufnahme;Datum;Beginn;Rufrichtung;Nst\na.wav;2.3.26;14.05 Uhr;{word};21\n"
    )
    info = known("a.wav", **{"t.csv": table.encode("cp1252")})
    assert info.direction is direction
    assert info.started_at == datetime(2026, 3, 2, 14, 5)


@pytest.mark.parametrize(
    ("recorder", "name", "beside", "info"),
    [
        (
            "twilio-flex", "a.json",
            '{"call_sid": "CA1", "direction": "trunking-terminating", "start_time": '
            '"Mon, 02 Mar 2026 13:05:07 +0000"}',
            CallInfo("CA1", direction=Direction.OUTBOUND,
                     started_at=datetime(2026, 3, 2, 13, 5, 7, tzinfo=UTC)),
        ),
        (
            "twilio-flex", "a.json",
            '{"CallSid": "CA1", "RecordingStartTime": "Mon, 02 Mar 2026 13:05:07 +0000"}',
            CallInfo("CA1", started_at=datetime(2026, 3, 2, 13, 5, 7, tzinfo=UTC)),
        ),
        (
            "genesys-cloud", "a.json",
            '{"conversationId": "c1", "conversationStart": "2026-03-02T13:05:07.000Z", '
            '"originatingDirection": "inbound", "participants": [{"purpose": "customer", '
            '"participantName": "Huber"}, {"purpose": "acd", "participantName": "Service"}, '
            '{"purpose": "agent", "participantName": "Kern"}]}',
            CallInfo("c1", "Kern", "Service", Direction.INBOUND,
                     started_at=datetime(2026, 3, 2, 13, 5, 7, tzinfo=UTC)),
        ),
        (
            "amazon-connect", "a.json",
            '{"ContactId": "c1", "InitiationMethod": "EXTERNAL_OUTBOUND", "Queue": null}',
            CallInfo("c1", direction=Direction.OUTBOUND),
        ),
        (
            "zoom-phone", "a.json",
            '{"call_log_id": "z1", "direction": "outbound", "date_time": "2026-03-02T13:05:07Z", '
            '"owner": {"name": "Kern", "type": "user"}}',
            CallInfo("z1", "Kern", None, Direction.OUTBOUND,
                     started_at=datetime(2026, 3, 2, 13, 5, 7, tzinfo=UTC)),
        ),
        (
            "aircall", "a.json",
            '{"id": 12, "direction": "inbound", "started_at": 1772456707, "user": {"name": "Kern"}}',
            CallInfo(None, "Kern", None, Direction.INBOUND,
                     started_at=datetime(2026, 3, 2, 13, 5, 7, tzinfo=UTC)),
        ),
        (
            "innovaphone", "a.xml",
            '<cdr guid="g1" dir="from" utc="1772456707" cn="Kern"><event msg="setup"/></cdr>',
            CallInfo("g1", "Kern", None, Direction.OUTBOUND,
                     started_at=datetime(2026, 3, 2, 13, 5, 7, tzinfo=UTC)),
        ),
        (
            "teams-phone", "a.json",
            '{"callType": "user_in", "userDisplayName": "Kern"}',
            CallInfo(agent="Kern", direction=Direction.INBOUND),
        ),
        (
            "webex-calling", "a.csv",
            "Start time,Direction,User,Call ID\n2026-03-02T13:05:07.000Z,ORIGINATING,Kern,x1\n",
            CallInfo("x1", "Kern", None, Direction.OUTBOUND,
                     started_at=datetime(2026, 3, 2, 13, 5, 7, tzinfo=UTC)),
        ),
        (
            "yeastar", "a.json",
            '{"callid": "1", "timestart": "2026-03-02 14:05:07", "type": "Internal"}',
            CallInfo("1", direction=Direction.INTERNAL, started_at=datetime(2026, 3, 2, 14, 5, 7)),
        ),
        (
            "3cx", "a.csv",
            "historyid,duration,time-start,from-no\n7,1,2026/03/02 14:05:07,0171\n",
            CallInfo("7", started_at=datetime(2026, 3, 2, 14, 5, 7)),
        ),
        (
            "starface", "a.csv",
            "id;callid;starttime;incoming\n1;77;02.03.2026 14:05:07;false\n",
            CallInfo("77", direction=Direction.OUTBOUND, started_at=datetime(2026, 3, 2, 14, 5, 7)),
        ),
        (
            "nice-cxone", "a.csv",
            "Contact_ID,Agent_Name,Skill_Name,Start_Date,Start_Time\n8,Kern,Repairs,2026-03-02,14:05:07\n",
            CallInfo("8", "Kern", "Repairs", started_at=datetime(2026, 3, 2, 14, 5, 7)),
        ),
        (
            "five9", "a.csv",
            "CALL ID,TIMESTAMP,AGENT,CAMPAIGN,CALL TYPE\n9,\"Mon, 02 Mar 2026 14:05:07\",Kern,Spring,AGENT\n",
            CallInfo("9", "Kern", "Spring", Direction.OUTBOUND, None, datetime(2026, 3, 2, 14, 5, 7)),
        ),
        (
            "fritzbox", "a.csv",
            "sep=;\nTyp;Datum;Name;Rufnummer;Nebenstelle;Dauer\n4;02.03.26 14:05;;0171;21;0:04\n",
            CallInfo(None, "21", None, Direction.OUTBOUND, started_at=datetime(2026, 3, 2, 14, 5)),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("named", [True, False])
def test_vendors_as_they_write(
    recorder: str, name: str, beside: str, info: CallInfo, named: bool
) -> None:
    sidecars = Sidecars(
        read=lambda _: beside.encode(), listing=lambda folder: [f"{folder}/{name}"],
        recorder=recorder if named else "",
    )  # fmt: skip
    settings = MetadataSettings(recorder=recorder if named else "")
    assert call_info("/x/a.wav", settings=settings, sidecars=sidecars) == info


def test_a_word_bound_to_a_key_means_nothing_elsewhere() -> None:
    assert known("a.wav", **{"a.json": '{"direction": "1", "agent": "K"}'}).direction is None


def test_a_table_may_name_the_number_of_the_call() -> None:
    name = "external-104-01715551234-20260302-140507-1773303302.12.wav"
    master = (
        '"","0171","600","from-pstn","","SIP/1","SIP/2","Queue","","2026-03-02 14:05:07","",'
        '"2026-03-02 14:09:31","264","260","ANSWERED","DOCUMENTATION","{}",""\n'
    )
    table = "".join(map(master.format, ("1773303302.11", "1773303302.12")))
    info = known(name, **{name: b"", "Master.csv": table})
    assert (info.call_id, info.direction) == ("1773303302.12", Direction.INBOUND)
    contacts = '{"ContactId": "a"}{"ContactId": "B7", "Queue": {"Name": "Repairs"}}'
    assert known("b7.wav", **{"b7.wav": b"", "ctr.json": contacts}).queue == "Repairs"


def test_a_table_that_is_called_as_one_of_its_recordings() -> None:
    table = "file,agent\na.wav,anna\nb.wav,bert\n"
    assert known("a.wav", **{"a.wav": b"", "a.csv": table}).agent == "anna"
