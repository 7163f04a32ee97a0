"""Words from a transcript that lies beside the recording: call.wav and call.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.errors import TranscriptError
from voicecheck.speech.recovery import find_wordless
from voicecheck.speech.transcript_fit import MEND, Unfit, in_seconds, owners, spread
from voicecheck.speech.transcript_formats import SUFFIXES, NoTranscript, read
from voicecheck.types.notice import Notice
from voicecheck.types.speech import Transcript, Window
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voicecheck.speech.transcript_formats import Read
    from voicecheck.types.audio import AudioFile, Channel
    from voicecheck.types.speech import SpeechActivity

MAX_BYTES = 20 << 20  # an hour of Amazon's items takes about 4
MAX_UNTIMED = 0.05  # share of the words; WhisperX gives figures no times
MODEL = "sidecar"


class SidecarTranscriber:
    """Reads what a vendor wrote; needs no speech model."""

    def __init__(self, *, model: str = "", threads: int = 0) -> None:
        """Take what every transcriber is made with, and need nothing of it."""

    def transcribe(
        self,
        channels: Sequence[tuple[Channel, SpeechActivity]],
        *,
        language: str | None,
        source: AudioFile | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> tuple[Transcript, ...]:
        """Give the words of the file beside the recording to its channels."""
        if source is None:
            raise ValueError("a transcript beside a recording cannot be found without its path")
        name, found = _beside(source)

        def refuse(reason: Text, remedy: Text) -> TranscriptError:
            said = Text(f"{name}: {reason.de}", f"{name}: {reason.en}")
            return TranscriptError(source.path, said, remedy)

        language = language or found.language
        if language is None:
            raise refuse(_NO_LANGUAGE, _SAY_LANGUAGE)
        try:
            said = in_seconds(found.rows, source.duration_s)
            owned = owners(said, {c.index: activity.segments for c, activity in channels})
        except Unfit as unfit:
            raise refuse(unfit.reason, unfit.remedy) from unfit
        n_words = sum(len(one.row.words) for one in said)
        timed = n_words - len(said) <= MAX_UNTIMED * n_words
        rated = timed and all(one.row.probability is not None for one in said)
        transcripts = []
        for channel, activity in channels:
            own = [one for one, owner in zip(said, owned, strict=True) if owner == channel.index]
            words = tuple(
                sorted(
                    (word for one in own for word in spread(one, activity.segments, rated)),
                    key=lambda word: word.span,
                )
            )
            wordless = find_wordless(activity.segments, words)
            transcripts.append(
                Transcript(
                    channel.index,
                    words,
                    language,
                    1.0,
                    MODEL,
                    (Window(activity.segments, len(words)),) if words else (),
                    tuple(span for stretch in wordless for span in stretch),
                    has_word_times=timed,
                    read_from=name,
                )
            )
        if progress is not None:
            progress(1.0)
        return tuple(transcripts)


def notice(transcripts: Sequence[Transcript]) -> Notice | None:
    """Say where the words come from, and what the file does not tell; None for recognised ones."""
    read_from = [transcript for transcript in transcripts if transcript.read_from]
    if not read_from:
        return None
    text = _FROM.format(file=read_from[0].read_from)
    if not read_from[0].has_word_times:
        return Notice("N20", text + _NO_TIMES)
    rated = all(w.probability is not None for t in read_from for w in t.words)
    return Notice("N20", text + (_RATED if rated else _UNRATED))


def _beside(source: AudioFile) -> tuple[str, Read]:
    """Return the first transcript beside a recording, and how to name it without a call's name."""
    recording = Path(source.path)
    problem: TranscriptError | None = None
    for file in _candidates(recording):
        if not file.is_file():
            continue
        name = f"*{file.name.removeprefix(recording.stem)}"
        try:
            if file.stat().st_size > MAX_BYTES:
                raise NoTranscript(_TOO_LARGE.format(most=MAX_BYTES >> 20))
            found = read(file.read_bytes(), file.suffix)
        except Exception as error:  # whatever the content: it is an error of this file
            said = _BROKEN.format(file=name, why=_why(error))
            problem = problem or TranscriptError(source.path, said, MEND)
            continue
        if found.rows:
            return name, found
        problem = problem or TranscriptError(source.path, _NO_SHAPE.format(file=name), _SHAPES)
    raise problem or TranscriptError(source.path, _NONE, _PUT.format(stem="NAME"))


def _why(error: Exception) -> Text:
    """Say what is wrong with a file; what other errors say may hold the words of the call."""
    if isinstance(error, NoTranscript):
        return error.why
    place = isinstance(error, json.JSONDecodeError)  # says where, and no word
    return Text.of(str(error) if place else type(error).__name__)


def _candidates(recording: Path) -> Iterator[Path]:
    for suffix in SUFFIXES:
        for name in (f"{recording.stem}_transcript", recording.name, recording.stem):
            yield recording.with_name(name + suffix)


_FROM = Text(
    "die Wörter stammen aus der Datei {file} neben der Aufnahme, nicht aus der Spracherkennung von "
    "voicecheck",
    "the words come from the file {file} beside the recording, not from voicecheck's own speech "
    "recognition",
)
_NO_TIMES = Text(
    "; sie nennt keine Zeiten der einzelnen Wörter: was darauf beruht, wird nicht gemessen (das "
    "betrifft M2, M3, M4, M6, M7)",
    "; it gives no times of single words: what rests on them is not measured (which concerns M2, "
    "M3, M4, M6, M7)",
)
_UNRATED = Text(
    "; sie sagt nicht, wie sicher die Wörter erkannt wurden: das betrifft M2, M6 und M8",
    "; it does not say how surely they were recognised: which concerns M2, M6 and M8",
)
_RATED = Text(
    "; wie sicher sie erkannt wurden, sagt sie nach eigenem Maß: das betrifft M6",
    "; how surely they were recognised, it says by a measure of its own: which concerns M6",
)
_NONE = Text("neben der Aufnahme liegt kein Transkript", "no transcript lies beside the recording")
_PUT = Text(
    "Es neben die Aufnahme legen ({stem}.json, {stem}_transcript.json, .csv, .vtt, .srt), oder "
    "--transcriber whisper",
    "Put it beside the recording ({stem}.json, {stem}_transcript.json, .csv, .vtt, .srt), or use "
    "--transcriber whisper",
)
_TOO_LARGE = Text("mehr als {most} MB", "more than {most} MB")
_BROKEN = Text("{file} ist kein lesbares Transkript ({why})", "{file} cannot be read ({why})")
_NO_SHAPE = Text(
    "{file} enthält keine Wörter oder Segmente mit Zeiten in einer bekannten Form",
    "{file} holds no words or segments with times in a known shape",
)
_SHAPES = Text(
    "Bekannte Formen nennt docs/transcribers.md; oder --transcriber whisper",
    "docs/transcribers.md lists the known shapes; or use --transcriber whisper",
)
_NO_LANGUAGE = Text(
    "die Sprache des Gesprächs steht nicht darin", "it does not say in which language the call is"
)
_SAY_LANGUAGE = Text("Mit --call-language de angeben", "Say so with --call-language en")
