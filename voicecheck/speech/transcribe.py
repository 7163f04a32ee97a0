"""Speech to words: both parties in one go, packed into full windows, decoded side by side.

Windows are heard in a context that fits them. One whose text cannot be right (`hallucination`) is
decoded once more in the context the model was trained on, and if it is still wrong its words are
dropped and the window is marked. Speech that is left without words is decoded again alone
(`recovery`). The language is found once, on the longest window, and then fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
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

    from voicecheck.speech.whisper import Decoded, DecodedWord, Encoded, Engine
    from voicecheck.types.audio import AudioFile, Channel
    from voicecheck.types.speech import SpeechActivity


@dataclass(frozen=True, slots=True)
class How:
    """How windows are decoded."""

    beam_size: int
    whole: bool = False  # in a context of 30 s, as the model was trained


MODEL_RATE = 16_000
BEAM = 5
FIRST, ALONE = How(beam_size=BEAM), How(beam_size=1, whole=True)
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
        self,
        model: str = "base",
        *,
        threads: int = 0,
        vocabulary: tuple[str, ...] = (),
        device: str = "cpu",
        engine: Engine | None = None,
    ) -> None:
        self._model = model
        self._vocabulary = vocabulary
        self._threads = threads
        self._device = device
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
        takes, fixed, probability = _decode_all(engine, packed, FIRST, language, progress)
        first = [
            [
                take
                for (window, _), take in zip(packed, takes, strict=True)
                if window.channel == channel.index
            ]
            for channel, _ in channels
        ]
        found = recover(
            [(channel, activity.segments) for channel, activity in channels],
            first,
            lambda again: _decode_all(engine, again, ALONE, fixed)[0],
        )
        return tuple(
            Transcript(
                channel.index,
                words_of(own),
                fixed,
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

            self._engine = WhisperEngine(
                find_model(self._model),
                threads=self._threads,
                vocabulary=self._vocabulary,
                device=self._device,
            )
        return self._engine


Packed = Sequence[tuple[PackedWindow, "Channel"]]


def _sound(window: PackedWindow, channel: Channel) -> npt.NDArray[np.float32]:
    from voicecheck.types.audio import Channel as Piece

    piece = Piece(channel.index, window.sound(channel), channel.sample_rate)
    return resampled(piece, MODEL_RATE).samples


def _decode_all(
    engine: Engine,
    packed: Packed,
    how: How,
    language: str | None,
    progress: Callable[[float], None] | None = None,
) -> tuple[list[Take], str, float]:
    """Decode windows, the longest first, as many batches side by side as the engine takes."""
    order = sorted(range(len(packed)), key=lambda i: -packed[i][0].duration_s)
    size = engine.batch_size
    batches = [order[first : first + size] for first in range(0, len(order), size)]
    settled: Future[tuple[str, float]] = Future()
    if language is not None or not batches:
        settled.set_result((language, 1.0) if language is not None else ("und", 0.0))
    doubted = [packed[i] for i in order[1:LANGUAGE_WINDOWS]]
    takes: dict[int, Take] = {}
    with ThreadPoolExecutor(engine.workers) as pool:
        running = [
            pool.submit(
                _decode_batch,
                engine,
                [packed[i] for i in batch],
                how,
                settled,
                doubted=doubted if language is None and batch is batches[0] else None,
            )
            for batch in batches
        ]
        try:
            for batch, result in zip(batches, running, strict=True):
                takes |= zip(batch, result.result(), strict=True)
                if progress is not None:
                    progress(len(takes) / len(packed))
        finally:
            pool.shutdown(cancel_futures=True)
    return [takes[i] for i in range(len(packed))], *settled.result()


def _decode_batch(
    engine: Engine,
    batch: Packed,
    how: How,
    settled: Future[tuple[str, float]],
    *,
    doubted: Packed | None,
) -> list[Take]:
    """Decode one batch; the first one finds the language that the others wait for."""
    try:
        sounds = [_sound(window, channel) for window, channel in batch]
        encoded = engine.encode(sounds, whole=how.whole)
        if doubted is not None:
            settled.set_result(_find_language(engine, encoded, doubted))
    except BaseException as error:
        if doubted is not None:
            settled.set_exception(error)
        raise
    language, _ = settled.result()
    takes = []
    decoded = engine.decode(encoded, language=language, beam_size=how.beam_size)
    for (window, _), sound, result in zip(batch, sounds, decoded, strict=True):
        fault = _fault(window, result)
        if fault is not None:
            heard_so = how.whole and len(batch) == 1
            again = encoded if heard_so else engine.encode([sound], whole=True)
            (result,) = engine.decode(again, language=language, beam_size=BEAM)
            fault = _fault(window, result)
        takes.append(_placed(window, result, fault))
    return takes


def _find_language(engine: Engine, longest: Encoded, others: Packed) -> tuple[str, float]:
    """Ask the longest window, and the next ones where it leaves doubt."""
    best = engine.detect_language(longest)[0]
    for window, channel in others:
        if best[1] >= SURE_LANGUAGE:
            break
        found = engine.detect_language(engine.encode([_sound(window, channel)]))[0]
        best = max(best, found, key=lambda item: item[1])
    return best


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
