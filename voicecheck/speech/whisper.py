"""The only room that knows faster-whisper: windows of sound in, words with times out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.speech.models import ModelFiles

RATE = 16_000
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


class Engine(Protocol):
    """What transcribing needs of a speech model; tests put a fake in its place."""

    name: str

    def detect_language(self, sound: npt.NDArray[np.float32]) -> tuple[str, float]:
        """Return the language of a window (16 kHz) and its probability."""
        ...

    def decode(
        self, windows: Sequence[npt.NDArray[np.float32]], *, language: str, beam_size: int
    ) -> list[Decoded]:
        """Decode windows of at most 30 s (16 kHz) side by side."""
        ...


class WhisperEngine:
    """Faster-whisper on the CPU, 8-bit integers."""

    def __init__(self, files: ModelFiles, *, threads: int = 0) -> None:
        import faster_whisper
        from joblib import cpu_count  # as many as this process may use

        self.name = files.name
        self._model: Any = faster_whisper.WhisperModel(
            str(files.path),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads or cpu_count(),
            local_files_only=True,
        )

    def detect_language(self, sound: npt.NDArray[np.float32]) -> tuple[str, float]:
        """Return the language of a window and its probability."""
        encoded = self._model.encode(self._features([sound]))
        token, probability = self._model.model.detect_language(encoded)[0][0]
        return token[2:-2], float(probability)

    def decode(
        self, windows: Sequence[npt.NDArray[np.float32]], *, language: str, beam_size: int
    ) -> list[Decoded]:
        """Decode windows side by side."""
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        model = self._model
        tokenizer = Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )
        prompt = model.get_prompt(tokenizer, [], without_timestamps=True)
        encoded = model.encode(self._features(windows))
        results = model.model.generate(
            encoded,
            [prompt] * len(windows),
            beam_size=beam_size,
            max_length=model.max_length,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            return_no_speech_prob=True,
        )
        tokens = [
            [token for token in result.sequences_ids[0] if token < tokenizer.eot]
            for result in results
        ]
        frames = [int(np.ceil(len(sound) / RATE)) * model.frames_per_second for sound in windows]
        aligned = model.find_alignment(tokenizer, tokens, encoded, frames)
        return [
            Decoded(
                _words(words),
                result.scores[0] * len(own) / (len(own) + 1),
                float(result.no_speech_prob),
            )
            for words, result, own in zip(aligned, results, tokens, strict=True)
        ]

    def _features(self, windows: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
        from faster_whisper.audio import pad_or_trim

        extract = self._model.feature_extractor
        return np.stack([pad_or_trim(extract(sound)[..., :-1]) for sound in windows])


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
