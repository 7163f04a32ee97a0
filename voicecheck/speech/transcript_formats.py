"""Transcripts as others write them, brought to rows: a text with its times, channel and speaker.

Shapes are told by their keys. JSON: Whisper and OpenAI (``segments``, ``words``), Amazon Transcribe
(``results.items``), Deepgram (``results.channels``), Google (a list ``results``), AssemblyAI
(``words``, ``utterances``), or a plain list. CSV: a column each. WebVTT and SubRip: pysubs2.
What has no such shape gives no rows; nothing here knows sound.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class NoTranscript(ValueError):
    """A file cannot be read as a transcript, and why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


Entry = dict[str, Any]  # one word or segment with its maker's own keys

MAX_ROWS = 200_000
MAX_LETTERS = 200  # no word is longer
SECONDS, MILLISECONDS = 1.0, 0.001
_TOO_MANY = Text("mehr als {most} Zeilen", "more than {most} rows")
_TOO_LONG = Text("ein Wort aus mehr als {most} Buchstaben", "a word of more than {most} letters")
_TWO_UNITS = Text(
    "Beginn und Ende stehen in verschiedenen Einheiten", "start and end are in different units"
)

_UNIT = r"(?P<unit>s|secs?|seconds?|sekunden|ms|msecs?|millis|milliseconds?|millisekunden)?"
_AT = r"(?:time|zeit|offset|at)?"
_KEYS = {
    "start": re.compile(rf"(?:start|begin|beginn|anfang|von|from|onset|offset){_AT}{_UNIT}"),
    "end": re.compile(rf"(?:end|stop|ende|bis|to|until){_AT}{_UNIT}"),
    "duration": re.compile(rf"(?:duration|dauer|length|länge){_UNIT}"),
    "channel": re.compile(r"channel(?:label|tag|id|index|number)?|kanal|leg|track|spur"),
    "speaker": re.compile(r"speaker(?:label|tag|id|name)?|sprecher|participant|party|role"),
    # No ``score``: WhisperX says by it how well a word was aligned, not how surely recognised.
    "probability": re.compile(r"confidence|probability|prob|konfidenz|wahrscheinlichkeit"),
}
_TEXTS = (
    "punctuatedword", "word", "wort", "text", "transcript", "content", "utterance", "sentence",
    "wortlaut", "token",
)  # fmt: skip
_LANGUAGES = ("language", "language_code", "languageCode", "detected_language")
_NAMES = {"german": "de", "deutsch": "de", "english": "en", "englisch": "en"}
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)")
_NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(ms|s)?")
_SPEAKS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Row:
    """A word, or a segment of several, as its maker wrote it."""

    words: tuple[str, ...]
    start: float
    end: float
    unit_s: float | None  # seconds per unit of start and end; None where the file does not say
    probability: float | None
    channel: str  # as named in the file; empty where it is not
    speaker: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says."""

    rows: tuple[Row, ...]  # empty where it is no transcript
    language: str | None  # ISO 639-1


def read(content: bytes, suffix: str) -> Read:
    """Read a file; raises whatever its parser raises where it is broken."""
    entries, language = _PARSERS[suffix](_text(content))
    return Read(_rows(entries), language)


SUFFIXES = (".json", ".csv", ".vtt", ".srt")


def _rows(entries: Iterable[Entry]) -> tuple[Row, ...]:
    """Keep what is said; what has no times of its own goes with the word before it."""
    rows: list[Row] = []
    waiting: tuple[str, ...] = ()
    for entry in entries:
        fields = _fields(entry)
        words = _words(str(fields.get("text") or ""))
        if not words:
            continue
        times = _times(fields)
        if times is None or not any(map(_SPEAKS.search, words)):
            if rows:
                rows[-1] = replace(rows[-1], words=_joined((*rows[-1].words, *words)))
            elif times is None:
                waiting += words
            continue
        label = {name: str(fields[name]) for name in ("channel", "speaker") if name in fields}
        rows.append(
            Row(
                waiting + words,
                *times,
                _probability(fields.get("probability")),
                label.get("channel", ""),
                label.get("speaker", ""),
            )
        )
        waiting = ()
        if len(rows) > MAX_ROWS:
            raise NoTranscript(_TOO_MANY.format(most=MAX_ROWS))
    return tuple(rows)


def _words(text: str) -> tuple[str, ...]:
    """Split a text; control characters, which terminals and pages might obey, are left out."""
    words = ["".join(c for c in word if c.isprintable()) for word in text.split()]
    if any(len(word) > MAX_LETTERS for word in words):
        raise NoTranscript(_TOO_LONG.format(most=MAX_LETTERS))
    return _joined(word for word in words if word)


def _joined(words: Iterable[str]) -> tuple[str, ...]:
    """Write punctuation that stands alone to the word before it."""
    found: list[str] = []
    for word in words:
        if found and not _SPEAKS.search(word):
            found[-1] += word
        else:
            found.append(word)
    return tuple(found)


def _fields(entry: Mapping[str, Any]) -> Entry:
    """Give what an entry holds our names; a unit in a key's name goes with the value."""
    found: Entry = {}
    best = len(_TEXTS)
    for key, value in entry.items():
        name, unit_s = _meaning(str(key))
        if not name or value is None or value == "":
            continue
        if name == "text":
            rank = _TEXTS.index(_plain(str(key)))
            if rank < best:
                best, found["text"] = rank, value
        elif name in ("start", "end", "duration"):
            time = _time(value, unit_s)
            if time is not None:
                found.setdefault(name, time)
        else:
            found.setdefault(name, value)
    return found


