"""Speech to words: both parties in one go, packed into full windows, decoded in batches.

Greedy decoding first; a window whose text cannot be right (`health`) is decoded once more with a
beam, and if it is still wrong its words are dropped and the window is marked. Speech that is left
without words is decoded again alone (`recovery`). The language is found once, on the window with
the most speech, and then fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from voicecheck.audio.band import resampled
from voicecheck.speech.hallucination import find_fault
from voicecheck.speech.packing import PackedWindow, pack
from voicecheck.speech.recovery import Take, find_wordless, recover, words_of
from voicecheck.types.speech import Transcript, Window, WindowFault, Word
from voicecheck.types.time import Span, total_s

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    from voicecheck.speech.whisper import Decoded, DecodedWord, Engine
    from voicecheck.types.audio import AudioFile, Channel
    from voicecheck.types.speech import SpeechActivity

MODEL_RATE = 16_000
BATCH = 8
BEAM = 5
MIN_WORD_S = 0.02
SURE_LANGUAGE = 0.6  # below this another window is asked, and in the end the language is a guess
LANGUAGE_WINDOWS = 3


class Transcriber(Protocol):
    """Turns the speech of channels into words; see docs/transcribers.md for one of your own."""

    def transcribe(
        self,
        channels: Sequence[tuple[Channel, SpeechActivity]],
        *,
        language: str | None,
        source: AudioFile | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> tuple[Transcript, ...]:
        """Return one transcript per channel, in order.

        Parameters
        ----------
        channels : sequence of (Channel, SpeechActivity)
            Sound (float32, full scale +-1, at the channel's own rate in Hertz) and where somebody
            speaks in it (seconds from the start of the recording).
        language : str or None
            ISO 639-1 code that the user fixed; None: to be found out, and stated in the result.
        source : AudioFile or None
            The file that the channels come from: its path, its length in seconds.
        progress : callable, optional
            To be called with the share that is done, 0 to 1.

        Returns
        -------
        tuple of Transcript
            One per channel. Word times are seconds from the start of the recording.
        """
        ...


class WhisperTranscriber:
    """Faster-whisper behind the `Transcriber` protocol; loaded at the first use."""

    def __init__(
        self, model: str = "base", *, threads: int = 0, engine: Engine | None = None
    ) -> None:
        self._model = model
        self._threads = threads
        self._engine = engine

    def transcribe(
        self,
        channels: Sequence[tuple[Channel, SpeechActivity]],
        *,
        language: str | None,
        source: AudioFile | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> tuple[Transcript, ...]:
        """Transcribe the speech of all channels."""
        packed = [
            (window, channel)
            for channel, activity in channels
            for window in pack(channel, activity.segments)
        ]
        engine = self._loaded()
        probability = 1.0
        if language is None:
            language, probability = _detect(engine, packed)
        takes = _decode_all(engine, packed, language, progress)
        first = [
            [
                take
                for (window, _), take in zip(packed, takes, strict=True)
                if window.channel == channel.index
            ]
            for channel, _ in channels
        ]
        fixed = language
        found = recover(
            [(channel, activity.segments) for channel, activity in channels],
            first,
            lambda again: _decode_all(engine, again, fixed, None),
        )
        return tuple(
            Transcript(
                channel.index,
                words_of(own),
                language,
                probability,
                engine.name,
                tuple(Window(take.speech, len(take.words), take.fault) for take in own),
                tuple(
                    span
                    for stretch in find_wordless(activity.segments, words_of(own))
                    for span in stretch
                ),
            )
            for (channel, activity), own in zip(channels, found, strict=True)
        )

    def _loaded(self) -> Engine:
        if self._engine is None:
            from voicecheck.speech.models import find_model
            from voicecheck.speech.whisper import WhisperEngine

            self._engine = WhisperEngine(find_model(self._model), threads=self._threads)
        return self._engine


Packed = Sequence[tuple[PackedWindow, "Channel"]]


def _sound(window: PackedWindow, channel: Channel) -> npt.NDArray[np.float32]:
    from voicecheck.types.audio import Channel as Piece

    piece = Piece(channel.index, window.sound(channel), channel.sample_rate)
    return resampled(piece, MODEL_RATE).samples


def _detect(engine: Engine, packed: Packed) -> tuple[str, float]:
    """Listen to the fullest window, and to the next ones where it leaves doubt.

    The first windows in time may hold a ring tone or a single hello.
    """
    best = ("und", 0.0)
    fullest = sorted(packed, key=lambda item: -total_s(item[0].speech))
    for window, channel in fullest[:LANGUAGE_WINDOWS]:
        best = max(
            best, engine.detect_language(_sound(window, channel)), key=lambda found: found[1]
        )
        if best[1] >= SURE_LANGUAGE:
            break
    return best


def _decode_all(
    engine: Engine,
    packed: Packed,
    language: str,
    progress: Callable[[float], None] | None,
) -> list[Take]:
    takes: list[Take] = []
    for first in range(0, len(packed), BATCH):
        batch = packed[first : first + BATCH]
        sounds = [_sound(window, channel) for window, channel in batch]
        decoded = engine.decode(sounds, language=language, beam_size=1)
        for (window, _), sound, result in zip(batch, sounds, decoded, strict=True):
            fault = _fault(window, result)
            if fault is not None:
                again = engine.decode([sound], language=language, beam_size=BEAM)[0]
                fault, result = _fault(window, again), again
            takes.append(_placed(window, result, fault))
        if progress is not None:
            progress(len(takes) / len(packed))
    return takes


def _fault(window: PackedWindow, decoded: Decoded) -> WindowFault | None:
    return find_fault(
        [word.text for word in decoded.words],
        speech_s=total_s(window.speech),
        log_probability=decoded.log_probability,
        no_speech_probability=decoded.no_speech_probability,
    )


def _placed(window: PackedWindow, decoded: Decoded, fault: WindowFault | None) -> Take:
    """Bring a window's words to recording time; words of a faulty window are dropped."""
    words = () if fault is not None else tuple(_word(window, word) for word in decoded.words)
    return Take(window.speech, words, fault, decoded.log_probability, decoded.no_speech_probability)


def _word(window: PackedWindow, word: DecodedWord) -> Word:
    """Place a word in the recording, clipped to the piece that holds its middle."""
    middle = window.recording_time((word.start_s + word.end_s) / 2)
    piece = next(p for p in window.pieces if middle in p)
    start = max(piece.start_s, min(middle, window.recording_time(word.start_s)))
    end = min(piece.end_s, max(middle, window.recording_time(word.end_s)))
    return Word(word.text, Span(start, max(end, start + MIN_WORD_S)), word.probability)
