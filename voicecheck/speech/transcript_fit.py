"""Rows of a transcript held against the sound: their seconds, their channels, their words.

Nothing is guessed silently. Times are seconds or milliseconds where the file says so, or where only
one of them fits the recording; a word goes to the channel that is named, or to the one that speaks.
What does not fit is refused.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from voicecheck.speech.transcript_formats import MILLISECONDS, SECONDS
from voicecheck.types.speech import Word
from voicecheck.types.text import Text
from voicecheck.types.time import Span, parts_in, total_s

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voicecheck.speech.transcript_formats import Row

LONGER_S = 2.0  # so much later than the end of the sound a last word may end
# Letters per second of all words together; seconds and milliseconds are never both in between.
MIN_RATE, MAX_RATE = 0.5, 100.0
NEAR_S = 0.5  # vendors' word times are estimates too
MIN_HEARD = 0.5  # share of the words where somebody speaks; another recording's have less
MIN_FIT = 0.5  # speech on the channels named over speech on the others
CLEARLY = 2.0  # so many times more speech on one channel than on the other
MIN_WORD_S = 0.02

_SIDES = {"left": 0, "l": 0, "links": 0, "right": 1, "r": 1, "rechts": 1}
_NUMBERED = re.compile(r"(?:channel|ch|kanal)?[\s_-]*(\d{1,2})", re.IGNORECASE)


Heard = list[dict[int, float]]  # seconds of speech near each row, by channel


class Placed(NamedTuple):
    """A row at its time."""

    span: Span
    row: Row


class Unfit(Exception):
    """Why a transcript does not fit its recording."""

    def __init__(self, reason: Text, remedy: Text) -> None:
        super().__init__(reason.en)
        self.reason, self.remedy = reason, remedy


def in_seconds(rows: Sequence[Row], duration_s: float) -> list[Placed]:
    """Bring all rows to seconds."""
    unit_s = _unit_s([row for row in rows if row.unit_s is None], duration_s)
    said = []
    for n, row in enumerate(rows, 1):
        unit = unit_s if row.unit_s is None else row.unit_s
        start_s, end_s = row.start * unit, row.end * unit
        if not (0 <= start_s <= end_s < math.inf):
            raise Unfit(_BACKWARD.format(n=n), MEND)
        said.append(Placed(Span(start_s, max(end_s, start_s + MIN_WORD_S)), row))
    end_s = max(one.span.end_s for one in said)
    if end_s > duration_s + LONGER_S:
        raise Unfit(_LONGER.format(end=end_s, duration=duration_s), _OTHER)
    return said


def _unit_s(rows: Sequence[Row], duration_s: float) -> float:
    """Tell seconds from milliseconds: only one of them fits the recording."""
    if not rows:
        return SECONDS
    letters = sum(len(word) for row in rows for word in row.words)
    lasts, end = sum(row.end - row.start for row in rows), max(row.end for row in rows)
    fitting = [
        unit
        for unit in (SECONDS, MILLISECONDS)
        if end * unit <= duration_s + LONGER_S
        and MIN_RATE * lasts * unit <= letters <= MAX_RATE * lasts * unit
    ]
    if len(fitting) != 1:
        raise Unfit(_NO_UNIT.format(duration=duration_s), _SAY_UNIT)
    return fitting[0]


def owners(said: Sequence[Placed], speech: Mapping[int, Sequence[Span]]) -> list[int]:
    """Return the channel of each row, by the speech of the channels."""
    heard = [{i: _speech_s(own, one.span) for i, own in speech.items()} for one in said]
    if sum(any(seconds.values()) for seconds in heard) < MIN_HEARD * len(heard):
        raise Unfit(_SILENT, _OTHER)
    found = _named([one.row for one in said], heard) if len(speech) > 1 else None
    return _by_speech(said, heard) if found is None else found


def _named(rows: Sequence[Row], heard: Heard) -> list[int] | None:
    """Return the channels that the file names, counted from 0 or 1 as fits the speech better."""
    numbers = [_number(row.channel, row.speaker) for row in rows]
    if None in numbers or len(set(numbers)) < 2:  # a single name may stand for a mix of all
        return None
    sides = any((row.channel or row.speaker).lower() in _SIDES for row in rows)
    options = [
        found
        for first in ((0,) if sides else (0, 1))
        if set(found := [number - first for number in numbers if number is not None])
        <= heard[0].keys()
    ]
    if not options:
        named = sorted({row.channel or row.speaker for row in rows})
        raise Unfit(_NO_CHANNEL.format(names=", ".join(named)[:40], n=len(heard[0])), _OTHER)

    def fit_s(found: list[int]) -> float:
        return sum(seconds[owner] for seconds, owner in zip(heard, found, strict=True))

    best = max(options, key=fit_s)
    others_s = sum(
        max(s for channel, s in seconds.items() if channel != owner)
        for seconds, owner in zip(heard, best, strict=True)
    )
    if fit_s(best) < MIN_FIT * others_s:
        raise Unfit(_WRONG_CHANNEL, _OTHER)
    return best


def _number(channel: str, speaker: str) -> int | None:
    """Read the number of a channel; a bare number of a speaker is none."""
    for name, bare in ((channel.strip(), True), (speaker.strip(), False)):
        if name.lower() in _SIDES:
            return _SIDES[name.lower()]
        found = _NUMBERED.fullmatch(name)
        if found is not None and (bare or not name.isdigit()):
            return int(found[1])
    return None


def _by_speech(said: Sequence[Placed], heard: Heard) -> list[int]:
    """Give each row to the channel that speaks; where both do, to the one of its speaker."""
    clear = [_clearly(seconds) for seconds in heard]
    votes: dict[str, Counter[int]] = {}
    for one, owner in zip(said, clear, strict=True):
        if owner is not None and _label(one.row):
            votes.setdefault(_label(one.row), Counter())[owner] += 1
    usual = {speaker: counts.most_common(1)[0][0] for speaker, counts in votes.items()}
    return [
        owner
        if owner is not None
        else usual.get(_label(one.row), max(seconds, key=seconds.__getitem__))
        for one, owner, seconds in zip(said, clear, heard, strict=True)
    ]


def _label(row: Row) -> str:
    return row.channel or row.speaker


def _clearly(seconds: dict[int, float]) -> int | None:
    """Return the channel with clearly more speech than any other."""
    best, *others = sorted(seconds, key=seconds.__getitem__, reverse=True)
    second_s = seconds[others[0]] if others else 0.0
    return best if seconds[best] > CLEARLY * second_s else None


def _speech_s(speech: Sequence[Span], span: Span) -> float:
    """Return how much speech lies in a stretch; where there is none, a little for some nearby."""
    inside_s = total_s(parts_in(speech, span))
    if inside_s:
        return inside_s
    around = Span(max(0.0, span.start_s - NEAR_S), span.end_s + NEAR_S)
    return min(MIN_WORD_S, total_s(parts_in(speech, around)))


def spread(said: Placed, speech: Sequence[Span], rated: bool) -> Iterator[Word]:
    """Give the words of a row their times: its own, or their share of the speech in it."""
    words, probability = said.row.words, said.row.probability if rated else None
    if len(words) == 1:
        yield Word(words[0], said.span, probability)
        return
    parts = parts_in(speech, said.span) or [said.span]
    letters, done = sum(len(word) + 1 for word in words), 0
    for word in words:
        until = done + len(word) + 1
        start_s, middle_s, end_s = (
            _place(parts, at / letters) for at in (done, (done + until) / 2, until)
        )
        part = next(p for p in parts if middle_s in p)  # a word goes over no pause
        start_s, end_s = max(part.start_s, start_s), min(part.end_s, end_s)
        yield Word(word, Span(start_s, max(end_s, start_s + MIN_WORD_S)), probability)
        done = until


def _place(parts: Sequence[Span], share: float) -> float:
    """Return the moment at which a share of the speech is over."""
    left_s = share * total_s(parts)
    for part in parts:
        if left_s <= part.duration_s:
            return min(part.end_s, part.start_s + left_s)
        left_s -= part.duration_s
    return parts[-1].end_s


MEND = Text(
    "Die Datei noch einmal ausgeben lassen, oder --transcriber whisper",
    "Export the file again, or use --transcriber whisper",
)
_NO_UNIT = Text(
    "die Zeiten passen nicht eindeutig als Sekunden oder Millisekunden zur Aufnahme "
    "({duration:.0f} s)",
    "the times do not fit the recording ({duration:.0f} s) as either seconds or milliseconds",
)
_SAY_UNIT = Text(
    "Prüfen, ob es zu dieser Aufnahme gehört; die Einheit kann im Namen stehen (start_ms, start_s)",
    "Check whether it is this recording's; the unit may stand in the name (start_ms, start_s)",
)
_LONGER = Text(
    "es reicht bis {end:.0f} s, die Aufnahme nur bis {duration:.0f} s",
    "it goes on to {end:.0f} s, the recording only to {duration:.0f} s",
)
_BACKWARD = Text(
    "die Zeiten von Eintrag {n} liegen vor dem Anfang oder laufen rückwärts",
    "the times of entry {n} lie before the start or run backward",
)
_SILENT = Text(
    "die meisten Wörter liegen, wo niemand spricht", "most of its words lie where nobody speaks"
)
_WRONG_CHANNEL = Text(
    "wo ein Kanal sprechen soll, spricht meist der andere",
    "where one channel is said to speak, mostly the other one does",
)
_NO_CHANNEL = Text(
    "es nennt Kanäle ({names}), die nicht zu den {n} der Aufnahme passen",
    "it names channels ({names}) that do not match the {n} of the recording",
)
_OTHER = Text(
    "Prüfen, ob es zu dieser Aufnahme gehört und die Kanäle stimmen",
    "Check whether it is this recording's, and whether the channels are right",
)