@functools.lru_cache(maxsize=1024)
def _meaning(key: str) -> tuple[str, float | None]:
    """Return what a key means, and the unit in its name."""
    plain = _plain(key)
    if plain in _TEXTS:
        return "text", None
    for name, pattern in _KEYS.items():
        found = pattern.fullmatch(plain)
        if found is not None:
            unit = found.groupdict().get("unit")
            return name, _unit_s(unit) if unit else None
    return "", None


def _plain(key: str) -> str:
    return re.sub(r"[\W_]+", "", key).lower()


def _unit_s(unit: str) -> float:
    return MILLISECONDS if unit.startswith("m") else SECONDS


def _time(value: Any, unit_s: float | None) -> tuple[float, float | None] | None:
    """Read ``1.2``, ``"1.2s"``, ``"0:01:02,5"`` or ``{"seconds": 1, "nanos": 200000000}``."""
    if isinstance(value, int | float):
        return float(value), unit_s
    if isinstance(value, dict):
        return float(value["seconds"] or 0) + float(value.get("nanos") or 0) / 1e9, SECONDS
    text = str(value).strip()
    clock, number = _CLOCK.fullmatch(text), _NUMBER.fullmatch(text)
    if clock is not None:
        hours, minutes, seconds = clock.groups(default="0")
        total = 3600 * int(hours) + 60 * int(minutes) + float(seconds.replace(",", "."))
        return total, SECONDS
    if number is None:
        return None
    return float(number[1].replace(",", ".")), _unit_s(number[2]) if number[2] else unit_s


def _times(fields: Mapping[str, Any]) -> tuple[float, float, float | None] | None:
    if "start" not in fields or not {"end", "duration"} & fields.keys():
        return None
    start, unit_s = fields["start"]
    value, same_s = fields.get("end") or fields["duration"]
    if unit_s != same_s:
        raise NoTranscript(_TWO_UNITS)
    return start, value if "end" in fields else start + value, unit_s


