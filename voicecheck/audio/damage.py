"""What was found wrong with a file while it was read, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.types.text import Text
from voicecheck.types.time import merge, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.audio.containers import Reader

_MISSING_S = 0.5  # padding and rounding of block codecs is no damage
_MORE_S = 2.0  # less behind the sound is some program's note, not the rest of a call
_NAMED = 5  # places; more are counted

_CUT_SHORT = Text(
    "die Aufnahme ist unvollständig: angekündigt sind {promised:.1f} s, vorhanden {there:.1f} s; "
    "beurteilt wird, was da ist",
    "the recording is incomplete: the header promises {promised:.1f} s, {there:.1f} s are there; "
    "what is there is judged",
)
_UNFINISHED = Text(
    "der Aufnahme fehlt die Endmarke: nach {there:.1f} s bricht sie ab; beurteilt wird, was da ist",
    "the recording lacks its end mark: it breaks off after {there:.1f} s; what is there is judged",
)
_MORE = Text(
    "angekündigt sind {promised:.1f} s, danach folgen noch etwa {more:.1f} s ohne Angabe; sie "
    "wurden nicht gelesen",
    "the header promises {promised:.1f} s, and about {more:.1f} s follow that it does not name; "
    "they were not read",
)
_JOINED = Text(
    "die Datei enthält mehrere Aufnahmen hintereinander; weitere beginnen bei {places}; gelesen "
    "wurden alle",
    "the file holds several recordings one behind the other; others begin at {places}; all were "
    "read",
)
_PART = Text("im Teil ab {place}: {what}", "in the part from {place}: {what}")
_BROKEN = Text(
    "die Aufnahme ist beschädigt: nicht lesbare Stellen: {pieces}; gelesen wurden {there:.1f} s",
    "the recording is damaged: unreadable pieces: {pieces}; {there:.1f} s could be read",
)
_HOLES = Text(
    "in der Aufnahme fehlen {lost:.1f} s (bei {places}); an ihrer Stelle steht Stille",
    "{lost:.1f} s are missing within the recording (at {places}); silence stands in their place",
)
_GARBLED = Text(
    "an {lost:.1f} s der Aufnahme stehen zufällige Bytes statt Ton (bei {places}); an ihrer Stelle "
    "steht Stille",
    "{lost:.1f} s of the recording are random bytes instead of sound (at {places}); silence stands "
    "in their place",
)
_INVALID = Text(
    "ungültige Abtastwerte (NaN oder unendlich), durch 0 ersetzt: {samples}",
    "invalid samples (NaN or infinite) replaced by 0: {samples}",
)
_TRACKS = Text(
    "die Datei hat {tracks} Tonspuren; gelesen wurde die erste",
    "the file has {tracks} sound tracks; the first was read",
)
_TOO_LONG = Text(
    "die Aufnahme ist länger als {most:g} Stunden; gelesen wurde, was davor liegt",
    "the recording is longer than {most:g} hours; what lies before was read",
)
_AND_MORE = Text("{places} und {n} weiteren", "{places} and {n} more")


def described(
    reader: Reader, *, duration_s: float, n_invalid: int, most_s: float | None
) -> list[Text]:
    """Say what was found; most_s is given where reading ended for the length's sake."""
    first_s = reader.joined_s[0] if reader.joined_s else duration_s
    if most_s is not None:
        texts = [_TOO_LONG.format(most=most_s / 3600)]
    else:
        texts = _promises(reader, first_s)
    if reader.joined_s:
        texts.append(_JOINED.format(places=_places(sorted(set(map(round, reader.joined_s))))))
    for start_s, length_s, part in reader.joined:
        texts += [_PART.format(place=_places([start_s]), what=one)
                  for one in _promises(part, length_s)]  # fmt: skip
    for spans, text in ((reader.holes, _HOLES), (reader.garbled, _GARBLED)):
        if found := merge(spans, gap_s=_MISSING_S):
            places = _places([one.start_s for one in found])
            texts.append(text.format(lost=total_s(spans), places=places))
    if reader.n_broken:
        heard_s = duration_s - total_s(reader.holes)
        texts.append(_BROKEN.format(pieces=reader.n_broken, there=heard_s))
    if n_invalid:
        texts.append(_INVALID.format(samples=n_invalid))
    if reader.n_tracks > 1:
        texts.append(_TRACKS.format(tracks=reader.n_tracks))
    return texts


def _promises(reader: Reader, there_s: float) -> list[Text]:
    """Hold what was read against what header and marks promise."""
    promised_s, more_s = reader.promised_s, 0.0
    if reader.sound_bytes is not None:
        promised, there = reader.sound_bytes
        if there < promised:
            promised_s = there_s * promised / there
        else:
            more_s = there_s * (there / promised - 1)
    texts = []
    if promised_s is not None and there_s < promised_s - _MISSING_S - reader.preroll_s:
        texts.append(_CUT_SHORT.format(promised=promised_s, there=there_s))
    elif reader.unfinished:
        texts.append(_UNFINISHED.format(there=there_s))
    if more_s > _MORE_S:
        texts.append(_MORE.format(promised=there_s, more=more_s))
    return texts


def _places(times_s: Sequence[float]) -> Text:
    seconds = [round(at_s) for at_s in times_s[:_NAMED]]
    named = ", ".join(f"{at // 60}:{at % 60:02d}" for at in seconds)
    if len(times_s) <= _NAMED:
        return Text(named, named)
    return _AND_MORE.format(places=named, n=len(times_s) - _NAMED)
