"""Side files as people and systems save them, and as nobody should: read, or refused in words."""

from __future__ import annotations

import json

import pytest

from voicecheck.recorders.presets import layout
from voicecheck.recorders.tables import MAX_BYTES, MAX_COLUMNS, NotATable, Row, key, read_table


def rows(content: bytes | str, kind: str = "csv") -> list[Row]:
    body = content if isinstance(content, bytes) else content.encode()
    return list(read_table(f"/x/t.{kind}", body, layout("")).rows)


WANTED = [{"datei": "a.wav", "start": "02.03.2026", "agent": "Jürgen"}]


@pytest.mark.parametrize(
    "text",
    [
        "Datei;Start;Agent\r\na.wav;02.03.2026;Jürgen\r\n",
        "sep=;\r\nDatei;Start;Agent\r\na.wav;02.03.2026;Jürgen\r\n",
        '"sep=|"\nDatei|Start|Agent\na.wav|02.03.2026|Jürgen\n',
        '"Datei","Start","Agent"\n"a.wav","02.03.2026","Jürgen"\n',
        'Datei,Start,Agent\n="a.wav",="02.03.2026","=""Jürgen"""\n',
        "Anrufliste März 2026\n\nerstellt am: 1.4.2026, 9:00\n\nDatei;Start;Agent\n\na.wav;02.03.2026;Jürgen\n\n",
        "Datei\tStart\tAgent\na.wav\t02.03.2026\tJürgen\n",
        " Datei ; Start: ;Agent;;\na.wav;02.03.2026;Jürgen;;\n",
        "Datei;Start;Agent;Agent\na.wav;02.03.2026;;Jürgen\n",
        "Datei;Start;Agent\na.wav;02.03.2026;Jürgen;and more, than, columns\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_csv_as_people_save_it(text: str, encoding: str) -> None:
    assert rows(text.encode(encoding)) == WANTED


def test_names_of_columns_have_one_spelling() -> None:
    spellings = ("Start Time", "start_time", "START-TIME", "startTime:", "\ufeffStart\nTime")
    assert {key(name) for name in spellings} == {"starttime"}


MASTER = (
    '"","01715551234","104","from-pstn","""Kern"" <0171>","PJSIP/t-1","PJSIP/104-2","Dial","x,20",'
    '"2026-03-02 14:05:07","2026-03-02 14:05:11","2026-03-02 14:09:31","264","260","ANSWERED",'
    '"DOCUMENTATION"'
)


@pytest.mark.parametrize("last", ["", ',"1773303302.12"', ',"1773303302.12",""'])
def test_a_table_without_names_of_columns(last: str) -> None:
    found = rows(f"{MASTER}{last}\n" * 3)
    assert len(found) == 3
    assert (found[0]["src"], found[0]["start"]) == ("01715551234", "2026-03-02 14:05:07")
    assert found[0].get("uniqueid") == ("1773303302.12" if last else None)


@pytest.mark.parametrize("between", ["", "\n", ",\n", "\r\n\r\n"])
def test_records_one_after_another(between: str) -> None:
    body = between.join(json.dumps({"ContactId": name}) for name in "abc")
    assert [row["contactid"] for row in rows(body, "json")] == ["a", "b", "c"]


def test_each_partys_keys_are_its_own() -> None:
    parties = [{"purpose": "customer", "name": "Huber"}, {"purpose": "agent", "name": "Kern"}]
    row = rows(json.dumps({"participants": parties}), "json")[0]
    assert row["participants.agent.name"] == "Kern"
    assert "name" not in row


@pytest.mark.parametrize(
    "body",
    [
        '<calls><call file="a.wav" agent="K"/><call file="b.wav" agent="L"/></calls>',
        "<x:e xmlns:x='u'><x:info><v>1</v></x:info><x:calls><c file='a.wav' agent='K'/>"
        "<c file='b.wav' agent='L'/></x:calls></x:e>",
        "<calls><call><file>a.wav</file><agent>K</agent></call>"
        "<call><file>b.wav</file><agent>L</agent></call></calls>",
    ],
)
def test_xml_with_rows_in_attributes_or_elements(body: str) -> None:
    found = [(row["file"], row["agent"]) for row in rows(body, "xml")]
    assert found == [("a.wav", "K"), ("b.wav", "L")]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x><agent>&b;</agent></x>'


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("json", b" " * (MAX_BYTES + 1), "larger than"),
        ("json", b"[" * 200_000, "nested too deeply"),
        ("json", b'{"a":' * 40 + b"1" + b"}" * 40, "nested too deeply"),
        ("json", b"{" * 2_100_000, "more than 2000000 parts"),
        ("json", b"{", "is no JSON that can be read"),
        ("json", b"", "is empty"),
        ("xml", b"<a>" * 2_100_000, "more than 2000000 parts"),
        ("xml", b"<a><b></a>", "is no XML that can be read"),
        ("xml", BOMB.encode(), "is no XML that can be read"),
        ("csv", b'a;"' + b"x" * 200_000, "is no CSV that can be read"),
        ("csv", b"a;b\n" + b"1;2\n" * 500_001, "more than 500000 rows"),
    ],
)
def test_what_is_too_much_is_refused_in_words(kind: str, body: bytes, says: str) -> None:
    with pytest.raises(NotATable, match=says):
        rows(body, kind)


def test_digits_are_never_calculated_with() -> None:
    digits = "9" * 10_000
    assert rows(f'{{"call_id": {digits}, "agent": 1e999}}', "json") == [
        {"callid": digits, "agent": "1e999"}
    ]


def test_columns_are_bounded() -> None:
    line = ";".join(f"c{i}" for i in range(5_000))
    assert len(rows(f"{line}\n{line}\n")[0]) == MAX_COLUMNS
    many = json.dumps({f"c{i}": i for i in range(5_000)})
    assert len(rows(many, "json")[0]) <= 2 * MAX_COLUMNS