def _probability(value: Any) -> float | None:
    try:
        probability = float(value)
    except (TypeError, ValueError):
        return None
    return probability if 0 < probability <= 1 else None  # Google: 0 means that it is not set


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _json(text: str) -> tuple[list[Entry], str | None]:
    document = json.loads(text)
    if isinstance(document, list):
        return _nested(document), None
    if not isinstance(document, dict):
        return [], None
    results = document.get("results")
    if isinstance(results, list):
        return _google(results), _language(document, *results[:1])
    if isinstance(results, dict) and results.get("channels"):
        channels = results["channels"]
        return _deepgram(channels), _language(document, results, channels[0])
    if isinstance(results, dict) and "items" in results:
        return _amazon(results), _language(document, results)
    return _whisper(document), _language(document)


def _whisper(document: Entry) -> list[Entry]:
    """Read ``segments`` or ``utterances``, with their ``words`` inside or beside them."""
    segments = document.get("segments") or document.get("utterances") or []
    words = document.get("words") or []
    if not words or any(segment.get("words") for segment in segments):
        return _nested(segments)
    # OpenAI leaves the punctuation to the segments.
    said = " ".join(str(segment.get("text", "")) for segment in segments).split()
    if len(said) != len(words):
        return list(words)
    return [{**word, "punctuated_word": text} for word, text in zip(words, said, strict=True)]


def _nested(segments: Iterable[Entry]) -> list[Entry]:
    """Take the words of each segment where it has them; its channel and speaker are theirs."""
    found: list[Entry] = []
    for segment in segments:
        labels = {k: v for k, v in segment.items() if _meaning(k)[0] in ("channel", "speaker")}
        found += [{**labels, **word} for word in segment.get("words") or []] or [segment]
    return found


def _deepgram(channels: list[Entry]) -> list[Entry]:
    """Read a list of channels; a single one may be the mix of all."""
    named = len(channels) > 1
    return [
        {**word, "channel": index} if named else word
        for index, channel in enumerate(channels)
        for word in _best(channel).get("words") or []
    ]


def _amazon(results: Entry) -> list[Entry]:
    """Read items, or those of each channel; punctuation has no times."""
    labels = results.get("channel_labels") or {}
    parts = labels.get("channels") or [results]
    return [
        {"channel_label": part.get("channel_label"), **item, **_best(item)}
        for part in parts
        for item in part["items"]
    ]


def _google(results: list[Entry]) -> list[Entry]:
    """Read results; with speakers told apart, the last one repeats all words from the beginning."""
    found: list[Entry] = []
    for tag in dict.fromkeys(result.get("channelTag") for result in results):
        own = [
            words
            for result in results
            if result.get("channelTag") == tag and (words := _best(result).get("words"))
        ]
        if len(own) > 1 and _fields(own[-1][0]).get("start") == _fields(own[0][0]).get("start"):
            own = own[-1:]
        found += [{"channel_tag": tag, **word} for words in own for word in words]
    return found


def _best(result: Entry) -> Entry:
    """Return the first of several alternatives: the likeliest."""
    best: Entry = next(iter(result.get("alternatives") or []), {})
    return best


def _language(*places: Entry) -> str | None:
    for place in places:
        for key in _LANGUAGES:
            said = str(place.get(key) or "").lower()
            code = _NAMES.get(said) or re.split("[-_]", said)[0]
            if re.fullmatch("[a-z]{2}", code):
                return code
    return None


def _csv(text: str) -> tuple[list[Entry], str | None]:
    head = text.partition("\n")[0]
    delimiter = max(";,\t|", key=head.count)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True))
    return [{key: row[key] for key in row if key} for row in rows], _language(*rows[:1])


def _subtitles(kind: str, text: str) -> tuple[list[Entry], str | None]:
    import pysubs2

    subtitles = pysubs2.SSAFile.from_string(text, format_=kind)
    return [{"start_ms": s.start, "end_ms": s.end, "text": s.plaintext} for s in subtitles], None


_PARSERS: dict[str, Callable[[str], tuple[list[Entry], str | None]]] = {
    ".json": _json,
    ".csv": _csv,
    ".vtt": functools.partial(_subtitles, "vtt"),
    ".srt": functools.partial(_subtitles, "srt"),
}
