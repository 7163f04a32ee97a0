"""The only room that knows faster-whisper: windows of sound in, words with times out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from voicecheck.errors import ModelError
from voicecheck.speech.allocator import keep_memory
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.speech.models import ModelFiles

RATE = 16_000
CONTEXT_S, FRAMES_PER_S = 30.0, 50  # what the model was trained on; the encoder's frames
MARGIN_S = 1.0  # silence behind a window: with half a second it loops
MIN_CONTEXT_S = 10.0
STEP_S = 0.5  # of contexts: CTranslate2 keeps two megabytes for each length it has met
MAX_TOKENS_PER_S, SPARE_TOKENS = 10.0, 8  # quick German has 8: a loop need not run to the end
MAX_WORKERS = 4  # each has memory of its own
CARD_BATCH = 16
_PREPENDED, _APPENDED = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True, slots=True)
class DecodedWord:
    """A word with its times in the window, in seconds."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the model made of one window."""

    words: tuple[DecodedWord, ...]
    log_probability: float
    no_speech_probability: float


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Windows as the encoder heard them: decoded as often as wanted."""

    states: npt.NDArray[np.float32]  # shape=(n_windows, n_frames, n_dimensions); 50 frames a second
    durations_s: tuple[float, ...]


class Engine(Protocol):
    """What transcribing needs of a speech model; tests put a fake in its place."""

    name: str
    workers: int  # how many batches it takes side by side
    batch_size: int  # windows of a batch

    def encode(self, windows: Sequence[npt.NDArray[np.float32]], *, whole: bool = False) -> Encoded:
        """Listen to windows (16 kHz), in a context that fits them or, whole, of 30 s."""
        ...

    def detect_language(self, encoded: Encoded) -> list[tuple[str, float]]:
        """Return the language of each window and its probability."""
        ...

    def decode(self, encoded: Encoded, *, language: str, beam_size: int) -> list[Decoded]:
        """Write down what each window holds."""
        ...


class WhisperEngine:
    """Faster-whisper with 8-bit weights.

    On the CPU a thread decodes one window, as decoding hardly shares: batches would save no time
    and need memory, and a window's words would depend on its neighbours. A card wants batches.
    """

    def __init__(
        self,
        files: ModelFiles,
        *,
        threads: int = 0,
        vocabulary: tuple[str, ...] = (),
        device: str = "cpu",
    ) -> None:
        import faster_whisper
        from joblib import cpu_count  # as many as this process may use

        find_device(device)
        on_card = device != "cpu"
        keep_memory()
        threads = threads or cpu_count()
        self.name = files.name
        self._vocabulary = ", ".join(vocabulary) or None
        self.batch_size = CARD_BATCH if on_card else 1
        self.workers = 1 if on_card else min(threads, MAX_WORKERS)
        self._model: Any = faster_whisper.WhisperModel(
            str(files.path),
            device=device,
            compute_type="int8_float16" if on_card else "int8",
            cpu_threads=threads // self.workers,
            num_workers=self.workers,
            local_files_only=True,
        )

    def encode(self, windows: Sequence[npt.NDArray[np.float32]], *, whole: bool = False) -> Encoded:
        """Listen to windows, one after another: side by side they would need memory, not less time.

        The encoder's attention grows with the square of its context, and so does the decoder's
        share of it; what lies behind a window is silence.
        """
        durations_s = tuple(len(sound) / RATE for sound in windows)
        needed_s = max(MIN_CONTEXT_S, math.ceil((max(durations_s) + MARGIN_S) / STEP_S) * STEP_S)
        n_frames = round((CONTEXT_S if whole else min(CONTEXT_S, needed_s)) * FRAMES_PER_S)
        states: npt.NDArray[np.float32] | None = None
        for i, sound in enumerate(windows):
            mel = self._features(sound, 2 * n_frames)
            heard = np.asarray(self._model.model.encode(_view(mel), to_cpu=True))
            if states is None:
                states = np.empty((len(windows), *heard.shape[1:]), dtype=np.float32)
            states[i] = heard[0]
        assert states is not None
        return Encoded(states, durations_s)

    def detect_language(self, encoded: Encoded) -> list[tuple[str, float]]:
        """Return the language of each window and its probability."""
        found = self._model.model.detect_language(_view(encoded.states))
        return [(token[2:-2], float(probability)) for (token, probability), *_ in found]

    def decode(self, encoded: Encoded, *, language: str, beam_size: int) -> list[Decoded]:
        """Write windows down side by side."""
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        model = self._model
        tokenizer = Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )
        prompt = model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=self._vocabulary)
        states = _view(encoded.states)
        most = round(MAX_TOKENS_PER_S * max(encoded.durations_s))
        results = model.model.generate(
            states,
            [prompt] * len(encoded.durations_s),
            beam_size=beam_size,
            # CTranslate2 gives what is written half of this, and the prompt the other.
            max_length=min(model.max_length, 2 * (most + SPARE_TOKENS)),
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            return_no_speech_prob=True,
        )
        tokens = [
            [token for token in result.sequences_ids[0] if token < tokenizer.eot]
            for result in results
        ]
        n_frames = 2 * encoded.states.shape[1]
        frames = [
            min(n_frames, math.ceil(duration_s) * model.frames_per_second)
            for duration_s in encoded.durations_s
        ]
        aligned = model.find_alignment(tokenizer, tokens, states, frames)
        return [
            Decoded(
                _words(words),
                result.scores[0] * len(own) / (len(own) + 1),
                float(result.no_speech_prob),
            )
            for words, result, own in zip(aligned, results, tokens, strict=True)
        ]

    def _features(self, sound: npt.NDArray[np.float32], n_frames: int) -> npt.NDArray[np.float32]:
        from faster_whisper.audio import pad_or_trim

        mel: npt.NDArray[np.float32] = self._model.feature_extractor(sound)[..., :-1]
        fitted: npt.NDArray[np.float32] = pad_or_trim(mel, n_frames)
        return np.ascontiguousarray(fitted[None])


def find_device(device: str) -> None:
    """Refuse a card that is not there."""
    if device != "cpu":
        import ctranslate2

        if not ctranslate2.get_cuda_device_count():
            raise ModelError(_NO_CARD)


def _view(array: npt.NDArray[np.float32]) -> Any:
    """Hand an array over without a copy; it must outlive what is made here."""
    import ctranslate2

    return ctranslate2.StorageView.from_array(array)


def _words(aligned: list[dict[str, Any]]) -> tuple[DecodedWord, ...]:
    from faster_whisper.transcribe import merge_punctuations

    merge_punctuations(aligned, _PREPENDED, _APPENDED)
    words: list[DecodedWord] = []
    for word in aligned:
        text, start, end = word["word"].strip(), float(word["start"]), float(word["end"])
        probability = min(1.0, float(word["probability"]))
        if words and not word["word"].startswith(" "):
            # No blank before it: "in-house" and "a.m." are split, but are one word.
            last = words.pop()
            text, start = last.text + text, last.start_s
            probability = min(last.probability, probability)
        if text:
            words.append(DecodedWord(text, start, end, probability))
    return tuple(words)


_NO_CARD = Text(
    "keine Grafikkarte mit CUDA gefunden: ohne --device cuda rechnet der Prozessor",
    "no CUDA card found: without --device cuda the processor does the work",
)
