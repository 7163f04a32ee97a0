"""What lies beside recordings, and settings: as vendors write them, then damaged."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_TIMES = (
    "2026-03-01T09:30:00Z", "Sun, 01 Mar 2026 09:30:00 +0000", "01.03.26", "3/1/2026 9:30 PM",
    "1740821400", "1740821400000", "2026-02-30T25:61:00+99:99", "", "9" * 400, "31.12.9999",
)  # fmt: skip
_NAMES = (
    "Ana Ruiz", "=HYPERLINK(\"http://127.0.0.1\")", "\u202egnal", "\x1b[31mred", "a\nb", "\ud800",
    "\x00", "x" * 5000, "+1 202 555 0100", "İ", "ß", "-1+1|cmd", "0", "null", "{0}", "%s",
)  # fmt: skip
_FIGURES = (
    "0", "-1", "1e999", "-1e999", "NaN", "Infinity", "1e-400", "9" * 400, "1" * 5000, "0.5",
    "2147483648", "18446744073709551616", "\"\"", "null", "true", "[]", "{}", "1,5",
)  # fmt: skip

_CALL = {
    "CallSid": "CA1", "start_time": _TIMES[0], "direction": "inbound", "agent": "Ana Ruiz",
    "queue": "Sales", "Duration": 60, "transferred": False, "AgentConnectionAttempts": 1,
    "Agent": {"Username": "ana", "ConnectedToAgentTimestamp": _TIMES[0]}, "Queue": {"Name": "q"},
}  # fmt: skip
_SEGMENTS = [
    {"start": 0.0, "end": 1.5, "text": "hello this is Ana", "speaker": "A", "channel": 0},
    {"start": 2.0, "end": 3.5, "text": "I have a problem", "speaker": "B", "channel": 1},
]
_WORDS = [{"word": "hello", "start": 0.1, "end": 0.4, "confidence": 0.9, "channel": 0}] * 3
_TRANSCRIPTS = (
    {"segments": _SEGMENTS, "language": "en"},
    {"words": _WORDS, "language_code": "en"},
    {"results": {"items": [{
        "start_time": "0.1", "end_time": "0.5", "type": "pronunciation", "channel_label": "ch_0",
        "alternatives": [{"confidence": "0.99", "content": "hello"}],
    }]}},
    {"results": {"channels": [{"alternatives": [{"words": _WORDS}]}] * 2}},
    {"results": [{"alternatives": [{"words": [
        {"startTime": "0.1s", "endTime": "0.4s", "word": "hello"},
    ]}], "channelTag": 1, "languageCode": "en-US"}]},
    {"utterances": _SEGMENTS, "words": _WORDS},
    _SEGMENTS,
)  # fmt: skip
_VTT = (
    "WEBVTT\n\nNOTE x\n\n1\n00:00.000 --> 00:01.500 align:start\n<v Ana>hello this is Ana</v>\n\n"
    "00:00:02.000 --> 00:00:03.500\n<v Bo>I have a problem\n\n"
)
_SRT = "1\n00:00:00,000 --> 00:00:01,500\nAna: hello\n\n2\n00:00:02,000 --> 00:00:03,500\nBo: hi\n"
_XML = (
    '<?xml version="1.0"?><calls><call id="1"><start>2026-03-01T09:30:00Z</start>'
    "<agent>Ana</agent><direction>in</direction></call>"
    "<call id='2'><agent>Bo</agent></call></calls>"
)
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + '<!ENTITY x SYSTEM "file:///etc/hostname">]><call><agent>&i;&x;</agent></call>'
)
_TOML = """\
language = "en"
agent = "left"
recorder = ""
file_pattern = '(?P<agent>[a-z]+)-(?P<started_at>\\d+)'
[checks]
select = ["M1", "M7"]
[policy]
[metadata]
timezone = "Europe/Berlin"
date_format = "%d.%m.%Y"
[metadata.fields]
Bearbeiter = "agent"
[metadata.directions]
kommend = "inbound"
"""
_CALL_NAMES = (
    "call.wav", "2026-03-01_09-30-00_ana_in.wav", "q-600-0049301234-20260301-093000-1.2.wav",
    "out-0049301234-100-20260301-093000-1740821400.1.wav", "[Ana, Ruiz]_100-0049_2026(12).wav",
    "rg-600-+49301234-20269999-999999-1.wav", "external-100-200-00000000-000000-0.0.wav",
)  # fmt: skip

SIDE_SUFFIXES = (".json", ".csv", ".xml")
TRANSCRIPT_SUFFIXES = (".json", ".csv", ".vtt", ".srt")


def side_file(rng: random.Random) -> tuple[str, bytes]:
    """Make a file that describes a call, or a table of calls."""
    suffix = rng.choice(SIDE_SUFFIXES)
    row = {**_CALL, "agent": rng.choice(_NAMES), "start_time": rng.choice(_TIMES)}
    row |= {rng.choice(list(row)): rng.choice((*_NAMES, *_TIMES)) for _ in range(2)}
    if suffix == ".json":
        whole = rng.choice((row, [row], {"calls": [row, row]}, [row] * 3, {"a": {"b": row}}))
        return suffix, _damaged(json.dumps(whole), rng)
    if suffix == ".xml":
        return suffix, _damaged(_BOMB if rng.random() < 0.1 else _XML, rng)
    cells = [str(value).replace("\n", " ") for value in row.values()]
    delimiter = rng.choice(";,\t|")
    table = [delimiter.join(("file", *row)), *[delimiter.join(("call.wav", *cells))] * 2]
    return suffix, _damaged(rng.choice(("\n", "\r\n", "\r")).join(table), rng)


def transcript(rng: random.Random) -> tuple[str, bytes]:
    suffix = rng.choice(TRANSCRIPT_SUFFIXES)
    if suffix == ".json":
        return suffix, _damaged(json.dumps(rng.choice(_TRANSCRIPTS)), rng)
    if suffix == ".csv":
        head = "start;end;speaker;channel;text\n"
        return suffix, _damaged(head + "0,0;1,5;A;0;hello\n2,0;3,5;B;1;a problem\n", rng)
    return suffix, _damaged(_VTT if suffix == ".vtt" else _SRT, rng)


def settings(rng: random.Random) -> bytes:
    return _damaged(_TOML, rng)


def file_name(rng: random.Random) -> str:
    """Make the name of a recording: what the file system lets through, which is nearly anything."""
    name = rng.choice(_CALL_NAMES)
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(name) + 1)
        stop = at + rng.choice((0, 1, 3, 8))
        name = name[:at] + rng.choice((*_NAMES, *_TIMES, "-", "_", "9", "\udcff")) + name[stop:]
    return name.replace("/", "-").replace("\0", "")


def _damaged(text: str, rng: random.Random) -> bytes:
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
        text = rng.choice(_TEXT_CHANGES)(text, rng)[:200_000]
    encoding = rng.choices(("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"), (8, 1, 1, 1, 1))
    data = text.encode(encoding[0], "surrogatepass" if "utf" in encoding[0] else "replace")
    for _ in range(rng.choice((0, 0, 0, 1, 8))):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.randbytes(1) + data[at + 1 :]
    return data


def _figure(text: str, rng: random.Random) -> str:
    found = list(re.finditer(r"-?\d+(?:[.,:]\d+)*", text))
    return _replaced(text, found, rng.choice((*_FIGURES, *_TIMES)), rng)


def _value(text: str, rng: random.Random) -> str:
    found = list(re.finditer(r'"[^"]*"|\[[^\[\]]*\]|(?<=>)[^<]+', text))
    new = rng.choice((*_FIGURES, *(json.dumps(name) for name in _NAMES)))
    return _replaced(text, found, new, rng)


def _replaced(text: str, found: list[re.Match[str]], new: str, rng: random.Random) -> str:
    if not found:
        return text + new
    match = rng.choice(found)
    return text[: match.start()] + new + text[match.end() :]


def _deep(text: str, rng: random.Random) -> str:
    opened, closed = rng.choice((("[", "]"), ('{"a":', "}"), ("<a>", "</a>"), ("(", ")")))
    n = rng.choice((10, 1000, 20_000))
    at = rng.choice((0, rng.randrange(len(text) + 1)))
    return text[:at] + opened * n + rng.choice(("", closed * n)) + text[at:]


def _lines(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    line = rng.choice(lines)
    change = rng.randrange(4)
    if change == 0:
        lines.remove(line)
    elif change == 1:
        lines *= rng.choice((2, 50, 1000))
    elif change == 2:
        rng.shuffle(lines)
    else:
        lines.insert(rng.randrange(len(lines) + 1), line)
    return "".join(lines)


def _cut(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text) + 1)]


def _junk(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    junk = rng.choice(
        ("\0", "\ufeff", "\n", '"', "'", ",", ";", "\u2028", "\ud800", "&", "<", "\\u")
    )
    return text[:at] + junk * rng.choice((1, 1, 3, 2000)) + text[at + rng.randrange(3) :]


_TEXT_CHANGES = (_figure, _figure, _value, _value, _deep, _lines, _cut, _junk)
